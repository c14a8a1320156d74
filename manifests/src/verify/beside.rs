//! Files that were made from the manifest, as far as what they repeat can be compared whatever
//! program made them: counts and digests.

use std::collections::BTreeMap;

use arrow_schema::Schema;
use serde_json::Value;

use super::paths::Folder;
use super::report::{Kind, Problem};
use crate::ecosystem::counts::{self, DatasetCounts};
use crate::ecosystem::croissant;
use crate::manifest::Manifest;

/// Compares the files that are there. `digests` are those that were found, by path.
pub(super) fn check(
    folder: &Folder,
    manifest: &Manifest,
    digests: &BTreeMap<&str, String>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    // The columns are those of the shards, which nothing is known of here.
    let schema = Schema::empty();
    let languages = counts::languages(manifest, &schema)
        .into_iter()
        .map(|(code, counts)| (format!("counts/{code}.json"), counts));
    let whole = (counts::FILE.to_owned(), counts::whole(manifest, &schema));
    for (path, counts) in std::iter::once(whole).chain(languages) {
        if digests.contains_key(path.as_str()) {
            problems.extend(of_counts(folder, &path, counts));
        }
    }
    if digests.contains_key(croissant::FILE) {
        problems.extend(of_croissant(folder, digests));
    }
    problems
}

fn of_counts(folder: &Folder, path: &str, mut made: DatasetCounts) -> Vec<Problem> {
    let wrong = |what| Problem::of(path, Kind::Counts, what);
    let stated: DatasetCounts = match read(folder, path) {
        Ok(stated) => stated,
        Err(problem) => return vec![problem],
    };
    made.keys = stated.keys.clone();
    let object = |counts: &DatasetCounts| serde_json::to_value(counts).unwrap_or_default();
    let (stated, made) = (object(&stated), object(&made));
    let differs = |(key, made): (&String, &Value)| {
        let stated = stated.get(key)?;
        let what = || format!("it says that `{key}` is {stated}; the manifest gives {made}");
        (stated != made).then(|| wrong(what()))
    };
    let made = made.as_object().into_iter().flatten();
    made.filter_map(differs).collect()
}

/// Compares the digests in the description of the dataset.
fn of_croissant(folder: &Folder, digests: &BTreeMap<&str, String>) -> Vec<Problem> {
    let described: Value = match read(folder, croissant::FILE) {
        Ok(described) => described,
        Err(problem) => return vec![problem],
    };
    let wrong =
        |path: &str, what| Problem::of(croissant::FILE, Kind::Description, what).due_to(path);
    let files = described.get("distribution").and_then(Value::as_array);
    let differs = |file: &Value| {
        let text = |key: &str| file.get(key).and_then(Value::as_str);
        let (path, stated) = (text("contentUrl")?, text("sha256")?);
        match digests.get(path) {
            Some(found) if found == stated => None,
            Some(found) => {
                let what = format!("it says that the SHA-256 of {path} is {stated}; found {found}");
                Some(wrong(path, what))
            }
            // An address in the network is not one of a file of the dataset.
            None if path.contains("://") => None,
            None => Some(wrong(path, format!("it names {path}, which is not there"))),
        }
    };
    files.into_iter().flatten().filter_map(differs).collect()
}

/// Reads a file of JSON.
fn read<T: serde::de::DeserializeOwned>(folder: &Folder, path: &str) -> Result<T, Problem> {
    let bytes = folder.read(path).map_err(|why| why.problem(path))?;
    serde_json::from_slice(&bytes).map_err(|error| {
        Problem::of(
            path,
            Kind::Unreadable,
            format!("it cannot be read: {error}"),
        )
    })
}
