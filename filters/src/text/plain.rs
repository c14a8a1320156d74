//! Words by their hashes alone, for whoever looks for runs of words.

use unicode_normalization::UnicodeNormalization;

use super::block::{Classify, Reading};
use super::class::is_mark;
use super::fastest::fastest;
use super::hash::{hash, hash_at, hash_lower_at};
use super::lower::plain_lower;
use super::map::Map;
use super::words::each;

/// Words of a text, in the form in which [`plain_lower`] brings them; one with combining marks in
/// normalisation form C before that, so that composed and decomposed letters are the same.
#[derive(Debug, Default)]
pub(crate) struct Plain {
    map: Map,
    /// Hash of each word.
    pub(crate) hashes: Vec<u64>,
    /// Where each word begins and ends, in bytes.
    pub(crate) places: Vec<(usize, usize)>,
    composed: String,
    lower: String,
}

/// [`Plain::add`], whatever way blocks are looked at.
struct Add<'a> {
    plain: &'a mut Plain,
    text: &'a str,
    base: usize,
}

impl Reading for Add<'_> {
    #[inline(always)]
    fn read(self, classify: impl Classify) {
        self.plain.read(self.text, self.base, classify);
    }
}

impl Plain {
    /// Forgets all words.
    pub(crate) fn clear(&mut self) {
        self.hashes.clear();
        self.places.clear();
    }

    /// Forgets the first words.
    pub(crate) fn forget(&mut self, words: usize) {
        self.hashes.drain(..words.min(self.hashes.len()));
        self.places.drain(..words.min(self.places.len()));
    }

    /// Adds the words of `text`, which begins at byte `base` of a longer one, in the fastest way of this
    /// processor.
    pub(crate) fn add(&mut self, text: &str, base: usize) {
        fastest(Add {
            plain: self,
            text,
            base,
        });
    }

    #[inline(always)]
    fn read(&mut self, text: &str, base: usize, classify: impl Classify) {
        let Self {
            map,
            hashes,
            places,
            composed,
            lower,
        } = self;
        map.read(text, classify);
        hashes.reserve(map.words);
        places.reserve(map.words);
        let bytes = text.as_bytes();
        each(map, text.len(), |start, end, seen| {
            let hash = if !seen.wide {
                match seen.upper {
                    0 => hash_at(bytes, start, end),
                    _ => hash_lower_at(bytes, start, end),
                }
            } else if seen.upper == 0 && !seen.joined && !may_compose(bytes, start, end) {
                hash_at(bytes, start, end)
            } else {
                hash_composed(text, start, end, composed, lower)
            };
            hashes.push(hash);
            places.push((base + start, base + end));
        });
    }
}

/// Whether a word may hold a character of the block of combining marks (U+0300 to U+036F), which begin
/// with 0xcc or 0xcd; so do some Greek letters, which rarely stand in a word.
#[inline(always)]
fn may_compose(bytes: &[u8], start: usize, end: usize) -> bool {
    let word = bytes.get(start..end).unwrap_or_default();
    word.iter().any(|byte| matches!(byte, 0xcc | 0xcd))
}

#[inline(never)]
fn hash_composed(
    text: &str,
    start: usize,
    end: usize,
    composed: &mut String,
    lower: &mut String,
) -> u64 {
    let word = text.get(start..end).unwrap_or_default();
    if word.chars().any(is_mark) {
        composed.clear();
        composed.extend(word.nfc());
        plain_lower(composed, lower);
    } else {
        plain_lower(word, lower);
    }
    hash(lower)
}

#[cfg(test)]
mod tests {
    use super::super::Tokens;
    use super::super::block::Portable;
    use super::*;

    fn hashes(text: &str) -> Vec<u64> {
        let mut plain = Plain::default();
        plain.add(text, 0);
        plain.hashes
    }

    #[test]
    fn words_are_those_of_the_signals() {
        for text in [
            "",
            "L-GĦAQDA tal-poplu, l’homme -x- 3.14, 2. ΟΔΟΣ Ко\u{ad}ordo Ω",
            &"Žluťoučký kůň, příšerně úpěl ďábelské ÓDY! ".repeat(20),
        ] {
            let (mut plain, mut tokens) = (Plain::default(), Tokens::default());
            plain.add(text, 0);
            tokens.fill(text, &mut String::new());
            assert_eq!(plain.hashes, tokens.lower);
            let places: Vec<_> = tokens.words.iter().map(|w| (w.start, w.end)).collect();
            assert_eq!(plain.places, places);
            let mut portable = Plain::default();
            portable.read(text, 0, Portable);
            assert_eq!(portable.hashes, plain.hashes);
        }
    }

    #[test]
    fn composed_and_decomposed_letters_are_the_same() {
        let composed = hashes("Résumé ŽIVÉ ќ");
        assert_eq!(
            composed,
            hashes("re\u{301}sume\u{301} z\u{30c}ive\u{301} к\u{301}")
        );
        assert_ne!(composed[0], hashes("resume")[0]);
    }
}
