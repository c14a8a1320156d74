//! What one pass over a text leaves for the signals: its words, symbols and lines.

use xxhash_rust::xxh3::xxh3_64;

use super::block::{Classify, Reading};
use super::fastest::fastest;
use super::hash::{hash, hash_at, hash_lower_at};
use super::ids::Ids;
use super::lower::plain_lower;
use super::map::Map;
use super::words::{Seen, each};

/// What one pass over the text leaves for the signals.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    /// Hash of each word, case kept.
    pub(crate) hashes: Vec<u64>,
    /// Hash of each word in the form in which [`plain_lower`](super::plain_lower) brings it.
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

/// [`Tokens::fill`], whatever way blocks are looked at.
struct Fill<'a> {
    tokens: &'a mut Tokens,
    text: &'a str,
    lower: &'a mut String,
}

impl Reading for Fill<'_> {
    #[inline(always)]
    fn read(self, classify: impl Classify) {
        self.tokens.read(self.text, self.lower, classify);
    }
}

impl Tokens {
    /// Reads `text` in the fastest way of this processor.
    pub(crate) fn fill(&mut self, text: &str, lower: &mut String) {
        fastest(Fill {
            tokens: self,
            text,
            lower,
        });
    }

    #[inline(always)]
    pub(super) fn read(&mut self, text: &str, lower: &mut String, classify: impl Classify) {
        let mut map = std::mem::take(&mut self.map);
        map.read(text, classify);
        self.words(text, &map, lower);
        self.lines(text, &map);
        self.map = map;
    }

    /// Finds the words.
    #[inline(always)]
    fn words(&mut self, text: &str, map: &Map, lower: &mut String) {
        let n = map.words;
        self.hashes.resize(n, 0);
        self.lower.resize(n, 0);
        self.words.resize(n, Word::default());
        self.ids.resize(n, 0);
        self.before.resize(n, 0);
        self.chars_before.resize(n + 1, 0);
        self.joined.clear();
        let own = self.hashes.iter_mut().zip(&mut self.lower);
        let after = self.chars_before.iter_mut().skip(1);
        let mut writer = Writer {
            text,
            lower,
            slots: own.zip(&mut self.words).zip(after).enumerate(),
            joined: &mut self.joined,
            chars: 0,
            alpha_words: 0,
            capitals: 0,
        };
        each(map, text.len(), |start, end, seen| {
            writer.push(start, end, seen)
        });
        (self.alpha_words, self.capitals) = (writer.alpha_words, writer.capitals);
        self.number();
    }

    /// Numbers the words. In a loop of its own, in which the look-ups of many words overlap.
    #[inline(always)]
    fn number(&mut self) {
        self.vocabulary.reset(self.lower.len());
        let counts = self.ids.iter_mut().zip(&mut self.before);
        for (&hash, (id, before)) in self.lower.iter().zip(counts) {
            (*id, *before) = self.vocabulary.add(hash);
        }
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

/// Where the next word is written to.
struct Writer<'a, I> {
    text: &'a str,
    lower: &'a mut String,
    slots: I,
    joined: &'a mut Vec<usize>,
    /// Characters of the words so far.
    chars: u64,
    alpha_words: usize,
    capitals: usize,
}

/// Places for what is known of a word, in the order of the fields of [`Tokens`].
type Slot<'a> = (
    usize,
    (((&'a mut u64, &'a mut u64), &'a mut Word), &'a mut u64),
);

impl<'a, I: Iterator<Item = Slot<'a>>> Writer<'a, I> {
    #[inline(always)]
    fn push(&mut self, start: usize, end: usize, seen: Seen) {
        let Some((number, (((own, lower), word), chars_before))) = self.slots.next() else {
            return;
        };
        let bytes = self.text.as_bytes();
        *own = hash_at(bytes, start, end);
        // Most words are in their plain form: they need no second hash.
        *lower = if seen.upper == 0 && !(seen.joined && seen.wide) {
            *own
        } else if seen.wide {
            hash_plain(self.text, start, end, self.lower)
        } else {
            hash_lower_at(bytes, start, end)
        };
        *word = Word {
            start,
            end,
            alpha: seen.alpha,
            upper: seen.upper,
        };
        if seen.joined {
            self.joined.push(number);
        }
        self.chars += seen.chars;
        *chars_before = self.chars;
        self.alpha_words += usize::from(seen.alpha);
        self.capitals += usize::from(is_capitals(seen.upper, seen.chars));
    }
}

#[inline(never)]
fn hash_plain(text: &str, start: usize, end: usize, lower: &mut String) -> u64 {
    plain_lower(text.get(start..end).unwrap_or_default(), lower);
    hash(lower)
}

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
