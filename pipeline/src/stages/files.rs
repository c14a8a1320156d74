//! Which files a source reads, and the names that the dataset has for them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};

use globset::GlobBuilder;

use super::Partition;
use crate::error::{Error, Result};

/// A message and what to do.
pub(super) type Advice = (String, String);

/// Files for a path, a glob or an `@list`; sorted.
pub(super) fn expand(pattern: &str, folder: &Path) -> std::result::Result<Vec<PathBuf>, Advice> {
    if let Some(list) = pattern.strip_prefix('@') {
        let path = folder.join(list);
        let text = std::fs::read_to_string(&path).map_err(|error| {
            (
                format!("cannot read the list {}: {error}", path.display()),
                one_a_line(),
            )
        })?;
        let mut all = Vec::new();
        for (number, line) in text.lines().map(str::trim).enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            all.extend(expand(line, folder).map_err(|(message, help)| {
                (
                    format!("{}, line {}: {message}", path.display(), number + 1),
                    help,
                )
            })?);
        }
        return Ok(all);
    }
    if !pattern.contains(['*', '?', '[', '{']) {
        let path = folder.join(pattern);
        return match std::fs::metadata(&path) {
            Ok(meta) if meta.is_file() => Ok(vec![path]),
            Ok(_) => Err((
                format!("{} is not a file", path.display()),
                format!("to take the files of a folder write \"{pattern}/*.warc.gz\""),
            )),
            Err(error) => Err((
                format!("no input file {}: {error}", path.display()),
                "check the path; it is relative to the config file".into(),
            )),
        };
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

fn one_a_line() -> String {
    "a list names one path or pattern a line".into()
}

/// Names that do not depend on the machine: relative to the config's folder, or else to the folder
/// that all other files have in common.
pub(super) fn name_files(files: &BTreeSet<PathBuf>, folder: &Path) -> Result<Vec<Partition>> {
    let mut absolute = BTreeMap::new();
    for path in files {
        let real = std::fs::canonicalize(path).map_err(Error::io(path, "find"))?;
        absolute.insert(real, path.clone());
    }
    let base = std::fs::canonicalize(folder).map_err(Error::io(folder, "find"))?;
    let outside: Vec<&PathBuf> = absolute.keys().filter(|p| !p.starts_with(&base)).collect();
    let common = outside.iter().fold(None::<PathBuf>, |common, path| {
        let parent = path.parent().unwrap_or(path);
        Some(match common {
            None => parent.to_path_buf(),
            Some(common) => common
                .components()
                .zip(parent.components())
                .take_while(|(a, b)| a == b)
                .map(|(a, _)| a)
                .collect(),
        })
    });
    let mut partitions = Vec::new();
    for (real, path) in &absolute {
        let bytes = std::fs::metadata(real)
            .map_err(Error::io(path, "read"))?
            .len();
        // Opening now tells about missing permissions before hours of work.
        File::open(real).map_err(|error| {
            Error::usage(
                format!("cannot open the input file {}: {error}", path.display()),
                "check who may read it",
            )
        })?;
        let relative = real
            .strip_prefix(&base)
            .ok()
            .or_else(|| {
                common
                    .as_ref()
                    .and_then(|common| real.strip_prefix(common).ok())
            })
            .unwrap_or(real);
        let file_path = relative.to_string_lossy().replace('\\', "/");
        partitions.push(Partition {
            file_path,
            path: path.clone(),
            bytes,
        });
    }
    partitions.sort_by(|a, b| a.file_path.cmp(&b.file_path));
    Ok(partitions)
}
