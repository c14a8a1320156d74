//! Lines that several documents have, and who keeps them.
//!
//! A line is what stands between two line ends; where a text has one block a line, it is a paragraph.
//! Two lines are the same if their [normalised words](crate::words) are, and a line counts only if it has
//! enough words that hold a letter: short lines are headings, names and phrases that texts have in common
//! honestly, and rows of figures would all be the same.
//!
//! 1. [`LineHasher`] hashes the lines of a text, [`LineWriter`] writes those of one partition, by hash.
//! 2. [`repeats`] takes a part of the space of hashes from all partitions and writes, by document, which
//!    lines are to be cut. Of the documents that have a line, the first by a hash of its id keeps it.
//!
//! Hashes are exact up to their width: nothing depends on the order of documents, files or tasks, as it
//! would with a Bloom filter that is filled on the way. Of n different lines two share one of the
//! [`HASH_BITS`] bits with a probability below n^2 / 2^97: 0.0000063 for 10^12 lines.

use std::io::{Read, Seek, Write};

use xxhash_rust::xxh3::xxh3_128_with_seed;

use crate::buckets::KeyRange;
use crate::entry::id_order;
use crate::numbering::{DocSet, Numbering};
use crate::shingle::mix64;
use crate::sort::{Budget, Sorted, SortedIter, Sorter, Source};
use crate::store::records::{CUT, Fields, LINE};
use crate::store::{FileReader, FileWriter, Identity, Kind, refuse_to_mix};
use crate::words::{self, NORMALISER, UNICODE};
use crate::{DocKey, Error, Params};

/// Bits of a line's hash that are kept.
pub const HASH_BITS: u32 = 96;

/// Version of what a line's hash is made of, beside the normaliser.
const VERSION: u32 = 1;

/// Where the row of a line stands.
const ROW_AT: usize = 20;

/// A line of a document that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashedLine {
    /// Its number in the text, from 0.
    pub line: u32,
    /// [`HASH_BITS`] bits, the highest of them zero.
    pub hash: u128,
}

/// Hashes lines. Shared freely between threads.
#[derive(Debug, Clone, Copy)]
pub struct LineHasher {
    min_words: u16,
    seed: u64,
}

impl LineHasher {
    /// Lines count that have at least `min_words` words with a letter.
    ///
    /// # Errors
    /// [`Error::Params`] for no words.
    pub fn new(min_words: u16, seed: u64) -> Result<Self, Error> {
        if min_words == 0 {
            return Err(Error::Params {
                name: "min_words",
                found: min_words.to_string(),
                expected: "at least 1",
            });
        }
        Ok(Self { min_words, seed })
    }

    /// What its hashes depend on; of the parameters of signatures the seed alone.
    #[must_use]
    pub fn identity(&self, scope: &str) -> Identity {
        Identity {
            family: format!(
                "lines-{VERSION} of {HASH_BITS} bits, {} words and more",
                self.min_words
            ),
            params: Params {
                seed: self.seed,
                ..Params::default()
            },
            normaliser: NORMALISER,
            unicode: UNICODE,
            scope: scope.to_owned(),
        }
    }

    /// The lines of `text` that count, in order. Lines of different groups are never the same.
    #[must_use]
    pub fn lines(&self, text: &str, group: u64) -> Vec<HashedLine> {
        let seed = mix64(group ^ mix64(self.seed));
        let (mut scratch, mut joined) = (words::Scratch::default(), Vec::new());
        let mut found = Vec::new();
        for (line, text) in (0u32..).zip(text.split('\n')) {
            joined.clear();
            let mut counting = 0u32;
            words::for_each(text, &mut scratch, |word| {
                joined.extend_from_slice(word);
                // No word has a space in it.
                joined.push(b' ');
                counting += u32::from(word.iter().any(|byte| *byte != b'0'));
            });
            if counting >= u32::from(self.min_words) {
                let hash = xxh3_128_with_seed(&joined, seed) >> (128 - HASH_BITS);
                found.push(HashedLine { line, hash });
            }
        }
        found
    }
}

/// Takes the lines of one partition's documents and writes them by hash, in the memory of the budget.
pub struct LineWriter {
    sorter: Sorter,
    identity: Identity,
    part: u32,
}

