//! Which files a source reads.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use globset::GlobBuilder;
use toml::Spanned;

use super::names::name_all;
use super::{BuildContext, Partition};
use crate::config::Settings;
use crate::error::{Error, Result};
use crate::input::{self, Place, is_remote};

/// A message and what to do.
pub(crate) type Advice = (String, String);

/// Files for a path, a glob or an `@list`; sorted.
pub(crate) fn expand(pattern: &str, folder: &Path) -> std::result::Result<Vec<PathBuf>, Advice> {
    expand_as(pattern, folder, "*.warc.gz")
}

/// The same; `names` is how the files are commonly named, for advice.
pub(super) fn expand_as(
    pattern: &str,
    folder: &Path,
    names: &str,
) -> std::result::Result<Vec<PathBuf>, Advice> {
    let mut remote = Vec::new();
    let files = inner(pattern, folder, names, 0, &mut remote)?;
    match remote.first() {
        None => Ok(files),
        Some(remote) => Err((
            format!(
                "{remote} is in a store or on the web, which is read by sources of archives and rows only"
            ),
            "copy it to a disk, and name it there".into(),
        )),
    }
}

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
        let found = inner(pattern.get_ref(), &context.folder, names, 0, &mut remote);
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

/// Lists may name lists, but not without end.
const MAX_DEPTH: usize = 8;

fn inner(
    pattern: &str,
    folder: &Path,
    names: &str,
    depth: usize,
    remote: &mut Vec<String>,
) -> std::result::Result<Vec<PathBuf>, Advice> {
    if is_remote(pattern) {
        remote.push(pattern.to_owned());
        return Ok(Vec::new());
    }
    if let Some(list) = pattern.strip_prefix('@') {
        let path = folder.join(list);
        if depth >= MAX_DEPTH {
            return Err((
                format!(
                    "lists name lists more than {MAX_DEPTH} deep, at {}",
                    path.display()
                ),
                "does a list name itself?".into(),
            ));
        }
        let text = std::fs::read_to_string(&path).map_err(|error| {
            (
                format!("cannot read the list {}: {error}", path.display()),
                one_a_line(),
            )
        })?;
        let mut all = Vec::new();
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        for (number, line) in text.lines().map(str::trim).enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            all.extend(inner(line, folder, names, depth + 1, remote).map_err(
                |(message, help)| {
                    (
                        format!("{}, line {}: {message}", path.display(), number + 1),
                        help,
                    )
                },
            )?);
        }
        return Ok(all);
    }
    if !pattern.contains(['*', '?', '[', '{']) {
        let path = folder.join(pattern);
        return match std::fs::metadata(&path) {
            Ok(meta) if meta.is_file() => Ok(vec![path]),
            Ok(_) => Err((
                format!("{} is not a file", path.display()),
                format!("to take the files of a folder write \"{pattern}/{names}\""),
            )),
            Err(error) => Err((
                format!("no input file {}: {error}", path.display()),
                "check the path; it is relative to the config file".into(),
            )),
        };
    }
    let mut pattern = pattern;
    while let Some(rest) = pattern.strip_prefix("./") {
        pattern = rest.trim_start_matches('/');
    }
    let matcher = GlobBuilder::new(pattern)
        .literal_separator(true)
        .build()
        .map_err(|error| (error.to_string(), "mend the pattern".to_string()))?
        .compile_matcher();
    let fixed: PathBuf = Path::new(pattern)
        .components()
        .take_while(|c| {
            !c.as_os_str()
                .to_string_lossy()
                .contains(['*', '?', '[', '{'])
        })
        .collect();
    let root = folder.join(&fixed);
    let found: Vec<PathBuf> = walkdir::WalkDir::new(&root)
        .sort_by_file_name()
        .follow_links(true)
        .into_iter()
        .filter_entry(|entry| !is_run(entry.path()))
        .filter_map(std::result::Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .filter(|path| matcher.is_match(path.strip_prefix(folder).unwrap_or(path)))
        .collect();
    if found.is_empty() {
        return Err((
            format!("no file matches `{pattern}`"),
            "check the pattern; `**` goes down into folders".into(),
        ));
    }
    Ok(found)
}

/// Whether a folder is the output of a run: its files are never the input of one.
pub(super) fn is_run(path: &Path) -> bool {
    path.join(".tamis").join("run.json").exists()
}

fn one_a_line() -> String {
    "a list names one path or pattern a line".into()
}
