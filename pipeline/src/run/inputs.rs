//! What a task can read: the files that earlier groups have left.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use super::layout::Layout;
use super::lock;
use super::record::{FileEntry, Records, TaskRecord};
use crate::dag::{NodeId, Plan, Port};
use crate::error::{Error, Result};
use crate::io::LanguageStats;

/// Files of earlier groups, seen from one node.
#[derive(Clone)]
pub struct Inputs<'a> {
    plan: &'a Plan,
    layout: &'a Layout,
    records: &'a Records,
    node: NodeId,
    /// What was looked for before, by this or by a clone: a run of many small archives has as many tasks, and to
    /// go through all records for each would take the square of their number.
    found: Arc<Mutex<BTreeMap<Port, Arc<[InputFile]>>>>,
}

/// A file of an earlier group.
#[derive(Debug, Clone)]
pub struct InputFile {
    /// Where it lies.
    pub path: PathBuf,
    /// Its entry in the record of the task that wrote it.
    pub entry: FileEntry,
    /// The partition that it belongs to.
    pub partition: usize,
    stats: Option<PathBuf>,
}

impl InputFile {
    /// What a file of selected documents holds, by language.
    ///
    /// # Errors
    /// When the file beside it that says so cannot be read.
    pub fn languages(&self) -> Result<BTreeMap<String, LanguageStats>> {
        let Some(path) = &self.stats else {
            return Ok(BTreeMap::new());
        };
        let bytes = std::fs::read(path).map_err(Error::io(path, "read"))?;
        serde_json::from_slice(&bytes)
            .map_err(|error| Error::run(format!("{}: {error}", path.display())))
    }
}

/// The role of the file that describes a file of selected documents.
pub(super) fn stats_role(node: &str) -> String {
    format!("{node}.languages")
}

impl<'a> Inputs<'a> {
    /// What the groups before the node's have left.
    #[must_use]
    pub fn new(plan: &'a Plan, layout: &'a Layout, records: &'a Records, node: NodeId) -> Self {
        Self {
            plan,
            layout,
            records,
            node,
            found: Arc::default(),
        }
    }

    /// Files of the nearest nodes upstream that give `port`, in the order of their partitions.
    #[must_use]
    pub fn find(&self, port: Port) -> Arc<[InputFile]> {
        let mut found = lock(&self.found);
        let files = found
            .entry(port)
            .or_insert_with(|| self.search(port).into());
        Arc::clone(files)
    }

    /// Of them those that belong to one partition.
    #[must_use]
    pub fn of_partition(&self, port: Port, partition: usize) -> Vec<InputFile> {
        let files = self.find(port);
        let from = files.partition_point(|file| file.partition < partition);
        let own = files.iter().skip(from);
        own.take_while(|file| file.partition == partition)
            .cloned()
            .collect()
    }

    fn search(&self, port: Port) -> Vec<InputFile> {
        let mut found = Vec::new();
        let mut seen = BTreeSet::new();
        let mut waiting: Vec<NodeId> = self.plan.graph.nodes[self.node].inputs.clone();
        while let Some(node) = waiting.pop() {
            if !seen.insert(node) {
                continue;
            }
            if self.plan.graph.nodes[node].kind.output == Some(port) {
                found.extend(self.files(node));
            } else {
                waiting.extend(&self.plan.graph.nodes[node].inputs);
            }
        }
        found.sort_by(|a, b| {
            a.partition
                .cmp(&b.partition)
                .then_with(|| a.path.cmp(&b.path))
        });
        found
    }

    fn files(&self, node: NodeId) -> Vec<InputFile> {
        let Some(group) = self.plan.group_of(node) else {
            return Vec::new();
        };
        let name = &self.plan.graph.nodes[node].name;
        let stats = stats_role(name);
        let mut out = Vec::new();
        for record in self.records.group(group) {
            let beside = record.outputs.iter().find(|file| file.role == stats);
            for file in record.outputs.iter().filter(|file| file.role == *name) {
                out.push(InputFile {
                    path: self.layout.root.join(&file.path),
                    entry: file.clone(),
                    partition: file.partition.unwrap_or(record.task),
                    stats: beside.map(|file| self.layout.root.join(&file.path)),
                });
            }
        }
        out
    }

    /// The plan that the node is part of.
    #[must_use]
    pub fn plan(&self) -> &'a Plan {
        self.plan
    }

    /// Where a file of a record lies.
    #[must_use]
    pub fn path(&self, file: &FileEntry) -> PathBuf {
        self.layout.root.join(&file.path)
    }

    /// Input partitions of the run.
    #[must_use]
    pub fn partitions(&self) -> usize {
        self.plan.partitions()
    }

    /// Records of all tasks that have ended before.
    pub fn records(&self) -> impl Iterator<Item = &TaskRecord> {
        self.records.iter()
    }
}
