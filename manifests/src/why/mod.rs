//! Why a document is in a dataset or not: every row of the shards and of the ledger that has an id
//! or a URL.

mod spelling;

use std::path::Path;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::Removed;
use crate::manifest::{FILE, Manifest, Output, Unreadable};
use crate::merkle::RemovedLeaf;
use crate::table::{Index, guarded, maybe_texts, texts};
use crate::verify::ledger::{COLUMNS, FORGET, leaves};
use crate::verify::paths::{Folder, Refused};

pub use spelling::spellings;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Document<'a> {
    /// The document's id, 32 hex digits.
    Id(&'a str),
    /// Its URL, as the archive has it (WARC-Target-URI).
    Url(&'a str),
}

/// A row of a shard, without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The document's id.
    pub id: String,
    /// WARC-Target-URI.
    pub url: String,
    /// `mlt_Latn`.
    pub language: String,
    /// WARC-Record-ID.
    pub record_id: String,
    /// SHA-256 (hex) of the text.
    pub digest: String,
}

/// Where a document was found.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// In a shard.
    Kept {
        /// The shard's path below the dataset's folder.
        path: String,
        /// The number of the row, from 0.
        row: u64,
        /// The row.
        kept: Kept,
    },
    /// In the removal ledger.
    Removed {
        /// The path of the ledger's file below the dataset's folder.
        path: String,
        /// The number of the row, from 0.
        row: u64,
        /// The row: stage, reason, value and threshold.
        removed: Removed,
    },
}

