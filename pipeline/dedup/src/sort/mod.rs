//! Sorting more records than memory holds.
//!
//! A record is a string of bytes, all of one length, and records are in the order of their bytes: what
//! is to be sorted by comes first and big-endian. [`Sorter`] takes records in any order and keeps as
//! many as its budget allows; when that is full they are sorted and written to a temporary file, a
//! *run*. [`Sorted`] gives all of them back in order, from memory alone if there was no run, and any
//! number of times. Memory stays within the budget whatever the number of records, and time grows as
//! that of one sort and a merge: a record is written and read once for every [`FAN_IN`] times as many
//! runs.
//!
//! Runs are files without a name: they vanish with the process, however it ends.

mod merge;
mod order;
mod run;

use std::path::{Path, PathBuf};

pub use merge::{Merge, Source};
pub use order::prefix;

use crate::Error;
use order::{Place, gather, order};
use run::{Run, RunReader, RunWriter};

/// Most runs that are merged at once.
pub const FAN_IN: usize = 128;

/// What a record costs in memory beside its own bytes: its place in the order.
const PLACE: usize = size_of::<Place>();

/// Where and how much: the folder for runs and the bytes of memory that one sort may take.
#[derive(Debug, Clone)]
pub struct Budget {
    /// Where runs are written; it must exist.
    pub folder: PathBuf,
    /// Bytes of memory for records and their order, at least a few mebibytes to be of use.
    pub bytes: usize,
}

impl Budget {
    /// A budget of `bytes` with runs in `folder`.
    #[must_use]
    pub fn new(folder: &Path, bytes: usize) -> Self {
        Self {
            folder: folder.to_path_buf(),
            bytes,
        }
    }

    /// The same folder and an `n`th of the memory, for one of `n` sorts at the same time.
    #[must_use]
    pub fn share(&self, n: usize) -> Self {
        Self {
            folder: self.folder.clone(),
            bytes: self.bytes / n.max(1),
        }
    }
}

/// Takes records in any order.
pub struct Sorter {
    width: usize,
    budget: Budget,
    /// Records that fit the budget.
    capacity: usize,
    buffer: Vec<u8>,
    /// Runs by how often their records were merged.
    levels: Vec<Vec<Run>>,
    count: u64,
}

impl Sorter {
    /// For records of `width` bytes (at least 1).
    #[must_use]
    pub fn new(width: usize, budget: &Budget) -> Self {
        let width = width.max(1);
        let fits = budget.bytes / (width + PLACE);
        Self {
            width,
            budget: budget.clone(),
            capacity: fits.clamp(64, u32::MAX as usize),
            buffer: Vec::new(),
            levels: Vec::new(),
            count: 0,
        }
    }

    /// Adds a record, which `fill` appends; exactly `width` bytes.
    ///
    /// # Errors
    /// [`Error::Io`] when a run cannot be written.
    #[inline]
    pub fn push_with(&mut self, fill: impl FnOnce(&mut Vec<u8>)) -> Result<(), Error> {
        fill(&mut self.buffer);
        self.count += 1;
        debug_assert_eq!(self.buffer.len() % self.width, 0);
        if self.buffer.len() >= self.capacity * self.width {
            self.spill()?;
        }
        Ok(())
    }

    /// Adds a record.
    ///
    /// # Errors
    /// As [`push_with`](Self::push_with).
    pub fn push(&mut self, record: &[u8]) -> Result<(), Error> {
        self.push_with(|buffer| buffer.extend_from_slice(record))
    }

    /// Records so far.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.count
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Ends the input.
    ///
    /// # Errors
    /// As [`push_with`](Self::push_with).
    pub fn finish(mut self) -> Result<Sorted, Error> {
        let mut runs: Vec<Run> = Vec::new();
        if !self.levels.is_empty() {
            if !self.buffer.is_empty() {
                self.spill()?;
            }
            self.buffer = Vec::new();
            runs = self.levels.drain(..).flatten().collect();
            while runs.len() > FAN_IN {
                let some = runs.drain(..FAN_IN).collect();
                runs.push(merged(some, self.width, &self.budget.folder)?);
            }
        }
        let order = order(&self.buffer, self.width);
        Ok(Sorted {
            width: self.width,
            count: self.count,
            buffer: self.buffer,
            order,
            runs,
        })
    }

