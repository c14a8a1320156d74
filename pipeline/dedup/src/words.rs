//! Normalised words, the letters of which shingles are made.
//!
//! - A word is a run of alphanumeric characters (Unicode's Alphabetic and Numeric) and of marks
//!   (General_Category M) that follow one. All else separates words.
//! - Letters are put in lower case by Unicode's full mapping, and the final sigma becomes the other
//!   one, as in case folding, since upper case does not tell the two apart.
//! - Every digit and other number becomes `0`: pages that differ in dates and counts are the same.
//! - Marks stay: with them go the differences between й and и, or ά and α in Greek, which tell words
//!   apart. A word is in normalisation form C, so composed and decomposed letters are the same.
//! - Characters that are not seen (soft hyphen, joiners, variation selectors) are left out and do not
//!   end a word.
//!
//! [`NORMALISER`] counts changes of these rules; the Unicode data are those of the compiler's library
//! ([`UNICODE`]).

mod ascii;

use std::sync::LazyLock;

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Version of the rules of this module. A change of any output needs a new one.
pub const NORMALISER: u32 = 1;

/// Version of the Unicode data: major, minor, update.
pub const UNICODE: [u8; 3] = {
    let (major, minor, update) = char::UNICODE_VERSION;
    [major, minor, update]
};

/// Below this code point characters are looked up; European scripts and punctuation lie below it.
const TABLE: usize = 0x3000;
/// In the table: not part of a word.
const SEPARATOR: u32 = 0;
/// In the table: neither a separator nor a character that maps to one other.
const SPECIAL: u32 = 1;

/// What a character becomes that has one counterpart whose form C is itself: its UTF-8 bytes, the first
/// lowest, and their number in the highest byte.
static CHARACTERS: LazyLock<Vec<u32>> = LazyLock::new(|| {
    (0..TABLE as u32)
        .map(|c| char::from_u32(c).map_or(0, entry))
        .collect()
});

fn entry(c: char) -> u32 {
    if is_combining_mark(c) || is_invisible(c) {
        return SPECIAL;
    }
    if !c.is_alphanumeric() {
        return SEPARATOR;
    }
    let mut folded = fold(c);
    match (folded.next(), folded.next()) {
        (Some(one), None) if is_nfc_quick(std::iter::once(one)) == IsNormalized::Yes => {
            let mut bytes = [0; 4];
            let length = one.encode_utf8(&mut bytes).len();
            if length < 4 {
                u32::from_le_bytes(bytes) | ((length as u32) << 24)
            } else {
                SPECIAL
            }
        }
        _ => SPECIAL,
    }
}

/// The lower case of an alphanumeric character, with numbers and sigmas folded.
fn fold(c: char) -> impl Iterator<Item = char> {
    let c = if c.is_numeric() && !c.is_alphabetic() {
        '0'
    } else {
        c
    };
    c.to_lowercase().map(|c| if c == 'ς' { 'σ' } else { c })
}

fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}'
    )
}

/// Calls `each` with the UTF-8 bytes of every word of `text`, in order. `word` is working memory.
pub fn for_each(text: &str, word: &mut Vec<u8>, mut each: impl FnMut(&[u8])) {
    let bytes = text.as_bytes();
    let characters: &[u32] = &CHARACTERS;
    let mut builder = Builder {
        word,
        length: 0,
        loose: false,
    };
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let separates = if byte < 0x80 {
            let (folded, n) = ascii::run(ascii::chunk(bytes, at));
            builder.append(folded, n);
            at += n;
            if n == 8 || bytes.get(at).is_none_or(|byte| *byte >= 0x80) {
                continue;
            }
            at += 1;
            true
        } else {
            let Some((code, length)) = decode(text, at) else {
                break;
            };
            at += length;
            match characters.get(code as usize).copied().unwrap_or(SPECIAL) {
                SEPARATOR => true,
                SPECIAL => char::from_u32(code).is_none_or(|c| builder.special(c)),
                entry => {
                    builder.append((entry & 0xff_ffff).into(), (entry >> 24) as usize);
                    false
                }
            }
        };
        if separates && builder.length > 0 {
            builder.flush(&mut each);
        }
    }
    if builder.length > 0 {
        builder.flush(&mut each);
    }
}

/// The character that begins at a byte, and its length in bytes. Two bytes, the most frequent case of
/// those that are not ASCII, are put together here.
#[inline(always)]
fn decode(text: &str, at: usize) -> Option<(u32, usize)> {
    if let [first @ 0xc2..=0xdf, second] = text.as_bytes().get(at..at + 2)? {
        return Some(((u32::from(first & 0x1f) << 6) | u32::from(second & 0x3f), 2));
    }
    let c = text.get(at..)?.chars().next()?;
    Some((c.into(), c.len_utf8()))
}

