//! What comes out of stages goes into those after them.

use std::collections::{BTreeMap, BTreeSet};

use super::Manifest;
use super::inconsistent::Inconsistent;

/// Stages into which other documents go than come out of those before them.
pub(super) fn contradictions(manifest: &Manifest) -> Vec<Inconsistent> {
    let inputs: BTreeMap<&str, &[String]> = manifest
        .stages
        .iter()
        .map(|stage| (stage.name.as_str(), stage.inputs.as_slice()))
        .collect();
    let sum = |stage: &str, get: fn(&crate::Flow) -> u64| -> u64 {
        let flows = manifest.counts.get(stage).into_iter().flatten();
        flows.map(|(_, flow)| get(flow)).sum()
    };
    let mut found = Vec::new();
    for stage in manifest.counts.keys() {
        let before = before(stage, &inputs, manifest);
        if before.is_empty() {
            continue;
        }
        let documents_in = sum(stage, |flow| flow.documents_in);
        let documents_out = before
            .iter()
            .map(|s| sum(s, |flow| flow.documents_out))
            .sum();
        if documents_in != documents_out {
            found.push(Inconsistent::Between {
                stage: stage.clone(),
                documents_in,
                inputs: before.into_iter().collect::<Vec<_>>().join(", "),
                documents_out,
            });
        }
    }
    found
}

/// The nearest stages before one that count documents. A stage among them that stands behind another
/// one of them is on a side branch, such as that of signatures: its documents are the same ones.
fn before<'m>(
    stage: &str,
    inputs: &BTreeMap<&'m str, &'m [String]>,
    manifest: &Manifest,
) -> BTreeSet<&'m str> {
    let (nearest, _) = ancestors(stage, inputs, |name| manifest.counts.contains_key(name));
    let behind = |name: &str| {
        let (_, all) = ancestors(name, inputs, |_| false);
        nearest
            .iter()
            .any(|other| *other != name && all.contains(other))
    };
    nearest
        .iter()
        .copied()
        .filter(|name| !behind(name))
        .collect()
}

/// The stages before one, upwards until `stop` says so: those where it did, and all that were seen.
fn ancestors<'m>(
    stage: &str,
    inputs: &BTreeMap<&'m str, &'m [String]>,
    stop: impl Fn(&str) -> bool,
) -> (BTreeSet<&'m str>, BTreeSet<&'m str>) {
    let (mut stopped, mut seen) = (BTreeSet::new(), BTreeSet::new());
    let of = |name: &str| inputs.get(name).copied().unwrap_or_default();
    let mut open: Vec<&'m str> = of(stage).iter().map(String::as_str).collect();
    while let Some(name) = open.pop() {
        if !seen.insert(name) {
            continue;
        }
        if stop(name) {
            stopped.insert(name);
        } else {
            open.extend(of(name).iter().map(String::as_str));
        }
    }
    (stopped, seen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::StageEntry;

    fn stage(name: &str, inputs: &[&str]) -> StageEntry {
        StageEntry {
            name: name.into(),
            inputs: inputs.iter().map(|&input| input.into()).collect(),
            ..StageEntry::default()
        }
    }

    fn manifest() -> Manifest {
        let mut manifest = Manifest {
            stages: vec![
                stage("a", &[]),
                stage("b", &[]),
                stage("extract", &["a", "b"]),
                stage("signatures", &["extract"]),
                stage("clusters", &["signatures"]),
                stage("select", &["extract", "clusters"]),
                stage("balance", &["select"]),
                stage("emit", &["balance"]),
            ],
            ..Manifest::default()
        };
        let mut count = |stage: &str, documents_in, documents_out| {
            let flow = crate::Flow {
                documents_in,
                documents_out,
                ..crate::Flow::default()
            };
            let of = manifest.counts.entry(stage.into()).or_default();
            of.insert("mlt_Latn".into(), flow);
        };
        count("a", 7, 5);
        count("b", 4, 4);
        count("extract", 9, 8);
        count("signatures", 8, 8);
        count("select", 8, 3);
        count("emit", 3, 2);
        manifest
    }

    #[test]
    fn what_comes_out_goes_in() {
        assert_eq!(contradictions(&manifest()), []);
        for (stage, told) in [
            ("a", "extract: 9 documents in, but 10 came out of a, b"),
            (
                "extract",
                "select: 8 documents in, but 9 came out of extract",
            ),
            ("select", "emit: 3 documents in, but 4 came out of select"),
        ] {
            let mut manifest = manifest();
            let flow = manifest
                .counts
                .get_mut(stage)
                .and_then(|of| of.get_mut("mlt_Latn"));
            flow.unwrap().documents_out += 1;
            let found = contradictions(&manifest);
            let found: Vec<String> = found.iter().map(ToString::to_string).collect();
            assert!(found.iter().any(|found| found == told), "{found:?}");
        }
    }

    #[test]
    fn a_cycle_ends() {
        let mut manifest = manifest();
        manifest.stages[0].inputs.push("emit".into());
        manifest.counts.clear();
        manifest.counts.insert("x".into(), BTreeMap::new());
        manifest.stages.push(stage("x", &["a"]));
        assert_eq!(contradictions(&manifest).len(), 0);
    }
}
