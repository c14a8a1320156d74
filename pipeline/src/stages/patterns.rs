//! The files that a pattern means: a path, a glob, or an `@list` of those.

use std::path::{Path, PathBuf};

use globset::GlobBuilder;

use crate::input::is_remote;

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
    let files = find(pattern, folder, names, &mut remote)?;
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

/// The same with locations in stores and on the web, which go to `remote`.
pub(super) fn find(
    pattern: &str,
    folder: &Path,
    names: &str,
    remote: &mut Vec<String>,
) -> std::result::Result<Vec<PathBuf>, Advice> {
    inner(pattern, folder, names, 0, remote)
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
