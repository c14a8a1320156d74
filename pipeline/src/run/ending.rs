//! What a person should know at the end of a run: silent stages, damaged input.

use std::collections::{BTreeMap, BTreeSet};

use tamis_manifests::rights::RobotsInput;

use super::record::Records;
use crate::dag::{Plan, Port};
use crate::stages::Work;

/// Stages through which nothing came: the most common sign of a wrong setting.
pub(super) fn warnings(plan: &Plan, records: &Records) -> Vec<String> {
    let mut counts = tamis_manifests::Counts::default();
    records
        .iter()
        .for_each(|record| counts.merge(&record.counts));
    let mut warnings = Vec::new();
    for node in &plan.graph.nodes {
        let flow = counts.total(&node.name);
        if flow.documents_in > 0 && flow.documents_out == 0 {
            let main = flow.removed.iter().max_by_key(|(_, n)| **n);
            warnings.push(format!(
                "{} let none of {} documents through{}",
                node.name,
                flow.documents_in,
                main.map_or(String::new(), |(reason, n)| format!("; {reason} took {n}")),
            ));
        }
        let silent = flow.documents_in == 0 && node.kind.output == Some(Port::Records);
        if silent && !node.stage.partitions().is_empty() {
            let what = match node.kind.name {
                "warc" => "response record",
                _ => "document",
            };
            warnings.push(format!("{} holds no {what}", node.name));
        }
    }
    let joined: Vec<u64> = records
        .iter()
        .filter_map(|record| record.data["joined"].as_u64())
        .collect();
    if !joined.is_empty() && joined.iter().sum::<u64>() == 0 {
        warnings.push(
            "no document has the id of a score: are these scores of documents with other ids?"
                .into(),
        );
    }
    let listed = plan
        .graph
        .nodes
        .iter()
        .filter_map(|node| match node.stage.work() {
            Work::Map(stage) => stage.rights(),
            _ => None,
        });
    let mut robots = counts.rights.robots;
    robots.extend(listed.flat_map(|rights| rights.robots));
    warnings.extend(robots_files(&robots));
    let unused = records
        .iter()
        .filter_map(|record| record.data["unused_sources"].as_array());
    for source in unused.flatten().filter_map(|source| source.as_str()) {
        warnings.push(format!(
            "the provider's file speaks of a source or dump `{source}`, of which no archive is"
        ));
    }
    warnings.extend(secret_rules(plan));
    warnings.extend(super::ids::warnings(records));
    let damaged = damaged_files(plan, records);
    warnings.extend(empty_files(records, &damaged));
    for (file_path, reason) in damaged {
        warnings.push(format!("{file_path}: {reason}"));
    }
    warnings
}

/// Rules for secrets in the user's file that nothing looks for. All of them are in the manifest.
fn secret_rules(plan: &Plan) -> Option<String> {
    plan.graph.nodes.iter().find_map(|node| {
        let identity = node.stage.identity();
        let skipped = identity["secret_rules"]["skipped"].as_array()?;
        // What is wrong with a pattern is told with the pattern, in several lines.
        let words = skipped.first()?.as_str()?.split_whitespace();
        let first = words.collect::<Vec<_>>().join(" ");
        Some(match skipped.len() {
            1 => format!("a rule of `secret_rules` is left out, {first}"),
            more => {
                format!("{more} rules of `secret_rules` are left out, the first of them {first}")
            }
        })
    })
}

/// Files with answers of sites that are not there or could not be read in full.
fn robots_files(files: &BTreeSet<RobotsInput>) -> Vec<String> {
    let mut missing = files.iter().filter(|file| file.missing);
    let mut warnings = Vec::new();
    if let Some(first) = missing.next() {
        warnings.push(match missing.count() {
            0 => format!("no robots file {} beside its archive", first.file_path),
            more => format!(
                "no robots file beside {} archives, the first of them {}",
                more + 1,
                first.file_path
            ),
        });
    }
    let problems: u64 = files.iter().flat_map(|file| file.problems.values()).sum();
    if let Some(first) = files.iter().find_map(|file| file.first_problems.first()) {
        warnings.push(match problems {
            1 => format!("a robots file could not be used in full: {first}"),
            more => {
                format!("{more} robots files could not be used in full, the first of them: {first}")
            }
        });
    }
    warnings
}

/// Files of which nothing could be read, and why. Of an archive that is so too where it is empty, as after
/// a download that failed; a part of a corpus may be.
fn damaged_files(plan: &Plan, records: &Records) -> BTreeMap<String, String> {
    let partitions = plan.graph.nodes.iter().flat_map(|n| n.stage.partitions());
    let archives: BTreeSet<&str> = partitions
        .filter(|partition| partition.archive)
        .map(|partition| partition.file_path.as_str())
        .collect();
    let mut files = BTreeMap::new();
    for record in records.iter().filter(|record| !record.sources.is_empty()) {
        let (damaged, all) = record.counts.damage();
        if damaged != all {
            continue;
        }
        let why = record.data["first_damage"].as_str();
        for source in &record.sources {
            let name = source.file_path.as_str();
            if damaged > 0 || archives.contains(name) {
                let why = why.unwrap_or("it is empty");
                files.insert(name.to_owned(), format!("no record could be read: {why}"));
            }
        }
    }
    files
}

/// Files without any row, none of them an archive.
fn empty_files(records: &Records, archives: &BTreeMap<String, String>) -> Option<String> {
    let empty = records
        .iter()
        .filter(|record| record.counts.damage().1 == 0);
    let mut names: Vec<&str> = empty
        .flat_map(|record| &record.sources)
        .map(|source| source.file_path.as_str())
        .filter(|name| !archives.contains_key(*name))
        .collect();
    names.sort_unstable();
    match names.as_slice() {
        [] => None,
        [one] => Some(format!("{one} is empty")),
        [first, more @ ..] => Some(format!("{first} and {} more are empty", more.len())),
    }
}

/// Whether more of the input was damaged than the config allows, or a whole file.
pub(super) fn damaged(plan: &Plan, records: &Records) -> bool {
    let (mut damaged, mut all) = (0, 0);
    for record in records.iter() {
        let (d, a) = record.counts.damage();
        damaged += d;
        all += a;
    }
    damaged as f64 > plan.graph.run.max_damaged * all as f64
        || !damaged_files(plan, records).is_empty()
}
