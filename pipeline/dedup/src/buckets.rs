//! One band: from signature files to verified pairs.
//!
//! Documents of one group with equal band keys make a *bucket*. Comparing all pairs of a bucket of n
//! documents would take n^2 steps, and adds nothing to clusters, so a bucket is taken apart into
//! *stars*. Its documents come best rank first:
//!
//! - a document whose signature is equal to that of an earlier one is paired with it, unseen;
//! - any other is compared with the centres of the stars so far, oldest first, and paired with the
//!   first that is similar enough;
//! - if none is, it becomes the centre of a star itself, until there are [`MAX_CENTRES`].
//!
//! So a document is compared with at most [`MAX_CENTRES`] others. Two that are similar to each other,
//! but of which one already sits in a star whose centre the other is not similar to, are not paired
//! here. This keeps chains (a like b, b like c, but a unlike c) from growing within a bucket.
//!
//! The pairs depend on the documents alone, not on the order of files or entries.
//!
//! # Memory
//! One call holds all documents: 64 bytes each, up to twice that while their number grows, and 4 bytes
//! a slot; with 112 slots 512 to 576 bytes a document, so a gigabyte is some 1.8 million documents.
//! `sort.rs` is where sorting out of core will come in.

use std::collections::HashMap;
use std::io::Read;

use xxhash_rust::xxh3::Xxh3Builder;

use crate::sort::Sorter;
use crate::store::{Identity, SignatureReader, refuse_to_mix};
use crate::{Entry, Error, Node, Pair, band_key, similarity};

/// Most centres of stars in one bucket. A bucket with more has so many unlike documents that the band
/// is boilerplate; those that agree in more than that meet in other bands.
pub const MAX_CENTRES: usize = 256;

/// What one band did. Adds up over bands with [`merge`](Self::merge).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BucketStats {
    /// Documents read.
    pub entries: u64,
    /// Buckets of two documents or more.
    pub buckets: u64,
    /// Documents in those.
    pub bucketed: u64,
    /// Documents in the largest.
    pub largest: u64,
    /// Pairs of signatures compared.
    pub comparisons: u64,
    /// Pairs given out.
    pub pairs: u64,
    /// Documents that found no similar one and no room as a centre.
    pub unplaced: u64,
}

impl BucketStats {
    /// Adds the counts of another band, and takes the larger `largest`.
    pub fn merge(&mut self, other: &Self) {
        self.entries += other.entries;
        self.buckets += other.buckets;
        self.bucketed += other.bucketed;
        self.largest = self.largest.max(other.largest);
        self.comparisons += other.comparisons;
        self.pairs += other.pairs;
        self.unplaced += other.unplaced;
    }
}

/// A document in a band.
struct Slot {
    node: Node,
    band: u64,
    /// Its signature, in the arena.
    signature: u32,
}

/// Reads all signature files and gives the verified pairs of one band (from 0) to `out`: pairs of
/// documents of one group that agree in the whole band, and in at least the share `threshold` of all
/// slots. The better of the two is `a`. Pairs come in a fixed order, whatever that of the files.
///
/// # Errors
/// [`Error::Params`] for a band that is not there or a threshold that is not from 0 to 1,
/// [`Error::Mixed`] for files that cannot be compared, [`Error::Twice`] if a document comes twice,
/// [`Error::TooMany`] for more than 2^32 documents, and any error of a reader or of `out`.
pub fn candidate_pairs<R: Read>(
    files: impl Iterator<Item = Result<SignatureReader<R>, Error>>,
    band: usize,
    threshold: f32,
    out: &mut dyn FnMut(Pair) -> Result<(), Error>,
) -> Result<BucketStats, Error> {
    if !(0.0..=1.0).contains(&threshold) {
        let found = threshold.to_string();
        return Err(Error::Params {
            name: "threshold",
            found,
            expected: "from 0 to 1",
        });
    }
    let mut identity: Option<Identity> = None;
    let mut signatures = Arena::default();
    let mut sorter = Sorter::new(|a: &Slot, b: &Slot| {
        (a.node.group, a.band)
            .cmp(&(b.node.group, b.band))
            .then_with(|| a.node.precedence(&b.node))
    });
    let mut entry = Entry::default();
    for file in files {
        let mut file = file?;
        let rows = usize::from(file.params().rows);
        if band >= file.params().bands.into() {
            let found = band.to_string();
            return Err(Error::Params {
                name: "band",
                found,
                expected: "less than `bands`",
            });
        }
        match &identity {
            Some(first) => refuse_to_mix(first, file.identity())?,
            None => {
                signatures = Arena::new(file.params().slots());
                identity = Some(file.identity().clone());
            }
        }
        while file.read(&mut entry)? {
            let too_many = |_| Error::TooMany {
                limit: u32::MAX.into(),
            };
            let signature = u32::try_from(sorter.len()).map_err(too_many)?;
            signatures.push(&entry.signature);
            let node = Node {
                key: entry.key,
                rank: entry.rank,
                group: entry.group,
            };
            sorter.push(Slot {
                node,
                band: band_key(&entry.signature, band, rows),
                signature,
            });
        }
    }
    let slots = sorter.finish();
    let mut stats = BucketStats {
        entries: slots.len() as u64,
        ..BucketStats::default()
    };
    let mut stars = Stars {
        signatures: &signatures,
        threshold,
        stats: &mut stats,
        out,
    };
    for bucket in slots.chunk_by(|a, b| (a.node.group, a.band) == (b.node.group, b.band)) {
        if bucket.len() > 1 {
            stars.bucket(bucket)?;
        }
    }
    Ok(stats)
}

