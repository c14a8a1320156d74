//! The map of a text: what its bytes are, one bit each, and its wide (non-ASCII) characters.

use super::block::BLOCK;
use super::props::{LETTER, NUMERIC, OTHER, Props};

/// 64 bytes of text, one bit each, the first byte lowest. Of wide characters the first byte is
/// marked, and the others where it says so.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Block {
    /// Bytes of words, with the joiners in them and all bytes of wide characters.
    pub(super) word: u64,
    /// Letters and marks, all bytes.
    pub(super) alpha: u64,
    /// Joiners in words, and decimal marks in numbers, all bytes.
    pub(super) joined: u64,
    /// Capitals.
    pub(super) upper: u64,
    /// Wide characters, all bytes.
    pub(super) wide: u64,
    /// First bytes of characters.
    pub(crate) heads: u64,
    /// White space, all bytes.
    pub(crate) space: u64,
    /// Line feeds.
    pub(crate) newline: u64,
    /// Characters that may end a sentence.
    pub(crate) ends: u64,
    /// Letters, punctuation, singular characters and numbers of the document score.
    pub(crate) wds: [u64; 4],
}

/// A wide character: its code in 21 bits, and above them whether it is a letter, numeric, or another
/// that is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wide(u32);

impl Wide {
    const CODE: u32 = 21;
    const KINDS: Props = LETTER | NUMERIC | OTHER;
    /// From bits of [`Props`] to bits of this.
    const SHIFT: u32 = Self::CODE - LETTER.trailing_zeros();

    #[inline(always)]
    pub(super) fn new(code: u32, props: Props) -> Self {
        Self(code | u32::from(props & Self::KINDS) << Self::SHIFT)
    }

    /// Whether it is one of [`LETTER`], [`NUMERIC`] and [`OTHER`].
    #[inline(always)]
    pub(crate) fn is(self, kind: Props) -> bool {
        self.0 >> Self::SHIFT & u32::from(kind & Self::KINDS) != 0
    }

    /// The character's code.
    #[inline(always)]
    pub(crate) fn code(self) -> u32 {
        self.0 & ((1 << Self::CODE) - 1)
    }
}

/// Numbers of characters of ASCII, which [`Map::wide`] does not hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Ascii {
    pub(crate) letters: usize,
    pub(crate) digits: usize,
    /// Neither letters nor digits nor white space.
    pub(crate) others: usize,
}

/// What one pass over the bytes leaves. A position outside the text has no bits.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Map {
    pub(crate) blocks: Vec<Block>,
    pub(crate) wide: Vec<Wide>,
    /// Where wide characters stand that the document score folds.
    pub(crate) folds: Vec<usize>,
    /// The text with ASCII letters in lower case, and `1` for each ASCII digit.
    pub(crate) folded: Vec<u8>,
    /// Unicode scalar values.
    pub(crate) chars: usize,
    /// Runs of bits of words.
    pub(super) words: usize,
    /// Runs of one symbol.
    pub(crate) symbols: usize,
    pub(crate) ascii: Ascii,
}

impl Map {
    /// How often the wide character `wide` stands in the text, whose bytes are `bytes`.
    pub(crate) fn count_of(&self, wide: &str, bytes: &[u8]) -> usize {
        if self.wide.is_empty() {
            return 0;
        }
        memchr::memmem::find_iter(bytes, wide).count()
    }

    /// Whether so many bytes, at least as many as a block has, follow each other without white space.
    pub(crate) fn longest_run_reaches(&self, bytes: usize) -> bool {
        let mut run = 0;
        self.blocks.iter().any(|block| {
            let before = run + block.space.trailing_zeros() as usize;
            // A run within one block is too short.
            run = match block.space {
                0 => before,
                space => space.leading_zeros() as usize,
            };
            before >= bytes
        })
    }

    /// How many bits `of` blocks has from byte `from` to byte `to`.
    #[inline(always)]
    pub(crate) fn count(&self, from: usize, to: usize, of: impl Fn(&Block) -> u64) -> usize {
        self.parts(from, to)
            .map(|(block, mask)| count(of(block) & mask))
            .sum()
    }

    /// The blocks between two bytes, with the bits that are between them.
    #[inline(always)]
    pub(crate) fn parts(&self, from: usize, to: usize) -> impl Iterator<Item = (&Block, u64)> {
        let first = from / BLOCK;
        let blocks = self.blocks.get(first..to.div_ceil(BLOCK));
        let blocks = blocks.unwrap_or_default().iter();
        blocks.enumerate().map(move |(i, block)| {
            let start = (first + i) * BLOCK;
            let after = u64::MAX << from.saturating_sub(start).min(BLOCK - 1);
            let before = match to - start {
                n if n < BLOCK => !(u64::MAX << n),
                _ => u64::MAX,
            };
            (block, after & before)
        })
    }

    /// The bytes of the bits that `of` blocks has from byte `from` to byte `to`.
    pub(crate) fn places(
        &self,
        from: usize,
        to: usize,
        of: impl Fn(&Block) -> u64,
    ) -> impl Iterator<Item = usize> {
        let first = from / BLOCK * BLOCK;
        let parts = (first..).step_by(BLOCK).zip(self.parts(from, to));
        parts.flat_map(move |(start, (block, mask))| {
            Bits(of(block) & mask).map(move |bit| start + bit as usize)
        })
    }
}

/// The bits of a word, from the lowest on.
struct Bits(u64);

impl Iterator for Bits {
    type Item = u32;

    #[inline(always)]
    fn next(&mut self) -> Option<u32> {
        let bit = self.0.trailing_zeros();
        (self.0 != 0).then(|| {
            self.0 &= self.0 - 1;
            bit
        })
    }
}

#[inline(always)]
pub(super) fn count(bits: u64) -> usize {
    bits.count_ones() as usize
}
