//! What differs between two runs, and why.

mod causes;
mod effects;
mod page;
mod terminal;
mod why;

use serde::{Deserialize, Serialize};

use super::flow::Flows;
use crate::Manifest;
pub use page::render;

/// What differs between two runs. Empty lists: nothing differs there.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The first run.
    pub a: Side,
    /// The second one.
    pub b: Side,
    /// The accounts are the same but for machine and cost.
    pub same: bool,
    /// The program.
    pub code: Vec<Change>,
    /// The config, line by line: what changed with three lines around it.
    pub config: Vec<DiffLine>,
    /// Stages and their settings.
    pub settings: Vec<SettingChange>,
    /// Models, profiles, lists, policies.
    pub resources: Vec<ResourceChange>,
    /// Inputs that came, went or changed.
    pub inputs: Vec<InputChange>,
    /// Bounds of profiles.
    pub bounds: Vec<BoundChange>,
    /// Takedowns after the run that one of the two has alone: when, and how many documents went.
    #[serde(default)]
    pub takedowns: Vec<Change>,
    /// Documents, rows, tokens and bytes of the whole; those that did not change stand here too.
    pub totals: Vec<Pair>,
    /// Languages with other counts, those with the largest change of kept documents first.
    pub languages: Vec<LanguageChange>,
    /// Signals that are spread otherwise, the largest shift first.
    pub signals: Vec<Shift>,
    /// Counts of rights.
    pub rights: Vec<Pair>,
    /// Counts of personal data.
    pub personal_data: Vec<Pair>,
    /// Counts of domains.
    pub domains: Vec<Pair>,
    /// Counts of clusters of duplicates.
    pub clusters: Vec<Pair>,
    /// What both took; empty where one does not say.
    pub cost: Vec<Cost>,
}

/// One of the two runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// The dataset's name.
    pub name: String,
    /// The run's id.
    pub run: String,
    /// Name, version and commit of the program.
    pub program: String,
    /// Number of inputs.
    pub inputs: u64,
}

/// A value in words; none where there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What it is of.
    pub what: String,
    /// In the first run.
    pub a: Option<String>,
    /// In the second one.
    pub b: Option<String>,
}

/// A line of a config.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiffLine {
    /// `-`, `+`, a space for a line of both, `@` for a gap.
    pub mark: String,
    /// The line.
    pub text: String,
}

/// A setting of a stage as JSON; none where the stage or the setting is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingChange {
    /// The stage.
    pub stage: String,
    /// Its setting, `profiles.mlt_Latn`; empty for the stage itself.
    pub setting: String,
    /// In the first run.
    pub a: Option<String>,
    /// In the second one.
    pub b: Option<String>,
}

/// A model, profile, list or policy that is not the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceChange {
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Version and start of the SHA-256 in the first run.
    pub a: Option<String>,
    /// In the second one.
    pub b: Option<String>,
}

/// An input that came, went or has other bytes: SHA-256 in both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputChange {
    /// Its name.
    pub file_path: String,
    /// In the first run.
    pub a: Option<String>,
    /// In the second one.
    pub b: Option<String>,
}

/// A bound of a profile, in words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoundChange {
    /// The language.
    pub language: String,
    /// The rule.
    pub rule: String,
    /// In the first run.
    pub a: Option<String>,
    /// In the second one.
    pub b: Option<String>,
}

/// A count in both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// What was counted.
    pub what: String,
    /// In the first run.
    pub a: u64,
    /// In the second one.
    pub b: u64,
}

/// A language whose counts differ.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LanguageChange {
    /// The language.
    pub language: String,
    /// Documents of it.
    pub documents: (u64, u64),
    /// Documents kept.
    pub kept: (u64, u64),
    /// Tokens in the shards.
    pub tokens: (u64, u64),
    /// Reasons with other counts, the largest change first.
    pub reasons: Vec<ReasonChange>,
}

/// A reason with another count in a language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonChange {
    /// The stage.
    pub stage: String,
    /// The reason.
    pub reason: String,
    /// Documents removed in the first run.
    pub a: u64,
    /// In the second one.
    pub b: u64,
    /// What changed that can explain it, the most direct cause first.
    pub why: Vec<String>,
}

/// A signal of a language that is spread otherwise.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Shift {
    /// The language.
    pub language: String,
    /// The signal.
    pub signal: String,
    /// The largest difference between the shares of documents below a value (the statistic of
    /// Kolmogorov and Smirnov), 0 to 1, over the edges that both runs have.
    pub distance: f64,
    /// That value.
    pub at: f64,
    /// The second run has larger values there.
    pub higher: bool,
}

/// What the runs took.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// What, with its unit.
    pub what: String,
    /// In the first run.
    pub a: f64,
    /// In the second one.
    pub b: f64,
}

/// Compares two runs, the first one being the older or the one to measure against.
#[must_use]
pub fn compare(a: &Manifest, b: &Manifest) -> Comparison {
    let digests = [a, b].map(|m| m.reproducible_digest().ok());
    let mut out = Comparison {
        a: causes::side(a),
        b: causes::side(b),
        same: digests[0].is_some() && digests[0] == digests[1],
        code: causes::code(a, b),
        config: causes::config(a, b),
        settings: causes::settings(a, b),
        resources: causes::resources(a, b),
        inputs: causes::inputs(a, b),
        bounds: causes::bounds(a, b),
        takedowns: causes::takedowns(a, b),
        signals: effects::signals(a, b),
        rights: effects::rights(a, b),
        personal_data: effects::personal_data(a, b),
        domains: effects::domains(a, b),
        clusters: effects::clusters(a, b),
        cost: effects::cost(a, b),
        ..Comparison::default()
    };
    let flows = (Flows::of(a), Flows::of(b));
    out.totals = effects::totals((a, &flows.0), (b, &flows.1));
    out.languages = effects::languages((a, &flows.0), (b, &flows.1));
    why::explain(&mut out, (a, b));
    out
}
