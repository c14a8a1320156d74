//! The file of sorted scores: a head, then records of 21 bytes by key, which is XXH3-128 of the id.

use std::fs::File;
use std::io::Write;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tamis_filters::signals::JOINED;
use xxhash_rust::xxh3::xxh3_128;

use crate::error::{Error, Result};

/// Bytes of a record: the key (16, big-endian), the signal (1), the score (4, bits of a float32).
pub(super) const WIDTH: usize = 21;

/// Bytes of the head: its length (4) and JSON, filled up with spaces.
const HEAD: usize = 512;

/// Records looked at around the place where a key is expected.
const WINDOW: u64 = 512;

/// The key of an id.
pub(super) fn key(id: &str) -> u128 {
    xxh3_128(id.as_bytes())
}

pub(super) fn record(key: u128, slot: u8, score: f32) -> [u8; WIDTH] {
    let mut record = [0; WIDTH];
    record[..16].copy_from_slice(&key.to_be_bytes());
    record[16] = slot;
    record[17..].copy_from_slice(&score.to_bits().to_be_bytes());
    record
}

fn fields(record: &[u8]) -> Option<(u128, u8, f32)> {
    let key = u128::from_be_bytes(record.get(..16)?.try_into().ok()?);
    let score = u32::from_be_bytes(record.get(17..21)?.try_into().ok()?);
    Some((key, *record.get(16)?, f32::from_bits(score)))
}

/// What a file says at its start.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Head {
    /// For each signal that there are scores of, what a document without one counts as.
    pub(super) missing: [Option<f32>; JOINED.len()],
}

/// Writes records that come in order.
pub(super) struct Writer<W: Write> {
    out: W,
    path: PathBuf,
    last: [u8; WIDTH],
    rows: u64,
}

impl<W: Write> Writer<W> {
    pub(super) fn new(mut out: W, path: &Path, head: &Head) -> Result<Self> {
        let json = serde_json::to_vec(head)
            .map_err(|error| Error::run(format!("cannot write the head of scores: {error}")))?;
        let mut bytes = vec![b' '; HEAD];
        let length = json.len().min(HEAD - 4);
        bytes[..4].copy_from_slice(&(length as u32).to_be_bytes());
        bytes[4..4 + length].copy_from_slice(&json[..length]);
        out.write_all(&bytes).map_err(Error::io(path, "write"))?;
        Ok(Self {
            out,
            path: path.to_path_buf(),
            last: [0; WIDTH],
            rows: 0,
        })
    }

    /// Adds a record; the same one twice is one. Gives key and signal where they have another score
    /// already.
    pub(super) fn push(&mut self, record: &[u8]) -> Result<Option<(u128, u8)>> {
        if self.rows > 0 && record == self.last {
            return Ok(None);
        }
        if self.rows > 0 && record.get(..17) == self.last.get(..17) {
            return Ok(fields(record).map(|(key, slot, _)| (key, slot)));
        }
        self.out
            .write_all(record)
            .map_err(Error::io(&self.path, "write"))?;
        if let Ok(record) = record.try_into() {
            self.last = record;
        }
        self.rows += 1;
        Ok(None)
    }

    pub(super) fn finish(self) -> Result<(W, u64)> {
        Ok((self.out, self.rows))
    }
}

/// Sorted scores, open for looking up.
pub(crate) struct Scores {
    file: File,
    path: PathBuf,
    head: Head,
    records: u64,
}

