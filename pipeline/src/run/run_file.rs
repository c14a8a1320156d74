//! `.tamis/run.json`, the description of the run that owns an output folder.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::layout::Layout;
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

    /// The description of a run of which nothing is done yet.
    #[must_use]
    pub fn begin(plan: &Plan) -> Self {
        Self::new(plan, Vec::new(), false)
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
