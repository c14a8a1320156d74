//! A look at the files of a source before the run: their format, their columns, whether they agree.

use std::path::Path;

use rayon::prelude::*;

use crate::config::Settings;
use crate::error::{Error, Result};
use crate::rows::{Format, Found, Wanted, format, look};
use crate::stages::Partition;

/// Looks at the files: of tables at every one, of JSON lines at the format of every one and at the
/// first lines of the first; of those in stores at none. Gives the columns that the first has. A table whose footer cannot be read
/// is left to the run, which tells it as damage.
///
/// # Errors
/// A file of another format; one without a column that is needed, or with an unusable one; two files
/// whose columns of one name have values of different kinds.
pub(super) fn check(
    settings: &Settings<'_>,
    partitions: &[Partition],
    wanted: &Wanted,
    lines: bool,
) -> Result<Vec<Found>> {
    let at = |error: Error| match error {
        Error::Usage { message, help } => {
            let span = settings.span_of("paths");
            let error = settings
                .source()
                .error(span, message, "read by this source", help);
            Error::from(error)
        }
        other => other,
    };
    let looked: Vec<Result<Option<Vec<Found>>>> = partitions
        .par_iter()
        .enumerate()
        .map(|(number, partition)| {
            // What is in a store is looked at when its turn comes.
            let Some(path) = partition.place.path() else {
                return Ok(None);
            };
            of_format(path, partition.bytes, lines)?;
            if lines && number > 0 {
                return Ok(None);
            }
            match look(path, wanted) {
                Ok(found) => Ok(Some(found)),
                Err(Error::Run { .. }) => Ok(None),
                Err(error) => Err(error),
            }
        })
        .collect();
    let mut first: Option<(&Partition, Vec<Found>)> = None;
    for (partition, found) in partitions.iter().zip(looked) {
        let Some(found) = found.map_err(at)? else {
            continue;
        };
        match &first {
            None => first = Some((partition, found)),
            Some((other, theirs)) => agree((other, theirs), (partition, &found)).map_err(at)?,
        }
    }
    Ok(first.map(|(_, found)| found).unwrap_or_default())
}

fn of_format(path: &Path, bytes: u64, lines: bool) -> Result<()> {
    match (format(path)?, lines) {
        (Format::Parquet, true) | (Format::JsonLines(_), false) => {
            Err(mistaken(path, bytes, lines))
        }
        _ => Ok(()),
    }
}

/// That a file is not of the form which its source reads.
pub(super) fn mistaken(path: &Path, bytes: u64, lines: bool) -> Error {
    let (is, other) = match lines {
        true => ("a Parquet file", "parquet"),
        false if bytes > 0 => ("no Parquet file", "jsonl"),
        false => ("an empty file", "jsonl"),
    };
    Error::usage(
        format!("{} is {is}", path.display()),
        format!("take it out of `paths`, or read it in a source of type = \"{other}\""),
    )
}

/// Whether the columns of two files have values of one kind; how those are encoded may differ.
fn agree(a: (&Partition, &[Found]), b: (&Partition, &[Found])) -> Result<()> {
    for theirs in a.1 {
        let same = |found: &&Found| found.role == theirs.role;
        let Some(ours) = b.1.iter().find(same) else {
            continue;
        };
        if ours.values != theirs.values {
            return Err(Error::usage(
                format!(
                    "the column `{}` has the type {} in {} and {} in {}",
                    ours.name,
                    theirs.kind,
                    a.0.place.shown().display(),
                    ours.kind,
                    b.0.place.shown().display()
                ),
                "read them in two sources, or write one of them again with the type of the other",
            ));
        }
    }
    Ok(())
}

/// The columns in a line: `text, id; date = ts`.
pub(super) fn told(found: &[Found]) -> String {
    if found.is_empty() {
        return "columns: none could be read".into();
    }
    let columns = found.iter().map(|found| match found.role.key() {
        key if key == found.name => key.to_string(),
        key => format!("{key} = {}", found.name),
    });
    format!("columns: {}", columns.collect::<Vec<_>>().join(", "))
}
