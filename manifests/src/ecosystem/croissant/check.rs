//! A check of Croissant that is stricter than its reader: `mlcroissant` 1.1.1 passes a file without
//! licence, creator or date, and one with keys of `rai:` that do not exist.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::CONFORMS_TO;

/// Required of a dataset by Croissant 1.1 ("Required" and "Modified and Added Properties").
const REQUIRED: &[&str] = &[
    "@context",
    "@type",
    "conformsTo",
    "description",
    "license",
    "name",
    "url",
    "creator",
    "datePublished",
    "distribution",
];

/// Recommended by it, as far as it makes sense of a dataset that does not live: `sameAs`, `sdLicence`
/// and `sdVersion` are about other copies and about the description itself.
const RECOMMENDED: &[&str] = &[
    "keywords",
    "publisher",
    "version",
    "dateCreated",
    "inLanguage",
    "isLiveDataset",
    "citeAs",
];

/// Every property of Croissant RAI 1.0 ("RAI property information").
pub const RAI_KEYS: &[&str] = &[
    "rai:dataCollection",
    "rai:dataCollectionType",
    "rai:dataCollectionMissingData",
    "rai:dataCollectionRawData",
    "rai:dataCollectionTimeframe",
    "rai:dataImputationProtocol",
    "rai:dataManipulationProtocol",
    "rai:dataPreprocessingProtocol",
    "rai:dataAnnotationProtocol",
    "rai:dataAnnotationPlatform",
    "rai:dataAnnotationAnalysis",
    "rai:dataReleaseMaintenancePlan",
    "rai:personalSensitiveInformation",
    "rai:dataSocialImpact",
    "rai:dataBiases",
    "rai:dataLimitations",
    "rai:dataUseCases",
    "rai:annotationsPerItem",
    "rai:annotatorDemographics",
    "rai:machineAnnotationTools",
];

/// Those that a dataset without human annotators can have, and should.
const RAI_WANTED: &[&str] = &[
    "rai:dataCollection",
    "rai:dataCollectionType",
    "rai:dataCollectionMissingData",
    "rai:dataCollectionRawData",
    "rai:dataCollectionTimeframe",
    "rai:dataImputationProtocol",
    "rai:dataManipulationProtocol",
    "rai:dataPreprocessingProtocol",
    "rai:dataAnnotationProtocol",
    "rai:dataReleaseMaintenancePlan",
    "rai:personalSensitiveInformation",
    "rai:dataSocialImpact",
    "rai:dataBiases",
    "rai:dataLimitations",
    "rai:dataUseCases",
    "rai:machineAnnotationTools",
];

const PROV_WANTED: &[&str] = &["prov:wasDerivedFrom", "prov:wasGeneratedBy"];

/// What is wrong with a description, one line each: `required: …` and `error: …` are against the
/// specification, `recommended: …` is not. Empty for a description that has all it can have.
#[must_use]
pub fn check(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let Some(root) = value.as_object() else {
        return vec!["error: the file is no JSON object".to_owned()];
    };
    let lacks = |key: &&&str| !root.get(**key).is_some_and(is_there);
    found.extend(
        REQUIRED
            .iter()
            .filter(lacks)
            .map(|key| format!("required: {key}")),
    );
    let wanted = RECOMMENDED.iter().chain(RAI_WANTED).chain(PROV_WANTED);
    found.extend(
        wanted
            .filter(lacks)
            .map(|key| format!("recommended: {key}")),
    );
    conforms(root, &mut found);
    walk(value, &mut found);
    let mut ids = BTreeSet::new();
    resources(root, &mut ids, &mut found);
    record_sets(root, &mut ids, &mut found);
    found
}

fn is_there(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(list) => !list.is_empty(),
        _ => true,
    }
}

fn conforms(root: &Map<String, Value>, found: &mut Vec<String>) {
    let said: Vec<&str> = list(root.get("conformsTo"))
        .filter_map(Value::as_str)
        .collect();
    for wanted in CONFORMS_TO {
        if !said.contains(&wanted) {
            found.push(format!("error: conformsTo does not name {wanted}"));
        }
    }
    if root.get("@type").and_then(Value::as_str) != Some("sc:Dataset") {
        found.push("error: @type is not sc:Dataset".to_owned());
    }
}

/// Keys that no vocabulary has, wherever they stand.
fn walk(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(list) => list.iter().for_each(|one| walk(one, found)),
        Value::Object(fields) => {
            for (key, value) in fields.iter().filter(|(key, _)| *key != "@context") {
                if key.starts_with("rai:") && !RAI_KEYS.contains(&key.as_str()) {
                    found.push(format!("error: {key} is no property of Croissant RAI 1.0"));
                }
                walk(value, found);
            }
        }
        _ => {}
    }
}

fn resources(root: &Map<String, Value>, ids: &mut BTreeSet<String>, found: &mut Vec<String>) {
    for one in list(root.get("distribution")) {
        let id = text(one, "@id");
        if id.is_empty() || !ids.insert(id.to_owned()) {
            found.push(format!(
                "error: the id `{id}` of a resource is empty or given twice"
            ));
        }
        let wanted: &[&str] = match text(one, "@type") {
            "cr:FileObject" => &[
                "name",
                "contentUrl",
                "contentSize",
                "encodingFormat",
                "sha256",
            ],
            "cr:FileSet" => &["name", "encodingFormat", "includes"],
            other => {
                found.push(format!("error: `{id}` has the type `{other}`"));
                continue;
            }
        };
        for key in wanted {
            if !one.get(key).is_some_and(is_there) {
                found.push(format!("required: {key} of `{id}`"));
            }
        }
        let sha256 = text(one, "sha256");
        if !sha256.is_empty() && (sha256.len() != 64 || sha256.bytes().any(|b| !is_hex(b))) {
            found.push(format!("error: sha256 of `{id}` is none"));
        }
    }
}

fn is_hex(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)
}

fn record_sets(root: &Map<String, Value>, ids: &mut BTreeSet<String>, found: &mut Vec<String>) {
    for set in list(root.get("recordSet")) {
        let id = text(set, "@id");
        if id.is_empty() || !ids.insert(id.to_owned()) {
            found.push(format!(
                "error: the id `{id}` of a record set is empty or given twice"
            ));
        }
        if list(set.get("field")).next().is_none() {
            found.push(format!("required: field of `{id}`"));
        }
        for field in list(set.get("field")) {
            self::field(field, id, ids, found);
        }
    }
}

fn field(one: &Value, parent: &str, ids: &mut BTreeSet<String>, found: &mut Vec<String>) {
    let id = text(one, "@id");
    if !id.starts_with(&format!("{parent}/")) || !ids.insert(id.to_owned()) {
        found.push(format!(
            "error: the id `{id}` is not below `{parent}/`, or is given twice"
        ));
    }
    let parts = list(one.get("subField")).count();
    for part in list(one.get("subField")) {
        field(part, id, ids, found);
    }
    if parts > 0 {
        return;
    }
    for key in ["name", "dataType", "source"] {
        if !one.get(key).is_some_and(is_there) {
            found.push(format!("required: {key} of `{id}`"));
        }
    }
    let of = one
        .pointer("/source/fileSet/@id")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if !ids.contains(of) {
        found.push(format!(
            "error: `{id}` comes from `{of}`, which is not in the distribution"
        ));
    }
}

fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    let (one, many) = match value {
        Some(Value::Array(list)) => (None, list.as_slice()),
        other => (other, [].as_slice()),
    };
    one.into_iter().chain(many)
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}
