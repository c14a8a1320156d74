//! Shingles: every run of a fixed number of words, as one 32-bit hash.

use xxhash_rust::xxh3::xxh3_64;

/// Base of the polynomial over word hashes. Odd, so that no bit of a word is lost, and 3 modulo 8, so
/// that its powers differ in low bits.
const BASE: u64 = 0xd6e8_feb8_6659_fd93;

/// The hash of one normalised word ([`crate::words`]).
#[must_use]
#[inline]
pub fn word_hash(word: &[u8]) -> u64 {
    xxh3_64(word)
}

/// The hash of the shingle made of these words: the polynomial of their hashes in a fixed base modulo
/// 2^64, which minds their order, mixed to 32 bits.
///
/// Of n distinct shingles about `n^2 / 2^33` pairs fall together: of a million 116, which is nothing
/// beside the standard error of an estimate.
#[must_use]
pub fn hash(word_hashes: &[u64]) -> u32 {
    mix(word_hashes.iter().fold(0, |sum: u64, word| {
        sum.wrapping_mul(BASE).wrapping_add(*word)
    }))
}

/// The high half of the finaliser of `SplitMix64` (variant 13 of Stafford's, 2011): every bit of the
/// input moves every bit of the output, which the permutations rely on.
#[must_use]
pub fn mix(hash: u64) -> u32 {
    (mix64(hash) >> 32) as u32
}

pub(crate) fn mix64(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Takes word hashes one by one and gives the hash of the shingle that each completes, in constant
/// time whatever the width.
#[derive(Debug, Default)]
pub(crate) struct Roller {
    /// The last `width` word hashes; the oldest stands at `oldest` once it is full.
    window: Vec<u64>,
    width: usize,
    oldest: usize,
    sum: u64,
    /// `BASE` to the power `width - 1`: the weight of the oldest word.
    weight: u64,
}

impl Roller {
    /// Starts a text.
    pub(crate) fn reset(&mut self, width: u16) {
        self.window.clear();
        self.width = width.into();
        self.oldest = 0;
        self.sum = 0;
        self.weight = BASE.wrapping_pow(u32::from(width.saturating_sub(1)));
    }

    #[inline]
    pub(crate) fn push(&mut self, word: u64) -> Option<u32> {
        if self.window.len() < self.width {
            self.window.push(word);
        } else if let Some(slot) = self.window.get_mut(self.oldest) {
            self.sum = self.sum.wrapping_sub(slot.wrapping_mul(self.weight));
            *slot = word;
            self.oldest = if self.oldest + 1 == self.width {
                0
            } else {
                self.oldest + 1
            };
        }
        self.sum = self.sum.wrapping_mul(BASE).wrapping_add(word);
        (self.window.len() == self.width).then(|| mix(self.sum))
    }

    /// The one shingle of a text that has words, but fewer than a shingle.
    pub(crate) fn finish(&self) -> Option<u32> {
        (!self.window.is_empty() && self.window.len() < self.width).then(|| mix(self.sum))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn order_and_number_of_words_matter() {
        let [a, b, c] = [&b"a"[..], b"b", b"c"].map(word_hash);
        let all = [
            &[a, b, c][..],
            &[a, c, b],
            &[b, a, c],
            &[c, b, a],
            &[a, b],
            &[a],
            &[a, a, a],
        ];
        let hashes: std::collections::BTreeSet<u32> = all.iter().map(|words| hash(words)).collect();
        assert_eq!(hashes.len(), all.len());
    }

    proptest! {
        #[test]
        fn rolling_gives_every_window(
            words in proptest::collection::vec(any::<u64>(), 0..40),
            width in 1u16..9,
        ) {
            let mut roller = Roller::default();
            // A used roller must forget what it held.
            roller.reset(3);
            (0..5).for_each(|word| {
                roller.push(word);
            });
            roller.reset(width);
            let mut rolled: Vec<u32> = words.iter().filter_map(|word| roller.push(*word)).collect();
            rolled.extend(roller.finish());
            let mut plain: Vec<u32> = words.windows(width.into()).map(hash).collect();
            if plain.is_empty() && !words.is_empty() {
                plain.push(hash(&words));
            }
            prop_assert_eq!(rolled, plain);
        }
    }
}
