//! Documents that were dropped and are kept beside the dataset, each with the reason.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;

use super::documents::properties;
use super::parquet_failed;
use crate::document::{Document, schema, to_batch};
use crate::error::{Error, Result};

/// Name of the column with the reason, as in FineWeb-2's removed documents.
const REASON: &str = "filter_reason";

/// Bytes of documents (in memory) after which a row group ends.
const GROUP_BYTES: usize = 32 << 20;

fn with_reason() -> SchemaRef {
    let schema = schema();
    let fields = schema.fields().iter().cloned();
    let reason = Arc::new(Field::new(REASON, DataType::Utf8, false));
    Arc::new(Schema::new(fields.chain([reason]).collect::<Vec<_>>()))
}

/// Writes dropped documents: the columns of all documents and `filter_reason`. Within a row group
/// they stand by language and reason, so that a reader of one reason can skip pages.
pub struct AsideWriter<W: Write + Send> {
    writer: ArrowWriter<W>,
    path: PathBuf,
    waiting: Vec<(&'static str, Document)>,
    bytes: usize,
    rows: u64,
}

impl<W: Write + Send> AsideWriter<W> {
    /// Starts a file; `path` is for messages, `level` is zstd's.
    ///
    /// # Errors
    /// When the head cannot be written.
    pub fn new(out: W, path: &Path, level: i32) -> Result<Self> {
        let fail = parquet_failed(path, "write");
        let properties = properties(level).map_err(&fail)?;
        Ok(Self {
            writer: ArrowWriter::try_new(out, with_reason(), Some(properties)).map_err(&fail)?,
            path: path.to_path_buf(),
            waiting: Vec::new(),
            bytes: 0,
            rows: 0,
        })
    }

    /// Adds a document.
    ///
    /// # Errors
    /// When a row group cannot be written.
    pub fn push(&mut self, document: Document, reason: &'static str) -> Result<()> {
        self.bytes += document.size();
        self.waiting.push((reason, document));
        if self.bytes >= GROUP_BYTES {
            self.write()?;
        }
        Ok(())
    }

    fn write(&mut self) -> Result<()> {
        let mut waiting = std::mem::take(&mut self.waiting);
        self.bytes = 0;
        if waiting.is_empty() {
            return Ok(());
        }
        // Stable: equal ones stay in the order in which they came.
        waiting.sort_by(|a, b| (&a.1.language, a.0).cmp(&(&b.1.language, b.0)));
        let (reasons, documents): (Vec<&str>, Vec<Document>) = waiting.into_iter().unzip();
        let batch = to_batch(&documents)?;
        let mut columns: Vec<ArrayRef> = batch.columns().to_vec();
        columns.push(Arc::new(StringArray::from(reasons)));
        let batch = RecordBatch::try_new(with_reason(), columns)
            .map_err(|error| Error::run(format!("cannot make a batch of documents: {error}")))?;
        let fail = parquet_failed(&self.path, "write");
        self.writer.write(&batch).map_err(&fail)?;
        self.writer.flush().map_err(&fail)?;
        self.rows += documents.len() as u64;
        Ok(())
    }

    /// Ends the file; gives it with its number of rows.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> Result<(W, u64)> {
        self.write()?;
        let rows = self.rows;
        let out = self
            .writer
            .into_inner()
            .map_err(parquet_failed(&self.path, "write"))?;
        Ok((out, rows))
    }
}
