//! What a character is to every signal: one word of bits, looked up once for each character.

use std::sync::{LazyLock, OnceLock};

use super::class::{Class, class, ends_sentence, is_mark, is_upper};
use super::wds;

/// Bits of what a character is.
pub(crate) type Props = u16;

/// Part of a word wherever it stands: a letter, digit or mark.
pub(crate) const WORD: Props = 1;
/// A digit to the tokeniser.
pub(crate) const DIGIT: Props = 1 << 1;
/// A capital.
pub(crate) const UPPER: Props = 1 << 2;
/// White space.
pub(crate) const SPACE: Props = 1 << 3;
/// Holds a word together, see [`super::is_joiner`].
pub(crate) const JOINER: Props = 1 << 4;
/// A full stop or comma, which holds a number together.
pub(crate) const DECIMAL: Props = 1 << 5;
/// A line feed.
pub(crate) const NEWLINE: Props = 1 << 6;
/// May end a sentence.
pub(crate) const ENDS: Props = 1 << 7;
/// The four classes of HPLT's document score, from letters on.
pub(crate) const WDS: [Props; 4] = [1 << 8, 1 << 9, 1 << 10, 1 << 11];
/// How many of the bits are also found for 64 bytes of ASCII at once: those above. The ones below are
/// looked at for wide characters only.
pub(super) const SETS: usize = 12;
/// Alphabetic.
pub(crate) const LETTER: Props = 1 << 12;
/// Numeric, and not alphabetic.
pub(crate) const NUMERIC: Props = 1 << 13;
/// Neither of the two, nor white space, nor a mark.
pub(crate) const OTHER: Props = 1 << 14;
/// Its folded form in the document score is not the character itself.
pub(crate) const FOLDS: Props = 1 << 15;

/// Characters in a page.
const PAGE: usize = 256;

/// The bits of all characters, each page filled when the first of its characters is seen: most texts
/// need five, and to look a character up in the standard library's tables takes a microsecond.
static PAGES: [OnceLock<Box<[Props; PAGE]>>; 0x11_0000 / PAGE] =
    [const { OnceLock::new() }; 0x11_0000 / PAGE];

/// The bits of a character.
#[inline(always)]
pub(super) fn of(code: u32) -> Props {
    let code = code as usize;
    match PAGES.get(code / PAGE) {
        Some(page) => page.get_or_init(|| fill(code / PAGE))[code % PAGE],
        None => 0,
    }
}

#[cold]
fn fill(page: usize) -> Box<[Props; PAGE]> {
    Box::new(std::array::from_fn(|i| props((page * PAGE + i) as u32)))
}

/// Characters that take one or two bytes.
const NARROW: usize = 0x800;

/// The ASCII of each set, in the forms in which blocks are looked at, and the bits of what European
/// text has most beside it.
#[derive(Debug)]
pub(super) struct Sets {
    /// For each byte the lower eight sets, and the upper ones; nothing from 0x80 on.
    pub(super) bytes: [[u8; 256]; 2],
    /// For each set and the lower half of a byte, a bit for each upper half with which the byte is
    /// in the set; twice, once for each lane of a register.
    pub(super) halves: [[u8; 32]; SETS],
    /// Of characters of one or two bytes, in one table without a page to find.
    narrow: [Props; NARROW],
}

impl Sets {
    /// The sets, which are made once.
    pub(super) fn get() -> &'static Self {
        static TABLE: LazyLock<Sets> = LazyLock::new(Sets::new);
        &TABLE
    }

    /// The bits of a character.
    #[inline(always)]
    pub(super) fn of(&self, code: u32) -> Props {
        match self.narrow.get(code as usize) {
            Some(props) => *props,
            None => of(code),
        }
    }

    fn new() -> Self {
        let (mut bytes, mut halves) = ([[0; 256]; 2], [[0; 32]; SETS]);
        for byte in 0..128 {
            let props = of(byte as u32);
            let [low, high] = props.to_le_bytes();
            (bytes[0][byte], bytes[1][byte]) = (low, high);
            for (set, table) in halves.iter_mut().enumerate() {
                let bit = ((props >> set & 1) as u8) << (byte >> 4);
                table[byte & 15] |= bit;
                table[16 + (byte & 15)] |= bit;
            }
        }
        Self {
            bytes,
            halves,
            narrow: std::array::from_fn(|code| of(code as u32)),
        }
    }
}

fn props(code: u32) -> Props {
    let Some(c) = char::from_u32(code) else {
        return 0;
    };
    let mut props = match class(c) {
        Class::Alpha => WORD,
        Class::Digit => WORD | DIGIT,
        Class::Space => SPACE,
        Class::Joiner => JOINER,
        Class::Decimal => DECIMAL,
        Class::Symbol => 0,
    };
    if props & WORD != 0 && is_upper(c) {
        props |= UPPER;
    }
    if c == '\n' {
        props |= NEWLINE;
    }
    if ends_sentence(c) {
        props |= ENDS;
    }
    props |= if c.is_alphabetic() {
        LETTER
    } else if c.is_numeric() {
        NUMERIC
    } else if !c.is_whitespace() && !is_mark(c) {
        OTHER
    } else {
        0
    };
    let (classes, folds) = wds::props(c);
    for (bit, of_class) in WDS.into_iter().enumerate() {
        props |= if classes >> bit & 1 == 1 { of_class } else { 0 };
    }
    props | if folds { FOLDS } else { 0 }
}
