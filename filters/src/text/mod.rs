//! The one tokenisation that all signals share.
//!
//! A *word* is a maximal run of letters, digits and marks. A joiner (apostrophe, hyphen, the
//! Catalan middle dot, a soft hyphen) belongs to the word when a letter or digit stands on both
//! sides of it, and so does a full stop or comma between two digits (UAX #29, rules WB11/12). A
//! *symbol* is a maximal run of one and the same character that is neither part of a word nor
//! white space: `.`, `...` and `##` are one symbol each. *Tokens* are words and symbols together.
//! This stands in for the spaCy tokens on which the FineWeb-2 thresholds were measured; it differs
//! in that URLs are several tokens here, and a hyphenated compound is one.

#[cfg(target_arch = "x86_64")]
mod avx2;
mod block;
mod class;
mod hash;
pub(crate) mod map;
mod plain;
pub(crate) mod props;
mod words;

use xxhash_rust::xxh3::xxh3_64;

use crate::signals::ids::Ids;
pub(crate) use class::{is_joiner, is_mark};
pub(crate) use hash::{hash, hash_lower_at};
use map::Map;
pub(crate) use plain::Plain;

/// The instructions that texts are read with on this processor: `"AVX2"`, or `"portable"`.
#[must_use]
pub fn instructions() -> &'static str {
    #[cfg(target_arch = "x86_64")]
    if avx2::Avx2::detect().is_some() {
        return "AVX2";
    }
    "portable"
}

/// Reusable buffers of [`crate::signals::measure`]: keep one per thread.
#[derive(Debug, Default)]
pub struct Scratch {
    pub(crate) tokens: Tokens,
    pub(crate) work: Work,
}

impl Scratch {
    /// Empty buffers; they grow to the largest document seen.
    pub fn new() -> Self {
        Self::default()
    }
}

/// Space for counting; its content means nothing between two signals.
#[derive(Debug, Default)]
pub(crate) struct Work {
    /// Lines, paragraphs or n-grams.
    pub(crate) units: Ids,
    pub(crate) places: Vec<crate::signals::ngrams::Place>,
    pub(crate) seen: Vec<bool>,
    pub(crate) phrases: Vec<(usize, crate::signals::c4::Phrase)>,
    pub(crate) stop_words: crate::signals::vocabulary::StopWords,
    pub(crate) alphabet: crate::signals::letters::Alphabet,
    pub(crate) wds: crate::signals::wds::Buffers,
    pub(crate) lower: String,
}

/// What one pass over the text leaves for the signals.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    /// Hash of each word, case kept.
    pub(crate) hashes: Vec<u64>,
    /// Hash of each word in the form in which [`plain_lower`] brings it.
    pub(crate) lower: Vec<u64>,
    /// All different words, by their hash in `lower`.
    pub(crate) vocabulary: Ids,
    /// The number of each word in `vocabulary`.
    pub(crate) ids: Vec<u32>,
    /// How often the same word stands before each word.
    pub(crate) before: Vec<u32>,
    /// Where each word stands.
    pub(crate) words: Vec<Word>,
    /// The numbers of the words that an apostrophe, hyphen or the like holds together.
    pub(crate) joined: Vec<usize>,
    /// Characters before each word counted in words only, one more entry than words.
    pub(crate) chars_before: Vec<u64>,
    /// Words with at least one alphabetic character.
    pub(crate) alpha_words: usize,
    /// Words in capitals throughout, see [`is_capitals`].
    pub(crate) capitals: usize,
    /// What the bytes of the text are.
    pub(crate) map: Map,
    /// The lines that are not blank, in order.
    pub(crate) lines: Vec<Line>,
}

/// Byte range of one word.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Word {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// It holds a letter; else it is a number.
    pub(crate) alpha: bool,
    /// Capital letters in it.
    pub(crate) upper: u32,
}

/// Whether a word with so many capitals and characters is in capitals throughout: two of them at least.
pub(crate) fn is_capitals(upper: u32, chars: u64) -> bool {
    upper >= 2 && u64::from(upper) >= chars
}

/// One line that is not blank, white space around it not counted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) chars: usize,
    pub(crate) hash: u64,
    /// A blank line (or the start of the text) stands before it.
    pub(crate) opens_paragraph: bool,
}

impl Tokens {
    /// Reads `text` in the fastest way of this processor.
    pub(crate) fn fill(&mut self, text: &str, lower: &mut String) {
        #[cfg(target_arch = "x86_64")]
        if let Some(avx2) = avx2::Avx2::detect() {
            return avx2.tokens(self, text, lower);
        }
        self.read(text, lower, block::Portable);
    }

    #[inline(always)]
    fn read(&mut self, text: &str, lower: &mut String, classify: impl block::Classify) {
        let mut map = std::mem::take(&mut self.map);
        map.read(text, classify);
        self.words(text, &map, lower);
        self.lines(text, &map);
        self.map = map;
    }

