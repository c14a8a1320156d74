//! Candidates become pairs: both signatures are brought together and compared.
//!
//! Signatures lie in the files of their partitions, and a candidate needs two. Looking them up one by
//! one would be a random read each; so candidates pass twice through a sort instead. [`attach`] reads
//! them by their first document and the signatures beside them, and writes the first signature with each
//! candidate, by its second document. [`compare`] reads those, and the signatures again. Every file is
//! read from its beginning to its end, parts without a candidate left out.
//!
//! Tasks of both take a range of partitions each, any number of them.

use std::io::{Read, Seek, Write};
use std::ops::Range;

use crate::sort::{Budget, Merge, Sorter, Source};
use crate::store::records::{Attached, Candidate, Signature, put_pair};
use crate::store::{FileReader, FileWriter, Identity, Kind, refuse_to_mix};
use crate::{DocKey, Error, Link, Pair, similarity};

/// What [`compare`] found. Adds up over tasks with [`merge`](Self::merge).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PairStats {
    /// Candidates whose signatures were compared.
    pub compared: u64,
    /// Those that are duplicates.
    pub pairs: u64,
}

impl PairStats {
    /// Adds the counts of another task.
    pub fn merge(&mut self, other: &Self) {
        self.compared += other.compared;
        self.pairs += other.pairs;
    }
}

/// The partitions of the `index`th of `count` tasks.
#[must_use]
pub fn partitions(index: usize, count: usize, partitions: usize) -> Range<u32> {
    let cut = |i: usize| (i * partitions / count.max(1)) as u32;
    cut(index)..cut(index + 1)
}

/// The threshold that files of candidates depend on; those of [`crate::exact`] depend on none.
///
/// # Errors
/// [`Error::Mixed`] if they differ.
pub fn threshold<R: Read + Seek>(files: &[FileReader<R>]) -> Result<Option<f32>, Error> {
    let mut found = files.iter().filter_map(FileReader::threshold);
    let first = found.next();
    match found.find(|other| Some(*other) != first) {
        None => Ok(first),
        Some(other) => Err(Error::Mixed {
            field: "threshold",
            a: first.unwrap_or_default().to_string(),
            b: other.to_string(),
        }),
    }
}

/// Gives the exact similarity of two documents.
pub type Exact<'a> = dyn FnMut(DocKey, DocKey) -> Result<f32, Error> + 'a;

/// Gives signatures for documents in growing order, opening one file after another.
struct Lookup<'a, R, F> {
    open: F,
    identity: &'a Identity,
    file: Option<(u32, FileReader<R>)>,
    at: Option<DocKey>,
    signature: Signature,
}

impl<'a, R: Read + Seek, F: FnMut(u32) -> Result<FileReader<R>, Error>> Lookup<'a, R, F> {
    fn new(open: F, identity: &'a Identity) -> Self {
        Self {
            open,
            identity,
            file: None,
            at: None,
            signature: Signature::default(),
        }
    }

    fn get(&mut self, key: DocKey) -> Result<&Signature, Error> {
        if self.at == Some(key) {
            return Ok(&self.signature);
        }
        let file = match &mut self.file {
            Some((partition, file)) if *partition == key.partition => file,
            other => {
                let file = (self.open)(key.partition)?;
                refuse_to_mix(self.identity, file.identity())?;
                &mut other.insert((key.partition, file)).1
            }
        };
        file.seek(u64::from(key.row) << 32)?;
        let record = file.next()?.ok_or(Error::Unknown { key })?;
        self.signature.read(record);
        self.at = Some(key);
        if self.signature.row == key.row {
            Ok(&self.signature)
        } else {
            Err(Error::Unknown { key })
        }
    }
}

/// Reads files of [`Kind::Candidates`] for the documents of some partitions and writes
/// [`Kind::Attached`]. `signatures` opens the file of a partition.
///
/// # Errors
/// [`Error::Mixed`] for files that cannot be compared, [`Error::Unknown`] for a document without a
/// signature, and those of readers and `out`.
pub fn attach<R: Read + Seek, S: Read + Seek, W: Write>(
    mut candidates: Vec<FileReader<R>>,
    partitions: Range<u32>,
    signatures: impl FnMut(u32) -> Result<FileReader<S>, Error>,
    budget: &Budget,
    out: &mut FileWriter<W>,
    identity: &Identity,
) -> Result<(), Error> {
    for file in &mut candidates {
        refuse_to_mix(identity, file.identity())?;
        file.seek(u64::from(partitions.start) << 32)?;
    }
    let mut merge = Merge::new(candidates)?;
    let mut lookup = Lookup::new(signatures, identity);
    let mut sorter = Sorter::new(Kind::Attached.width(&identity.params), budget);
    let mut last: Option<Candidate> = None;
    while let Some(record) = merge.next()? {
        let candidate = Candidate::take(record);
        if candidate.a.partition >= partitions.end {
            break;
        }
        // Tasks of different bands find the same.
        if last == Some(candidate) {
            continue;
        }
        last = Some(candidate);
        let signature = lookup.get(candidate.a)?;
        let a = signature.node(candidate.a.partition);
        sorter.push_with(|out| {
            Attached::put(candidate.b, &a, candidate.link, &signature.slots, out);
        })?;
    }
    out.records(&mut sorter.finish()?.iter()?)
}

/// Reads files of [`Kind::Attached`] for the documents of some partitions and writes the
/// [`Kind::Pairs`] that agree in at least the share of their slots that is the threshold of the files;
/// equal texts and URLs in any case.
///
/// With `exact`, candidates that may reach the threshold are compared by it, which gives the exact
/// similarity of two documents ([`crate::sets::Sets::jaccard`]), and that has to reach the threshold.
///
/// # Errors
/// As [`attach`], and those of `exact`.
pub fn compare<R: Read + Seek, S: Read + Seek, W: Write>(
    mut attached: Vec<FileReader<R>>,
    partitions: Range<u32>,
    signatures: impl FnMut(u32) -> Result<FileReader<S>, Error>,
    mut exact: Option<&mut Exact<'_>>,
    out: &mut FileWriter<W>,
    identity: &Identity,
) -> Result<PairStats, Error> {
    let threshold = threshold(&attached)?.unwrap_or(1.0);
    // Three standard errors of the estimate miss one in a thousand of those just at the threshold.
    let error = (threshold * (1.0 - threshold) / identity.params.slots() as f32).sqrt();
    let promising = threshold - 3.0 * error;
    for file in &mut attached {
        refuse_to_mix(identity, file.identity())?;
        file.seek(u64::from(partitions.start) << 32)?;
    }
    let mut merge = Merge::new(attached)?;
    let mut lookup = Lookup::new(signatures, identity);
    let mut stats = PairStats::default();
    let mut record = Vec::new();
    while let Some(bytes) = merge.next()? {
        let Attached { b, a, link, slots } = Attached::take(bytes);
        if b.partition >= partitions.end {
            break;
        }
        let signature = lookup.get(b)?;
        let mut similarity = similarity(&slots, &signature.slots);
        stats.compared += 1;
        if link == Link::Near {
            if let Some(exact) = &mut exact
                && similarity >= promising
            {
                similarity = exact(a.key, b)?;
            }
            if similarity < threshold {
                continue;
            }
        }
        stats.pairs += 1;
        record.clear();
        let b = signature.node(b.partition);
        put_pair(
            &Pair {
                a,
                b,
                similarity,
                link,
            },
            &mut record,
        );
        out.record(&record)?;
    }
    Ok(stats)
}
