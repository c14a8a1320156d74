//! Blocks with AVX2: two registers each. What works on the bits of blocks is compiled for the
//! instructions of such processors too, which count and find bits at once.
#![allow(unsafe_code)]

use std::arch::x86_64::{
    __m256i, _mm256_and_si256, _mm256_cmpeq_epi8, _mm256_cmpgt_epi8, _mm256_loadu_si256,
    _mm256_movemask_epi8, _mm256_set1_epi8, _mm256_setzero_si256, _mm256_shuffle_epi8,
    _mm256_srli_epi16,
};

use super::block::{BLOCK, Classify, Raw, Reading};
use super::props::{SETS, Sets};

/// Proof that the processor has what the functions below need: [`Avx2::detect`] is the only source
/// of a value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Avx2(());

impl Avx2 {
    #[inline]
    pub(super) fn detect() -> Option<Self> {
        let has = std::arch::is_x86_feature_detected!("avx2")
            && std::arch::is_x86_feature_detected!("bmi1")
            && std::arch::is_x86_feature_detected!("bmi2")
            && std::arch::is_x86_feature_detected!("lzcnt")
            && std::arch::is_x86_feature_detected!("popcnt");
        has.then_some(Self(()))
    }

    /// Reads with these instructions, all that is compiled into `reading` included.
    pub(super) fn read(self, reading: impl Reading) {
        // SAFETY: `self` exists, so `detect` found that this processor has the features of the
        // function, which are its only condition.
        unsafe { read(reading, self) }
    }
}

#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn read(reading: impl Reading, avx2: Avx2) {
    reading.read(avx2);
}

impl Classify for Avx2 {
    #[inline(always)]
    fn classify(self, sets: &Sets, text: &[u8; BLOCK + 1]) -> Raw {
        // SAFETY: `self` exists, so the processor has AVX2.
        unsafe { classify(sets, text) }
    }
}

#[target_feature(enable = "avx2")]
#[inline]
fn classify(tables: &Sets, text: &[u8; BLOCK + 1]) -> Raw {
    let (low, high) = (load::<1>(text), load::<33>(text));
    let (low_halves, high_halves) = (split(low), split(high));
    let limit = _mm256_set1_epi8(0xc0_u8.cast_signed());
    let mut sets = [0; SETS];
    // A closure would be a call: what calls it is not compiled for this processor.
    for (set, table) in sets.iter_mut().zip(&tables.halves) {
        let table = load::<0>(table);
        *set = !bits(outside(table, low_halves), outside(table, high_halves));
    }
    Raw {
        sets,
        wide: bits(low, high),
        tails: bits(
            _mm256_cmpgt_epi8(limit, low),
            _mm256_cmpgt_epi8(limit, high),
        ),
        again: bits(
            _mm256_cmpeq_epi8(low, load::<0>(text)),
            _mm256_cmpeq_epi8(high, load::<32>(text)),
        ),
    }
}

/// The lower half of each byte, and its upper half as a bit: none for what is not ASCII.
#[target_feature(enable = "avx2")]
#[inline]
fn split(bytes: __m256i) -> [__m256i; 2] {
    static UPPER: [u8; 32] = {
        let (mut bits, mut i) = ([0; 32], 0);
        while i < 8 {
            bits[i] = 1 << i;
            bits[i + 16] = 1 << i;
            i += 1;
        }
        bits
    };
    let mask = _mm256_set1_epi8(0x0f);
    let upper = _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), mask);
    [
        _mm256_and_si256(bytes, mask),
        _mm256_shuffle_epi8(load::<0>(&UPPER), upper),
    ]
}

/// All bits of each byte that is not in the set of `table`.
#[target_feature(enable = "avx2")]
#[inline]
fn outside(table: __m256i, [lower, upper]: [__m256i; 2]) -> __m256i {
    let found = _mm256_and_si256(_mm256_shuffle_epi8(table, lower), upper);
    _mm256_cmpeq_epi8(found, _mm256_setzero_si256())
}

/// 32 bytes from `START` on.
#[target_feature(enable = "avx2")]
#[inline]
fn load<const START: usize>(bytes: &[u8]) -> __m256i {
    match bytes.get(START..START + 32) {
        // SAFETY: `bytes` is 32 readable bytes, and the load needs no alignment.
        Some(bytes) => unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) },
        None => _mm256_setzero_si256(),
    }
}

/// The high bits of 64 bytes.
#[target_feature(enable = "avx2")]
#[inline]
fn bits(low: __m256i, high: __m256i) -> u64 {
    let low = _mm256_movemask_epi8(low).cast_unsigned();
    let high = _mm256_movemask_epi8(high).cast_unsigned();
    u64::from(low) | (u64::from(high) << 32)
}
