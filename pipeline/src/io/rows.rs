//! Documents as columns, read without making a [`Document`] of each: for stages that hand most of a row
//! on as it is.
//!
//! [`Document`]: crate::document::Document

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Int32Type, Int64Type};
use arrow_array::{Array, RecordBatch, StringArray};
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use tamis_manifests::merkle::KeptLeaf;

use super::{documents_failed, supply};
use crate::document::schema;
use crate::error::{Error, Result};

/// Rows read at once.
const READ_ROWS: usize = 256;

/// Reads a file of documents, batch after batch, in its order.
pub(crate) struct BatchReader {
    reader: ParquetRecordBatchReader,
    path: PathBuf,
}

impl BatchReader {
    /// Opens a file.
    ///
    /// # Errors
    /// When it is not a Parquet file.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).map_err(Error::io(path, "open"))?;
        let fail = documents_failed(path);
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(&fail)?;
        Ok(Self {
            reader: builder.with_batch_size(READ_ROWS).build().map_err(&fail)?,
            path: path.to_path_buf(),
        })
    }
}

impl Iterator for BatchReader {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(self.reader.next()?.map_err(documents_failed(&self.path)))
    }
}

/// A batch with the columns of documents, and what emission asks of its rows.
#[derive(Clone)]
pub(crate) struct Rows {
    batch: RecordBatch,
    /// Places of columns in the schema.
    at: Columns,
}

/// Where columns are.
#[derive(Clone, Copy)]
struct Columns {
    text: usize,
    id: usize,
    url: usize,
    file_path: usize,
    offset: usize,
    language: usize,
    script: usize,
    cluster: usize,
    size: usize,
    record_id: usize,
    tokens: usize,
    signals: usize,
    pii: usize,
    digest: usize,
    markdown: usize,
    source: usize,
}

impl Columns {
    /// The names of columns are looked for once.
    fn get() -> Result<Self> {
        static AT: LazyLock<std::result::Result<Columns, &str>> = LazyLock::new(Columns::find);
        (*AT).map_err(|name| Error::run(format!("documents have no column `{name}`")))
    }

    /// # Errors
    /// The name of a column that the schema does not have.
    fn find() -> std::result::Result<Self, &'static str> {
        let schema = schema();
        let at = |name: &'static str| schema.index_of(name).map_err(|_| name);
        Ok(Self {
            text: at("text")?,
            id: at("id")?,
            url: at("url")?,
            file_path: at("file_path")?,
            offset: at("offset")?,
            language: at("language")?,
            script: at("language_script")?,
            cluster: at("minhash_cluster_id")?,
            size: at("minhash_cluster_size")?,
            record_id: at("record_id")?,
            tokens: at("token_count")?,
            signals: at("signals")?,
            pii: at("pii")?,
            digest: at("digest")?,
            markdown: at("markdown")?,
            source: at("source")?,
        })
    }
}

impl Rows {
    /// A batch of documents.
    ///
    /// # Errors
    /// When it does not have the schema's columns.
    pub(crate) fn new(batch: RecordBatch) -> Result<Self> {
        if batch.schema().fields() != schema().fields() {
            return Err(Error::run(
                "a file between stages does not have this version's schema",
            ));
        }
        let at = Columns::get()?;
        Ok(Self { batch, at })
    }

    pub(crate) fn batch(&self) -> &RecordBatch {
        &self.batch
    }

    pub(crate) fn into_batch(self) -> RecordBatch {
        self.batch
    }

    pub(crate) fn len(&self) -> usize {
        self.batch.num_rows()
    }

    fn texts(&self, column: usize) -> &StringArray {
        self.batch.column(column).as_string()
    }

    pub(crate) fn text(&self, row: usize) -> &str {
        self.texts(self.at.text).value(row)
    }

    pub(crate) fn id(&self, row: usize) -> &str {
        self.texts(self.at.id).value(row)
    }

    pub(crate) fn url(&self, row: usize) -> &str {
        self.texts(self.at.url).value(row)
    }

    pub(crate) fn file_path(&self, row: usize) -> &str {
        self.texts(self.at.file_path).value(row)
    }

    pub(crate) fn source(&self, row: usize) -> &str {
        self.texts(self.at.source).value(row)
    }

    pub(crate) fn offset(&self, row: usize) -> u64 {
        let column = self.batch.column(self.at.offset);
        column.as_primitive::<Int64Type>().value(row) as u64
    }

    /// `mlt_Latn`.
    pub(crate) fn language(&self, row: usize) -> String {
        let language = self.texts(self.at.language).value(row);
        match self.texts(self.at.script).value(row) {
            "" => language.to_owned(),
            script => format!("{language}_{script}"),
        }
    }

    pub(crate) fn cluster_size(&self, row: usize) -> u32 {
        let column = self.batch.column(self.at.size);
        column.as_primitive::<Int32Type>().value(row) as u32
    }

    pub(crate) fn tokens(&self, row: usize) -> u32 {
        let column = self.batch.column(self.at.tokens);
        column.as_primitive::<Int32Type>().value(row) as u32
    }

    /// The signal at that place of `SIGNALS`.
    pub(crate) fn signal(&self, row: usize, signal: usize) -> f32 {
        let signals = self.batch.column(self.at.signals).as_struct();
        let column = signals.columns().get(signal);
        column.map_or(f32::NAN, |column| {
            column.as_primitive::<Float32Type>().value(row)
        })
    }

    /// See [`supply::place`].
    pub(crate) fn place(&self, row: usize, seed: u64) -> u64 {
        let column = self.batch.column(self.at.cluster);
        let cluster = column.as_primitive::<Int64Type>().value(row) as u64;
        supply::place(self.id(row), cluster, seed)
    }

    /// The kinds of its places with personal data.
    pub(crate) fn pii_kinds(&self, row: usize) -> Vec<String> {
        let places = self.batch.column(self.at.pii).as_list::<i32>().value(row);
        let kinds = places.as_struct().column(0).as_string::<i32>();
        (0..kinds.len())
            .map(|at| kinds.value(at).to_owned())
            .collect()
    }

    /// What stands for a row in the tree of its shard; `language` is the row's.
    pub(crate) fn leaf<'a>(&'a self, row: usize, language: &'a str) -> KeptLeaf<'a> {
        KeptLeaf {
            digest: self.texts(self.at.digest).value(row),
            id: self.id(row),
            language,
            record_id: self.texts(self.at.record_id).value(row),
            url: self.url(row),
        }
    }

    /// Bytes of its long columns.
    pub(crate) fn bytes(&self, row: usize) -> usize {
        let markdown = self.texts(self.at.markdown);
        let markdown = if markdown.is_valid(row) {
            markdown.value(row).len()
        } else {
            0
        };
        self.text(row).len() + markdown + self.url(row).len()
    }

    /// Only these rows, by their places.
    ///
    /// # Errors
    /// When there are no such rows.
    pub(crate) fn only(&self, rows: &[u32]) -> Result<Self> {
        let batch = tamis_shuffle::only(&self.batch, rows)
            .map_err(|error| Error::run(error.to_string()))?;
        Ok(Self { batch, at: self.at })
    }
}
