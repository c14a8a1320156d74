//! Two columns of a Parquet file in a store, and nothing else of it.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use bytes::{Buf, Bytes};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};
use parquet::file::reader::{ChunkReader, Length};

use crate::error::Result;
use crate::stores::Stat;
use crate::{Error, Location, Stores};

/// Read first, from the end: the footer of most files is in it.
const FOOTER: u64 = 64 << 10;
/// No honest footer has more bytes.
const MOST_OF_A_FOOTER: u64 = 256 << 20;
/// No honest row group has more bytes of one column.
const MOST_OF_A_COLUMN: u64 = 1 << 30;

/// A Parquet file of which columns are read by row group.
pub(crate) struct Table<'a> {
    stores: &'a Stores,
    location: Location,
    stat: Stat,
    metadata: ArrowReaderMetadata,
}

impl<'a> Table<'a> {
    /// Reads the footer.
    pub(crate) fn open(stores: &'a Stores, location: Location) -> Result<Self> {
        let stat = stores.stat(&location)?;
        let wrong = |error: ParquetError| content(&location, error.to_string());
        let mut length = FOOTER.min(stat.bytes);
        let metadata: ParquetMetaData = loop {
            let range = stat.bytes - length..stat.bytes;
            let end = read(stores, &location, &stat, range)?;
            let mut reader = ParquetMetaDataReader::new();
            match reader.try_parse_sized(&end, stat.bytes) {
                Ok(()) => break reader.finish().map_err(wrong)?,
                Err(ParquetError::NeedMoreData(needed))
                    if (length + 1..=stat.bytes.min(MOST_OF_A_FOOTER))
                        .contains(&(needed as u64)) =>
                {
                    length = needed as u64;
                }
                Err(error) => return Err(wrong(error)),
            }
        };
        let metadata = ArrowReaderMetadata::try_new(Arc::new(metadata), ArrowReaderOptions::new());
        let metadata = metadata.map_err(wrong)?;
        Ok(Self {
            stores,
            metadata,
            location,
            stat,
        })
    }

    pub(crate) fn row_groups(&self) -> usize {
        self.metadata.metadata().num_row_groups()
    }

    /// Gives each row of two columns of strings in a row group to `row`. Null is an empty string.
    pub(crate) fn two_columns(
        &self,
        group: usize,
        columns: [&str; 2],
        mut row: impl FnMut(&str, &str),
    ) -> Result<()> {
        let wrong = |found: String| content(&self.location, found);
        let metadata = self.metadata.metadata();
        let mut leaves = Vec::new();
        let mut pieces = Vec::new();
        for name in columns {
            let chunks = metadata.row_group(group).columns();
            let found = chunks.iter().position(|c| c.column_path().string() == name);
            let leaf = found.ok_or_else(|| wrong(format!("there is no column `{name}`")))?;
            let chunk = &chunks[leaf];
            let start = chunk.dictionary_page_offset();
            let start = start.unwrap_or(chunk.data_page_offset());
            let stretch = u64::try_from(start).ok().and_then(|start| {
                let length = u64::try_from(chunk.compressed_size()).ok()?;
                let end = start.checked_add(length)?;
                (length <= MOST_OF_A_COLUMN && end <= self.stat.bytes).then_some(start..end)
            });
            let stretch = stretch.ok_or_else(|| {
                wrong(format!(
                    "column `{name}` of row group {group} is not where the file has room for it"
                ))
            })?;
            let start = stretch.start;
            let bytes = read(self.stores, &self.location, &self.stat, stretch)?;
            pieces.push((start, bytes));
            leaves.push(leaf);
        }
        let pieces = Pieces {
            length: self.stat.bytes,
            pieces,
        };
        let mask = ProjectionMask::leaves(self.metadata.parquet_schema(), leaves);
        let reader =
            ParquetRecordBatchReaderBuilder::new_with_metadata(pieces, self.metadata.clone())
                .with_projection(mask)
                .with_row_groups(vec![group])
                .with_batch_size(8192)
                .build()
                .map_err(|error| wrong(error.to_string()))?;
        for batch in reader {
            let batch = batch.map_err(|error| wrong(error.to_string()))?;
            let strings = |name: &str| {
                let column = batch.column_by_name(name);
                let strings = column.and_then(|column| column.as_string_opt::<i32>());
                strings.ok_or_else(|| wrong(format!("column `{name}` has no strings")))
            };
            let (first, second) = (strings(columns[0])?, strings(columns[1])?);
            for (first, second) in first.iter().zip(second) {
                row(first.unwrap_or_default(), second.unwrap_or_default());
            }
        }
        Ok(())
    }
}

fn read(stores: &Stores, location: &Location, stat: &Stat, range: Range<u64>) -> Result<Bytes> {
    let Some(path) = location.as_local() else {
        return stores.range(location, stat, range);
    };
    use std::os::unix::fs::FileExt;
    let file = std::fs::File::open(path).map_err(Error::local(path))?;
    let mut bytes = vec![0; (range.end - range.start) as usize];
    file.read_exact_at(&mut bytes, range.start)
        .map_err(Error::local(path))?;
    Ok(bytes.into())
}

fn content(location: &Location, found: String) -> Error {
    Error::Content {
        location: location.clone(),
        expected: "a part of Common Crawl's columnar index",
        found,
    }
}

/// The stretches of a file that were read.
struct Pieces {
    length: u64,
    pieces: Vec<(u64, Bytes)>,
}

impl Length for Pieces {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for Pieces {
    type T = bytes::buf::Reader<Bytes>;

    fn get_read(&self, start: u64) -> parquet::errors::Result<Self::T> {
        let piece = self.pieces.iter().find_map(|(at, bytes)| {
            let skip = usize::try_from(start.checked_sub(*at)?).ok()?;
            (skip < bytes.len()).then(|| bytes.slice(skip..))
        });
        let piece = piece.ok_or_else(|| {
            ParquetError::General(format!("byte {start} is in none of the columns asked for"))
        })?;
        Ok(piece.reader())
    }

    fn get_bytes(&self, start: u64, length: usize) -> parquet::errors::Result<Bytes> {
        let piece = self.get_read(start)?.into_inner();
        if piece.len() < length {
            let what = format!("{length} bytes at {start} go beyond their column");
            return Err(ParquetError::General(what));
        }
        Ok(piece.slice(..length))
    }
}
