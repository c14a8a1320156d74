//! fastText's hash of words and n-grams.

/// The hash of nothing, from which every hash goes on.
pub(super) const FNV_OFFSET: u32 = 0x811c_9dc5;
const FNV_PRIME: u32 = 0x0100_0193;

/// One step of fastText's FNV-1a, which takes a byte for a signed one.
#[inline]
pub(super) fn fnv1a_step(hash: u32, byte: u8) -> u32 {
    (hash ^ i32::from(byte as i8) as u32).wrapping_mul(FNV_PRIME)
}

/// fastText's hash of a word.
#[inline]
pub(super) fn fnv1a(word: &[u8]) -> u32 {
    word.iter()
        .fold(FNV_OFFSET, |hash, &byte| fnv1a_step(hash, byte))
}
