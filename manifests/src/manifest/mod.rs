//! `manifest.json`: what went in, what came out, what was removed and why. Everything but
//! [`Manifest::environment`] and [`Manifest::cost`] is the same for the same inputs and config,
//! whatever the machine, threads, order and interruptions.

mod check;
mod crawls;
mod data;
mod edges;
mod inconsistent;
mod numbers;
mod origin;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::provider::Provider;
use crate::rights::Rights;
pub use data::{
    BenchmarkCount, Bound, Clusters, Contamination, DomainSize, Domains, Mix, Output, PersonalData,
    PersonalDataCount, SignalHistograms, Tree, Trees,
};
pub use inconsistent::Inconsistent;
use numbers::Numbers;
pub use origin::{
    Code, Config, Cost, Environment, GroupCost, Input, Resource, Run, StageEntry, Takedown, Version,
};

/// The version of this file's shape.
pub const FORMAT: &str = "tamis-manifest/2";

/// Where the file's JSON Schema is published.
pub const SCHEMA: &str =
    "https://raw.githubusercontent.com/tamis-corpus/tamis/main/manifests/manifest.schema.json";

/// The file's name in a dataset.
pub const FILE: &str = "manifest.json";

/// The account of a run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: String,
    /// The dataset's name.
    pub name: String,
    /// What tells this run from others.
    pub run: Run,
    /// The program.
    pub code: Code,
    /// The config as it was written, paths of the machine among it; only on request, since all that
    /// decides the output is in [`Self::run`], [`Self::stages`] and [`Self::inputs`].
    #[serde(default, skip_serializing_if = "Config::is_empty")]
    pub config: Config,
    /// Resolved stages in order, with settings and rule versions.
    pub stages: Vec<StageEntry>,
    /// Models, profiles, lists and policies, sorted by kind and name.
    pub resources: Vec<Resource>,
    /// Files read, sorted by name.
    pub inputs: Vec<Input>,
    /// Records by type over all inputs.
    pub records: BTreeMap<String, u64>,
    /// Per stage and language: in, out, removed by reason.
    pub counts: BTreeMap<String, BTreeMap<String, crate::Flow>>,
    /// How the signals of measured documents are spread, before anything was decided by them.
    pub signals: SignalHistograms,
    /// Per language: what was available, asked and given.
    pub mix: BTreeMap<String, Mix>,
    /// How tokens were counted or estimated, in words. What was read and not kept is always estimated.
    #[serde(default = "by_characters")]
    pub tokenizer: String,
    /// What documents said about rights, and what was made of it; none without a stage `rights`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rights: Option<Rights>,
    /// Personal data by language.
    pub personal_data: BTreeMap<String, PersonalData>,
    /// Sizes of duplicate clusters; none where nothing looked for duplicates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clusters: Option<Clusters>,
    /// Texts of benchmarks in the documents; none where nothing looked for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contamination: Option<Contamination>,
    /// Where the documents come from.
    pub domains: Domains,
    /// Files of the dataset, sorted by path.
    pub outputs: Vec<Output>,
    /// Roots of Merkle trees over what was kept, what was removed, and the domains.
    pub trees: Trees,
    /// What only the provider knows, as they say it.
    #[serde(default, skip_serializing_if = "Provider::is_silent")]
    pub provider: Provider,
    /// What the dataset was before documents were taken down; the first of these is the oldest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<Version>,
    /// The machine; left out on request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<Environment>,
    /// What the run took; left out on request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
}

/// What manifests of before [`Manifest::tokenizer`] did.
fn by_characters() -> String {
    "estimate: characters / 4, rounded up".into()
}

/// A manifest that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// It is no JSON, or not a manifest.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    /// It is of another version of tamis.
    #[error("it has the format `{found}`, and this tamis reads `{FORMAT}`")]
    Format {
        /// What it says it is.
        found: String,
    },
    /// A number that no run counts to.
    #[error(
        "it has the number {found}; none is above {}, nor are all of them together above 2^60",
        crate::canonical::MOST
    )]
    Number {
        /// The number, or the sum of all.
        found: u128,
    },
}

impl Manifest {
    /// Reads a manifest.
    ///
    /// # Errors
    /// JSON that is none, keys that are unknown or missing, another format, a number that is too large.
    pub fn read(bytes: &[u8]) -> Result<Self, Unreadable> {
        #[derive(Deserialize)]
        struct Head {
            format: Option<String>,
        }
        let Head { format } = serde_json::from_slice(bytes)?;
        match format {
            Some(format) if format == FORMAT => {
                let numbers: Numbers = serde_json::from_slice(bytes)?;
                match numbers.too_large() {
                    Some(found) => Err(Unreadable::Number { found }),
                    None => Ok(serde_json::from_slice(bytes)?),
                }
            }
            other => Err(Unreadable::Format {
                found: other.unwrap_or_default(),
            }),
        }
    }

    /// The bytes of the file: canonical JSON (RFC 8785).
    ///
    /// # Errors
    /// A number that JSON cannot hold.
    pub fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        crate::canonical::to_bytes(self)
    }

    /// SHA-256 (hex) of the canonical bytes without [`Self::environment`] and [`Self::cost`]: two
    /// runs over the same inputs with the same config have the same.
    ///
    /// # Errors
    /// A number that JSON cannot hold.
    pub fn reproducible_digest(&self) -> Result<String, serde_json::Error> {
        let mut same = self.clone();
        (same.environment, same.cost) = (None, None);
        Ok(crate::digest::sha256(&same.to_bytes()?))
    }

    /// The JSON Schema of the file.
    #[must_use]
    pub fn schema() -> serde_json::Value {
        let mut schema = schemars::schema_for!(Self).to_value();
        schema["$id"] = SCHEMA.into();
        schema["properties"]["format"]["const"] = FORMAT.into();
        schema
    }

    /// Rows of the outputs of one kind, of one language or of all.
    #[must_use]
    pub fn rows(&self, kind: &str, language: Option<&str>) -> u64 {
        self.outputs
            .iter()
            .filter(|o| o.kind == kind && (language.is_none() || o.language.as_deref() == language))
            .map(|o| o.rows)
            .sum()
    }
}
