//! Classes of characters, how they are counted, and lower case.

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

/// Counts of a few characters, in four lanes of 16 bits: one addition counts a character even if
/// it is of two classes (`—` is punctuation and singular), as the reference's lists have it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Few(u64);

impl Few {
    /// More characters than this are too many for a lane.
    pub(super) const MOST: usize = 0xffff;

    const fn of(class: u8) -> Self {
        let class = class as u64;
        Self((class & 1) | (class >> 1 & 1) << 16 | (class >> 2 & 1) << 32 | (class >> 3) << 48)
    }

    #[inline]
    pub(super) fn add(&mut self, other: Self) {
        self.0 = self.0.wrapping_add(other.0);
    }
}

impl Counts {
    /// Adds what `few` holds, and empties it.
    pub(super) fn take(&mut self, few: &mut Few) {
        let lane = |shift: u32| few.0 >> shift & 0xffff;
        self.letters += lane(0);
        self.punctuation += lane(16);
        self.singular += lane(32);
        self.numbers += lane(48);
        *few = Few::default();
    }
}

const SPREAD: [Few; 16] = {
    let mut spread = [Few(0); 16];
    let mut class = 0;
    while class < 16 {
        spread[class] = Few::of(class as u8);
        class += 1;
    }
    spread
};

/// What a character is, and its lower case; zero where another number of bytes, or the
/// neighbours, have a say in that.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) counts: Few,
    pub(super) lower: u32,
}

#[derive(Debug)]
pub(super) struct Chars {
    bytes: [Few; 256],
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
            bytes: [Few::default(); 256],
            plane: Vec::new(),
            beyond,
            digits,
        };
        for (few, class) in chars.bytes.iter_mut().zip(&class) {
            *few = Few::of(*class);
        }
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

    /// Class of an ASCII character.
    #[inline]
    pub(super) fn ascii(&self, byte: u8) -> Few {
        self.bytes[usize::from(byte)]
    }

    /// Class and lower case of the character with this code; of ASCII, which is folded as bytes, the
    /// lower case is the character itself.
    #[inline]
    pub(super) fn entry(&self, code: u32) -> Entry {
        match self.plane.get(code as usize) {
            Some(&entry) => Entry {
                counts: SPREAD[(entry >> 16 & 15) as usize],
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
            counts: SPREAD[usize::from(if class == 0 { LETTER } else { class & 15 })],
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
    use super::*;

    fn counts(c: char) -> [u64; 4] {
        let mut counts = Counts::default();
        counts.take(&mut TABLES.chars.entry(c.into()).counts);
        [
            counts.letters,
            counts.punctuation,
            counts.singular,
            counts.numbers,
        ]
    }

    #[test]
    fn classes_overlap_as_in_the_reference() {
        assert_eq!(counts('a'), [1, 0, 0, 0]);
        assert_eq!(counts(' '), [0, 0, 0, 0]);
        assert_eq!(counts('—'), [0, 1, 1, 0]);
        assert_eq!(counts('।'), [0, 1, 0, 1]);
        assert_eq!(counts('🦀'), [0, 0, 1, 0]);
        assert_eq!(counts('𠀀'), [1, 0, 0, 0]);
        for b in 0..128_u8 {
            let entry = TABLES.chars.entry(b.into());
            assert_eq!(TABLES.chars.ascii(b).0, entry.counts.0);
        }
    }
}
