use std::path::{Path, PathBuf};

/// A result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why there are no statistics. [`Error::help`] says what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is nothing of that name.
    #[error("{} does not exist", path.display())]
    Missing {
        /// The folder that was named.
        path: PathBuf,
    },
    /// The folder has no `data/` in it.
    #[error("{} is not a dataset: it has no folder data/", path.display())]
    NotADataset {
        /// The folder that was named.
        path: PathBuf,
    },
    /// The folder belongs to a run that has not ended.
    #[error("{} is not finished: a run owns it and manifest.json is missing", path.display())]
    Unfinished {
        /// The folder that was named.
        path: PathBuf,
    },
    /// The dataset has no such language.
    #[error("{} has no language `{code}`", path.display())]
    NoLanguage {
        /// The folder that was named.
        path: PathBuf,
        /// The language that was asked for.
        code: String,
        /// The languages of the dataset.
        found: Vec<String>,
    },
    /// A file lacks a column that the statistics need.
    #[error("{} has no column `{column}`", path.display())]
    NoColumn {
        /// The Parquet file.
        path: PathBuf,
        /// The column.
        column: String,
    },
    /// The files lack a signal.
    #[error("the documents in {} have no signal `{signal}`", path.display())]
    NoSignal {
        /// The folder.
        path: PathBuf,
        /// The signal.
        signal: String,
    },
    /// A folder cannot be listed, or a file not opened.
    #[error("cannot read {}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The operating system's answer.
        source: std::io::Error,
    },
    /// A file is no sound Parquet file, or files that belong together differ.
    #[error("{}: {message}", path.display())]
    Parquet {
        /// The file, or the dataset where each of its files can be read alone.
        path: PathBuf,
        /// What the reader says.
        message: String,
    },
}

impl Error {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::Missing { .. } | Self::NotADataset { .. } => {
                "name the output folder of a run: the one that holds data/ and manifest.json".into()
            }
            Self::Unfinished { .. } => {
                "start the same run again: it goes on where it stopped".into()
            }
            Self::NoLanguage { found, .. } if found.is_empty() => {
                "its folder data/ holds no languages".into()
            }
            Self::NoLanguage { found, .. } => format!("it has: {}", found.join(", ")),
            Self::NoColumn { .. } => {
                "it was written by another program or version: make the dataset again, or take \
                 the file out of the folder"
                    .into()
            }
            Self::NoSignal { .. } => "they were measured by another version: run the config again \
                                      with this one"
                .into(),
            Self::Io { .. } => "check that it exists and who may read it".into(),
            Self::Parquet { .. } => {
                "the file is damaged or was written by another program: compare its SHA-256 with \
                 manifest.json, and copy or make it again"
                    .into()
            }
        }
    }

    pub(crate) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self + use<> {
        let path = path.to_path_buf();
        move |source| Self::Io { path, source }
    }

    pub(crate) fn parquet(path: &Path) -> impl FnOnce(String) -> Self + use<> {
        let path = path.to_path_buf();
        move |message| Self::Parquet { path, message }
    }
}
