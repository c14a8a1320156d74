//! Documents in other people's files: read once, then the chosen ones copied with everything that
//! stands beside them.
//!
//! Files are JSON lines (plain, gzip or zstd) or Parquet, told apart by their first bytes. Both passes
//! number the documents alike: every JSON line that is not blank and every Parquet row counts, those
//! that cannot be used too.
//!
//! Three columns are added to what is kept: `minhash_cluster_id`, `minhash_cluster_size` and
//! `minhash_cluster_dumps`. Where a file already has one of these names, its own values stay, and all
//! three of ours get the first suffix of `_2`, `_3`, … with which none of them is taken in that file.

mod added;
mod cells;
mod detect;
mod json;
mod jsonl;
mod lines;
mod names;
mod table;
#[cfg(test)]
mod tests;

use std::path::Path;

use crate::error::{Error, Result};
use cells::{Role, Wanted};

pub use names::output_names;

/// Documents worked on at once.
const BATCH: usize = 1024;

/// Bytes of documents worked on at once, give or take one document.
const BATCH_BYTES: usize = 32 << 20;

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
    /// As text, numbers as their digits; `<file name>:<line or row from 1>` where there is none.
    pub id: String,
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

/// How JSON lines are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    None,
    /// gzip, of one member or many.
    Gzip,
    /// zstd, of one frame or many.
    Zstd,
}

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line. A file of no bytes is one with no lines.
    JsonLines(Compression),
    /// Parquet, of which every row is a document.
    Parquet,
}

/// A document, or `place: reason` where it cannot be used.
pub type Read = std::result::Result<Row, String>;

/// Reads the documents of one file, in order.
pub struct RowReader {
    inner: Inner,
    format: Format,
}

enum Inner {
    Lines(jsonl::Reader),
    Table(table::Reader),
}

impl RowReader {
    /// Opens a file and finds its format.
    ///
    /// # Errors
    /// When the file cannot be opened, is a folder, a pipe or standard input (it is read twice), is of
    /// another format, is one JSON array or pretty-printed, or is a Parquet file without the text
    /// column, with one of an unusable type, or without a column that `columns` names other than by
    /// default.
    pub fn open(path: &Path, columns: &Columns) -> Result<Self> {
        let wanted = Wanted::new(columns)?;
        let format = detect::format(path)?;
        let inner = match format {
            Format::JsonLines(compression) => {
                Inner::Lines(jsonl::Reader::open(path, wanted, compression)?)
            }
            Format::Parquet => Inner::Table(table::Reader::open(path, &wanted)?),
        };
        Ok(Self { inner, format })
    }

    /// What the file holds.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// The next documents, up to 1024 and about 32 MiB of them; `None` at the end.
    ///
    /// # Errors
    /// When the file cannot be read on: it is cut short, damaged, or compressed in a way that this
    /// build cannot read.
    pub fn batch(&mut self) -> Result<Option<Vec<Read>>> {
        match &mut self.inner {
            Inner::Lines(reader) => reader.batch(),
            Inner::Table(reader) => reader.batch(),
        }
    }

    /// Names that `columns` gives other than by default and that no document read so far has: at the
    /// end of the file, most likely misspelt. For Parquet, [`Self::open`] has refused them.
    #[must_use]
    pub fn unseen(&self) -> Vec<&str> {
        match &self.inner {
            Inner::Lines(reader) => reader.unseen(),
            Inner::Table(_) => Vec::new(),
        }
    }
}

/// Copies those documents of `input` for which `fate(number)` is something, in order and in the format
/// of the input, to `output`, which appears when it is whole. `fate` is called once for every number,
/// in order; documents that [`RowReader`] reports as unusable are never copied. With `added`, the
/// three columns of [`Added`] are added. Gives the number of documents copied.
///
/// JSON lines stay as they are, byte for byte, with our keys before the closing brace; compression is
/// that of the input (gzip level 6, zstd level 3), a byte order mark stays, blank lines go. Parquet
/// keeps its schema, nested types, dictionaries and key-values, and is written with zstd in row groups
/// of at most 64 MiB; timestamps of the type INT96 become INT64 nanoseconds.
///
/// # Errors
/// Those of [`RowReader::open`] and [`RowReader::batch`]; when `fate` fails; when `output` is `input`
/// or cannot be written.
pub fn copy_kept(
    input: &Path,
    columns: &Columns,
    output: &Path,
    added: bool,
    fate: &mut dyn FnMut(u32) -> Result<Option<Added>>,
) -> Result<u64> {
    let wanted = Wanted::new(columns)?.only(Role::Text);
    let format = detect::format(input)?;
    let same = |path: &Path| path.canonicalize().ok();
    if same(output).is_some_and(|path| Some(path) == same(input)) {
        return Err(Error::usage(
            format!("the output {} is the input", output.display()),
            "name another output folder",
        ));
    }
    match format {
        Format::JsonLines(compression) => {
            jsonl::copy(input, &wanted, compression, output, added, fate)
        }
        Format::Parquet => table::copy(input, &wanted, output, added, fate),
    }
}

/// The next number of a document.
fn next_number(number: &mut u32, path: &Path) -> Result<u32> {
    let this = *number;
    *number = this.checked_add(1).ok_or_else(|| {
        Error::run_help(
            format!("{} has more than 4 billion documents", path.display()),
            "split the file",
        )
    })?;
    Ok(this)
}
