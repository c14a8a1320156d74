//! 64 bytes of text at once, in plain arithmetic: eight `u64` of eight bytes each, the first lowest.

use super::props::{SETS, Sets};

/// Bytes in a block: as many as a `u64` has bits.
pub(crate) const BLOCK: usize = 64;

/// What can be told from the bytes of a block alone, one bit a byte, the first byte lowest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Raw {
    /// The ASCII characters with each of the first bits of [`Props`](super::props::Props).
    pub(super) sets: [u64; SETS],
    /// Bytes of characters that are not ASCII.
    pub(super) wide: u64,
    /// Bytes that continue a character, from 0x80 to 0xbf.
    pub(super) tails: u64,
    /// Bytes that are the same as the one before.
    pub(super) again: u64,
}

/// A way to look at a block.
pub(super) trait Classify: Copy {
    /// The first byte of `text` is the one before the block.
    fn classify(self, sets: &Sets, text: &[u8; BLOCK + 1]) -> Raw;
}

/// One pass over a text, whatever way its blocks are looked at. [`read`](Self::read) has to be
/// `inline(always)`, since it is compiled once more with the instructions of each way.
pub(super) trait Reading {
    fn read(self, classify: impl Classify);
}

/// [`Classify`] on every processor.
#[derive(Debug, Clone, Copy)]
pub(super) struct Portable;

const ONES: u64 = 0x0101_0101_0101_0101;

impl Classify for Portable {
    #[inline(always)]
    fn classify(self, sets: &Sets, text: &[u8; BLOCK + 1]) -> Raw {
        let mut raw = Raw::default();
        let [before @ .., _] = text;
        let [_, block @ ..] = text;
        let pieces = block.as_chunks::<8>().0.iter();
        for (i, (piece, before)) in pieces.zip(before.as_chunks::<8>().0).enumerate() {
            let bytes = u64::from_le_bytes(*piece);
            let lookup = |half: usize| {
                u64::from_le_bytes(piece.map(|byte| sets.bytes[half][usize::from(byte)]))
            };
            let halves = [lookup(0), lookup(1)];
            for (set, bits) in raw.sets.iter_mut().enumerate() {
                *bits |= gather(halves[set / 8] >> (set % 8)) << (8 * i);
            }
            let (high, second) = (bytes >> 7, bytes >> 6);
            raw.wide |= gather(high) << (8 * i);
            raw.tails |= gather(high & !second) << (8 * i);
            let other = bytes ^ u64::from_le_bytes(*before);
            // The high bit of each byte that is not zero.
            let low = !(0x80 * ONES);
            let differs = ((other & low) + low) | other;
            raw.again |= gather(!differs >> 7) << (8 * i);
        }
        raw
    }
}

/// The lowest bit of each of the eight bytes, put together.
#[inline(always)]
fn gather(bits: u64) -> u64 {
    // Byte i is moved to bit 56 + i: the other products stay below, and no two meet.
    (bits & ONES).wrapping_mul(0x0102_0408_1020_4080) >> 56
}
