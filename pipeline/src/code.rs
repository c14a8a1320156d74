//! What this program is: its version, the commit that it was built from, its digest.

use std::fs::File;
use std::sync::OnceLock;

use tamis_manifests::digest::sha256_of;
use tamis_manifests::manifest::Code;

/// The running program, as a manifest names it.
#[must_use]
pub fn code() -> Code {
    Code {
        binary_sha256: binary().clone(),
        ..built()
    }
}

/// The same without the digest, for which the whole file has to be read.
#[must_use]
pub fn built() -> Code {
    let known = |value: Option<&str>| value.map(str::to_owned);
    Code {
        name: env!("CARGO_PKG_NAME").into(),
        version: env!("CARGO_PKG_VERSION").into(),
        commit: known(option_env!("TAMIS_COMMIT")),
        modified: option_env!("TAMIS_MODIFIED").is_some(),
        lock_sha256: known(option_env!("TAMIS_LOCK_SHA256")),
        compiler: option_env!("TAMIS_COMPILER").unwrap_or_default().into(),
        target: option_env!("TAMIS_TARGET").unwrap_or_default().into(),
        binary_sha256: None,
    }
}

/// SHA-256 of the program's file, read once.
fn binary() -> &'static Option<String> {
    static BINARY: OnceLock<Option<String>> = OnceLock::new();
    BINARY.get_or_init(|| {
        let file = File::open(std::env::current_exe().ok()?).ok()?;
        Some(sha256_of(file).ok()?.0)
    })
}
