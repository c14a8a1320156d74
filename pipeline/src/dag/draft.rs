//! Nodes before their stages are built: kinds and names resolved, in an order where inputs come first.

use std::ops::Range;
use std::sync::Arc;

use super::builtin::{BUILTIN, Wiring};
use crate::config::{Config, RawNode, Section, Settings, Source, suggest};
use crate::error::ConfigError;
use crate::stages::{KINDS, StageKind};

/// A node before its stage is built.
pub(super) struct Draft<'t> {
    pub(super) name: String,
    pub(super) span: Range<usize>,
    pub(super) kind: &'static StageKind,
    pub(super) inputs: Vec<(String, Range<usize>)>,
    pub(super) settings: Settings<'t>,
}

/// Resolves kinds, and adds the built-in DAG where the config wires nothing itself.
pub(super) fn draft<'t>(config: &Config<'t>) -> Result<Vec<Draft<'t>>, ConfigError> {
    let source = &config.source;
    let wired = config.nodes.iter().find(|node| node.inputs.is_some());
    let mut drafts = Vec::new();
    for node in &config.nodes {
        let kind = find_kind(source, node)?;
        if node.section == Section::Sources {
            if let Some(input) = node.inputs.as_ref().and_then(|inputs| inputs.first()) {
                return Err(source.error(
                    input.span(),
                    format!("source `{}` cannot have inputs", node.name),
                    "an input",
                    Some("remove the key `inputs`".into()),
                ));
            }
        } else if let (Some(wired), None) = (wired, &node.inputs) {
            return Err(source.error(
                node.name_span.clone(),
                format!("`{}` has no inputs, but `{}` has", node.name, wired.name),
                "no `inputs` here",
                Some(
                    "either give every stage and sink its inputs, or none of them to adjust the \
                     built-in DAG"
                        .into(),
                ),
            ));
        }
        drafts.push(Draft {
            name: node.name.clone(),
            span: node.name_span.clone(),
            kind,
            inputs: node
                .inputs
                .iter()
                .flatten()
                .map(|input| (input.get_ref().clone(), input.span()))
                .collect(),
            settings: node.settings.clone(),
        });
    }
    if wired.is_none() {
        add_builtin(config, &mut drafts)?;
    }
    Ok(drafts)
}

fn add_builtin<'t>(config: &Config<'t>, drafts: &mut Vec<Draft<'t>>) -> Result<(), ConfigError> {
    let source = &config.source;
    let text: &'t Arc<Source> = match config.nodes.first() {
        Some(node) => node.settings.source(),
        None => return Ok(()),
    };
    let sources: Vec<String> = config
        .nodes
        .iter()
        .filter(|node| node.section == Section::Sources)
        .map(|node| node.name.clone())
        .collect();
    for node in &config.nodes {
        let known = BUILTIN
            .iter()
            .any(|b| b.section == node.section && b.name == node.name);
        if node.section != Section::Sources && !known {
            let names: Vec<&str> = BUILTIN
                .iter()
                .filter(|b| b.section == node.section)
                .map(|b| b.name)
                .collect();
            return Err(source.error(
                node.name_span.clone(),
                format!("`{}` is not part of the built-in DAG", node.name),
                "has no `inputs`",
                Some(format!(
                    "{}; or give every stage and sink its `inputs` to wire a DAG of your own",
                    suggest(&node.name, &names)
                )),
            ));
        }
    }
    let wanted: Vec<&Wiring> = BUILTIN.iter().filter(|b| b.wanted(&config.nodes)).collect();
    for draft in drafts.iter() {
        let builtin = wanted.iter().copied().find(|b| b.name == draft.name);
        let same = |b: &&Wiring| b.section == draft.kind.section && b.name == draft.kind.name;
        if builtin.is_some() && builtin.filter(same).is_none() {
            return Err(source.error(
                draft.span.clone(),
                format!("`{}` is the name of a built-in stage", draft.name),
                "something else here",
                Some("use another name, or give every stage and sink its `inputs`".into()),
            ));
        }
    }
    for wiring in &wanted {
        let there = |name: &&str| wanted.iter().any(|other| other.name == *name);
        let mut inputs: Vec<(String, Range<usize>)> = wiring
            .inputs
            .iter()
            .filter_map(|names| names.split('|').find(there))
            .map(|name| (name.to_string(), 0..0))
            .collect();
        if inputs.is_empty() && wiring.inputs.contains(&"*") {
            inputs = sources.iter().map(|name| (name.clone(), 0..0)).collect();
        }
        match drafts.iter_mut().find(|draft| draft.name == wiring.name) {
            Some(draft) => draft.inputs = inputs,
            None => {
                let Some(kind) = KINDS.iter().find(|kind| kind.name == wiring.name) else {
                    continue;
                };
                drafts.push(Draft {
                    name: wiring.name.to_string(),
                    span: 0..0,
                    kind,
                    inputs,
                    settings: Settings::empty(text),
                });
            }
        }
    }
    Ok(())
}

