//! A checked graph: stages, and which reads what.

use std::sync::Arc;

use serde_json::Value;

use crate::config::{RunSettings, SlurmTable, Source};
use crate::stages::{Listing, Stage, StageKind};

/// A node's place in [`Graph::nodes`], which is in an order where inputs come first.
pub type NodeId = usize;

/// A stage with its place in the graph.
pub struct Node {
    /// The name in the config.
    pub name: String,
    /// What it is.
    pub kind: &'static StageKind,
    /// The stage itself, with its settings resolved.
    pub stage: Box<dyn Stage>,
    /// Inputs, in the order of the config.
    pub inputs: Vec<NodeId>,
}

impl Node {
    /// All that the config settles of it: the stage's identity, and of a source its weight and tier.
    #[must_use]
    pub fn settings(&self) -> Value {
        let mut settings = self.stage.identity();
        if let (Some(object), Some(traits)) = (settings.as_object_mut(), self.stage.traits()) {
            object.extend(traits.beside_identity());
        }
        settings
    }
}

/// A checked graph.
pub struct Graph {
    /// The `[run]` table.
    pub run: RunSettings,
    /// The `[slurm]` table.
    pub slurm: SlurmTable,
    /// The config that it came from.
    pub source: Arc<Source>,
    /// The files that the patterns of sources mean.
    pub listing: Arc<Listing>,
    /// Nodes, inputs before those who use them.
    pub nodes: Vec<Node>,
}

impl Graph {
    /// The nodes that read the output of `id`.
    pub fn consumers(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        (0..self.nodes.len()).filter(move |other| self.nodes[*other].inputs.contains(&id))
    }
}
