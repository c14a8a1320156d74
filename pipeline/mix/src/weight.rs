//! How often a document is wanted, relative to others.

use serde::{Deserialize, Serialize};

/// How often a document is wanted relative to others, in steps of 1/64: 64 is once. The steps keep the
/// number of different weights small, since everything is counted by weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Weight(u32);

/// Steps to the once.
const STEPS: u32 = 64;

/// The most a weight can be, in times.
pub(crate) const MOST: u32 = 1000;

impl Weight {
    /// Never.
    pub const ZERO: Self = Self(0);
    /// Once.
    pub const ONE: Self = Self(STEPS);

    /// The nearest step to so many times, at most 1,000 times. What is more than nothing stays more than
    /// nothing; what is no number is once.
    #[must_use]
    pub fn of(times: f64) -> Self {
        if times.is_nan() {
            return Self::ONE;
        }
        if times <= 0.0 {
            return Self::ZERO;
        }
        let steps = (times.min(f64::from(MOST)) * f64::from(STEPS)).round();
        Self((steps as u32).max(1))
    }

    /// The weight of so many steps of 1/64, at most 1,000 times.
    #[must_use]
    pub fn from_steps(steps: u32) -> Self {
        Self(steps.min(MOST * STEPS))
    }

    /// Steps of 1/64.
    #[must_use]
    pub fn steps(self) -> u32 {
        self.0
    }

    /// As a number of times.
    #[must_use]
    pub fn times(self) -> f64 {
        f64::from(self.0) / f64::from(STEPS)
    }

    /// Both reasons at once: of the size of a cluster and of a quality score, say.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self::of(self.times() * other.times())
    }

    /// `n` of these, in whole times, rounded: tokens of documents of this weight.
    pub(crate) fn scaled(self, n: u64) -> u128 {
        u128::from(n) * u128::from(self.0)
    }
}

impl Default for Weight {
    fn default() -> Self {
        Self::ONE
    }
}

/// Steps of 1/64 back to whole times, rounded.
pub(crate) fn whole(steps: u128) -> u64 {
    u64::try_from((steps + u128::from(STEPS / 2)) / u128::from(STEPS)).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_steps() {
        assert_eq!(Weight::of(1.0), Weight::ONE);
        assert_eq!(Weight::of(0.5).steps(), 32);
        assert_eq!(Weight::of(0.001).steps(), 1);
        assert_eq!(Weight::of(-1.0), Weight::ZERO);
        assert_eq!(Weight::of(f64::NAN), Weight::ONE);
        assert_eq!(Weight::of(f64::INFINITY).times(), 1000.0);
        assert_eq!(Weight::of(3.0).and(Weight::of(0.5)).times(), 1.5);
        assert_eq!(whole(Weight::of(1.5).scaled(3)), 5);
    }
}
