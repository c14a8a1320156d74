//! Documents in Parquet files.

mod columns;
mod copy;

use std::fs::File;
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder,
};
use parquet::errors::ParquetError;
use parquet::file::metadata::RowGroupMetaData;

use super::cells::{self, Cells, Found, Role, Wanted, row};
use super::row::{BATCH, BATCH_BYTES, Read, Unusable, next_number};
use crate::error::{Error, Result};
use crate::io::parquet_failed;
use columns::{Place, Values};

pub(super) use copy::copy;

/// A Parquet file, and where the wanted columns are.
struct Table {
    file: File,
    path: PathBuf,
    metadata: ArrowReaderMetadata,
    places: Vec<Place>,
}

impl Table {
    fn new(file: File, path: &Path, wanted: &Wanted) -> Result<Self> {
        let metadata = guarded(path, || {
            ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())
                .map_err(|error| damaged(path, error))
        })?;
        let places = columns::find(metadata.schema(), wanted, path)?;
        Ok(Self {
            file,
            path: path.to_path_buf(),
            metadata,
            places,
        })
    }

    fn groups(&self) -> usize {
        self.metadata.metadata().num_row_groups()
    }

    /// Rows of the first `groups` row groups.
    fn rows(&self, groups: usize) -> u64 {
        let all = self.metadata.metadata().row_groups().iter();
        let rows = all.take(groups).map(|group| group.num_rows().max(0) as u64);
        rows.fold(0, u64::saturating_add)
    }

    /// Reads a row group in batches that are bounded in rows and, as far as the footer tells, bytes.
    fn group(&self, group: usize, only_wanted: bool) -> Result<ParquetRecordBatchReader> {
        let file = self
            .file
            .try_clone()
            .map_err(Error::io(&self.path, "read"))?;
        let schema = self.metadata.parquet_schema();
        let is_wanted = |leaf: usize| {
            let path = schema.column(leaf);
            let path = path.path().parts();
            // A list has its values further down.
            self.places
                .iter()
                .any(|place| path.starts_with(&place.path))
        };
        let leaves: Vec<usize> = (0..schema.num_columns())
            .filter(|leaf| !only_wanted || is_wanted(*leaf))
            .collect();
        let rows = batch_rows(self.metadata.metadata().row_group(group), &leaves);
        guarded(&self.path, || {
            ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone())
                .with_projection(ProjectionMask::leaves(schema, leaves))
                .with_row_groups(vec![group])
                .with_batch_size(rows)
                .build()
                .map_err(|error| damaged(&self.path, error))
        })
    }
}

/// Rows of a group that make a batch.
fn batch_rows(group: &RowGroupMetaData, leaves: &[usize]) -> usize {
    let bytes: u64 = leaves
        .iter()
        .map(|leaf| {
            let column = group.column(*leaf);
            // A dictionary hides how long the values are; newer files say so.
            let values = column.unencoded_byte_array_data_bytes().unwrap_or(0);
            column.uncompressed_size().max(values).max(0) as u64
        })
        .fold(0, u64::saturating_add);
    let rows = group.num_rows().max(1) as u64;
    let row = (bytes / rows).max(1);
    usize::try_from(BATCH_BYTES as u64 / row).map_or(BATCH, |rows| rows.clamp(1, BATCH))
}

/// Reads documents.
pub(super) struct Reader {
    table: Table,
    wanted: Wanted,
    /// The next row group.
    group: usize,
    open: Option<ParquetRecordBatchReader>,
    number: u32,
}

impl Reader {
    pub(super) fn new(file: File, path: &Path, wanted: Wanted) -> Result<Self> {
        Ok(Self {
            table: Table::new(file, path, &wanted)?,
            wanted,
            group: 0,
            open: None,
            number: 0,
        })
    }

