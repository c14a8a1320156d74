//! Sharing an amount out within bounds: water-filling.

/// One that gets a share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Share {
    /// How much of it, relative to the others: finite, at least 0.
    pub(crate) weight: f64,
    /// At least this.
    pub(crate) least: f64,
    /// At most this: not below `least`, may be infinite.
    pub(crate) most: f64,
}

impl Share {
    pub(crate) fn up_to(weight: f64, most: f64) -> Self {
        Self {
            weight,
            least: 0.0,
            most,
        }
    }

    fn at(&self, level: f64) -> f64 {
        if self.weight > 0.0 {
            (level * self.weight).clamp(self.least, self.most)
        } else {
            self.least
        }
    }

    /// Whether the upper bound holds the share down at this level.
    pub(crate) fn held_down(&self, level: f64) -> bool {
        self.weight > 0.0 && level * self.weight > self.most * (1.0 + 1e-9)
    }

    /// Whether the lower bound holds the share up at this level.
    pub(crate) fn held_up(&self, level: f64) -> bool {
        self.least > 0.0 && level * self.weight < self.least * (1.0 - 1e-9)
    }
}

/// What each one gets.
pub(crate) struct Filled {
    /// Amounts, in the order of the shares.
    pub(crate) amounts: Vec<f64>,
    /// What a weight of 1 gets where no bound holds it; infinite if all are held down.
    pub(crate) level: f64,
}

/// Gives each `level * weight`, raised to its least and lowered to its most, with the level at which they sum
/// to `amount`. If the least ones sum to more, they are all scaled down; if the most ones sum to less, each
/// gets its most and the rest is left over.
pub(crate) fn fill(amount: f64, shares: &[Share]) -> Filled {
    let at = |level: f64| shares.iter().map(|s| s.at(level)).sum::<f64>();
    let least: f64 = shares.iter().map(|s| s.least).sum();
    if least >= amount {
        let scale = if least > 0.0 { amount / least } else { 0.0 };
        return Filled {
            amounts: shares.iter().map(|s| s.least * scale).collect(),
            level: 0.0,
        };
    }
    let most = at(f64::INFINITY);
    if most < amount * (1.0 - 1e-12) {
        return Filled {
            amounts: shares.iter().map(|s| s.at(f64::INFINITY)).collect(),
            level: f64::INFINITY,
        };
    }
    let weights: f64 = shares.iter().map(|s| s.weight).sum();
    // Some share can still grow, so that some weight is above 0.
    let (mut low, mut high) = (0.0, amount / weights.max(f64::MIN_POSITIVE));
    while at(high) < amount && high < f64::MAX / 4.0 && (at(high) < most || most.is_infinite()) {
        low = high;
        high *= 2.0;
    }
    for _ in 0..200 {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if at(middle) < amount {
            low = middle;
        } else {
            high = middle;
        }
    }
    // Which bounds hold is known now; the level follows from the others, without the error of halving.
    let free = |s: &&Share| s.weight > 0.0 && (s.least..s.most).contains(&(high * s.weight));
    let weights: f64 = shares.iter().filter(free).map(|s| s.weight).sum();
    let fixed: f64 = shares.iter().filter(|s| !free(s)).map(|s| s.at(high)).sum();
    let level = if weights > 0.0 {
        ((amount - fixed) / weights).max(0.0)
    } else {
        high
    };
    Filled {
        amounts: shares.iter().map(|s| s.at(level)).collect(),
        level,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bounds_hold_and_the_rest_is_shared() {
        let shares = [
            Share {
                weight: 6.0,
                least: 0.0,
                most: 40.0,
            },
            Share {
                weight: 3.0,
                least: 0.0,
                most: f64::INFINITY,
            },
            Share {
                weight: 1.0,
                least: 25.0,
                most: f64::INFINITY,
            },
        ];
        let filled = fill(100.0, &shares);
        assert_eq!(filled.amounts, [40.0, 35.0, 25.0]);
        assert!(shares[0].held_down(filled.level) && shares[2].held_up(filled.level));
        assert_eq!(fill(10.0, &shares).amounts, [0.0, 0.0, 10.0]);
        let small = [Share::up_to(1.0, 3.0), Share::up_to(0.0, 9.0)];
        assert_eq!(fill(10.0, &small).amounts, [3.0, 0.0]);
        assert!(fill(10.0, &[]).amounts.is_empty());
    }

    fn share() -> impl Strategy<Value = Share> {
        let most = prop_oneof![Just(f64::INFINITY), 0.0f64..1e13];
        (
            prop_oneof![Just(0.0), 1e-6f64..1e10],
            prop_oneof![Just(0.0), 0.0f64..1e12],
            most,
        )
            .prop_map(|(weight, least, most)| Share {
                weight,
                least,
                most: most.max(least),
            })
    }

    proptest! {
        #[test]
        fn amounts_sum_and_stay_inside(amount in 1.0f64..1e14, shares in proptest::collection::vec(share(), 1..40)) {
            let Filled { amounts, level } = fill(amount, &shares);
            let sum: f64 = amounts.iter().sum();
            let least: f64 = shares.iter().map(|s| s.least).sum();
            let most: f64 = shares.iter().map(|s| if s.weight > 0.0 { s.most } else { s.least }).sum();
            let expected = amount.min(most);
            prop_assert!((sum - expected).abs() <= 1e-9 * expected, "{} {}", sum, expected);
            for (got, share) in amounts.iter().zip(&shares) {
                prop_assert!(*got <= share.most * (1.0 + 1e-12));
                if least <= amount {
                    prop_assert!(*got >= share.least * (1.0 - 1e-12));
                    let inside = *got > share.least && *got < share.most;
                    prop_assert!(!inside || (*got / share.weight - level).abs() <= 1e-9 * level);
                }
            }
        }
    }
}
