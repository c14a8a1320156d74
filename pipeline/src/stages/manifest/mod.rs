//! The account of the run: `manifest.json` from the tasks' own records, and what is made of it.

mod cost;
mod domains;
mod gather;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};
use tamis_langs::Registry;
use tamis_manifests::manifest::FORMAT;
use tamis_manifests::provider::Provider;
use tamis_manifests::sign::PrivateKey;

use super::{BuildContext, Stage, StageKind, TaskStage, Work};
use crate::account;
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port, Slot};
use crate::error::{Error, Result};
use crate::estimate::Calibration;
use crate::run::{Inputs, TaskContext, shared_ids};

/// The kind.
pub(super) static KIND: StageKind = StageKind {
    name: "manifest",
    about: "manifest.json, cards, summary and report",
    section: Section::Sinks,
    inputs: &[Slot::one(&[Port::Shards])],
    output: None,
    edge: Edge::Gather,
    side: false,
    build,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    /// Tell the machine and what the run took. Without it the same run gives the same bytes
    /// everywhere.
    #[serde(default = "yes")]
    cost: bool,
    /// Keep the config as it was written, paths of this machine among it.
    #[serde(default)]
    config: bool,
    /// What a part of the input took, to set the estimate beside what the run takes.
    calibration: Option<PathBuf>,
    /// What only the provider knows.
    provider: Option<PathBuf>,
    /// The private key that signs it.
    key: Option<PathBuf>,
    /// Who runs it.
    operator: Option<String>,
    /// What for.
    purpose: Option<String>,
}

fn yes() -> bool {
    true
}

/// Folders of the dataset in which nothing but listed files may lie.
const FOLDERS: [&str; 6] = ["data", "jsonl", "mixed", "removed", "noisy", "rights"];

struct ManifestStage {
    config: Config,
    calibration: Option<Calibration>,
    provider: Provider,
    key: Option<PrivateKey>,
    registry: Arc<Registry>,
    /// How tokens are counted, in words.
    tokenizer: String,
}

fn build(settings: &Settings<'_>, context: &BuildContext) -> Result<Box<dyn Stage>> {
    let config: Config = settings.parse()?;
    let key = config.key.as_deref();
    let key = key.map(|key| account::private_key(&context.folder.join(key)));
    let provider = config.provider.as_deref();
    let provider = provider.map(|path| provider_of(&context.folder, path));
    let calibration = config.calibration.as_deref();
    let calibration = calibration.map(|path| Calibration::read(&context.folder.join(path)));
    Ok(Box::new(ManifestStage {
        calibration: calibration.transpose()?,
        provider: provider.transpose()?.unwrap_or_default(),
        config,
        key: key.transpose()?,
        registry: context.registry.clone(),
        tokenizer: context.tokens.describe(),
    }))
}

/// Reads the provider's file.
fn provider_of(folder: &Path, path: &Path) -> Result<Provider> {
    let help = "`tamis init --provider` writes one with every question";
    let text = std::fs::read_to_string(folder.join(path))
        .map_err(|error| Error::usage(format!("cannot read {}: {error}", path.display()), help))?;
    Provider::read(&path.display().to_string(), &text)
        .map_err(|error| Error::usage(error.to_string(), help))
}

impl Stage for ManifestStage {
    fn identity(&self) -> Value {
        let Config {
            cost,
            config,
            operator,
            purpose,
            ..
        } = &self.config;
        let key = self.key.as_ref().map(|key| key.public().id().to_owned());
        json!({
            "format": FORMAT, "cost": cost, "config": config, "operator": operator,
            "purpose": purpose, "key": key, "provider": self.provider, "tokenizer": self.tokenizer,
            "calibration": self.calibration,
        })
    }

    fn work(&self) -> Work<'_> {
        Work::Task(self)
    }
}

impl TaskStage for ManifestStage {
    fn fixed_count(&self) -> Option<usize> {
        Some(1)
    }

    fn count(&self, _: &Inputs) -> Result<usize> {
        Ok(1)
    }

    fn run(&self, task: &mut TaskContext<'_>) -> Result<()> {
        let manifest = self.account(task)?;
        manifest.check().map_err(|error| {
            Error::run_help(
                format!("the counts of this run do not add up: {error}"),
                "this is a mistake in tamis: please report it with the run's manifest",
            )
        })?;
        let listed: BTreeSet<String> = manifest
            .outputs
            .iter()
            .map(|output| output.path.clone())
            .collect();
        task.remove_unlisted(&FOLDERS, &listed)?;
        let unused = self.provider.unused_sources(&manifest);
        task.data = json!({ "unused_sources": unused, "shared_ids": shared_ids(task)? });
        let files = account::render(&manifest, &|path| task.current(path), self.key.as_ref())?;
        for path in account::stale(&task.output_path(""), &files)? {
            let path = task.output_path(&path);
            std::fs::remove_file(&path).map_err(Error::io(&path, "delete"))?;
        }
        for (path, bytes) in files {
            let mut out = task.create(&task.output_path(&path))?;
            out.write_all(&bytes)
                .map_err(Error::io(out.path(), "write"))?;
            task.add_work(out, 0)?;
        }
        Ok(())
    }
}
