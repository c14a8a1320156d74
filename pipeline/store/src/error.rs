//! What can go wrong, said so that a reader knows what to do.

use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::Location;

/// What an operation of this crate gives.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error of this crate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A text that is no location.
    #[error("`{given}` is no location: {why}")]
    Location {
        /// The text, without what may be secret.
        given: String,
        /// What is wrong, and what was expected.
        why: String,
    },
    /// A setting is out of its range.
    #[error("`{key}` of the stores' settings is {found}, but must be {expected}")]
    Setting {
        /// The key.
        key: &'static str,
        /// The value.
        found: String,
        /// What may stand there.
        expected: String,
    },
    /// The store, or the way to it, failed: after all repetitions, if they could help.
    #[error("{0}")]
    Store(Box<StoreError>),
    /// Something else is there than when reading began.
    #[error(
        "{location} was replaced while it was read: at byte {offset} {how}; read it anew from the \
         beginning"
    )]
    Changed {
        /// The object.
        location: Location,
        /// Where reading stood.
        offset: u64,
        /// What is different.
        how: String,
    },
    /// Fewer bytes than were promised, again and again.
    #[error(
        "{location} ends at byte {offset}, but {promised} were promised, and it did so in {tries} tries; \
         a proxy or the store cuts it short"
    )]
    Truncated {
        /// The object.
        location: Location,
        /// Where the bytes end.
        offset: u64,
        /// Its length, as it was told.
        promised: u64,
        /// How often it was asked for.
        tries: u32,
    },
    /// The place cannot do what was asked.
    #[error("{location} {what}")]
    Unsupported {
        /// The place.
        location: Location,
        /// What it cannot do, and what can be done.
        what: String,
    },
    /// A local file or folder.
    #[error("{}: {source}", path.display())]
    Local {
        /// The file or folder.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// A local file or folder that cannot be sent.
    #[error("{}: {what}", path.display())]
    Unsendable {
        /// The file or folder.
        path: PathBuf,
        /// Why, and what can be done.
        what: String,
    },
    /// Another dataset is where this one should go.
    #[error(
        "{location} is of another dataset, which readers may be reading: choose an empty place, or \
         delete that object first, and so say that the old dataset is gone"
    )]
    Taken {
        /// The object that says so.
        location: Location,
    },
    /// The content is not what its place promises.
    #[error("{location} is not {expected}: {found}")]
    Content {
        /// The object.
        location: Location,
        /// What was expected.
        expected: &'static str,
        /// What is wrong.
        found: String,
    },
}

/// What a store answered, and what can be done.
#[derive(Debug)]
#[non_exhaustive]
pub struct StoreError {
    /// What was asked for.
    pub location: Location,
    /// Where reading stood, in bytes from the object's beginning.
    pub offset: Option<u64>,
    /// The HTTP status of the last answer, if there was one.
    pub status: Option<u16>,
    /// What the store, or the network, said.
    pub said: String,
    /// How often it was tried.
    pub tries: u32,
    /// What can be done.
    pub help: Option<String>,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.location)?;
        if let Some(offset) = self.offset {
            write!(f, " at byte {offset}")?;
        }
        match self.status {
            Some(status) => write!(f, ": the store answered {status}")?,
            None => f.write_str(": no answer")?,
        }
        if !self.said.is_empty() {
            write!(f, " ({})", self.said)?;
        }
        if self.tries > 1 {
            write!(f, " in {} tries", self.tries)?;
        }
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}

impl Error {
    /// The HTTP status of the store's last answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Store(error) => error.status,
            _ => None,
        }
    }

    /// Whether nothing is there.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        match self {
            Self::Store(error) => error.status == Some(404),
            Self::Local { source, .. } => source.kind() == io::ErrorKind::NotFound,
            _ => false,
        }
    }

    pub(crate) fn local(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Local { path, source }
    }

    pub(crate) fn unsupported(location: &Location, what: impl Into<String>) -> Self {
        Self::Unsupported {
            location: location.clone(),
            what: what.into(),
        }
    }
}

impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        let kind = match &error {
            Error::Local { source, .. } => source.kind(),
            Error::Truncated { .. } => io::ErrorKind::UnexpectedEof,
            Error::Changed { .. } | Error::Content { .. } => io::ErrorKind::InvalidData,
            Error::Location { .. } | Error::Setting { .. } => io::ErrorKind::InvalidInput,
            Error::Unsupported { .. } => io::ErrorKind::Unsupported,
            Error::Store(e) => match e.status {
                Some(404) => io::ErrorKind::NotFound,
                Some(401 | 403) => io::ErrorKind::PermissionDenied,
                _ => io::ErrorKind::Other,
            },
            _ => io::ErrorKind::Other,
        };
        Self::new(kind, error)
    }
}
