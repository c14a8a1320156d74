//! Merkle trees as Certificate Transparency has them (RFC 9162, section 2.1): a leaf is
//! SHA-256(0x00 ‖ data), a node SHA-256(0x01 ‖ left ‖ right), and the left side of a node holds the
//! largest power of two of leaves that is less than all of them. The root of no leaves is SHA-256 of
//! nothing.

mod leaf;
mod leaves;
mod path;

use sha2::{Digest as _, Sha256};

use crate::digest::hex;
use crate::digest::lanes::both;
pub use leaf::{DomainLeaf, FileLeaf, KeptLeaf, RemovedLeaf, domain_hash};
pub(crate) use leaves::Leaves;
pub use path::{Paths, audit_path, root_of_path};

/// A SHA-256 digest.
pub type Hash = [u8; 32];

/// The hash of a leaf.
#[must_use]
pub fn leaf_hash(data: &[u8]) -> Hash {
    Sha256::new()
        .chain_update([0])
        .chain_update(data)
        .finalize()
        .into()
}

/// The hash of the node above two others.
#[must_use]
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::digest(node(left, right)).into()
}

/// The data of a node.
fn node(left: &Hash, right: &Hash) -> [u8; 65] {
    let mut data = [1; 65];
    data[1..33].copy_from_slice(left);
    data[33..].copy_from_slice(right);
    data
}

/// A root as it grows, leaf by leaf; holds one hash for each level.
#[derive(Debug, Clone, Default)]
pub struct Root {
    leaves: u64,
    /// Roots of whole subtrees, the largest first; their sizes are the powers of two in `leaves`.
    subtrees: Vec<Hash>,
}

impl Root {
    /// Adds the hash of the next leaf.
    pub fn push(&mut self, leaf: Hash) {
        self.push_subtree(leaf, 0);
    }

    /// Adds the root of the next 2^`level` leaves, of which as many have come before as a multiple
    /// of that.
    fn push_subtree(&mut self, root: Hash, level: u32) {
        let mut hash = root;
        // A whole subtree of the same size stands to the left for each trailing one bit.
        for _ in 0..(self.leaves >> level).trailing_ones() {
            if let Some(left) = self.subtrees.pop() {
                hash = node_hash(&left, &hash);
            }
        }
        self.subtrees.push(hash);
        self.leaves += 1 << level;
    }

    /// Adds the hashes of the next leaves. As many as a power of two, after a multiple of as many,
    /// take least time.
    pub fn push_all(&mut self, leaves: &[Hash]) {
        let count = leaves.len() as u64;
        if !count.is_power_of_two() || !self.leaves.is_multiple_of(count) {
            leaves.iter().for_each(|leaf| self.push(*leaf));
            return;
        }
        let mut level = leaves.to_vec();
        while level.len() > 1 {
            level = above(&level);
        }
        for root in level {
            self.push_subtree(root, count.ilog2());
        }
    }

    /// Leaves so far.
    #[must_use]
    pub fn leaves(&self) -> u64 {
        self.leaves
    }

    /// The root over all leaves so far.
    #[must_use]
    pub fn hash(&self) -> Hash {
        let mut subtrees = self.subtrees.iter().rev();
        let Some(smallest) = subtrees.next() else {
            return Sha256::digest([]).into();
        };
        subtrees.fold(*smallest, |right, left| node_hash(left, &right))
    }

    /// The same, in hex.
    #[must_use]
    pub fn hex(&self) -> String {
        hex(&self.hash())
    }
}

/// The nodes above a level of a whole tree.
fn above(level: &[Hash]) -> Vec<Hash> {
    let mut nodes = Vec::with_capacity(level.len() / 2);
    for four in level.chunks(4) {
        match four {
            [a, b, c, d] => nodes.extend(both(&node(a, b), &node(c, d))),
            [a, b] => nodes.push(node_hash(a, b)),
            _ => {}
        }
    }
    nodes
}

#[cfg(test)]
mod tests;
