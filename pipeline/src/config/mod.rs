//! The config file: TOML with the place of every key kept, so that each mistake found later, in the
//! graph or in a stage's settings, still points at its line.

mod run;
mod settings;
mod slurm;
mod source;

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::{ConfigError, Result};
pub use run::RunSettings;
pub use settings::{Settings, suggest};
pub use slurm::{SlurmSettings, SlurmTable};
pub use source::Source;

/// A config as it was written: names and kinds are known, nothing is resolved yet.
#[derive(Debug)]
pub struct Config<'t> {
    /// Where it came from and its text.
    pub source: Arc<Source>,
    /// The `[run]` table.
    pub run: RunSettings,
    /// The `[slurm]` table, which decides on nothing but jobs.
    pub slurm: Option<Settings<'t>>,
    /// The `[stores]` table: how object stores and the web are reached.
    pub stores: tamis_store::Settings,
    /// Sources, stages and sinks, in the order in which they stand in the file.
    pub nodes: Vec<RawNode<'t>>,
}

/// The three sections that hold named nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// `[sources.NAME]`
    Sources,
    /// `[stages.NAME]`
    Stages,
    /// `[sinks.NAME]`
    Sinks,
}

impl Section {
    /// The section's key in the file.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Sources => "sources",
            Self::Stages => "stages",
            Self::Sinks => "sinks",
        }
    }
}

/// One named table under `[sources]`, `[stages]` or `[sinks]`.
#[derive(Debug, Clone)]
pub struct RawNode<'t> {
    /// Which section it stands in.
    pub section: Section,
    /// Its name, unique in the whole config.
    pub name: String,
    /// Where the name stands.
    pub name_span: Range<usize>,
    /// `type`, or the name itself where no type was given.
    pub kind: Spanned<String>,
    /// `inputs`, where given.
    pub inputs: Option<Vec<Spanned<String>>>,
    /// Everything else in the table.
    pub settings: Settings<'t>,
}

impl<'t> Config<'t> {
    /// Parses the text of a config.
    ///
    /// # Errors
    /// The first mistake, with its place.
    pub fn parse(source: &'t Arc<Source>) -> Result<Self, ConfigError> {
        let table = DeTable::parse(&source.text)
            .map_err(|error| settings::from_toml(source, &error, &[]))?
            .into_inner();
        let (mut run, mut slurm) = (None, None);
        let mut stores = tamis_store::Settings::default();
        let mut nodes = Vec::new();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "run" => run = Some(run::read(&Settings::new(source, value))?),
                "slurm" => slurm = Some(Settings::new(source, value)),
                "stores" => stores = run::stores(&Settings::new(source, value))?,
                "sources" => read_section(source, Section::Sources, value, &mut nodes)?,
                "stages" => read_section(source, Section::Stages, value, &mut nodes)?,
                "sinks" => read_section(source, Section::Sinks, value, &mut nodes)?,
                other => {
                    return Err(source.error(
                        key.span(),
                        format!("unknown table `{other}`"),
                        "not a table that tamis knows",
                        Some(settings::suggest(
                            other,
                            &["run", "slurm", "stores", "sources", "stages", "sinks"],
                        )),
                    ));
                }
            }
        }
        let Some(run) = run else {
            return Err(source.error(
                0..0,
                "the config has no [run] table",
                "expected a [run] table in this file",
                Some("add a table [run] with name = \"my-corpus\" and output = \"out\"".into()),
            ));
        };
        nodes.sort_by_key(|node| node.name_span.start);
        check_names(source, &nodes)?;
        if !nodes.iter().any(|node| node.section == Section::Sources) {
            return Err(source.error(
                0..0,
                "the config names no source",
                "expected a [sources.NAME] table in this file",
                Some(
                    "add a table [sources.crawl] with type = \"warc\" and \
                     paths = [\"crawl/*.warc.gz\"]"
                        .into(),
                ),
            ));
        }
        Ok(Self {
            source: source.clone(),
            run,
            slurm,
            stores,
            nodes,
        })
    }
}

/// The one table that a file holds.
///
/// # Errors
/// TOML that is none, another table, none at all.
pub fn only_table<'t>(source: &'t Arc<Source>, name: &str) -> Result<Settings<'t>, ConfigError> {
    let table = DeTable::parse(&source.text)
        .map_err(|error| settings::from_toml(source, &error, &[]))?
        .into_inner();
    let mut found = None;
    for (key, value) in table {
        if key.get_ref() != name {
            return Err(source.error(
                key.span(),
                format!("unknown table `{}`", key.get_ref()),
                "not a table of this file",
                Some(settings::suggest(key.get_ref(), &[name])),
            ));
        }
        found = Some(Settings::new(source, value));
    }
    found.ok_or_else(|| {
        source.error(
            0..0,
            format!("the file has no table [{name}]"),
            "expected here",
            Some(format!("add a table [{name}]")),
        )
    })
}

fn read_section<'t>(
    source: &'t Arc<Source>,
    section: Section,
    value: Spanned<DeValue<'t>>,
    nodes: &mut Vec<RawNode<'t>>,
) -> Result<(), ConfigError> {
    let span = value.span();
    let DeValue::Table(table) = value.into_inner() else {
        return Err(source.error(
            span,
            format!("`{}` must be a table of named tables", section.key()),
            "not a table",
            Some(format!("write [{}.NAME]", section.key())),
        ));
    };
    for (name, value) in table {
        let span = value.span();
        let name_span = name.span();
        let name = name.into_inner().into_owned();
        let DeValue::Table(mut table) = value.into_inner() else {
            return Err(source.error(
                span,
                format!("`{}.{name}` must be a table", section.key()),
                "not a table",
                Some(format!(
                    "write [{}.{name}] with its keys below",
                    section.key()
                )),
            ));
        };
        let kind = match take(&mut table, "type") {
            Some(value) => Settings::new(source, value).parse::<Spanned<String>>()?,
            None if section == Section::Sources => {
                return Err(source.error(
                    name_span,
                    format!("source `{name}` has no type"),
                    "this source",
                    Some("add type = \"warc\"".into()),
                ));
            }
            None => Spanned::new(name_span.clone(), name.clone()),
        };
        let inputs = match take(&mut table, "inputs") {
            Some(value) => Some(Settings::new(source, value).parse()?),
            None => None,
        };
        let settings = Settings::new(source, Spanned::new(span, DeValue::Table(table)));
        nodes.push(RawNode {
            section,
            name,
            name_span,
            kind,
            inputs,
            settings,
        });
    }
    Ok(())
}

fn take<'t>(table: &mut DeTable<'t>, key: &str) -> Option<Spanned<DeValue<'t>>> {
    let found = table.keys().find(|k| k.get_ref() == key)?.clone();
    table.remove(&found)
}

fn check_names(source: &Source, nodes: &[RawNode<'_>]) -> Result<(), ConfigError> {
    for (i, node) in nodes.iter().enumerate() {
        let fine = !node.name.is_empty()
            && node.name.len() <= 64
            && node
                .name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        if !fine {
            return Err(source.error(
                node.name_span.clone(),
                format!("`{}` cannot be a name", node.name),
                "used in file names",
                Some("use up to 64 letters, digits, `-` and `_`".into()),
            ));
        }
        if nodes[..i].iter().any(|other| other.name == node.name) {
            return Err(source.error(
                node.name_span.clone(),
                format!("the name `{}` is used twice", node.name),
                "second use",
                Some("sources, stages and sinks share one set of names".into()),
            ));
        }
    }
    Ok(())
}
