//! What characters are to HPLT's document score (`signals::wds`): their classes, and their lower case.

use std::sync::LazyLock;

/// Written by `scripts/filters/wds/tables.py`; its head says where the numbers come from.
const DATA: &str = include_str!("../signals/wds/data/tables.tsv");

/// All characters.
pub(crate) static CHARS: LazyLock<Chars> = LazyLock::new(|| Chars::read(DATA).0);

/// The bits of the classes of a character (letters, punctuation, singular characters, numbers, from the
/// lowest on), and whether a wide character is another one when folded.
pub(super) fn props(c: char) -> (u8, bool) {
    let entry = CHARS.entry(c.into());
    (entry.class, !c.is_ascii() && entry.lower != u32::from(c))
}

/// Bits of a character's class; a character that no list of the reference names is a letter, one
/// that only its list of spaces names has no bit.
const LETTER: u8 = 1;
const SPACE: u8 = 0;
const PUNCTUATION: u8 = 2;
const SINGULAR: u8 = 4;
const NUMBER: u8 = 8;

/// Characters from the first to the last, with their class.
type Range = (u32, u32, u8);

/// What a character is, and its lower case; zero where another number of bytes, or the
/// neighbours, have a say in that.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    /// Bits of the classes that it is in.
    pub(crate) class: u8,
    pub(crate) lower: u32,
}

/// All characters.
#[derive(Debug)]
pub(crate) struct Chars {
    /// The Basic Multilingual Plane: [`Entry::lower`] in 16 bits, class above.
    plane: Vec<u32>,
    /// Ranges beyond that plane.
    beyond: Vec<Range>,
    /// Decimal digits of all scripts, sorted.
    digits: Vec<(u32, u32)>,
}

impl Chars {
    /// The rows of a table that are about characters, and how many of them cannot be read.
    fn read(data: &str) -> (Self, usize) {
        let (mut classes, mut digits, mut unread) = (Vec::new(), Vec::new(), 0);
        for row in data.lines() {
            let mut cells = row.split('\t');
            let bits = match cells.next() {
                Some("space") => Some(SPACE),
                Some("punctuation") => Some(PUNCTUATION),
                Some("singular") => Some(SINGULAR),
                Some("number") => Some(NUMBER),
                Some("digit") => None,
                _ => continue,
            };
            let mut hex = || u32::from_str_radix(cells.next()?, 16).ok();
            match (hex(), hex(), bits) {
                (Some(first), Some(last), Some(bits)) => classes.push((first, last, bits)),
                (Some(first), Some(last), None) => digits.push((first, last)),
                _ => unread += 1,
            }
        }
        (Self::new(&classes, digits), unread)
    }

    fn new(ranges: &[Range], digits: Vec<(u32, u32)>) -> Self {
        let mut class = vec![LETTER; 0x1_0000];
        let mut beyond = Vec::new();
        for &(first, last, bits) in ranges {
            if last > 0xffff {
                beyond.push((first.max(0x1_0000), last, bits));
            }
            for c in first..=last.min(0xffff) {
                if let Some(class) = class.get_mut(c as usize) {
                    *class = (*class & !LETTER) | bits;
                }
            }
        }
        let mut chars = Self {
            plane: Vec::new(),
            beyond,
            digits,
        };
        chars.plane = (0..)
            .zip(&class)
            .map(|(c, &class)| u32::from(class) << 16 | chars.same_length(c))
            .collect();
        chars
    }

    /// The lower case of a character if that has as many bytes and never depends on neighbours.
    fn same_length(&self, c: u32) -> u32 {
        if c < 0x80 {
            return c;
        }
        let Some(c) = char::from_u32(c).filter(|&c| c != 'Σ' && !self.is_digit(c)) else {
            return 0;
        };
        let mut lower = c.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(one), None) if one.len_utf8() == c.len_utf8() => u32::from(one) & 0xffff,
            _ => 0,
        }
    }

    /// Class and lower case of the character with this code; of ASCII, which is folded as bytes, the
    /// lower case is the character itself.
    #[inline]
    pub(crate) fn entry(&self, code: u32) -> Entry {
        match self.plane.get(code as usize) {
            Some(&entry) => Entry {
                class: (entry >> 16 & 15) as u8,
                lower: entry & 0xffff,
            },
            None => self.beyond(code),
        }
    }

    #[cold]
    fn beyond(&self, code: u32) -> Entry {
        let of = |range: &&Range| (range.0..=range.1).contains(&code);
        let class = self
            .beyond
            .iter()
            .filter(of)
            .fold(0, |all, range| all | range.2);
        let same =
            char::from_u32(code).is_some_and(|c| !self.is_digit(c) && c.to_lowercase().eq([c]));
        Entry {
            class: if class == 0 { LETTER } else { class & 15 },
            lower: if same { code } else { 0 },
        }
    }

    /// A decimal digit of any script.
    pub(crate) fn is_digit(&self, c: char) -> bool {
        let c = u32::from(c);
        let at = self.digits.partition_point(|&(_, last)| last < c);
        self.digits.get(at).is_some_and(|&(first, _)| first <= c)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(c: char) -> [u8; 4] {
        let class = CHARS.entry(c.into()).class;
        [0, 1, 2, 3].map(|bit| class >> bit & 1)
    }

    #[test]
    fn classes_overlap_as_in_the_reference() {
        assert_eq!(counts('a'), [1, 0, 0, 0]);
        assert_eq!(counts(' '), [0, 0, 0, 0]);
        assert_eq!(counts('—'), [0, 1, 1, 0]);
        assert_eq!(counts('।'), [0, 1, 0, 1]);
        assert_eq!(counts('🦀'), [0, 0, 1, 0]);
        assert_eq!(counts('𠀀'), [1, 0, 0, 0]);
    }

    #[test]
    fn every_row_is_read() {
        assert_eq!(Chars::read(DATA).1, 0);
        assert!(CHARS.digits.len() > 60 && CHARS.digits.is_sorted());
    }
}
