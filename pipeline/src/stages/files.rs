//! Which files a source reads.

use std::collections::BTreeSet;

use toml::Spanned;

use super::context::BuildContext;
use super::names::name_all;
use super::partition::Partition;
use super::patterns::{Advice, find};
use crate::config::Settings;
use crate::error::{Error, Result};
use crate::input::{self, Place, is_remote};

/// All files of a source, each once, with the names that the dataset has for them; looked for, or as they were
/// noted. `names` is how its files are commonly named, for advice.
///
/// # Errors
/// A pattern that nothing matches, at its place; a source without any.
pub(super) fn files_of(
    settings: &Settings<'_>,
    paths: &[Spanned<String>],
    context: &BuildContext,
    dump: &str,
    names: &str,
) -> Result<Vec<Partition>> {
    let patterns = paths.iter().map(|pattern| pattern.get_ref().as_str());
    let key = patterns.collect::<Vec<_>>().join("\n");
    if let Some(noted) = context.listing.of(&key, dump, &context.reach)? {
        return Ok(noted);
    }
    let mut disk = BTreeSet::new();
    // What is in stores is asked for together, whichever pattern it is of.
    let (mut remote, mut of_pattern) = (Vec::new(), Vec::new());
    for pattern in paths {
        let found = find(pattern.get_ref(), &context.folder, names, &mut remote);
        disk.extend(found.map_err(|advice| misplaced(settings, pattern, context, advice))?);
        of_pattern.resize(remote.len(), pattern);
    }
    let entries =
        input::find(&remote, &context.reach).map_err(|(at, advice)| match of_pattern.get(at) {
            Some(pattern) => misplaced(settings, pattern, context, advice),
            None => Error::usage(advice.0, advice.1),
        })?;
    let stored = entries.into_iter().map(|entry| {
        let bytes = entry.bytes;
        (Place::stored(entry, &context.reach), bytes)
    });
    let stored: Vec<_> = stored.collect();
    if disk.is_empty() && stored.is_empty() {
        return Err(no_file(
            settings,
            &format!("name files, globs such as \"{names}\", or an \"@list\""),
        ));
    }
    let partitions = name_all(disk, stored, &context.folder, dump)?;
    context.listing.found(&key, &partitions);
    Ok(partitions)
}

/// What is wrong with one of the patterns of a source, at its place.
pub(super) fn misplaced(
    settings: &Settings<'_>,
    pattern: &Spanned<String>,
    context: &BuildContext,
    (message, help): Advice,
) -> Error {
    let label = match is_remote(pattern.get_ref()) {
        true => "asked for".into(),
        false => format!("looked for from the folder {}", context.folder.display()),
    };
    let source = settings.source();
    Error::from(source.error(pattern.span(), message, label, Some(help)))
}

/// That a source has nothing to read.
pub(super) fn no_file(settings: &Settings<'_>, help: &str) -> Error {
    Error::from(settings.source().error(
        settings.span_of("paths"),
        "this source names no file",
        "nothing to read",
        Some(help.into()),
    ))
}
