//! Where new files of a dataset wait until all of them are whole.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use super::journal::Journal;
use super::write_atomically;
use crate::error::Result;

/// Where new files of the dataset wait.
pub struct Staged<'a> {
    pub(crate) root: &'a Path,
    pub(crate) journal: &'a RefCell<Journal>,
}

impl Staged<'_> {
    /// The dataset's folder, as it still is.
    #[must_use]
    pub fn root(&self) -> &Path {
        self.root
    }

    /// Where a file of the dataset is now: its new form, if it has one.
    #[must_use]
    pub fn current(&self, path: &str) -> PathBuf {
        let staged = self.journal.borrow().staged(path);
        staged.unwrap_or_else(|| self.root.join(path))
    }

    /// Where to write the new form of a file.
    pub(crate) fn place(&self, path: &str) -> PathBuf {
        self.journal.borrow_mut().stage(path)
    }

    /// A file of the dataset that is to go.
    pub fn delete(&self, path: &str) {
        self.journal.borrow_mut().delete(path);
    }

    /// Writes the new form of a file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, path: &str, bytes: &[u8]) -> Result<()> {
        let to = self.place(path);
        write_atomically(&to, bytes)
    }
}
