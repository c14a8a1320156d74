//! How a command ends, and what it prints.

use std::io::Write;
use std::path::Path;

use crate::error::{Error, Result};

/// How a command that did not fail has ended.
pub(super) enum Ended {
    /// All is well.
    Done,
    /// Done, but inputs were damaged.
    Damaged,
    /// What was looked at is not as it should be.
    Failed,
    /// A signal came before the end: to be started again.
    Again,
}

/// Prints a text on standard output; a reader that has seen enough is no error.
pub(super) fn print(text: &str) -> Result<()> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::io(Path::new("standard output"), "write")(error))
        }
        _ => Ok(()),
    }
}
