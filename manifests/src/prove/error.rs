//! Proofs that cannot be made, and proofs that do not hold.

use std::path::PathBuf;

use super::proof::{Claim, FORMAT};
use crate::manifest::Unreadable;
use crate::sign::SignError;
use crate::why::WhyError;

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

/// A proof that does not hold.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// No proof.
    #[error("it is no proof: {0}")]
    Json(serde_json::Error),
    /// Another version.
    #[error("it has the format `{0}`, and this tamis reads `{FORMAT}`")]
    Format(String),
    /// A part that its claim needs is missing, or one that it does not need is there.
    #[error("a proof that something is {claim:?} has {what}")]
    Shape {
        /// What it claims.
        claim: Claim,
        /// What is missing or too much.
        what: &'static str,
    },
    /// The way from a leaf leads elsewhere.
    #[error("the path of the {what} leads to the root {found}; expected {expected}")]
    Path {
        /// `row`, `file` or `domain`.
        what: &'static str,
        /// Where it leads; `none` where it is no path of such a leaf.
        found: String,
        /// Where it should.
        expected: String,
    },
    /// The leaf is another one's.
    #[error("the leaf is not of what the proof is about: {0}")]
    Leaf(String),
    /// The neighbours do not show that nothing is between them.
    #[error("that `{domain}` is absent is not shown: {why}")]
    Neighbours {
        /// The domain.
        domain: String,
        /// What is wrong with its neighbours.
        why: &'static str,
    },
    /// The signature does not hold, or covers another root.
    #[error("the signature in the proof: {0}")]
    Signature(#[from] SignError),
    /// A signature that covers another root.
    #[error("the statement says that {tree} is {stated}; the proof leads to {found}")]
    OtherRoot {
        /// `merkle/kept`.
        tree: &'static str,
        /// The root in the statement.
        stated: String,
        /// The proof's.
        found: String,
    },
    /// Another dataset's name than the signed one.
    #[error("the proof calls the dataset `{found}`, the signed statement `{stated}`")]
    Name {
        /// In the statement.
        stated: String,
        /// In the proof.
        found: String,
    },
    /// A key was given, and there is no signature.
    #[error("a key was given, and the proof has no signature: its dataset was not signed")]
    NotSigned,
    /// Another root than the one that was given.
    #[error("the proof leads to the root {found}; the root given is {given}")]
    NotTheRoot {
        /// Given by hand.
        given: String,
        /// The proof's.
        found: String,
    },
}
