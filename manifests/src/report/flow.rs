//! How documents went through the stages: which stages hand on to which, and sums by language.

use std::collections::{BTreeMap, BTreeSet};

use super::family;
use crate::Manifest;

/// A sum that stays at the largest number instead of starting anew: an account may be made up.
pub(super) fn sum(numbers: impl Iterator<Item = u64>) -> u64 {
    numbers.fold(0, u64::saturating_add)
}

fn add(into: &mut u64, n: u64) {
    *into = into.saturating_add(n);
}

/// One stage that lets documents pass or removes them.
#[derive(Debug, Default)]
pub(super) struct Step {
    /// Its name.
    pub(super) name: String,
    /// Its kind.
    pub(super) kind: String,
    /// Documents in, all languages.
    pub(super) documents_in: u64,
    /// Documents out.
    pub(super) documents_out: u64,
    /// Removed, by reason.
    pub(super) removed: BTreeMap<String, u64>,
    /// Places in [`Flows::steps`] of those that hand on to it.
    pub(super) from: Vec<usize>,
    /// The longest way to it from where documents come in.
    pub(super) column: usize,
}

impl Step {
    /// Removed, by family, most first.
    pub(super) fn families(&self) -> Vec<(&str, u64)> {
        let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
        for (reason, n) in &self.removed {
            add(sums.entry(family::of(reason)).or_default(), *n);
        }
        let mut families: Vec<_> = sums.into_iter().filter(|(_, n)| *n > 0).collect();
        families.sort_by_key(|(family, n)| (std::cmp::Reverse(*n), *family));
        families
    }
}

/// One language.
#[derive(Debug, Default, Clone)]
pub(super) struct Share {
    /// Documents that came out of the last stage.
    pub(super) kept: u64,
    /// Stage and reason: documents.
    pub(super) removed: BTreeMap<(String, String), u64>,
}

impl Share {
    /// All documents of the language.
    pub(super) fn all(&self) -> u64 {
        self.kept.saturating_add(self.lost())
    }

    /// Removed documents.
    pub(super) fn lost(&self) -> u64 {
        sum(self.removed.values().copied())
    }

    /// Removed documents of one family.
    pub(super) fn family(&self, which: &str) -> u64 {
        let of = |((_, reason), n): (&(String, String), &u64)| {
            (family::of(reason) == which).then_some(*n)
        };
        sum(self.removed.iter().filter_map(of))
    }
}

/// The flow of a run.
#[derive(Debug, Default)]
pub(super) struct Flows {
    /// Stages in order.
    pub(super) steps: Vec<Step>,
    /// By language; `und` has what was removed before a language was known.
    pub(super) languages: BTreeMap<String, Share>,
    /// Families that removed anything, in the order of the stages, then by number.
    pub(super) families: Vec<String>,
}

/// These look at documents that flow past them to another stage.
const ASIDE: [&str; 2] = ["signatures", "lines"];

impl Flows {
    /// Reads the flow off a manifest.
    pub(super) fn of(manifest: &Manifest) -> Self {
        let mut flows = Self::default();
        let mut sources: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for stage in &manifest.stages {
            let from: BTreeSet<usize> = stage
                .inputs
                .iter()
                .filter_map(|input| sources.get(input.as_str()))
                .flatten()
                .copied()
                .collect();
            let counted = manifest.counts.get(&stage.name);
            let Some(languages) = counted.filter(|_| !ASIDE.contains(&stage.kind.as_str())) else {
                sources.insert(&stage.name, from);
                continue;
            };
            let mut step = Step {
                name: stage.name.clone(),
                kind: stage.kind.clone(),
                column: from
                    .iter()
                    .map(|place| flows.steps[*place].column + 1)
                    .max()
                    .unwrap_or(0),
                from: from.into_iter().collect(),
                ..Step::default()
            };
            for (language, flow) in languages {
                add(&mut step.documents_in, flow.documents_in);
                add(&mut step.documents_out, flow.documents_out);
                let share = flows.languages.entry(language.clone()).or_default();
                for (reason, n) in &flow.removed {
                    add(step.removed.entry(reason.clone()).or_default(), *n);
                    let key = (step.name.clone(), reason.clone());
                    add(share.removed.entry(key).or_default(), *n);
                }
            }
            for (family, _) in step.families() {
                if !flows.families.iter().any(|known| known == family) {
                    flows.families.push(family.to_owned());
                }
            }
            sources.insert(&stage.name, [flows.steps.len()].into());
            flows.steps.push(step);
        }
        flows.last(manifest);
        flows
    }

    /// What came out of stages that hand on to no other one.
    fn last(&mut self, manifest: &Manifest) {
        let inner: BTreeSet<usize> = self.steps.iter().flat_map(|s| s.from.clone()).collect();
        for (place, step) in self.steps.iter().enumerate() {
            if inner.contains(&place) {
                continue;
            }
            for (language, flow) in manifest.counts.get(&step.name).into_iter().flatten() {
                if flow.documents_out > 0 {
                    let share = self.languages.entry(language.clone()).or_default();
                    add(&mut share.kept, flow.documents_out);
                }
            }
        }
        self.languages.retain(|_, share| share.all() > 0);
    }

    /// Documents read: those that came into stages that no other one hands on to.
    pub(super) fn read(&self) -> u64 {
        let first = self.steps.iter().filter(|step| step.from.is_empty());
        sum(first.map(|step| step.documents_in))
    }

    /// Documents kept.
    pub(super) fn kept(&self) -> u64 {
        sum(self.languages.values().map(|share| share.kept))
    }
}
