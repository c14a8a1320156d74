//! Filter rates: what the profiles removed of documents with so many duplicates.

use std::collections::BTreeMap;

use tamis_manifests::account::AccountReader;
use tamis_mix::SizeWeights;
use tamis_mix::rates::Class;

use crate::dag::Port;
use crate::error::{Error, Result};
use crate::io::LanguageStats;
use crate::run::{ACCOUNT, Inputs};

/// Weights of cluster sizes, for each language.
pub(super) fn weights(
    inputs: &Inputs<'_>,
    passed: &BTreeMap<String, LanguageStats>,
    most: u32,
) -> Result<BTreeMap<String, SizeWeights>> {
    let came = came(inputs)?;
    let mut weights = BTreeMap::new();
    for (language, stats) in passed {
        let came = came.get(language);
        let classes: Vec<Class> = came
            .into_iter()
            .flatten()
            .map(|(size, came)| {
                let passed = stats.sizes.get(size).map_or(0, |b| b.total().documents);
                let (size, came) = (*size, (*came).max(passed));
                Class { size, came, passed }
            })
            .collect();
        let table = SizeWeights::from_rates(&classes, most)
            .map_err(|error| Error::run(format!("{language}: {error}")))?;
        weights.insert(language.clone(), table);
    }
    Ok(weights)
}

/// Documents that were left when duplicates were gone, by language and size of their cluster.
fn came(inputs: &Inputs<'_>) -> Result<BTreeMap<String, BTreeMap<u32, u64>>> {
    let plan = inputs.plan();
    let nodes = &plan.graph.nodes;
    let selecting = nodes.iter().find(|n| n.kind.output == Some(Port::Selected));
    let name = selecting.map_or("", |node| node.name.as_str());
    let group = (0..plan.groups.len())
        .find(|group| plan.output(*group) == Some(Port::Selected))
        .map_or("", |group| plan.groups[group].name.as_str());
    let mut came: BTreeMap<String, BTreeMap<u32, u64>> = BTreeMap::new();
    let mut alone: BTreeMap<String, u64> = BTreeMap::new();
    for record in inputs.records().filter(|r| r.group == group) {
        for (language, flow) in record.counts.stages.get(name).into_iter().flatten() {
            let removed = flow.removed.iter();
            let doubles = removed.filter(|(reason, _)| reason.starts_with("dedup."));
            let doubles: u64 = doubles.map(|(_, n)| n).sum();
            *alone.entry(language.clone()).or_default() +=
                flow.documents_in.saturating_sub(doubles);
        }
        let Some(told) = record.outputs.iter().find(|file| file.role == ACCOUNT) else {
            continue;
        };
        let told = AccountReader::open(&inputs.path(told))
            .map_err(|error| Error::run(error.to_string()))?;
        for (language, sizes) in told.tally.clusters {
            let of_language = came.entry(language).or_default();
            for (size, n) in sizes {
                *of_language.entry(size).or_default() += n;
            }
        }
    }
    for (language, all) in alone {
        let of_language = came.entry(language).or_default();
        let clusters: u64 = of_language.values().sum();
        of_language.insert(1, all.saturating_sub(clusters));
    }
    Ok(came)
}
