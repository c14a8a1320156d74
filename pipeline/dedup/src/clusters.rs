//! From pairs to clusters, and to the one document of each that is kept.
//!
//! A cluster is a connected component of the graph of pairs. Its best document is that of the
//! greatest [`Rank`](crate::Rank) (of equal ones, the smaller key), and is the one kept. Nothing
//! depends on the order or repetition of pairs.
//!
//! Memory: up to 250 bytes for each document that is in a pair, and nothing for the others.

use std::collections::{BTreeMap, HashMap};

use crate::{DocKey, Error, Node, Pair};

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
    /// The highest verified similarity to another document of the cluster, 0 to 1.
    pub similarity: f32,
}

/// All clusters, as their members. A document that is not in them has no near-duplicate.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Clusters {
    /// Sorted by key.
    members: Vec<Member>,
}

impl Clusters {
    /// The document, if it has near-duplicates.
    #[must_use]
    pub fn get(&self, key: DocKey) -> Option<&Member> {
        let found = self
            .members
            .binary_search_by_key(&key, |member| member.key)
            .ok()?;
        self.members.get(found)
    }

    /// The members in one partition, by row.
    pub fn for_partition(&self, partition: u32) -> impl Iterator<Item = &Member> {
        let start = self
            .members
            .partition_point(|member| member.key.partition < partition);
        self.members
            .iter()
            .skip(start)
            .take_while(move |member| member.key.partition == partition)
    }

    /// All members, by key.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// How many clusters there are of each size, in documents.
    #[must_use]
    pub fn histogram(&self) -> BTreeMap<u32, u64> {
        let mut sizes = BTreeMap::new();
        for member in self.members.iter().filter(|member| member.kept) {
            *sizes.entry(member.size).or_default() += 1;
        }
        sizes
    }
}

/// Joins the pairs of all bands.
///
/// # Errors
/// [`Error::Pair`] if a pair joins a document with itself or with one of another group, if its
/// similarity is not from 0 to 1, or if a document comes with two ranks or groups;
/// [`Error::TooMany`] for more than 2^32 documents; any error among the pairs.
pub fn cluster(pairs: impl Iterator<Item = Result<Pair, Error>>) -> Result<Clusters, Error> {
    let mut forest = Forest::default();
    for pair in pairs {
        let pair = pair?;
        let fail = |what| {
            Err(Error::Pair {
                key: pair.a.key,
                what,
            })
        };
        if pair.a.key == pair.b.key {
            return fail("it is paired with itself");
        }
        if pair.a.group != pair.b.group {
            return fail("the other document is of another group");
        }
        if !(0.0..=1.0).contains(&pair.similarity) {
            return fail("the similarity is not from 0 to 1");
        }
        let a = forest.tree(&pair.a, pair.similarity)?;
        let b = forest.tree(&pair.b, pair.similarity)?;
        forest.join(a, b);
    }
    Ok(forest.finish())
}

/// Disjoint sets over the documents seen, each with the highest similarity of its pairs.
#[derive(Default)]
struct Forest {
    index: HashMap<DocKey, u32>,
    trees: Vec<Tree>,
}

struct Tree {
    node: Node,
    parent: u32,
    similarity: f32,
    /// At a root: documents in the set.
    size: u32,
}

impl Forest {
    fn tree(&mut self, node: &Node, similarity: f32) -> Result<u32, Error> {
        if let Some(&found) = self.index.get(&node.key) {
            let Some(tree) = self.trees.get_mut(found as usize) else {
                return Ok(found);
            };
            if tree.node != *node {
                let what = "it comes with different ranks or groups";
                return Err(Error::Pair {
                    key: node.key,
                    what,
                });
            }
            tree.similarity = tree.similarity.max(similarity);
            return Ok(found);
        }
        let new = u32::try_from(self.trees.len()).map_err(|_| Error::TooMany {
            limit: u32::MAX.into(),
        })?;
        self.index.insert(node.key, new);
        self.trees.push(Tree {
            node: *node,
            parent: new,
            similarity,
            size: 1,
        });
        Ok(new)
    }

    fn parent(&self, at: u32) -> u32 {
        self.trees.get(at as usize).map_or(at, |tree| tree.parent)
    }

    fn root(&mut self, mut at: u32) -> u32 {
        loop {
            let parent = self.parent(at);
            if parent == at {
                return at;
            }
            // Halve the path, so that later searches are short.
            let above = self.parent(parent);
            if let Some(tree) = self.trees.get_mut(at as usize) {
                tree.parent = above;
            }
            at = above;
        }
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return;
        }
        let size = |at: u32| self.trees.get(at as usize).map_or(0, |tree| tree.size);
        let (large, small, both) = match (size(a), size(b)) {
            (x, y) if x >= y => (a, b, x.saturating_add(y)),
            (x, y) => (b, a, x.saturating_add(y)),
        };
        if let Some(tree) = self.trees.get_mut(small as usize) {
            tree.parent = large;
        }
        if let Some(tree) = self.trees.get_mut(large as usize) {
            tree.size = both;
        }
    }

    fn finish(mut self) -> Clusters {
        self.index = HashMap::new();
        let roots: Vec<u32> = (0..self.trees.len() as u32)
            .map(|at| self.root(at))
            .collect();
        let mut best: HashMap<u32, Node> = HashMap::new();
        for (tree, root) in self.trees.iter().zip(&roots) {
            let leader = best.entry(*root).or_insert(tree.node);
            if tree.node.precedence(leader).is_lt() {
                *leader = tree.node;
            }
        }
        let mut members: Vec<Member> = Vec::with_capacity(self.trees.len());
        for (tree, root) in self.trees.iter().zip(&roots) {
            let leader = best.get(root).copied().unwrap_or(tree.node);
            members.push(Member {
                key: tree.node.key,
                best: leader.key,
                best_id: leader.rank.id,
                size: self.trees.get(*root as usize).map_or(1, |root| root.size),
                kept: tree.node.key == leader.key,
                similarity: tree.similarity,
            });
        }
        members.sort_unstable_by_key(|member| member.key);
        Clusters { members }
    }
}
