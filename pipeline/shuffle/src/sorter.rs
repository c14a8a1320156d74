//! Rows in memory, sorted and written as a run.

use std::collections::BTreeMap;
use std::io::Write;

use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::SchemaRef;
use arrow_select::concat::concat_batches;
use arrow_select::interleave::interleave_record_batch;

use crate::Error;
use crate::run::RunWriter;

/// Bytes of rows in a block, in memory: with shards of 128 MiB, a run of 512 MiB and terabytes in all, a shard
/// needs about as much of each run.
const BLOCK_BYTES: usize = 128 << 10;

/// Small batches are put together until they have so many rows, or bytes in memory: to gather a block takes a look at
/// every batch, so that thousands of small ones, of as many small files, would take the square of their number.
const BATCH_ROWS: usize = 1024;
const BATCH_BYTES: usize = 8 << 20;

/// Batches of as many rows, or bytes, are left as they are.
const SMALL_ROWS: usize = 128;
const SMALL_BYTES: usize = 1 << 20;

/// A row: its key, its batch, and its place there.
type Row = (u64, u32, u32);

/// Gathers rows, then writes them by group and key.
pub struct Sorter {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
    /// Small ones, which will be the next batch together.
    small: Vec<RecordBatch>,
    small_rows: usize,
    small_bytes: usize,
    groups: BTreeMap<String, Vec<Row>>,
    bytes: usize,
    rows: usize,
}

impl Sorter {
    /// Rows with these columns.
    #[must_use]
    pub fn new(schema: SchemaRef) -> Self {
        Self {
            schema,
            batches: Vec::new(),
            small: Vec::new(),
            small_rows: 0,
            small_bytes: 0,
            groups: BTreeMap::new(),
            bytes: 0,
            rows: 0,
        }
    }

    /// Adds rows, each with its group and its key.
    ///
    /// # Errors
    /// When their columns are others than those of this sorter.
    pub fn push<'a>(
        &mut self,
        rows: RecordBatch,
        places: impl IntoIterator<Item = (&'a str, u64)>,
    ) -> Result<(), Error> {
        let bytes = rows.get_array_memory_size();
        let small = rows.num_rows() < SMALL_ROWS && bytes < SMALL_BYTES;
        if !small {
            self.put_together()?;
        }
        let batch = u32::try_from(self.batches.len()).unwrap_or(u32::MAX);
        let first = u32::try_from(self.small_rows).unwrap_or(u32::MAX);
        for (row, (group, key)) in (first..).zip(places).take(rows.num_rows()) {
            let place = (key, batch, row);
            match self.groups.get_mut(group) {
                Some(rows) => rows.push(place),
                None => {
                    self.groups.insert(group.to_owned(), vec![place]);
                }
            }
        }
        self.bytes += bytes;
        self.rows += rows.num_rows();
        if !small {
            self.batches.push(rows);
            return Ok(());
        }
        self.small_rows += rows.num_rows();
        self.small_bytes += bytes;
        self.small.push(rows);
        match self.small_rows >= BATCH_ROWS || self.small_bytes >= BATCH_BYTES {
            true => self.put_together(),
            false => Ok(()),
        }
    }

    /// Makes one batch of the small ones.
    fn put_together(&mut self) -> Result<(), Error> {
        let small = std::mem::take(&mut self.small);
        let apart = std::mem::take(&mut self.small_bytes);
        self.small_rows = 0;
        if small.is_empty() {
            return Ok(());
        }
        let batch = concat_batches(&self.schema, &small)?;
        self.bytes = self.bytes.saturating_sub(apart) + batch.get_array_memory_size();
        self.batches.push(batch);
        Ok(())
    }

    /// Bytes of memory that the rows take.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes + self.rows * size_of::<Row>()
    }

    /// Whether nothing was added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Writes a run and lets go of the rows; gives the writer and the number of rows.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write<W: Write>(&mut self, out: W) -> Result<(W, u64), Error> {
        self.put_together()?;
        let mut writer = RunWriter::new(out, &self.schema)?;
        let batches = std::mem::take(&mut self.batches);
        let batches: Vec<&RecordBatch> = batches.iter().collect();
        // What a row takes on average decides how many make a block.
        let of_block = (BLOCK_BYTES * self.rows / self.bytes.max(1)).clamp(1, 4096);
        for (group, mut rows) in std::mem::take(&mut self.groups) {
            rows.sort_unstable();
            for rows in rows.chunks(of_block) {
                let keys: Vec<u64> = rows.iter().map(|(key, ..)| *key).collect();
                let at: Vec<(usize, usize)> = rows
                    .iter()
                    .map(|(_, batch, row)| (*batch as usize, *row as usize))
                    .collect();
                let block = interleave_record_batch(&batches, &at)?;
                writer.write(&group, &keys, &block)?;
            }
        }
        (self.bytes, self.rows) = (0, 0);
        writer.finish()
    }
}

/// Some rows of a batch, copied, so that the rest of it can be let go.
///
/// # Errors
/// When there are no such rows.
pub fn only(rows: &RecordBatch, at: &[u32]) -> Result<RecordBatch, Error> {
    if at.len() == rows.num_rows() {
        return Ok(rows.clone());
    }
    let at: ArrayRef = std::sync::Arc::new(arrow_array::UInt32Array::from(at.to_vec()));
    Ok(arrow_select::take::take_record_batch(rows, &at)?)
}
