//! Documents in Parquet files: in order, a batch at a time.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::{
    ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder, RowSelection,
};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::PageIndexPolicy;
use parquet::file::properties::{WriterProperties, WriterPropertiesBuilder};

use tamis_table::searchable;

use super::{documents_failed, parquet_failed};
use crate::document::{Document, from_batch, schema, to_batch};
use crate::error::{Error, Result};

/// Bytes of documents (in memory) after which a row group ends: bounds what the writer holds.
const GROUP_BYTES: usize = 16 << 20;

/// Documents read at once.
const READ_ROWS: usize = 256;

/// Documents and bytes that [`DocumentWriter::push`] gathers into one batch.
const PUSH_ROWS: usize = 128;
const PUSH_BYTES: usize = 4 << 20;

/// How files of documents are written; `level` is zstd's (1..=22).
pub(super) fn properties(level: i32) -> Result<WriterProperties, ParquetError> {
    Ok(builder(level)?.build())
}

/// The same for shards, in which single documents are looked for.
pub(crate) fn shard_properties(level: i32) -> Result<WriterProperties, ParquetError> {
    Ok(searchable(builder(level)?).build())
}

fn builder(level: i32) -> Result<WriterPropertiesBuilder, ParquetError> {
    // No two rows share these values.
    let columns = ["text", "id", "digest"];
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(level)?))
        .set_created_by(concat!("tamis ", env!("CARGO_PKG_VERSION")).to_string());
    let alone = |properties: WriterPropertiesBuilder, column: &str| {
        properties.set_column_dictionary_enabled(column.into(), false)
    };
    Ok(columns.into_iter().fold(properties, alone))
}

/// Writes documents, row group after row group.
pub struct DocumentWriter<W: Write + Send> {
    writer: ArrowWriter<W>,
    path: PathBuf,
    pending: Vec<Document>,
    pending_bytes: usize,
    group_bytes: usize,
    rows: u64,
}

impl<W: Write + Send> DocumentWriter<W> {
    /// Starts a file; `path` is for messages, `level` is zstd's (1..=22).
    ///
    /// # Errors
    /// When the head cannot be written.
    pub fn new(out: W, path: &Path, level: i32) -> Result<Self> {
        Self::with(out, path, properties(level))
    }

    /// The same for a shard, in which a document is found by its id or URL without reading all.
    ///
    /// # Errors
    /// When the head cannot be written.
    pub fn shard(out: W, path: &Path, level: i32) -> Result<Self> {
        Self::with(out, path, shard_properties(level))
    }

    fn with(
        out: W,
        path: &Path,
        properties: Result<WriterProperties, ParquetError>,
    ) -> Result<Self> {
        let fail = parquet_failed(path, "write");
        let properties = properties.map_err(&fail)?;
        let writer = ArrowWriter::try_new(out, schema(), Some(properties)).map_err(&fail)?;
        Ok(Self {
            writer,
            path: path.to_path_buf(),
            pending: Vec::new(),
            pending_bytes: 0,
            group_bytes: 0,
            rows: 0,
        })
    }

    /// Adds one document; small batches are gathered first.
    ///
    /// # Errors
    /// When a batch cannot be written.
    pub fn push(&mut self, document: Document) -> Result<()> {
        self.pending_bytes += document.size();
        self.pending.push(document);
        if self.pending.len() >= PUSH_ROWS || self.pending_bytes >= PUSH_BYTES {
            self.write_pending()?;
        }
        Ok(())
    }

    fn write_pending(&mut self) -> Result<()> {
        let pending = std::mem::take(&mut self.pending);
        self.pending_bytes = 0;
        self.write(&pending)
    }

    /// Adds documents in order; ends a row group when it is large enough.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn write(&mut self, documents: &[Document]) -> Result<()> {
        if documents.is_empty() {
            return Ok(());
        }
        let bytes = documents.iter().map(Document::size).sum();
        self.write_rows(&to_batch(documents)?, bytes)
    }

    /// Adds rows with the schema's columns, whose documents take so many bytes.
    ///
    /// # Errors
    /// When they cannot be written.
    pub(crate) fn write_rows(&mut self, rows: &RecordBatch, bytes: usize) -> Result<()> {
        self.writer
            .write(rows)
            .map_err(parquet_failed(&self.path, "write"))?;
        self.rows += rows.num_rows() as u64;
        self.group_bytes += bytes;
        if self.group_bytes >= GROUP_BYTES {
            self.end_group()
        } else {
            Ok(())
        }
    }

    /// Ends the current row group, if it has rows.
    ///
    /// # Errors
    /// When it cannot be written.
    fn end_group(&mut self) -> Result<()> {
        if self.group_bytes > 0 {
            self.writer
                .flush()
                .map_err(parquet_failed(&self.path, "write"))?;
            self.group_bytes = 0;
        }
        Ok(())
    }

    /// Ends the file; gives the inner writer and the number of rows.
    ///
    /// # Errors
    /// When the footer cannot be written.
    pub fn finish(mut self) -> Result<(W, u64)> {
        self.write_pending()?;
        self.end_group()?;
        let rows = self.rows;
        let out = self
            .writer
            .into_inner()
            .map_err(parquet_failed(&self.path, "write"))?;
        Ok((out, rows))
    }
}

/// Reads documents in the order in which they were written.
pub struct DocumentReader {
    reader: ParquetRecordBatchReader,
    path: PathBuf,
}

impl DocumentReader {
    /// Opens a file.
    ///
    /// # Errors
    /// When it is not a document file.
    pub fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).map_err(Error::io(path, "open"))?;
        let fail = documents_failed(path);
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(&fail)?;
        let reader = builder.with_batch_size(READ_ROWS).build().map_err(&fail)?;
        Ok(Self {
            reader,
            path: path.to_path_buf(),
        })
    }
}

impl Iterator for DocumentReader {
    type Item = Result<Vec<Document>>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = self.reader.next()?;
        Some(
            batch
                .map_err(documents_failed(&self.path))
                .and_then(|batch| from_batch(&batch)),
        )
    }
}

/// The documents in these rows of a file, ascending, each once; only the pages that hold them are
/// read.
///
/// # Errors
/// When it is not a document file, or has fewer rows.
pub fn read_rows(path: &Path, rows: &[u32]) -> Result<Vec<Document>> {
    let file = File::open(path).map_err(Error::io(path, "open"))?;
    let fail = documents_failed(path);
    let options = ArrowReaderOptions::new().with_page_index_policy(PageIndexPolicy::Optional);
    let builder =
        ParquetRecordBatchReaderBuilder::try_new_with_options(file, options).map_err(&fail)?;
    let all = usize::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0);
    let ranges = rows.iter().map(|row| *row as usize..*row as usize + 1);
    if rows.last().is_some_and(|last| *last as usize >= all) {
        return Err(Error::run_help(
            format!("{} has only {all} rows now", path.display()),
            "it was written again since: start the command again",
        ));
    }
    let selection = RowSelection::from_consecutive_ranges(ranges, all);
    let reader = builder
        .with_row_selection(selection)
        .with_batch_size(READ_ROWS)
        .build()
        .map_err(&fail)?;
    let mut documents = Vec::with_capacity(rows.len());
    for batch in reader {
        let batch = batch.map_err(documents_failed(path))?;
        documents.extend(from_batch(&batch)?);
    }
    Ok(documents)
}
