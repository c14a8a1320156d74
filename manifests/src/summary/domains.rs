//! The list of domains of section 2.3.
//!
//! The template asks for the domain names (those that are registered, `example.org`) in the top 10 % of
//! all domain names, by the size of the content scraped; of small and medium-sized enterprises for the
//! top 5 % or 1,000, whichever are fewer. Both are the beginning of one ranking, so one list holds both.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::manifest::DomainSize;

/// The most domains of the list for small and medium-sized enterprises.
const SME_MOST: u64 = 1000;

/// The domains with most text read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DomainList {
    /// Registrable domains of which a document was read.
    pub read: u64,
    /// A tenth of them, rounded up: what every other provider lists.
    pub top_tenth: u64,
    /// A twentieth of them, rounded up, or 1,000: what small and medium-sized enterprises list.
    pub sme: u64,
    /// The public suffix list that tells what a registrable domain is.
    pub suffix_list: String,
    /// The first `top_tenth` domains, most text first.
    pub domains: Vec<DomainLine>,
}

/// One domain. Sizes are of what was read, before anything was removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DomainLine {
    /// The domain.
    pub domain: String,
    /// UTF-8 bytes of text read.
    pub bytes: u64,
    /// Documents read.
    pub documents: u64,
    /// Their tokens, estimated.
    pub tokens: u64,
    /// Documents of it that are in the dataset.
    pub documents_kept: u64,
}

impl DomainList {
    /// The list of `read` domains, which `domains` gives by `bytes_read`, most first, then by name. No
    /// more than a tenth is taken from it.
    pub(super) fn new(
        read: u64,
        suffix_list: &str,
        domains: impl IntoIterator<Item = DomainSize>,
    ) -> Self {
        let top_tenth = read.div_ceil(10);
        let taken = usize::try_from(top_tenth).unwrap_or(usize::MAX);
        Self {
            read,
            top_tenth,
            sme: read.div_ceil(20).min(SME_MOST),
            suffix_list: suffix_list.to_owned(),
            domains: domains
                .into_iter()
                .take(taken)
                .map(DomainLine::from)
                .collect(),
        }
    }
}

impl From<DomainSize> for DomainLine {
    fn from(size: DomainSize) -> Self {
        Self {
            domain: size.domain,
            bytes: size.bytes_read,
            documents: size.documents_read,
            tokens: size.tokens_read,
            documents_kept: size.documents,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenth_and_what_small_enterprises_list() {
        let sizes = |read| {
            let list = DomainList::new(read, "", []);
            (list.top_tenth, list.sme)
        };
        assert_eq!(sizes(0), (0, 0));
        assert_eq!(sizes(1), (1, 1));
        assert_eq!(sizes(11), (2, 1));
        assert_eq!(sizes(20_000), (2_000, 1_000));
        assert_eq!(sizes(20_021), (2_003, 1_000));
        let list = DomainList::new(30, "", (0..30).map(|_| DomainSize::default()));
        assert_eq!(list.domains.len(), 3);
    }
}
