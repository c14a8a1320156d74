//! 64 bytes of text at once, in plain arithmetic: eight `u64` of eight bytes each, the first lowest.

/// Bytes in a block: as many as a `u64` has bits.
pub(super) const BLOCK: usize = 64;

/// What is known of a block, one bit a byte, the first byte lowest.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Block {
    /// ASCII letters and digits.
    pub(super) word: u64,
    /// First bytes of characters that are not ASCII.
    pub(super) heads: u64,
    /// Bytes that continue a character, from 0x80 to 0xbf.
    pub(super) tails: u64,
    /// Second bytes of some characters that are part of words as they stand: these need not be looked
    /// up.
    pub(super) plain: u64,
}

/// A way to look at a block.
pub(super) trait Classify: Copy {
    /// Writes the block to `folded`, with ASCII letters in lower case and ASCII digits as `0`. The first
    /// byte of `text` is the one before the block.
    fn classify(self, text: &[u8; BLOCK + 1], folded: &mut [u8; BLOCK]) -> Block;
}

/// [`Classify`] on every processor.
#[derive(Debug, Clone, Copy)]
pub(super) struct Portable;

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x80 * ONES;

impl Classify for Portable {
    #[inline(always)]
    fn classify(self, text: &[u8; BLOCK + 1], folded: &mut [u8; BLOCK]) -> Block {
        let mut found = Block::default();
        let [_, block @ ..] = text;
        let pieces = block.as_chunks::<8>().0.iter();
        for (i, (from, to)) in pieces.zip(folded.as_chunks_mut::<8>().0).enumerate() {
            let bytes = u64::from_le_bytes(*from);
            let (piece, alphanumeric) = fold(bytes);
            *to = piece.to_le_bytes();
            let high = bytes & HIGH;
            // The second highest bit tells the two kinds apart.
            let second = bytes << 1;
            found.word |= bits(alphanumeric) << (8 * i);
            found.heads |= bits(high & second) << (8 * i);
            found.tails |= bits(high & !second) << (8 * i);
        }
        found
    }
}

/// Eight bytes folded, and the high bit of those that are ASCII letters and digits.
#[inline(always)]
fn fold(bytes: u64) -> (u64, u64) {
    // Seven bits a byte: sums do not reach into the next.
    let low = bytes & !HIGH;
    let ascii = !bytes & HIGH;
    let letters = between(low | (0x20 * ONES), b'a', b'z') & ascii;
    let digits = between(low, b'0', b'9') & ascii;
    let folded = (bytes | (letters >> 2)) & !((digits >> 7) * 0x0f);
    (folded, letters | digits)
}

/// The high bit of each byte that is from `first` to `last`, for bytes below 0x80.
#[inline(always)]
fn between(bytes: u64, first: u8, last: u8) -> u64 {
    let from = bytes + u64::from(0x80 - first) * ONES;
    let after = bytes + u64::from(0x7f - last) * ONES;
    from & !after & HIGH
}

/// The high bits of the eight bytes, put together.
#[inline(always)]
fn bits(high: u64) -> u64 {
    // Byte i is moved to bit 56 + i: the other products stay below, and no two meet.
    (high >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}
