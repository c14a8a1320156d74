//! The checks of a graph: types match, nothing hangs loose, clusters fit their documents.

use std::ops::Range;

use super::draft::Draft;
use super::graph::{Node, NodeId};
use super::port::{Port, Slot};
use crate::config::{Section, Source};
use crate::error::{ConfigError, Error, Result};
use crate::stages::{KINDS, Work};

pub(super) fn types(
    source: &Source,
    draft: &Draft<'_>,
    inputs: &[NodeId],
    nodes: &[Node],
) -> Result<(), ConfigError> {
    let slots: &[Slot] = draft.kind.inputs;
    let mut filled = vec![0usize; slots.len()];
    for (id, (name, span)) in inputs.iter().zip(&draft.inputs) {
        let Some(port) = nodes[*id].kind.output else {
            return Err(source.error(
                span.clone(),
                format!("`{name}` gives nothing that `{}` could read", draft.name),
                "an end of the DAG",
                None,
            ));
        };
        let slot = slots.iter().position(|slot| slot.accepts.contains(&port));
        let Some(slot) = slot else {
            let wanted: Vec<&str> = slots
                .iter()
                .flat_map(|slot| slot.accepts)
                .map(|port| port.name())
                .collect();
            return Err(source.error(
                span.clone(),
                format!(
                    "`{}` ({}) takes {}, but `{name}` gives {}",
                    draft.name,
                    draft.kind.name,
                    wanted.join(" or "),
                    port.name()
                ),
                format!("gives {}", port.name()),
                producers(&wanted_ports(slots)),
            ));
        };
        filled[slot] += 1;
        if filled[slot] > 1 && !slots[slot].many {
            return Err(source.error(
                span.clone(),
                format!("`{}` takes {} from one input only", draft.name, port.name()),
                "one too many",
                None,
            ));
        }
    }
    for (slot, count) in slots.iter().zip(&filled) {
        if slot.required && *count == 0 {
            let wanted: Vec<&str> = slot.accepts.iter().map(|port| port.name()).collect();
            return Err(source.error(
                draft.span.clone(),
                format!(
                    "`{}` has no input that gives {}",
                    draft.name,
                    wanted.join(" or ")
                ),
                "this node",
                producers(slot.accepts),
            ));
        }
    }
    Ok(())
}

fn wanted_ports(slots: &[Slot]) -> Vec<Port> {
    slots
        .iter()
        .flat_map(|slot| slot.accepts)
        .copied()
        .collect()
}

fn producers(ports: &[Port]) -> Option<String> {
    let names: Vec<&str> = KINDS
        .iter()
        .filter(|kind| kind.output.is_some_and(|port| ports.contains(&port)))
        .map(|kind| kind.name)
        .collect();
    (!names.is_empty()).then(|| format!("types that give it: {}", names.join(", ")))
}

