//! Runs: rows sorted by group and key, in blocks that can be read one by one.
//!
//! A run is: eight bytes that name the format and its version; blocks; for each group, one entry of 32
//! bytes for each of its blocks (first key, last key, offset, bytes and rows, little-endian); the footer,
//! JSON that names the columns and, for each group, its rows and where its entries are; the length of
//! the footer (4 bytes); the first eight bytes again.
//!
//! A block is one zstd frame with a checksum. In it: the number of rows and the length of the message
//! (4 bytes each), the keys (8 bytes each), a message of Arrow's IPC format that holds a record batch, filled
//! up to a multiple of 64, and its body.

mod block;
mod read;
mod write;

use arrow_schema::Schema;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

pub use read::{Block, RunReader};
pub use write::RunWriter;

/// Name and version of the format.
const MAGIC: &[u8; 8] = b"tamisRn1";

/// Bytes of an entry.
const ENTRY: usize = 32;

#[derive(Serialize, Deserialize)]
struct Footer {
    /// Hash of the columns' names and types.
    columns: String,
    groups: Vec<Group>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Group {
    name: String,
    rows: u64,
    /// Where its entries begin.
    entries: u64,
    blocks: u64,
}

fn columns(schema: &Schema) -> String {
    format!(
        "{:016x}",
        xxh3_64(format!("{:?}", schema.fields()).as_bytes())
    )
}
