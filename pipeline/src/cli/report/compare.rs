//! Two datasets beside each other.

use std::path::Path;

use tamis_manifests::Manifest;
use tamis_manifests::report::{compare, render_comparison};

use crate::cli::{layout, load};
use crate::error::{Error, Result};
use crate::io::write_atomically;
use crate::tools::forget::read_manifest;

/// What differs, as text or JSON; as a page to a file, where one is named.
pub(super) fn tell(a: &Path, b: &Path, html: Option<&Path>, json: bool) -> Result<String> {
    let comparison = compare(&manifest(a)?, &manifest(b)?);
    if let Some(path) = html {
        write_atomically(path, render_comparison(&comparison).as_bytes())?;
    }
    if json {
        let json = serde_json::to_string_pretty(&comparison);
        let json = json.map_err(|error| Error::run(format!("cannot write JSON: {error}")))?;
        return Ok(json + "\n");
    }
    Ok(comparison.to_text())
}

/// The manifest of a folder, or of the folder that a config writes to.
fn manifest(dataset: &Path) -> Result<Manifest> {
    let config = dataset.extension().is_some_and(|ending| ending == "toml");
    if config && dataset.is_file() {
        return Ok(read_manifest(&layout(&load(dataset)?).root)?.0);
    }
    Ok(read_manifest(dataset)?.0)
}
