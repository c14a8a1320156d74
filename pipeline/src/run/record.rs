//! Completion records: what a task read, wrote and counted.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tamis_manifests::Counts;

use super::cost::Cost;
use super::layout::Layout;
use super::quarantine::Quarantined;
use crate::error::{Error, Result};
use crate::input::Mark;
use crate::io::write_unsynced;

/// The version of records and of the files between stages.
pub(super) const FORMAT: u32 = 5;

/// One finished task.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TaskRecord {
    /// The group's name.
    pub group: String,
    /// The task's number in its group.
    pub task: usize,
    /// Digest of all that decides the task's output: version, settings, inputs.
    pub key: String,
    /// Input archives that it read.
    pub sources: Vec<SourceStamp>,
    /// Files that it read beside them, in the order of its stages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<BesideStamp>,
    /// Why its archive was given up, if it was: nothing of it is in the outputs, and the next start
    /// tries again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quarantined: Option<Quarantined>,
    /// Files that it wrote.
    pub outputs: Vec<FileEntry>,
    /// What it counted.
    pub counts: Counts,
    /// What its stage wants to remember.
    #[serde(default)]
    pub data: serde_json::Value,
    /// What it took.
    pub cost: Cost,
}

/// An input archive as it was when it was read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SourceStamp {
    /// The dataset's name for it.
    pub file_path: String,
    /// Length.
    pub bytes: u64,
    /// SHA-256.
    pub sha256: String,
    /// What it was known by: time of last change, or the mark of a store.
    pub modified: Mark,
    /// Its records by type, where the task has read several files.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub records: BTreeMap<String, u64>,
}

/// A file beside an archive as it was when it was read. Its path is found again from the archive's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BesideStamp {
    /// SHA-256; empty where there was no file.
    pub sha256: String,
    /// Length and time of last change; none where there was no file.
    pub stamp: Option<(u64, u64)>,
}

/// A file that a task wrote.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FileEntry {
    /// Path below the output folder.
    pub path: String,
    /// The node whose output it is, or `ledger`, `shard`, `rights`, `noisy`, `domains`, or one with a
    /// dot, which no node can have.
    pub role: String,
    /// The partition that it belongs to, where a task writes for several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition: Option<usize>,
    /// The language of a shard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Length.
    pub bytes: u64,
    /// SHA-256.
    pub sha256: String,
    /// Rows, where it has rows.
    pub rows: u64,
    /// Root (hex) of the Merkle tree over its rows, of a shard or a part of the ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root: Option<String>,
    /// What a shard holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<TextSize>,
}

/// How much text there is, rows counted as often as they stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextSize {
    /// UTF-8 bytes.
    pub bytes: u64,
    /// Unicode scalar values.
    pub characters: u64,
    /// Lines that are not empty.
    pub segments: u64,
}

impl TextSize {
    /// Adds a text.
    pub fn add(&mut self, text: &str) {
        self.bytes += text.len() as u64;
        self.characters += text.chars().count() as u64;
        self.segments += lines_with_text(text.as_bytes());
    }
}

/// Lines that are not empty; they end as those of [`str::lines`] do.
fn lines_with_text(text: &[u8]) -> u64 {
    let (mut lines, mut from) = (0, 0);
    for end in memchr::memchr_iter(b'\n', text) {
        let empty = end == from || (end == from + 1 && text.get(from) == Some(&b'\r'));
        lines += u64::from(!empty);
        from = end + 1;
    }
    lines + u64::from(from < text.len())
}

/// The role of the file with what a task tells about its documents.
pub(crate) const ACCOUNT: &str = ".account";

impl FileEntry {
    /// Whether it is part of the dataset rather than of the work between stages.
    #[must_use]
    pub fn in_dataset(&self) -> bool {
        matches!(
            self.role.as_str(),
            "shard" | "jsonl" | "mixed" | "ledger" | "noisy" | "rights" | "domains"
        )
    }
}

impl TaskRecord {
    /// Reads a record; one that is missing or unreadable counts as not there.
    #[must_use]
    pub fn read(layout: &Layout, group: &str, task: usize) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(layout.record(group, task)).ok()?).ok()
    }

    /// Writes the record; the task counts as done from here on.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, layout: &Layout) -> Result<()> {
        let bytes = serde_json::to_vec(self)
            .map_err(|error| Error::run(format!("cannot write a completion record: {error}")))?;
        // What it names is on the disk already. A record that a power cut spoils is none, and its task runs again.
        write_unsynced(&layout.record(&self.group, self.task), &bytes)
    }
}

/// Records of the groups that have ended, by group and task.
#[derive(Debug, Default)]
pub struct Records {
    groups: BTreeMap<usize, Vec<TaskRecord>>,
}

impl Records {
    /// Adds a group that has ended.
    pub fn insert(&mut self, group: usize, mut records: Vec<TaskRecord>) {
        records.sort_by_key(|record| record.task);
        self.groups.insert(group, records);
    }

    /// The records of a group, in the order of its tasks.
    #[must_use]
    pub fn group(&self, group: usize) -> &[TaskRecord] {
        self.groups.get(&group).map_or(&[], Vec::as_slice)
    }

    /// All records.
    pub fn iter(&self) -> impl Iterator<Item = &TaskRecord> {
        self.groups.values().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_archive_was_known_by_is_read_back() {
        for modified in [
            Mark::Time(1_795_866_573_945_711_865),
            Mark::Etag(Some("\"abc\"".into())),
            Mark::Etag(None),
        ] {
            let stamp = SourceStamp {
                file_path: "a.warc.gz".into(),
                bytes: 1,
                sha256: String::new(),
                modified: modified.clone(),
                records: BTreeMap::new(),
            };
            let written = serde_json::to_vec(&stamp).unwrap();
            let read: SourceStamp = serde_json::from_slice(&written).unwrap();
            assert_eq!(read.modified, modified);
        }
    }

    #[test]
    fn lines_are_those_of_the_standard_library() {
        for text in [
            "",
            "\n",
            "a",
            "a\n",
            "a\n\nb",
            "\r\n\r\na\r\n",
            "\r",
            "a\n\r",
            "\n\rb\n",
            "\r\r\n",
        ] {
            let theirs = text.lines().filter(|line| !line.is_empty()).count() as u64;
            assert_eq!(lines_with_text(text.as_bytes()), theirs, "{text:?}");
        }
    }
}
