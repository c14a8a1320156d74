//! Documents and pairs of them, as the steps after signing see them.

use std::cmp::Ordering;
use std::fmt;

use crate::shingle::mix64;

/// Where a document stands: partition, then row in it. Ordered in this way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct DocKey {
    /// The partition (input task) that the document came from.
    pub partition: u32,
    /// The row in that partition, from 0.
    pub row: u32,
}

impl DocKey {
    /// The key as one number of the same order.
    #[must_use]
    pub fn number(self) -> u64 {
        (u64::from(self.partition) << 32) | u64::from(self.row)
    }

    /// The key of a number.
    #[must_use]
    pub fn of(number: u64) -> Self {
        Self {
            partition: (number >> 32) as u32,
            row: number as u32,
        }
    }
}

impl fmt::Display for DocKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.partition, self.row)
    }
}

/// How much a document is worth keeping, among its duplicates.
///
/// The order is total: the greater rank is the better one. Larger `goodness` is better; of equal ones,
/// the smaller `id`. Where documents have ids of their own (functions of file, URL and date, not of
/// a running number), the choice therefore does not depend on the order of the input. Two documents
/// that agree in both are told apart by their [`DocKey`], smaller first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Rank {
    /// Larger is better. What stands in it is the caller's: several measures side by side, the most
    /// important in the highest bits. `u128::MAX` is for documents that were kept before.
    pub goodness: u128,
    /// The document's id, unique; decides ties, smaller wins.
    pub id: u128,
}

impl Ord for Rank {
    fn cmp(&self, other: &Self) -> Ordering {
        self.goodness
            .cmp(&other.goodness)
            .then_with(|| other.id.cmp(&self.id))
    }
}

impl PartialOrd for Rank {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A document in a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Node {
    /// Where the document stands.
    pub key: DocKey,
    /// The order in which the best of a cluster is chosen.
    pub rank: Rank,
    /// The crawl that it comes from, by a number of the caller's.
    pub crawl: u32,
}

/// Why two documents are, or may be, duplicates. The stronger link is the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Link {
    /// Their signatures are alike.
    #[default]
    Near,
    /// Their normalised texts are the same.
    Exact,
    /// Their URLs are the same; the first is the newer one.
    Url,
}

impl Link {
    pub(crate) fn number(self) -> u8 {
        match self {
            Self::Near => 0,
            Self::Exact => 1,
            Self::Url => 2,
        }
    }

    pub(crate) fn of(number: u8) -> Self {
        match number {
            1 => Self::Exact,
            2 => Self::Url,
            _ => Self::Near,
        }
    }
}

/// Two documents of one group that are duplicates.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Pair {
    /// The first: of a [`Link::Url`], the newer.
    pub a: Node,
    /// The other.
    pub b: Node,
    /// The estimated Jaccard similarity, 0 to 1, from the whole signatures.
    pub similarity: f32,
    /// What makes them duplicates.
    pub link: Link,
}

/// An order of documents that depends on their ids alone, and on nothing that ids go by.
pub(crate) fn id_order(id: u128) -> u64 {
    mix64((id as u64) ^ mix64((id >> 64) as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_goodness_wins_then_the_smaller_id() {
        let rank = |goodness, id| Rank { goodness, id };
        assert!(rank(2, 9) > rank(1, 1));
        assert!(rank(1, 1) > rank(1, 2));
        assert_eq!(rank(1, 2).max(rank(1, u128::MAX)), rank(1, 2));
    }

    #[test]
    fn keys_are_numbers_of_the_same_order() {
        let keys = [(0, 0), (0, u32::MAX), (1, 0), (u32::MAX, 7)];
        let keys = keys.map(|(partition, row)| DocKey { partition, row });
        assert!(keys.is_sorted_by_key(|key| key.number()));
        assert_eq!(keys.map(|key| DocKey::of(key.number())), keys);
    }
}
