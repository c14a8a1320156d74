//! `.tamis/run.json`, the description of the run that owns an output folder, and `tamis status`.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::layout::Layout;
use super::record::TaskRecord;
use crate::dag::Plan;
use crate::error::{Error, Result};
use crate::io::write_atomically;

/// The run that owns an output folder.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RunFile {
    /// The run's name.
    pub name: String,
    /// Everything that decides the output: stages, settings, inputs.
    pub identity: Value,
    /// Groups whose number of tasks is known.
    pub groups: Vec<GroupEntry>,
    /// Names of all groups, in order.
    pub order: Vec<String>,
    /// The run has ended and its files between stages are deleted.
    pub cleaned: bool,
    /// When documents were last taken down from its dataset, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_down: Option<String>,
}

/// A group and its number of tasks.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GroupEntry {
    /// The group's name.
    pub name: String,
    /// Its tasks.
    pub tasks: usize,
}

impl RunFile {
    pub(super) fn new(plan: &Plan, groups: Vec<GroupEntry>, cleaned: bool) -> Self {
        Self {
            name: plan.graph.run.name.clone(),
            identity: Self::identity(plan),
            groups,
            order: plan.groups.iter().map(|group| group.name.clone()).collect(),
            cleaned,
            taken_down: None,
        }
    }

    /// What decides the output of a plan.
    #[must_use]
    pub fn identity(plan: &Plan) -> Value {
        let nodes: serde_json::Map<String, Value> = plan
            .graph
            .nodes
            .iter()
            .map(|node| {
                let inputs: Vec<&str> = node
                    .inputs
                    .iter()
                    .map(|i| plan.graph.nodes[*i].name.as_str())
                    .collect();
                let mut files: Vec<Value> = node
                    .stage
                    .partitions()
                    .iter()
                    .map(|p| json!([p.file_path, p.bytes]))
                    .collect();
                files.sort_by_key(ToString::to_string);
                let value = json!({
                    "type": node.kind.name, "inputs": inputs,
                    "settings": node.settings(), "files": files,
                });
                (node.name.clone(), value)
            })
            .collect();
        json!({
            "version": env!("CARGO_PKG_VERSION"),
            "name": plan.graph.run.name,
            "seed": plan.graph.run.seed,
            "nodes": nodes,
        })
    }

    /// In a few words, how two identities differ.
    #[must_use]
    pub fn difference(theirs: &Value, mine: &Value) -> String {
        for key in ["version", "name", "seed"] {
            if theirs[key] != mine[key] {
                return format!("{key} was {}, now {}", theirs[key], mine[key]);
            }
        }
        let empty = serde_json::Map::new();
        let (a, b) = (
            theirs["nodes"].as_object().unwrap_or(&empty),
            mine["nodes"].as_object().unwrap_or(&empty),
        );
        let mut changed: Vec<&str> = Vec::new();
        for name in a.keys().chain(b.keys()) {
            if a.get(name) != b.get(name) && !changed.contains(&name.as_str()) {
                changed.push(name);
            }
        }
        format!("what differs is {}", changed.join(", "))
    }

    /// Reads the description, if there is one.
    #[must_use]
    pub fn read(layout: &Layout) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(layout.run_file()).ok()?).ok()
    }

    /// Writes the description.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, layout: &Layout) -> Result<()> {
        let bytes = serde_json::to_vec_pretty(self)
            .map_err(|error| Error::run(format!("cannot describe the run: {error}")))?;
        write_atomically(&layout.run_file(), &bytes)
    }
}

/// What `tamis status` prints.
///
/// # Errors
/// When the folder holds no run.
pub fn status(layout: &Layout) -> Result<String> {
    let Some(run) = RunFile::read(layout) else {
        return Err(Error::usage(
            format!("{} holds no run", layout.root.display()),
            "name the output folder of a run, or its config file",
        ));
    };
    let mut out = String::new();
    let complete = layout.root.join("manifest.json").exists();
    let state = if complete { "complete" } else { "not complete" };
    let _ = writeln!(out, "run {}: {state}\n", run.name);
    let _ = writeln!(
        out,
        "{:<12} {:>11} {:>11} {:>11} {:>11} {:>10}",
        "stage", "tasks done", "in", "out", "removed", "seconds"
    );
    for name in &run.order {
        let known = run
            .groups
            .iter()
            .find(|group| group.name == *name)
            .map(|group| group.tasks);
        let records: Vec<TaskRecord> = (0..known.unwrap_or(0))
            .filter_map(|task| TaskRecord::read(layout, name, task))
            .collect();
        let of = known.map_or("?".to_string(), |n| n.to_string());
        let (mut first, mut last, mut removed) = (0, 0, 0);
        for record in &records {
            // A fused chain lets in what its first stage sees and out what its last one passes.
            let flows: Vec<_> = record
                .counts
                .stages
                .keys()
                .map(|s| record.counts.total(s))
                .collect();
            first += flows
                .iter()
                .map(|flow| flow.documents_in)
                .max()
                .unwrap_or(0);
            last += flows
                .iter()
                .map(|flow| flow.documents_out)
                .min()
                .unwrap_or(0);
            removed += flows
                .iter()
                .flat_map(|flow| flow.removed.values())
                .sum::<u64>();
        }
        let seconds = records
            .iter()
            .fold(0.0, |sum, record| sum + record.cost.wall_seconds);
        let _ = writeln!(
            out,
            "{name:<12} {:>11} {first:>11} {last:>11} {removed:>11} {seconds:>10.1}",
            format!("{}/{of}", records.len()),
        );
    }
    if !complete {
        out.push_str("\nstart the same `tamis run` again to go on where it stopped\n");
    }
    Ok(out)
}
