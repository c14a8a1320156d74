//! Documents that share a band, and which of them are worth comparing.
//!
//! Documents of one group with equal band keys make a *bucket*. Comparing all pairs of a bucket of n
//! documents would take n^2 steps, and adds nothing to clusters, so a bucket is taken apart into
//! *stars*. Its documents come in the order of a hash of their ids, and each is held against the centres
//! of the stars so far, by the [sketches](crate::store::records::Band) that stand beside the keys:
//!
//! - with the centre that is most alike it gives a candidate, if it may reach the threshold at all;
//! - if it may also miss the threshold there, or none is alike, it becomes the centre of a star itself,
//!   until there are [`MAX_CENTRES`].
//!
//! So a document is held against at most [`MAX_CENTRES`] others and gives at most one candidate a bucket.
//! Nothing is decided here: candidates are compared by their whole signatures in [`crate::verify`].
//!
//! All bands share one space of keys, so any number of tasks may take a part of it each
//! ([`KeyRange::cut`]), whatever the number of files. Memory is the budget, one bit a document for those
//! left out, and nothing else.

use std::io::{Read, Seek, Write};

use crate::numbering::{DocSet, Numbering};
use crate::sort::{Budget, Sorter, Source};
use crate::store::records::{Band, Candidate, SKETCHED};
use crate::store::{FileReader, FileWriter, Identity, Kind, refuse_to_mix};
use crate::{DocKey, Error, Link};

/// Most centres of stars in one bucket. A bucket with more has so many unlike documents that the band
/// is boilerplate; those that agree in more than that meet in other bands.
pub const MAX_CENTRES: usize = 256;

/// A part of the space of band keys, both ends in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyRange {
    /// The lowest key.
    pub first: u64,
    /// The highest key.
    pub last: u64,
}

impl KeyRange {
    /// The `index`th of `count` parts of about equal size; together they are the whole space.
    #[must_use]
    pub fn cut(index: usize, count: usize) -> Self {
        let count = count.max(1) as u128;
        let start = |i: u128| ((i << 64) / count) as u64;
        let index = index as u128;
        Self {
            first: start(index),
            last: if index + 1 >= count {
                u64::MAX
            } else {
                start(index + 1) - 1
            },
        }
    }
}

/// What a task did. Adds up over tasks with [`merge`](Self::merge).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BucketStats {
    /// Bands read.
    pub bands: u64,
    /// Buckets of two documents or more.
    pub buckets: u64,
    /// Documents in those.
    pub bucketed: u64,
    /// Documents in the largest.
    pub largest: u64,
    /// Candidates written, each once a task.
    pub candidates: u64,
    /// Documents that were like no centre and found no room as one.
    pub unplaced: u64,
}

impl BucketStats {
    /// Adds the counts of another task, and takes the larger `largest`.
    pub fn merge(&mut self, other: &Self) {
        self.bands += other.bands;
        self.buckets += other.buckets;
        self.bucketed += other.bucketed;
        self.largest = self.largest.max(other.largest);
        self.candidates += other.candidates;
        self.unplaced += other.unplaced;
    }
}

/// What a task compares with.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// Numbers of all documents.
    pub numbering: &'a Numbering,
    /// Documents that are left out: [`crate::exact`] has joined them to others.
    pub doubles: &'a DocSet,
    /// Partitions below were kept before: they lead, and give no candidates among themselves.
    pub kept: u32,
    /// Signatures that agree in this share of their slots are those of duplicates, 0 to 1.
    pub threshold: f32,
}

