//! From pairs to clusters, and to the one document of each that is kept.
//!
//! A cluster is a connected component of the graph of pairs. Its best document is that of the greatest
//! [`Rank`](crate::Rank) (of equal ones, the smaller key) among those that are not the older of a URL,
//! and is the one kept. Nothing depends on the order or repetition of pairs.
//!
//! Memory is the budget, whatever the number of documents: components are found out of core where they
//! do not fit (`components.rs`), and all else is sorted.

use std::collections::BTreeMap;

use crate::components::{LabelIter, Labels};
use crate::numbering::Numbering;
use crate::sort::{Budget, Sorted, SortedIter, Sorter, Source};
use crate::store::records::{Fields, MEMBER, take_pair};
use crate::{DocKey, Error, Link, Node, Pair};

/// Most crawls that are told apart; those with larger numbers count as the last.
pub const CRAWLS: u32 = 256;

/// A set of crawls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Crawls([u64; 4]);

impl Crawls {
    /// Adds a crawl.
    pub fn insert(&mut self, crawl: u32) {
        let crawl = crawl.min(CRAWLS - 1);
        if let Some(word) = self.0.get_mut(crawl as usize / 64) {
            *word |= 1 << (crawl % 64);
        }
    }

    /// The crawls in it, in order.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        let holds = |crawl: &u32| {
            let word = self.0.get(*crawl as usize / 64);
            word.is_some_and(|word| word >> (crawl % 64) & 1 == 1)
        };
        (0..CRAWLS).filter(holds)
    }
}

/// A document of a cluster of at least two.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Member {
    /// The document.
    pub key: DocKey,
    /// The best document of its cluster, which stands for the cluster.
    pub best: DocKey,
    /// The id of the best document.
    pub best_id: u128,
    /// Documents in the cluster, at least 2.
    pub size: u32,
    /// Whether this is the one that is kept: `key == best`.
    pub kept: bool,
    /// Why it is not kept: [`Link::Exact`] if its text is that of the kept one, [`Link::Url`] if it is
    /// the older of a URL.
    pub link: Link,
    /// The highest similarity to another document that it was compared with, 0 to 1.
    pub similarity: f32,
    /// The crawls of all documents of the cluster.
    pub crawls: Crawls,
}

/// What the clusters are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClusterStats {
    /// How many clusters there are of each size, in documents.
    pub sizes: BTreeMap<u32, u64>,
    /// Whether the components were found out of core.
    pub external: bool,
}

/// Joins the pairs that `open` gives, in the order of their second documents and as often as it is called,
/// and calls `member` with every document of a cluster, by key. `crawl` gives the number of a document's
/// crawl.
///
/// # Errors
/// [`Error::Pair`] if a pair joins a document with itself or its similarity is not from 0 to 1,
/// [`Error::Unknown`] for a document that `numbering` does not have, any error of a source or `member`.
pub fn cluster<S: Source>(
    open: impl Fn() -> Result<S, Error>,
    numbering: &Numbering,
    crawl: &dyn Fn(&Node) -> u32,
    budget: &Budget,
    member: &mut dyn FnMut(&Member) -> Result<(), Error>,
) -> Result<ClusterStats, Error> {
    let labels = Labels::find(numbering.total(), &budget.share(2), &mut |edge| {
        let mut pairs = open()?;
        while let Some(record) = pairs.next()? {
            let pair = checked(record)?;
            edge(numbering.number(pair.a.key)?, numbering.number(pair.b.key)?)?;
        }
        Ok(())
    })?;
    let seats = seats(open()?, numbering, &mut labels.iter()?, &budget.share(2))?;
    let mut stats = ClusterStats {
        external: matches!(labels, Labels::Sorted(_)),
        ..ClusterStats::default()
    };
    drop(labels);
    let mut members = Sorter::new(MEMBER, &budget.share(2));
    let (mut ahead, mut behind) = (Seats::new(&seats)?, Seats::new(&seats)?);
    while let Some(first) = ahead.next()? {
        // The whole cluster is looked at once before its members are told, so that it need not be held.
        let (mut size, mut crawls) = (1u32, Crawls::default());
        crawls.insert(crawl(&first.node));
        while let Some(seat) = ahead.next_of(first.root)? {
            size = size.saturating_add(1);
            crawls.insert(crawl(&seat.node));
        }
        *stats.sizes.entry(size).or_default() += 1;
        while let Some(seat) = behind.next_of(first.root)? {
            let kept = seat.node.key == first.node.key;
            let link = match seat {
                _ if seat.older => Link::Url,
                _ if seat.leader == first.leader && !kept => Link::Exact,
                _ => Link::Near,
            };
            let this = Member {
                key: seat.node.key,
                best: first.node.key,
                best_id: first.node.rank.id,
                size,
                kept,
                link,
                similarity: seat.similarity,
                crawls,
            };
            members.push_with(|out| this.put(out))?;
        }
    }
    drop((ahead, behind));
    drop(seats);
    let sorted = members.finish()?;
    let mut iter = sorted.iter()?;
    while let Some(record) = iter.next()? {
        member(&Member::take(record))?;
    }
    Ok(stats)
}

