//! What can go wrong.

use arrow_schema::ArrowError;

/// An error of this crate. It does not know the names of files: the caller adds them.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Reading or writing failed.
    #[error("input/output failed: {0}")]
    Io(#[from] std::io::Error),
    /// Rows could not be put together or taken apart.
    #[error("rows cannot be put together: {0}")]
    Arrow(#[from] ArrowError),
    /// The file is not what was written, or not a run.
    #[error("the run is damaged: {0}; make it anew")]
    Damaged(String),
    /// The file was written with other columns.
    #[error("the run has other columns than this program's: make it anew")]
    Columns,
}

impl Error {
    pub(crate) fn damaged(what: impl Into<String>) -> Self {
        Self::Damaged(what.into())
    }
}
