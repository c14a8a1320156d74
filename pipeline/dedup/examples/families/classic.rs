//! k permutations: a minimum for each.

use tamis_dedup::kernel::{Group, Permutations};

use crate::random::Random;
use crate::wide::{Minima, minima};
use crate::{Family, SLOTS};

/// k-permutation MinHash (Broder 1997) with `a * x + b` modulo 2^32: the kernel of this crate.
pub(crate) struct Classic {
    permutations: Permutations,
    minima: Vec<Group>,
    /// Bits that a slot keeps (Li and König 2010, *b-Bit Minwise Hashing*).
    kept: u32,
}

impl Classic {
    pub(crate) fn new(seed: u64, bits: u32) -> Self {
        Self {
            permutations: Permutations::new(SLOTS, seed),
            minima: Vec::new(),
            kept: u32::MAX >> (32 - bits),
        }
    }
}

impl Family for Classic {
    fn sketch(&mut self, shingles: &[u32], out: &mut Vec<u32>) {
        self.permutations.reset(&mut self.minima);
        self.permutations.update(shingles, &mut self.minima);
        out.clear();
        out.extend(self.minima.as_flattened().iter().map(|m| m & self.kept));
    }
}

/// k functions by multiply-shift: the high half of `a * x + b` modulo 2^64, which is 2-independent for
/// keys of 32 bits (Dietzfelbinger 1996, *Universal hashing and k-wise independent random variables
/// via integer arithmetic without primes*).
pub(crate) struct MultiplyShift {
    factors: [u64; SLOTS],
    terms: [u64; SLOTS],
}

impl MultiplyShift {
    pub(crate) fn new(seed: u64) -> Self {
        let mut random = Random(seed);
        Self {
            factors: std::array::from_fn(|_| random.next()),
            terms: std::array::from_fn(|_| random.next()),
        }
    }
}

impl Minima for MultiplyShift {
    #[inline(always)]
    fn minima(&self, shingles: &[u32]) -> [u32; SLOTS] {
        let mut minima = [u32::MAX; SLOTS];
        // Eight slots at a time, as the kernel of the crate does: their minima stay in registers.
        let functions = self.factors.chunks_exact(8).zip(self.terms.chunks_exact(8));
        for (lowest, (factors, terms)) in minima.chunks_exact_mut(8).zip(functions) {
            let mut least = [u32::MAX; 8];
            for &shingle in shingles {
                for i in 0..8 {
                    let sum = factors[i].wrapping_mul(shingle.into());
                    least[i] = least[i].min((sum.wrapping_add(terms[i]) >> 32) as u32);
                }
            }
            lowest.copy_from_slice(&least);
        }
        minima
    }
}

impl Family for MultiplyShift {
    fn sketch(&mut self, shingles: &[u32], out: &mut Vec<u32>) {
        out.clear();
        out.extend(minima(self, shingles));
    }
}
