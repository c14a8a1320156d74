//! The mix: how many tokens of each language and source are asked for, and what can be given.

mod asked;
mod budget;
mod config;
mod held_out;
mod rates;
mod scan;

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tamis_mix::{BINS, Part, SizeWeights, Supply};

use super::{BuildContext, Stage, StageKind, TaskStage, Traits, Work};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port, Slot};
use crate::error::{Error, Result};
use crate::io::LanguageStats;
use crate::run::{Inputs, TaskContext};

pub use asked::Balance;
use asked::Rehydrate;
use budget::HeldOut;
pub(super) use budget::{Budget, read_budget};
pub(super) use held_out::held_out_of;

/// The kind.
pub(super) static KIND: StageKind = StageKind {
    name: held_out::KIND,
    about: "token budgets by language",
    section: Section::Stages,
    inputs: &[Slot::one(&[Port::Selected])],
    output: Some(Port::Balanced),
    edge: Edge::Gather,
    side: false,
    build,
};

fn build(settings: &Settings<'_>, context: &BuildContext) -> Result<Box<dyn Stage>> {
    Ok(Box::new(config::build(settings, context)?))
}

impl Balance {
    /// What there is, by part, and the budget that it makes.
    pub(crate) fn budget(&self, inputs: &Inputs<'_>) -> Result<Budget> {
        let files = inputs.find(Port::Selected);
        let sources = inputs.plan().source_of_partitions();
        let held = tamis_mix::held_out(self.validation).min(BINS);
        let mut found: BTreeMap<Part, LanguageStats> = BTreeMap::new();
        let mut languages: BTreeMap<String, LanguageStats> = BTreeMap::new();
        for file in files.iter() {
            let source = sources.get(file.partition).copied().unwrap_or_default();
            for (language, stats) in file.languages()? {
                languages.entry(language.clone()).or_default().merge(&stats);
                let part = Part::new(source, language);
                found.entry(part).or_default().merge(&stats);
            }
        }
        let sizes = match &self.rehydrate {
            Rehydrate::Sizes(sizes) => languages
                .keys()
                .map(|language| (language.clone(), sizes.clone()))
                .collect(),
            Rehydrate::Rates(most) => rates::weights(inputs, &languages, *most)?,
        };
        let mut budget = Budget {
            sizes,
            quality: self.quality.clone(),
            held,
            ..Budget::default()
        };
        let mut supply: BTreeMap<Part, Supply> = BTreeMap::new();
        for (part, stats) in &found {
            let none = SizeWeights::default();
            let sizes = budget.sizes.get(&part.language).unwrap_or(&none);
            let (of_part, others) = stats.split(sizes, held);
            if others.documents > 0 {
                let bytes = stats.bytes.saturating_sub(of_part.bytes);
                let held = HeldOut {
                    count: others,
                    bytes,
                };
                budget.validation.insert(part.clone(), held);
            }
            supply.insert(part.clone(), of_part);
        }
        if self.quality.is_some() {
            // Counts by cluster size do not tell scores.
            let mut scanned = scan::supply(&files, &budget, self.seed)?;
            for (part, counted) in &supply {
                // A part of which all is held out is in no scan; it has its place in the mix all the same,
                // since `emit` makes shards for the languages of the mix.
                scanned.entry(part.clone()).or_default().bytes = counted.bytes;
            }
            supply = scanned;
        }
        budget.mix = self.mix(&supply, &inputs.plan().sources())?;
        Ok(budget)
    }
}

impl Stage for Balance {
    fn identity(&self) -> Value {
        let rehydrate = match &self.rehydrate {
            Rehydrate::Sizes(sizes) => json!(sizes),
            Rehydrate::Rates(most) => json!({ "filter_rates": most }),
        };
        json!({
            "ask": self.ask, "rehydrate": rehydrate, "quality": self.quality,
            "validation": self.validation, "bins": BINS,
        })
    }

    fn work(&self) -> Work<'_> {
        Work::Task(self)
    }

    fn balance(&self) -> Option<&Balance> {
        Some(self)
    }

    fn of_sources(&self, sources: &BTreeMap<&str, &Traits>) -> Value {
        let weights = sources.iter().map(|(name, traits)| (*name, traits.weight));
        let weights: BTreeMap<&str, f64> = weights.filter(|(_, weight)| *weight != 1.0).collect();
        if weights.is_empty() {
            Value::Null
        } else {
            json!(weights)
        }
    }
}

impl TaskStage for Balance {
    fn fixed_count(&self) -> Option<usize> {
        Some(1)
    }

    fn count(&self, _: &Inputs) -> Result<usize> {
        Ok(1)
    }

    fn run(&self, task: &mut TaskContext<'_>) -> Result<()> {
        let budget = self.budget(&task.inputs)?;
        let bytes = serde_json::to_vec_pretty(&budget)
            .map_err(|error| Error::run(format!("cannot write the mix: {error}")))?;
        let mut out = task.create(&task.work_path("mix.json"))?;
        std::io::Write::write_all(&mut out, &bytes).map_err(Error::io(out.path(), "write"))?;
        let notes: Vec<String> = budget.mix.notes.iter().map(ToString::to_string).collect();
        if !notes.is_empty() {
            task.data = json!({ "notes": notes });
        }
        task.add_work(out, budget.mix.languages.len() as u64)
    }
}
