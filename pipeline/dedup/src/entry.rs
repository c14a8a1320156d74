//! Documents as this crate sees them: a key, a group, a rank and a signature.

use std::cmp::Ordering;
use std::fmt;

/// Where a document stands: partition, then row in it. Ordered in this way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct DocKey {
    /// The partition (input task) that the document came from.
    pub partition: u32,
    /// The row in that partition, from 0.
    pub row: u32,
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
    /// Larger is better. The unit is the caller's.
    pub goodness: u64,
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

/// A document with its signature.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// Where the document stands.
    pub key: DocKey,
    /// Its group (a language, say): only documents of equal groups are ever compared.
    pub group: u64,
    /// The order in which the best of a cluster is chosen.
    pub rank: Rank,
    /// `bands * rows` minima, band after band.
    pub signature: Vec<u32>,
}

/// A document in a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Node {
    /// Where the document stands.
    pub key: DocKey,
    /// The order in which the best of a cluster is chosen.
    pub rank: Rank,
    /// Its group.
    pub group: u64,
}

impl Node {
    /// The order in which documents lead: best rank first, then the smaller key.
    pub(crate) fn precedence(&self, other: &Self) -> Ordering {
        other
            .rank
            .cmp(&self.rank)
            .then_with(|| self.key.cmp(&other.key))
    }
}

/// Two documents of one group that are near-duplicates.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Pair {
    /// The better of the two.
    pub a: Node,
    /// The other.
    pub b: Node,
    /// The estimated Jaccard similarity, 0 to 1, from the whole signatures.
    pub similarity: f32,
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
    fn equal_ranks_are_told_apart_by_the_key() {
        let node = |partition, row| Node {
            key: DocKey { partition, row },
            ..Node::default()
        };
        let mut nodes = [node(1, 0), node(0, 2), node(0, 1)];
        nodes.sort_by(Node::precedence);
        assert_eq!(nodes, [node(0, 1), node(0, 2), node(1, 0)]);
    }
}
