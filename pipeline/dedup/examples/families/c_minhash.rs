//! C-MinHash (Li and Li 2022, *C-MinHash: Improving Minwise Hashing with Circulant Permutation*,
//! ICML), the form with two permutations: sigma breaks up the structure of the set, and
//! slot i is the minimum of pi, shifted by i, over what sigma gives.

use crate::random::{Random, mix64, permutation};
use crate::wide::{Minima, minima};
use crate::{Family, SLOTS};

/// Pi is a table over a universe of 2^bits elements, as in the paper. Shingles are folded into it;
/// those that fall together count as one, which raises the similarity.
pub(crate) struct Table {
    key: u64,
    bits: u32,
    /// Pi, and its first values once more, so that the values of all slots stand side by side.
    pi: Vec<u32>,
}

impl Table {
    pub(crate) fn new(seed: u64, bits: u32) -> Self {
        let mut random = Random(seed);
        let mut pi = permutation(1 << bits, &mut random);
        pi.extend_from_within(..SLOTS);
        Self {
            key: random.next(),
            bits,
            pi,
        }
    }
}

impl Minima for Table {
    #[inline(always)]
    fn minima(&self, shingles: &[u32]) -> [u32; SLOTS] {
        let mut minima = [u32::MAX; SLOTS];
        for &shingle in shingles {
            // The shingles are mixed already, so a keyed mix is as good a sigma as any table.
            let start = mix64(u64::from(shingle) ^ self.key) >> (64 - self.bits);
            let values = &self.pi[start as usize..][..SLOTS];
            for (least, value) in minima.iter_mut().zip(values) {
                *least = (*least).min(*value);
            }
        }
        minima
    }
}

impl Family for Table {
    fn sketch(&mut self, shingles: &[u32], out: &mut Vec<u32>) {
        out.clear();
        out.extend(minima(self, shingles));
    }
}

/// Pi is computed, over all 2^32 shingles: no fold, no table, and as many steps as slots.
pub(crate) struct Computed {
    sigma: u64,
    pi: u32,
}

impl Computed {
    pub(crate) fn new(seed: u64) -> Self {
        let mut random = Random(seed);
        Self {
            sigma: random.next(),
            pi: random.high(),
        }
    }
}

impl Minima for Computed {
    #[inline(always)]
    fn minima(&self, shingles: &[u32]) -> [u32; SLOTS] {
        let (before, after) = ((self.sigma >> 32) as u32, self.sigma as u32);
        let mut minima = [u32::MAX; SLOTS];
        for (group, lowest) in (0u32..).zip(minima.chunks_exact_mut(8)) {
            let mut least = [u32::MAX; 8];
            for &shingle in shingles {
                let start = bijection(shingle ^ before).wrapping_add(after);
                for (i, value) in (0u32..).zip(&mut least) {
                    let shifted = start.wrapping_add(8 * group + i);
                    *value = (*value).min(bijection(shifted ^ self.pi));
                }
            }
            lowest.copy_from_slice(&least);
        }
        minima
    }
}

impl Family for Computed {
    fn sketch(&mut self, shingles: &[u32], out: &mut Vec<u32>) {
        out.clear();
        out.extend(minima(self, shingles));
    }
}

/// The finaliser of MurmurHash3 (Appleby): a permutation of 32-bit words of which every input bit
/// moves every output bit.
#[inline(always)]
fn bijection(mut x: u32) -> u32 {
    x = (x ^ (x >> 16)).wrapping_mul(0x85eb_ca6b);
    x = (x ^ (x >> 13)).wrapping_mul(0xc2b2_ae35);
    x ^ (x >> 16)
}
