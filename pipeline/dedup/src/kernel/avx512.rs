//! The AVX-512 kernel: two groups to a register, so the 14 groups of the default parameters are 7
//! registers, whose factors, terms and minima stay in 21 of the 32: memory is read once.
#![allow(unsafe_code)]

use std::arch::x86_64::{
    __m512i, _mm512_add_epi32, _mm512_loadu_si512, _mm512_min_epu32, _mm512_mullo_epi32,
    _mm512_set1_epi32, _mm512_setzero_si512, _mm512_storeu_si512,
};

use super::avx2::Avx2;
use super::{Group, LANES};

/// Two groups, as wide as a register.
type Pair = [Group; 2];
const _: () = assert!(2 * LANES == 16);

/// Most pairs that are handled at once: 3 * 8 registers, and two to work with.
const MOST: usize = 8;

/// Proof that the processor has AVX-512 F, and AVX2: [`Avx512::detect`] is the only source of a value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Avx512(Avx2);

impl Avx512 {
    pub(super) fn detect() -> Option<Self> {
        let narrow = Avx2::detect()?;
        std::arch::is_x86_feature_detected!("avx512f").then_some(Self(narrow))
    }

    pub(super) fn update(
        self,
        hashes: &[u32],
        factors: &[Group],
        terms: &[Group],
        minima: &mut [Group],
    ) {
        let (factors, last_factor) = factors.as_chunks();
        let (terms, last_term) = terms.as_chunks();
        let (minima, last_minimum) = minima.as_chunks_mut();
        // SAFETY: `self` exists, so `detect` found that this processor has AVX-512 F, which is the
        // only condition of the function.
        unsafe { update(hashes, factors, terms, minima) }
        self.0.update(hashes, last_factor, last_term, last_minimum);
    }
}

#[target_feature(enable = "avx512f")]
fn update(hashes: &[u32], mut factors: &[Pair], mut terms: &[Pair], mut minima: &mut [Pair]) {
    loop {
        let left = factors.len().min(terms.len()).min(minima.len());
        let size = left.min(MOST);
        let (Some((f, more_factors)), Some((t, more_terms))) =
            (factors.split_at_checked(size), terms.split_at_checked(size))
        else {
            return;
        };
        let Some((m, more_minima)) = minima.split_at_mut_checked(size) else {
            return;
        };
        match size {
            0 => return,
            1 => block::<1>(hashes, f, t, m),
            2 => block::<2>(hashes, f, t, m),
            3 => block::<3>(hashes, f, t, m),
            4 => block::<4>(hashes, f, t, m),
            5 => block::<5>(hashes, f, t, m),
            6 => block::<6>(hashes, f, t, m),
            7 => block::<7>(hashes, f, t, m),
            _ => block::<MOST>(hashes, f, t, m),
        }
        (factors, terms, minima) = (more_factors, more_terms, more_minima);
    }
}

/// Lowers `N` pairs; the slices hold at least `N`.
#[target_feature(enable = "avx512f")]
#[inline]
fn block<const N: usize>(hashes: &[u32], factors: &[Pair], terms: &[Pair], minima: &mut [Pair]) {
    let (a, b) = (load::<N>(factors), load::<N>(terms));
    let mut lowest = load::<N>(minima);
    for &hash in hashes {
        // The bits of the hash, not its value, fill the lanes.
        let x = _mm512_set1_epi32(hash.cast_signed());
        for i in 0..N {
            let permuted = _mm512_add_epi32(_mm512_mullo_epi32(x, a[i]), b[i]);
            lowest[i] = _mm512_min_epu32(lowest[i], permuted);
        }
    }
    for (pair, register) in minima.iter_mut().zip(lowest) {
        // SAFETY: `pair` is 16 `u32`, 64 bytes that we may write, and the store needs no alignment.
        unsafe { _mm512_storeu_si512(pair.as_mut_ptr().cast(), register) };
    }
}

#[target_feature(enable = "avx512f")]
#[inline]
fn load<const N: usize>(pairs: &[Pair]) -> [__m512i; N] {
    let mut registers = [_mm512_setzero_si512(); N];
    for (register, pair) in registers.iter_mut().zip(pairs) {
        // SAFETY: `pair` is 16 `u32`, 64 readable bytes, and the load needs no alignment.
        *register = unsafe { _mm512_loadu_si512(pair.as_ptr().cast()) };
    }
    registers
}
