//! The properties of Croissant RAI 1.0: what the run knows, then what the provider said.

use serde_json::{Map, Value};

use super::insert;
use crate::ecosystem::Facts;
use crate::ecosystem::facts::{self, number};
use crate::manifest::StageEntry;
use crate::provider::{Provider, SourceKind};

pub(super) fn add(root: &mut Map<String, Value>, facts: &Facts<'_>, provider: &Provider) {
    collection(root, facts, provider);
    processing(root, facts);
    let dataset = &provider.dataset;
    insert(root, "rai:dataBiases", dataset.biases.as_ref());
    let mut limitations = vec![
        "Languages are identified by a program, which errs most between close ones.".to_owned(),
        "Personal data is found by patterns: names and addresses in running text are not."
            .to_owned(),
        "Rights are read from what pages and sites declare to machines; prose is not read."
            .to_owned(),
    ];
    limitations.extend(dataset.limitations.iter().flatten().cloned());
    limitations.extend(
        dataset
            .not_intended_uses
            .iter()
            .flatten()
            .map(|u| format!("Not for: {u}")),
    );
    insert(root, "rai:dataLimitations", Some(limitations));
    insert(root, "rai:dataUseCases", dataset.intended_uses.as_ref());
    insert(root, "rai:dataSocialImpact", dataset.social_impact.as_ref());
    insert(
        root,
        "rai:dataReleaseMaintenancePlan",
        dataset.maintenance.as_ref(),
    );
    let kinds = facts::personal(facts.manifest);
    let personal = match kinds.is_empty() {
        true => vec!["No personal data was found or looked for.".to_owned()],
        false => kinds
            .iter()
            .map(|kind| {
                let (found, handled) = (number(kind.count.found), number(kind.count.handled));
                let actions = kind.actions.join(", ");
                format!(
                    "{}: {found} places found, {handled} handled ({actions})",
                    kind.name
                )
            })
            .collect(),
    };
    insert(root, "rai:personalSensitiveInformation", Some(personal));
}

fn collection(root: &mut Map<String, Value>, facts: &Facts<'_>, provider: &Provider) {
    let manifest = facts.manifest;
    let names: Vec<&str> = facts.sources.iter().map(|source| source.name()).collect();
    let collected = format!(
        "Read: {} of web archives ({}). {}, {}.",
        facts::count(manifest.inputs.len() as u64, "file"),
        names.join(", "),
        facts::count(manifest.records.values().sum(), "record"),
        facts::count(facts.documents_read, "document"),
    );
    insert(root, "rai:dataCollection", Some(collected));
    let mut kinds: Vec<&str> = facts
        .sources
        .iter()
        .map(
            |source| match provider.crawl_of(source.one).and_then(|crawl| crawl.kind) {
                Some(SourceKind::PublicDataset) => "Secondary Data analysis",
                Some(SourceKind::Crawled) => "Web Scraping",
                None => "Others",
            },
        )
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    insert(
        root,
        "rai:dataCollectionType",
        (!kinds.is_empty()).then_some(kinds),
    );
    let raw = "Web archives (WARC, ARC, WET); each with its SHA-256 in manifest.json.";
    insert(root, "rai:dataCollectionRawData", Some(raw));
    let damaged = manifest.records.get("damaged").copied().unwrap_or(0);
    let missing = format!(
        "{} places of the archives could not be read; each is in removed/ with its file and offset.",
        number(damaged)
    );
    insert(root, "rai:dataCollectionMissingData", Some(missing));
    let (first, last) = facts.dates();
    let frame: Vec<&str> = [first, last].into_iter().flatten().collect();
    insert(
        root,
        "rai:dataCollectionTimeframe",
        (!frame.is_empty()).then_some(frame),
    );
}

fn processing(root: &mut Map<String, Value>, facts: &Facts<'_>) {
    let manifest = facts.manifest;
    let stages = manifest.stages.iter();
    let stages: Vec<String> = stages
        .map(|stage| match manifest.counts.get(&stage.name) {
            Some(flows) => {
                let into: u64 = flows.values().map(|flow| flow.documents_in).sum();
                let on: u64 = flows.values().map(|flow| flow.documents_out).sum();
                let (into, on) = (number(into), number(on));
                format!(
                    "{} ({}): {into} documents in, {on} out",
                    stage.name, stage.kind
                )
            }
            None => format!("{} ({})", stage.name, stage.kind),
        })
        .collect();
    insert(
        root,
        "rai:dataPreprocessingProtocol",
        (!stages.is_empty()).then_some(stages),
    );
    let cut: u64 = manifest
        .counts
        .values()
        .flatten()
        .map(|(_, flow)| flow.lines_cut)
        .sum();
    let manipulated = format!(
        "Main text is extracted from HTML. {} repeated lines were cut. Personal data is replaced where \
         the profile of a language says so. A document may stand in several rows, as the mix asks.",
        number(cut)
    );
    insert(root, "rai:dataManipulationProtocol", Some(manipulated));
    insert(
        root,
        "rai:dataImputationProtocol",
        Some("Nothing is filled in for what is missing."),
    );
    let annotated = "No person annotated anything. Languages, signals of quality and personal data are \
                     measured by programs.";
    insert(root, "rai:dataAnnotationProtocol", Some(annotated));
    let tools = tools(&manifest.stages, facts);
    insert(root, "rai:machineAnnotationTools", Some(tools));
}

/// The program and its models.
fn tools(stages: &[StageEntry], facts: &Facts<'_>) -> Vec<String> {
    let manifest = facts.manifest;
    let code = &manifest.code;
    let mut tools = vec![format!("{} {}", code.name, code.version)];
    for model in manifest
        .resources
        .iter()
        .filter(|resource| resource.kind == "model")
    {
        let digest = model.sha256.as_deref().unwrap_or("part of the program");
        let stage = stages.iter().find(|stage| stage.name == model.name);
        let of = stage.map_or("", |stage| stage.kind.as_str());
        let of = if of.is_empty() {
            String::new()
        } else {
            format!(", for {of}")
        };
        tools.push(format!("model {}{of} ({digest})", model.name));
    }
    tools
}
