//! `domains.parquet`: what was read and kept of each registrable domain in each language, sorted by
//! SHA-256 of the domain, then by language.

use std::fs::File;
use std::io::Write;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use crate::account::Sizes;
use crate::manifest::Tree;
use crate::merkle::{DomainLeaf, Root};

/// The file's name in a dataset.
pub const FILE: &str = "domains.parquet";

/// Rows held before they are written.
const BATCH: usize = 8192;

/// What was read and kept of a domain in a language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// The registrable domain, or the host where it has none; empty for documents without a host.
    pub domain: String,
    /// `mlt_Latn`; `und` for documents that went before their language was known.
    pub language: String,
    /// Documents and their text.
    pub sizes: Sizes,
}

/// A column of numbers: its name, and where the number is.
type Number = (&'static str, fn(&Sizes) -> u64);

const NUMBERS: [Number; 6] = [
    ("documents_read", |s| s.documents_read),
    ("bytes_read", |s| s.bytes_read),
    ("tokens_read", |s| s.tokens_read),
    ("documents", |s| s.documents),
    ("bytes", |s| s.bytes),
    ("tokens", |s| s.tokens),
];

/// The file's Arrow schema.
#[must_use]
pub fn schema() -> SchemaRef {
    let texts = ["domain", "language"].map(|name| Field::new(name, DataType::Utf8, false));
    let numbers = NUMBERS.map(|(name, _)| Field::new(name, DataType::Int64, false));
    Arc::new(Schema::new(
        texts.into_iter().chain(numbers).collect::<Vec<_>>(),
    ))
}

/// Writes the file (Parquet, zstd).
pub struct DomainWriter<W: Write + Send> {
    writer: ArrowWriter<W>,
    pending: Vec<Row>,
    rows: u64,
}

impl<W: Write + Send> DomainWriter<W> {
    /// Starts a file.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn new(out: W) -> Result<Self, ParquetError> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
            .set_created_by(concat!("tamis ", env!("CARGO_PKG_VERSION")).to_string())
            .build();
        Ok(Self {
            writer: ArrowWriter::try_new(out, schema(), Some(properties))?,
            pending: Vec::new(),
            rows: 0,
        })
    }

    /// Adds a row; rows come in order.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn push(&mut self, row: Row) -> Result<(), ParquetError> {
        self.pending.push(row);
        self.rows += 1;
        if self.pending.len() >= BATCH {
            return self.flush();
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), ParquetError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let rows = std::mem::take(&mut self.pending);
        let text = |get: fn(&Row) -> &str| -> ArrayRef {
            Arc::new(StringArray::from_iter_values(rows.iter().map(get)))
        };
        let number = |(_, get): Number| -> ArrayRef {
            let values = rows.iter().map(|row| get(&row.sizes));
            let values = values.map(|n| i64::try_from(n).unwrap_or(i64::MAX));
            Arc::new(Int64Array::from_iter_values(values))
        };
        let texts = [text(|r| &r.domain), text(|r| &r.language)];
        let columns = texts.into_iter().chain(NUMBERS.map(number)).collect();
        let batch = RecordBatch::try_new(schema(), columns)?;
        self.writer.write(&batch)
    }

    /// Ends the file; gives the inner writer and the number of rows.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn finish(mut self) -> Result<(W, u64), ParquetError> {
        self.flush()?;
        Ok((self.writer.into_inner()?, self.rows))
    }
}

/// Reads the file, some rows at a time.
pub struct DomainReader {
    inner: ParquetRecordBatchReader,
}

impl DomainReader {
    /// Opens a file.
    ///
    /// # Errors
    /// When it is no Parquet file or has another schema.
    pub fn open(file: File) -> Result<Self, ParquetError> {
        let builder = ParquetRecordBatchReaderBuilder::try_new(file)?.with_batch_size(BATCH);
        if builder.schema().fields() != schema().fields() {
            return Err(ParquetError::General(
                "its columns are not those of a file of domains".into(),
            ));
        }
        Ok(Self {
            inner: builder.build()?,
        })
    }
}

impl Iterator for DomainReader {
    type Item = Result<Vec<Row>, ParquetError>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = match self.inner.next()? {
            Ok(batch) => batch,
            Err(error) => return Some(Err(error.into())),
        };
        let domain = batch.column(0).as_string::<i32>();
        let language = batch.column(1).as_string::<i32>();
        let numbers: Vec<_> = (2..8)
            .map(|i| batch.column(i).as_primitive::<Int64Type>())
            .collect();
        let number = |i: usize, row: usize| u64::try_from(numbers[i].value(row)).unwrap_or(0);
        let rows = (0..batch.num_rows()).map(|row| Row {
            domain: domain.value(row).to_owned(),
            language: language.value(row).to_owned(),
            sizes: Sizes {
                documents_read: number(0, row),
                bytes_read: number(1, row),
                tokens_read: number(2, row),
                documents: number(3, row),
                bytes: number(4, row),
                tokens: number(5, row),
            },
        });
        Some(Ok(rows.collect()))
    }
}

/// The tree over the domains that have documents, from the rows of the file in order.
#[derive(Debug, Clone, Default)]
pub struct DomainTree {
    root: Root,
    rows: u64,
    current: Option<(String, u64)>,
}

impl DomainTree {
    /// The next row: documents of a domain in one language.
    pub fn row(&mut self, domain: &str, documents: u64) {
        match &mut self.current {
            Some((name, sum)) if name == domain => *sum += documents,
            _ => {
                self.end();
                self.current = Some((domain.to_owned(), documents));
            }
        }
    }

    fn end(&mut self) {
        if let Some((name, documents)) = self.current.take().filter(|(_, n)| *n > 0) {
            self.root.push(DomainLeaf::new(&name, documents).hash());
            self.rows += documents;
        }
    }

    /// The tree over all rows.
    #[must_use]
    pub fn finish(mut self) -> Tree {
        self.end();
        Tree {
            leaves: self.root.leaves(),
            rows: self.rows,
            root: self.root.hex(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        let row = |n: u64| Row {
            domain: format!("d{n}.example"),
            language: "mlt_Latn".into(),
            sizes: Sizes {
                documents_read: n,
                bytes_read: n * 2,
                tokens_read: n * 3,
                documents: n * 4,
                bytes: n * 5,
                tokens: n * 6,
            },
        };
        let rows: Vec<Row> = (0..BATCH as u64 + 9).map(row).collect();
        let mut writer = DomainWriter::new(File::create(&path).unwrap()).unwrap();
        rows.iter()
            .for_each(|row| writer.push(row.clone()).unwrap());
        let (_, count) = writer.finish().unwrap();
        assert_eq!(count, rows.len() as u64);
        let reader = DomainReader::open(File::open(&path).unwrap()).unwrap();
        let back: Vec<Row> = reader.flat_map(Result::unwrap).collect();
        assert!(back == rows);
    }
}
