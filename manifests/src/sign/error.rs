//! Keys that are none, datasets that cannot be signed, and signatures that do not hold.

use std::path::{Path, PathBuf};

use super::names::PAYLOAD_TYPE;
use crate::manifest;

/// What is wrong with a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// No PEM.
    #[error(
        "it is no PEM file with one key in it, from `-----BEGIN …` to `-----END …`, as `tamis keygen` and `openssl` write it"
    )]
    Pem,
    /// It is a private key, and a public one was asked for.
    #[error("it is a private key; expected the public key, which `tamis keygen` wrote beside it")]
    IsPrivate,
    /// It is a public key, and a private one was asked for.
    #[error("it is a public key; expected the private key, with which one signs")]
    IsPublic,
    /// It needs a password.
    #[error(
        "the private key is encrypted, and tamis asks for no password: decrypt it with `openssl pkey`, into a file that only you can read"
    )]
    Encrypted,
    /// Another kind of PEM file.
    #[error("it holds `{0}`; expected an Ed25519 key, `PRIVATE KEY` or `PUBLIC KEY`")]
    Label(String),
    /// A key of another algorithm.
    #[error(
        "its key is of the algorithm {0}; expected Ed25519 (1.3.101.112), which `tamis keygen` makes"
    )]
    Algorithm(String),
    /// Damaged.
    #[error("its Ed25519 key is damaged: {0}")]
    Damaged(String),
    /// The system gives no random numbers.
    #[error("the system gives no random numbers: {0}")]
    Random(String),
}

/// A dataset that cannot be signed, or a signature that does not hold.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// A file that cannot be read or written.
    #[error("cannot {action} {path}: {source}")]
    Io {
        /// `read` or `write`.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A key that is none.
    #[error("{path}: {source}")]
    Key {
        /// Its file.
        path: PathBuf,
        /// What is wrong with it.
        source: KeyError,
    },
    /// A key is not written over another file.
    #[error("{0} is there already; a key is not written over a file: name another one")]
    Exists(PathBuf),
    /// The dataset's manifest cannot be read.
    #[error("manifest.json: {0}; only a dataset of this version of tamis can be signed")]
    Manifest(#[from] manifest::Unreadable),
    /// The list of digests is of another manifest.
    #[error(
        "SHA256SUMS does not have the digest of manifest.json, {0}; verify the dataset before it is signed"
    )]
    Sums(String),
    /// JSON that is no envelope.
    #[error("the envelope is no DSSE envelope: {0}")]
    Envelope(serde_json::Error),
    /// Another kind of content.
    #[error("the envelope holds `{found}`; expected `{PAYLOAD_TYPE}`")]
    PayloadType {
        /// As it says.
        found: String,
    },
    /// Base64 that is none.
    #[error("the {what} of the envelope is not Base64 with padding (RFC 4648, section 4)")]
    Base64 {
        /// `payload` or `signature`.
        what: &'static str,
    },
    /// The content is no statement.
    #[error("the envelope holds no in-toto statement: {0}")]
    Statement(String),
    /// No signature of the envelope is by the key.
    #[error("none of {count} signatures is by the key {key}; they name {named}")]
    NotBy {
        /// The id of the key that was asked for.
        key: String,
        /// Signatures in the envelope.
        count: usize,
        /// Key ids that they name.
        named: String,
    },
    /// A signature names the key, but is not over this content.
    #[error(
        "the signature that names the key {key} is not one of this content by it: one of the two was changed"
    )]
    Wrong {
        /// The id of the key.
        key: String,
    },
    /// A signature by the key names another key.
    #[error("the signature by the key {key} names the key `{named}`")]
    Misnamed {
        /// The id of the key.
        key: String,
        /// What stands there.
        named: String,
    },
    /// A number that JSON cannot hold.
    #[error("cannot write JSON: {0}")]
    Json(serde_json::Error),
}

pub(super) fn failed<'a>(
    action: &'static str,
    path: &'a Path,
) -> impl FnOnce(std::io::Error) -> SignError + 'a {
    move |source| SignError::Io {
        action,
        path: path.to_path_buf(),
        source,
    }
}