impl LineWriter {
    /// For partition `part`.
    #[must_use]
    pub fn new(identity: &Identity, part: u32, budget: &Budget) -> Self {
        Self {
            sorter: Sorter::new(LINE, budget),
            identity: identity.clone(),
            part,
        }
    }

    /// Adds the lines of the document of a row, whose id is unique among all partitions.
    ///
    /// # Errors
    /// [`Error::Spill`].
    pub fn push(&mut self, row: u32, id: u128, lines: &[HashedLine]) -> Result<(), Error> {
        let order = id_order(id);
        for HashedLine { line, hash } in lines {
            self.sorter.push_with(|out| {
                out.extend_from_slice(hash.to_be_bytes().get(4..).unwrap_or_default());
                out.extend_from_slice(&order.to_be_bytes());
                out.extend_from_slice(&row.to_be_bytes());
                out.extend_from_slice(&line.to_be_bytes());
            })?;
        }
        Ok(())
    }

    /// Writes the file, of [`Kind::Lines`].
    ///
    /// # Errors
    /// [`Error::Io`] or [`Error::Spill`].
    pub fn finish<W: Write>(self, out: W) -> Result<W, Error> {
        let mut writer = FileWriter::new(out, Kind::Lines, &self.identity, self.part)?;
        writer.records(&mut self.sorter.finish()?.iter()?)?;
        Ok(writer.finish()?.0)
    }
}

/// Which lines are cut, and from whom.
#[derive(Debug, Clone, Copy)]
pub struct Rule<'a> {
    /// Numbers of all documents.
    pub numbering: &'a Numbering,
    /// Documents that are not there any more: they neither count nor keep a line.
    pub gone: &'a DocSet,
    /// A line that fewer documents have stays, at least 2.
    pub min_documents: u32,
    /// Documents that keep a line that is cut from the others: the first one, or (0) none.
    pub keep: u32,
}

/// What a task did. Adds up over tasks with [`merge`](Self::merge).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RepeatStats {
    /// Lines looked at.
    pub lines: u64,
    /// Different lines that enough documents have.
    pub repeated: u64,
    /// Lines to be cut.
    pub cut: u64,
}

impl RepeatStats {
    /// Adds the counts of another task.
    pub fn merge(&mut self, other: &Self) {
        self.lines += other.lines;
        self.repeated += other.repeated;
        self.cut += other.cut;
    }
}

/// A line that is to be cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// The document.
    pub key: DocKey,
    /// The number of the line in its text, from 0.
    pub line: u32,
}

impl Cut {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.key.number().to_be_bytes());
        out.extend_from_slice(&self.line.to_be_bytes());
    }

    /// Reads a record of [`Kind::Cuts`].
    #[must_use]
    pub fn take(record: &[u8]) -> Self {
        let mut fields = Fields(record);
        Self {
            key: DocKey::of(fields.u64()),
            line: fields.u32(),
        }
    }
}

/// Reads the lines in `range` of their first 64 bits from `files` files of [`Kind::Lines`], which `open`
/// opens with the number of their partition, and writes those to be cut to a file of [`Kind::Cuts`], by
/// document. A line that one document alone has is never cut, however often it has it.
///
/// # Errors
/// [`Error::Mixed`] for files that cannot be compared, [`Error::Twice`] for a partition that comes
/// twice, [`Error::Unknown`] for documents that the numbering does not have, and those of readers and
/// `out`.
pub fn repeats<R: Read + Seek, W: Write>(
    files: usize,
    mut open: impl FnMut(usize) -> Result<(u32, FileReader<R>), Error>,
    range: KeyRange,
    rule: &Rule<'_>,
    budget: &Budget,
    out: &mut FileWriter<W>,
    identity: &Identity,
) -> Result<RepeatStats, Error> {
    let mut stats = RepeatStats::default();
    let share = budget.share(2);
    let mut lines = Sorter::new(LINE + 4, &share);
    for at in 0..files {
        let (partition, mut file) = open(at)?;
        refuse_to_mix(identity, file.identity())?;
        file.seek(range.first)?;
        while let Some(record) = file.next()? {
            if crate::sort::prefix(record) > range.last {
                break;
            }
            stats.lines += 1;
            let (head, place) = record.split_at_checked(ROW_AT).unwrap_or_default();
            let row = Fields(place).u32();
            let key = DocKey { partition, row };
            if rule.gone.contains(rule.numbering.number(key)?) {
                continue;
            }
            lines.push_with(|out| {
                out.extend_from_slice(head);
                out.extend_from_slice(&partition.to_be_bytes());
                out.extend_from_slice(place);
            })?;
        }
    }
    let lines = lines.finish()?;
    let mut cuts = Sorter::new(CUT, &share);
    // A line is looked at once before anything is said of it, so that its documents need not be held.
    let (mut ahead, mut behind) = (Walk::new(&lines)?, Walk::new(&lines)?);
    while let Some(documents) = ahead.line(&mut |_, _| Ok(()))? {
        let touched = documents >= rule.min_documents.max(2);
        stats.repeated += u64::from(touched);
        behind.line(&mut |nth, cut| {
            if touched && nth >= rule.keep {
                stats.cut += 1;
                cuts.push_with(|out| cut.put(out))?;
            }
            Ok(())
        })?;
    }
    drop((ahead, behind));
    drop(lines);
    out.records(&mut cuts.finish()?.iter()?)?;
    Ok(stats)
}

