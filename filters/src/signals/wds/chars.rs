//! Classes of characters, and lower case.

/// Bits of a character's class; a character that no list of the reference names is a letter, one
/// that only its list of spaces names has no bit.
const LETTER: u8 = 1;
pub(super) const SPACE: u8 = 0;
pub(super) const PUNCTUATION: u8 = 2;
pub(super) const SINGULAR: u8 = 4;
pub(super) const NUMBER: u8 = 8;

/// Characters from the first to the last, with their class.
pub(super) type Range = (u32, u32, u8);

/// Characters of each class in one segment. *Letters* is what the reference calls characters of
/// words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) letters: u64,
    pub(super) punctuation: u64,
    pub(super) singular: u64,
    pub(super) numbers: u64,
}

/// What a character is, and its lower case; zero where another number of bytes, or the
/// neighbours, have a say in that.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    /// Bits of the classes that it is in.
    pub(super) class: u8,
    pub(super) lower: u32,
}

#[derive(Debug)]
pub(super) struct Chars {
    /// The Basic Multilingual Plane: [`Entry::lower`] in 16 bits, class above.
    plane: Vec<u32>,
    /// Ranges beyond that plane.
    beyond: Vec<Range>,
    /// Decimal digits of all scripts, sorted.
    digits: Vec<(u32, u32)>,
}

impl Chars {
    pub(super) fn new(ranges: &[Range], digits: Vec<(u32, u32)>) -> Self {
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
    pub(super) fn entry(&self, code: u32) -> Entry {
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
    pub(super) fn is_digit(&self, c: char) -> bool {
        let c = u32::from(c);
        let at = self.digits.partition_point(|&(_, last)| last < c);
        self.digits.get(at).is_some_and(|&(first, _)| first <= c)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tables::TABLES;

    fn counts(c: char) -> [u8; 4] {
        let class = TABLES.chars.entry(c.into()).class;
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
}
