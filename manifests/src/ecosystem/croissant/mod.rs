//! `croissant.json`: the dataset in Croissant 1.1 (MLCommons, 2026-01-29), with the vocabulary for
//! responsible AI (Croissant RAI 1.0) and provenance in PROV-O, as the section "Provenance
//! Representation" of Croissant 1.1 recommends.
//!
//! Shards are sets of files, one for each language, since one entry for each of ten thousand shards
//! is more than readers bear; `SHA256SUMS` has the digest of each. Paths are relative to the folder
//! that `croissant.json` is in.

mod check;
mod context;
mod rai;
mod records;

use serde_json::{Map, Value, json};

pub use check::{RAI_KEYS, check};

use super::{Facts, File, facts, languages};
use crate::manifest::Manifest;
use crate::provider::Provider;

/// The file's name in a dataset.
pub const FILE: &str = "croissant.json";

/// What it conforms to.
pub const CONFORMS_TO: [&str; 2] = [
    "http://mlcommons.org/croissant/1.1",
    "http://mlcommons.org/croissant/RAI/1.0",
];

/// Both names of Parquet: the one that IANA registered in 2024, and the one that `mlcroissant` reads.
const PARQUET: [&str; 2] = ["application/vnd.apache.parquet", "application/x-parquet"];

/// Inputs that are named one by one; with more of them, crawls are named instead.
const INPUTS: usize = 1000;

/// The description of a dataset. `files` are the other files of the dataset but shards: of those, and
/// of `croissant.json` itself, `SHA256SUMS` and `manifest.intoto.json`, what is in `files` is left
/// out (see [`super`] for the order). What the provider has not said is left out too: [`check`] names
/// it.
#[must_use]
pub fn describe(
    manifest: &Manifest,
    provider: &Provider,
    schema: &arrow_schema::Schema,
    files: &[File],
) -> Value {
    let facts = Facts::of(manifest);
    let mut root = Map::new();
    root.insert("@context".to_owned(), context::context());
    root.insert("@type".to_owned(), json!("sc:Dataset"));
    root.insert("conformsTo".to_owned(), json!(CONFORMS_TO));
    about(&mut root, &facts, provider);
    provenance(&mut root, &facts);
    rai::add(&mut root, &facts, provider);
    root.insert("distribution".to_owned(), distribution(&facts, files));
    let sets = facts.languages.iter();
    let sets: Vec<Value> = sets
        .map(|one| records::record_set(one.code, schema))
        .collect();
    root.insert("recordSet".to_owned(), Value::Array(sets));
    Value::Object(root)
}

