//! Signing a dataset.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::envelope::Envelope;
use super::error::{SignError, failed};
use super::key::PrivateKey;
use super::names::{FILE, SUMS};
use super::statement::Statement;
use crate::manifest::{self, Manifest};

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
