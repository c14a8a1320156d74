//! What the reader of an input file gives: documents in the order of the file, and what it could not
//! read.

use std::collections::BTreeMap;
use std::fmt;

use super::Item;
use crate::error::Result;

/// A few documents in the order of the file.
#[derive(Default)]
pub struct Batch {
    /// Documents and damages.
    pub incoming: Vec<Incoming>,
    /// All records passed, by type.
    pub records: BTreeMap<&'static str, u64>,
    /// Bytes of the input read so far.
    pub position: u64,
}

impl Batch {
    pub(super) fn count(&mut self, kind: &'static str) {
        self.count_some(kind, 1);
    }

    pub(super) fn count_some(&mut self, kind: &'static str, n: u64) {
        if n > 0 {
            *self.records.entry(kind).or_default() += n;
        }
    }

    /// Adds something that could not be read.
    pub(super) fn damage(&mut self, damaged: Damaged) {
        self.count("damaged");
        self.incoming.push(Incoming::Damage(damaged));
    }
}

/// What a source brings.
pub enum Incoming {
    /// A document, not yet looked at.
    Item(Box<Item>),
    /// Something that could not be read.
    Damage(Damaged),
}

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damaged {
    /// The file of it, where a partition has several.
    pub file_path: Option<String>,
    /// Where it begins, as documents of this input have it.
    pub offset: u64,
    /// Bytes that were passed over.
    pub lost_bytes: u64,
    /// A sentence: what was expected and found.
    pub detail: String,
}

impl fmt::Display for Damaged {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.detail)
    }
}

impl From<tamis_warc::Damage> for Damaged {
    fn from(damage: tamis_warc::Damage) -> Self {
        Self {
            file_path: None,
            offset: damage.offset,
            lost_bytes: damage.lost_bytes,
            detail: damage.to_string(),
        }
    }
}

/// Batches of one partition.
pub trait RecordStream: Send {
    /// The next batch; `None` at the end.
    ///
    /// # Errors
    /// When the file cannot be read further.
    fn next_batch(&mut self) -> Result<Option<Batch>>;

    /// What was read: the file of the partition, or each of its members in their order.
    ///
    /// # Errors
    /// When the rest of a file cannot be read.
    fn finish(self: Box<Self>) -> Result<Vec<FileRead>>;
}

/// A file that was read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRead {
    /// SHA-256, hex.
    pub sha256: String,
    /// Length.
    pub bytes: u64,
    /// Its records by type, where the partition has several files.
    pub records: BTreeMap<String, u64>,
}

impl From<(String, u64)> for FileRead {
    fn from((sha256, bytes): (String, u64)) -> Self {
        Self {
            sha256,
            bytes,
            records: BTreeMap::new(),
        }
    }
}
