//! The AVX2 kernel.
//!
//! It goes over the hashes once for a block of up to four groups, whose factors, terms and minima
//! stay in 12 of the 16 registers: memory is read once for 32 slots.
#![allow(unsafe_code)]

use std::arch::x86_64::{
    __m256i, _mm256_add_epi32, _mm256_loadu_si256, _mm256_min_epu32, _mm256_mullo_epi32,
    _mm256_set1_epi32, _mm256_setzero_si256, _mm256_storeu_si256,
};

use super::Group;

/// Proof that the processor has AVX2: [`Avx2::detect`] is the only source of a value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Avx2(());

impl Avx2 {
    pub(super) fn detect() -> Option<Self> {
        std::arch::is_x86_feature_detected!("avx2").then_some(Self(()))
    }

    pub(super) fn update(
        self,
        hashes: &[u32],
        factors: &[Group],
        terms: &[Group],
        minima: &mut [Group],
    ) {
        // SAFETY: `self` exists, so `detect` found that this processor has AVX2, which is the only
        // condition of the function.
        unsafe { update(hashes, factors, terms, minima) }
    }
}

#[target_feature(enable = "avx2")]
fn update(hashes: &[u32], mut factors: &[Group], mut terms: &[Group], mut minima: &mut [Group]) {
    loop {
        let left = factors.len().min(terms.len()).min(minima.len());
        // Even blocks, since a block of one costs nearly as much as one of three: 14 is 4 + 4 + 3 + 3.
        let size = match left {
            0 => return,
            5 | 6 => 3,
            _ => left.min(4),
        };
        let (Some((f, more_factors)), Some((t, more_terms))) =
            (factors.split_at_checked(size), terms.split_at_checked(size))
        else {
            return;
        };
        let Some((m, more_minima)) = minima.split_at_mut_checked(size) else {
            return;
        };
        match size {
            1 => block::<1>(hashes, f, t, m),
            2 => block::<2>(hashes, f, t, m),
            3 => block::<3>(hashes, f, t, m),
            _ => block::<4>(hashes, f, t, m),
        }
        (factors, terms, minima) = (more_factors, more_terms, more_minima);
    }
}

/// Lowers `N` groups; the slices hold at least `N`.
#[target_feature(enable = "avx2")]
#[inline]
fn block<const N: usize>(hashes: &[u32], factors: &[Group], terms: &[Group], minima: &mut [Group]) {
    let (a, b) = (load::<N>(factors), load::<N>(terms));
    let mut lowest = load::<N>(minima);
    for &hash in hashes {
        // The bits of the hash, not its value, fill the lanes.
        let x = _mm256_set1_epi32(hash.cast_signed());
        for i in 0..N {
            let permuted = _mm256_add_epi32(_mm256_mullo_epi32(x, a[i]), b[i]);
            lowest[i] = _mm256_min_epu32(lowest[i], permuted);
        }
    }
    for (group, register) in minima.iter_mut().zip(lowest) {
        // SAFETY: `group` is 8 `u32`, 32 bytes that we may write, and the store needs no alignment.
        unsafe { _mm256_storeu_si256(group.as_mut_ptr().cast(), register) };
    }
}

#[target_feature(enable = "avx2")]
#[inline]
fn load<const N: usize>(groups: &[Group]) -> [__m256i; N] {
    let mut registers = [_mm256_setzero_si256(); N];
    for (register, group) in registers.iter_mut().zip(groups) {
        // SAFETY: `group` is 8 `u32`, 32 readable bytes, and the load needs no alignment.
        *register = unsafe { _mm256_loadu_si256(group.as_ptr().cast()) };
    }
    registers
}
