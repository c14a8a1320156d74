//! What can go wrong, and which exit code it leads to.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;

/// `EIO` of Linux and every other Unix: an error of the device.
const EIO: i32 = 5;

/// A result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Any failure of a tamis command.
#[derive(Debug, Error)]
pub enum Error {
    /// The config file is wrong; points at the place.
    #[error(transparent)]
    Config(Box<ConfigError>),
    /// The call is wrong: a missing file, an output folder of another run.
    #[error("{message}")]
    Usage {
        /// What was found and what was expected.
        message: String,
        /// What to do.
        help: Option<String>,
    },
    /// An operation on a file failed.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// A verb: `read`, `write`, `rename`.
        action: &'static str,
        /// The operating system's answer.
        source: std::io::Error,
    },
    /// An archive, or a file beside one, cannot be read to its end.
    #[error("{error}")]
    Input {
        /// What happened.
        error: Box<Error>,
        /// How far it was read, bytes.
        offset: u64,
    },
    /// A signal asked for an end, and the run is not at its own.
    #[error("stopped by a signal; all tasks that had begun are done")]
    Stopped,
    /// The run failed for another reason.
    #[error("{message}")]
    Run {
        /// What happened, where.
        message: String,
        /// What to do.
        help: Option<String>,
    },
}

/// A mistake in a config, with the place where it stands.
#[derive(Debug, Error)]
#[error("{message}")]
pub struct ConfigError {
    /// The config file as it was named.
    pub path: String,
    /// Its whole text.
    pub text: Arc<str>,
    /// Bytes of `text` that are wrong.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// A few words under the place.
    pub label: String,
    /// What to do.
    pub help: Option<String>,
}

impl ConfigError {
    /// The line of the mistake, counted from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        let end = self.span.start.min(self.text.len());
        self.text.as_bytes()[..end]
            .iter()
            .filter(|b| **b == b'\n')
            .count()
            + 1
    }
}

impl From<ConfigError> for Error {
    fn from(error: ConfigError) -> Self {
        Self::Config(Box::new(error))
    }
}

impl Error {
    /// A wrong call, with advice.
    pub fn usage(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Usage {
            message: message.into(),
            help: Some(help.into()),
        }
    }

    /// A failed run.
    pub fn run(message: impl Into<String>) -> Self {
        Self::Run {
            message: message.into(),
            help: None,
        }
    }

    /// A failed run, with advice.
    pub fn run_help(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Run {
            message: message.into(),
            help: Some(help.into()),
        }
    }

    /// Whether it may be gone in a moment: an operation on a file failed, but not for want of space or of
    /// permission.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        use std::io::ErrorKind as K;
        match self {
            // A file of another kind than its source reads stays one.
            Self::Input { error, .. } => !matches!(**error, Self::Usage { .. }),
            Self::Io { source, .. } => !matches!(
                source.kind(),
                K::StorageFull | K::QuotaExceeded | K::PermissionDenied | K::ReadOnlyFilesystem
            ),
            _ => false,
        }
    }

    /// What happened, without the paths of this machine.
    #[must_use]
    pub fn without_paths(&self) -> String {
        match self {
            Self::Io { action, source, .. } => format!("cannot {action} it: {source}"),
            Self::Input { error, .. } => error.without_paths(),
            other => other.to_string(),
        }
    }

    /// Wraps an I/O error with the file and the verb: `.map_err(Error::io(path, "read"))`.
    pub fn io(path: &Path, action: &'static str) -> impl FnOnce(std::io::Error) -> Self + use<> {
        let path = path.to_path_buf();
        move |source| Self::Io {
            path,
            action,
            source,
        }
    }

    /// What to do about it, where that is known.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        use std::io::ErrorKind as K;
        match self {
            Self::Config(error) => error.help.clone(),
            Self::Usage { help, .. } | Self::Run { help, .. } => help.clone(),
            Self::Input { error, .. } => error.help(),
            Self::Stopped => Some("resume with the same command".into()),
            Self::Io { source, .. } => match source.kind() {
                K::StorageFull => Some(
                    "free some space there (`df`; `df -i` for numbers of files) and start the same command \
                     again: finished tasks are kept"
                        .into(),
                ),
                K::QuotaExceeded => Some(
                    "free some of your quota there and start the same command again: finished tasks are kept"
                        .into(),
                ),
                K::PermissionDenied => {
                    Some("check who may read or write there, or name another folder".into())
                }
                K::ReadOnlyFilesystem => Some(
                    "make it writable (is it mounted with `ro`, or did the system make it so after an error? \
                     `dmesg`), or name another folder"
                        .into(),
                ),
                _ if source.raw_os_error() == Some(EIO) => Some(
                    "the disk or its file system fails (`dmesg`): once it is well start the same command again, \
                     finished tasks are kept"
                        .into(),
                ),
                _ => None,
            },
        }
    }

    /// 2 when the call or the config is wrong, 1 when the run failed.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Config(_) | Self::Usage { .. } => 2,
            Self::Io { .. } | Self::Input { .. } | Self::Stopped | Self::Run { .. } => 1,
        }
    }
}

impl From<tamis_langs::Error> for Error {
    /// A mistake in a profile keeps its place; anything else is a wrong call.
    fn from(error: tamis_langs::Error) -> Self {
        use tamis_langs::Error as Langs;
        match error {
            Langs::Profile {
                file,
                nearest,
                message,
                text,
                span,
                ..
            } => ConfigError {
                path: file,
                text,
                span,
                message,
                label: nearest
                    .as_ref()
                    .map_or_else(|| "here".into(), |near| format!("did you mean `{near}`?")),
                help: Some(
                    "`tamis langs show CODE` prints every key; the linguist's part of the book \
                     explains them"
                        .into(),
                ),
            }
            .into(),
            Langs::Io { path, source } => Self::usage(
                format!("cannot read {}: {source}", path.display()),
                "name a folder of profiles, each named after its code, as mlt_Latn.toml",
            ),
            other => Self::usage(other.to_string(), "mend the profile"),
        }
    }
}
