//! Where things lie below the output folder.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// Paths of a run.
#[derive(Debug, Clone)]
pub struct Layout {
    /// The output folder.
    pub root: PathBuf,
}

impl Layout {
    /// The layout below `root`.
    #[must_use]
    pub fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// What a run keeps beside the dataset.
    #[must_use]
    pub fn hidden(&self) -> PathBuf {
        self.root.join(".tamis")
    }

    /// The description of the run that owns the folder.
    #[must_use]
    pub fn run_file(&self) -> PathBuf {
        self.hidden().join("run.json")
    }

    /// The lock that one process at a time holds.
    #[must_use]
    pub fn lock_file(&self) -> PathBuf {
        self.hidden().join("lock")
    }

    /// The completion record of a task.
    #[must_use]
    pub fn record(&self, group: &str, task: usize) -> PathBuf {
        self.hidden()
            .join("records")
            .join(group)
            .join(format!("{task:05}.json"))
    }

    /// All completion records of a group in one file, written when it has ended.
    #[must_use]
    pub fn records_of(&self, group: &str) -> PathBuf {
        self.hidden().join("records").join(format!("{group}.jsonl"))
    }

    /// The folder with notes on archives that were given up.
    #[must_use]
    pub fn quarantine(&self) -> PathBuf {
        self.hidden().join("quarantine")
    }

    /// The folder of signs of life: one file a process, in a folder for each group, or `run.json`.
    #[must_use]
    pub fn elements(&self) -> PathBuf {
        self.hidden().join("elements")
    }

    /// The folder of Slurm's scripts and logs.
    #[must_use]
    pub fn slurm(&self) -> PathBuf {
        self.hidden().join("slurm")
    }

    /// The folder of files between stages.
    #[must_use]
    pub fn work(&self) -> PathBuf {
        self.hidden().join("work")
    }

    /// A path below the output folder, with `/` on every system.
    ///
    /// # Errors
    /// When `path` is not below it.
    pub fn relative(&self, path: &Path) -> Result<String> {
        path.strip_prefix(&self.root)
            .map(|p| p.to_string_lossy().replace('\\', "/"))
            .map_err(|_| Error::run(format!("{} is outside of the output", path.display())))
    }
}
