//! The one tokenisation that all signals share.
//!
//! A *word* is a maximal run of letters, digits and marks. A joiner (apostrophe, hyphen, the
//! Catalan middle dot, a soft hyphen) belongs to the word when a letter or digit stands on both
//! sides of it, and so does a full stop or comma between two digits (UAX #29, rules WB11/12). A
//! *symbol* is a maximal run of one and the same character that is neither part of a word nor
//! white space: `.`, `...` and `##` are one symbol each. *Tokens* are words and symbols together.
//! This stands in for the spaCy tokens on which the FineWeb-2 thresholds were measured; it differs
//! in that URLs are several tokens here, and a hyphenated compound is one.

mod class;

use xxhash_rust::xxh3::xxh3_64;

use crate::signals::count::Table;
use class::{Class, class, is_upper};
pub(crate) use class::{is_joiner, is_mark};

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
    pub(crate) table: Table,
    pub(crate) hashes: Vec<u64>,
    pub(crate) positions: Vec<u32>,
    pub(crate) places: Vec<(usize, u8)>,
    pub(crate) wds: crate::signals::wds::Buffers,
    pub(crate) lower: String,
}

/// What one pass over the text leaves for the signals.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    /// xxh3-64 of each word, case kept.
    pub(crate) hashes: Vec<u64>,
    /// xxh3-64 of each word in the form in which [`plain_lower`] brings it.
    pub(crate) lower: Vec<u64>,
    /// Where each word stands.
    pub(crate) words: Vec<Word>,
    /// Characters before each word counted in words only, one more entry than words.
    pub(crate) chars_before: Vec<u64>,
    /// Words with at least one alphabetic character.
    pub(crate) alpha_words: usize,
    /// Runs of one symbol.
    pub(crate) symbols: usize,
    /// Unicode scalar values of the whole text.
    pub(crate) chars: usize,
    /// The lines that are not blank, in order.
    pub(crate) lines: Vec<Line>,
}

/// Byte range of one word.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// An apostrophe, hyphen or the like holds it together.
    pub(crate) joined: bool,
    /// It holds a letter; else it is a number.
    pub(crate) alpha: bool,
    /// Capital letters in it.
    pub(crate) upper: u32,
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

/// A word that has begun and not ended.
#[derive(Clone, Copy, Default)]
struct Open {
    start: usize,
    chars: u64,
    alpha: bool,
    joined: bool,
    upper: u32,
    /// Beside letters and digits of ASCII there is something in it.
    wide: bool,
}

impl Tokens {
    /// Reads `text` once for words and symbols, and once (by `\n`) for lines.
    pub(crate) fn fill(&mut self, text: &str, lower: &mut String) {
        self.words(text, lower);
        self.lines(text);
    }

