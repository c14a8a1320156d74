//! Randomness of the study: of the sets, of the permutations and for each element.

/// SplitMix64 (Steele, Lea and Flood 2014).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    #[inline]
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix64(self.0)
    }

    pub(crate) fn high(&mut self) -> u32 {
        (self.next() >> 32) as u32
    }

    /// Uniform from 0 to `bound - 1`.
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        below(self.high(), bound)
    }

    /// Uniform in (0, 1].
    #[inline]
    pub(crate) fn unit(&mut self) -> f64 {
        ((self.next() >> 11) + 1) as f64 / (1u64 << 53) as f64
    }
}

/// 32 random bits as a number below `bound`; off from uniform by at most `bound / 2^32`.
#[inline]
pub(crate) fn below(bits: u32, bound: u32) -> u32 {
    ((u64::from(bits) * u64::from(bound)) >> 32) as u32
}

#[inline]
pub(crate) fn mix64(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A random order of 0 to `n - 1` (Fisher and Yates).
pub(crate) fn permutation(n: u32, random: &mut Random) -> Vec<u32> {
    let mut order: Vec<u32> = (0..n).collect();
    for i in (1..n).rev() {
        order.swap(i as usize, random.below(i + 1) as usize);
    }
    order
}