/// Reads the keys in `range` from `files` files of [`Kind::Bands`], which `open` opens with the number of
/// their partition, and writes candidates, in order and each once.
///
/// # Errors
/// [`Error::Mixed`] for files that cannot be compared, [`Error::Twice`] for a partition that comes
/// twice, [`Error::Unknown`] for documents that the numbering does not have, and those of readers and
/// `out`.
pub fn candidates<R: Read + Seek, W: Write>(
    files: usize,
    mut open: impl FnMut(usize) -> Result<(u32, FileReader<R>), Error>,
    range: KeyRange,
    scope: &Scope<'_>,
    budget: &Budget,
    out: &mut FileWriter<W>,
    identity: &Identity,
) -> Result<BucketStats, Error> {
    let mut stats = BucketStats::default();
    let width = Kind::Bands.width(&identity.params);
    let share = budget.share(2);
    let mut bands = Sorter::new(width + 4, &share);
    for at in 0..files {
        let (partition, mut file) = open(at)?;
        refuse_to_mix(identity, file.identity())?;
        file.seek(range.first)?;
        while let Some(record) = file.next()? {
            let mut band = Band::take(record);
            if band.key > range.last {
                break;
            }
            stats.bands += 1;
            let key = DocKey {
                partition,
                row: band.row,
            };
            if scope.doubles.contains(scope.numbering.number(key)?) {
                continue;
            }
            if partition < scope.kept {
                band.order = 0;
            }
            bands.push_with(|out| {
                band.put(out);
                out.extend_from_slice(&partition.to_be_bytes());
            })?;
        }
    }
    let sorted = bands.finish()?;
    let mut candidates = Sorter::new(Kind::Candidates.width(&identity.params), &share);
    let slots = SKETCHED.min(identity.params.slots());
    let mut stars = Stars::new(slots, scope);
    let mut iter = sorted.iter()?;
    while let Some(record) = iter.next()? {
        let band = Band::take(record);
        let partition = record.get(width..).and_then(|rest| rest.first_chunk());
        let key = DocKey {
            partition: partition.map_or(0, |four| u32::from_be_bytes(*four)),
            row: band.row,
        };
        if let Some(candidate) = stars.place(&band, key, &mut stats)? {
            candidates.push_with(|out| candidate.put(out))?;
        }
    }
    stars.end(&mut stats);
    drop(iter);
    drop(sorted);
    let sorted = candidates.finish()?;
    let mut iter = sorted.iter()?;
    let mut last = Vec::new();
    while let Some(record) = iter.next()? {
        // Documents that agree in several bands meet several times.
        if last != record {
            out.record(record)?;
            stats.candidates += 1;
            last.clear();
            last.extend_from_slice(record);
        }
    }
    Ok(stats)
}

struct Centre {
    sketch: u128,
    key: DocKey,
}

/// The stars of the bucket at hand.
struct Stars {
    bucket: Option<u64>,
    documents: u64,
    centres: Vec<Centre>,
    kept: u32,
    /// Bits that differ from which two documents cannot be duplicates, and from which they may not be.
    hopeless: u32,
    doubtful: u32,
}

impl Stars {
    fn new(slots: usize, scope: &Scope<'_>) -> Self {
        // Of k slots, J * k agree and the bits of the others differ with probability 1/2: at the
        // threshold (1 - J) * k / 2 differ, with a variance of half that and that of the estimate of J.
        // Three standard deviations miss one pair in a thousand of those just at the threshold.
        let k = slots as f64;
        let unlike = (1.0 - f64::from(scope.threshold)) * k;
        let deviation = (unlike / 4.0).sqrt();
        let (low, high) = (
            unlike / 2.0 - 3.0 * deviation,
            unlike / 2.0 + 3.0 * deviation,
        );
        Self {
            bucket: None,
            documents: 0,
            centres: Vec::new(),
            kept: scope.kept,
            hopeless: high.ceil().clamp(0.0, k) as u32 + 1,
            doubtful: low.floor().max(0.0) as u32,
        }
    }

    fn place(
        &mut self,
        band: &Band,
        key: DocKey,
        stats: &mut BucketStats,
    ) -> Result<Option<Candidate>, Error> {
        if self.bucket != Some(band.key) {
            self.end(stats);
            self.bucket = Some(band.key);
        }
        self.documents += 1;
        let differ = |centre: &Centre| (centre.sketch ^ band.sketch).count_ones();
        let nearest = self
            .centres
            .iter()
            .map(|c| (differ(c), c))
            .min_by_key(|c| c.0);
        let (bits, candidate) = match nearest {
            Some((bits, centre)) if bits < self.hopeless => {
                if centre.key == key {
                    return Err(Error::Twice { key });
                }
                let among_kept = centre.key.partition < self.kept && key.partition < self.kept;
                let candidate = (!among_kept).then_some(Candidate {
                    a: centre.key,
                    b: key,
                    link: Link::Near,
                });
                (bits, candidate)
            }
            _ => (u32::MAX, None),
        };
        if bits > self.doubtful {
            if self.centres.len() < MAX_CENTRES {
                self.centres.push(Centre {
                    sketch: band.sketch,
                    key,
                });
            } else if candidate.is_none() {
                stats.unplaced += 1;
            }
        }
        Ok(candidate)
    }

    fn end(&mut self, stats: &mut BucketStats) {
        if self.documents > 1 {
            stats.buckets += 1;
            stats.bucketed += self.documents;
            stats.largest = stats.largest.max(self.documents);
        }
        self.documents = 0;
        self.centres.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_cover_all_keys_once() {
        for count in [1, 2, 3, 14, 1000] {
            let ranges: Vec<KeyRange> = (0..count).map(|i| KeyRange::cut(i, count)).collect();
            assert_eq!(ranges[0].first, 0);
            assert_eq!(ranges[count - 1].last, u64::MAX);
            for two in ranges.windows(2) {
                assert_eq!(two[0].last.checked_add(1), Some(two[1].first));
            }
        }
    }
}
