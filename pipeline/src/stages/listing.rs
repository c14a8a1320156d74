//! The files that patterns of sources mean: looked for once, and noted for processes that plan the same run
//! again. Each element of an array would otherwise look at every archive, on a file system on which every look
//! is dear.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::Partition;
use crate::error::{Error, Result};
use crate::input::{Noted, Place, Reach};
use crate::io::write_atomically;

/// Files by the patterns that mean them.
#[derive(Debug, Default)]
pub struct Listing {
    /// What was noted by another process.
    noted: BTreeMap<String, Vec<Entry>>,
    /// What this process uses; without the files, but where they are to be written.
    used: Mutex<BTreeMap<String, Vec<Entry>>>,
    keeps: bool,
}

/// A file.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Entry {
    file_path: String,
    id_name: String,
    place: Noted,
    bytes: u64,
}

/// What stands in the file: a list for each set of patterns.
#[derive(Serialize, Deserialize)]
struct Written {
    version: u32,
    lists: BTreeMap<String, Vec<Entry>>,
}

const VERSION: u32 = 1;

impl Listing {
    /// For a process that will write what it uses.
    #[must_use]
    pub fn to_write() -> Self {
        Self {
            keeps: true,
            ..Self::default()
        }
    }

    /// Reads what another process has noted. A file that is missing, or of another version, notes nothing.
    ///
    /// # Errors
    /// A file that cannot be read, or is damaged.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => return Err(Error::io(path, "read")(error)),
        };
        let text = zstd::decode_all(&bytes[..]).map_err(Error::io(path, "read"))?;
        let written: Written = serde_json::from_slice(&text).map_err(|error| {
            Error::run_help(
                format!("cannot read {}: {error}", path.display()),
                "write it again with `tamis slurm CONFIG`",
            )
        })?;
        Ok(Self {
            noted: match written.version {
                VERSION => written.lists,
                _ => BTreeMap::new(),
            },
            ..Self::default()
        })
    }

    /// Writes what this process has used.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let written = Written {
            version: VERSION,
            lists: used.clone(),
        };
        let text = serde_json::to_vec(&written)
            .map_err(|error| Error::run(format!("cannot note the inputs: {error}")))?;
        let bytes = zstd::encode_all(&text[..], 0).map_err(Error::io(path, "write"))?;
        write_atomically(path, &bytes)?;
        // What signs a URL is for nobody else to read.
        let signed = |entry: &Entry| entry.place.has_query();
        if used.values().flatten().any(signed) {
            let own = std::fs::Permissions::from_mode(0o600);
            std::fs::set_permissions(path, own).map_err(Error::io(path, "guard"))?;
        }
        Ok(())
    }

    /// Whether nothing was looked for: all that this process uses was noted.
    #[must_use]
    pub fn is_noted(&self) -> bool {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        !self.noted.is_empty() && used.keys().all(|key| self.noted.contains_key(key))
    }

    /// The noted files of these patterns.
    pub(super) fn of(
        &self,
        key: &str,
        dump: &str,
        reach: &Arc<Reach>,
    ) -> Result<Option<Vec<Partition>>> {
        let Some(entries) = self.noted.get(key) else {
            return Ok(None);
        };
        let partition = |entry: &Entry| {
            Ok(Partition {
                file_path: entry.file_path.clone(),
                id_name: entry.id_name.clone(),
                place: Place::of(&entry.place, entry.bytes, reach)?,
                bytes: entry.bytes,
                dump: dump.to_owned(),
                archive: false,
                members: Vec::new(),
            })
        };
        let partitions: Result<Vec<Partition>> = entries.iter().map(partition).collect();
        self.note(key, || entries.clone());
        partitions.map(Some)
    }

    /// Notes the files of these patterns, as they were found.
    pub(super) fn found(&self, key: &str, partitions: &[Partition]) {
        let entry = |partition: &Partition| Entry {
            file_path: partition.file_path.clone(),
            id_name: partition.id_name.clone(),
            place: partition.place.noted(),
            bytes: partition.bytes,
        };
        self.note(key, || partitions.iter().map(entry).collect());
    }

    fn note(&self, key: &str, entries: impl FnOnce() -> Vec<Entry>) {
        let entries = if self.keeps { entries() } else { Vec::new() };
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.insert(key.to_owned(), entries);
    }
}

/// Where the elements of a run find what was noted for them.
#[must_use]
pub fn listing_file(slurm: &Path) -> PathBuf {
    slurm.join("inputs.json.zst")
}
