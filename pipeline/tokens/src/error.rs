//! What can go wrong with a tokenizer's file, each with what a person can do.

use std::io;
use std::path::PathBuf;

/// An error of this crate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[error("{}{}", self.what(), self.hint().map_or_else(String::new, |hint| format!("; {hint}")))]
pub enum Error {
    /// The file could not be read.
    Io {
        /// The file.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// The file is none that is read here.
    NotATokenizer {
        /// The file.
        path: PathBuf,
        /// What it is, as far as its content tells.
        found: String,
        /// What can be done.
        hint: String,
    },
    /// A tokenizer.json with a part that cannot be built.
    Unusable {
        /// The file.
        path: PathBuf,
        /// Which part, and what is wrong with it.
        problem: String,
        /// What can be done.
        hint: String,
    },
}

impl Error {
    /// The file, and what is wrong with it.
    #[must_use]
    pub fn what(&self) -> String {
        match self {
            Self::Io { path, source } => format!("{}: {source}", path.display()),
            Self::NotATokenizer { path, found, .. } => format!(
                "{}: it is {found}, not a Hugging Face tokenizer.json",
                path.display()
            ),
            Self::Unusable { path, problem, .. } => {
                format!("{}: {problem}", path.display())
            }
        }
    }

    /// What can be done about it; none where the system says enough.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Io { .. } => None,
            Self::NotATokenizer { hint, .. } | Self::Unusable { hint, .. } => Some(hint),
        }
    }
}

/// A result of this crate.
pub type Result<T> = std::result::Result<T, Error>;
