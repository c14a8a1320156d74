//! Numbers of times from filter rates: of the sizes of clusters that the filters removed least, documents are
//! worth most.
//!
//! This is the newer scheme of FineWeb-2 (`misc/rehydration/README.md` of huggingface/fineweb-2, 2025): the
//! size with the lowest share removed gets the most, sizes at or above the language's own share get 1, and
//! between them it is linear. The result is smoothed by a mean over five sizes, but for the first and last
//! two, and rounded. The shares of small classes jump about; there, sizes over a limit that differs by
//! language are counted together. Here classes are pooled wherever they are small ([`pool`]).

use crate::Error;
use crate::weight::MOST;

/// Documents that came in that a class needs to stand alone: the standard error of a share of 1,000 is at
/// most 1.6 points (the root of p(1-p)/n).
pub const FEWEST: u64 = 1000;

/// Sizes that the mean is taken over.
const WINDOW: usize = 5;

/// What the filters did with one size of clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Class {
    /// The size, or the least one of a class of sizes.
    pub size: u32,
    /// Documents that came to the filters: one of each cluster.
    pub came: u64,
    /// Those that passed all of them.
    pub passed: u64,
}

impl Class {
    fn removed(&self) -> f64 {
        1.0 - self.passed as f64 / self.came as f64
    }
}

/// Joins neighbours, upwards, until each class has at least so many documents; what is left over at the
/// end goes to the last class. A language with fewer documents than that is one class.
#[must_use]
pub fn pool(classes: &[Class], fewest: u64) -> Vec<Class> {
    let mut out: Vec<Class> = Vec::new();
    for class in classes {
        match out.last_mut() {
            Some(last) if last.came < fewest => {
                last.came = last.came.saturating_add(class.came);
                last.passed = last.passed.saturating_add(class.passed);
            }
            _ => out.push(*class),
        }
    }
    if out.len() > 1 && out.last().is_some_and(|last| last.came < fewest) {
        let rest = out.pop();
        if let (Some(last), Some(rest)) = (out.last_mut(), rest) {
            last.came = last.came.saturating_add(rest.came);
            last.passed = last.passed.saturating_add(rest.passed);
        }
    }
    out
}

/// How often documents are given, by the least size of a cluster: pairs, one where the number changes.
/// Classes into which no document came are passed over.
///
/// # Errors
/// [`Error::Setting`] if `most` is not 1 to 1,000, or more documents passed than came.
pub fn times(classes: &[Class], most: u32) -> Result<Vec<(u32, f64)>, Error> {
    if !(1..=MOST).contains(&most) {
        return Err(Error::setting(
            "rehydrate",
            format!("at most {most} times is not between 1 and 1000"),
            "FineWeb-2 was made with 3 to 10",
        ));
    }
    if let Some(class) = classes.iter().find(|class| class.passed > class.came) {
        let Class { size, came, passed } = class;
        return Err(Error::setting(
            "rehydrate",
            format!("of clusters of size {size}, {came} documents came and {passed} passed"),
            "count the documents before and after the same filters",
        ));
    }
    let classes: Vec<&Class> = classes.iter().filter(|class| class.came > 0).collect();
    let sum = |of: fn(&Class) -> u64| classes.iter().map(|class| of(class) as f64).sum::<f64>();
    let whole = 1.0 - sum(|class| class.passed) / sum(|class| class.came);
    let rates: Vec<f64> = classes.iter().map(|class| class.removed()).collect();
    let least = rates.iter().copied().fold(f64::INFINITY, f64::min);
    let raw: Vec<f64> = rates
        .iter()
        .map(|rate| {
            if *rate < whole {
                1.0 + f64::from(most - 1) * (rate - whole) / (least - whole)
            } else {
                1.0
            }
        })
        .collect();
    let mut out: Vec<(u32, f64)> = Vec::new();
    for (class, times) in classes.iter().zip(smoothed(&raw)) {
        let times = times.round_ties_even();
        if out.last().is_none_or(|(_, last)| *last != times) {
            out.push((class.size, times));
        }
    }
    Ok(out)
}

/// The mean over a window, but for the ends, where it does not fit.
fn smoothed(raw: &[f64]) -> Vec<f64> {
    let mut out = raw.to_vec();
    for (middle, around) in raw.windows(WINDOW).enumerate() {
        if let Some(out) = out.get_mut(middle + WINDOW / 2) {
            *out = around.iter().sum::<f64>() / WINDOW as f64;
        }
    }
    out
}

#[cfg(test)]
#[path = "rates_tests.rs"]
mod tests;
