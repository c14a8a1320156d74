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

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use merge::{Merge, Source};

use crate::Error;

/// Most runs that are merged at once.
pub const FAN_IN: usize = 128;

/// What a record costs in memory beside its own bytes: its place in the order.
const PLACE: usize = size_of::<Place>();

/// Bytes of one read or write of a run.
const CHUNK: usize = 256 * 1024;

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

/// The first eight bytes of a record as a number of the same order, and where the record stands.
#[derive(Clone, Copy)]
struct Place {
    prefix: u64,
    at: u32,
}

/// The first eight bytes of a record, big-endian; a shorter one counts as if zeros followed.
#[must_use]
#[inline]
pub fn prefix(record: &[u8]) -> u64 {
    match record.first_chunk::<8>() {
        Some(eight) => u64::from_be_bytes(*eight),
        None => {
            let mut eight = [0; 8];
            eight
                .iter_mut()
                .zip(record)
                .for_each(|(to, from)| *to = *from);
            u64::from_be_bytes(eight)
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
        for place in &order {
            writer.write(record_at(&self.buffer, self.width, place.at))?;
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

fn order(buffer: &[u8], width: usize) -> Vec<Place> {
    let mut order: Vec<Place> = buffer
        .chunks_exact(width)
        .zip(0u32..)
        .map(|(record, at)| Place {
            prefix: prefix(record),
            at,
        })
        .collect();
    order.sort_unstable_by(|a, b| {
        a.prefix.cmp(&b.prefix).then_with(|| {
            record_at(buffer, width, a.at)
                .cmp(record_at(buffer, width, b.at))
                .then(a.at.cmp(&b.at))
        })
    });
    order
}

#[inline]
fn record_at(buffer: &[u8], width: usize, at: u32) -> &[u8] {
    let start = at as usize * width;
    buffer.get(start..start + width).unwrap_or_default()
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
            sorted: self,
            next: 0,
            merge: Merge::new(runs)?,
        })
    }
}

/// Records one by one.
pub struct SortedIter<'a> {
    sorted: &'a Sorted,
    next: usize,
    merge: Merge<RunReader>,
}

impl Source for SortedIter<'_> {
    fn next(&mut self) -> Result<Option<&[u8]>, Error> {
        if self.sorted.spilled() {
            return self.merge.next();
        }
        let place = self.sorted.order.get(self.next);
        self.next += 1;
        Ok(place.map(|place| record_at(&self.sorted.buffer, self.sorted.width, place.at)))
    }
}

/// Sorted records in a file without a name.
struct Run {
    file: Arc<File>,
    bytes: u64,
}

impl Run {
    fn read(&self, width: usize) -> RunReader {
        RunReader {
            file: self.file.clone(),
            left: self.bytes,
            offset: 0,
            width,
            buffer: Vec::new(),
            at: 0,
        }
    }
}

struct RunWriter {
    out: BufWriter<File>,
    bytes: u64,
}

impl RunWriter {
    fn new(folder: &Path) -> Result<Self, Error> {
        let file = tempfile::tempfile_in(folder).map_err(|source| failed(0, source))?;
        Ok(Self {
            out: BufWriter::with_capacity(CHUNK, file),
            bytes: 0,
        })
    }

    fn write(&mut self, record: &[u8]) -> Result<(), Error> {
        let bytes = self.bytes;
        self.bytes += record.len() as u64;
        self.out
            .write_all(record)
            .map_err(|source| failed(bytes, source))
    }

    fn finish(self) -> Result<Run, Error> {
        let bytes = self.bytes;
        let file = self
            .out
            .into_inner()
            .map_err(|error| failed(bytes, error.into_error()))?;
        Ok(Run {
            file: Arc::new(file),
            bytes,
        })
    }
}

fn failed(offset: u64, source: std::io::Error) -> Error {
    Error::Spill { offset, source }
}

struct RunReader {
    file: Arc<File>,
    offset: u64,
    left: u64,
    width: usize,
    buffer: Vec<u8>,
    at: usize,
}

impl Source for RunReader {
    fn next(&mut self) -> Result<Option<&[u8]>, Error> {
        if self.at >= self.buffer.len() {
            let whole = (CHUNK / self.width).max(1) * self.width;
            let length = whole.min(usize::try_from(self.left).unwrap_or(usize::MAX));
            if length == 0 {
                return Ok(None);
            }
            self.buffer.resize(length, 0);
            read_at(&self.file, &mut self.buffer, self.offset)
                .map_err(|source| failed(self.offset, source))?;
            self.offset += length as u64;
            self.left -= length as u64;
            self.at = 0;
        }
        let record = self.buffer.get(self.at..self.at + self.width);
        self.at += self.width;
        Ok(record)
    }
}

/// Several readers of one run do not share a position.
#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> std::io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, offset)
}

#[cfg(not(unix))]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> std::io::Result<()> {
    use std::io::{Read, Seek, SeekFrom};
    let mut file = file;
    file.seek(SeekFrom::Start(offset))?;
    file.read_exact(buffer)
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
