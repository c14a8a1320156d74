//! The plan as a picture in text, at most 80 columns wide.

use std::fmt::Write as _;

use super::plan::{Plan, Tasks};
use crate::config::Section;

/// Draws stages, tasks, fusion and edges.
#[must_use]
pub fn picture(plan: &Plan) -> String {
    let mut out = String::new();
    let nodes = &plan.graph.nodes;
    let sources: Vec<_> = nodes
        .iter()
        .filter(|node| node.kind.section == Section::Sources)
        .collect();
    let _ = writeln!(
        out,
        "run {}: {} stages in {} groups, {} input partition{}",
        plan.graph.run.name,
        nodes.len() - sources.len(),
        plan.groups.len(),
        plan.partitions(),
        if plan.partitions() == 1 { "" } else { "s" },
    );
    for source in &sources {
        let partitions = source.stage.partitions();
        let bytes: u64 = partitions.iter().map(|p| p.bytes).sum();
        let files: usize = partitions.iter().map(|p| p.files().count()).sum();
        let _ = writeln!(
            out,
            "\n  {} ({}): {} file{}, {}",
            source.name,
            source.kind.name,
            files,
            if files == 1 { "" } else { "s" },
            indicatif::HumanBytes(bytes)
        );
        for line in source.stage.tells().iter().flat_map(|told| wrapped(told)) {
            let _ = writeln!(out, "  {line}");
        }
    }
    for (index, group) in plan.groups.iter().enumerate() {
        let mut edges: Vec<String> = group
            .chain
            .iter()
            .filter(|n| nodes[**n].kind.section == Section::Sources)
            .map(|n| nodes[*n].name.clone())
            .collect();
        let first = group
            .chain
            .iter()
            .find(|n| nodes[**n].kind.section != Section::Sources);
        let inputs = first.into_iter().flat_map(|n| &nodes[*n].inputs);
        for input in inputs.filter(|n| nodes[**n].kind.section != Section::Sources) {
            if let Some(from) = plan.group_of(*input) {
                edges.push(format!("[{}] {}", from + 1, nodes[*input].name));
            }
        }
        let from = if edges.is_empty() {
            // As scores have it: no stage comes before.
            "from files that the config names".to_string()
        } else {
            format!("{} from {}", group.edge.name(), edges.join(", "))
        };
        let _ = writeln!(out, "\n      |  {from}");
        let _ = writeln!(out, "      v");
        let tasks = match group.tasks {
            Tasks::Partitions(n) => format!("{n} task{}, one a partition", plural(n)),
            Tasks::Fixed(n) => format!("{n} task{}", plural(n)),
            Tasks::Later => "tasks known when the groups before it have ended".to_string(),
        };
        let _ = writeln!(out, "+-[{}] {}: {tasks}", index + 1, group.name);
        let main: Vec<_> = group
            .chain
            .iter()
            .filter(|n| nodes[**n].kind.section != Section::Sources)
            .collect();
        for (i, id) in main.iter().enumerate() {
            let node = &nodes[**id];
            let fused = if i > 0 { "fused" } else { "" };
            let _ = writeln!(out, "{}", row(&node.name, node.kind.about, fused));
        }
        for id in &group.sides {
            let node = &nodes[*id];
            let _ = writeln!(
                out,
                "{}",
                row(&node.name, node.kind.about, "fused, side output")
            );
        }
        let _ = writeln!(out, "+-");
    }
    out
}

fn row(name: &str, about: &str, note: &str) -> String {
    let note = if note.is_empty() {
        String::new()
    } else {
        format!("  ({note})")
    };
    let room = 80usize.saturating_sub(16 + note.len());
    let about: String = if about.len() > room {
        about
            .chars()
            .take(room.saturating_sub(1))
            .chain(['…'])
            .collect()
    } else {
        about.to_string()
    };
    format!("|   {name:<11} {about}{note}")
}

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}

/// Lines of at most 78 characters, cut at spaces where there are any.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= 78 => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_string()),
        }
    }
    lines
}
