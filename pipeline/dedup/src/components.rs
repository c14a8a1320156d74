//! Connected components of any number of documents.
//!
//! Every document of a component gets the component's smallest number as its label, whatever the order
//! of the edges. Where 4 bytes a document (8 from 2^32 documents on) fit the budget, disjoint sets do it
//! in one pass over the edges. Where they do not, large-star and small-star operations on sorted edges do
//! it in a number of passes that grows as the square of the logarithm of the component at most, and is
//! some ten in practice (Kiveris, Lattanzi, Mirrokni, Rastogi and Vassilvitskii 2014, *Connected
//! components in MapReduce and beyond*).

use crate::Error;
use crate::sort::{Budget, Sorted, SortedIter, Sorter, Source};

/// Is called with every edge.
type Visit<'a> = dyn FnMut(u64, u64) -> Result<(), Error> + 'a;

/// Goes through all edges.
type Edges<'a> = dyn FnMut(&mut Visit<'_>) -> Result<(), Error> + 'a;

/// An edge on disk: two numbers, big-endian.
const EDGE: usize = 16;

/// The labels of documents 0 to n.
pub(crate) enum Labels {
    Narrow(Vec<u32>),
    Wide(Vec<u64>),
    /// Edges from each document to its label, but for those that are their own label.
    Sorted(Sorted),
}

impl Labels {
    /// Finds the components of `total` documents. `edges` calls its argument with each edge, once each
    /// time that it is called.
    pub(crate) fn find(total: u64, budget: &Budget, edges: &mut Edges<'_>) -> Result<Self, Error> {
        let fits = |bytes: u64| total.saturating_mul(bytes) <= budget.bytes as u64;
        if total <= u64::from(u32::MAX) && fits(4) {
            let mut forest = Forest((0..total as u32).collect());
            edges(&mut |a, b| {
                forest.join(a as usize, b as usize);
                Ok(())
            })?;
            return Ok(Self::Narrow(forest.labels()));
        }
        if fits(8) {
            let mut forest = Forest((0..total).collect());
            edges(&mut |a, b| {
                forest.join(a as usize, b as usize);
                Ok(())
            })?;
            return Ok(Self::Wide(forest.labels()));
        }
        external(budget, edges).map(Self::Sorted)
    }

    /// Looks labels up, for documents in growing order.
    pub(crate) fn iter(&self) -> Result<LabelIter<'_>, Error> {
        Ok(match self {
            Self::Narrow(labels) => LabelIter::Narrow(labels),
            Self::Wide(labels) => LabelIter::Wide(labels),
            Self::Sorted(sorted) => LabelIter::Sorted {
                edges: sorted.iter()?,
                head: None,
                done: false,
            },
        })
    }
}

pub(crate) enum LabelIter<'a> {
    Narrow(&'a [u32]),
    Wide(&'a [u64]),
    Sorted {
        edges: SortedIter<'a>,
        head: Option<(u64, u64)>,
        done: bool,
    },
}

impl LabelIter<'_> {
    /// The label of a document whose number is not below that asked for before.
    pub(crate) fn of(&mut self, number: u64) -> Result<u64, Error> {
        match self {
            Self::Narrow(labels) => Ok(labels
                .get(number as usize)
                .map_or(number, |label| u64::from(*label))),
            Self::Wide(labels) => Ok(labels.get(number as usize).copied().unwrap_or(number)),
            Self::Sorted { edges, head, done } => {
                while !*done && head.is_none_or(|(from, _)| from < number) {
                    *head = edges.next()?.map(edge);
                    *done = head.is_none();
                }
                Ok(head
                    .filter(|(from, _)| *from == number)
                    .map_or(number, |(_, label)| label))
            }
        }
    }
}

/// Disjoint sets as trees: each entry is the parent's number, which is never larger.
struct Forest<T>(Vec<T>);

trait Number: Copy {
    fn place(self) -> usize;
    fn of(place: usize) -> Self;
}

impl Number for u32 {
    fn place(self) -> usize {
        self as usize
    }
    fn of(place: usize) -> Self {
        place as u32
    }
}

impl Number for u64 {
    fn place(self) -> usize {
        self as usize
    }
    fn of(place: usize) -> Self {
        place as u64
    }
}

impl<T: Number> Forest<T> {
    fn parent(&self, at: usize) -> usize {
        self.0.get(at).map_or(at, |parent| parent.place())
    }

    fn root(&mut self, mut at: usize) -> usize {
        loop {
            let parent = self.parent(at);
            if parent == at {
                return at;
            }
            // Halve the path, so that later searches are short.
            let above = self.parent(parent);
            if let Some(slot) = self.0.get_mut(at) {
                *slot = T::of(above);
            }
            at = above;
        }
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        let (low, high) = (a.min(b), a.max(b));
        if let Some(slot) = self.0.get_mut(high) {
            *slot = T::of(low);
        }
    }

    fn labels(mut self) -> Vec<T> {
        // Parents are smaller, so they have their labels already.
        for at in 0..self.0.len() {
            let label = self.parent(self.parent(at));
            if let Some(slot) = self.0.get_mut(at) {
                *slot = T::of(label);
            }
        }
        self.0
    }
}

fn edge(record: &[u8]) -> (u64, u64) {
    let numbers = record.as_chunks::<8>().0;
    let number = |i: usize| numbers.get(i).map_or(0, |eight| u64::from_be_bytes(*eight));
    (number(0), number(1))
}

