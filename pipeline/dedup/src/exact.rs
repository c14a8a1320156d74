//! Documents of the same text or, on request, the same URL, before anything is compared.
//!
//! The hashes of all partitions are sorted out of core. Of a group of equal URLs the newest document
//! leads; of a group of equal texts (those that are not the older of a URL), the first by the hash of its
//! id. Each of the others gives one candidate with the leader, and needs no comparison any more: whatever
//! is like its text is like the leader's.

use std::io::{Read, Seek, Write};

use crate::numbering::{DocSet, Numbering};
use crate::sort::{Budget, Sorted, Sorter, Source};
use crate::store::records::{Candidate, Key};
use crate::store::{FileReader, FileWriter, Identity, Kind, refuse_to_mix};
use crate::{DocKey, Error, Link};

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ExactStats {
    /// Documents looked at.
    pub documents: u64,
    /// Documents whose text a leader has too.
    pub texts: u64,
    /// Documents of whose URL there is a newer one.
    pub urls: u64,
}

/// Which documents lead.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// Numbers of all documents.
    pub numbering: &'a Numbering,
    /// Partitions below were kept before: they lead, and give no candidates among themselves.
    pub kept: u32,
    /// Whether documents of equal URLs are joined.
    pub urls: bool,
}

/// Where URLs begin in the order of hashes.
const URLS: u64 = 1 << 63;

/// Groups the documents of `files` files of [`Kind::Keys`], which `open` opens with the number of their
/// partition. Writes candidates of [`Link::Exact`] and, with `urls`, of [`Link::Url`], and gives the set of
/// documents that need no comparison.
///
/// # Errors
/// [`Error::Mixed`] for files that cannot be compared, [`Error::Twice`] for a partition that comes
/// twice, [`Error::Unknown`] for documents that `numbering` does not have, and those of readers and `out`.
pub fn group<R: Read + Seek, W: Write>(
    files: usize,
    mut open: impl FnMut(usize) -> Result<(u32, FileReader<R>), Error>,
    scope: &Scope<'_>,
    budget: &Budget,
    out: W,
    identity: &Identity,
) -> Result<(W, DocSet, ExactStats), Error> {
    let mut writer = FileWriter::new(out, Kind::Candidates, identity, 0)?;
    // All hashes are sorted, and only those that come again give a candidate, which is half as long.
    let quarter = budget.share(4);
    let mut hashes = budget.clone();
    hashes.bytes -= quarter.bytes;
    let mut candidates = Sorter::new(Kind::Candidates.width(&identity.params), &quarter);
    let mut stats = ExactStats::default();
    let Scope {
        numbering,
        kept,
        urls,
    } = *scope;
    let mut doubles = DocSet::new(numbering);
    for link in [Link::Url, Link::Exact] {
        if link == Link::Url && !urls {
            continue;
        }
        let mut sorter = Sorter::new(36, &hashes);
        for at in 0..files {
            let (partition, mut file) = open(at)?;
            refuse_to_mix(identity, file.identity())?;
            if link == Link::Url {
                file.seek(URLS)?;
            }
            while let Some(record) = file.next()? {
                let mut key = Key::take(record);
                if link == Link::Exact {
                    if key.hash >> 127 == 1 {
                        break;
                    }
                    stats.documents += 1;
                }
                let document = DocKey {
                    partition,
                    row: key.row,
                };
                if doubles.contains(numbering.number(document)?) {
                    continue;
                }
                if partition < kept {
                    (key.age, key.order) = (0, 0);
                }
                sorter.push_with(|out| {
                    key.put(out);
                    out.extend_from_slice(&partition.to_be_bytes());
                })?;
            }
        }
        let found = pair(
            &sorter.finish()?,
            link,
            scope,
            &mut doubles,
            &mut candidates,
        )?;
        match link {
            Link::Url => stats.urls = found,
            _ => stats.texts = found,
        }
    }
    writer.records(&mut candidates.finish()?.iter()?)?;
    Ok((writer.finish()?.0, doubles, stats))
}

fn pair(
    sorted: &Sorted,
    link: Link,
    scope: &Scope<'_>,
    doubles: &mut DocSet,
    candidates: &mut Sorter,
) -> Result<u64, Error> {
    let mut leader: Option<(u128, DocKey)> = None;
    let mut found = 0;
    let mut iter = sorted.iter()?;
    while let Some(record) = iter.next()? {
        let key = Key::take(record);
        let partition = record.get(32..).and_then(|rest| rest.first_chunk());
        let b = DocKey {
            partition: partition.map_or(0, |four| u32::from_be_bytes(*four)),
            row: key.row,
        };
        match leader {
            Some((hash, a)) if hash == key.hash => {
                if a == b {
                    return Err(Error::Twice { key: b });
                }
                if b.partition < scope.kept {
                    continue;
                }
                doubles.insert(scope.numbering.number(b)?);
                candidates.push_with(|out| Candidate { a, b, link }.put(out))?;
                found += 1;
            }
            _ => leader = Some((key.hash, b)),
        }
    }
    Ok(found)
}
