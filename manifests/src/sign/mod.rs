//! Signatures: Ed25519 keys, the DSSE envelope, and the in-toto statement that is signed for a
//! dataset. What is signed are the digests of `manifest.json` and `SHA256SUMS` and the roots of the
//! Merkle trees, so a signature covers every file.

mod envelope;
mod key;
mod statement;

#[cfg(test)]
mod tests;

use std::io::Write;
use std::path::{Path, PathBuf};

pub use envelope::{Envelope, PAYLOAD_TYPE, Signature, pae};
pub use key::{KeyError, PrivateKey, PublicKey};
pub use statement::{Statement, Subject};

use crate::manifest::{self, Manifest};

/// The envelope's name in a dataset.
pub const FILE: &str = "manifest.intoto.json";

/// The name of the list of digests in a dataset.
pub const SUMS: &str = "SHA256SUMS";

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

pub(crate) fn failed<'a>(
    action: &'static str,
    path: &'a Path,
) -> impl FnOnce(std::io::Error) -> SignError + 'a {
    move |source| SignError::Io {
        action,
        path: path.to_path_buf(),
        source,
    }
}

/// What signing did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The envelope's file.
    pub path: PathBuf,
    /// The id of the key.
    pub key_id: String,
    /// Signatures in the envelope now.
    pub signatures: usize,
    /// Signatures of an older content, which do not hold any more and were taken out.
    pub dropped: usize,
}

/// Signs a dataset: writes [`FILE`], at once or not at all. Signatures by other keys stay as long as
/// they are over the same content.
///
/// # Errors
/// A dataset without a manifest of this version or without the list of digests of this manifest; a
/// file that cannot be read or written.
pub fn sign(dataset: &Path, key: &PrivateKey) -> Result<Signed, SignError> {
    let read = |name: &str| {
        crate::verify::read(dataset, name).map_err(failed("read", &dataset.join(name)))
    };
    let bytes = read(manifest::FILE)?;
    let manifest = Manifest::read(&bytes)?;
    let sums = read(SUMS)?;
    let digest = crate::digest::sha256(&bytes);
    let line = format!("{digest}  {}", manifest::FILE);
    if !sums
        .split(|byte| *byte == b'\n')
        .any(|l| l == line.as_bytes())
    {
        return Err(SignError::Sums(digest));
    }
    let statement = Statement::of(&manifest, &digest, &crate::digest::sha256(&sums));
    let payload = statement.to_bytes().map_err(SignError::Json)?;
    let path = dataset.join(FILE);
    let before = match crate::verify::read(dataset, FILE) {
        Ok(bytes) => Envelope::read(&bytes).ok(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed("read", &path)(error)),
    };
    let mut envelope = Envelope::new(&payload);
    let mut dropped = 0;
    if let Some(before) = before {
        if before.payload == envelope.payload && before.payload_type == envelope.payload_type {
            envelope.signatures = before.signatures;
        } else {
            dropped = before.signatures.len();
        }
    }
    envelope.sign(&payload, key);
    let bytes = envelope.to_bytes().map_err(SignError::Json)?;
    write_whole(&path, &bytes)?;
    Ok(Signed {
        path,
        key_id: key.public().id().to_owned(),
        signatures: envelope.signatures.len(),
        dropped,
    })
}

/// The envelope (JSON) of a dataset that is being written, from its manifest and the bytes of
/// `manifest.json` and `SHA256SUMS`.
///
/// # Errors
/// A number that JSON cannot hold.
pub fn envelope(
    manifest: &Manifest,
    bytes: &[u8],
    sums: &[u8],
    key: &PrivateKey,
) -> Result<Vec<u8>, SignError> {
    let (bytes, sums) = (crate::digest::sha256(bytes), crate::digest::sha256(sums));
    let statement = Statement::of(manifest, &bytes, &sums);
    let payload = statement.to_bytes().map_err(SignError::Json)?;
    let mut envelope = Envelope::new(&payload);
    envelope.sign(&payload, key);
    envelope.to_bytes().map_err(SignError::Json)
}

/// Writes a file under a hidden name, syncs it and renames it.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), SignError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let hidden = path.with_file_name(format!(".{name}.tmp"));
    let write = || {
        let mut file = std::fs::File::create(&hidden)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&hidden, path)
    };
    write().map_err(|error| {
        // What is left of a failed attempt is of no use; the failure itself is what is told.
        let _ = std::fs::remove_file(&hidden);
        failed("write", path)(error)
    })
}