fn push(sorter: &mut Sorter, from: u64, to: u64) -> Result<(), Error> {
    sorter.push_with(|out| {
        out.extend_from_slice(&from.to_be_bytes());
        out.extend_from_slice(&to.to_be_bytes());
    })
}

/// Goes on with both operations in turn until the edges stay as they are: then each leads from a document
/// to its label.
fn external(budget: &Budget, edges: &mut Edges<'_>) -> Result<Sorted, Error> {
    // Three sorts are alive at a time at most.
    let share = budget.share(3);
    let sorter = || Sorter::new(EDGE, &share);
    let mut both = sorter();
    edges(&mut |a, b| {
        if a != b {
            push(&mut both, a, b)?;
            push(&mut both, b, a)?;
        }
        Ok(())
    })?;
    let mut both = both.finish()?;
    let mut before = None;
    loop {
        let downward = large_star(&both, sorter())?;
        drop(both);
        let stars = small_star(&downward, sorter())?;
        drop(downward);
        let mut next = sorter();
        let mut digest = (0u64, 0u64);
        each(&stars, &mut |from, to| {
            digest.0 += 1;
            digest.1 = crate::shingle::mix64(digest.1 ^ from).wrapping_add(to);
            push(&mut next, from, to)?;
            push(&mut next, to, from)
        })?;
        if before == Some(digest) {
            return unique(&stars, sorter());
        }
        before = Some(digest);
        both = next.finish()?;
    }
}

/// Every edge once, in order.
fn each(sorted: &Sorted, work: &mut dyn FnMut(u64, u64) -> Result<(), Error>) -> Result<(), Error> {
    let mut last = None;
    let mut iter = sorted.iter()?;
    while let Some(record) = iter.next()? {
        let this = edge(record);
        if last != Some(this) {
            last = Some(this);
            work(this.0, this.1)?;
        }
    }
    Ok(())
}

fn unique(sorted: &Sorted, mut into: Sorter) -> Result<Sorted, Error> {
    each(sorted, &mut |from, to| push(&mut into, from, to))?;
    into.finish()
}

/// Joins the larger neighbours of every document to the smallest of its neighbours and itself. Takes
/// edges in both directions and gives those that lead downward.
fn large_star(both: &Sorted, mut into: Sorter) -> Result<Sorted, Error> {
    let mut at = None;
    let mut least = 0;
    each(both, &mut |from, to| {
        if at != Some(from) {
            // Neighbours come in order, so the first is the smallest.
            (at, least) = (Some(from), from.min(to));
        }
        if to > from {
            push(&mut into, to, least)?;
        }
        Ok(())
    })?;
    into.finish()
}

/// Joins every document and its smaller neighbours to the smallest of these. Takes and gives edges that
/// lead downward.
fn small_star(downward: &Sorted, mut into: Sorter) -> Result<Sorted, Error> {
    let mut at = None;
    let mut least = 0;
    each(downward, &mut |from, to| {
        if at != Some(from) {
            (at, least) = (Some(from), to);
            push(&mut into, from, least)
        } else {
            push(&mut into, to, least)
        }
    })?;
    into.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn labels(total: u64, edges: &[(u64, u64)], bytes: usize) -> Vec<u64> {
        let folder = tempfile::tempdir().unwrap();
        let labels = Labels::find(total, &Budget::new(folder.path(), bytes), &mut |each| {
            edges.iter().try_for_each(|(a, b)| each(*a, *b))
        })
        .unwrap();
        assert_eq!(
            matches!(labels, Labels::Sorted(_)),
            (bytes as u64) < 4 * total
        );
        let mut iter = labels.iter().unwrap();
        (0..total).map(|n| iter.of(n).unwrap()).collect()
    }

    /// By the definition: spread the smallest number until nothing changes.
    fn plain(total: u64, edges: &[(u64, u64)]) -> Vec<u64> {
        let mut labels: Vec<u64> = (0..total).collect();
        loop {
            let before = labels.clone();
            for (a, b) in edges {
                let least = labels[*a as usize].min(labels[*b as usize]);
                labels[*a as usize] = least;
                labels[*b as usize] = least;
            }
            if labels == before {
                return labels;
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]
        #[test]
        fn memory_and_disk_agree_with_the_definition(
            total in 1u64..400,
            mut edges in proptest::collection::vec((any::<u32>(), any::<u32>()), 0..500),
            share in 1usize..5,
        ) {
            edges.truncate(edges.len() * share / 4);
            let edges: Vec<(u64, u64)> = edges
                .iter()
                .map(|(a, b)| (u64::from(*a) % total, u64::from(*b) % total))
                .collect();
            let expected = plain(total, &edges);
            prop_assert_eq!(&labels(total, &edges, 1 << 20), &expected);
            prop_assert_eq!(&labels(total, &edges, 3), &expected);
        }
    }

    #[test]
    fn a_long_chain_is_one_component() {
        let mut edges: Vec<(u64, u64)> = (0..20_000).map(|n| (n, n + 1)).collect();
        edges.reverse();
        for bytes in [1 << 20, 50_000] {
            assert!(
                labels(20_001, &edges, bytes)
                    .iter()
                    .all(|label| *label == 0)
            );
        }
    }
}