fn find_kind(source: &Source, node: &RawNode<'_>) -> Result<&'static StageKind, ConfigError> {
    let of_section = || {
        KINDS
            .iter()
            .copied()
            .filter(|kind| kind.section == node.section)
    };
    let name = node.kind.get_ref();
    of_section().find(|kind| kind.name == name).ok_or_else(|| {
        let names: Vec<&str> = of_section().map(|kind| kind.name).collect();
        let (label, help) = match KINDS.iter().find(|kind| kind.name == name) {
            Some(elsewhere) => (
                "not under this heading",
                format!("`{name}` belongs under [{}]", elsewhere.section.key()),
            ),
            None => ("not a type that tamis knows", suggest(name, &names)),
        };
        source.error(
            node.kind.span(),
            format!("unknown type `{name}` under [{}]", node.section.key()),
            label,
            Some(help),
        )
    })
}

/// An order in which inputs come first; stable with respect to the config's own order.
pub(super) fn sort(source: &Source, drafts: &[Draft<'_>]) -> Result<Vec<usize>, ConfigError> {
    let names: Vec<&str> = drafts.iter().map(|draft| draft.name.as_str()).collect();
    for draft in drafts {
        for (input, span) in &draft.inputs {
            if !names.contains(&input.as_str()) {
                return Err(source.error(
                    span.clone(),
                    format!(
                        "`{}` asks for the input `{input}`, which does not exist",
                        draft.name
                    ),
                    "unknown input",
                    Some(format!(
                        "{}. Where any table has `inputs`, the config wires the whole DAG itself",
                        suggest(input, &names)
                    )),
                ));
            }
        }
    }
    let mut order = Vec::new();
    let mut done = vec![false; drafts.len()];
    while order.len() < drafts.len() {
        let next = (0..drafts.len()).find(|i| {
            !done[*i]
                && drafts[*i].inputs.iter().all(|(input, _)| {
                    names
                        .iter()
                        .position(|n| n == input)
                        .is_some_and(|p| done[p])
                })
        });
        match next {
            Some(i) => {
                done[i] = true;
                order.push(i);
            }
            None => return Err(cycle(source, drafts, &names, &done)),
        }
    }
    Ok(order)
}

fn cycle(source: &Source, drafts: &[Draft<'_>], names: &[&str], done: &[bool]) -> ConfigError {
    let Some(mut at) = done.iter().position(|d| !d) else {
        return source.error(0..0, "the stages form a cycle", "here", None);
    };
    // Walking along unfinished inputs must come back to a node that was seen.
    let mut path: Vec<usize> = Vec::new();
    while !path.contains(&at) {
        path.push(at);
        let next = drafts[at]
            .inputs
            .iter()
            .filter_map(|(input, _)| names.iter().position(|n| n == input))
            .find(|p| !done[*p]);
        match next {
            Some(next) => at = next,
            None => break,
        }
    }
    let start = path.iter().position(|p| *p == at).unwrap_or(0);
    let mut ring: Vec<&str> = path[start..].iter().rev().map(|p| names[*p]).collect();
    ring.insert(0, names[at]);
    source.error(
        drafts[at].span.clone(),
        format!("the stages form a cycle: {}", ring.join(" -> ")),
        "part of the cycle",
        Some("data flows one way: take one of these inputs out".into()),
    )
}
