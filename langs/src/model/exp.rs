//! The exponential function with the same bits everywhere.

/// 1.5 × 2^23: adding it rounds to an integer and leaves that in the low bits.
const ROUND: f32 = 12_582_912.0;
/// ln 2 in two parts, the first short enough that a multiple of it is exact.
const LN_2_HIGH: f32 = 0.693_359_4;
const LN_2_LOW: f32 = -2.121_944_4e-4;

/// e^x to within 2e-7 of itself, for -87 to 88; as of those ends beyond them, and NaN of NaN.
///
/// Not `f32::exp`: that is the C library's, whose last bits differ between machines (glibc picks a
/// variant with fused multiplication where the processor has it). Additions and multiplications of
/// Rust are never fused. Without branches or calls, so that a loop over it is vectorised.
#[inline]
pub(crate) fn exp(x: f32) -> f32 {
    let x = x.clamp(-87.0, 88.0);
    let biased = x * std::f32::consts::LOG2_E + ROUND;
    let k = biased - ROUND;
    let r = (x - k * LN_2_HIGH) - k * LN_2_LOW;
    // Taylor's series; the next term is under 6e-9 for |r| of at most ln 2 / 2.
    let mut sum = 1.0 / 5040.0;
    for factor in [720.0, 120.0, 24.0, 6.0, 2.0, 1.0, 1.0] {
        sum = sum * r + 1.0 / factor;
    }
    let power = biased.to_bits().wrapping_sub(ROUND.to_bits());
    sum * f32::from_bits(power.wrapping_add(127) << 23)
}

/// 1 / (1 + e^-x).
pub(super) fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_exponential() {
        for step in -87_000..=88_000_i32 {
            let x = step as f32 / 1000.0;
            let exact = f64::from(x).exp();
            let error = (f64::from(exp(x)) - exact).abs() / exact;
            assert!(error < 2e-7, "e^{x}: {} for {exact}", exp(x));
        }
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(exp(f32::NEG_INFINITY), exp(-87.0));
        assert_eq!(exp(f32::INFINITY), exp(88.0));
        assert!(exp(f32::NAN).is_nan());
    }
}
