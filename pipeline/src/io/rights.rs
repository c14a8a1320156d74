//! `rights/`: every document with evidence about its rights, kept or dropped, so that another policy
//! can decide on it without the archive.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::builder::{Int64Builder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use tamis_filters::rights::Evidence;
use tamis_manifests::rights::Named;

use super::parquet_failed;
use crate::document::rights;
use crate::error::{Error, Result};

/// Rows held before they are written, and their bytes.
const BATCH: usize = 2048;
const BATCH_BYTES: usize = 4 << 20;

/// Bytes of the rows of one group, which the writer holds until it ends.
const GROUP_BYTES: usize = 32 << 20;

/// What a document said, and what was decided.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RightsRow {
    /// The document's id.
    pub id: String,
    /// WARC-Target-URI.
    pub url: String,
    /// Registrable domain.
    pub domain: String,
    /// The language identified, else the one that the page declares, else `und`.
    pub language: String,
    /// WARC-Date.
    pub date: String,
    /// The input file.
    pub file_path: String,
    /// Unicode scalar values of the text; 0 where the document was dropped before it had one.
    pub characters: u64,
    /// `keep` or `drop`.
    pub verdict: String,
    /// The reason in the ledger; empty where it was kept.
    pub reason: String,
    /// The policy's rule that dropped it; empty where it was kept.
    pub rule: String,
    /// The signal that met the rule; empty where it was kept.
    pub signal: String,
    /// All that was declared.
    pub rights: Vec<Evidence>,
}

impl RightsRow {
    /// Rough size in memory, bytes.
    fn size(&self) -> usize {
        let texts = TEXTS.iter().map(|(_, get)| get(self).len()).sum::<usize>();
        size_of::<Self>() + texts + rights::size(&self.rights)
    }
}

type Text = fn(&RightsRow) -> &str;

/// The columns of text, in order.
const TEXTS: [(&str, Text); 10] = [
    ("id", |row| &row.id),
    ("url", |row| &row.url),
    ("domain", |row| &row.domain),
    ("language", |row| &row.language),
    ("date", |row| &row.date),
    ("file_path", |row| &row.file_path),
    ("verdict", |row| &row.verdict),
    ("reason", |row| &row.reason),
    ("rule", |row| &row.rule),
    ("signal", |row| &row.signal),
];

fn schema() -> SchemaRef {
    let mut fields: Vec<Field> = TEXTS
        .iter()
        .map(|(name, _)| Field::new(*name, DataType::Utf8, false))
        .collect();
    fields.push(Field::new("characters", DataType::Int64, false));
    fields.push(rights::field());
    Arc::new(Schema::new(fields))
}

fn batch(rows: &[RightsRow]) -> Result<RecordBatch, ParquetError> {
    let mut columns: Vec<ArrayRef> = Vec::new();
    for (_, get) in TEXTS {
        let mut builder = StringBuilder::new();
        rows.iter().for_each(|row| builder.append_value(get(row)));
        columns.push(Arc::new(builder.finish()));
    }
    let mut characters = Int64Builder::new();
    for row in rows {
        characters.append_value(i64::try_from(row.characters).unwrap_or(i64::MAX));
    }
    columns.push(Arc::new(characters.finish()));
    columns.push(rights::column(rows.iter().map(|row| row.rights.as_slice())));
    RecordBatch::try_new(schema(), columns).map_err(ParquetError::from)
}

/// Writes a file of `rights/`.
pub struct RightsWriter<W: Write + Send> {
    writer: ArrowWriter<W>,
    path: PathBuf,
    pending: Vec<RightsRow>,
    pending_bytes: usize,
    group_bytes: usize,
    rows: u64,
}

impl<W: Write + Send> RightsWriter<W> {
    /// Starts a file; `path` is for messages. The policy goes into the file's own metadata.
    ///
    /// # Errors
    /// When the head cannot be written.
    pub fn new(out: W, path: &Path, policy: &Named) -> Result<Self> {
        let fail = parquet_failed(path, "write");
        let about = [
            ("rights.policy", &policy.name),
            ("rights.policy.version", &policy.version),
            ("rights.policy.sha256", &policy.sha256),
        ];
        let about = about.map(|(key, value)| KeyValue::new(key.to_owned(), value.clone()));
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(3).map_err(&fail)?))
            .set_created_by(concat!("tamis ", env!("CARGO_PKG_VERSION")).to_string())
            .set_key_value_metadata(Some(about.to_vec()))
            .build();
        Ok(Self {
            writer: ArrowWriter::try_new(out, schema(), Some(properties)).map_err(&fail)?,
            path: path.to_path_buf(),
            pending: Vec::new(),
            pending_bytes: 0,
            group_bytes: 0,
            rows: 0,
        })
    }

    /// Adds a document.
    ///
    /// # Errors
    /// When rows cannot be written.
    pub fn push(&mut self, row: RightsRow) -> Result<()> {
        self.pending_bytes += row.size();
        self.pending.push(row);
        self.rows += 1;
        if self.pending.len() >= BATCH || self.pending_bytes >= BATCH_BYTES {
            self.write()?;
        }
        Ok(())
    }

    fn write(&mut self) -> Result<()> {
        let rows = std::mem::take(&mut self.pending);
        if rows.is_empty() {
            return Ok(());
        }
        let fail = parquet_failed(&self.path, "write");
        let batch = batch(&rows).map_err(&fail)?;
        self.writer.write(&batch).map_err(&fail)?;
        self.group_bytes += std::mem::take(&mut self.pending_bytes);
        if self.group_bytes >= GROUP_BYTES {
            self.group_bytes = 0;
            self.writer.flush().map_err(&fail)?;
        }
        Ok(())
    }

    /// Ends the file; gives it with its number of rows.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> Result<(W, u64)> {
        self.write()?;
        let fail = parquet_failed(&self.path, "write");
        Ok((self.writer.into_inner().map_err(fail)?, self.rows))
    }
}

