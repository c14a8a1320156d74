//! What readers of other tools expect beside the data: a dataset card, Croissant, counts, check sums
//! and a datasheet. Everything is rendered from the manifest and from what the provider says, without
//! a clock, a host or a file: the same two give the same bytes.
//!
//! **The order of files.** Each file is rendered from the manifest; [`croissant`] lists the SHA-256 of
//! the others; [`sums`] lists every file, `croissant.json` among them; the signature covers
//! `manifest.json` and `SHA256SUMS`. So `croissant.json` names neither itself, nor `SHA256SUMS`, nor
//! `manifest.intoto.json`, and no file waits for one that waits for it.

pub mod card;
mod columns;
pub mod counts;
pub mod croissant;
pub mod datasheet;
pub mod escape;
pub(crate) mod facts;
pub mod languages;
mod open;
pub mod sums;

/// A file of the dataset, as it is on disk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct File {
    /// Path below the dataset's folder.
    pub path: String,
    /// SHA-256, hex.
    pub sha256: String,
    /// Length in bytes.
    pub bytes: u64,
}

pub(crate) use facts::{Facts, LanguageFacts, SourceFacts};
pub(crate) use open::Open;