/// The words of a text, for showing and explaining. [`for_each`] is the fast way.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for_each(text, &mut Vec::new(), |word| {
        words.push(String::from_utf8_lossy(word).into_owned())
    });
    words
}

/// The word that is being read.
struct Builder<'a> {
    /// The word, and after it whatever the last writes left over.
    word: &'a mut Vec<u8>,
    length: usize,
    /// It has characters that may have to be composed.
    loose: bool,
}

impl Builder<'_> {
    /// Adds the lowest `n` bytes of a chunk. All eight are written, which takes no branch on `n`.
    #[inline(always)]
    fn append(&mut self, chunk: u64, n: usize) {
        if self.word.len() < self.length + 8 {
            self.word.resize(2 * self.length + 64, 0);
        }
        if let Some(room) = self.word.get_mut(self.length..self.length + 8) {
            room.copy_from_slice(&chunk.to_le_bytes());
        }
        self.length += n;
    }

    fn push(&mut self, c: char) {
        let mut bytes = [0; 8];
        let length = c.encode_utf8(&mut bytes).len();
        self.append(u64::from_le_bytes(bytes), length);
    }

    /// Adds a character by the rules and without the table. True if it is a separator.
    #[cold]
    fn special(&mut self, c: char) -> bool {
        if is_invisible(c) {
            return false;
        }
        if is_combining_mark(c) {
            // A mark without a letter, as after an emoji, makes no word.
            if self.length > 0 {
                self.push(c);
                self.loose = true;
            }
            return false;
        }
        if !c.is_alphanumeric() {
            return true;
        }
        fold(c).for_each(|c| self.push(c));
        self.loose = true;
        false
    }

    #[inline(always)]
    fn flush(&mut self, each: &mut impl FnMut(&[u8])) {
        let word = self.word.get(..self.length).unwrap_or_default();
        if self.loose {
            each(compose(word).as_bytes());
        } else {
            each(word);
        }
        self.length = 0;
        self.loose = false;
    }
}

#[cold]
fn compose(word: &[u8]) -> String {
    String::from_utf8_lossy(word).nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn letters_fold_and_scripts_do_not_merge() {
        assert_eq!(
            words("L'Été, à São-Paulo!"),
            ["l", "été", "à", "são", "paulo"]
        );
        assert_eq!(words("ΟΔΟΣ οδός"), ["οδοσ", "οδόσ"]);
        assert_eq!(words("Йод йод иод"), ["йод", "йод", "иод"]);
        // Latin, Greek and Cyrillic letters that look alike.
        assert_eq!(words("A Α А"), ["a", "α", "а"]);
        assert_eq!(words("ქართული ᲥᲐᲠᲗᲣᲚᲘ"), ["ქართული", "ქართული"]);
        assert_eq!(
            words("Straße ŁÓDŹ Iğdır İzmir"),
            ["straße", "łódź", "iğdır", "i\u{307}zmir"]
        );
    }

    #[test]
    fn numbers_fold() {
        assert_eq!(
            words("12.03.2024 5m² ٣ ½"),
            ["00", "00", "0000", "0m0", "0", "0"]
        );
    }

    #[test]
    fn marks_stay_and_compose() {
        assert_eq!(words("e\u{301}te\u{301}"), words("été"));
        assert_eq!(words("\u{1f71}"), words("\u{3ac}"));
        assert_eq!(words("за\u{301}мок замо\u{301}к").len(), 2);
        assert_ne!(words("за\u{301}мок"), words("замок"));
        assert!(words("\u{301} ❤\u{fe0f}").is_empty());
    }

    #[test]
    fn what_is_not_seen_does_not_split() {
        assert_eq!(
            words("Bundes\u{ad}tag Dona\u{200d}u"),
            ["bundestag", "donau"]
        );
    }

    proptest! {
        #[test]
        fn tables_agree_with_the_rules(text in "\\PC{0,40}|[\\u{80}-\\u{31ff} a-zA-Z0-9]{0,40}|[ -~]{0,60}") {
            let mut plain = Vec::new();
            let mut keep = |word: &[u8]| plain.push(String::from_utf8(word.to_vec()).unwrap());
            let mut builder = Builder { word: &mut Vec::new(), length: 0, loose: false };
            for c in text.chars() {
                if builder.special(c) && builder.length > 0 {
                    builder.flush(&mut keep);
                }
            }
            if builder.length > 0 {
                builder.flush(&mut keep);
            }
            prop_assert_eq!(words(&text), plain);
        }

        #[test]
        fn words_are_their_own_words(text in any::<String>()) {
            for word in words(&text) {
                prop_assert_eq!(words(&word), vec![word.clone()]);
            }
        }
    }
}
