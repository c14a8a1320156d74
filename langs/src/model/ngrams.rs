//! Hashes of words and n-grams, and the rows that they name.

use std::ops::Range;

use super::dictionary::{Dictionary, Pruned};
use super::hash::{FNV_OFFSET, fnv1a_step};
use super::header::Header;

/// The factor by which fastText chains the hashes of successive words.
const WORD_FACTOR: u64 = 116_049_371;

/// Which n-grams are features, and their rows.
pub(super) struct Ngrams {
    minn: usize,
    maxn: usize,
    words: usize,
    bucket: u32,
    /// First row of n-grams: the number of words.
    base: u32,
    power_of_two: bool,
    /// 2^64 / bucket, rounded up.
    inverse: u64,
}

impl Ngrams {
    pub(super) fn new(header: &Header, dictionary: &Dictionary) -> Self {
        // Without buckets, or with all of them pruned, no n-gram has a row.
        let any = header.bucket > 0 && dictionary.pruned().is_none_or(|pruned| pruned.kept() > 0);
        let length = |value: u32| if any { value as usize } else { 0 };
        Self {
            minn: length(header.minn),
            maxn: length(header.maxn),
            words: length(header.word_ngrams),
            bucket: header.bucket.max(1),
            base: dictionary.word_count(),
            power_of_two: header.bucket.is_power_of_two(),
            inverse: (u64::MAX / u64::from(header.bucket.max(1))).wrapping_add(1),
        }
    }

    /// Whether a word has features of its characters.
    pub(super) fn of_characters(&self) -> bool {
        self.maxn > 0
    }

    /// Whether successive words have features.
    pub(super) fn of_words(&self) -> bool {
        self.words > 1
    }

    /// Appends the rows of the n-grams of `word`, which stands between `<` and `>`, in the order
    /// of fastText: by where they begin, then by length. Only those that begin at a byte of `range`, so
    /// that a word of a megabyte need not be taken at once.
    pub(super) fn characters(
        &self,
        word: &[u8],
        range: Range<usize>,
        pruned: Option<&Pruned>,
        rows: &mut Vec<u32>,
    ) {
        if self.maxn == 0 {
            return;
        }
        let from = rows.len();
        if word.is_ascii() {
            self.hash_ascii(word, range, rows);
        } else {
            self.hash_utf8(word, range, rows);
        }
        self.map(from, pruned, rows);
    }

    fn hash_ascii(&self, word: &[u8], range: Range<usize>, hashes: &mut Vec<u32>) {
        for begin in range {
            let mut hash = FNV_OFFSET;
            let rest = word.get(begin..).unwrap_or_default();
            for (index, &byte) in rest.iter().take(self.maxn).enumerate() {
                // The hash of an n-gram goes on from that of the one before.
                hash = fnv1a_step(hash, byte);
                let n = index + 1;
                // A lone `<` or `>` is no n-gram.
                let lone = n == 1 && (begin == 0 || rest.len() == 1);
                if n >= self.minn && !lone {
                    hashes.push(hash);
                }
            }
        }
    }

    fn hash_utf8(&self, word: &[u8], range: Range<usize>, hashes: &mut Vec<u32>) {
        let continues = |byte: u8| byte & 0xc0 == 0x80;
        for begin in range {
            let rest = word.get(begin..).unwrap_or_default();
            if rest.first().is_some_and(|&byte| continues(byte)) {
                continue;
            }
            let mut hash = FNV_OFFSET;
            let mut n = 0;
            let mut bytes = rest.iter().peekable();
            while n < self.maxn {
                let Some(&byte) = bytes.next() else { break };
                hash = fnv1a_step(hash, byte);
                while let Some(&byte) = bytes.next_if(|byte| continues(**byte)) {
                    hash = fnv1a_step(hash, byte);
                }
                n += 1;
                let lone = n == 1 && (begin == 0 || bytes.peek().is_none());
                if n >= self.minn && !lone {
                    hashes.push(hash);
                }
            }
        }
    }

    /// Replaces hashes by rows; those that were pruned go.
    fn map(&self, from: usize, pruned: Option<&Pruned>, rows: &mut Vec<u32>) {
        let hashes = rows.get_mut(from..).unwrap_or_default();
        if self.power_of_two {
            // Same as the division below, vectorised.
            hashes.iter_mut().for_each(|hash| *hash &= self.bucket - 1);
        } else {
            hashes
                .iter_mut()
                .for_each(|hash| *hash = self.remainder(*hash));
        }
        let Some(pruned) = pruned else {
            hashes.iter_mut().for_each(|bucket| *bucket += self.base);
            return;
        };
        let mut kept = from;
        for index in from..rows.len() {
            let bucket = rows.get(index).copied().unwrap_or_default();
            if let (Some(row), Some(place)) = (pruned.row(bucket), rows.get_mut(kept)) {
                *place = self.base + row;
                kept += 1;
            }
        }
        rows.truncate(kept);
    }

    /// `hash % bucket` without a division, exact for all 32-bit numbers: D. Lemire, O. Kaser,
    /// N. Kurz, "Faster remainder by direct computation", 2019.
    #[inline]
    fn remainder(&self, hash: u32) -> u32 {
        let fraction = self.inverse.wrapping_mul(u64::from(hash));
        ((u128::from(fraction) * u128::from(self.bucket)) >> 64) as u32
    }

    /// Calls `each` with the row of each n-gram of words, from the hashes of the successive words.
    pub(super) fn word_rows(
        &self,
        hashes: &[u32],
        pruned: Option<&Pruned>,
        mut each: impl FnMut(u32),
    ) {
        if self.words < 2 {
            return;
        }
        // fastText keeps hashes as `int32_t` and chains them as `uint64_t`.
        let wide = |hash: u32| i64::from(hash as i32) as u64;
        for begin in 0..hashes.len() {
            let mut ngram = hashes
                .get(begin..)
                .unwrap_or_default()
                .iter()
                .take(self.words);
            let Some(&first) = ngram.next() else { break };
            let mut chain = wide(first);
            for &hash in ngram {
                chain = chain.wrapping_mul(WORD_FACTOR).wrapping_add(wide(hash));
                // Less than `bucket`, so it fits.
                let bucket = (chain % u64::from(self.bucket)) as u32;
                match pruned {
                    None => each(self.base + bucket),
                    Some(pruned) => {
                        if let Some(row) = pruned.row(bucket) {
                            each(self.base + row);
                        }
                    }
                }
            }
        }
    }
}