fn span_of(drafts: &[Draft<'_>], node: &Node) -> Range<usize> {
    let draft = drafts.iter().find(|draft| draft.name == node.name);
    draft.map_or(0..0, |draft| draft.span.clone())
}

/// What types alone do not say: records are never written between stages, so one stage at most may
/// read them from another; and clusters number the documents that their signatures were made of.
pub(super) fn lineage(
    source: &Source,
    drafts: &[Draft<'_>],
    nodes: &[Node],
) -> Result<(), ConfigError> {
    for (id, node) in nodes.iter().enumerate() {
        let records: Vec<&Node> = node
            .inputs
            .iter()
            .map(|input| &nodes[*input])
            .filter(|n| n.kind.output == Some(Port::Records) && n.kind.section == Section::Stages)
            .collect();
        if let (Some(input), true) = (records.first(), node.inputs.len() > 1) {
            return Err(source.error(
                span_of(drafts, node),
                format!(
                    "`{}` reads records from `{}` and from others",
                    node.name, input.name
                ),
                "this node",
                Some(format!("put all sources before `{}`", input.name)),
            ));
        }
        let readers = nodes
            .iter()
            .filter(|other| other.inputs.contains(&id))
            .count();
        let stage = node.kind.section == Section::Stages;
        if stage && node.kind.output == Some(Port::Records) && readers > 1 {
            return Err(source.error(
                span_of(drafts, node),
                format!("{readers} stages read the records of `{}`", node.name),
                "this node",
                Some("records are not kept between stages: one stage may read them".into()),
            ));
        }
        one_origin(source, drafts, nodes, node)?;
        same_selection(source, drafts, nodes, node)?;
        sets_are_there(source, drafts, nodes, node)?;
    }
    Ok(())
}

/// Sets of shingles are compared only where a stage writes them: said before archives are read, not after.
fn sets_are_there(
    source: &Source,
    drafts: &[Draft<'_>],
    nodes: &[Node],
    node: &Node,
) -> Result<(), ConfigError> {
    let writes = |node: &Node| matches!(node.stage.work(), Work::Map(map) if map.shingles());
    if node.stage.compares_sets() && !nodes.iter().any(writes) {
        return Err(source.error(
            span_of(drafts, node),
            format!("`{}` has no sets of shingles to compare exactly", node.name),
            "exact = true needs them",
            Some("add shingles = true to the table [stages.signatures]".into()),
        ));
    }
    Ok(())
}

/// The first input of a node that gives this.
fn input(nodes: &[Node], node: &Node, port: Port) -> Option<NodeId> {
    let mut inputs = node.inputs.iter().copied();
    inputs.find(|input| nodes[*input].kind.output == Some(port))
}

/// The selection that a node goes back to, which may be itself.
fn selection(nodes: &[Node], mut at: NodeId) -> Option<NodeId> {
    while nodes[at].kind.output != Some(Port::Selected) {
        at = *nodes[at].inputs.first()?;
    }
    Some(at)
}

/// Whether an n-gram is common is asked of the documents in which it was counted, and a mix is given of
/// the documents that it was planned for.
fn same_selection(
    source: &Source,
    drafts: &[Draft<'_>],
    nodes: &[Node],
    node: &Node,
) -> Result<(), ConfigError> {
    for (port, what, beside, help) in [
        (
            Port::Selected,
            "common n-grams",
            Port::Common,
            "n-grams have to be counted in the same documents",
        ),
        (
            Port::Collated,
            "a mix",
            Port::Balanced,
            "a mix has to be planned for the same documents",
        ),
    ] {
        let of = |port| selection(nodes, input(nodes, node, port)?);
        let (Some(documents), Some(other)) = (of(port), of(beside)) else {
            continue;
        };
        if documents != other {
            return Err(source.error(
                span_of(drafts, node),
                format!(
                    "`{}` reads the documents of `{}`, but {what} of those of `{}`",
                    node.name, nodes[documents].name, nodes[other].name
                ),
                "this node",
                Some(help.into()),
            ));
        }
    }
    Ok(())
}

/// Clusters and lines number the documents that they were made of, so all have to be the same; and
/// whoever looks for repeated lines has to know which documents are still there.
fn one_origin(
    source: &Source,
    drafts: &[Draft<'_>],
    nodes: &[Node],
    node: &Node,
) -> Result<(), ConfigError> {
    let input = |port: Port| input(nodes, node, port);
    let documents = input(Port::Annotated).or_else(|| origin(nodes, input(Port::Lines)?));
    for port in [Port::Clusters, Port::Repeats] {
        if let (Some(documents), Some(other)) = (documents, input(port))
            && origin(nodes, other) != Some(documents)
        {
            return Err(source.error(
                span_of(drafts, node),
                format!(
                    "`{}` reads the documents of `{}`, but {} of other documents",
                    node.name,
                    nodes[documents].name,
                    port.name()
                ),
                "this node",
                Some("signatures and lines have to be made of the same documents".into()),
            ));
        }
    }
    if let (Some(clusters), Some(repeats)) = (input(Port::Clusters), input(Port::Repeats))
        && !nodes[repeats].inputs.contains(&clusters)
    {
        return Err(source.error(
            span_of(drafts, &nodes[repeats]),
            format!(
                "`{}` removes the duplicates of `{}`, but `{}` does not know them",
                node.name, nodes[clusters].name, nodes[repeats].name
            ),
            "this node",
            Some(format!(
                "add `{}` to its inputs, or a duplicate that is removed may be the one that keeps a \
                 line",
                nodes[clusters].name
            )),
        ));
    }
    Ok(())
}

/// The annotated documents that a node's signatures, pairs, clusters or lines come from.
fn origin(nodes: &[Node], mut at: NodeId) -> Option<NodeId> {
    while nodes[at].kind.output != Some(Port::Annotated) {
        at = *nodes[at].inputs.first()?;
    }
    Some(at)
}

/// Every node but the last sink must be read by someone; two manifests would overwrite each other.
pub(super) fn used(source: &Source, drafts: &[Draft<'_>], nodes: &[Node]) -> Result<()> {
    for (id, node) in nodes.iter().enumerate() {
        let span = || span_of(drafts, node);
        let used = nodes.iter().any(|other| other.inputs.contains(&id));
        if !used && node.kind.section != Section::Sinks {
            return Err(Error::from(source.error(
                span(),
                format!("nothing reads the output of `{}`", node.name),
                "unused",
                Some("name it in the `inputs` of a stage or sink, or remove it".into()),
            )));
        }
        let twice = nodes[..id]
            .iter()
            .any(|other| other.kind.name == node.kind.name);
        if twice && node.kind.section == Section::Sinks {
            return Err(Error::from(source.error(
                span(),
                format!("a run has one sink of type `{}`", node.kind.name),
                "a second one",
                Some("two of them would write the same files; use two runs".into()),
            )));
        }
    }
    for needed in ["emit", "manifest"] {
        if !nodes.iter().any(|node| node.kind.name == needed) {
            return Err(Error::from(source.error(
                0..0,
                format!("the DAG has no sink of type `{needed}`"),
                "expected in this file",
                Some(format!("add a table [sinks.{needed}] with its inputs")),
            )));
        }
    }
    Ok(())
}
