//! The removal ledger: one row for every document that did not reach the output, with the reason.

mod read;

use std::io::Write;
use std::sync::Arc;

use arrow_array::builder::{Float64Builder, Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use serde::{Deserialize, Serialize};

pub use read::{LedgerReader, rows};

/// One row: a removed document, or a record that could not be read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Removed {
    /// The document's id; empty for a record that could not be read.
    pub id: String,
    /// WARC-Target-URI, where known.
    pub url: String,
    /// `mlt_Latn`, or `und` where no language was known yet.
    pub language: String,
    /// The stage that removed it.
    pub stage: String,
    /// Why: `quality.min_words`, `dedup.near`, `rights.tdm`.
    pub reason: String,
    /// What was measured.
    pub value: Option<f64>,
    /// The bound it was compared with.
    pub threshold: Option<f64>,
    /// The input file.
    pub file_path: String,
    /// Byte offset of the record (or its gzip member) in that file.
    pub offset: u64,
    /// Words for a reader: what was wrong with a damaged record, the kept id of a duplicate.
    pub detail: Option<String>,
}

/// The ledger's Arrow schema.
#[must_use]
pub fn schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new("id", DataType::Utf8, false),
        Field::new("url", DataType::Utf8, false),
        Field::new("language", DataType::Utf8, false),
        Field::new("stage", DataType::Utf8, false),
        Field::new("reason", DataType::Utf8, false),
        Field::new("value", DataType::Float64, true),
        Field::new("threshold", DataType::Float64, true),
        Field::new("file_path", DataType::Utf8, false),
        Field::new("offset", DataType::Int64, false),
        Field::new("detail", DataType::Utf8, true),
    ]))
}

/// Rows held before they are written: bounds memory, whatever the number of removals.
const BATCH: usize = 4096;

/// Writes a ledger file (Parquet, zstd).
pub struct LedgerWriter<W: Write + Send> {
    writer: ArrowWriter<W>,
    pending: Vec<Removed>,
    rows: u64,
}

impl<W: Write + Send> LedgerWriter<W> {
    /// Starts a file.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn new(out: W) -> Result<Self, ParquetError> {
        let properties = crate::table::searchable(WriterProperties::builder())
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
            .set_created_by(concat!("tamis ", env!("CARGO_PKG_VERSION")).to_string())
            .build();
        let writer = ArrowWriter::try_new(out, schema(), Some(properties))?;
        Ok(Self {
            writer,
            pending: Vec::new(),
            rows: 0,
        })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn push(&mut self, row: Removed) -> Result<(), ParquetError> {
        self.pending.push(row);
        self.rows += 1;
        if self.pending.len() >= BATCH {
            self.flush()
        } else {
            Ok(())
        }
    }

    /// Rows so far.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    fn flush(&mut self) -> Result<(), ParquetError> {
        if !self.pending.is_empty() {
            self.writer.write(&batch(&self.pending)?)?;
            self.pending.clear();
        }
        Ok(())
    }

    /// Ends the file and gives the inner writer back.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn finish(mut self) -> Result<W, ParquetError> {
        self.flush()?;
        self.writer.into_inner()
    }
}

fn batch(rows: &[Removed]) -> Result<RecordBatch, ParquetError> {
    let text = |get: fn(&Removed) -> &str| {
        let mut builder = StringBuilder::new();
        rows.iter().for_each(|row| builder.append_value(get(row)));
        Arc::new(builder.finish()) as ArrayRef
    };
    let number = |get: fn(&Removed) -> Option<f64>| {
        let mut builder = Float64Builder::new();
        rows.iter().for_each(|row| builder.append_option(get(row)));
        Arc::new(builder.finish()) as ArrayRef
    };
    let mut offset = Int64Builder::new();
    let mut detail = StringBuilder::new();
    for row in rows {
        offset.append_value(i64::try_from(row.offset).unwrap_or(i64::MAX));
        detail.append_option(row.detail.as_deref());
    }
    let columns: Vec<ArrayRef> = vec![
        text(|r| &r.id),
        text(|r| &r.url),
        text(|r| &r.language),
        text(|r| &r.stage),
        text(|r| &r.reason),
        number(|r| r.value),
        number(|r| r.threshold),
        text(|r| &r.file_path),
        Arc::new(offset.finish()),
        Arc::new(detail.finish()),
    ];
    RecordBatch::try_new(schema(), columns).map_err(ParquetError::from)
}