    pub(super) fn batch(&mut self) -> Result<Option<Vec<Read>>> {
        loop {
            if let Some(reader) = &mut self.open {
                match next(reader, &self.table.path)? {
                    Some(batch) => return self.rows(&batch).map(Some),
                    None => self.open = None,
                }
            } else if self.group < self.table.groups() {
                // A group that cannot be read is behind us all the same.
                self.group += 1;
                self.open = Some(self.table.group(self.group - 1, true)?);
            } else {
                return Ok(None);
            }
        }
    }

    /// Goes on with the next row group, and whether there is one.
    pub(super) fn recover(&mut self) -> bool {
        self.open = None;
        self.number = u32::try_from(self.table.rows(self.group)).unwrap_or(u32::MAX);
        self.group < self.table.groups()
    }

    /// Rows that were given, and all rows.
    pub(super) fn progress(&self) -> (u64, u64) {
        (u64::from(self.number), self.table.rows(self.table.groups()))
    }

    /// The wanted columns that there are.
    pub(super) fn found(&self, wanted: &Wanted) -> Vec<Found> {
        let found = |place: &Place| Found {
            role: place.role,
            name: place.path.join("."),
            kind: place.kind.to_string(),
            values: columns::values(&place.kind),
        };
        let asked = |place: &&Place| wanted.columns.iter().any(|want| want.role == place.role);
        self.table.places.iter().filter(asked).map(found).collect()
    }

    fn rows(&mut self, batch: &RecordBatch) -> Result<Vec<Read>> {
        let path = &self.table.path;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let mut values = Vec::new();
        for place in &self.table.places {
            let these = guarded(path, || Values::of(batch, place, path))?;
            values.push((place.role, these));
        }
        let mut rows = Vec::with_capacity(batch.num_rows());
        for i in 0..batch.num_rows() {
            let number = next_number(&mut self.number, path)?;
            let from_one = u64::from(number) + 1;
            let mut cells = Cells::default();
            for (role, values) in &values {
                cells[*role as usize] = Some(values.cell(i));
            }
            let at = (number, u64::from(number));
            rows.push(match cells::text(&mut cells, &self.wanted) {
                Ok(text) => Ok(row(cells, text, at, || format!("{name}:{from_one}"))),
                Err((why, reason)) => Err(Unusable {
                    place: format!("{}: row {from_one}", path.display()),
                    offset: u64::from(number),
                    bytes: 0,
                    why,
                    reason,
                }),
            });
        }
        Ok(rows)
    }
}

/// The next batch of a row group.
fn next(reader: &mut ParquetRecordBatchReader, path: &Path) -> Result<Option<RecordBatch>> {
    guarded(path, || {
        let batch = reader.next().transpose();
        batch.map_err(|error| damaged(path, ParquetError::ArrowError(error.to_string())))
    })
}

/// The Parquet library panics on some damaged files (of 1,500 with one to three bytes changed, 29 in
/// `parquet` 60.1), which must end this file and not the program.
fn guarded<T>(path: &Path, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let panicked = || {
        Err(damaged(
            path,
            ParquetError::General("nonsense in it".into()),
        ))
    };
    tamis_table::caught(work).unwrap_or_else(panicked)
}

/// The place of the text among the wanted columns.
fn text_place(places: &[Place]) -> Option<&Place> {
    places.iter().find(|place| place.role == Role::Text)
}

/// What the Parquet library says, with what to do about it.
fn damaged(path: &Path, error: ParquetError) -> Error {
    let advice = match error.to_string() {
        text if text.contains("Disabled feature") => {
            "its columns are compressed in a way that this build cannot read: write it again with \
             zstd, as in `pyarrow.parquet.write_table(table, \"NEW.parquet\", compression=\"zstd\")`"
        }
        _ => "the file seems cut short, damaged or encrypted: fetch it again",
    };
    match parquet_failed(path, "read")(error) {
        Error::Run { message, .. } => Error::run_help(message, advice),
        other => other,
    }
}
