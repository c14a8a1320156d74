//! Audit paths: that a leaf is in a tree, shown by one hash for each level.

use super::{Hash, Root, node_hash};

/// The audit path of the leaf at `index` (RFC 9162, section 2.1.3.1), from the leaf upwards; none
/// where there is no such leaf. About log2(n) hashes of 32 bytes.
#[must_use]
pub fn audit_path(index: u64, leaves: &[Hash]) -> Option<Vec<Hash>> {
    let mut paths = Paths::new(leaves.len() as u64, [index])?;
    leaves.iter().for_each(|leaf| paths.push(*leaf));
    paths.finish().pop()
}

/// The largest power of two that is less than `n`, of `n` > 1.
fn split(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}

/// Audit paths of a few leaves of a tree whose leaves come one after another, once.
pub struct Paths {
    size: u64,
    next: u64,
    wanted: Vec<Wanted>,
}

struct Wanted {
    /// The subtrees beside the way down to the leaf, from the root: first leaf, length.
    beside: Vec<(u64, u64, Root)>,
}

impl Paths {
    /// For the leaves at `indexes` of a tree of `size`; none where there is no such leaf.
    pub fn new(size: u64, indexes: impl IntoIterator<Item = u64>) -> Option<Self> {
        let mut wanted = Vec::new();
        for index in indexes {
            if index >= size {
                return None;
            }
            let (mut start, mut length) = (0, size);
            let mut beside = Vec::new();
            while length > 1 {
                let left = split(length);
                if index - start < left {
                    beside.push((start + left, length - left, Root::default()));
                    length = left;
                } else {
                    beside.push((start, left, Root::default()));
                    start += left;
                    length -= left;
                }
            }
            wanted.push(Wanted { beside });
        }
        Some(Self {
            size,
            next: 0,
            wanted,
        })
    }

    /// The next leaf of the tree.
    pub fn push(&mut self, leaf: Hash) {
        let at = self.next;
        for wanted in &mut self.wanted {
            for (start, length, root) in &mut wanted.beside {
                if (*start..*start + *length).contains(&at) {
                    root.push(leaf);
                }
            }
        }
        self.next += 1;
    }

    /// The paths, in the order of the indexes, once every leaf has come; else none.
    #[must_use]
    pub fn finish(self) -> Vec<Vec<Hash>> {
        if self.next != self.size {
            return Vec::new();
        }
        let path = |wanted: Wanted| wanted.beside.into_iter().rev().map(|(_, _, r)| r.hash());
        self.wanted
            .into_iter()
            .map(|wanted| path(wanted).collect())
            .collect()
    }
}

/// The root that a path leads to from a leaf's hash; none where the path is not one of that leaf in
/// a tree of that size (RFC 9162, section 2.1.3.2).
#[must_use]
pub fn root_of_path(leaf: Hash, index: u64, size: u64, path: &[Hash]) -> Option<Hash> {
    if index >= size {
        return None;
    }
    let (mut at, mut last) = (index, size - 1);
    let mut root = leaf;
    for hash in path {
        if last == 0 {
            return None;
        }
        if at & 1 == 1 || at == last {
            root = node_hash(hash, &root);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            root = node_hash(&root, hash);
        }
        at >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(root)
}
