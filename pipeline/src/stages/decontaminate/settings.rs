//! `[stages.decontaminate]`: read once, before the stages are built, since three of them work with it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tamis_filters::contamination::{Builder, Index, Lengths, Unit, VERSION};
use tamis_langs::Registry;
use tamis_manifests::manifest::Resource;

use super::files;
use crate::config::{Config, RawNode, Section, Settings, suggest};
use crate::error::{Error, Result};

/// The kind of stage whose table it is.
pub(super) const KIND: &str = "decontaminate";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    /// Name of each benchmark, and where it is.
    benchmarks: BTreeMap<String, Benchmark>,
    #[serde(default)]
    action: Action,
    #[serde(default = "min_ngram")]
    min_ngram: usize,
    #[serde(default = "max_ngram")]
    max_ngram: usize,
    #[serde(default = "short_words")]
    short_words: usize,
    #[serde(default = "max_count")]
    max_count: u64,
    #[serde(default = "margin")]
    margin: usize,
    #[serde(default = "max_pieces")]
    max_pieces: usize,
    #[serde(default = "max_cut")]
    max_cut: f64,
}

fn min_ngram() -> usize {
    Lengths::default().min_ngram
}

fn max_ngram() -> usize {
    Lengths::default().max_ngram
}

fn short_words() -> usize {
    Lengths::default().short_words
}

/// Brown et al. 2020, appendix C, and NeMo Curator's `max_matches`.
fn max_count() -> u64 {
    10
}

/// The same, in characters: `remove_char_each_side`.
fn margin() -> usize {
    200
}

/// The same: `max_splits`.
fn max_pieces() -> usize {
    10
}

/// As of repeated lines: what has lost more than half of itself is a frame around little.
fn max_cut() -> f64 {
    0.5
}

/// More characters than any n-gram needs around it.
const MOST_MARGIN: usize = 10_000;

