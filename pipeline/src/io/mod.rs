//! Document files and the way they reach their final names.

mod by_language;
mod documents;
mod output;

pub use by_language::{BINS, ByLanguage, LanguageStats, bin, mix_hash};
pub use documents::{DocumentReader, DocumentWriter};
pub use output::{OutFile, Synced, write_atomically};

use std::path::Path;

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
            Err(inner) => Error::run(format!("cannot {verb} {}: {inner}", path.display())),
        },
        other => Error::run(format!("cannot {verb} {}: {other}", path.display())),
    }
}

/// The same for the signature and pair files.
pub(crate) fn store_failed(
    path: &Path,
    verb: &'static str,
) -> impl FnOnce(tamis_dedup::Error) -> Error {
    let path = path.to_path_buf();
    move |error| match error {
        tamis_dedup::Error::Open(source) | tamis_dedup::Error::Io { source, .. } => Error::Io {
            path,
            action: verb,
            source,
        },
        other => Error::run_help(
            format!("cannot {verb} {}: {other}", path.display()),
            "start the same command again: damaged work files are made anew",
        ),
    }
}
