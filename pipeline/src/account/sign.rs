//! Keys, as the command line and a config name them.

use std::path::Path;

use tamis_manifests::sign::{Envelope, FILE, PrivateKey, PublicKey, SignError};

use crate::error::{Error, Result};

/// Reads a private key.
///
/// # Errors
/// `Usage` when it is none.
pub fn private_key(path: &Path) -> Result<PrivateKey> {
    PrivateKey::read(path).map_err(wrong)
}

/// Reads a public key.
///
/// # Errors
/// `Usage` when it is none.
pub fn public_key(path: &Path) -> Result<PublicKey> {
    PublicKey::read(path).map_err(wrong)
}

fn wrong(error: SignError) -> Error {
    Error::usage(
        error.to_string(),
        "`tamis keygen NAME` makes a pair of keys",
    )
}

/// Whether a dataset may be changed with a key or without one: a signed one only with.
///
/// # Errors
/// `Usage` when it is signed and there is no key.
pub fn check_key(root: &Path, given: bool) -> Result<()> {
    if !given && root.join(FILE).exists() {
        return Err(Error::usage(
            format!(
                "{} is signed, and its signature would not hold any more",
                root.display()
            ),
            "name the private key with --key",
        ));
    }
    Ok(())
}

/// Ids of the keys that the signatures of a dataset name.
#[must_use]
pub fn signers(root: &Path) -> Vec<String> {
    let bytes = std::fs::read(root.join(FILE)).unwrap_or_default();
    Envelope::read(&bytes).map_or_else(
        |_| Vec::new(),
        |envelope| envelope.key_ids().map(str::to_owned).collect(),
    )
}
