//! The stop words of a profile, as they are looked up.

use crate::text::{hash, plain_lower};

/// The stop words of a profile as hashes, kept from one text to the next in the same language.
#[derive(Debug, Default)]
pub(crate) struct StopWords {
    /// The list that the rest was made of.
    list: Vec<String>,
    /// Of each different entry, sorted.
    pub(super) hashes: Vec<u64>,
    /// Bytes of the longest entry.
    pub(super) longest: usize,
    /// Entries of the text at hand that stand in it only as clitics, each once.
    pub(super) only_clitics: Vec<u64>,
}

impl StopWords {
    pub(super) fn read(&mut self, list: &[String], lower: &mut String) {
        if self.list == list {
            return;
        }
        self.list = list.to_vec();
        self.hashes.clear();
        self.longest = 0;
        for word in list {
            plain_lower(word, lower);
            self.longest = self.longest.max(lower.len());
            self.hashes.push(hash(lower));
        }
        self.hashes.sort_unstable();
        self.hashes.dedup();
    }

    #[inline]
    pub(super) fn has(&self, hash: u64) -> bool {
        self.hashes.binary_search(&hash).is_ok()
    }
}