/// What is done with a document that has text of a benchmark.
#[derive(Deserialize, Serialize, Debug, Clone, Copy, PartialEq, Eq, Default)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Action {
    /// It is removed.
    #[default]
    Drop,
    /// The text is cut out of it.
    Cut,
    /// It stays, and is counted.
    Annotate,
}

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "expected a path, a list of paths, or a table of files and, where wanted, fields, languages \
                 and unit (\"line\" or \"paragraph\")"
)]
enum Benchmark {
    /// A path or glob.
    One(String),
    /// Several.
    Several(Vec<String>),
    /// Files, and how to read them.
    Table(Files),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Files {
    files: OneOrMore,
    /// Fields or columns whose texts are looked for; all without it.
    #[serde(default)]
    fields: Vec<String>,
    /// Languages of the documents in which they are looked for; all without it.
    languages: Option<BTreeSet<String>>,
    /// Of plain texts: what an item is.
    #[serde(default)]
    unit: UnitName,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a path or a list of paths")]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

#[derive(Deserialize, Clone, Copy, Default)]
#[serde(rename_all = "kebab-case")]
enum UnitName {
    #[default]
    Line,
    Paragraph,
}

impl Benchmark {
    fn files(self) -> Files {
        let files = match self {
            Self::One(file) => OneOrMore::One(file),
            Self::Several(files) => OneOrMore::More(files),
            Self::Table(files) => return files,
        };
        Files {
            files,
            fields: Vec::new(),
            languages: None,
            unit: UnitName::default(),
        }
    }
}

/// What the stages of decontamination share.
pub struct Decontamination {
    pub(super) index: Index,
    pub(super) action: Action,
    pub(super) max_count: u64,
    pub(super) margin: usize,
    pub(super) max_pieces: usize,
    pub(super) max_cut: f64,
    /// Name of each file with its benchmark, and its digest.
    digests: Vec<(String, String)>,
}

impl Decontamination {
    /// Reads the table and the benchmarks that it names, where a config has it.
    ///
    /// # Errors
    /// A second such table, and whatever is wrong in it or in a file.
    pub(in crate::stages) fn of(
        config: &Config<'_>,
        folder: &Path,
        registry: &Registry,
    ) -> Result<Option<Arc<Self>>> {
        let is = |node: &&RawNode<'_>| {
            node.section == Section::Stages && node.kind.get_ref().as_str() == KIND
        };
        let mut nodes = config.nodes.iter().filter(is);
        let (Some(node), second) = (nodes.next(), nodes.next()) else {
            return Ok(None);
        };
        match second {
            None => Ok(Some(Arc::new(Self::read(
                &node.settings,
                folder,
                registry,
            )?))),
            Some(second) => Err(Error::from(config.source.error(
                second.name_span.clone(),
                format!("a run has one stage of type `{KIND}`"),
                "a second one",
                Some("name all benchmarks in one table".into()),
            ))),
        }
    }

    fn read(settings: &Settings<'_>, folder: &Path, registry: &Registry) -> Result<Self> {
        let table: Table = settings.parse()?;
        let wrong = |key: &str, message: String, help: &str| {
            let (span, help) = (settings.span_of(key), Some(help.to_owned()));
            Error::from(settings.source().error(span, message, "here", help))
        };
        let lengths = Lengths {
            min_ngram: table.min_ngram,
            max_ngram: table.max_ngram,
            short_words: table.short_words,
        };
        let mut builder = Builder::new(lengths).map_err(|error| {
            wrong(
                "min_ngram",
                error.to_string(),
                "leave them out for those of GPT-3: 8 and 13",
            )
        })?;
        if !(0.0..=1.0).contains(&table.max_cut) {
            let message = format!("max_cut = {} is not a share", table.max_cut);
            return Err(wrong(
                "max_cut",
                message,
                "between 0 and 1; the default is 0.5",
            ));
        }
        if table.margin > MOST_MARGIN {
            let message = format!("a margin of {} characters is too much", table.margin);
            return Err(wrong(
                "margin",
                message,
                "at most 10000; the default is 200",
            ));
        }
        if table.benchmarks.is_empty() {
            let message = "no benchmark is named".to_owned();
            return Err(wrong(
                "benchmarks",
                message,
                "add a line NAME = \"FILE.jsonl\"",
            ));
        }
        let mut digests = Vec::new();
        for (name, benchmark) in table.benchmarks {
            let failed = |message: String, help: &str| {
                wrong(
                    "benchmarks",
                    format!("the benchmark `{name}`: {message}"),
                    help,
                )
            };
            if !name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
                || name.is_empty()
            {
                let help = "letters, digits, `_`, `-` and `.`: the manifest counts by it";
                return Err(failed("not a name".into(), help));
            }
            let Files {
                files: paths,
                fields,
                languages,
                unit,
            } = benchmark.files();
            let unknown = languages
                .iter()
                .flatten()
                .find(|code| registry.get(code).is_none());
            if let Some(code) = unknown {
                let known: Vec<&str> = registry.iter().map(|p| p.code.as_ref()).collect();
                return Err(failed(
                    format!("no profile is named `{code}`"),
                    &suggest(code, &known),
                ));
            }
            let patterns = match paths {
                OneOrMore::One(one) => vec![one],
                OneOrMore::More(more) => more,
            };
            for partition in files::find(&patterns, folder).map_err(|(m, help)| failed(m, &help))? {
                let unit = match unit {
                    UnitName::Line => Unit::Line,
                    UnitName::Paragraph => Unit::Paragraph,
                };
                let (rows, digest) = files::read(&partition, &fields, unit)?;
                let file = partition.file_path;
                builder
                    .add(&name, languages.as_ref(), &file, &rows)
                    .map_err(|error| {
                        failed(error.to_string(), "see Decontamination in the book")
                    })?;
                digests.push((format!("{name}: {file}"), digest));
            }
        }
        digests.sort_unstable();
        let index = builder
            .finish()
            .map_err(|error| wrong("benchmarks", error.to_string(), "name fewer of them"))?;
        Ok(Self {
            index,
            action: table.action,
            max_count: table.max_count,
            margin: table.margin,
            max_pieces: table.max_pieces,
            max_cut: table.max_cut,
            digests,
        })
    }

    /// All that decides what is found in a text.
    pub(super) fn identity(&self) -> Value {
        let Lengths {
            min_ngram,
            max_ngram,
            short_words,
        } = self.index.lengths();
        json!({
            "version": VERSION, "index": self.index.digest(), "min_ngram": min_ngram,
            "max_ngram": max_ngram, "short_words": short_words,
        })
    }

    /// The files of benchmarks.
    pub(super) fn resources(&self) -> Vec<Resource> {
        let resource = |(name, sha256): &(String, String)| Resource {
            kind: "benchmark".into(),
            name: name.clone(),
            version: None,
            sha256: Some(sha256.clone()),
        };
        self.digests.iter().map(resource).collect()
    }
}

/// What the stages that work with the table need.
///
/// # Errors
/// Where the config has no such table.
pub(super) fn needed(
    shared: Option<&Arc<Decontamination>>,
    settings: &Settings<'_>,
) -> Result<Arc<Decontamination>> {
    shared.cloned().ok_or_else(|| {
        Error::from(settings.source().error(
            settings.span(),
            "no benchmark is named",
            "this stage looks for them",
            Some(format!(
                "add a stage of type `{KIND}`, whose table names them"
            )),
        ))
    })
}
