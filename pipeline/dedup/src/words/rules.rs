//! What becomes of one character.

use std::sync::LazyLock;

use unicode_normalization::char::{canonical_combining_class, is_combining_mark};
use unicode_normalization::{IsNormalized, is_nfc_quick};

/// Characters are looked up from 0 to here, which holds most alphabets and their punctuation ...
const LOW: usize = 0x3400;
/// ... and from here to 0xffff, which holds the punctuation of East Asia.
const HIGH: usize = 0xfe00;

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

/// The entries of frequent characters.
#[derive(Debug)]
pub(super) struct Table(Box<[Entry; LOW + 0x1_0000 - HIGH]>);

impl Table {
    /// The table, which is made once.
    pub(super) fn get() -> &'static Self {
        static TABLE: LazyLock<Table> = LazyLock::new(|| {
            let mut table = Box::new([0; _]);
            let characters = ('\0'..'\u{3400}').chain('\u{fe00}'..='\u{ffff}');
            for (slot, c) in table.iter_mut().zip(characters) {
                *slot = entry(c);
            }
            Table(table)
        });
        &TABLE
    }

    /// The entry of a code point of at most 11 bits.
    #[inline(always)]
    pub(super) fn two_bytes(&self, code: u32) -> Entry {
        self.0.get(code as usize).copied().unwrap_or(0)
    }

    /// The entry of a code point of at most 16 bits; of a rare one, that it is [`SPECIAL`].
    #[inline(always)]
    pub(super) fn three_bytes(&self, code: u32) -> Entry {
        self.find(code).unwrap_or(WORD | SPECIAL)
    }

    #[inline(always)]
    fn find(&self, code: u32) -> Option<Entry> {
        let index = match code {
            0..0x3400 => code as usize,
            // Hangul syllables and the unified ideographs are letters without case, and in form C.
            0xac00..=0xd7a3 => return Some(WORD | utf8(code)),
            0x4e00..=0x9fff => return Some(WORD | SPECIAL | ALONE | utf8(code)),
            0xfe00..=0xffff => code as usize - HIGH + LOW,
            _ => return None,
        };
        self.0.get(index).copied()
    }
}

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

#[inline(always)]
pub(super) fn step(table: &Table, c: char) -> Step {
    let entry = table.find(c.into()).unwrap_or_else(|| entry(c));
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

/// The UTF-8 of a code point from 0x800 to 0xffff.
fn utf8(code: u32) -> u32 {
    (0xe0 | (code >> 12)) | ((0x80 | ((code >> 6) & 0x3f)) << 8) | ((0x80 | (code & 0x3f)) << 16)
}

#[cold]
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
