//! The mix: how many tokens of each language and source are asked for, and what can be given.

mod config;
mod rates;
mod scan;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tamis_manifests::manifest::Mix as Account;
use tamis_mix::{
    Ask, BINS, Count, Figures, Mix, Part, QualityWeights, SizeWeights, Supply, Weight, held_out,
    plan,
};

use super::{BuildContext, Stage, StageKind, TaskStage, Traits, Work};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port, Slot};
use crate::error::{Error, Result};
use crate::io::LanguageStats;
use crate::run::{Inputs, TaskContext};

pub(super) use config::held_out_of;

/// The kind.
pub(super) static KIND: StageKind = StageKind {
    name: "balance",
    about: "token budgets by language",
    section: Section::Stages,
    inputs: &[Slot::one(&[Port::Selected])],
    output: Some(Port::Balanced),
    edge: Edge::Gather,
    side: false,
    build,
};

/// What a mix is asked to be.
pub struct Balance {
    /// What is asked; the weights of sources are not in it yet.
    ask: Ask,
    rehydrate: Rehydrate,
    quality: Option<Quality>,
    /// Share of the documents that are held out for validation.
    validation: f64,
    seed: u64,
}

/// How often documents are given for the size of their cluster.
enum Rehydrate {
    /// The same in all languages.
    Sizes(SizeWeights),
    /// As the filters of each language have it, at most so often.
    Rates(u32),
}

/// How often documents are given for a signal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Quality {
    signal: String,
    /// Its place in `SIGNALS`.
    place: usize,
    weights: QualityWeights,
}

fn build(settings: &Settings<'_>, context: &BuildContext) -> Result<Box<dyn Stage>> {
    Ok(Box::new(config::build(settings, context)?))
}

/// What `emit` has to know, and what the manifest tells.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Budget {
    /// The plan.
    pub(crate) mix: Mix,
    /// Weights of cluster sizes, by language.
    sizes: BTreeMap<String, SizeWeights>,
    quality: Option<Quality>,
    /// The bin of the mixing hash from which on documents are held out.
    pub(crate) held: u16,
    /// What is held out of each part.
    validation: BTreeMap<Part, HeldOut>,
}

/// What is held out of a part.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HeldOut {
    count: Count,
    /// UTF-8 bytes of text, estimated from the mean token.
    bytes: u64,
}

impl Budget {
    /// The place in `SIGNALS` of the signal that decides on weights, if one does.
    pub(crate) fn signal(&self) -> Option<usize> {
        self.quality.as_ref().map(|quality| quality.place)
    }

    /// How often a document is wanted that has so large a cluster and that value of the signal.
    pub(crate) fn weight(&self, language: &str, cluster_size: u32, score: f32) -> Weight {
        let sizes = self.sizes.get(language);
        let size = sizes.map_or(Weight::ONE, |sizes| sizes.of(cluster_size));
        match &self.quality {
            Some(quality) => size.and(quality.weights.of(score.into())),
            None => size,
        }
    }

    /// Bytes of text in the shards of a language: those of the mix, and those held out.
    pub(crate) fn bytes(&self, language: &str) -> (u64, u64) {
        let given = self
            .mix
            .languages
            .get(language)
            .map_or(0, |l| l.bytes_given);
        let of = self
            .validation
            .iter()
            .filter(|(part, _)| part.language == language);
        (given, of.map(|(_, held)| held.bytes).sum())
    }

    /// Rows in the shards of a language: those of the mix, and those held out.
    pub(crate) fn rows(&self, language: &str) -> (u64, u64) {
        let given = self.mix.languages.get(language).map_or(0, |l| l.rows_given);
        let of = self
            .validation
            .iter()
            .filter(|(part, _)| part.language == language);
        (given, of.map(|(_, held)| held.count.documents).sum())
    }

    /// The account for the manifest, by language.
    pub(crate) fn account(&self) -> BTreeMap<String, Account> {
        let mut languages: BTreeMap<String, Account> = self
            .mix
            .languages
            .iter()
            .map(|(language, figures)| (language.clone(), account(figures)))
            .collect();
        for (part, given) in &self.mix.parts {
            let Some(language) = languages.get_mut(&part.language) else {
                continue;
            };
            let mut own = account(&given.figures);
            let held = self.validation.get(part).copied().unwrap_or_default();
            for account in [&mut own, &mut *language] {
                hold_out(account, held.count);
            }
            language.sources.insert(part.source.clone(), own);
        }
        for language in languages.values_mut() {
            // What one source gives is what the language gives.
            if language.sources.len() < 2 {
                language.sources.clear();
            }
        }
        languages.retain(|_, account| account.documents_available > 0);
        languages
    }
}

fn account(figures: &Figures) -> Account {
    Account {
        documents_available: figures.documents_available,
        tokens_available: figures.tokens_available,
        tokens_asked: figures.tokens_asked + figures.tokens_moved,
        tokens_given: figures.tokens_given,
        tokens_short: figures.tokens_short,
        documents_given: figures.documents_given,
        rows_given: figures.rows_given,
        repeats: figures.repeats,
        ..Account::default()
    }
}

/// Counts what is held out among what is in the shards.
fn hold_out(account: &mut Account, held: Count) {
    account.documents_available += held.documents;
    account.documents_given += held.documents;
    account.rows_given += held.documents;
    account.tokens_given += held.tokens;
    account.documents_held_out += held.documents;
    account.tokens_held_out += held.tokens;
}

impl Balance {
    /// What there is, by part, and the budget that it makes.
    pub(crate) fn budget(&self, inputs: &Inputs<'_>) -> Result<Budget> {
        let files = inputs.find(Port::Selected);
        let sources = inputs.plan().source_of_partitions();
        let held = held_out(self.validation).min(BINS);
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

    /// The mix of what there is.
    ///
    /// # Errors
    /// When a line of a fixed mix asks for what others ask for.
    pub(crate) fn mix(
        &self,
        supply: &BTreeMap<Part, Supply>,
        sources: &BTreeMap<&str, &Traits>,
    ) -> Result<Mix> {
        let mut ask = self.ask.clone();
        ask.sources = sources
            .iter()
            .map(|(source, traits)| ((*source).to_owned(), traits.weight))
            .collect();
        plan(supply, &ask).map_err(|error| Error::run(error.to_string()))
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

/// The mix that `balance` made.
///
/// # Errors
/// When its file cannot be read.
pub(crate) fn read_budget(inputs: &Inputs) -> Result<Budget> {
    let found = inputs.find(Port::Balanced);
    let Some(file) = found.first() else {
        return Err(Error::run("the stage `balance` has left no mix"));
    };
    let text = std::fs::read(&file.path).map_err(Error::io(&file.path, "read"))?;
    serde_json::from_slice(&text)
        .map_err(|error| Error::run(format!("{}: {error}", file.path.display())))
}
