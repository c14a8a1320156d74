//! The key of a task: a digest of all that decides what it writes.

use serde_json::{Value, json};
use tamis_manifests::digest::sha256;

use super::record::{FORMAT, FileEntry, Records};
use super::run_file::RunFile;
use crate::dag::{Edge, Plan};

/// What the keys of a group's tasks are made of.
pub(super) struct Keys<'a> {
    task: Common,
    partitions: Vec<(String, u64)>,
    /// Digests of files that every task may read, sorted; of a shuffle or gather, the digest of them all.
    shared: Files<'a>,
    /// Digests of files that one task alone reads, by task.
    own: Vec<Vec<&'a str>>,
}

struct Common {
    nodes: Vec<Value>,
    seed: u64,
    run: Option<Value>,
}

enum Files<'a> {
    Each(Vec<&'a str>),
    All(String),
}

impl<'a> Keys<'a> {
    /// The keys of a group, once the groups before it have ended.
    pub(super) fn new(plan: &Plan, records: &'a Records, group: usize) -> Self {
        let this = &plan.groups[group];
        let sources = plan.sources();
        let nodes = this
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
        let mapped = this.edge == Edge::Map;
        let mut shared: Vec<&str> = Vec::new();
        let mut own: Vec<Vec<&str>> = Vec::new();
        let mut waiting = this.after.clone();
        let mut seen = Vec::new();
        while let Some(before) = waiting.pop() {
            if seen.contains(&before) {
                continue;
            }
            seen.push(before);
            for record in records.group(before) {
                let place = |file: &FileEntry| match (file.partition, plan.groups[before].edge) {
                    _ if !mapped => Belongs::ToAll,
                    (Some(partition), _) => Belongs::To(partition),
                    (None, Edge::Map) => Belongs::To(record.task),
                    // Its tasks are no partitions: each may hold something of every one.
                    (None, Edge::Shuffle) => Belongs::ToAll,
                    (None, Edge::Gather) => Belongs::ToNone,
                };
                for file in &record.outputs {
                    match place(file) {
                        Belongs::ToAll => shared.push(&file.sha256),
                        Belongs::To(task) => {
                            if own.len() <= task {
                                own.resize_with(task + 1, Vec::new);
                            }
                            own[task].push(&file.sha256);
                        }
                        Belongs::ToNone => {}
                    }
                }
            }
            // A gather may look past its direct inputs; a map sees its own partition only.
            if !mapped {
                waiting.extend(&plan.groups[before].after);
            }
        }
        shared.sort_unstable();
        let partitions = match mapped && this.after.is_empty() {
            true => partitions(plan, group),
            false => Vec::new(),
        };
        // The manifest names the run and every stage's settings, those of other groups among them.
        let last = plan.graph.nodes[plan.tail(group)].kind.output.is_none();
        Self {
            task: Common {
                nodes,
                seed: plan.graph.run.seed,
                run: last.then(|| RunFile::identity(plan)),
            },
            partitions,
            shared: match mapped {
                true => Files::Each(shared),
                false => Files::All(sha256(shared.concat().as_bytes())),
            },
            own,
        }
    }

    /// The key of one task.
    pub(super) fn of(&self, task: usize) -> String {
        let files = match &self.shared {
            Files::All(digest) => json!(digest),
            Files::Each(shared) => {
                let own = self.own.get(task).into_iter().flatten();
                let mut files: Vec<&str> = shared.iter().chain(own).copied().collect();
                files.sort_unstable();
                json!(files)
            }
        };
        let Common { nodes, seed, run } = &self.task;
        let key = json!({
            "format": FORMAT, "version": env!("CARGO_PKG_VERSION"), "task": task,
            "nodes": nodes, "files": files, "partition": self.partitions.get(task),
            "seed": seed, "run": run,
        });
        sha256(key.to_string().as_bytes())
    }
}

/// Which tasks of a group may read a file.
enum Belongs {
    ToAll,
    To(usize),
    ToNone,
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

/// Bytes of archives behind each task of a group, where its tasks are partitions; otherwise all count the
/// same. `count` is the number of tasks.
pub(super) fn sizes(plan: &Plan, group: usize, count: usize) -> Vec<u64> {
    let own = partitions(plan, group);
    let all = match own.is_empty() && plan.groups[group].edge == Edge::Map {
        // Partitions keep their numbers from group to group.
        true => (0..plan.groups.len())
            .map(|group| partitions(plan, group))
            .find(|all| all.len() == count)
            .unwrap_or_default(),
        false => own,
    };
    let mut sizes: Vec<u64> = all.into_iter().map(|(_, bytes)| bytes).collect();
    sizes.resize(count, 1);
    sizes
}