    #[inline(always)]
    fn lines(&mut self, text: &str, map: &Map) {
        self.lines.clear();
        let mut opens_paragraph = true;
        let mut start = 0;
        let ends = map.places(0, text.len(), |block| block.newline);
        for end in ends.chain(std::iter::once(text.len())) {
            let line = text.get(start..end).unwrap_or_default();
            let rest = line.trim_start();
            let body = rest.trim_end();
            if body.is_empty() {
                opens_paragraph = true;
            } else {
                let from = start + (line.len() - rest.len());
                let to = from + body.len();
                self.lines.push(Line {
                    start: from,
                    end: to,
                    chars: map.count(from, to, |block| block.heads),
                    hash: xxh3_64(body.as_bytes()),
                    opens_paragraph,
                });
                opens_paragraph = false;
            }
            start = end + 1;
        }
    }

    /// Words and symbols.
    pub(crate) fn count(&self) -> usize {
        self.hashes.len() + self.map.symbols
    }

    /// Characters of the words `from..to`, without what stands between them.
    pub(crate) fn chars_in(&self, from: usize, to: usize) -> u64 {
        match (self.chars_before.get(from), self.chars_before.get(to)) {
            (Some(a), Some(b)) => b.saturating_sub(*a),
            _ => 0,
        }
    }
}

/// A word in the form in which words are compared: lower-cased, with a plain apostrophe and hyphen
/// for the typographic ones, without soft hyphens.
pub(crate) fn plain_lower(word: &str, into: &mut String) {
    into.clear();
    for c in word.chars() {
        match c {
            '’' => into.push('\''),
            '\u{2010}' | '\u{2011}' => into.push('-'),
            '\u{ad}' => {}
            _ if c.is_ascii() => into.push(c.to_ascii_lowercase()),
            // Most letters are in lower case, and need no walk through the tables of cases.
            _ if props::of(c.into()) & props::FOLDS == 0 => into.push(c),
            _ => into.extend(c.to_lowercase()),
        }
    }
    // A capital sigma at the end of a word is a final one: ΤΗΣ is της.
    if word.ends_with('Σ') && word.len() > 'Σ'.len_utf8() && into.pop().is_some() {
        into.push('ς');
    }
}

#[cfg(test)]
mod same;

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let mut tokens = Tokens::default();
        tokens.fill(text, &mut String::new());
        tokens.words.iter().map(|w| &text[w.start..w.end]).collect()
    }

    #[test]
    fn words_keep_their_inner_joiners_and_lose_outer_ones() {
        assert_eq!(
            words("L-għaqda 'tal-poplu', l’homme -x- 3.14, 2."),
            ["L-għaqda", "tal-poplu", "l’homme", "x", "3.14", "2"]
        );
        assert_eq!(
            words("col·legi rock'n'roll a--b"),
            ["col·legi", "rock'n'roll", "a", "b"]
        );
    }

    #[test]
    fn words_are_compared_without_case_and_typography() {
        let mut tokens = Tokens::default();
        tokens.fill(
            "Ċar ċar CAR car l’Arte l'arte Ko\u{ad}ordo koordo ΟΔΟΣ οδος",
            &mut String::new(),
        );
        let lower = &tokens.lower;
        assert_eq!(lower[0], lower[1]);
        assert_eq!(lower[2], lower[3]);
        assert_eq!(lower[4], lower[5]);
        assert_eq!(lower[6], lower[7]);
        assert_eq!(lower[8], lower[9]);
        assert_ne!(lower[1], lower[3]);
        let upper: Vec<u32> = tokens.words.iter().map(|word| word.upper).collect();
        assert_eq!(upper, [1, 0, 3, 0, 1, 0, 1, 0, 4, 0]);
    }

    #[test]
    fn every_character_has_the_lower_case_of_the_standard_library() {
        let mut lower = String::new();
        for c in ('\0'..=char::MAX).filter(|c| !is_joiner(*c)) {
            plain_lower(&format!("x{c}y"), &mut lower);
            assert!(
                lower.chars().eq(format!("x{c}y").to_lowercase().chars()),
                "{c:?}"
            );
        }
    }

    #[test]
    fn marks_stay_with_their_letters() {
        assert_eq!(
            words("re\u{301}sume\u{301} Ελληνικά ქართული"),
            ["re\u{301}sume\u{301}", "Ελληνικά", "ქართული"]
        );
    }

    #[test]
    fn a_run_of_one_symbol_is_one_token() {
        let mut tokens = Tokens::default();
        tokens.fill("a ... ## ,. b!", &mut String::new());
        assert_eq!(
            (tokens.map.symbols, tokens.hashes.len(), tokens.count()),
            (5, 2, 7)
        );
    }

    #[test]
    fn lines_and_paragraphs() {
        let mut tokens = Tokens::default();
        tokens.fill("\n one \ntwo\r\n \nthree", &mut String::new());
        let got: Vec<_> = tokens
            .lines
            .iter()
            .map(|l| (l.chars, l.opens_paragraph))
            .collect();
        assert_eq!(got, [(3, true), (3, false), (5, true)]);
    }
}