fn checked(record: &[u8]) -> Result<Pair, Error> {
    let pair = take_pair(record);
    let fail = |what| {
        Err(Error::Pair {
            key: pair.b.key,
            what,
        })
    };
    if pair.a.key == pair.b.key {
        return fail("it is paired with itself");
    }
    if !(0.0..=1.0).contains(&pair.similarity) {
        return fail("the similarity is not from 0 to 1");
    }
    Ok(pair)
}

/// A document in its component.
#[derive(Clone, Copy)]
struct Seat {
    root: u64,
    /// It is the older of a URL.
    older: bool,
    node: Node,
    similarity: f32,
    /// The document that leads those of its text.
    leader: DocKey,
}

/// Bytes of a seat: root u64, older u8, goodness u128 inverted, id u128, key u64 (which put the best
/// document of a component first); whether it leads itself u8 (which puts another leader first), leader
/// u64; similarity u32, crawl u32.
const SEAT: usize = 66;

impl Seat {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.root.to_be_bytes());
        out.push(self.older.into());
        out.extend_from_slice(&(!self.node.rank.goodness).to_be_bytes());
        out.extend_from_slice(&self.node.rank.id.to_be_bytes());
        out.extend_from_slice(&self.node.key.number().to_be_bytes());
        out.push((self.leader == self.node.key).into());
        out.extend_from_slice(&self.leader.number().to_be_bytes());
        out.extend_from_slice(&self.similarity.to_bits().to_be_bytes());
        out.extend_from_slice(&self.node.crawl.to_be_bytes());
    }

    fn take(bytes: &[u8]) -> Self {
        let mut fields = Fields(bytes);
        let root = fields.u64();
        let older = fields.u8() != 0;
        let goodness = !fields.u128();
        let id = fields.u128();
        let key = DocKey::of(fields.u64());
        fields.u8();
        let leader = DocKey::of(fields.u64());
        let similarity = f32::from_bits(fields.u32());
        let rank = crate::Rank { goodness, id };
        Self {
            root,
            older,
            node: Node {
                key,
                rank,
                crawl: fields.u32(),
            },
            similarity,
            leader,
        }
    }
}

/// Both documents of every pair, by component and rank.
fn seats(
    mut pairs: impl Source,
    numbering: &Numbering,
    labels: &mut LabelIter<'_>,
    budget: &Budget,
) -> Result<Sorted, Error> {
    let mut sorter = Sorter::new(SEAT, budget);
    while let Some(record) = pairs.next()? {
        let pair = checked(record)?;
        let root = labels.of(numbering.number(pair.b.key)?)?;
        for (node, second) in [(pair.a, false), (pair.b, true)] {
            let led = second && pair.link == Link::Exact;
            let seat = Seat {
                root,
                older: second && pair.link == Link::Url,
                node,
                similarity: pair.similarity,
                leader: if led { pair.a.key } else { node.key },
            };
            sorter.push_with(|out| seat.put(out))?;
        }
    }
    sorter.finish()
}

/// Seats with those of one document put together.
struct Seats<'a> {
    iter: SortedIter<'a>,
    pending: Option<Seat>,
}

impl<'a> Seats<'a> {
    fn new(sorted: &'a Sorted) -> Result<Self, Error> {
        let mut iter = sorted.iter()?;
        let pending = iter.next()?.map(Seat::take);
        Ok(Self { iter, pending })
    }

    fn next(&mut self) -> Result<Option<Seat>, Error> {
        let Some(mut seat) = self.pending.take() else {
            return Ok(None);
        };
        while let Some(record) = self.iter.next()? {
            let other = Seat::take(record);
            if other.node.key != seat.node.key {
                self.pending = Some(other);
                break;
            }
            if other.node != seat.node || other.root != seat.root {
                return Err(Error::Pair {
                    key: seat.node.key,
                    what: "it comes with different ranks",
                });
            }
            seat.similarity = seat.similarity.max(other.similarity);
            // The one that is led by another comes first.
        }
        Ok(Some(seat))
    }

    fn next_of(&mut self, root: u64) -> Result<Option<Seat>, Error> {
        match &self.pending {
            Some(seat) if seat.root == root => self.next(),
            _ => Ok(None),
        }
    }
}

impl Member {
    /// Appends the record.
    pub fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.key.number().to_be_bytes());
        out.extend_from_slice(&self.best.number().to_be_bytes());
        out.extend_from_slice(&self.best_id.to_be_bytes());
        out.extend_from_slice(&self.size.to_be_bytes());
        out.extend_from_slice(&self.similarity.to_bits().to_be_bytes());
        out.push(self.kept.into());
        out.push(self.link.number());
        out.extend(self.crawls.0.iter().flat_map(|word| word.to_be_bytes()));
    }

    /// Reads a record.
    #[must_use]
    pub fn take(record: &[u8]) -> Self {
        let mut fields = Fields(record);
        Self {
            key: DocKey::of(fields.u64()),
            best: DocKey::of(fields.u64()),
            best_id: fields.u128(),
            size: fields.u32(),
            similarity: f32::from_bits(fields.u32()),
            kept: fields.u8() != 0,
            link: Link::of(fields.u8()),
            crawls: Crawls([fields.u64(), fields.u64(), fields.u64(), fields.u64()]),
        }
    }
}
