//! The encodings that UTF-8 is mistaken for, and which bytes a character is in them.

use super::tables::UPPER;

pub(super) const GREEK: u8 = 0;
pub(super) const CYRILLIC: u8 = 1;

/// One of the encodings of [`UPPER`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Codec(u8);

const CODECS: u8 = 8;
const WINDOWS_1252: usize = 0;
const WINDOWS_1251: u8 = 3;
const WINDOWS_1253: u8 = 4;
const ISO_8859_1: usize = 7;

impl Codec {
    /// The more common first.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        (0..CODECS).map(Self)
    }

    /// Windows-1252 (with ISO 8859-1), which is behind most damage there is.
    pub(super) fn is_common(self) -> bool {
        matches!(usize::from(self.0), WINDOWS_1252 | ISO_8859_1)
    }

    /// Its bit in [`LEADS`] and [`TRAILS`].
    pub(super) fn bit(self) -> u8 {
        1 << self.0
    }

    /// The byte of a character above ASCII, or 0.
    pub(super) fn byte(self, char: char) -> u8 {
        BYTES[slot(char as usize)][usize::from(self.0)]
    }

    /// Whether text of this script is met in this encoding. A Greek or Russian system mistakes
    /// pages of its own language; in Cyrillic "Х—ХІ" would be Armenian.
    pub(super) fn suits(self, script: u8) -> bool {
        match self.0 {
            WINDOWS_1251 => script == CYRILLIC,
            WINDOWS_1253 => script == GREEK,
            _ => true,
        }
    }

    /// Letters above ASCII are Cyrillic or Greek.
    pub(super) fn is_other_script(self) -> bool {
        matches!(self.0, WINDOWS_1251 | WINDOWS_1253)
    }
}

/// The sign that a control character was in windows-1252.
pub(super) fn as_windows_1252(char: char) -> char {
    match char {
        '\u{80}'..='\u{9F}' => UPPER[WINDOWS_1252][char as usize - 0x80],
        other => other,
    }
}

/// Code points that any of the encodings holds, numbered; all others share the last number.
pub(super) const fn slot(code: usize) -> usize {
    match code {
        code @ 0x80..0x460 => code - 0x80,
        code @ 0x490..0x492 => code - 0x490 + 992,
        code @ 0x2010..0x2040 => code - 0x2010 + 994,
        0x20AC => 1042,
        0x2116 => 1043,
        0x2122 => 1044,
        _ => SLOTS - 1,
    }
}

const SLOTS: usize = 1046;

/// By slot, by encoding: the byte, or 0.
static BYTES: [[u8; CODECS as usize]; SLOTS] = {
    let mut table = [[0; CODECS as usize]; SLOTS];
    let mut codec = 0;
    while codec < CODECS as usize {
        let mut byte = 0x80;
        while byte < 0x100 {
            table[slot(UPPER[codec][byte - 0x80] as usize)][codec] = byte as u8;
            byte += 1;
        }
        codec += 1;
    }
    table
};

/// By slot: the encodings in which it is the first byte of a character looked for, a bit each.
pub(super) static LEADS: [u8; SLOTS] = masks(true);

/// By slot: the encodings in which it is a later byte.
pub(super) static TRAILS: [u8; SLOTS] = masks(false);

const fn masks(lead: bool) -> [u8; SLOTS] {
    let mut table = [0; SLOTS];
    let mut slot = 0;
    while slot < SLOTS {
        let mut codec = 0;
        while codec < CODECS as usize {
            let byte = BYTES[slot][codec];
            let fits = if lead {
                matches!(byte, 0xC2..=0xDF | 0xE1 | 0xE2 | 0xEF | 0xF0)
            } else {
                matches!(byte, 0x80..=0xBF)
            };
            if fits {
                table[slot] |= 1 << codec;
            }
            codec += 1;
        }
        slot += 1;
    }
    table
}
