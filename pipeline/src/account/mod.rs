//! The files of a dataset that are made from its manifest, and its signature.

mod files;
mod read;
mod sign;

use chrono::{SecondsFormat, Utc};

pub use files::{FILES, render, render_staged, stale};
pub use read::{largest_domains, samples};
pub use sign::{check_key, private_key, public_key, signers};

/// This moment, RFC 3339, UTC, to the second.
#[must_use]
pub fn now() -> String {
    Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true)
}
