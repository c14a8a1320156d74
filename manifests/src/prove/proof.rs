//! A proof: what it claims, of what, and the leaves and paths that show it.

use serde::{Deserialize, Serialize};

use crate::sign::Envelope;

/// The version of a proof's shape.
pub const FORMAT: &str = "tamis-proof/1";

/// What a proof is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Subject {
    /// A document, by its id.
    Id(String),
    /// A document, by its URL (WARC-Target-URI).
    Url(String),
    /// A domain; documents of hosts below it are of it.
    Domain(String),
}

/// What a proof says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Claim {
    /// The document is in the dataset.
    Kept,
    /// The document was removed.
    Removed,
    /// Documents of the domain are in the dataset.
    Present,
    /// No document of the domain is in the dataset.
    Absent,
}

impl Claim {
    /// The tree that it is about, as a subject of the statement: `merkle/kept`.
    #[must_use]
    pub fn tree(self) -> &'static str {
        match self {
            Self::Kept => "merkle/kept",
            Self::Removed => "merkle/removed",
            Self::Present | Self::Absent => "merkle/domains",
        }
    }
}

/// A leaf, and the way from it to the root of its tree (RFC 9162, section 2.1.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inclusion {
    /// The leaf's data, exactly as it is hashed: canonical JSON.
    pub leaf: String,
    /// Its number in the tree, from 0.
    pub index: u64,
    /// Leaves of the tree.
    pub size: u64,
    /// Hashes (hex) beside the way, from the leaf upwards.
    pub path: Vec<String>,
}

/// Where a domain is in the tree of domains, or would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The domain, or one that it is below.
    pub domain: String,
    /// Its own leaf, if it is there. Else the leaf before it and the one after it; one of them at the
    /// beginning and the end of the tree; none if the tree has no leaves.
    pub leaves: Vec<Inclusion>,
}

/// A proof, as it stands in its file (JSON).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// [`FORMAT`].
    pub format: String,
    /// What it says.
    pub claim: Claim,
    /// The dataset's name. Only a signature says that it is right.
    pub dataset: String,
    /// What it says it of.
    pub subject: Subject,
    /// The document's row in the tree of its file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<Inclusion>,
    /// That file in the tree of files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Inclusion>,
    /// The domain, and for `absent` also every domain that it is below: without the public suffix
    /// list nobody can tell from a name which of them its documents would be counted under.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub domains: Vec<Place>,
    /// The root (hex) of the tree.
    pub root: String,
    /// The dataset's signature, if it is signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub envelope: Option<Envelope>,
}
