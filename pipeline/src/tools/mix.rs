//! The mix that a run would give, before it is written.

use std::collections::BTreeMap;
use std::path::Path;

use tamis_manifests::Manifest;
use tamis_mix::{Mix, Part, Supply};

use crate::dag::Plan;
use crate::error::{Error, Result};
use crate::run::{Inputs, Layout, Records, RunFile, TaskRecord};
use crate::stages::Balance;

/// Plans the mix of a run from the documents that its stages have selected; of a run that has ended and
/// deleted its work files, from the sums in its manifest.
///
/// # Errors
/// When the run has not come so far, and when its files cannot be read.
pub fn of_run(plan: &Plan, layout: &Layout) -> Result<Mix> {
    let (node, balance) = balance(plan)?;
    let group = plan.group_of(node).unwrap_or(0);
    if let Some(records) = records(plan, layout, group) {
        let inputs = Inputs::new(plan, layout, &records, node);
        return Ok(balance.budget(&inputs)?.mix);
    }
    let path = layout.root.join(tamis_manifests::manifest::FILE);
    let Ok(bytes) = std::fs::read(&path) else {
        return Err(Error::usage(
            format!(
                "the run in {} has not selected its documents yet",
                layout.root.display()
            ),
            "run it as far with `tamis run CONFIG --until select`, or say what there is with \
             --available FILE",
        ));
    };
    let manifest = Manifest::read(&bytes)
        .map_err(|error| Error::run(format!("{}: {error}", path.display())))?;
    balance.mix(&sums(&manifest, plan), &plan.sources())
}

/// Plans a mix from numbers alone: a name (`mlt_Latn`, or `web/mlt_Latn`), its tokens, and its documents, a
/// line; `#` begins a comment.
///
/// # Errors
/// When the file cannot be read, or a line is none of these.
pub fn of_numbers(plan: &Plan, file: &Path) -> Result<Mix> {
    let (_, balance) = balance(plan)?;
    let text = std::fs::read_to_string(file).map_err(Error::io(file, "read"))?;
    let sources = plan.sources();
    let first = sources.keys().next().copied().unwrap_or("source");
    let mut supply: BTreeMap<Part, Supply> = BTreeMap::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default();
        let words: Vec<&str> = line.split_whitespace().collect();
        let (name, tokens, documents) = match words.as_slice() {
            [] => continue,
            [name, tokens] => (*name, amount(tokens), None),
            [name, tokens, documents] => (*name, amount(tokens), Some(amount(documents))),
            _ => ("", None, None),
        };
        let part = match name.parse::<Part>() {
            Ok(part) => part,
            Err(_) => Part::new(first, name),
        };
        let documents = documents.unwrap_or_else(|| tokens.map(|tokens| tokens.div_ceil(TYPICAL)));
        let (Some(tokens), Some(documents)) = (tokens, documents) else {
            return Err(Error::usage(
                format!(
                    "{}, line {}: `{}` is no supply",
                    file.display(),
                    number + 1,
                    line.trim()
                ),
                "write a name, its tokens and, if you know them, its documents: mlt_Latn 0.97e9 1.1e6",
            ));
        };
        let bytes = tokens.saturating_mul(BYTES);
        let before = supply.insert(part, Supply::even(documents, tokens, bytes));
        if before.is_some() {
            return Err(Error::usage(
                format!(
                    "{}, line {}: `{name}` has a line already",
                    file.display(),
                    number + 1
                ),
                "join the two; a language without a source stands for the first source by name",
            ));
        }
    }
    balance.mix(&supply, &sources)
}

/// Tokens of a document and bytes of a token where nobody says: they decide on nothing but the number of
/// documents and shards that is shown.
const TYPICAL: u64 = 1000;
const BYTES: u64 = 4;

/// `25000000000`, `25_000_000_000` or `25e9`.
fn amount(text: &str) -> Option<u64> {
    let text = text.replace('_', "");
    if let Ok(whole) = text.parse() {
        return Some(whole);
    }
    let number: f64 = text.parse().ok()?;
    (number.is_finite() && (0.0..1e18).contains(&number)).then_some(number as u64)
}

fn balance(plan: &Plan) -> Result<(usize, &Balance)> {
    let nodes = plan.graph.nodes.iter().enumerate();
    let mut balancing = nodes.filter_map(|(id, node)| Some((id, node.stage.balance()?)));
    balancing.next().ok_or_else(|| {
        Error::usage(
            "this run has no stage of type `balance`",
            "without one there is no mix to plan",
        )
    })
}

/// Records of all that a group waits for, if all of it has ended and its files are there.
fn records(plan: &Plan, layout: &Layout, group: usize) -> Option<Records> {
    let run = RunFile::read(layout).filter(|run| !run.cleaned)?;
    let mut records = Records::default();
    let mut waiting = plan.groups.get(group)?.after.clone();
    let mut seen = Vec::new();
    while let Some(before) = waiting.pop() {
        if seen.contains(&before) {
            continue;
        }
        seen.push(before);
        let group = plan.groups.get(before)?;
        let tasks = run.groups.iter().find(|g| g.name == group.name)?.tasks;
        let done: Option<Vec<TaskRecord>> = (0..tasks)
            .map(|task| TaskRecord::read(layout, &group.name, task))
            .collect();
        records.insert(before, done?);
        waiting.extend(&group.after);
    }
    Some(records)
}

/// What a manifest tells of the documents that the mix was made of.
fn sums(manifest: &Manifest, plan: &Plan) -> BTreeMap<Part, Supply> {
    let sources = plan.sources();
    let only = sources.keys().next().copied().unwrap_or("source");
    let mut supply = BTreeMap::new();
    for (language, mix) in &manifest.mix {
        let whole = [(only, mix)];
        let parts = mix
            .sources
            .iter()
            .map(|(source, mix)| (source.as_str(), mix));
        for (source, mix) in parts.chain(whole.into_iter().filter(|_| mix.sources.is_empty())) {
            let documents = mix
                .documents_available
                .saturating_sub(mix.documents_held_out);
            let bytes = mix.tokens_available.saturating_mul(BYTES);
            let even = Supply::even(documents, mix.tokens_available, bytes);
            supply.insert(Part::new(source, language), even);
        }
    }
    supply
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read() {
        let read = [
            "25", "25_000", "25e9", "0.97e9", "-1", "1e40", "many", "nan",
        ]
        .map(amount);
        let expected = [
            Some(25),
            Some(25_000),
            Some(25_000_000_000),
            Some(970_000_000),
        ];
        assert_eq!(read[..4], expected);
        assert_eq!(read[4..], [None; 4]);
    }
}
