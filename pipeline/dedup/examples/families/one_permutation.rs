//! One permutation, its range in k bins, a minimum for each (Li, Owen, Zhang 2012, *One Permutation
//! Hashing*), and bins that stay empty filled from others.

use crate::random::{Random, below, mix64};
use crate::{Family, SLOTS};

/// How an empty bin gets a value.
#[derive(Clone, Copy)]
pub(crate) enum Densification {
    /// It asks other bins, in an order of its own, until one has a value (Shrivastava 2017, *Optimal
    /// Densification for Fast and Accurate Minwise Hashing*).
    Optimal,
    /// Bins with a value give it away, round by round, until none is empty (Mai et al. 2020, *On
    /// Densification for Minwise Hashing*).
    Fast,
}

pub(crate) struct OnePermutation {
    factor: u32,
    term: u32,
    seed: u64,
    densification: Densification,
    bins: Vec<u32>,
}

impl OnePermutation {
    pub(crate) fn new(seed: u64, densification: Densification) -> Self {
        let mut random = Random(seed);
        Self {
            factor: random.high() | 1,
            term: random.high(),
            seed: random.next(),
            densification,
            bins: Vec::new(),
        }
    }

    /// The bin that `bin` turns to in its attempt number `attempt`.
    fn other(&self, bin: usize, attempt: u32) -> usize {
        let key = (u64::from(attempt) << 32) | bin as u64;
        below((mix64(key ^ self.seed) >> 32) as u32, SLOTS as u32) as usize
    }
}

impl Family for OnePermutation {
    fn sketch(&mut self, shingles: &[u32], out: &mut Vec<u32>) {
        let mut bins = std::mem::take(&mut self.bins);
        bins.clear();
        bins.resize(SLOTS, u32::MAX);
        for &shingle in shingles {
            // The whole value is kept, so that values of different bins are different.
            let value = self.factor.wrapping_mul(shingle).wrapping_add(self.term);
            let bin = &mut bins[below(value, SLOTS as u32) as usize];
            *bin = value.min(*bin);
        }
        out.clear();
        out.extend_from_slice(&bins);
        let mut empty = bins.iter().filter(|bin| **bin == u32::MAX).count();
        if empty > 0 && empty < SLOTS {
            match self.densification {
                Densification::Optimal => {
                    for (i, slot) in out.iter_mut().enumerate() {
                        let mut attempts = 0..;
                        while *slot == u32::MAX {
                            *slot = bins[self.other(i, attempts.next().unwrap_or(0))];
                        }
                    }
                }
                Densification::Fast => {
                    for round in 0.. {
                        for (i, value) in bins.iter().enumerate() {
                            let target = &mut out[self.other(i, round)];
                            if *value != u32::MAX && *target == u32::MAX {
                                *target = *value;
                                empty -= 1;
                            }
                        }
                        if empty == 0 {
                            break;
                        }
                    }
                }
            }
        }
        self.bins = bins;
    }
}
