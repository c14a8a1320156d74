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
mod row;
mod table;
mod tap;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::path::Path;

use crate::error::{Error, Result};
pub(crate) use cells::{Found, Role, Want, Wanted};
use lines::Lines;
pub(crate) use tap::Tap;

pub use detect::{Compression, Format};
pub(crate) use detect::{HEAD, format, of_head};
pub use names::output_names;
pub use row::{Added, Columns, Read, Row, Unusable, Why};

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
        Self::with(path, Wanted::new(columns)?)
    }

    /// Opens a file for these columns.
    fn with(path: &Path, wanted: Wanted) -> Result<Self> {
        let format = detect::format(path)?;
        let inner = match format {
            Format::JsonLines(compression) => {
                let lines = Lines::open(path, compression)?;
                Inner::Lines(jsonl::Reader::new(lines, path, wanted, false)?)
            }
            Format::Parquet => {
                let file = File::open(path).map_err(Error::io(path, "open"))?;
                Inner::Table(table::Reader::new(file, path, wanted)?)
            }
        };
        Ok(Self { inner, format })
    }

    /// JSON lines that come from a tap; no other threads help to read them. `path` names the file in
    /// messages.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub(crate) fn of_lines(
        tap: Tap,
        path: &Path,
        compression: Compression,
        wanted: Wanted,
    ) -> Result<Self> {
        let lines = Lines::over(tap, path, compression)?;
        let inner = Inner::Lines(jsonl::Reader::new(lines, path, wanted, true)?);
        let format = Format::JsonLines(compression);
        Ok(Self { inner, format })
    }

    /// The rows of an open table. `path` names it in messages.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub(crate) fn of_table(file: File, path: &Path, wanted: Wanted) -> Result<Self> {
        let inner = Inner::Table(table::Reader::new(file, path, wanted)?);
        let format = Format::Parquet;
        Ok(Self { inner, format })
    }

    /// After an error of [`Self::batch`], goes on behind the fault. Whether there is anything.
    pub(crate) fn recover(&mut self) -> bool {
        match &mut self.inner {
            Inner::Lines(_) => false,
            Inner::Table(reader) => reader.recover(),
        }
    }

    /// How much of a table was given, rows and all rows; nothing for lines.
    pub(crate) fn rows(&self) -> Option<(u64, u64)> {
        match &self.inner {
            Inner::Lines(_) => None,
            Inner::Table(reader) => Some(reader.progress()),
        }
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
    let wanted = Wanted::new(columns)?;
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
            // All columns, as the reader has them: a line with `1e400` for a score is one that it could not use.
            jsonl::copy(input, &wanted, compression, output, added, fate)
        }
        Format::Parquet => table::copy(input, &wanted.only(Role::Text), output, added, fate),
    }
}

/// Which of the wanted columns a file has: of a table all, of lines those that its first lines have.
///
/// # Errors
/// As [`RowReader::open`]; a file whose first lines are all without a text, or with one of a wrong
/// type.
pub(crate) fn look(path: &Path, wanted: &Wanted) -> Result<Vec<Found>> {
    let strict = Wanted {
        may_lack_text: false,
        ..wanted.clone()
    };
    let mut reader = RowReader::with(path, strict)?;
    let reader = match &mut reader.inner {
        Inner::Table(table) => return Ok(table.found(wanted)),
        Inner::Lines(lines) => lines,
    };
    let rows = reader.batch()?.unwrap_or_default();
    let failed = rows.iter().filter_map(|row| row.as_ref().err());
    let mut wrong = failed.filter(|row| row.why != Why::Unreadable);
    if let (Some(first), false) = (wrong.next(), rows.iter().any(Read::is_ok)) {
        return Err(Error::usage(
            first.to_string(),
            "name the column (JSON key) that holds the text in [sources.NAME.columns]",
        ));
    }
    let found = |want: &&Want| Found {
        role: want.role,
        name: want.name.clone(),
        kind: String::new(),
        values: "",
    };
    Ok(reader.seen().iter().map(found).collect())
}
