//! The key of a task: a digest of all that decides what it writes.

use serde_json::{Value, json};
use tamis_manifests::digest::sha256;

use super::record::{FORMAT, FileEntry, Records};
use super::status::RunFile;
use crate::dag::{Edge, Plan};

/// Digest of all that decides what a task writes.
pub(super) fn key(plan: &Plan, records: &Records, group: usize, task: usize) -> String {
    let this = &plan.groups[group];
    let sources = plan.sources();
    let nodes: Vec<_> = this
        .nodes()
        .map(|id| {
            let node = &plan.graph.nodes[id];
            let own = node.stage.identity();
            match node.stage.of_sources(&sources) {
                Value::Null => json!([node.name, node.kind.name, own]),
                of_sources => json!([node.name, node.kind.name, own, of_sources]),
            }
        })
        .collect();
    let mut files: Vec<String> = Vec::new();
    let mut waiting = this.after.clone();
    let mut seen = Vec::new();
    while let Some(before) = waiting.pop() {
        if seen.contains(&before) {
            continue;
        }
        seen.push(before);
        let mapped = this.edge == Edge::Map;
        for record in records.group(before) {
            let belongs = |file: &FileEntry| {
                !mapped
                    || match (file.partition, plan.groups[before].edge) {
                        (Some(partition), _) => partition == task,
                        (None, Edge::Map) => record.task == task,
                        // Its tasks are no partitions: each may hold something of every one.
                        (None, Edge::Shuffle) => true,
                        (None, Edge::Gather) => false,
                    }
            };
            files.extend(
                record
                    .outputs
                    .iter()
                    .filter(|f| belongs(f))
                    .map(|f| f.sha256.clone()),
            );
        }
        // A gather may look past its direct inputs; a map sees its own partition only.
        if !mapped {
            waiting.extend(&plan.groups[before].after);
        }
    }
    files.sort_unstable();
    let partition = (this.edge == Edge::Map && this.after.is_empty())
        .then(|| partitions(plan, group).into_iter().nth(task));
    // The manifest names the run and every stage's settings, those of other groups among them.
    let last = plan.graph.nodes[plan.tail(group)].kind.output.is_none();
    let run = last.then(|| RunFile::identity(plan));
    let key = json!({
        "format": FORMAT, "version": env!("CARGO_PKG_VERSION"), "task": task,
        "nodes": nodes, "files": files, "partition": partition,
        "seed": plan.graph.run.seed, "run": run,
    });
    sha256(key.to_string().as_bytes())
}

/// Names and lengths of the archives of a group, in the order of its tasks.
pub(super) fn partitions(plan: &Plan, group: usize) -> Vec<(String, u64)> {
    let mut all: Vec<(String, String, u64)> = Vec::new();
    for id in &plan.groups[group].chain {
        let node = &plan.graph.nodes[*id];
        let partitions = node.stage.partitions().iter();
        all.extend(partitions.map(|p| (p.file_path.clone(), node.name.clone(), p.bytes)));
    }
    all.sort();
    all.into_iter()
        .map(|(path, _, bytes)| (path, bytes))
        .collect()
}
