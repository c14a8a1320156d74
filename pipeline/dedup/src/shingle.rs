//! Shingles: every run of a fixed number of words, as one 32-bit hash.

use xxhash_rust::xxh3::xxh3_128;

use crate::words::{ROOM, Run, Word};

/// Base of the polynomial over word hashes. Odd, so that no bit of a word is lost, and 3 modulo 8, so
/// that its powers differ in low bits.
const BASE: u64 = 0xd6e8_feb8_6659_fd93;

/// The base of the second polynomial of [`Sums`], odd too.
const OTHER_BASE: u64 = 0xc2b2_ae3d_27d4_eb4f;

/// Keys of the hashes of words. The first four have a byte 0xff, which is in no UTF-8, so that no factor
/// of a word is zero.
const KEYS: [u64; 6] = [
    0xff51_afd7_ed55_8ccd,
    0x9ff5_2f6b_c4ce_b9fe,
    0xa076_1d64_78bd_ff2f,
    0xe703_7ed1_a0ff_28db,
    0x8ebc_6af0_9c88_c6e3,
    0x5899_65cc_7537_4cc3,
];

/// The hash of one normalised word ([`crate::words`]).
///
/// A word of at most 16 bytes is filled up with zeros and read as two little-endian numbers of 64 bits.
/// They are combined by exclusive or with two keys and multiplied. One of at most 32 bytes gives two such
/// products, with four keys, which are added modulo 2^128 (after NH of Black et al. 1999, UMAC). The two
/// halves of the sum are combined with two more keys and multiplied again, and the two halves of that
/// product, combined by exclusive or, are the hash. That of a longer word is the low half of its
/// XXH3-128.
#[must_use]
pub fn word_hash(word: &[u8]) -> u64 {
    hashes_of(word)[0]
}

fn hashes_of(word: &[u8]) -> [u64; 2] {
    let mut room = [0; ROOM];
    room.iter_mut().zip(word).for_each(|(to, from)| *to = *from);
    hashes(&room, word.len(), || word)
}

/// The hash of a word, and another of 64 bits that goes its own way, from the bytes where it begins.
#[inline(always)]
fn hashes<'a>(room: &[u8; ROOM], length: usize, word: impl Fn() -> &'a [u8]) -> [u64; 2] {
    let [a, b, c, d, e, f] = KEYS;
    let sum = if length <= HALF {
        product(number(room, 0, length), a, b)
    } else if length <= ROOM {
        let second = product(number(room, HALF, length - HALF), c, d);
        product(number(room, 0, HALF), a, b).wrapping_add(second)
    } else {
        return long(word());
    };
    [fold(product(sum, e, f)), fold(sum)]
}

/// Bytes in a product.
const HALF: usize = ROOM / 2;

/// The little-endian number of `length` bytes.
#[inline(always)]
fn number(room: &[u8; ROOM], start: usize, length: usize) -> u128 {
    let half = room.get(start..).and_then(<[u8]>::first_chunk);
    let bytes = u128::from_le_bytes(*half.unwrap_or(&[0; HALF]));
    bytes & MASKS.get(length).copied().unwrap_or_default()
}

/// The product of the two halves of a number, each combined with a key.
#[inline(always)]
fn product(number: u128, low: u64, high: u64) -> u128 {
    u128::from(number as u64 ^ low) * u128::from((number >> 64) as u64 ^ high)
}

#[inline(always)]
fn fold(number: u128) -> u64 {
    number as u64 ^ (number >> 64) as u64
}

#[inline(always)]
fn word_hashes(word: Word<'_>) -> [u64; 2] {
    match word.room() {
        Some(room) => hashes(room, word.length, || word.bytes()),
        None => long(word.bytes()),
    }
}

#[cold]
fn long(word: &[u8]) -> [u64; 2] {
    let hash = xxh3_128(word);
    [hash as u64, (hash >> 64) as u64]
}