/// Lines one after another, each with all of its documents.
struct Walk<'a> {
    iter: SortedIter<'a>,
    pending: Option<(u128, Cut)>,
}

impl<'a> Walk<'a> {
    fn new(sorted: &'a Sorted) -> Result<Self, Error> {
        let mut iter = sorted.iter()?;
        let pending = iter.next()?.map(occurrence);
        Ok(Self { iter, pending })
    }

    /// Goes over one line: calls `each` with the number of the document among those that have it, from
    /// 0, and the place. Gives the number of those documents.
    fn line(
        &mut self,
        each: &mut dyn FnMut(u32, Cut) -> Result<(), Error>,
    ) -> Result<Option<u32>, Error> {
        let Some((hash, mut place)) = self.pending.take() else {
            return Ok(None);
        };
        let mut nth = 0u32;
        each(nth, place)?;
        while let Some((other, next)) = self.iter.next()?.map(occurrence) {
            if other != hash {
                self.pending = Some((other, next));
                break;
            }
            if next == place {
                return Err(Error::Twice { key: next.key });
            }
            nth = nth.saturating_add(u32::from(next.key != place.key));
            place = next;
            each(nth, place)?;
        }
        Ok(Some(nth.saturating_add(1)))
    }
}

/// The hash and the place of a line with its partition.
fn occurrence(record: &[u8]) -> (u128, Cut) {
    let mut fields = Fields(record);
    let hash = (u128::from(fields.u64()) << 32) | u128::from(fields.u32());
    // The order.
    fields.u64();
    let cut = Cut {
        key: DocKey::of(fields.u64()),
        line: fields.u32(),
    };
    (hash, cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str, min_words: u16) -> Vec<u32> {
        let hasher = LineHasher::new(min_words, 1).unwrap();
        let lines = hasher.lines(text, 0);
        lines.into_iter().map(|line| line.line).collect()
    }

    #[test]
    fn words_with_letters_make_a_line_count() {
        assert_eq!(numbers("a b c\n\na b\n1 2 3 4\na 1 b 2 c", 3), [0, 4]);
        assert_eq!(numbers("a b c", 4), [0u32; 0]);
        assert_eq!(numbers("", 1), [0u32; 0]);
        assert!(LineHasher::new(0, 1).is_err());
    }

    #[test]
    fn equal_words_of_one_group_are_one_line() {
        let hasher = LineHasher::new(2, 1).unwrap();
        let hash = |text: &str, group| hasher.lines(text, group)[0].hash;
        let one = hash("Kopëšt – 12. marca", 5);
        assert_eq!(one, hash("  KOPËŠT, 38 (marca)!", 5));
        assert_eq!(one >> HASH_BITS, 0);
        for (text, group) in [
            ("Kopëšt marca 12", 5),
            ("Kopëš t00 marca", 5),
            ("Kopëšt 12 marca x", 5),
            ("Kopëšt – 12. marca", 6),
        ] {
            assert_ne!(one, hash(text, group), "{text} {group}");
        }
        let other = LineHasher::new(2, 2).unwrap();
        assert_ne!(one, other.lines("Kopëšt – 12. marca", 5)[0].hash);
    }
}
