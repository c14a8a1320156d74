//! Other corpora as sources: JSON lines and Parquet, a document a row, with its text already.

mod columns;
mod document;
mod files;
mod stream;

use std::path::PathBuf;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use tamis_filters::Verdict;
use toml::Spanned;

use super::files::files_of;
use super::{BuildContext, Item, Partition, RecordStream, Source, Stage, StageKind, Traits, Work};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port};
use crate::error::Result;
use crate::rows::Wanted;
use columns::Columns;
use document::Rules;
use stream::Rows;

/// Rises when the same rows would give other documents.
const VERSION: u16 = 1;

/// The kind of JSON lines.
pub(super) static JSONL: StageKind = kind(
    "jsonl",
    "JSON lines, plain, in gzip or zstd: a document a line",
    |settings, context| build(settings, context, true),
);

/// The kind of Parquet tables.
pub(super) static PARQUET: StageKind = kind(
    "parquet",
    "Parquet tables: a document a row",
    |settings, context| build(settings, context, false),
);

type Build = fn(&Settings<'_>, &BuildContext) -> Result<Box<dyn Stage>>;

const fn kind(name: &'static str, about: &'static str, build: Build) -> StageKind {
    StageKind {
        name,
        about,
        section: Section::Sources,
        inputs: &[],
        output: Some(Port::Records),
        edge: Edge::Map,
        side: false,
        build,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    paths: Vec<Spanned<String>>,
    #[serde(default)]
    dump: String,
    layout: Option<Spanned<String>>,
    #[serde(default)]
    columns: Columns,
    #[serde(default)]
    keep_ids: bool,
    #[serde(default)]
    trust_language: bool,
    license: Option<String>,
    weight: Option<f64>,
    tier: Option<i64>,
}

struct Corpus {
    lines: bool,
    dump: String,
    wanted: Wanted,
    rules: Rules,
    traits: Traits,
    partitions: Vec<Partition>,
    /// The columns that the files have.
    told: String,
    /// Where tables from stores lie while they are read.
    scratch: PathBuf,
}

fn build(settings: &Settings<'_>, context: &BuildContext, lines: bool) -> Result<Box<dyn Stage>> {
    let config: Config = settings.parse()?;
    let traits = Traits::new(settings, config.license, config.weight, config.tier)?;
    let wanted = columns::wanted(settings, config.layout.as_ref(), &config.columns)?;
    let names = if lines { "*.jsonl.zst" } else { "*.parquet" };
    let mut partitions = files_of(settings, &config.paths, context, &config.dump, names)?;
    for partition in &mut partitions {
        // Files of one name are common among tables, and rows need not have ids.
        partition.id_name.clone_from(&partition.file_path);
    }
    // What was noted was looked at by the process that noted it.
    let found = match context.listing.is_noted() {
        true => Vec::new(),
        false => files::check(settings, &partitions, &wanted, lines)?,
    };
    let rules = Rules {
        keep_ids: config.keep_ids,
        trust_language: config.trust_language,
    };
    Ok(Box::new(Corpus {
        lines,
        dump: config.dump,
        wanted,
        rules,
        traits,
        partitions,
        told: files::told(&found),
        scratch: context.scratch.clone(),
    }))
}

impl Stage for Corpus {
    fn identity(&self) -> Value {
        let columns = self.wanted.columns.iter();
        let columns = columns.map(|want| (want.role.key().to_string(), json!(want.name)));
        json!({
            "dump": self.dump, "version": VERSION, "columns": columns.collect::<Map<_, _>>(),
            "keep_ids": self.rules.keep_ids, "trust_language": self.rules.trust_language,
            "license": self.traits.license.as_deref(),
        })
    }

    fn work(&self) -> Work<'_> {
        Work::Source(self)
    }

    fn partitions(&self) -> &[Partition] {
        &self.partitions
    }

    fn tells(&self) -> Option<String> {
        Some(self.told.clone())
    }

    fn traits(&self) -> Option<&Traits> {
        Some(&self.traits)
    }
}

impl Source for Corpus {
    fn open(&self, partition: &Partition) -> Result<Box<dyn RecordStream>> {
        let scratch = (!self.lines).then_some(self.scratch.as_path());
        let rows = Rows::open(partition, &self.wanted, scratch, self.rules)?;
        Ok(Box::new(rows))
    }

    /// A row is a document: what it lacks is seen by later stages.
    fn admit(&self, _: &mut Item) -> Verdict {
        Verdict::Keep
    }
}
