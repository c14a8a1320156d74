//! A document of a dataset or of a run's stored documents, by its URL or id.

use std::path::{Path, PathBuf};

use crate::document::Document;
use crate::error::{Error, Result};
use crate::io::DocumentReader;

/// Looks for a document by URL or id: among the documents as they were measured, where the run kept
/// them, then in the dataset. The documents of `code` only.
///
/// # Errors
/// When there is none, or a file cannot be read.
pub fn find_document(dataset: &Path, code: &str, wanted: &str) -> Result<Document> {
    if !dataset.is_dir() {
        return Err(Error::usage(
            format!("{} is no folder", dataset.display()),
            "name the output folder of a run",
        ));
    }
    let mut elsewhere = None;
    for path in files(dataset, code)? {
        for batch in DocumentReader::open(&path)? {
            for document in batch? {
                if document.url != wanted && document.id != wanted {
                    continue;
                }
                if document.language == code {
                    return Ok(document);
                }
                elsewhere = Some(document.language);
            }
        }
    }
    let (message, help) = match elsewhere {
        Some(language) => (
            format!(
                "{wanted} is in {} as {language}, not as {code}",
                dataset.display()
            ),
            format!("ask for `tamis langs explain {language} …`"),
        ),
        None => (
            format!(
                "{} has no document with the URL or id {wanted}",
                dataset.display()
            ),
            "URLs are compared whole; a document that was removed before it was measured is only \
             in the ledger, removed/*.parquet"
                .to_owned(),
        ),
    };
    Err(Error::usage(message, help))
}

/// The run's own files first: they hold the text as it was measured, and what was dropped later.
fn files(dataset: &Path, code: &str) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if let Ok(folder) = crate::run::annotated_folder(dataset) {
        files = list(&folder)?;
    }
    let data = dataset.join("data").join(code);
    if data.is_dir() {
        files.extend(list(&data)?);
    }
    Ok(files)
}

fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).map_err(Error::io(folder, "read"))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(Error::io(folder, "read"))?.path();
        if path.extension().is_some_and(|ext| ext == "parquet") {
            paths.push(path);
        }
    }
    paths.sort_unstable();
    Ok(paths)
}
