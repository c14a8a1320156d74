//! Signatures: Ed25519 keys, the DSSE envelope, and the in-toto statement that is signed for a
//! dataset. What is signed are the digests of `manifest.json` and `SHA256SUMS` and the roots of the
//! Merkle trees, so a signature covers every file.

mod dataset;
mod envelope;
mod error;
mod key;
mod names;
mod statement;

#[cfg(test)]
mod tests;

pub use dataset::{Signed, envelope, sign};
pub use envelope::{Envelope, Signature, pae};
pub use error::{KeyError, SignError};
pub use key::{PrivateKey, PublicKey};
pub use names::{FILE, PAYLOAD_TYPE, SUMS};
pub use statement::{Statement, Subject};
