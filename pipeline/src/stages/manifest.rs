//! The account of the run: `manifest.json` and the dataset card, from the tasks' own records.

use std::collections::BTreeSet;
use std::io::Write;

use serde::Deserialize;
use serde_json::{Value, json};
use tamis_manifests::manifest::{Code, FORMAT, Input, Manifest, Output, StageEntry};
use tamis_manifests::rights::Rights;
use tamis_manifests::{Counts, card};

use super::balance::read_shares;
use super::{BuildContext, RightsPolicy, Stage, StageKind, TaskStage, Work};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port, Slot};
use crate::error::{Error, Result};
use crate::io::domains;
use crate::run::{Inputs, TaskContext};

/// The kind.
pub(super) static KIND: StageKind = StageKind {
    name: "manifest",
    about: "manifest.json and the dataset card",
    section: Section::Sinks,
    inputs: &[Slot::one(&[Port::Shards])],
    output: None,
    edge: Edge::Gather,
    side: false,
    build,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {}

/// Domains that the manifest names; `rights/` has all of them.
const TOP_DOMAINS: usize = 50;

struct ManifestStage;

fn build(settings: &Settings<'_>, _: &BuildContext) -> Result<Box<dyn Stage>> {
    settings.parse::<Config>()?;
    Ok(Box::new(ManifestStage))
}

impl Stage for ManifestStage {
    fn identity(&self) -> Value {
        json!({ "format": FORMAT })
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
        let manifest = account(task)?;
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
        task.remove_unlisted(&["data", "removed", "noisy", "rights"], &listed)?;
        let json = serde_json::to_string_pretty(&manifest)
            .map_err(|error| Error::run(format!("cannot write the manifest: {error}")))?;
        for (name, text) in [
            ("README.md", card::render(&manifest)),
            ("manifest.json", json + "\n"),
        ] {
            let mut out = task.create(&task.output_path(name))?;
            out.write_all(text.as_bytes())
                .map_err(Error::io(out.path(), "write"))?;
            task.add_work(out, 0)?;
        }
        Ok(())
    }
}

fn account(task: &TaskContext<'_>) -> Result<Manifest> {
    let plan = task.plan;
    let mut counts = Counts::default();
    let mut inputs: Vec<Input> = Vec::new();
    let mut outputs: Vec<Output> = Vec::new();
    for record in task.inputs.records() {
        counts.merge(&record.counts);
        for stamp in &record.sources {
            inputs.push(Input {
                file_path: stamp.file_path.clone(),
                bytes: stamp.bytes,
                sha256: stamp.sha256.clone(),
                records: record.counts.records.clone(),
            });
        }
        for file in record.outputs.iter().filter(|file| file.in_dataset()) {
            outputs.push(Output {
                path: file.path.clone(),
                kind: file.role.clone(),
                language: file.language.clone(),
                bytes: file.bytes,
                sha256: file.sha256.clone(),
                rows: file.rows,
            });
        }
    }
    inputs.sort_by(|a, b| a.file_path.cmp(&b.file_path));
    outputs.sort_by(|a, b| a.path.cmp(&b.path));
    let stages = plan
        .graph
        .nodes
        .iter()
        .map(|node| StageEntry {
            name: node.name.clone(),
            kind: node.kind.name.to_string(),
            inputs: node
                .inputs
                .iter()
                .map(|i| plan.graph.nodes[*i].name.clone())
                .collect(),
            settings: node.stage.identity(),
        })
        .collect();
    let rights = rights(task, &mut counts)?;
    let mix = read_shares(&task.inputs)?
        .into_iter()
        .map(|(l, share)| (l, share.mix))
        .collect();
    Ok(Manifest {
        format: FORMAT.into(),
        name: plan.graph.run.name.clone(),
        code: Code {
            name: "tamis".into(),
            version: env!("CARGO_PKG_VERSION").into(),
        },
        stages,
        inputs,
        records: counts.records,
        counts: counts.stages,
        mix,
        rights,
        outputs,
    })
}

/// What the stage `rights` found and decided, if there is one.
fn rights(task: &TaskContext<'_>, counts: &mut Counts) -> Result<Option<Rights>> {
    let mut policies = task
        .plan
        .graph
        .nodes
        .iter()
        .filter_map(|node| match node.stage.work() {
            Work::Map(stage) => stage.rights(),
            _ => None,
        });
    let Some(RightsPolicy {
        policy,
        agents,
        robots,
    }) = policies.next()
    else {
        return Ok(None);
    };
    counts.rights.robots.extend(robots);
    let files: Vec<_> = task
        .inputs
        .records()
        .flat_map(|record| &record.outputs)
        .filter(|file| file.role == "rights")
        .map(|file| task.output_path(&file.path))
        .collect();
    Ok(Some(Rights {
        policy,
        agents,
        counts: std::mem::take(&mut counts.rights),
        domains: domains(&files, TOP_DOMAINS)?,
    }))
}
