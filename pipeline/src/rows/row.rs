//! A document as a row of its file, or why it is none.

use std::path::Path;

use crate::error::{Error, Result};

/// Documents worked on at once.
pub(super) const BATCH: usize = 1024;

/// Bytes of documents worked on at once, give or take one document.
pub(super) const BATCH_BYTES: usize = 32 << 20;

/// Which columns (JSON keys) mean what. A name may be a path into objects or structs,
/// `metadata.url`; a key that has the whole name counts before a path. An empty name, other than that
/// of the text, is not looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// The text, the only one that has to be there.
    pub text: String,
    /// The document's id: a string or a number.
    pub id: String,
    /// Its language. Where `language_script` stands beside it, the two are joined: `ces_Latn`.
    pub language: String,
    /// Where it was found.
    pub url: String,
    /// When it was fetched.
    pub date: String,
    /// The crawl that it is from.
    pub dump: String,
    /// The collection that it is from.
    pub source: String,
    /// A number that says how good it is.
    pub score: Option<String>,
}

impl Default for Columns {
    fn default() -> Self {
        Self {
            text: "text".into(),
            id: "id".into(),
            language: "language".into(),
            url: "url".into(),
            date: "date".into(),
            dump: "dump".into(),
            source: "source".into(),
            score: None,
        }
    }
}

/// One document as read. Empty strings count as absent, but for the text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    /// Its place among the documents of the file, from 0, those counted too that cannot be used.
    pub number: u32,
    /// Where it begins: in JSON lines the byte of the decompressed file, in a table the row from 0.
    pub offset: u64,
    /// As text, numbers as their digits; `<file name>:<line or row from 1>` where there is none.
    pub id: String,
    /// Whether the id is one that the row has.
    pub own_id: bool,
    /// The text, which may be empty.
    pub text: String,
    /// `ces`, or `ces_Latn` where the script is known.
    pub language: Option<String>,
    /// The address.
    pub url: Option<String>,
    /// As written; a Parquet date or timestamp in ISO 8601.
    pub date: Option<String>,
    /// The crawl.
    pub dump: Option<String>,
    /// The collection.
    pub source: Option<String>,
    /// The licence, as written.
    pub license: Option<String>,
    /// Never NaN or infinite.
    pub score: Option<f64>,
}

/// What is added to a kept document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Added {
    /// 32 hex digits; empty where the document is in no cluster.
    pub cluster_id: String,
    /// Documents in the cluster.
    pub cluster_size: u32,
    /// Their dumps.
    pub dumps: Vec<String>,
}

/// Why a document cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It is no row: not JSON, not UTF-8, too long.
    Unreadable,
    /// Its text has another type.
    Type,
    /// It has no text.
    NoText,
}

/// A document that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unusable {
    /// File and line, `a.jsonl:3`, or file and row, `a.parquet: row 3`, from 1.
    pub place: String,
    /// As in [`Row`].
    pub offset: u64,
    /// Decompressed bytes of the line; 0 of a row.
    pub bytes: u64,
    /// The kind of fault.
    pub why: Why,
    /// What was expected and found.
    pub reason: String,
}

impl Unusable {
    /// What was found, with the number of the line or row: where the file is known anyway.
    pub(crate) fn reason_at(&self) -> String {
        let name = self.place.rsplit(['/', '\\']).next().unwrap_or_default();
        format!("{name}: {}", self.reason)
    }
}

impl std::fmt::Display for Unusable {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}: {}", self.place, self.reason)
    }
}

/// A document, or why it cannot be used.
pub type Read = std::result::Result<Row, Unusable>;

/// The next number of a document.
pub(super) fn next_number(number: &mut u32, path: &Path) -> Result<u32> {
    let this = *number;
    *number = this.checked_add(1).ok_or_else(|| {
        Error::run_help(
            format!("{} has more than 4 billion documents", path.display()),
            "split the file",
        )
    })?;
    Ok(this)
}