    fn spill(&mut self) -> Result<(), Error> {
        let order = order(&self.buffer, self.width);
        let mut writer = RunWriter::new(&self.budget.folder)?;
        let (mut rest, mut batch) = (&order[..], Vec::new());
        while let Some(after) = rest.get(gather(&self.buffer, self.width, rest, &mut batch)..)
            && !batch.is_empty()
        {
            writer.write(&batch)?;
            rest = after;
        }
        self.buffer.clear();
        let mut run = writer.finish()?;
        for level in 0.. {
            if level == self.levels.len() {
                self.levels.push(Vec::new());
            }
            let Some(runs) = self.levels.get_mut(level) else {
                break;
            };
            runs.push(run);
            if runs.len() < FAN_IN {
                break;
            }
            run = merged(std::mem::take(runs), self.width, &self.budget.folder)?;
        }
        Ok(())
    }
}

fn merged(runs: Vec<Run>, width: usize, folder: &Path) -> Result<Run, Error> {
    let mut writer = RunWriter::new(folder)?;
    let mut merge = Merge::new(runs.iter().map(|run| run.read(width)).collect())?;
    while let Some(record) = merge.next()? {
        writer.write(record)?;
    }
    writer.finish()
}

/// All records, in order.
pub struct Sorted {
    width: usize,
    count: u64,
    buffer: Vec<u8>,
    order: Vec<Place>,
    runs: Vec<Run>,
}

impl Sorted {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.count
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Whether the records did not fit the budget and lie in files.
    #[must_use]
    pub fn spilled(&self) -> bool {
        !self.runs.is_empty()
    }

    /// From the first to the last; may be called again.
    ///
    /// # Errors
    /// [`Error::Io`] when a run cannot be read.
    pub fn iter(&self) -> Result<SortedIter<'_>, Error> {
        let runs = self.runs.iter().map(|run| run.read(self.width)).collect();
        Ok(SortedIter {
            width: self.width,
            buffer: &self.buffer,
            rest: &self.order,
            batch: Vec::new(),
            at: 0,
            merge: if self.spilled() {
                Some(Merge::new(runs)?)
            } else {
                None
            },
        })
    }
}

/// Records one by one.
pub struct SortedIter<'a> {
    width: usize,
    buffer: &'a [u8],
    /// Places of records that were not yet brought together.
    rest: &'a [Place],
    batch: Vec<u8>,
    at: usize,
    merge: Option<Merge<RunReader>>,
}

impl Source for SortedIter<'_> {
    #[inline]
    fn next(&mut self) -> Result<Option<&[u8]>, Error> {
        if let Some(merge) = &mut self.merge {
            return merge.next();
        }
        if self.at >= self.batch.len() {
            let taken = gather(self.buffer, self.width, self.rest, &mut self.batch);
            self.rest = self.rest.get(taken..).unwrap_or_default();
            self.at = 0;
        }
        let record = self.batch.get(self.at..self.at + self.width);
        self.at += self.width;
        Ok(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(sorted: &Sorted) -> Vec<Vec<u8>> {
        let mut iter = sorted.iter().unwrap();
        let mut out = Vec::new();
        while let Some(record) = iter.next().unwrap() {
            out.push(record.to_vec());
        }
        out
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_budget_gives_the_same_order(
            width in 1usize..40,
            count in 0usize..3000,
            seed: u64,
            budget in 0usize..200_000,
        ) {
            let folder = tempfile::tempdir().unwrap();
            let mut state = seed;
            let mut records = Vec::new();
            for _ in 0..count {
                // Few distinct bytes, so that prefixes and whole records come again.
                records.push((0..width).map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    (state >> 62) as u8
                }).collect::<Vec<u8>>());
            }
            let mut sorter = Sorter::new(width, &Budget::new(folder.path(), budget));
            for record in &records {
                sorter.push(record).unwrap();
            }
            let sorted = sorter.finish().unwrap();
            records.sort();
            prop_assert_eq!(sorted.len(), count as u64);
            prop_assert_eq!(all(&sorted), records.clone());
            prop_assert_eq!(all(&sorted), records);
            prop_assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        }
    }

    #[test]
    fn more_runs_than_are_merged_at_once() {
        let folder = tempfile::tempdir().unwrap();
        // The smallest capacity is 64 records.
        let mut sorter = Sorter::new(8, &Budget::new(folder.path(), 0));
        let count = 64 * FAN_IN as u64 * 3 + 5;
        for i in 0..count {
            let record = i.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes();
            sorter.push(&record).unwrap();
        }
        let sorted = sorter.finish().unwrap();
        assert!(sorted.spilled() && sorted.runs.len() <= FAN_IN);
        let all = all(&sorted);
        assert_eq!(all.len() as u64, count);
        assert!(all.is_sorted());
    }
}
