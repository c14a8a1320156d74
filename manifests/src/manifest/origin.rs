//! What a dataset was made from, with what, by what, and at what cost.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What tells a run from others.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// SHA-256 (hex) of all that decides the output: version, settings, names and lengths of
    /// inputs.
    pub id: String,
    /// Seed of every shuffle and hash family.
    pub seed: u64,
    /// Who ran it, if the config says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// What for, if the config says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
}

/// The program that ran.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// `tamis`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The commit that it was built from; none where it was built outside of a repository.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Files of the repository differed from that commit.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub modified: bool,
    /// SHA-256 of `Cargo.lock`: every dependency with its digest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lock_sha256: Option<String>,
    /// The compiler.
    pub compiler: String,
    /// What it was built for, `x86_64-unknown-linux-musl`.
    pub target: String,
    /// SHA-256 of the running program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub binary_sha256: Option<String>,
}

/// The config as it was written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// SHA-256 of the text.
    pub sha256: String,
    /// The TOML text.
    pub text: String,
}

impl Config {
    /// Whether it was not kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// One stage as it ran.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StageEntry {
    /// The name in the config.
    pub name: String,
    /// The kind.
    #[serde(rename = "type")]
    pub kind: String,
    /// Names of its inputs.
    pub inputs: Vec<String>,
    /// Resolved settings, rule versions, digests.
    pub settings: serde_json::Value,
}

/// Something that decisions depend on: a model, a profile, a list, a policy.
#[derive(
    Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// `model`, `profile`, `list`, `policy`, `agents` or `tokenizer`.
    pub kind: String,
    /// Its name: the stage's word for it, a language, a list's name.
    pub name: String,
    /// Its version or date, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// SHA-256 of its text or file; none for what is part of the program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

/// One file read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// Relative path, as in the column `file_path`.
    pub file_path: String,
    /// The source in the config that names it.
    pub source: String,
    /// The crawl that it is of, as the config says; empty where it does not.
    pub dump: String,
    /// Length in bytes.
    pub bytes: u64,
    /// SHA-256 of the file as it stood on disk.
    pub sha256: String,
    /// Records by type.
    pub records: BTreeMap<String, u64>,
    /// The earliest date of a document in it (WARC-Date), RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_date: Option<String>,
    /// The latest one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_date: Option<String>,
}

/// The machine that the manifest was written on. No name of it, and no path.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Environment {
    /// Operating system and the release of its kernel.
    pub system: String,
    /// `x86_64`.
    pub architecture: String,
    /// The processor's model name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub processor: Option<String>,
    /// Cores that the process may use.
    pub cores: u64,
    /// Worker threads.
    pub threads: u64,
    /// Bytes of memory of the machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory: Option<u64>,
    /// Number of the Slurm job, where it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slurm_job: Option<String>,
}

/// What a run took. Tasks that were interrupted are not in it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    /// When its first task began, RFC 3339, UTC.
    pub started: String,
    /// When its last task but this account ended.
    pub finished: String,
    /// The sum over all groups of tasks.
    pub total: GroupCost,
    /// By group of fused stages, in order.
    pub groups: Vec<GroupCost>,
}

/// What a group of fused stages took.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupCost {
    /// Its name; empty for the total.
    pub group: String,
    /// Its stages.
    pub stages: Vec<String>,
    /// Tasks.
    pub tasks: u64,
    /// Seconds of its tasks, one after another.
    pub task_seconds: f64,
    /// User and system time of all threads, seconds.
    pub cpu_seconds: f64,
    /// The largest resident set of a process, bytes.
    pub peak_memory: u64,
    /// Bytes of input archives.
    pub bytes_read: u64,
    /// Bytes of files written.
    pub bytes_written: u64,
    /// The seconds of `cpu_seconds` that were expected from a calibration run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimated_cpu_seconds: Option<f64>,
}

/// A dataset as it was before documents were taken down.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Version {
    /// SHA-256 of its manifest.
    pub manifest_sha256: String,
    /// Its roots.
    pub trees: super::Trees,
    /// What was taken down from it.
    pub takedown: Takedown,
}

/// Documents taken down at one request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Takedown {
    /// When, RFC 3339, UTC.
    pub date: String,
    /// The requester's or the operator's word for it: a ticket, a law, a reason.
    pub reason: String,
    /// What was asked for, by kind (`url`, `domain`, `id`, `email-domain`) and how many of each.
    /// The values themselves are not kept here.
    pub asked: BTreeMap<String, u64>,
    /// Documents that went.
    pub documents: u64,
    /// Rows that went: a document may stand more than once.
    pub rows: u64,
    /// Shards that were written again.
    pub shards: u64,
    /// Rows of `rights/` that went with the documents.
    #[serde(default)]
    pub evidence_rows: u64,
}
