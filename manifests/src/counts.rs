//! Documents in, out and removed by reason, per stage and language. Counts form a commutative
//! monoid: tasks count alone, and any order of merging gives the same sum.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::rights::RightsCounts;

/// What went through one stage in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Flow {
    /// Documents that came in.
    #[serde(rename = "in")]
    pub documents_in: u64,
    /// Documents that went on.
    #[serde(rename = "out")]
    pub documents_out: u64,
    /// Unicode scalar values of the text that went on; 0 before text exists.
    pub characters_out: u64,
    /// UTF-8 bytes of that text.
    pub bytes_out: u64,
    /// Repeated lines cut from the documents that went on.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub lines_cut: u64,
    /// Unicode scalar values of those lines, their ends not counted; of a stage that cuts other places, of
    /// those.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub characters_cut: u64,
    /// Documents removed, by reason.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub removed: BTreeMap<String, u64>,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl Flow {
    fn merge(&mut self, other: &Self) {
        self.documents_in += other.documents_in;
        self.documents_out += other.documents_out;
        self.characters_out += other.characters_out;
        self.bytes_out += other.bytes_out;
        self.lines_cut += other.lines_cut;
        self.characters_cut += other.characters_cut;
        for (reason, n) in &other.removed {
            *self.removed.entry(reason.clone()).or_default() += n;
        }
    }
}

/// All counts of a task, a stage or a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Stage, then language (`und` where no language is known yet).
    pub stages: BTreeMap<String, BTreeMap<String, Flow>>,
    /// WARC records by type, damaged ones as `damaged`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub records: BTreeMap<String, u64>,
    /// What the documents said about rights.
    #[serde(default, skip_serializing_if = "RightsCounts::is_empty")]
    pub rights: RightsCounts,
}

/// A stage whose documents do not add up.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "{stage}, {language}: {documents_in} documents in, but {documents_out} out and {removed} removed"
)]
pub struct Imbalance {
    /// The stage.
    pub stage: String,
    /// The language.
    pub language: String,
    /// In.
    pub documents_in: u64,
    /// Out.
    pub documents_out: u64,
    /// Removed, all reasons together.
    pub removed: u64,
}

/// The type of record of rows that were never seen, since they stand in a damaged part of a table. The part
/// itself is one `damaged` record.
pub const LOST: &str = "lost row";

impl Counts {
    /// The flow of one stage and language, made if it is not there yet.
    pub fn flow(&mut self, stage: &str, language: &str) -> &mut Flow {
        if !self.stages.contains_key(stage) {
            self.stages.insert(stage.to_string(), BTreeMap::new());
        }
        let languages = self.stages.entry(stage.to_string()).or_default();
        languages.entry(language.to_string()).or_default()
    }

    /// A document that passed a stage, with the length of its text in characters and bytes.
    pub fn passed(&mut self, stage: &str, language: &str, (characters, bytes): (u64, u64)) {
        let flow = self.flow(stage, language);
        flow.documents_in += 1;
        flow.documents_out += 1;
        flow.characters_out += characters;
        flow.bytes_out += bytes;
    }

    /// What a stage cut from a document that passed it.
    pub fn cut(&mut self, stage: &str, language: &str, lines: u64, characters: u64) {
        let flow = self.flow(stage, language);
        flow.lines_cut += lines;
        flow.characters_cut += characters;
    }

    /// A document that a stage removed.
    pub fn removed(&mut self, stage: &str, language: &str, reason: &str) {
        let flow = self.flow(stage, language);
        flow.documents_in += 1;
        *flow.removed.entry(reason.to_string()).or_default() += 1;
    }

    /// A record of the archive.
    pub fn record(&mut self, kind: &str) {
        *self.records.entry(kind.to_string()).or_default() += 1;
    }

    /// Adds other counts.
    pub fn merge(&mut self, other: &Self) {
        for (stage, languages) in &other.stages {
            for (language, flow) in languages {
                self.flow(stage, language).merge(flow);
            }
        }
        for (kind, n) in &other.records {
            *self.records.entry(kind.clone()).or_default() += n;
        }
        self.rights.merge(&other.rights);
    }

    /// Documents in, out and removed over all languages of a stage.
    #[must_use]
    pub fn total(&self, stage: &str) -> Flow {
        let mut sum = Flow::default();
        for flow in self
            .stages
            .get(stage)
            .into_iter()
            .flat_map(BTreeMap::values)
        {
            sum.merge(flow);
        }
        sum
    }

    /// Damaged records, with the rows of tables that were lost with them, and all records.
    #[must_use]
    pub fn damage(&self) -> (u64, u64) {
        let of = |kind: &str| self.records.get(kind).copied().unwrap_or(0);
        (of("damaged") + of(LOST), self.records.values().sum())
    }

    /// The conservation law: in = out + removed, for every stage and language.
    ///
    /// # Errors
    /// The first stage and language that breaks it.
    pub fn check(&self) -> Result<(), Imbalance> {
        match self.imbalances().next() {
            Some(imbalance) => Err(imbalance),
            None => Ok(()),
        }
    }

    /// Every stage and language that breaks it.
    pub fn imbalances(&self) -> impl Iterator<Item = Imbalance> {
        let languages = |(stage, languages): (_, _)| {
            let languages: &BTreeMap<String, Flow> = languages;
            languages.iter().map(move |flow| (stage, flow))
        };
        let flows = self.stages.iter().flat_map(languages);
        flows.filter_map(|(stage, (language, flow)): (&String, _)| {
            let removed: u64 = flow.removed.values().sum();
            (flow.documents_in != flow.documents_out + removed).then(|| Imbalance {
                stage: stage.clone(),
                language: language.clone(),
                documents_in: flow.documents_in,
                documents_out: flow.documents_out,
                removed,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Counts {
        let mut counts = Counts::default();
        counts.passed("select", "mlt_Latn", (40, 44));
        counts.cut("select", "mlt_Latn", 2, 15);
        counts.removed("select", "mlt_Latn", "quality.min_words");
        counts.record("response");
        counts
    }

    #[test]
    fn merging_adds_and_has_an_identity() {
        let mut a = some();
        a.merge(&Counts::default());
        assert_eq!(a, some());
        a.merge(&some());
        let total = a.total("select");
        assert_eq!((total.documents_in, total.documents_out), (4, 2));
        assert_eq!((total.characters_out, total.bytes_out), (80, 88));
        assert_eq!((total.lines_cut, total.characters_cut), (4, 30));
        assert_eq!(total.removed["quality.min_words"], 2);
        assert_eq!(a.records["response"], 2);
    }

    #[test]
    fn a_lost_document_is_found() {
        let mut counts = some();
        assert!(counts.check().is_ok());
        counts.flow("select", "mlt_Latn").documents_in += 1;
        let error = counts.check().unwrap_err();
        assert_eq!(
            error.to_string(),
            "select, mlt_Latn: 3 documents in, but 1 out and 1 removed"
        );
    }
}
