//! Proofs that are checked without the dataset: that a document is in it, that one was removed and by
//! which rule, or that no document of a domain is in it.
//!
//! A row is a leaf of the tree over the rows of its file, whose root is in the leaf of the file in
//! the tree over all files of its kind. A domain has a leaf in a tree that is sorted by SHA-256 of
//! their names; one that is not in there is shown by the two leaves between which it would be, one
//! beside the other. A proof holds the leaves as they are hashed, and one hash for each level.

mod check;
mod make;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub use check::{Checked, ProofError, Rests, check_proof};
pub use make::prove;

use crate::manifest::Unreadable;
use crate::sign::{Envelope, SignError};
use crate::why::WhyError;

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

impl Proof {
    /// Reads a proof.
    ///
    /// # Errors
    /// JSON that is none, fields that are unknown or missing, another format.
    pub fn read(bytes: &[u8]) -> Result<Self, ProofError> {
        let proof: Self = serde_json::from_slice(bytes).map_err(ProofError::Json)?;
        if proof.format != FORMAT {
            return Err(ProofError::Format(proof.format));
        }
        Ok(proof)
    }

    /// The bytes of the file: JSON for people, with a line break at its end.
    ///
    /// # Errors
    /// None that is known of; the encoder's.
    pub fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

/// A proof that cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ProveError {
    /// The dataset cannot be searched.
    #[error(transparent)]
    Search(#[from] WhyError),
    /// A file that cannot be read.
    #[error("{path}: {why}")]
    File {
        /// Its path below the dataset's folder.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// The manifest cannot be read.
    #[error("manifest.json: {0}")]
    Manifest(#[from] Unreadable),
    /// The signature cannot be read.
    #[error("manifest.intoto.json: {0}")]
    Envelope(#[from] SignError),
    /// The dataset does not have the root that its manifest says.
    #[error(
        "{0} does not have the root that the manifest says; `tamis verify` names what is wrong"
    )]
    Root(String),
    /// No row of the document.
    #[error(
        "neither the shards nor the ledger have a document with {0}; that it is absent can be proven for its domain only, since the trees of documents are not sorted"
    )]
    NotFound(String),
    /// No domain.
    #[error(
        "`{0}` is no domain; expected a name such as `example.org`, without a scheme and a path"
    )]
    NotADomain(String),
    /// Below a domain that is in the dataset.
    #[error(
        "documents of `{parent}` are in the dataset, and they are not counted by host: ask for `{parent}`, or for a document by its URL"
    )]
    Below {
        /// The domain that is in the dataset.
        parent: String,
    },
    /// Above a domain that is in the dataset: a public suffix, under which nothing is counted.
    #[error(
        "documents of `{below}`, which is below it, are in the dataset: only the absence of registrable domains can be proven"
    )]
    Above {
        /// The domain that is in the dataset.
        below: String,
    },
}
