//! Finding the rows of a value in a large file, by Bloom filters; and writing files in which that is
//! quick.

use std::fs::File;

use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder, RowSelection,
    RowSelector,
};
use parquet::file::metadata::PageIndexPolicy;
use parquet::file::properties::WriterPropertiesBuilder;
use parquet::file::statistics::Statistics;
use parquet::schema::types::ColumnPath;

use crate::{texts, wrong};

/// Columns that rows are found by.
const KEYS: [&str; 2] = ["id", "url"];

/// Rows in a group: a filter that says "perhaps" costs reading one column of so many rows, some ten
/// milliseconds, and a group's filters are read for each search.
const GROUP: usize = 1 << 17;

/// How often a filter says "perhaps" of a value that is not there: of a hundred groups, one is read
/// for nothing.
const FALSE_POSITIVES: f64 = 0.01;

/// Properties with which rows are found quickly by `id` and `url`: Bloom filters on both, for both
/// the shards and the ledger. Their values are all different, so a dictionary of them is left out.
#[must_use]
pub fn searchable(mut properties: WriterPropertiesBuilder) -> WriterPropertiesBuilder {
    properties = properties.set_max_row_group_row_count(Some(GROUP));
    for key in KEYS {
        let column = || ColumnPath::from(key);
        properties = properties
            .set_column_dictionary_enabled(column(), false)
            .set_column_bloom_filter_enabled(column(), true)
            .set_column_bloom_filter_fpp(column(), FALSE_POSITIVES)
            .set_column_bloom_filter_max_ndv(column(), GROUP as u64);
    }
    properties
}

/// The footer of a file, with the places of its pages where it has them.
pub struct Index {
    file: File,
    metadata: ArrowReaderMetadata,
}

impl Index {
    /// Reads the footer.
    ///
    /// # Errors
    /// A footer that cannot be read.
    pub fn open(file: File) -> Result<Self, String> {
        let options = ArrowReaderOptions::new()
            .with_skip_arrow_metadata(true)
            .with_offset_index_policy(PageIndexPolicy::Optional);
        let metadata = ArrowReaderMetadata::load(&file, options).map_err(|e| wrong(&e))?;
        Ok(Self { file, metadata })
    }

    fn builder(&self) -> Result<ParquetRecordBatchReaderBuilder<File>, String> {
        let file = self.file.try_clone().map_err(|error| error.to_string())?;
        let metadata = self.metadata.clone();
        Ok(ParquetRecordBatchReaderBuilder::new_with_metadata(
            file, metadata,
        ))
    }

    fn column(&self, name: &str) -> Result<usize, String> {
        let schema = self.metadata.parquet_schema();
        (0..schema.num_columns())
            .find(|i| schema.column(*i).path().string() == name)
            .ok_or_else(|| format!("it has no column `{name}`"))
    }

    /// The numbers of the rows of which a column has this value, ascending. Groups whose smallest and
    /// largest value or whose Bloom filter say no are passed over; where there is neither, the
    /// column is read.
    ///
    /// # Errors
    /// A column that is missing or no text, or pages that cannot be read.
    pub fn find(&self, name: &str, value: &str) -> Result<Vec<u64>, String> {
        let column = self.column(name)?;
        let mut found = Vec::new();
        let mut first = 0;
        for (number, group) in self.metadata.metadata().row_groups().iter().enumerate() {
            let rows = u64::try_from(group.num_rows()).unwrap_or(0);
            let within = in_range(group.column(column).statistics(), value.as_bytes());
            if within && self.perhaps(number, column, value)? {
                self.scan(number, column, name, value, first, &mut found)?;
            }
            first += rows;
        }
        Ok(found)
    }

    fn perhaps(&self, group: usize, column: usize, value: &str) -> Result<bool, String> {
        let filter = self
            .builder()?
            .get_row_group_column_bloom_filter(group, column);
        // A filter that cannot be read is none: the column itself decides.
        Ok(filter
            .ok()
            .flatten()
            .is_none_or(|filter| filter.check(value)))
    }

    fn scan(
        &self,
        group: usize,
        column: usize,
        name: &str,
        value: &str,
        first: u64,
        found: &mut Vec<u64>,
    ) -> Result<(), String> {
        let builder = self
            .builder()?
            .with_row_groups(vec![group])
            .with_batch_size(8192);
        let mask = ProjectionMask::leaves(builder.parquet_schema(), [column]);
        let reader = builder
            .with_projection(mask)
            .build()
            .map_err(|e| wrong(&e))?;
        let mut row = first;
        for batch in reader {
            let batch = batch.map_err(|error| wrong(&error))?;
            for text in texts(&batch, name)?.iter() {
                if text == Some(value) {
                    found.push(row);
                }
                row += 1;
            }
        }
        Ok(())
    }

    /// Some columns of some rows, which are ascending; only their pages are read.
    ///
    /// # Errors
    /// Pages that cannot be read.
    pub fn rows(
        &self,
        columns: &[&str],
        rows: &[u64],
    ) -> Result<Vec<arrow_array::RecordBatch>, String> {
        let mut selectors = Vec::new();
        let mut next = 0u64;
        for row in rows {
            let skip = usize::try_from(row - next).map_err(|error| error.to_string())?;
            if skip > 0 {
                selectors.push(RowSelector::skip(skip));
            }
            selectors.push(RowSelector::select(1));
            next = row + 1;
        }
        let builder = self.builder()?;
        let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
        let builder = builder
            .with_projection(mask)
            .with_row_selection(RowSelection::from(selectors));
        let reader = builder.build().map_err(|error| wrong(&error))?;
        reader
            .map(|batch| batch.map_err(|error| wrong(&error)))
            .collect()
    }
}

/// Whether a value may lie between the smallest and the largest of a group.
fn in_range(statistics: Option<&Statistics>, value: &[u8]) -> bool {
    let Some(statistics) = statistics else {
        return true;
    };
    // Both may be cut short, the smallest downwards and the largest upwards, as the format asks for.
    statistics.min_bytes_opt().is_none_or(|min| min <= value)
        && statistics.max_bytes_opt().is_none_or(|max| value <= max)
}