/// The bits of the first bytes, by their number.
static MASKS: [u128; HALF + 1] = {
    let mut masks = [0; HALF + 1];
    let mut n = 1;
    while n <= HALF {
        masks[n] = u128::MAX >> (128 - 8 * n);
        n += 1;
    }
    masks
};

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

/// Takes words, and gives the hashes of their shingles and of their whole sequence.
///
/// `sums[0]` is the polynomial of all words so far. That of the last `width` words is what is left of it
/// without the sum of `width` words ago times `BASE^width`: constant time, whatever the width.
#[derive(Debug, Default)]
pub(crate) struct Sums {
    sums: [u64; 2],
    words: u64,
    width: usize,
    /// `BASE` to the power `width`.
    weight: u64,
    /// First sums, `filled` of them: the last at the end, and as many before the next to come as
    /// shingles need.
    history: Vec<u64>,
    filled: usize,
}

impl Sums {
    /// Starts a text, with shingles of `width` words. Has to be called first.
    pub(crate) fn reset(&mut self, width: u16) {
        self.sums = [0; 2];
        self.words = 0;
        self.width = width.into();
        self.weight = BASE.wrapping_pow(width.into());
        self.filled = 1;
        match self.history.first_mut() {
            Some(first) => *first = 0,
            None => self.history.push(0),
        }
    }

    #[inline(always)]
    pub(crate) fn words(&mut self, run: Run<'_>) {
        let count = run.edges.len();
        let end = self.filled + count;
        if self.history.len() < end {
            self.history.resize(end + end / 2, 0);
        }
        let room = self.history.get_mut(self.filled..end).unwrap_or_default();
        // In variables of their own, which stay in registers.
        let [mut sum, mut other_sum] = self.sums;
        for (slot, edges) in room.iter_mut().zip(run.edges) {
            let [hash, other] = word_hashes(run.word(*edges));
            sum = sum.wrapping_mul(BASE).wrapping_add(hash);
            // The other order, or a compiler takes both into one register of two, which is much slower.
            other_sum = other_sum.wrapping_add(other).wrapping_mul(OTHER_BASE);
            *slot = sum;
        }
        self.sums = [sum, other_sum];
        self.words += count as u64;
        self.filled = end;
    }

    /// Gives the hashes of the shingles that words have completed since the last call, in place of what
    /// `shingles` holds.
    #[inline(always)]
    pub(crate) fn drain(&mut self, shingles: &mut Vec<u32>) {
        let weight = self.weight;
        let sums = self.history.get(..self.filled).unwrap_or_default();
        let ends = sums.get(self.width..).unwrap_or_default();
        let count = ends.len();
        shingles.resize(count, 0);
        for ((shingle, start), end) in shingles.iter_mut().zip(sums).zip(ends) {
            *shingle = mix(end.wrapping_sub(start.wrapping_mul(weight)));
        }
        self.history.copy_within(count..self.filled, 0);
        self.filled -= count;
    }

    /// Drops what shingles would need.
    pub(crate) fn forget(&mut self) {
        self.filled = 0;
    }

    /// The one shingle of a text that has words, but fewer than a shingle.
    pub(crate) fn rest(&self) -> Option<u32> {
        let words = self.filled.saturating_sub(1) as u64;
        (words == self.words && (1..self.width as u64).contains(&words)).then(|| mix(self.sums[0]))
    }

