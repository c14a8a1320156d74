//! Reading a part of the ledger.

use std::fs::File;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::errors::ParquetError;

use super::{BATCH, Removed, schema};

/// Reads a part of the ledger, some rows at a time.
pub struct LedgerReader {
    inner: ParquetRecordBatchReader,
}

impl LedgerReader {
    /// Opens a file.
    ///
    /// # Errors
    /// When it is no Parquet file or has other columns.
    pub fn open(file: File) -> Result<Self, ParquetError> {
        let builder = ParquetRecordBatchReaderBuilder::try_new(file)?.with_batch_size(BATCH);
        if builder.schema().fields() != schema().fields() {
            return Err(ParquetError::General(
                "its columns are not those of a removal ledger".into(),
            ));
        }
        Ok(Self {
            inner: builder.build()?,
        })
    }
}

impl Iterator for LedgerReader {
    type Item = Result<Vec<Removed>, ParquetError>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = self.inner.next()?;
        Some(batch.map(|batch| rows(&batch)).map_err(ParquetError::from))
    }
}

/// The rows of a batch with the columns of [`schema`].
#[must_use]
pub fn rows(batch: &RecordBatch) -> Vec<Removed> {
    let text = |i: usize| batch.column(i).as_string::<i32>();
    let number = |i: usize, row: usize| {
        let column = batch.column(i).as_primitive::<Float64Type>();
        column.is_valid(row).then(|| column.value(row))
    };
    let offset = batch.column(8).as_primitive::<Int64Type>();
    let detail = text(9);
    (0..batch.num_rows())
        .map(|row| Removed {
            id: text(0).value(row).to_owned(),
            url: text(1).value(row).to_owned(),
            language: text(2).value(row).to_owned(),
            stage: text(3).value(row).to_owned(),
            reason: text(4).value(row).to_owned(),
            value: number(5, row),
            threshold: number(6, row),
            file_path: text(7).value(row).to_owned(),
            offset: u64::try_from(offset.value(row)).unwrap_or(0),
            detail: detail.is_valid(row).then(|| detail.value(row).to_owned()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LedgerWriter;

    #[test]
    fn rows_come_back_with_the_same_leaves() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.parquet");
        let row = |n: u32| Removed {
            id: format!("{n:032x}"),
            url: format!("https://example.org/é?{n}"),
            reason: "quality.min_words".into(),
            value: (!n.is_multiple_of(3)).then(|| f64::from(0.1f32 * n as f32)),
            threshold: (!n.is_multiple_of(2)).then_some(1e-7),
            offset: u64::from(n) << 20,
            detail: n.is_multiple_of(5).then(|| "\u{1}\"\\".into()),
            ..Removed::default()
        };
        let mut writer = LedgerWriter::new(File::create(&path).unwrap()).unwrap();
        (0..9000).for_each(|n| writer.push(row(n)).unwrap());
        writer.finish().unwrap();
        let reader = LedgerReader::open(File::open(&path).unwrap()).unwrap();
        let back: Vec<Removed> = reader.flat_map(Result::unwrap).collect();
        assert_eq!(back.len(), 9000);
        for (n, row_back) in (0..).zip(&back) {
            assert_eq!(*row_back, row(n));
            assert_eq!(row_back.hash(), row(n).hash());
        }
    }
}
