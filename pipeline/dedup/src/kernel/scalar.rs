//! The portable kernel: plain `u32` arithmetic, in a shape that compilers turn into vector code where
//! the target has it.

use super::{Group, LANES};

pub(super) fn update(hashes: &[u32], factors: &[Group], terms: &[Group], minima: &mut [Group]) {
    for ((factor, term), minimum) in factors.iter().zip(terms).zip(minima) {
        let mut lowest = *minimum;
        for &hash in hashes {
            for lane in 0..LANES {
                let permuted = factor[lane].wrapping_mul(hash).wrapping_add(term[lane]);
                lowest[lane] = lowest[lane].min(permuted);
            }
        }
        *minimum = lowest;
    }
}
