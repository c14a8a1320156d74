//! Loops that the compiler turns into vector code, at the width that the processor has.

use crate::SLOTS;

/// Minima of a set of shingles. The function is to be `#[inline(always)]`, so that it is compiled once
/// more for AVX2.
pub(crate) trait Minima {
    fn minima(&self, shingles: &[u32]) -> [u32; SLOTS];
}

pub(crate) fn minima(family: &impl Minima, shingles: &[u32]) -> [u32; SLOTS] {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2, which is the only condition.
        return unsafe { avx2(family, shingles) };
    }
    family.minima(shingles)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn avx2(family: &impl Minima, shingles: &[u32]) -> [u32; SLOTS] {
    family.minima(shingles)
}
