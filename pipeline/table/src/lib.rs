//! Parquet files that may be damaged or made to do harm: reading a few columns of them, without a
//! panic.
//!
//! - [`Table`]: some columns of all rows, batch by batch, or of some row groups.
//! - [`Index`]: the rows of one value, by Bloom filters; [`searchable`] has a writer make them.
//! - [`texts`], [`integers`] and their like: a column of a batch as the type that it must have.
//! - [`caught`], [`guarded`]: the Parquet reader panics at some damaged files; that is no panic of ours.
//!
//! What goes wrong is told as a part of a sentence whose subject is the file: "it has no column `id`".

mod search;

use std::cell::Cell;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};

use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Float64Type, Int32Type, Int64Type};
use arrow_array::{Array, PrimitiveArray, RecordBatch, StringArray};
use arrow_schema::Schema;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder,
};

pub use search::{Index, searchable};

thread_local! {
    static READING: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread reads a Parquet file and a panic is caught: a panic hook should say nothing
/// then, since the file is reported instead.
#[must_use]
pub fn reading() -> bool {
    READING.get()
}

/// Runs `work`; nothing where it panics, as the Parquet reader does with some damaged files.
pub fn caught<T>(work: impl FnOnce() -> T) -> Option<T> {
    let before = READING.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    READING.set(before);
    result.ok()
}

/// The same of work that may fail: a panic in it becomes an error.
///
/// # Errors
/// Those of `work`.
pub fn guarded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    let gave_up = || Err("it is damaged: the Parquet reader gave up".to_owned());
    caught(work).unwrap_or_else(gave_up)
}

/// A Parquet file of which some columns are read.
pub struct Table {
    /// Rows, as its footer says.
    pub rows: u64,
    file: File,
    metadata: ArrowReaderMetadata,
    group: Option<usize>,
}

/// Rows in a batch.
const BATCH: usize = 8192;

impl Table {
    /// Opens a file. Its columns have the types of Parquet itself: what an Arrow schema beside them
    /// says is passed over.
    ///
    /// # Errors
    /// A footer that cannot be read.
    pub fn open(file: File) -> Result<Self, String> {
        let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let metadata = ArrowReaderMetadata::load(&file, options).map_err(|e| wrong(&e))?;
        let rows = u64::try_from(metadata.metadata().file_metadata().num_rows())
            .map_err(|_| "its footer counts less than no rows".to_owned())?;
        Ok(Self {
            rows,
            file,
            metadata,
            group: None,
        })
    }

    /// The columns, with Parquet's own types.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        self.metadata.schema()
    }

    /// The number of the first row of each row group.
    #[must_use]
    pub fn groups(&self) -> Vec<u64> {
        let mut next = 0;
        let groups = self.metadata.metadata().row_groups().iter();
        groups
            .map(|group| {
                let first = next;
                next += u64::try_from(group.num_rows()).unwrap_or(0);
                first
            })
            .collect()
    }

    /// One row group alone. `file` is the same file, opened once more: threads that share a handle
    /// share its place, too.
    #[must_use]
    pub fn group(&self, file: File, number: usize) -> Self {
        let metadata = self.metadata.clone();
        Self {
            rows: self.rows,
            file,
            metadata,
            group: Some(number),
        }
    }

    /// Reads columns of these names, in batches of some thousand rows. `signals.words` is the field of
    /// a column.
    ///
    /// # Errors
    /// A column that is missing.
    pub fn read(self, columns: &[&str]) -> Result<ParquetRecordBatchReader, String> {
        self.read_batches(columns, BATCH)
    }

    /// The same with fewer rows at a time, for columns with whole texts.
    ///
    /// # Errors
    /// A column that is missing.
    pub fn read_batches(
        self,
        columns: &[&str],
        rows: usize,
    ) -> Result<ParquetRecordBatchReader, String> {
        for column in columns {
            let name = column.split_once('.').map_or(*column, |(name, _)| name);
            if self.schema().index_of(name).is_err() {
                return Err(format!("it has no column `{name}`"));
            }
        }
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(self.file, self.metadata);
        let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
        let builder = match self.group {
            Some(number) => builder.with_row_groups(vec![number]),
            None => builder,
        };
        let builder = builder.with_projection(mask).with_batch_size(rows);
        builder.build().map_err(|error| wrong(&error))
    }
}

/// A message of the reader as part of a sentence.
pub fn wrong(error: &dyn std::fmt::Display) -> String {
    format!("it cannot be read as Parquet: {error}")
}

/// A column of texts without gaps.
///
/// # Errors
/// No such column, another type, or rows without a value.
pub fn texts<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a StringArray, String> {
    let column = maybe_texts(batch, name)?;
    if column.null_count() > 0 {
        return Err(format!("its column `{name}` has rows without a value"));
    }
    Ok(column)
}

/// A column of texts, which may have gaps.
///
/// # Errors
/// No such column, or another type.
pub fn maybe_texts<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a StringArray, String> {
    batch
        .column_by_name(name)
        .and_then(|column| column.as_string_opt::<i32>())
        .ok_or_else(|| format!("its column `{name}` is not text"))
}

macro_rules! numbers {
    ($function:ident, $kind:ty, $what:literal) => {
        #[doc = concat!("A column of numbers of the type ", $what, ", which may have gaps.")]
        ///
        /// # Errors
        /// No such column, or another type.
        pub fn $function<'a>(
            batch: &'a RecordBatch,
            name: &str,
        ) -> Result<&'a PrimitiveArray<$kind>, String> {
            batch
                .column_by_name(name)
                .and_then(|column| column.as_primitive_opt::<$kind>())
                .ok_or_else(|| format!("its column `{name}` is not of the type {}", $what))
        }
    };
}

numbers!(integers, Int64Type, "int64");
numbers!(small_integers, Int32Type, "int32");
numbers!(floats, Float64Type, "double");
numbers!(small_floats, Float32Type, "float");

/// A number of the column `name` that is not less than 0.
///
/// # Errors
/// It is less.
pub fn natural(number: i64, name: &str) -> Result<u64, String> {
    u64::try_from(number).map_err(|_| format!("its column `{name}` has a number below 0"))
}
