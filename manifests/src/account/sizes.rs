//! Documents and their text, read and kept.

use serde::{Deserialize, Serialize};

use crate::manifest::DomainSize;

/// What was read and kept of one registrable domain in one language.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sizes {
    /// Documents read.
    pub documents_read: u64,
    /// UTF-8 bytes of text extracted from them.
    pub bytes_read: u64,
    /// Estimated tokens of it.
    pub tokens_read: u64,
    /// Different documents in the shards.
    pub documents: u64,
    /// UTF-8 bytes of their text.
    pub bytes: u64,
    /// Estimated tokens of it.
    pub tokens: u64,
}

impl Sizes {
    /// A document that was read.
    #[must_use]
    pub fn read(bytes: u64, tokens: u64) -> Self {
        Self {
            documents_read: 1,
            bytes_read: bytes,
            tokens_read: tokens,
            ..Self::default()
        }
    }

    /// A document that is in the shards.
    #[must_use]
    pub fn kept(bytes: u64, tokens: u64) -> Self {
        Self {
            documents: 1,
            bytes,
            tokens,
            ..Self::default()
        }
    }

    /// Adds others; what a damaged file says stays at the largest number.
    pub fn add(&mut self, other: &Self) {
        self.documents_read = self.documents_read.saturating_add(other.documents_read);
        self.bytes_read = self.bytes_read.saturating_add(other.bytes_read);
        self.tokens_read = self.tokens_read.saturating_add(other.tokens_read);
        self.documents = self.documents.saturating_add(other.documents);
        self.bytes = self.bytes.saturating_add(other.bytes);
        self.tokens = self.tokens.saturating_add(other.tokens);
    }

    /// Adds what one language of a domain has to what the manifest says of the domain.
    pub fn add_to(&self, domain: &mut DomainSize) {
        domain.documents_read += self.documents_read;
        domain.bytes_read += self.bytes_read;
        domain.tokens_read += self.tokens_read;
        domain.documents += self.documents;
        domain.bytes += self.bytes;
        domain.tokens += self.tokens;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_a_damaged_file_stop_at_the_largest_number() {
        let mut sizes = Sizes::read(u64::MAX, 1);
        sizes.add(&Sizes::read(2, 1));
        let sums = (sizes.documents_read, sizes.bytes_read, sizes.tokens_read);
        assert_eq!(sums, (2, u64::MAX, 2));
    }
}
