//! Servers that run in the test's own process, and do what they are told to do wrong.

// What fails here fails a test.
#![allow(clippy::unwrap_used, missing_docs)]

mod answer;
mod fault;
mod s3;
mod server;
mod web;

use tamis_store::{Location, Settings};

pub use fault::{Asked, Fault};
pub use s3::S3;
pub use server::Server;
pub use web::{Files, Web};

pub type Error = Box<dyn std::error::Error + Send + Sync>;

pub fn quick() -> Settings {
    Settings {
        unsigned: true,
        allow_http: true,
        backoff_ms: 1,
        timeout_seconds: 20,
        ..Settings::default()
    }
}

pub fn s3(key: &str) -> Location {
    Location::parse(&format!("s3://data/{key}")).unwrap()
}

/// Bytes that no two places have alike.
pub fn noise(length: usize, seed: u64) -> Vec<u8> {
    let mut state = seed ^ 0x9e37_79b9_7f4a_7c15;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        bytes.extend_from_slice(&(state ^ (state >> 29)).to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

/// A file with these bytes.
pub fn file(folder: &std::path::Path, name: &str, bytes: &[u8]) -> std::path::PathBuf {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, bytes).unwrap();
    path
}
