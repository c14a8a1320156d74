//! Stages: one file each, in the order of the flow. A new stage is one new file and one line in
//! [`KINDS`].

mod annotate;
mod attach;
mod balance;
mod buckets;
mod clusters;
mod collate;
mod corpus;
mod cut;
mod decontaminate;
mod dedup_files;
mod emit;
mod exact;
mod extract;
mod files;
mod folder;
mod identify;
mod item;
mod join;
mod lines;
mod listing;
mod manifest;
mod markdown;
mod names;
mod partition;
pub mod personal;
mod rank;
mod repeats;
mod rights;
mod scores;
mod select;
mod signatures;
mod source;
mod stream;
mod traits;
mod urls;
mod verify;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;
use tamis_filters::Verdict;
use tamis_filters::pii::{Detector, Key};
use tamis_langs::Registry;
use tamis_manifests::manifest::{BenchmarkCount, Resource};
use tamis_manifests::rights::{Named, RobotsInput};
use tamis_tokens::Tokens;

use crate::config::{Config, Section, Settings};
use crate::dag::{Edge, Port, Slot};
use crate::error::{Error, Result};
use crate::input::Reach;
use crate::run::{Inputs, Layout, TaskContext};

pub use annotate::Annotator;
pub(crate) use annotate::signal_parts;
pub use balance::Balance;
pub(crate) use clusters::read_members;
pub use cut::CutCount;
pub(crate) use decontaminate::too_common;
pub use decontaminate::{Contaminated, Counted, Decontamination, Overlap};
pub(crate) use dedup_files::{ending, has};
pub use extract::{Extract, ModeName};
pub use identify::load as load_identifier;
pub(crate) use item::decode;
pub use item::{Characters, Cluster, Content, Form, Item, Response, RightsDrop, RightsFound};
pub use listing::{Listing, listing_file};
pub use names::check_inputs;
pub(crate) use names::name_files;
pub use partition::{Member, Partition, PartitionFile};
pub(crate) use rank::digits;
pub use rank::{Measures, Order};
pub(crate) use repeats::Repeated;
pub(crate) use scores::Scores;
pub use signatures::{Scope, SignedDocument};
pub use source::{document_id, open_warc};
pub use stream::{Batch, Damaged, FileRead, Incoming, RecordStream};
pub use traits::Traits;

/// Every stage that tamis knows.
pub const KINDS: &[&StageKind] = &[
    &source::KIND,
    &corpus::JSONL,
    &corpus::PARQUET,
    &folder::KIND,
    &urls::KIND,
    &rights::KIND,
    &extract::KIND,
    &identify::KIND,
    &annotate::KIND,
    &scores::KIND,
    &join::KIND,
    &signatures::KIND,
    &exact::KIND,
    &buckets::KIND,
    &attach::KIND,
    &verify::KIND,
    &clusters::KIND,
    &lines::KIND,
    &repeats::KIND,
    &select::KIND,
    &decontaminate::OVERLAPS,
    &decontaminate::COMMON,
    &decontaminate::KIND,
    &balance::KIND,
    &collate::KIND,
    &emit::KIND,
    &manifest::KIND,
];

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

/// What stages may ask for while they are built.
pub struct BuildContext {
    /// The folder that relative paths start from.
    pub folder: PathBuf,
    /// What the patterns of sources mean.
    pub listing: Arc<Listing>,
    /// The stores that inputs may be in.
    pub reach: Arc<Reach>,
    /// The folder for what cannot be read where it is.
    pub scratch: PathBuf,
    /// Language profiles, the user's own among them.
    pub registry: Arc<Registry>,
    /// What finds personal data.
    pub detector: Arc<Detector>,
    /// The key from which surrogates are drawn, if one was named.
    pub surrogate_key: Option<Arc<Key>>,
    /// How tokens are counted.
    pub tokens: Arc<Tokens>,
    /// The run's seed.
    pub seed: u64,
    /// The bin of the mixing hash from which on documents are held out.
    pub held_out: u16,
    /// Names of the sources.
    pub sources: Vec<String>,
    /// Benchmarks and what is done about their texts, if a stage names any.
    pub decontamination: Option<Arc<Decontamination>>,
}

impl BuildContext {
    /// Loads what the `[run]` table asks for.
    ///
    /// # Errors
    /// A profile folder, key, rule file, tokenizer or benchmark that cannot be read or is wrong; a profile that asks
    /// for surrogates where no key is named.
    pub fn new(config: &Config<'_>, listing: Listing) -> Result<Self> {
        let folder = config.source.folder().to_path_buf();
        let registry = match &config.run.profiles {
            Some(path) => Registry::with_dir(&folder.join(path))?,
            None => Registry::embedded().clone(),
        };
        let key = config.run.surrogate_key.as_deref();
        let surrogate_key = personal::key(&folder, key, &registry)?.map(Arc::new);
        let rules = config.run.secret_rules.as_deref();
        Ok(Self {
            detector: Arc::new(personal::detector(&folder, rules)?),
            listing: Arc::new(listing),
            reach: Reach::new(config.stores.clone()),
            scratch: Layout::new(folder.join(&config.run.output)).work(),
            surrogate_key,
            decontamination: Decontamination::of(config, &folder, &registry)?,
            tokens: Arc::new(tokens(&folder, config.run.tokenizer.as_deref())?),
            folder,
            registry: Arc::new(registry),
            seed: config.run.seed,
            held_out: balance::held_out_of(config),
            sources: config
                .nodes
                .iter()
                .filter(|node| node.section == Section::Sources)
                .map(|node| node.name.clone())
                .collect(),
        })
    }
}

/// A tokenizer that `[run]` names, or the estimate.
fn tokens(folder: &Path, tokenizer: Option<&Path>) -> Result<Tokens> {
    let path = tokenizer.map(|path| folder.join(path));
    Tokens::new(path.as_deref()).map_err(|error| {
        let help = "`tokenizer` in [run] is the path of a Hugging Face tokenizer.json, from the config's \
                    folder; leave it out and tokens are estimated";
        Error::usage(
            format!("cannot count tokens with {}", error.what()),
            error.hint().unwrap_or(help),
        )
    })
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
