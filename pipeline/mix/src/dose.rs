//! How often each document of a part is given.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::supply::{BINS, Bins, Supply, bin, share_below};
use crate::weight::Weight;

/// The error of one weight is made good by the next one, but by no more than this share of a copy of its
/// documents: a weight with few documents is not bent to make good the error of one with many.
const BEND: f64 = 0.125;

/// Copies of documents of one weight.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Every document is given this many times ...
    pub whole: u32,
    /// ... and once more if the [bin](crate::bin) of its mixing hash is below this, 0 to [`BINS`].
    pub below: u16,
}

/// What a part's documents are given by: all that writing it out needs to know.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Dose(BTreeMap<Weight, Step>);

/// What a dose gives of a supply, exactly.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    /// Different documents.
    pub documents: u64,
    /// Rows, repeats counted.
    pub rows: u64,
    /// Tokens, repeats counted.
    pub tokens: u64,
}

impl Dose {
    /// How often a document of that weight and mixing hash is given. Of a weight that was not among those
    /// planned for, none.
    #[must_use]
    pub fn copies(&self, weight: Weight, hash: u64) -> u32 {
        self.0.get(&weight).map_or(0, |step| {
            step.whole.saturating_add((bin(hash) < step.below).into())
        })
    }

    /// The share of the documents of that weight, 0 to 1, that are given at all.
    #[must_use]
    pub fn share(&self, weight: Weight) -> f64 {
        match self.0.get(&weight) {
            Some(Step { whole: 0, below }) => share_below(*below),
            Some(_) => 1.0,
            None => 0.0,
        }
    }

    /// Steps by weight.
    pub fn steps(&self) -> impl Iterator<Item = (Weight, Step)> + '_ {
        self.0.iter().map(|(weight, step)| (*weight, *step))
    }

    /// What it gives of a supply.
    #[must_use]
    pub fn sum(&self, supply: &Supply) -> Sum {
        let mut sum = Sum::default();
        for (weight, bins) in &supply.classes {
            let step = self.0.get(weight).copied().unwrap_or_default();
            let (all, below) = (bins.total(), bins.below(step.below));
            let times = |all: u64, below: u64| all.saturating_mul(step.whole.into()) + below;
            let given = if step.whole > 0 { all } else { below };
            sum.documents += given.documents;
            sum.rows = sum
                .rows
                .saturating_add(times(all.documents, below.documents));
            sum.tokens = sum.tokens.saturating_add(times(all.tokens, below.tokens));
        }
        sum
    }

    /// Gives each document its weight times `scale` copies on average, so that all tokens are nearest to
    /// that: the weight with the most tokens first, what is too much or too little there made good by the
    /// next.
    pub(crate) fn of(supply: &Supply, scale: f64) -> Self {
        let mut classes: Vec<_> = supply
            .classes
            .iter()
            .map(|(weight, bins)| (*weight, bins, bins.total()))
            .collect();
        classes.sort_by_key(|(weight, _, total)| (std::cmp::Reverse(total.tokens), *weight));
        let mut owed = 0.0f64;
        let mut steps = BTreeMap::new();
        for (weight, bins, total) in classes {
            let mean = scale * weight.times();
            // Documents without a token are counted instead of weighed.
            let weigh = total.tokens > 0;
            let all = if weigh { total.tokens } else { total.documents } as f64;
            let bend = if weigh && mean > 0.0 {
                owed.clamp(-BEND * all, BEND * all)
            } else {
                0.0
            };
            let (step, given) = nearest(bins, all, (mean * all + bend).max(0.0), weigh);
            if weigh {
                owed += mean * all - given;
            }
            steps.insert(weight, step);
        }
        Self(steps)
    }

    /// Gives the fewest documents that can be told apart, once: those of the first bin of the weight
    /// with the most tokens.
    pub(crate) fn fewest(supply: &Supply) -> Self {
        let wanted = supply.classes.iter().filter(|(w, _)| **w > Weight::ZERO);
        let class = wanted.max_by_key(|(weight, bins)| (bins.total().tokens, **weight));
        let first = class.and_then(|(weight, bins)| Some((*weight, bins.iter().next()?.0)));
        Self(first.map_or_else(BTreeMap::new, |(weight, bin)| {
            let below = bin + 1;
            BTreeMap::from([(weight, Step { whole: 0, below })])
        }))
    }
}

/// The step that gives nearest to `wanted` of documents that weigh `all`, and what it gives.
fn nearest(bins: &Bins, all: f64, wanted: f64, weigh: bool) -> (Step, f64) {
    if all <= 0.0 {
        return (Step::default(), 0.0);
    }
    let whole = (wanted / all).floor().min(f64::from(u32::MAX - 1));
    let rest = wanted - whole * all;
    let (mut below, mut given) = (0, 0.0);
    let mut sum = 0u64;
    for (bin, count) in bins.iter() {
        sum += if weigh { count.tokens } else { count.documents };
        let sum = sum as f64;
        if (sum - rest).abs() < (given - rest).abs() {
            (below, given) = (bin + 1, sum);
        }
        if sum > rest {
            break;
        }
    }
    let mut step = Step {
        whole: whole as u32,
        below,
    };
    // Every document once more is one copy more.
    if given >= all || step.below >= BINS {
        step = Step {
            whole: step.whole + 1,
            below: 0,
        };
        given = all;
    }
    (step, whole * all + given)
}

#[cfg(test)]
#[path = "dose_tests.rs"]
mod tests;
