//! The trees with AVX2: eight blocks an instruction, and leaves found by counting bits.
#![allow(unsafe_code)]

use super::ask::add_with;
use super::tree::Tree;

/// [`super::add`], if the processor has what it takes; says so.
pub(super) fn add(trees: &[Tree], values: &[f32], sums: &mut [f32]) -> bool {
    let has =
        std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("bmi1");
    if has {
        // SAFETY: the processor has the features of the function, which are its only condition.
        unsafe { add_avx2(trees, values, sums) };
    }
    has
}

#[target_feature(enable = "avx2,bmi1")]
fn add_avx2(trees: &[Tree], values: &[f32], sums: &mut [f32]) {
    add_with(trees, values, sums);
}