    /// The hash of the sequence of words: both sums, mixed with the number of words. `None` without one.
    pub(crate) fn exact(&self) -> Option<u128> {
        let [high, low] = self.sums.map(|sum| u128::from(mix64(sum ^ self.words)));
        (self.words > 0).then_some((high << 64) | low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

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
        let hashes: HashSet<u32> = all.iter().map(|words| hash(words)).collect();
        assert_eq!(hashes.len(), all.len());
    }

    /// Words that differ in little, of each way to hash. Of n random hashes about `n^2 / 2^33` pairs agree
    /// in 32 given bits, and a bit differs between two of them in half of all cases.
    #[test]
    fn hashes_of_similar_words_are_like_random_ones() {
        for middle in [
            "",
            "ab",
            "Donau",
            "dampfschifffahrts",
            "gesellschaftskapitänswitwen",
            "rindfleischetikettierungsüberwachung",
        ] {
            let words: Vec<Vec<u8>> = (0..26u32.pow(4))
                .map(|number| {
                    let [a, b, c, d] =
                        [1, 26, 676, 17_576].map(|power| b'a' + (number / power % 26) as u8);
                    [&[a, b], middle.as_bytes(), &[c, d]].concat()
                })
                .collect();
            let hashes: Vec<[u64; 2]> = words.iter().map(|word| hashes_of(word)).collect();
            let n = hashes.len() as f64;
            for shift in [0, 16, 32] {
                let distinct: HashSet<u32> = hashes
                    .iter()
                    .map(|[hash, _]| (hash >> shift) as u32)
                    .collect();
                let (pairs, expected) = (n - distinct.len() as f64, n * n / 2f64.powi(33));
                assert!(
                    (pairs - expected).abs() < 5.0 * expected.sqrt(),
                    "{middle}, {shift}: {pairs} pairs, not about {expected}"
                );
            }
            for bit in 0..64 {
                let differs = |pair: &&[[u64; 2]]| (pair[0][0] ^ pair[1][0]) >> bit & 1 == 1;
                let share = hashes.windows(2).filter(differs).count() as f64 / n;
                assert!((share - 0.5).abs() < 0.005, "{middle}, bit {bit}: {share}");
            }
            let others: HashSet<u64> = hashes.iter().map(|[_, other]| *other).collect();
            assert_eq!(others.len(), hashes.len(), "{middle}");
        }
    }

    #[test]
    fn what_follows_a_word_is_not_hashed() {
        let text = "rindfleischetikettierungsüberwachung".as_bytes();
        for length in 0..=text.len() {
            let mut buffer = text[..length].to_vec();
            let word = |buffer: &[u8]| word_hashes(Word::new(buffer, 0, length));
            buffer.resize(length + ROOM, 0xff);
            assert_eq!(word(&buffer), hashes_of(&text[..length]), "{length}");
            buffer.truncate(length);
            if length >= ROOM {
                assert_eq!(word(&buffer), hashes_of(&text[..length]), "{length}");
            }
        }
    }

    proptest! {
        #[test]
        fn rolling_gives_every_window(
            words in proptest::collection::vec("[a-d]{1,40}", 0..40),
            width in 1u16..9,
            pause in 1usize..12,
        ) {
            let mut sums = Sums::default();
            // Sums that were used must forget what they held.
            sums.reset(3);
            sums.words(Run { buffer: &[b'a'; ROOM], edges: &[[0, 1]; 5] });
            sums.reset(width);
            let (mut rolled, mut some) = (Vec::new(), Vec::new());
            for words in words.chunks(pause) {
                let (mut buffer, mut edges) = (Vec::new(), Vec::new());
                for word in words {
                    let start = buffer.len() as u32;
                    buffer.extend(word.as_bytes());
                    edges.push([start, buffer.len() as u32]);
                }
                buffer.extend([b'!'; ROOM]);
                sums.words(Run { buffer: &buffer, edges: &edges });
                sums.drain(&mut some);
                rolled.extend(&some);
            }
            rolled.extend(sums.rest());
            let hashes: Vec<u64> = words.iter().map(|word| word_hash(word.as_bytes())).collect();
            let mut plain: Vec<u32> = hashes.windows(width.into()).map(hash).collect();
            if plain.is_empty() && !words.is_empty() {
                plain.push(hash(&hashes));
            }
            prop_assert_eq!(rolled, plain);
        }
    }
}
