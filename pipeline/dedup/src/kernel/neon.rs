//! The NEON kernel: two registers to a group. A block of up to four groups keeps factors, terms and
//! minima in 24 of the 32 registers.
#![allow(unsafe_code)]

use std::arch::aarch64::{uint32x4_t, vdupq_n_u32, vld1q_u32, vminq_u32, vmlaq_u32, vst1q_u32};

use super::{Group, LANES};

/// Half a group, as wide as a register.
type Half = [u32; LANES / 2];
const _: () = assert!(LANES / 2 == 4);

/// Most halves that are handled at once: 3 * 8 registers, and eight to work with.
const MOST: usize = 8;

/// Proof that the processor has NEON: [`Neon::detect`] is the only source of a value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Neon(());

impl Neon {
    pub(super) fn detect() -> Option<Self> {
        std::arch::is_aarch64_feature_detected!("neon").then_some(Self(()))
    }

    pub(super) fn update(
        self,
        hashes: &[u32],
        factors: &[Group],
        terms: &[Group],
        minima: &mut [Group],
    ) {
        let (factors, _) = factors.as_flattened().as_chunks();
        let (terms, _) = terms.as_flattened().as_chunks();
        let (minima, _) = minima.as_flattened_mut().as_chunks_mut();
        // SAFETY: `self` exists, so `detect` found that this processor has NEON, which is the only
        // condition of the function.
        unsafe { update(hashes, factors, terms, minima) }
    }
}

#[target_feature(enable = "neon")]
fn update(hashes: &[u32], mut factors: &[Half], mut terms: &[Half], mut minima: &mut [Half]) {
    loop {
        let left = factors.len().min(terms.len()).min(minima.len());
        // Whole groups: the number of halves is even.
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
            0 | 1 => return,
            2 => block::<2>(hashes, f, t, m),
            4 => block::<4>(hashes, f, t, m),
            6 => block::<6>(hashes, f, t, m),
            _ => block::<MOST>(hashes, f, t, m),
        }
        (factors, terms, minima) = (more_factors, more_terms, more_minima);
    }
}

/// Lowers `N` halves; the slices hold at least `N`.
#[target_feature(enable = "neon")]
#[inline]
fn block<const N: usize>(hashes: &[u32], factors: &[Half], terms: &[Half], minima: &mut [Half]) {
    let (a, b) = (load::<N>(factors), load::<N>(terms));
    let mut lowest = load::<N>(minima);
    for &hash in hashes {
        let x = vdupq_n_u32(hash);
        for i in 0..N {
            lowest[i] = vminq_u32(lowest[i], vmlaq_u32(b[i], x, a[i]));
        }
    }
    for (half, register) in minima.iter_mut().zip(lowest) {
        // SAFETY: `half` is 4 `u32`, 16 bytes that we may write, aligned as `u32` are.
        unsafe { vst1q_u32(half.as_mut_ptr(), register) };
    }
}

#[target_feature(enable = "neon")]
#[inline]
fn load<const N: usize>(halves: &[Half]) -> [uint32x4_t; N] {
    let mut registers = [vdupq_n_u32(0); N];
    for (register, half) in registers.iter_mut().zip(halves) {
        // SAFETY: `half` is 4 readable `u32`, aligned as `u32` are.
        *register = unsafe { vld1q_u32(half.as_ptr()) };
    }
    registers
}
