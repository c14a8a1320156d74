//! Archives that were given up: tried as often as the config allows, then set aside with the reason, so
//! that one broken file does not hold a run. What the dataset says of them is one row in the ledger, with
//! the reason `source.unreadable`; what a person needs to mend them is in `.tamis/quarantine`.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::layout::Layout;
use crate::error::{Error, Result};
use crate::io::write_atomically;

/// An archive that was given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quarantined {
    /// The dataset's name for it.
    pub file_path: String,
    /// Its length.
    pub bytes: u64,
    /// How far it was read, bytes.
    pub offset: u64,
    /// What happened at last.
    pub error: String,
    /// How often it was tried.
    pub attempts: u32,
}

impl Quarantined {
    /// Writes it down for people. `place` is its group's name and its task.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn write(&self, layout: &Layout, place: (&str, usize)) -> Result<()> {
        let mut note = json!(self);
        note["task"] = json!([place.0, place.1]);
        note["host"] = json!(super::signs::host());
        note["log"] = json!(std::env::var("TAMIS_LOG").ok());
        let bytes = serde_json::to_vec_pretty(&note)
            .map_err(|error| Error::run(format!("cannot write what was given up: {error}")))?;
        write_atomically(&path(layout, place), &bytes)
    }
}

/// Forgets what was written of a task that is done after all.
///
/// # Errors
/// When the file cannot be deleted.
pub(super) fn forget(layout: &Layout, place: (&str, usize)) -> Result<()> {
    let path = path(layout, place);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::io(&path, "delete")(error))
        }
        _ => Ok(()),
    }
}

fn path(layout: &Layout, (group, task): (&str, usize)) -> PathBuf {
    layout.quarantine().join(format!("{group}-{task:05}.json"))
}

/// All that is given up now, in the order of names.
#[must_use]
pub fn quarantined(layout: &Layout) -> Vec<Quarantined> {
    let entries = std::fs::read_dir(layout.quarantine());
    let files = entries.into_iter().flatten().filter_map(Result::ok);
    let files = files.filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'));
    let read = |path: PathBuf| serde_json::from_slice(&std::fs::read(path).ok()?).ok();
    let mut all: Vec<Quarantined> = files.filter_map(|entry| read(entry.path())).collect();
    all.sort_by(|a, b| a.file_path.cmp(&b.file_path));
    all
}