/// Reads a file of `rights/`, some thousand rows at a time.
pub struct RightsReader {
    reader: ParquetRecordBatchReader,
    path: PathBuf,
    policy: Named,
}

impl RightsReader {
    /// The policy that decided, from the file's own metadata.
    #[must_use]
    pub fn policy(&self) -> &Named {
        &self.policy
    }

    /// Opens a file.
    ///
    /// # Errors
    /// When it is not such a file.
    pub fn open(path: &Path) -> Result<Self> {
        // The dataset may be somebody else's, and a pipe would be waited for without end.
        let meta = path.metadata().map_err(Error::io(path, "open"))?;
        if !meta.is_file() {
            let why = std::io::Error::other("it is no regular file");
            return Err(Error::io(path, "open")(why));
        }
        let file = File::open(path).map_err(Error::io(path, "open"))?;
        let fail = parquet_failed(path, "read");
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(&fail)?;
        if builder.schema().fields() != schema().fields() {
            return Err(Error::run_help(
                format!(
                    "{} does not have the columns of this version",
                    path.display()
                ),
                "run its config again with this version",
            ));
        }
        let about = builder.metadata().file_metadata().key_value_metadata();
        let about = |key: &str| {
            let mut all = about.into_iter().flatten();
            let found = all.find(|pair| pair.key == key);
            found
                .and_then(|pair| pair.value.clone())
                .unwrap_or_default()
        };
        let policy = Named {
            name: about("rights.policy"),
            version: about("rights.policy.version"),
            sha256: about("rights.policy.sha256"),
        };
        Ok(Self {
            policy,
            reader: builder.with_batch_size(BATCH).build().map_err(&fail)?,
            path: path.to_path_buf(),
        })
    }
}

impl Iterator for RightsReader {
    type Item = Result<Vec<RightsRow>>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = match self.reader.next()? {
            Ok(batch) => batch,
            Err(error) => {
                let message = format!("cannot read {}: {error}", self.path.display());
                return Some(Err(Error::run(message)));
            }
        };
        let texts: Vec<_> = (0..TEXTS.len())
            .map(|at| batch.column(at).as_string::<i32>())
            .collect();
        let characters = batch.column(TEXTS.len()).as_primitive::<Int64Type>();
        let lists = batch.column(TEXTS.len() + 1).as_list::<i32>();
        let rows = (0..batch.num_rows()).map(|row| {
            let text = |at: usize| {
                texts
                    .get(at)
                    .map_or_else(String::new, |c| c.value(row).into())
            };
            RightsRow {
                id: text(0),
                url: text(1),
                domain: text(2),
                language: text(3),
                date: text(4),
                file_path: text(5),
                verdict: text(6),
                reason: text(7),
                rule: text(8),
                signal: text(9),
                characters: u64::try_from(characters.value(row)).unwrap_or(0),
                rights: rights::read(lists, row),
            }
        });
        Some(Ok(rows.collect()))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use tamis_filters::rights::{Signal, Source};

    pub(in super::super) fn row(number: usize, domain: &str, verdict: &str) -> RightsRow {
        RightsRow {
            id: format!("{number:032x}"),
            url: format!("https://{domain}/{number}"),
            domain: domain.into(),
            language: "mlt_Latn".into(),
            verdict: verdict.into(),
            characters: number as u64,
            rights: vec![
                Evidence {
                    signal: Signal::RobotsTxt,
                    scope: Some("GPTBot".into()),
                    value: "Disallow: /".into(),
                    source: Source::RobotsTxt,
                };
                number % 3
            ],
            ..RightsRow::default()
        }
    }

    pub(in super::super) fn written(folder: &Path, name: &str, rows: &[RightsRow]) -> PathBuf {
        let path = folder.join(name);
        let policy = Named {
            name: "mine".into(),
            version: "7".into(),
            sha256: "abc".into(),
        };
        let out = File::create(&path).unwrap();
        let mut writer = RightsWriter::new(out, &path, &policy).unwrap();
        for row in rows {
            writer.push(row.clone()).unwrap();
        }
        assert_eq!(writer.finish().unwrap().1, rows.len() as u64);
        path
    }

    #[test]
    fn rows_and_the_policy_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let rows: Vec<_> = (0..5000).map(|n| row(n, "a.example", "keep")).collect();
        let path = written(folder.path(), "x-00000.parquet", &rows);
        let reader = RightsReader::open(&path).unwrap();
        assert_eq!(reader.policy().name, "mine");
        assert_eq!(reader.policy().version, "7");
        let read: Vec<_> = reader.flat_map(Result::unwrap).collect();
        assert!(rows == read);
    }
}
