//! Sets of shingles on disk, for those who want candidates compared exactly.
//!
//! A set is cut into records of sixteen shingles, in the order of rows, so that the files are like all
//! others and any set is found by its row. Looking one up reads a block of 64 KiB: sets of second documents
//! come in the order of the files, those of first ones do not.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use crate::sort::Source;
use crate::store::records::{CHUNK, Fields};
use crate::store::{FileReader, Identity, refuse_to_mix};
use crate::{DocKey, Error};

/// Files that are open at a time.
const OPEN: usize = 32;

/// Appends the records of a set, sorted: row u32, number u32, shingles u8, then as many u32 and zeros.
pub(crate) fn records(row: u32, set: &[u32], mut each: impl FnMut(&[u8])) {
    let mut record = Vec::new();
    for (number, chunk) in (0u32..).zip(set.chunks(CHUNK)) {
        record.clear();
        record.extend_from_slice(&row.to_be_bytes());
        record.extend_from_slice(&number.to_be_bytes());
        record.push(chunk.len() as u8);
        record.extend(chunk.iter().flat_map(|shingle| shingle.to_be_bytes()));
        record.resize(9 + 4 * CHUNK, 0);
        each(&record);
    }
}

/// Looks sets up in files of [`Kind::Shingles`](crate::store::Kind::Shingles), which `open` opens by
/// partition.
pub struct Sets<'a, R, F> {
    open: F,
    identity: &'a Identity,
    files: BTreeMap<u32, FileReader<R>>,
    last: [Option<(DocKey, Vec<u32>)>; 2],
}

impl<'a, R: Read + Seek, F: FnMut(u32) -> Result<FileReader<R>, Error>> Sets<'a, R, F> {
    /// Over the files of one identity.
    pub fn new(open: F, identity: &'a Identity) -> Self {
        Self {
            open,
            identity,
            files: BTreeMap::new(),
            last: [None, None],
        }
    }

    /// The exact Jaccard similarity of the sets of two documents, 0 to 1.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a document without a set, [`Error::Mixed`], and those of the readers.
    pub fn jaccard(&mut self, a: DocKey, b: DocKey) -> Result<f32, Error> {
        for (at, key) in [a, b].into_iter().enumerate() {
            let held = self.last.get(at).and_then(Option::as_ref);
            if held.is_none_or(|(held, _)| *held != key) {
                let set = self.read(key)?;
                if let Some(slot) = self.last.get_mut(at) {
                    *slot = Some((key, set));
                }
            }
        }
        let [Some((_, a)), Some((_, b))] = &self.last else {
            return Ok(0.0);
        };
        Ok(jaccard(a, b))
    }

    fn read(&mut self, key: DocKey) -> Result<Vec<u32>, Error> {
        if !self.files.contains_key(&key.partition) {
            if self.files.len() >= OPEN {
                self.files.pop_first();
            }
            let file = (self.open)(key.partition)?;
            refuse_to_mix(self.identity, file.identity())?;
            self.files.insert(key.partition, file);
        }
        let file = self.files.get_mut(&key.partition);
        let file = file.ok_or(Error::Unknown { key })?;
        file.seek(u64::from(key.row) << 32)?;
        let mut set = Vec::new();
        while let Some(record) = file.next()? {
            let mut fields = Fields(record);
            if fields.u32() != key.row {
                break;
            }
            fields.u32();
            let count = fields.u8();
            set.extend((0..count).map(|_| fields.u32()));
        }
        if set.is_empty() {
            return Err(Error::Unknown { key });
        }
        Ok(set)
    }
}

/// Of two sets, each sorted and without repetition.
fn jaccard(a: &[u32], b: &[u32]) -> f32 {
    let (mut i, mut j, mut both) = (0, 0, 0usize);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        both += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    let all = a.len() + b.len() - both;
    if all == 0 {
        return 0.0;
    }
    both as f32 / all as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Params;
    use crate::store::{FileWriter, Kind};
    use std::io::Cursor;

    #[test]
    fn sets_are_found_by_row_and_compared() {
        let identity = Identity::new(&Params::default(), "");
        let sets: Vec<Vec<u32>> = vec![
            (0..40).collect(),
            vec![5],
            (20..60).collect(),
            (0..4000).map(|i| i * 3).collect(),
        ];
        let mut writer = FileWriter::new(Vec::new(), Kind::Shingles, &identity, 0).unwrap();
        for (row, set) in sets.iter().enumerate() {
            // Rows that were left out have no set.
            records(2 * row as u32, set, |record| writer.record(record).unwrap());
        }
        let (bytes, _) = writer.finish().unwrap();
        let open = |_| FileReader::new(Cursor::new(bytes.clone()), Kind::Shingles);
        let mut found = Sets::new(open, &identity);
        let key = |row| DocKey { partition: 0, row };
        assert_eq!(found.jaccard(key(0), key(4)).unwrap(), 20.0 / 60.0);
        assert_eq!(found.jaccard(key(6), key(0)).unwrap(), 14.0 / 4026.0);
        assert_eq!(found.jaccard(key(2), key(2)).unwrap(), 1.0);
        assert_eq!(found.jaccard(key(0), key(2)).unwrap(), 1.0 / 40.0);
        assert!(matches!(
            found.jaccard(key(0), key(3)),
            Err(Error::Unknown { .. })
        ));
    }
}