struct Stars<'a> {
    signatures: &'a Arena,
    threshold: f32,
    stats: &'a mut BucketStats,
    out: &'a mut dyn FnMut(Pair) -> Result<(), Error>,
}

impl Stars<'_> {
    fn bucket(&mut self, bucket: &[Slot]) -> Result<(), Error> {
        self.stats.buckets += 1;
        self.stats.bucketed += bucket.len() as u64;
        self.stats.largest = self.stats.largest.max(bucket.len() as u64);
        let mut seen: HashMap<&[u32], &Slot, Xxh3Builder> = HashMap::default();
        let mut centres: Vec<(&[u32], &Slot)> = Vec::new();
        for slot in bucket {
            let signature = self.signatures.get(slot.signature);
            if let Some(twin) = seen.get(signature) {
                self.pair(twin, slot, 1.0)?;
                continue;
            }
            seen.insert(signature, slot);
            let mut found = None;
            for (centre, star) in &centres {
                self.stats.comparisons += 1;
                let share = similarity(centre, signature);
                if share >= self.threshold {
                    found = Some((*star, share));
                    break;
                }
            }
            match found {
                Some((star, share)) => self.pair(star, slot, share)?,
                None if centres.len() < MAX_CENTRES => centres.push((signature, slot)),
                None => self.stats.unplaced += 1,
            }
        }
        Ok(())
    }

    fn pair(&mut self, a: &Slot, b: &Slot, similarity: f32) -> Result<(), Error> {
        if a.node.key == b.node.key {
            return Err(Error::Twice { key: a.node.key });
        }
        self.stats.pairs += 1;
        (self.out)(Pair {
            a: a.node,
            b: b.node,
            similarity,
        })
    }
}

/// Signatures of one length, in chunks, so that growing never copies them nor holds them twice.
#[derive(Default)]
struct Arena {
    slots: usize,
    chunks: Vec<Vec<u32>>,
}

/// Signatures in a chunk of the arena: 1.75 MiB with 112 slots.
const CHUNK: usize = 4096;

impl Arena {
    fn new(slots: usize) -> Self {
        Self {
            slots,
            chunks: Vec::new(),
        }
    }

    fn push(&mut self, signature: &[u32]) {
        match self.chunks.last_mut() {
            Some(chunk) if chunk.len() < CHUNK * self.slots => chunk.extend_from_slice(signature),
            _ => {
                let mut chunk = Vec::with_capacity(CHUNK * self.slots);
                chunk.extend_from_slice(signature);
                self.chunks.push(chunk);
            }
        }
    }

    fn get(&self, index: u32) -> &[u32] {
        let (chunk, at) = (index as usize / CHUNK, index as usize % CHUNK * self.slots);
        self.chunks
            .get(chunk)
            .and_then(|chunk| chunk.get(at..at + self.slots))
            .unwrap_or_default()
    }
}