/// The text of the file.
#[must_use]
pub fn render(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

fn insert<T: serde::Serialize>(root: &mut Map<String, Value>, key: &str, value: Option<T>) {
    if let Some(value) = value {
        root.insert(key.to_owned(), json!(value));
    }
}

fn about(root: &mut Map<String, Value>, facts: &Facts<'_>, provider: &Provider) {
    let dataset = &provider.dataset;
    let manifest = facts.manifest;
    root.insert("name".to_owned(), json!(manifest.name));
    insert(root, "alternateName", dataset.title.as_ref());
    let generated = format!(
        "{} in {}, made by {} {} from web archives.",
        facts::count(facts.sum(|mix| mix.documents_given), "document"),
        facts::count(facts.languages.len() as u64, "language"),
        manifest.code.name,
        manifest.code.version
    );
    let description = match &dataset.description {
        Some(said) => format!("{said}\n\n{generated}"),
        None => generated,
    };
    root.insert("description".to_owned(), json!(description));
    insert(root, "license", licence(provider));
    insert(root, "url", dataset.homepage.as_ref());
    insert(root, "version", dataset.version.as_ref());
    insert(root, "citeAs", dataset.citation.as_ref());
    let finished = manifest
        .cost
        .as_ref()
        .map(|cost| facts::day(&cost.finished).to_owned());
    insert(
        root,
        "datePublished",
        dataset.published.clone().or_else(|| finished.clone()),
    );
    insert(root, "dateCreated", finished);
    let last = manifest.history.last();
    insert(
        root,
        "dateModified",
        last.map(|version| facts::day(&version.takedown.date)),
    );
    let organisation = |name: &String| json!({"@type": "sc:Organization", "name": name});
    let publisher = provider.provider.name.as_ref().map(organisation);
    let creators = dataset.creators.as_ref().filter(|list| !list.is_empty());
    let creators = creators.map(|list| list.iter().map(organisation).collect::<Vec<_>>());
    insert(
        root,
        "creator",
        creators.or_else(|| publisher.clone().map(|one| vec![one])),
    );
    insert(root, "publisher", publisher);
    let maintainers = dataset.maintainers.as_ref().filter(|list| !list.is_empty());
    insert(root, "maintainer", maintainers);
    let mut keywords = vec![
        "pretraining".to_owned(),
        "web".to_owned(),
        "text".to_owned(),
    ];
    keywords.extend(dataset.tags.iter().flatten().cloned());
    root.insert("keywords".to_owned(), json!(keywords));
    let mut codes: Vec<&str> = facts
        .languages
        .iter()
        .map(|language| languages::iso639_3(language.code))
        .collect();
    codes.dedup();
    root.insert("inLanguage".to_owned(), json!(codes));
    root.insert("isLiveDataset".to_owned(), json!(false));
    insert(root, "usageInfo", provider.policy.copyright_url.as_ref());
}

/// The URL where the licence stands: the provider's, else SPDX's page of an identifier.
fn licence(provider: &Provider) -> Option<String> {
    if let Some(url) = &provider.dataset.license_url {
        return Some(url.clone());
    }
    let named = provider.dataset.license.as_ref()?;
    let is_id = |c: char| c.is_ascii_alphanumeric() || "-.+".contains(c);
    match named.contains('-') && named.chars().all(is_id) {
        true => Some(format!("https://spdx.org/licenses/{named}.html")),
        false => Some(named.clone()),
    }
}

fn provenance(root: &mut Map<String, Value>, facts: &Facts<'_>) {
    let manifest = facts.manifest;
    let derived: Vec<Value> = match manifest.inputs.len() <= INPUTS {
        true => manifest
            .inputs
            .iter()
            .map(|input| {
                let mut entity = Map::new();
                entity.insert("@type".to_owned(), json!("prov:Entity"));
                entity.insert(
                    "@id".to_owned(),
                    json!(format!("urn:sha256:{}", input.sha256)),
                );
                entity.insert("prov:label".to_owned(), json!(input.file_path));
                insert(
                    &mut entity,
                    "prov:generatedAtTime",
                    input.last_date.as_ref(),
                );
                Value::Object(entity)
            })
            .collect(),
        false => {
            let sources = facts.sources.iter();
            let entity = |source: &super::SourceFacts<'_>| {
                let label = format!("{}: {}", source.name(), facts::count(source.files, "file"));
                json!({"@type": "prov:Entity", "prov:label": label})
            };
            sources.map(entity).collect()
        }
    };
    root.insert("prov:wasDerivedFrom".to_owned(), json!(derived));
    let code = &manifest.code;
    let mut activity = Map::new();
    activity.insert("@type".to_owned(), json!("prov:Activity"));
    activity.insert(
        "@id".to_owned(),
        json!(format!("urn:tamis:run:{}", manifest.run.id)),
    );
    let stages: Vec<&str> = manifest
        .stages
        .iter()
        .map(|stage| stage.name.as_str())
        .collect();
    let label = format!("{} {}: {}", code.name, code.version, stages.join(", "));
    activity.insert("prov:label".to_owned(), json!(label));
    if let Some(cost) = &manifest.cost {
        activity.insert("prov:startedAtTime".to_owned(), json!(cost.started));
        activity.insert("prov:endedAtTime".to_owned(), json!(cost.finished));
    }
    let label = format!("{} {}", code.name, code.version);
    let agent = json!({"@type": "prov:SoftwareAgent", "prov:label": label});
    activity.insert("prov:wasAssociatedWith".to_owned(), agent);
    root.insert("prov:wasGeneratedBy".to_owned(), Value::Object(activity));
    if let Some(operator) = &manifest.run.operator {
        let agent = json!({"@type": "prov:Agent", "prov:label": operator});
        root.insert("prov:wasAttributedTo".to_owned(), agent);
    }
}

fn distribution(facts: &Facts<'_>, files: &[File]) -> Value {
    let own = [FILE, super::sums::FILE, "manifest.intoto.json"];
    let is_shard = |path: &str| path.starts_with("data/") && path.ends_with(".parquet");
    let listed = |file: &&File| !own.contains(&file.path.as_str()) && !is_shard(&file.path);
    let mut out: Vec<Value> = files.iter().filter(listed).map(file_object).collect();
    for language in &facts.languages {
        out.push(json!({
            "@type": "cr:FileSet",
            "@id": records::file_set(language.code),
            "name": format!("shards of {}", language.code),
            "description": format!("The shards of {}.", languages::name(language.code)),
            "encodingFormat": PARQUET,
            "includes": format!("data/{}/*.parquet", language.code),
        }));
    }
    Value::Array(out)
}

fn file_object(file: &File) -> Value {
    let extension = file.path.rsplit('.').next().unwrap_or_default();
    let format = match extension {
        "json" => json!("application/json"),
        "md" => json!("text/markdown"),
        "html" => json!("text/html"),
        "parquet" => json!(PARQUET),
        _ => json!("application/octet-stream"),
    };
    json!({
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path.rsplit('/').next().unwrap_or(&file.path),
        "contentUrl": file.path,
        "contentSize": format!("{} B", file.bytes),
        "encodingFormat": format,
        "sha256": file.sha256,
    })
}
