//! The plan: which stages run together in one task, and how many tasks there are.
//!
//! A map fuses into the task of its input when nobody else reads that input, so bytes are read once
//! and nothing is written between fused stages. A side output (signatures) rides along with the
//! stage that it reads, whoever else reads that stage.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::{Graph, NodeId};
use super::port::{Edge, Port};
use crate::config::Section;
use crate::stages::{Traits, Work};

/// How many tasks a group has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tasks {
    /// One for each input partition.
    Partitions(usize),
    /// A number that the settings give.
    Fixed(usize),
    /// Known when the groups before it have ended.
    Later,
}

/// Stages that run in one task.
#[derive(Debug, Clone)]
pub struct Group {
    /// The name of its tasks on disk: that of its last main stage.
    pub name: String,
    /// Main chain, in order; sources first, where the group reads them.
    pub chain: Vec<NodeId>,
    /// Side outputs of the last main stage.
    pub sides: Vec<NodeId>,
    /// How partitions come in.
    pub edge: Edge,
    /// Groups that must have ended.
    pub after: Vec<usize>,
    /// How many tasks.
    pub tasks: Tasks,
}

impl Group {
    /// Every node of the group.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.chain.iter().chain(&self.sides).copied()
    }
}

/// A graph cut into groups, in an order in which they can run.
pub struct Plan {
    /// The graph.
    pub graph: Graph,
    /// Groups, those that others wait for first.
    pub groups: Vec<Group>,
    dumps: Vec<String>,
}

impl Plan {
    /// Cuts a graph into groups.
    #[must_use]
    pub fn new(graph: Graph) -> Self {
        let mut groups: Vec<Group> = Vec::new();
        let mut member: Vec<Option<usize>> = vec![None; graph.nodes.len()];
        for id in 0..graph.nodes.len() {
            let node = &graph.nodes[id];
            if node.kind.section == Section::Sources {
                continue;
            }
            if let Some(group) = fusion(&graph, &groups, &member, id) {
                member[id] = Some(group);
                if node.kind.side {
                    groups[group].sides.push(id);
                } else {
                    groups[group].chain.push(id);
                    groups[group].name.clone_from(&node.name);
                }
                continue;
            }
            let mut chain: Vec<NodeId> = node
                .inputs
                .iter()
                .copied()
                .filter(|i| graph.nodes[*i].kind.section == Section::Sources)
                .collect();
            chain.push(id);
            let mut after: Vec<usize> = node.inputs.iter().filter_map(|i| member[*i]).collect();
            after.sort_unstable();
            after.dedup();
            member[id] = Some(groups.len());
            let tasks = tasks(&graph, &groups, &chain, &after, id);
            groups.push(Group {
                name: node.name.clone(),
                chain,
                sides: Vec::new(),
                edge: node.kind.edge,
                after,
                tasks,
            });
        }
        let partitions = graph.nodes.iter().flat_map(|node| node.stage.partitions());
        let dumps: BTreeSet<&str> = partitions.map(|p| p.dump.as_str()).collect();
        let dumps = dumps.into_iter().map(str::to_owned).collect();
        Self {
            graph,
            groups,
            dumps,
        }
    }

    /// The group that a node runs in; sources have none.
    #[must_use]
    pub fn group_of(&self, node: NodeId) -> Option<usize> {
        self.groups
            .iter()
            .position(|group| group.nodes().any(|n| n == node))
    }

    /// The last main stage of a group.
    #[must_use]
    pub fn tail(&self, group: usize) -> NodeId {
        self.groups[group].chain.last().copied().unwrap_or(0)
    }

    /// The type that a group's main chain ends in.
    #[must_use]
    pub fn output(&self, group: usize) -> Option<Port> {
        self.graph.nodes[self.tail(group)].kind.output
    }

    /// What the config says of all documents of a source, by the source's name, which documents have in
    /// their column `source`.
    #[must_use]
    pub fn sources(&self) -> BTreeMap<&str, &Traits> {
        let nodes = self.graph.nodes.iter();
        nodes
            .filter_map(|node| Some((node.name.as_str(), node.stage.traits()?)))
            .collect()
    }

    /// The crawls that the sources name, sorted.
    #[must_use]
    pub fn dumps(&self) -> &[String] {
        &self.dumps
    }

    /// For each partition, in the order of tasks, its crawl's place in [`dumps`](Self::dumps).
    #[must_use]
    pub fn crawl_of_partitions(&self) -> Vec<usize> {
        let mut all: Vec<(&str, &str, &str)> = Vec::new();
        for node in &self.graph.nodes {
            let partitions = node.stage.partitions().iter();
            all.extend(
                partitions.map(|p| (p.file_path.as_str(), node.name.as_str(), p.dump.as_str())),
            );
        }
        all.sort_unstable();
        let place = |dump: &str| self.dumps.partition_point(|other| other.as_str() < dump);
        all.into_iter().map(|(_, _, dump)| place(dump)).collect()
    }

    /// For each partition, in the order of tasks, the source that it is of.
    #[must_use]
    pub fn source_of_partitions(&self) -> Vec<&str> {
        let mut all: Vec<(&str, &str)> = Vec::new();
        for node in &self.graph.nodes {
            let partitions = node.stage.partitions().iter();
            all.extend(partitions.map(|p| (p.file_path.as_str(), node.name.as_str())));
        }
        all.sort_unstable();
        all.into_iter().map(|(_, source)| source).collect()
    }

    /// Partitions of all sources together.
    #[must_use]
    pub fn partitions(&self) -> usize {
        self.graph
            .nodes
            .iter()
            .map(|node| node.stage.partitions().len())
            .sum()
    }
}

/// The group that `id` can join, if it is a map over the end of that group's chain.
fn fusion(graph: &Graph, groups: &[Group], member: &[Option<usize>], id: NodeId) -> Option<usize> {
    let node = &graph.nodes[id];
    let [input] = node.inputs.as_slice() else {
        return None;
    };
    if node.kind.edge != Edge::Map || !matches!(node.stage.work(), Work::Map(_)) {
        return None;
    }
    let group = member[*input]?;
    if groups[group].edge != Edge::Map || groups[group].chain.last() != Some(input) {
        return None;
    }
    (node.kind.side || graph.consumers(*input).count() == 1).then_some(group)
}

fn tasks(graph: &Graph, groups: &[Group], chain: &[NodeId], after: &[usize], id: NodeId) -> Tasks {
    let node = &graph.nodes[id];
    match node.kind.edge {
        Edge::Map => {
            let own: usize = chain
                .iter()
                .map(|n| graph.nodes[*n].stage.partitions().len())
                .sum();
            let inherited = after.iter().find_map(|g| match groups[*g].tasks {
                Tasks::Partitions(n) => Some(n),
                _ => None,
            });
            Tasks::Partitions(inherited.unwrap_or(own))
        }
        Edge::Gather => Tasks::Fixed(1),
        Edge::Shuffle => match node.stage.work() {
            Work::Task(task) => task.fixed_count().map_or(Tasks::Later, Tasks::Fixed),
            _ => Tasks::Later,
        },
    }
}
