//! `manifest.json`: what went in, what came out, what was removed and why. The same run gives the
//! same bytes: times, hosts and thread counts stay out of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::counts::Counts;
use crate::rights::Rights;

/// The version of this file's shape.
pub const FORMAT: &str = "tamis-manifest/1";

/// The account of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: String,
    /// The run's name.
    pub name: String,
    /// The program.
    pub code: Code,
    /// Resolved stages in order, with settings, rule versions and model digests.
    pub stages: Vec<StageEntry>,
    /// Files read.
    pub inputs: Vec<Input>,
    /// Records by type over all inputs.
    pub records: BTreeMap<String, u64>,
    /// Per stage and language: in, out, removed by reason.
    pub counts: BTreeMap<String, BTreeMap<String, crate::Flow>>,
    /// Per language: what was available, asked and given.
    pub mix: BTreeMap<String, Mix>,
    /// What documents said about rights, and what was made of it; none without a stage `rights`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rights: Option<Rights>,
    /// Files written.
    pub outputs: Vec<Output>,
}

/// The program that ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// `tamis`.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// One stage as it ran.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageEntry {
    /// The name in the config.
    pub name: String,
    /// The kind.
    #[serde(rename = "type")]
    pub kind: String,
    /// Names of its inputs.
    pub inputs: Vec<String>,
    /// Resolved settings, rule versions, digests of profiles and models.
    pub settings: serde_json::Value,
}

/// One file read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Relative path, as in the column `file_path`.
    pub file_path: String,
    /// Length in bytes.
    pub bytes: u64,
    /// SHA-256 of the file as it stood on disk.
    pub sha256: String,
    /// Records by type.
    pub records: BTreeMap<String, u64>,
}

/// One language's share.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Mix {
    /// Documents that the profiles kept.
    pub documents_available: u64,
    /// Their estimated tokens; with rehydration, each as often as the size of its cluster asks for.
    pub tokens_available: u64,
    /// Tokens that the mix asked for.
    pub tokens_asked: u64,
    /// Tokens in the shards, repeats counted.
    pub tokens_given: u64,
    /// Asked but not given, because the repeat cap was reached.
    pub tokens_short: u64,
    /// Different documents in the shards.
    pub documents_given: u64,
    /// Rows in the shards, repeats counted.
    pub rows_given: u64,
    /// Rows asked for each available document on average, after the cap.
    pub repeats: f64,
}

/// One file written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    /// Path below the dataset's folder.
    pub path: String,
    /// `shard`, `ledger`, `rights` or `noisy`.
    pub kind: String,
    /// The language of a shard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Length in bytes.
    pub bytes: u64,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Rows.
    pub rows: u64,
}

/// What a manifest says about itself does not add up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Inconsistent {
    /// A stage lost or gained documents.
    #[error(transparent)]
    Stage(#[from] crate::Imbalance),
    /// The ledger does not have one row for each removal.
    #[error("{removed} documents were removed, but the ledger has {rows} rows")]
    Ledger {
        /// Removals counted, damaged records among them.
        removed: u64,
        /// Rows in the ledger files.
        rows: u64,
    },
    /// The files of evidence do not have one row for each document with evidence.
    #[error("{counted} documents have evidence of rights, but its files have {rows} rows")]
    Rights {
        /// Documents with evidence.
        counted: u64,
        /// Rows in the files of evidence.
        rows: u64,
    },
    /// The shards do not hold what the mix gives.
    #[error("{language}: the mix gives {asked} rows, but the shards hold {rows}")]
    Shards {
        /// The language.
        language: String,
        /// Rows that the mix gives.
        asked: u64,
        /// Rows in the shards.
        rows: u64,
    },
}

impl Manifest {
    /// Checks that counts, ledger and shards agree with one another.
    ///
    /// # Errors
    /// The first thing that does not add up.
    pub fn check(&self) -> Result<(), Inconsistent> {
        let counts = Counts {
            stages: self.counts.clone(),
            records: self.records.clone(),
            ..Counts::default()
        };
        counts.check()?;
        let removed: u64 = self
            .counts
            .values()
            .flat_map(BTreeMap::values)
            .flat_map(|flow| flow.removed.values())
            .sum();
        let rows = self.rows("ledger", None);
        if removed != rows {
            return Err(Inconsistent::Ledger { removed, rows });
        }
        if let Some(rights) = &self.rights {
            let (counted, rows) = (rights.counts.with_evidence, self.rows("rights", None));
            if counted != rows {
                return Err(Inconsistent::Rights { counted, rows });
            }
        }
        for (language, mix) in &self.mix {
            let rows = self.rows("shard", Some(language));
            if rows != mix.rows_given {
                return Err(Inconsistent::Shards {
                    language: language.clone(),
                    asked: mix.rows_given,
                    rows,
                });
            }
        }
        Ok(())
    }

    fn rows(&self, kind: &str, language: Option<&str>) -> u64 {
        self.outputs
            .iter()
            .filter(|o| o.kind == kind && (language.is_none() || o.language.as_deref() == language))
            .map(|o| o.rows)
            .sum()
    }
}