    fn words(&mut self, text: &str, lower: &mut String) {
        self.hashes.clear();
        self.lower.clear();
        self.words.clear();
        self.chars_before.clear();
        self.chars_before.push(0);
        (self.alpha_words, self.symbols, self.chars) = (0, 0, 0);
        let bytes = text.as_bytes();
        let mut letters_before = 0_u64;
        let mut word: Option<Open> = None;
        let mut last = Class::Space;
        let mut last_symbol = None;
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if byte.is_ascii_alphanumeric() {
                // Most text is runs of these, so they go without decoding.
                let tail = bytes.get(at..).unwrap_or_default();
                let run = tail.iter().take_while(|b| b.is_ascii_alphanumeric());
                let (mut length, mut final_byte, mut alpha, mut upper) = (0, byte, false, 0);
                for &b in run {
                    length += 1;
                    final_byte = b;
                    alpha |= b >= b'A';
                    upper += u32::from(b.is_ascii_uppercase());
                }
                let open = word.get_or_insert(Open {
                    start: at,
                    ..Open::default()
                });
                open.chars += length as u64;
                open.alpha |= alpha;
                open.upper += upper;
                self.chars += length;
                last = if final_byte >= b'A' {
                    Class::Alpha
                } else {
                    Class::Digit
                };
                last_symbol = None;
                at += length;
                continue;
            }
            if byte == b' ' || byte == b'\n' {
                // So go most of the rest.
                if let Some(open) = word.take() {
                    letters_before += open.chars;
                    self.push(text, open, at, letters_before, lower);
                }
                self.chars += 1;
                last = Class::Space;
                last_symbol = None;
                at += 1;
                continue;
            }
            let Some(c) = text.get(at..).and_then(|tail| tail.chars().next()) else {
                break;
            };
            let next = at + c.len_utf8();
            self.chars += 1;
            let mut kind = class(c);
            if matches!(kind, Class::Joiner | Class::Decimal) {
                let follows = text.get(next..).and_then(|tail| tail.chars().next());
                let follows = follows.map_or(Class::Space, class);
                let joins = match kind {
                    Class::Joiner => matches!(follows, Class::Alpha | Class::Digit),
                    _ => last == Class::Digit && follows == Class::Digit,
                };
                // A joiner takes the class of what stands before it: it opens nothing new.
                kind = match word.as_mut().filter(|_| joins) {
                    Some(open) => {
                        open.joined = true;
                        open.wide = true;
                        last
                    }
                    None => Class::Symbol,
                };
            }
            if matches!(kind, Class::Alpha | Class::Digit) {
                let open = word.get_or_insert(Open {
                    start: at,
                    ..Open::default()
                });
                open.chars += 1;
                open.alpha |= kind == Class::Alpha;
                open.upper += u32::from(is_upper(c));
                open.wide = true;
                last_symbol = None;
            } else {
                if let Some(open) = word.take() {
                    letters_before += open.chars;
                    self.push(text, open, at, letters_before, lower);
                }
                if kind == Class::Space {
                    last_symbol = None;
                } else if last_symbol != Some(c) {
                    self.symbols += 1;
                    last_symbol = Some(c);
                }
            }
            last = kind;
            at = next;
        }
        if let Some(open) = word {
            self.push(text, open, bytes.len(), letters_before + open.chars, lower);
        }
    }

    fn push(&mut self, text: &str, open: Open, end: usize, letters: u64, lower: &mut String) {
        let word = text.get(open.start..end).unwrap_or_default();
        let hash = xxh3_64(word.as_bytes());
        self.hashes.push(hash);
        // Most words are in their plain form: they need no second hash.
        self.lower.push(if open.upper == 0 && !open.joined {
            hash
        } else if open.wide {
            plain_lower(word, lower);
            xxh3_64(lower.as_bytes())
        } else {
            lower.clear();
            lower.push_str(word);
            lower.make_ascii_lowercase();
            xxh3_64(lower.as_bytes())
        });
        self.words.push(Word {
            start: open.start,
            end,
            joined: open.joined,
            alpha: open.alpha,
            upper: open.upper,
        });
        self.chars_before.push(letters);
        self.alpha_words += usize::from(open.alpha);
    }

    fn lines(&mut self, text: &str) {
        self.lines.clear();
        let mut opens_paragraph = true;
        let mut start = 0;
        let bytes = text.as_bytes();
        let ends = memchr::memchr_iter(b'\n', bytes).chain(std::iter::once(bytes.len()));
        for end in ends {
            let line = text.get(start..end).unwrap_or_default();
            let body = line.trim();
            if body.is_empty() {
                opens_paragraph = true;
            } else {
                let from = start + (line.len() - line.trim_start().len());
                self.lines.push(Line {
                    start: from,
                    end: from + body.len(),
                    chars: body.chars().count(),
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
        self.hashes.len() + self.symbols
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
            _ => into.extend(c.to_lowercase()),
        }
    }
    // A capital sigma at the end of a word is a final one: ΤΗΣ is της.
    if word.ends_with('Σ') && word.len() > 'Σ'.len_utf8() && into.pop().is_some() {
        into.push('ς');
    }
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
            (tokens.symbols, tokens.hashes.len(), tokens.count()),
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
