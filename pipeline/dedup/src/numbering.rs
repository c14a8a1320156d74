//! Dense numbers for documents, and sets of documents.

use std::collections::BTreeMap;
use std::io::{Read, Seek, Write};

use crate::sort::Source;
use crate::store::records::Word;
use crate::store::{FileReader, FileWriter, Identity, Kind};
use crate::{DocKey, Error};

/// Numbers all documents of a run from 0, partition after partition: 8 bytes a partition.
#[derive(Debug, Clone, Default)]
pub struct Numbering {
    /// The number of each partition's first document, and at the end the number of all.
    starts: Vec<u64>,
}

impl Numbering {
    /// From the number of rows of each partition (the highest row and one).
    #[must_use]
    pub fn new(rows: impl IntoIterator<Item = u64>) -> Self {
        let mut starts = vec![0];
        let mut sum = 0u64;
        for rows in rows {
            sum = sum.saturating_add(rows);
            starts.push(sum);
        }
        Self { starts }
    }

    /// All documents.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.starts.last().copied().unwrap_or(0)
    }

    /// All partitions.
    #[must_use]
    pub fn partitions(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The number of a document.
    ///
    /// # Errors
    /// [`Error::Unknown`] for one that the numbering was not made for.
    #[inline]
    pub fn number(&self, key: DocKey) -> Result<u64, Error> {
        let at = key.partition as usize;
        let (Some(start), Some(end)) = (self.starts.get(at), self.starts.get(at + 1)) else {
            return Err(Error::Unknown { key });
        };
        let number = start + u64::from(key.row);
        if number < *end {
            Ok(number)
        } else {
            Err(Error::Unknown { key })
        }
    }

    /// The document of a number; beyond the last, a key that is none.
    #[must_use]
    pub fn key(&self, number: u64) -> DocKey {
        let partition = self.starts.partition_point(|start| *start <= number);
        let partition = partition.saturating_sub(1);
        let start = self.starts.get(partition).copied().unwrap_or(0);
        DocKey {
            partition: partition as u32,
            row: (number - start) as u32,
        }
    }
}

/// A set of documents: one bit for each document of the numbering.
#[derive(Debug, Clone, Default)]
pub struct DocSet {
    words: Vec<u64>,
}

impl DocSet {
    /// The empty set.
    #[must_use]
    pub fn new(numbering: &Numbering) -> Self {
        let words = numbering.total().div_ceil(64);
        Self {
            words: vec![0; usize::try_from(words).unwrap_or(0)],
        }
    }

    /// Adds a document by its number; true if it was not there.
    pub fn insert(&mut self, number: u64) -> bool {
        let bit = 1 << (number % 64);
        match self.words.get_mut((number / 64) as usize) {
            Some(word) => {
                let new = *word & bit == 0;
                *word |= bit;
                new
            }
            None => false,
        }
    }

    /// Whether it holds a document.
    #[must_use]
    #[inline]
    pub fn contains(&self, number: u64) -> bool {
        let word = self.words.get((number / 64) as usize);
        word.is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    /// Documents in it.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.words
            .iter()
            .map(|word| u64::from(word.count_ones()))
            .sum()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Writes the set as a file of [`Kind::Doubles`].
    ///
    /// # Errors
    /// [`Error::Io`] or [`Error::Params`].
    pub fn write<W: Write>(
        &self,
        out: W,
        identity: &Identity,
        numbering: &Numbering,
    ) -> Result<W, Error> {
        let mut writer = FileWriter::new(out, Kind::Doubles, identity, 0)?;
        let mut record = Vec::new();
        // Rows of one partition do not begin at a word of the set.
        let mut pending: BTreeMap<(u32, u32), u64> = BTreeMap::new();
        for (at, word) in self.words.iter().enumerate() {
            let mut left = *word;
            while left != 0 {
                let bit = left.trailing_zeros();
                left &= left - 1;
                let key = numbering.key(at as u64 * 64 + u64::from(bit));
                *pending.entry((key.partition, key.row / 64)).or_default() |= 1 << (key.row % 64);
            }
            // All but the last may be whole; the last goes on in the next word.
            while pending.len() > 1
                && let Some(((partition, word), bits)) = pending.pop_first()
            {
                put(&mut writer, &mut record, partition, word, bits)?;
            }
        }
        for ((partition, word), bits) in pending {
            put(&mut writer, &mut record, partition, word, bits)?;
        }
        Ok(writer.finish()?.0)
    }

    /// Adds the documents of a file of [`Kind::Doubles`].
    ///
    /// # Errors
    /// Those of the reader; [`Error::Unknown`] for documents that the numbering does not have.
    pub fn read<R: Read + Seek>(
        &mut self,
        file: &mut FileReader<R>,
        numbering: &Numbering,
    ) -> Result<(), Error> {
        while let Some(record) = file.next()? {
            let Word {
                partition,
                word,
                bits,
            } = Word::take(record);
            for bit in (0..64).filter(|bit| bits >> bit & 1 == 1) {
                let row = word.saturating_mul(64).saturating_add(bit);
                self.insert(numbering.number(DocKey { partition, row })?);
            }
        }
        Ok(())
    }
}

fn put<W: Write>(
    writer: &mut FileWriter<W>,
    record: &mut Vec<u8>,
    partition: u32,
    word: u32,
    bits: u64,
) -> Result<(), Error> {
    record.clear();
    Word {
        partition,
        word,
        bits,
    }
    .put(record);
    writer.record(record)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Params;
    use proptest::prelude::*;
    use std::io::Cursor;

    #[test]
    fn numbers_and_keys_are_inverse() {
        let numbering = Numbering::new([3, 0, 2, 0]);
        let keys: Vec<DocKey> = (0..5).map(|n| numbering.key(n)).collect();
        let places: Vec<(u32, u32)> = keys.iter().map(|k| (k.partition, k.row)).collect();
        assert_eq!(places, [(0, 0), (0, 1), (0, 2), (2, 0), (2, 1)]);
        for (number, key) in keys.iter().enumerate() {
            assert_eq!(numbering.number(*key).unwrap(), number as u64);
        }
        for (partition, row) in [(0, 3), (1, 0), (2, 2), (4, 0)] {
            let key = DocKey { partition, row };
            assert!(matches!(numbering.number(key), Err(Error::Unknown { .. })));
        }
    }

    proptest! {
        #[test]
        fn sets_come_back_from_files(
            rows in proptest::collection::vec(0u64..300, 1..6),
            seed: u64,
        ) {
            let numbering = Numbering::new(rows);
            let mut set = DocSet::new(&numbering);
            let chosen = |n: u64| (n.wrapping_mul(0x9e37_79b9) ^ seed).count_ones().is_multiple_of(3);
            (0..numbering.total()).filter(|n| chosen(*n)).for_each(|n| {
                set.insert(n);
            });
            let identity = Identity::new(&Params::default(), "");
            let bytes = set.write(Vec::new(), &identity, &numbering).unwrap();
            let mut file = FileReader::new(Cursor::new(bytes), Kind::Doubles).unwrap();
            let mut back = DocSet::new(&numbering);
            back.read(&mut file, &numbering).unwrap();
            for n in 0..numbering.total() {
                prop_assert_eq!(back.contains(n), chosen(n));
            }
            prop_assert_eq!(back.len(), set.len());
        }
    }
}
