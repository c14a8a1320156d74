//! Merkle trees as Certificate Transparency has them (RFC 9162, section 2.1): a leaf is
//! SHA-256(0x00 ‖ data), a node SHA-256(0x01 ‖ left ‖ right), and the left side of a node holds the
//! largest power of two of leaves that is less than all of them. The root of no leaves is SHA-256 of
//! nothing.

mod leaf;
mod path;

use sha2::{Digest as _, Sha256};

use crate::digest::hex;
pub use leaf::{DomainLeaf, FileLeaf, KeptLeaf, RemovedLeaf, domain_hash};
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
    let hasher = Sha256::new().chain_update([1]);
    hasher
        .chain_update(left)
        .chain_update(right)
        .finalize()
        .into()
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
        let mut hash = leaf;
        // A whole subtree of the same size stands to the left for each trailing one bit.
        for _ in 0..self.leaves.trailing_ones() {
            if let Some(left) = self.subtrees.pop() {
                hash = node_hash(&left, &hash);
            }
        }
        self.subtrees.push(hash);
        self.leaves += 1;
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

#[cfg(test)]
mod tests;
