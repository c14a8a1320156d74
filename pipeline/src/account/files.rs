//! Rendering, in an order in which no file waits for one that waits for it: the manifest; cards,
//! summary and report; Croissant, which lists those; the list of digests; the signature.

use std::path::{Path, PathBuf};

use arrow_schema::Schema;
use tamis_manifests::digest::sha256;
use tamis_manifests::ecosystem::{File, card, counts, croissant, datasheet, sums};
use tamis_manifests::manifest::{FILE, Manifest};
use tamis_manifests::report;
use tamis_manifests::sign::{self, PrivateKey};
use tamis_manifests::summary::Summary;
use tamis_manifests::{domains, summary};

use super::read::{largest_domains, samples};
use crate::document::schema;
use crate::error::{Error, Result};
use crate::io::Staged;

/// Names of all files at the top of a dataset that are made from its manifest, the manifest among
/// them. Beside them, `counts/` has one for each language.
pub const FILES: [&str; 11] = [
    "README.md",
    sign::SUMS,
    "counts.json",
    "croissant.json",
    "datasheet.md",
    FILE,
    sign::FILE,
    summary::FILES[0],
    summary::FILES[1],
    summary::FILES[2],
    report::FILE,
];

/// The folder of the counts of each language.
const COUNTS: &str = "counts";

/// Makes the files of a dataset; `at` tells where one of its data files is now.
///
/// # Errors
/// When a file that is read for it cannot be.
pub fn render(
    manifest: &Manifest,
    at: &dyn Fn(&str) -> PathBuf,
    key: Option<&PrivateKey>,
) -> Result<Vec<(String, Vec<u8>)>> {
    let unfit = |error| Error::run(format!("cannot write the manifest: {error}"));
    let bytes = manifest.to_bytes().map_err(unfit)?;
    let (provider, schema) = (&manifest.provider, schema());
    let largest = largest_domains(&at(domains::FILE))?;
    let summary = Summary::new(manifest, provider, largest).map_err(unfit)?;
    let ledger = manifest.outputs.iter().filter(|file| file.kind == "ledger");
    let samples = samples(ledger.map(|file| at(&file.path)))?;
    let [json, markdown, html] = summary::FILES;
    let mut files = Files::default();
    files.add(FILE, bytes.clone());
    files.add("README.md", card::render(manifest, provider, &schema));
    files.add("datasheet.md", datasheet::render(manifest, provider));
    files.add(json, summary.to_json());
    files.add(markdown, summary.to_markdown());
    files.add(html, summary.to_html());
    files.add(report::FILE, report::render(manifest, &samples));
    add_counts(&mut files, manifest, &schema);
    let described = croissant::describe(manifest, provider, &schema, &files.listed(manifest));
    files.add("croissant.json", croissant::render(&described));
    let sums = files.sums(manifest);
    if let Some(key) = key {
        let envelope = sign::envelope(manifest, &bytes, sums.as_bytes(), key);
        files.add(
            sign::FILE,
            envelope.map_err(|error| Error::run(error.to_string()))?,
        );
    }
    files.add(sign::SUMS, sums);
    Ok(files.0)
}

fn add_counts(files: &mut Files, manifest: &Manifest, schema: &Schema) {
    files.add("counts.json", counts::whole(manifest, schema).render());
    for (language, counts) in counts::languages(manifest, schema) {
        files.add(&format!("{COUNTS}/{language}.json"), counts.render());
    }
}

/// Files that were made.
#[derive(Default)]
struct Files(Vec<(String, Vec<u8>)>);

impl Files {
    fn add(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        self.0.push((path.to_owned(), bytes.into()));
    }

    /// Those, and those of the data that are no shards.
    fn listed(&self, manifest: &Manifest) -> Vec<File> {
        let made = self.0.iter().map(|(path, bytes)| File {
            path: path.clone(),
            sha256: sha256(bytes),
            bytes: bytes.len() as u64,
        });
        let data = manifest
            .outputs
            .iter()
            .filter(|output| output.kind != "shard");
        let data = data.map(|output| File {
            path: output.path.clone(),
            sha256: output.sha256.clone(),
            bytes: output.bytes,
        });
        made.chain(data).collect()
    }

    /// The digest of each and of all data.
    fn sums(&self, manifest: &Manifest) -> String {
        let data = manifest.outputs.iter();
        let data = data.map(|output| (output.path.clone(), output.sha256.clone()));
        let made = self
            .0
            .iter()
            .map(|(path, bytes)| (path.clone(), sha256(bytes)));
        let mut all: Vec<(String, String)> = data.chain(made).collect();
        all.sort();
        sums::render(
            all.iter()
                .map(|(path, digest)| (path.as_str(), digest.as_str())),
        )
    }
}

/// Files of languages in `counts/` of a dataset that are not among those that were made.
///
/// # Errors
/// When the folder cannot be read.
pub fn stale(root: &Path, made: &[(String, Vec<u8>)]) -> Result<Vec<String>> {
    let folder = root.join(COUNTS);
    let mut stale = Vec::new();
    if folder.is_dir() {
        let failed = Error::io(&folder, "read the folder");
        for entry in std::fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(Error::io(&folder, "read the folder"))?;
            let path = format!("{COUNTS}/{}", entry.file_name().to_string_lossy());
            let ours = path.ends_with(".json") && !made.iter().any(|(name, _)| *name == path);
            stale.extend(ours.then_some(path));
        }
    }
    Ok(stale)
}

/// Makes them for a dataset that is being changed, and puts them in waiting.
///
/// # Errors
/// When one cannot be made or written.
pub fn render_staged(
    manifest: &Manifest,
    staged: &Staged<'_>,
    key: Option<&PrivateKey>,
) -> Result<()> {
    let made = render(manifest, &|path| staged.current(path), key)?;
    for (path, bytes) in &made {
        staged.write(path, bytes)?;
    }
    for path in stale(staged.root(), &made)? {
        staged.delete(&path);
    }
    Ok(())
}
