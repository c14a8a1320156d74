//! Proofs that are checked without the dataset: that a document is in it, that one was removed and by
//! which rule, or that no document of a domain is in it.
//!
//! A row is a leaf of the tree over the rows of its file, whose root is in the leaf of the file in
//! the tree over all files of its kind. A domain has a leaf in a tree that is sorted by SHA-256 of
//! their names; one that is not in there is shown by the two leaves between which it would be, one
//! beside the other. A proof holds the leaves as they are hashed, and one hash for each level.

mod check;
mod error;
mod file;
mod make;
mod proof;

pub use check::{Checked, Rests, check_proof};
pub use error::{ProofError, ProveError};
pub use make::prove;
pub use proof::{Claim, FORMAT, Inclusion, Place, Proof, Subject};
