//! Hashes of windows of words.
//!
//! A window of words with the hashes h0, h1, ... has the sum h0 B^(L-1) + h1 B^(L-2) + ... modulo 2^64,
//! the difference of two running sums. B is odd and B - 1 is twice an odd number, so that of the
//! difference of two words as few bits as possible are lost when they change places.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::MAX_WORDS;

/// The base of running sums.
const BASE: u64 = 0x9e37_79b9_7f4a_7c13;

/// Seeds of the two hashes.
const FINGERPRINT: u64 = 0xd6e8_feb8_6659_fd93;
const CHECK: u64 = 0x7461_6d69_732d_3936;

/// Powers of [`BASE`].
static POWERS: [u64; MAX_WORDS + 1] = {
    let (mut powers, mut i) = ([1_u64; MAX_WORDS + 1], 1);
    while i <= MAX_WORDS {
        powers[i] = powers[i - 1].wrapping_mul(BASE);
        i += 1;
    }
    powers
};

/// Fills `sums` with the running sums over `hashes`, one more than those.
pub(super) fn running(hashes: &[u64], sums: &mut Vec<u64>) {
    sums.clear();
    sums.reserve(hashes.len() + 1);
    let mut sum = 0_u64;
    sums.push(sum);
    for hash in hashes {
        sum = sum.wrapping_mul(BASE).wrapping_add(*hash);
        sums.push(sum);
    }
}

/// What a window of `words` words has between the running sums before and after it.
#[inline(always)]
pub(super) fn fingerprint(before: u64, after: u64, words: usize) -> u64 {
    let power = POWERS.get(words).copied().unwrap_or_default();
    let sum = after.wrapping_sub(before.wrapping_mul(power));
    let product = u128::from(sum ^ (words as u64).wrapping_mul(CHECK))
        * u128::from(sum.rotate_left(32) ^ FINGERPRINT);
    product as u64 ^ (product >> 64) as u64
}

/// The second hash of a window, from the hashes of its words.
pub(super) fn check(hashes: &[u64]) -> u32 {
    let mut bytes = [0; 8 * MAX_WORDS];
    for (to, hash) in bytes.as_chunks_mut::<8>().0.iter_mut().zip(hashes) {
        *to = hash.to_le_bytes();
    }
    let length = (8 * hashes.len()).min(bytes.len());
    (xxh3_64_with_seed(bytes.get(..length).unwrap_or_default(), CHECK) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_the_same_wherever_it_stands() {
        let words: Vec<u64> = (1..60_u64).map(|n| n.wrapping_mul(FINGERPRINT)).collect();
        let mut sums = Vec::new();
        running(&words, &mut sums);
        for length in 1..=MAX_WORDS {
            for start in 0..words.len() - length {
                let window = &words[start..start + length];
                let mut own = Vec::new();
                running(window, &mut own);
                let alone = fingerprint(0, own[length], length);
                assert_eq!(
                    fingerprint(sums[start], sums[start + length], length),
                    alone
                );
            }
        }
    }

    #[test]
    fn order_and_length_matter() {
        let of = |words: &[u64]| {
            let mut sums = Vec::new();
            running(words, &mut sums);
            (fingerprint(0, sums[words.len()], words.len()), check(words))
        };
        let (a, b, c) = (BASE, FINGERPRINT, CHECK);
        let all = [
            of(&[a, b]),
            of(&[b, a]),
            of(&[a, b, c]),
            of(&[c, b, a]),
            of(&[0, a, b]),
        ];
        for (i, one) in all.iter().enumerate() {
            for other in all.iter().skip(i + 1) {
                assert_ne!(one.0, other.0);
                assert_ne!(one.1, other.1);
            }
        }
    }

    /// B - 1 is twice an odd number.
    #[test]
    fn the_base_loses_few_bits() {
        assert_eq!((BASE - 1).trailing_zeros(), 1);
    }
}
