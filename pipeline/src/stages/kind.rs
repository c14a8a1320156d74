//! What a stage is: its kind, and the three ways in which one works.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;
use tamis_filters::Verdict;
use tamis_manifests::manifest::{BenchmarkCount, Resource};
use tamis_manifests::rights::{Named, RobotsInput};

use super::balance::Balance;
use super::context::BuildContext;
use super::decontaminate::Counted;
use super::item::Item;
use super::partition::Partition;
use super::stream::RecordStream;
use super::traits::Traits;
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port, Slot};
use crate::error::Result;
use crate::run::{Inputs, TaskContext};

/// What a kind of stage is: its place in the graph and how to build one.
pub struct StageKind {
    /// The `type` in the config.
    pub name: &'static str,
    /// What it does, in a few words.
    pub about: &'static str,
    /// Where in the config it stands.
    pub section: Section,
    /// What it takes.
    pub inputs: &'static [Slot],
    /// What it gives.
    pub output: Option<Port>,
    /// How partitions come in.
    pub edge: Edge,
    /// Rides along with the stage that it reads, and leaves its documents as they are.
    pub side: bool,
    /// Builds one from its settings.
    pub build: fn(&Settings<'_>, &BuildContext) -> Result<Box<dyn Stage>>,
}

/// A stage with its settings resolved.
pub trait Stage: Send + Sync {
    /// Everything that changes its output: settings, rule versions, digests of models and profiles.
    fn identity(&self) -> Value;

    /// How it works.
    fn work(&self) -> Work<'_>;

    /// Models, profiles, lists and policies that its decisions depend on.
    fn resources(&self) -> Vec<Resource> {
        Vec::new()
    }

    /// What a source reads; nothing for other stages.
    fn partitions(&self) -> &[Partition] {
        &[]
    }

    /// What a person should know of it before it runs, in a few words.
    fn tells(&self) -> Option<String> {
        None
    }

    /// What the config says of all documents of a source; nothing for other stages.
    fn traits(&self) -> Option<&Traits> {
        None
    }

    /// The stage as one that plans a mix, if it is one.
    fn balance(&self) -> Option<&Balance> {
        None
    }

    /// Whether it compares the sets of shingles that signatures are made of.
    fn compares_sets(&self) -> bool {
        false
    }

    /// What of the sources' traits, by the name of the source, decides what it writes: they are no part
    /// of its own identity, nor of that of the sources, so that a changed weight reads nothing again.
    fn of_sources(&self, _sources: &BTreeMap<&str, &Traits>) -> Value {
        Value::Null
    }
}

/// The three ways a stage works.
pub enum Work<'a> {
    /// Brings documents in.
    Source(&'a dyn Source),
    /// Looks at one document at a time.
    Map(&'a dyn MapStage),
    /// Runs tasks over whole files of earlier stages.
    Task(&'a dyn TaskStage),
}

/// Reads input files.
pub trait Source: Send + Sync {
    /// Opens a partition.
    ///
    /// # Errors
    /// When the file cannot be opened.
    fn open(&self, partition: &Partition) -> Result<Box<dyn RecordStream>>;

    /// First look at a record, on any thread: its status, its type.
    fn admit(&self, item: &mut Item) -> Verdict;
}

/// A stage over one document at a time; called from many threads.
pub trait MapStage: Send + Sync {
    /// Looks at a document, adds to it, and says whether it goes on.
    fn apply(&self, item: &mut Item) -> Verdict;

    /// What the signatures that it makes depend on, if it is a stage that makes them.
    fn signatures(&self) -> Option<tamis_dedup::store::Identity> {
        None
    }

    /// Whether a document that it drops for this reason is to be kept beside the dataset.
    fn keeps_aside(&self, _reason: &str) -> bool {
        false
    }

    /// The stage as it works on one partition, where it needs something of that partition alone.
    ///
    /// # Errors
    /// When that cannot be read.
    fn for_partition(&self, _partition: &Partition) -> Result<Option<ForPartition>> {
        Ok(None)
    }

    /// A file that it reads with a partition, whether it is there or not.
    fn beside(&self, _partition: &Partition) -> Option<PathBuf> {
        None
    }

    /// What it does with each kind of personal data in documents of a language, if it does anything.
    fn actions(&self, _language: &str) -> BTreeMap<String, String> {
        BTreeMap::new()
    }

    /// The policy that it decides on rights by, if it does.
    fn rights(&self) -> Option<RightsPolicy> {
        None
    }

    /// Whether it makes sets of shingles beside the signatures.
    fn shingles(&self) -> bool {
        false
    }

    /// What the hashes of lines that it makes depend on, if it is a stage that makes them.
    fn lines(&self) -> Option<tamis_dedup::store::Identity> {
        None
    }

    /// An empty count of the n-grams of benchmarks, if it is a stage that counts them.
    fn overlaps(&self) -> Option<Counted> {
        None
    }

    /// The digest of the index of n-grams of which it passes over the common ones, if it does.
    fn passes_over(&self) -> Option<String> {
        None
    }

    /// The benchmarks that it looks for, if it does.
    fn benchmarks(&self) -> Option<BTreeMap<String, BenchmarkCount>> {
        None
    }
}

/// A stage made for one partition.
pub struct ForPartition {
    /// The stage.
    pub stage: Box<dyn MapStage>,
    /// The file that it has read for the partition.
    pub file: RobotsInput,
}

/// What decides on rights, as the manifest has it.
#[derive(Debug, Clone)]
pub struct RightsPolicy {
    /// The policy.
    pub policy: Named,
    /// The list of agents.
    pub agents: Named,
    /// What was read for all partitions.
    pub robots: Vec<RobotsInput>,
}

/// A stage of whole tasks: shuffles and gathers.
pub trait TaskStage: Send + Sync {
    /// The number of tasks, when the settings alone give it.
    fn fixed_count(&self) -> Option<usize> {
        None
    }

    /// The number of tasks, once the groups before have ended.
    ///
    /// # Errors
    /// When an input cannot be read.
    fn count(&self, inputs: &Inputs) -> Result<usize>;

    /// Runs one task.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    fn run(&self, task: &mut TaskContext<'_>) -> Result<()>;
}