impl Scores {
    /// Opens a file.
    ///
    /// # Errors
    /// When it cannot be read, or is cut short.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let io = || Error::io(path, "read");
        let file = File::open(path).map_err(Error::io(path, "open"))?;
        let mut head = [0; HEAD];
        file.read_exact_at(&mut head, 0).map_err(io())?;
        let (length, json) = head.split_at(4);
        let length = length.try_into().map_or(0, u32::from_be_bytes) as usize;
        let json = json.get(..length).unwrap_or_default();
        let head = serde_json::from_slice(json)
            .map_err(|error| Error::run(format!("{}: {error}", path.display())))?;
        let bytes = file.metadata().map_err(io())?.len() - HEAD as u64;
        Ok(Self {
            file,
            path: path.to_path_buf(),
            head,
            records: bytes / WIDTH as u64,
        })
    }

    fn read(&self, first: u64, records: u64) -> Result<Vec<u8>> {
        let mut bytes = vec![0; records as usize * WIDTH];
        self.file
            .read_exact_at(&mut bytes, HEAD as u64 + first * WIDTH as u64)
            .map_err(Error::io(&self.path, "read"))?;
        Ok(bytes)
    }

    /// The scores of an id, for each signal that there are scores of: its own, or what one without counts
    /// as; and whether it has one.
    ///
    /// Keys are hashes, so where one stands is nearly known: two or three reads find it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn of(&self, id: &str) -> Result<(Vec<(u8, f32)>, bool)> {
        let wanted = key(id);
        let mut found = self.head.missing;
        let mut any = false;
        // All records before `low` are smaller; all from `high` on are not.
        let (mut low, mut high) = (0, self.records);
        let (mut from, mut to) = (0u128, u128::MAX);
        while high - low > WINDOW {
            let share = (wanted - from) as f64 / (to - from) as f64;
            let guess = low + ((high - low) as f64 * share) as u64;
            let first = guess.saturating_sub(WINDOW / 2).clamp(low, high - WINDOW);
            let window = self.read(first, WINDOW)?;
            let keys = || window.chunks_exact(WIDTH).filter_map(fields);
            let (Some((smallest, ..)), Some((largest, ..))) = (keys().next(), keys().next_back())
            else {
                break;
            };
            if wanted <= smallest {
                (high, to) = (first, smallest);
                // The first of several signals may stand just here.
                if wanted == smallest {
                    high = first + WINDOW;
                    low = low.max(first.saturating_sub(JOINED.len() as u64));
                    break;
                }
            } else if wanted > largest {
                (low, from) = (first + WINDOW, largest);
            } else {
                low = first;
                high = (first + WINDOW + JOINED.len() as u64).min(self.records);
                break;
            }
        }
        for (key, slot, score) in self
            .read(low, high - low)?
            .chunks_exact(WIDTH)
            .filter_map(fields)
        {
            if key == wanted
                && let Some(of) = found.get_mut(usize::from(slot))
            {
                *of = Some(score);
                any = true;
            }
        }
        let scores = (0u8..).zip(found);
        let scores = scores.filter_map(|(slot, score)| Some((slot, score?)));
        Ok((scores.collect(), any))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(ids: u32) -> (tempfile::NamedTempFile, Scores) {
        let mut head = Head::default();
        head.missing[0] = Some(-1.0);
        head.missing[2] = Some(7.0);
        let mut records: Vec<[u8; WIDTH]> = (0..ids)
            .flat_map(|n| {
                let id = format!("document {n}");
                let first = record(key(&id), 0, n as f32);
                let third = (n % 3 == 0).then(|| record(key(&id), 2, -(n as f32)));
                [Some(first), third].into_iter().flatten()
            })
            .collect();
        records.sort_unstable();
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut writer = Writer::new(file.reopen().unwrap(), file.path(), &head).unwrap();
        for record in &records {
            assert_eq!(writer.push(record).unwrap(), None);
            assert_eq!(writer.push(record).unwrap(), None);
        }
        assert_eq!(writer.finish().unwrap().1, records.len() as u64);
        let open = Scores::open(file.path()).unwrap();
        (file, open)
    }

    #[test]
    fn every_score_is_found_and_no_other() {
        for ids in [0, 1, 400, 20_000] {
            let (_file, scores) = scores(ids);
            for n in 0..ids {
                let third = if n % 3 == 0 { -(n as f32) } else { 7.0 };
                let found = scores.of(&format!("document {n}")).unwrap();
                assert_eq!(
                    found,
                    (vec![(0, n as f32), (2, third)], true),
                    "{n} of {ids}"
                );
            }
            for n in 0..500 {
                let found = scores.of(&format!("stranger {n}")).unwrap();
                assert_eq!(found, (vec![(0, -1.0), (2, 7.0)], false));
            }
        }
    }

    #[test]
    fn two_scores_of_one_id_are_told() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut writer =
            Writer::new(file.reopen().unwrap(), file.path(), &Head::default()).unwrap();
        writer.push(&record(5, 1, 0.5)).unwrap();
        assert_eq!(writer.push(&record(5, 1, 0.75)).unwrap(), Some((5, 1)));
        assert_eq!(writer.push(&record(5, 2, 0.75)).unwrap(), None);
    }
}
