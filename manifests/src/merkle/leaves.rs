//! Leaves that come one after another, hashed many at a time.

use super::{Hash, Root};
use crate::digest::lanes::both;

/// Leaves hashed together: their bytes stay in the processor's nearest cache.
const BATCH: usize = 64;

/// A root over leaves whose data are written here, without a copy of each.
#[derive(Default)]
pub(crate) struct Leaves {
    root: Root,
    /// The data of those that are not hashed yet, one after another, each with the 0 before it that
    /// makes it a leaf.
    data: Vec<u8>,
    ends: Vec<usize>,
}

impl Leaves {
    /// Adds the leaf of which `write` writes the data.
    pub(crate) fn push(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        self.data.push(0);
        write(&mut self.data);
        self.ends.push(self.data.len());
        if self.ends.len() == BATCH {
            self.hash();
        }
    }

    /// Leaves so far.
    pub(crate) fn count(&self) -> u64 {
        self.root.leaves() + self.ends.len() as u64
    }

    /// The root over all of them.
    pub(crate) fn finish(mut self) -> Root {
        self.hash();
        self.root
    }

    fn hash(&mut self) {
        let mut hashes = [Hash::default(); BATCH];
        let mut start = 0;
        for (two, ends) in hashes.chunks_mut(2).zip(self.ends.chunks(2)) {
            let (middle, end) = match *ends {
                [middle, end] => (middle, end),
                [end] => (end, end),
                _ => continue,
            };
            // Of an odd last one, the digest beside it is that of nothing, and is passed over below.
            let digests = both(&self.data[start..middle], &self.data[middle..end]);
            two.copy_from_slice(&digests[..two.len()]);
            start = end;
        }
        self.root.push_all(&hashes[..self.ends.len()]);
        self.data.clear();
        self.ends.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merkle::leaf_hash;

    #[test]
    fn the_root_is_that_of_leaves_hashed_one_by_one() {
        for count in [0u32, 1, 2, 3, 63, 64, 65, 127, 128, 129, 200, 1000] {
            let (mut leaves, mut root) = (Leaves::default(), Root::default());
            for n in 0..count {
                let data = vec![b'x'; (n as usize * 37) % 400];
                leaves.push(|out| out.extend_from_slice(&data));
                root.push(leaf_hash(&data));
            }
            assert_eq!(leaves.count(), u64::from(count));
            assert_eq!(leaves.finish().hash(), root.hash(), "{count} leaves");
        }
    }
}
