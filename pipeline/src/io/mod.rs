//! Document files and the way they reach their final names.

mod aside;
mod documents;
mod domains;
mod frames;
mod journal;
mod output;
mod plain;
mod rights;
mod rows;
mod staged;
mod supply;

pub use aside::AsideWriter;
pub(crate) use documents::shard_properties;
pub use documents::{DocumentReader, DocumentWriter, read_rows};
pub use domains::domains;
pub(crate) use frames::FrameWriter;
pub(crate) use journal::Journal;
pub use output::{OutFile, Synced, final_name, sweep, write_atomically, write_unsynced};
pub(crate) use plain::quiet_pipe;
pub use plain::{open, output};
pub use rights::{RightsReader, RightsRow, RightsWriter};
pub(crate) use rows::{BatchReader, Rows};
pub use staged::Staged;
pub use supply::LanguageStats;
pub(crate) use supply::{Counting, HELD, place, shuffle_key};

use std::path::Path;

use arrow_schema::ArrowError;
use parquet::errors::ParquetError;

use crate::error::Error;

/// Names the file in an error of the Parquet library; a full disk stays recognisable.
pub(crate) fn parquet_failed(path: &Path, verb: &'static str) -> impl Fn(ParquetError) -> Error {
    let path = path.to_path_buf();
    move |error| match error {
        ParquetError::External(inner) => match inner.downcast::<std::io::Error>() {
            Ok(source) => Error::Io {
                path: path.clone(),
                action: verb,
                source: *source,
            },
            Err(inner) => library_failed(&path, verb, &inner.to_string()),
        },
        other => library_failed(&path, verb, &other.to_string()),
    }
}

/// The same for documents that are read.
fn documents_failed<E: Into<ArrowError>>(path: &Path) -> impl Fn(E) -> Error {
    let path = path.to_path_buf();
    move |error| match library_failed(&path, "read", &error.into().to_string()) {
        Error::Run { message, .. } => Error::run_help(
            message,
            "start the run again with the same command: damaged files between stages are made anew",
        ),
        other => other,
    }
}

/// An error that a library has made a sentence of. One of the system ends, as the standard library prints it, with
/// its number, which tells whether to try again and what to do.
fn library_failed(path: &Path, verb: &'static str, said: &str) -> Error {
    let number = said.rsplit_once("(os error ").and_then(|(_, rest)| {
        let (number, _) = rest.split_once(')')?;
        number.parse().ok()
    });
    match number {
        Some(number) => Error::Io {
            path: path.to_path_buf(),
            action: verb,
            source: std::io::Error::from_raw_os_error(number),
        },
        None => Error::run(format!("cannot {verb} {}: {said}", path.display())),
    }
}

/// The same for the files of deduplication. Errors that name a file of their own keep it.
pub(crate) fn store_failed(
    path: &Path,
    verb: &'static str,
) -> impl Fn(tamis_dedup::Error) -> Error + use<> {
    let path = path.to_path_buf();
    move |error| dedup_error(error, Some(&path), verb)
}

/// The same where no one file is at work.
pub(crate) fn dedup_failed(verb: &'static str) -> impl Fn(tamis_dedup::Error) -> Error {
    move |error| dedup_error(error, None, verb)
}

fn dedup_error(error: tamis_dedup::Error, path: Option<&Path>, verb: &'static str) -> Error {
    use tamis_dedup::Error as E;
    match error {
        E::File { path, source } => dedup_error(*source, Some(&path), "read"),
        E::Spill { folder, source, .. } => Error::Io {
            path: folder,
            action: "use a temporary file in",
            source,
        },
        E::Open(source) | E::Io { source, .. } => Error::Io {
            path: path.unwrap_or(Path::new("a temporary file")).to_path_buf(),
            action: verb,
            source,
        },
        E::Params { .. } => Error::run(error.to_string()),
        other => {
            let name = path.map_or_else(
                || "files of deduplication".into(),
                |p| p.display().to_string(),
            );
            Error::run_help(
                format!("cannot {verb} {name}: {other}"),
                "start the same command again: damaged work files are made anew",
            )
        }
    }
}

/// The same for runs of the shuffle.
pub(crate) fn shuffle_failed(
    path: &Path,
    verb: &'static str,
) -> impl Fn(tamis_shuffle::Error) -> Error + use<> {
    let path = path.to_path_buf();
    move |error| match error {
        tamis_shuffle::Error::Io(source) => Error::Io {
            path: path.clone(),
            action: verb,
            source,
        },
        other => Error::run_help(
            format!("cannot {verb} {}: {other}", path.display()),
            "start the same command again: damaged work files are made anew",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_the_system_is_known_behind_arrow() {
        let system = std::io::Error::from_raw_os_error(5);
        let arrow = ArrowError::from(ParquetError::External(Box::new(system)));
        let error = documents_failed(Path::new("a.parquet"))(arrow);
        assert!(error.may_pass(), "{error}");
        assert!(error.to_string().contains("a.parquet"), "{error}");
        let quoted = "fail to get inner writer: \"No space left on device (os error 28)\"";
        let error =
            parquet_failed(Path::new("a.parquet"), "write")(ParquetError::General(quoted.into()));
        assert!(
            matches!(&error, Error::Io { source, .. } if source.kind() == std::io::ErrorKind::StorageFull)
        );
        let damaged = ArrowError::ParquetError("EOF: not (a number)".into());
        assert!(!documents_failed(Path::new("a.parquet"))(damaged).may_pass());
    }
}
