//! Words with AVX2: a block is two registers. What finds edges and hashes words is compiled for the
//! instructions of such processors too, which count and find bits at once.
#![allow(unsafe_code)]

use std::arch::x86_64::{
    __m256i, _mm256_add_epi8, _mm256_and_si256, _mm256_andnot_si256, _mm256_cmpgt_epi8,
    _mm256_loadu_si256, _mm256_movemask_epi8, _mm256_or_si256, _mm256_set1_epi8,
    _mm256_setzero_si256, _mm256_storeu_si256,
};

mod pairs;

use super::block::{BLOCK, Block, Classify};
use super::run::Sink;
use super::scan::{self, Scratch};

/// Proof that the processor has what [`run`] needs: [`Avx2::detect`] is the only source of a value.
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

    pub(super) fn run(self, text: &str, scratch: &mut Scratch, sink: &mut impl Sink) {
        // SAFETY: `self` exists, so `detect` found that this processor has the features of the
        // function, which are its only condition.
        unsafe { run(text, scratch, sink, self) }
    }
}

#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn run(text: &str, scratch: &mut Scratch, sink: &mut impl Sink, avx2: Avx2) {
    scan::run(text, scratch, sink, avx2);
}

impl Classify for Avx2 {
    #[inline(always)]
    fn classify(self, text: &[u8; BLOCK + 1], folded: &mut [u8; BLOCK]) -> Block {
        // SAFETY: `self` exists, so the processor has AVX2.
        unsafe { classify(text, folded) }
    }
}

#[target_feature(enable = "avx2")]
#[inline]
fn classify(text: &[u8; BLOCK + 1], folded: &mut [u8; BLOCK]) -> Block {
    let (low, high) = (load::<1>(text), load::<33>(text));
    let ((low_folded, low_word), (high_folded, high_word)) = (fold(low), fold(high));
    let halves = folded.as_chunks_mut::<32>().0.iter_mut();
    for (half, register) in halves.zip([low_folded, high_folded]) {
        // SAFETY: `half` is 32 bytes that we may write, and the store needs no alignment.
        unsafe { _mm256_storeu_si256(half.as_mut_ptr().cast(), register) };
    }
    let mut block = Block {
        word: bits(low_word, high_word),
        ..Block::default()
    };
    let not_ascii = bits(low, high);
    if not_ascii != 0 {
        let limit = _mm256_set1_epi8(0xc0u8.cast_signed());
        block.tails = bits(
            _mm256_cmpgt_epi8(limit, low),
            _mm256_cmpgt_epi8(limit, high),
        );
        block.heads = not_ascii & !block.tails;
        block.plain = bits(
            pairs::plain(load::<0>(text), low),
            pairs::plain(load::<32>(text), high),
        );
    }
    block
}

/// Folds 32 bytes and finds the ASCII letters and digits.
#[target_feature(enable = "avx2")]
#[inline]
fn fold(bytes: __m256i) -> (__m256i, __m256i) {
    let case = _mm256_set1_epi8(0x20);
    let letters = between(_mm256_or_si256(bytes, case), b'a', 26);
    let digits = between(bytes, b'0', 10);
    let lower = _mm256_or_si256(bytes, _mm256_and_si256(letters, case));
    let value = _mm256_and_si256(digits, _mm256_set1_epi8(0x0f));
    (
        _mm256_andnot_si256(value, lower),
        _mm256_or_si256(letters, digits),
    )
}

/// All bits of each byte that is one of the `count` from `first` on.
#[target_feature(enable = "avx2")]
#[inline]
fn between(bytes: __m256i, first: u8, count: u8) -> __m256i {
    // Moved so that they are the smallest of the signed bytes.
    let moved = _mm256_add_epi8(
        bytes,
        _mm256_set1_epi8(0x80u8.wrapping_sub(first).cast_signed()),
    );
    _mm256_cmpgt_epi8(_mm256_set1_epi8((0x80 + count).cast_signed()), moved)
}

/// 32 bytes from `START` on.
#[target_feature(enable = "avx2")]
#[inline]
fn load<const START: usize>(bytes: &[u8]) -> __m256i {
    match bytes.get(START..).and_then(<[u8]>::first_chunk::<32>) {
        // SAFETY: `bytes` is 32 readable bytes, and the load needs no alignment.
        Some(bytes) => unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) },
        None => _mm256_setzero_si256(),
    }
}

/// The high bits of 64 bytes.
#[target_feature(enable = "avx2")]
#[inline]
fn bits(low: __m256i, high: __m256i) -> u64 {
    let [low, high] = [low, high].map(|half| _mm256_movemask_epi8(half).cast_unsigned());
    u64::from(low) | (u64::from(high) << 32)
}