/// A dataset that cannot be searched.
#[derive(Debug, thiserror::Error)]
pub enum WhyError {
    /// A file that cannot be read.
    #[error("{path}: {why}; `tamis verify` says what else is wrong with this dataset")]
    File {
        /// Its path below the dataset's folder.
        path: String,
        /// What is wrong with it.
        why: String,
    },
    /// Its manifest cannot be read.
    #[error("manifest.json: {0}")]
    Manifest(#[from] Unreadable),
    /// Places that could not be read have rows without id and URL, and are no document.
    #[error("an empty {0} names no document")]
    Empty(&'static str),
    /// The folder cannot be opened.
    #[error("cannot open the dataset: {0}")]
    Folder(#[from] std::io::Error),
}

/// A dataset that is searched.
pub(crate) struct Dataset {
    pub(crate) folder: Folder,
    pub(crate) manifest: Manifest,
}

pub(crate) fn refused(path: &str) -> impl FnOnce(Refused) -> WhyError + '_ {
    move |why| WhyError::File {
        path: path.to_owned(),
        why: match why {
            Refused::Path(why) | Refused::Unreadable(why) => why,
            Refused::Missing => "it is not there".to_owned(),
        },
    }
}

impl Dataset {
    pub(crate) fn open(path: &Path) -> Result<Self, WhyError> {
        let folder = Folder::open(path)?;
        let bytes = folder.read(FILE).map_err(refused(FILE))?;
        let manifest = Manifest::read(&bytes)?;
        Ok(Self { folder, manifest })
    }

    /// Every row that a document has, in the order of files and rows.
    pub(crate) fn find(&self, document: Document<'_>) -> Result<Vec<Found>, WhyError> {
        match document {
            Document::Id("") => return Err(WhyError::Empty("id")),
            Document::Url("") => return Err(WhyError::Empty("URL")),
            _ => {}
        }
        let of_rows = |o: &&Output| matches!(o.kind.as_str(), "shard" | "ledger");
        let outputs: Vec<&Output> = self.manifest.outputs.iter().filter(of_rows).collect();
        let found: Result<Vec<Vec<Found>>, WhyError> = outputs
            .par_iter()
            .map(|output| {
                let file = self
                    .folder
                    .file(&output.path)
                    .map_err(refused(&output.path))?;
                guarded(|| search(output, &Index::open(file)?, document)).map_err(|why| {
                    WhyError::File {
                        path: output.path.clone(),
                        why,
                    }
                })
            })
            .collect();
        Ok(found?.into_iter().flatten().collect())
    }
}

/// Finds every row of a document. Under a second on ten million rows of ledger with Bloom filters,
/// as [`crate::table::searchable`] makes them; without them the column is read through.
///
/// # Errors
/// A file that is missing or cannot be read.
pub fn why(dataset: &Path, document: Document<'_>) -> Result<Vec<Found>, WhyError> {
    Dataset::open(dataset)?.find(document)
}

fn search(output: &Output, index: &Index, document: Document<'_>) -> Result<Vec<Found>, String> {
    let mut rows = match document {
        Document::Id(id) => index.find("id", id)?,
        Document::Url(url) => index.find("url", url)?,
    };
    let ledger = output.kind == "ledger";
    // Of what was taken down the ledger has the digest of the URL only, with no URL beside it.
    let forgotten = match document {
        Document::Url(url) if ledger && output.path.contains(FORGET) => {
            Some(crate::digest::sha256(url.as_bytes()))
        }
        _ => None,
    };
    if forgotten.is_some() {
        rows.extend(index.find("url", "")?);
        rows.sort_unstable();
        rows.dedup();
    }
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    if ledger {
        removed(output, index, &rows, document, forgotten.as_deref())
    } else {
        kept(output, index, &rows)
    }
}

fn removed(
    output: &Output,
    index: &Index,
    rows: &[u64],
    document: Document<'_>,
    forgotten: Option<&str>,
) -> Result<Vec<Found>, String> {
    let mut found = Vec::new();
    let mut numbers = rows.iter();
    for batch in index.rows(&COLUMNS, rows)? {
        leaves(&batch, |leaf| {
            let row = numbers.next().copied().unwrap_or_default();
            let meant = match document {
                Document::Id(id) => leaf.id == id,
                Document::Url(url) => is_of_url(&leaf, url, forgotten),
            };
            if meant {
                found.push(Found::Removed {
                    path: output.path.clone(),
                    row,
                    removed: owned(&leaf),
                });
            }
        })?;
    }
    Ok(found)
}

/// Whether a row is of a URL, or of a document taken down whose URL has this digest.
pub(crate) fn is_of_url(leaf: &RemovedLeaf<'_>, url: &str, digest: Option<&str>) -> bool {
    let told = |digest| leaf.detail.is_some_and(|detail| detail.contains(digest));
    leaf.url == url || leaf.url.is_empty() && leaf.stage == FORGET && digest.is_some_and(told)
}

fn owned(leaf: &RemovedLeaf<'_>) -> Removed {
    Removed {
        id: leaf.id.to_owned(),
        url: leaf.url.to_owned(),
        language: leaf.language.to_owned(),
        stage: leaf.stage.to_owned(),
        reason: leaf.reason.to_owned(),
        value: leaf.value,
        threshold: leaf.threshold,
        file_path: leaf.file_path.to_owned(),
        offset: leaf.offset,
        detail: leaf.detail.map(str::to_owned),
    }
}

fn kept(output: &Output, index: &Index, rows: &[u64]) -> Result<Vec<Found>, String> {
    let columns = [
        "id",
        "url",
        "language",
        "language_script",
        "record_id",
        "digest",
    ];
    let mut found = Vec::new();
    let mut numbers = rows.iter();
    for batch in index.rows(&columns, rows)? {
        let (ids, urls, records) = (
            texts(&batch, "id")?,
            texts(&batch, "url")?,
            texts(&batch, "record_id")?,
        );
        let (codes, scripts) = (
            texts(&batch, "language")?,
            texts(&batch, "language_script")?,
        );
        let digests = maybe_texts(&batch, "digest")?;
        for row in 0..batch.num_rows() {
            found.push(Found::Kept {
                path: output.path.clone(),
                row: numbers.next().copied().unwrap_or_default(),
                kept: Kept {
                    id: ids.value(row).to_owned(),
                    url: urls.value(row).to_owned(),
                    language: format!("{}_{}", codes.value(row), scripts.value(row)),
                    record_id: records.value(row).to_owned(),
                    digest: digests.value(row).to_owned(),
                },
            });
        }
    }
    Ok(found)
}
