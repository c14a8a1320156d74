//! What becomes of one character.

use std::sync::LazyLock;

use unicode_normalization::char::{canonical_combining_class, is_combining_mark};
use unicode_normalization::{IsNormalized, is_nfc_quick};

/// Below this code point characters are looked up: alphabets and their punctuation lie below it.
pub(super) const TABLE: usize = 0x3000;

/// What a character becomes, in 32 bits: in the lower three bytes its UTF-8, the first byte lowest, in
/// the highest its class.
pub(super) type Entry = u32;

/// Set in the class of what can be part of a word, and of nothing else.
pub(super) const WORD: Entry = 1 << 24;
/// Set beside [`WORD`] where [`super::slow`] has to build the word.
pub(super) const SPECIAL: Entry = 1 << 25;
const KIND: Entry = 3 << 26;
/// A special character whose bytes are a word, but for the marks that follow.
const ALONE: Entry = 1 << 26;
/// A mark whose bytes stand as they are in form C, after whatever letter.
const MARK: Entry = 2 << 26;
/// As [`MARK`], but marks of this kind have an order among themselves.
const ORDERED: Entry = 3 << 26;

/// Characters below [`TABLE`].
pub(super) static CHARACTERS: LazyLock<Box<[Entry; TABLE]>> = LazyLock::new(|| {
    let mut table = Box::new([0; TABLE]);
    for (slot, c) in table.iter_mut().zip('\0'..) {
        *slot = entry(c);
    }
    table
});

/// What [`super::slow`] does with a character.
pub(super) enum Step {
    /// It ends the word.
    Separate,
    /// Nothing.
    Skip,
    /// Its three bytes at most, lowest first, join the word, which stays in form C.
    Letter(u32),
    /// Its bytes begin a word that no other letter joins.
    Alone(u32),
    /// Its bytes join the word if there is one. True if it has an order among marks.
    Mark(u32, bool),
    /// See [`fold`]: it joins the word, which has to be brought to form C.
    Fold,
    /// It joins the word if there is one, which has to be brought to form C.
    Compose,
}

pub(super) fn step(characters: &[Entry; TABLE], c: char) -> Step {
    let entry = characters
        .get(c as usize)
        .copied()
        .unwrap_or_else(|| above(c as u32).unwrap_or_else(|| entry(c)));
    let bytes = entry & 0x00ff_ffff;
    match (entry & (WORD | SPECIAL), entry & KIND) {
        (0, _) => Step::Separate,
        (WORD, _) => Step::Letter(bytes),
        (_, ALONE) => Step::Alone(bytes),
        (_, MARK) => Step::Mark(bytes, false),
        (_, ORDERED) => Step::Mark(bytes, true),
        _ if is_invisible(c) => Step::Skip,
        _ if is_combining_mark(c) => Step::Compose,
        _ => Step::Fold,
    }
}

/// The entry of the frequent characters above the table, by their ranges.
#[inline(always)]
pub(super) fn above(code: u32) -> Option<Entry> {
    match code {
        // Hangul syllables and the unified ideographs are letters without case, as they are in form C.
        0xac00..=0xd7a3 => Some(WORD | three(code)),
        0x4e00..=0x9fff => Some(WORD | SPECIAL | ALONE | three(code)),
        _ => None,
    }
}

/// The UTF-8 of a code point from 0x800 to 0xffff.
fn three(code: u32) -> u32 {
    (0xe0 | (code >> 12)) | ((0x80 | ((code >> 6) & 0x3f)) << 8) | ((0x80 | (code & 0x3f)) << 16)
}

fn entry(c: char) -> Entry {
    if is_invisible(c) {
        return WORD | SPECIAL;
    }
    let settled = is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes;
    if is_combining_mark(c) {
        return match bytes(c) {
            Some(bytes) if settled && canonical_combining_class(c) == 0 => {
                WORD | SPECIAL | MARK | bytes
            }
            Some(bytes) if settled => WORD | SPECIAL | ORDERED | bytes,
            _ => WORD | SPECIAL,
        };
    }
    if !c.is_alphanumeric() {
        return 0;
    }
    let mut folded = fold(c);
    let (Some(one), None) = (folded.next(), folded.next()) else {
        return WORD | SPECIAL;
    };
    // Written over the character where it stands, so of the same length.
    match bytes(one) {
        Some(bytes)
            if one.len_utf8() == c.len_utf8()
                && is_nfc_quick(std::iter::once(one)) == IsNormalized::Yes =>
        {
            let class = if is_unspaced(one) { SPECIAL | ALONE } else { 0 };
            WORD | class | bytes
        }
        _ => WORD | SPECIAL,
    }
}

fn bytes(c: char) -> Option<u32> {
    let mut bytes = [0; 4];
    (c.encode_utf8(&mut bytes).len() < 4).then(|| u32::from_le_bytes(bytes))
}

/// The lower case of an alphanumeric character, with numbers and sigmas folded.
pub(super) fn fold(c: char) -> impl Iterator<Item = char> {
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

/// Whether a letter is of a script that sets no spaces between words, by the blocks of those scripts.
///
/// They are the scripts of Unicode's line breaking classes ID, CJ and SA (UAX #14: East Asian ones
/// without Hangul, and those of South-East Asia that need a dictionary), the two that break between
/// syllables alone and are still in wide use (Balinese, Javanese), and Tibetan, which marks syllables
/// but not words.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(
        c as u32,
        0x0e00..=0x0fff      // Thai, Lao, Tibetan
        | 0x1000..=0x109f    // Myanmar
        | 0x1780..=0x17ff    // Khmer
        | 0x1950..=0x19df    // Tai Le, New Tai Lue
        | 0x1a20..=0x1aaf    // Tai Tham
        | 0x1b00..=0x1b7f    // Balinese
        | 0x3000..=0x312f    // Marks of iteration, Hiragana, Katakana, Bopomofo
        | 0x31a0..=0x31bf    // Bopomofo
        | 0x31f0..=0x31ff    // Katakana
        | 0x3400..=0x4dbf    // Han
        | 0x4e00..=0x9fff    // Han
        | 0xa000..=0xa4cf    // Yi
        | 0xa980..=0xa9df    // Javanese
        | 0xa9e0..=0xa9ff    // Myanmar
        | 0xaa60..=0xaadf    // Myanmar, Tai Viet
        | 0xf900..=0xfaff    // Han
        | 0xff66..=0xff9f    // Katakana of half width
        | 0x1_16d0..=0x1_16ff    // Myanmar
        | 0x1_1700..=0x1_174f    // Ahom
        | 0x1_6fe0..=0x1_8dff    // Marks of iteration, Tangut, Khitan
        | 0x1_aff0..=0x1_b2ff    // Kana, Nushu
        | 0x2_0000..=0x3_ffff    // Han
    )
}
