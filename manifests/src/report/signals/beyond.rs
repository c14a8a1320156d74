//! What a bound leaves out, as far as a histogram can tell.

use super::super::text::{number, share};
use crate::manifest::Bound;

/// Documents beyond a bound. The bin that the bound lies in counts for `most` only.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in super::super) struct Beyond {
    /// Certainly beyond it.
    pub(in super::super) least: u64,
    /// At most.
    pub(in super::super) most: u64,
    /// Of all.
    pub(in super::super) all: u64,
}

impl Beyond {
    /// What a bound leaves out.
    pub(in super::super) fn of(edges: &[f64], bins: &[u64], bound: &Bound) -> Self {
        let mut out = Self::default();
        for (bin, n) in bins.iter().enumerate() {
            let low = if bin == 0 {
                f64::NEG_INFINITY
            } else {
                edges.get(bin).copied().unwrap_or(f64::INFINITY)
            };
            let high = edges.get(bin + 1).copied().unwrap_or(f64::INFINITY);
            let under = bound.min.map(|min| (high <= min, low < min));
            let over = bound.max.map(|max| (low > max, high > max));
            let sure = under.is_some_and(|(sure, _)| sure) || over.is_some_and(|(sure, _)| sure);
            let may = under.is_some_and(|(_, may)| may) || over.is_some_and(|(_, may)| may);
            out.all = out.all.saturating_add(*n);
            if sure {
                out.least = out.least.saturating_add(*n);
            }
            if may {
                out.most = out.most.saturating_add(*n);
            }
        }
        out
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.least = self.least.saturating_add(other.least);
        self.most = self.most.saturating_add(other.most);
        self.all = self.all.saturating_add(other.all);
    }

    /// The bound lies in the bin of most documents: the histogram does not tell on which side of it they are.
    fn is_vague(self) -> bool {
        u128::from(self.most.saturating_sub(self.least)) * 2 > u128::from(self.all)
    }

    /// What tables are sorted by: the middle of the two shares, or the one that says something.
    pub(super) fn middle(self) -> f64 {
        if self.all == 0 {
            return -1.0;
        }
        let most = match self.is_vague() {
            true => self.least,
            false => self.most,
        };
        (self.least as f64 + most as f64) / 2.0 / self.all as f64
    }

    /// `12.3 %`; `12.1 % to 12.6 %` where the bound lies in a bin; `at least 12.1 %`, or that it is not known,
    /// where most documents lie in that bin: "0 % to 100 %" says nothing.
    pub(super) fn words(self) -> String {
        if self.all == 0 {
            return "–".to_owned();
        }
        if self.is_vague() {
            return match self.least {
                0 => "not known".to_owned(),
                least => format!("at least {}", share(least as f64 / self.all as f64)),
            };
        }
        let [least, most] = [self.least, self.most].map(|n| share(n as f64 / self.all as f64));
        if least == most {
            least
        } else {
            format!("{least} to {most}")
        }
    }
}

/// `at least 50`, `at most 0.2`.
pub(in super::super) fn bound_words(bound: &Bound) -> String {
    let min = bound.min.map(|min| format!("at least {}", number(min)));
    let max = bound.max.map(|max| format!("at most {}", number(max)));
    match (min, max) {
        (Some(min), Some(max)) => format!("{min}, {max}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => "off".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_that_says_nothing_is_none() {
        let beyond = |least, most| Beyond {
            least,
            most,
            all: 1000,
        };
        let told = |least, most| beyond(least, most).words().replace('\u{202f}', " ");
        assert_eq!(told(123, 123), "12.3 %");
        assert_eq!(told(0, 126), "0 % to 12.6 %");
        assert_eq!(told(100, 600), "10.0 % to 60.0 %");
        assert_eq!(told(100, 601), "at least 10.0 %");
        assert_eq!(told(0, 1000), "not known");
        assert_eq!(Beyond::default().words(), "–");
        // Nor does it come first.
        assert!(beyond(0, 1000).middle() < beyond(10, 10).middle());
    }
}
