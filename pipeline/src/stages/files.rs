//! Which files a source reads, and the names that the dataset has for them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs::File;
use std::path::{Path, PathBuf};

use globset::GlobBuilder;
use toml::Spanned;

use super::{BuildContext, Partition};
use crate::config::Settings;
use crate::error::{Error, Result};

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
    inner(pattern, folder, names, 0)
}

/// All files of a source, each once. `names` is how its files are commonly named, for advice.
///
/// # Errors
/// A pattern that nothing matches, at its place; a source without any.
pub(super) fn files_of(
    settings: &Settings<'_>,
    paths: &[Spanned<String>],
    context: &BuildContext,
    names: &str,
) -> Result<BTreeSet<PathBuf>> {
    let mut files = BTreeSet::new();
    for pattern in paths {
        let found = expand_as(pattern.get_ref(), &context.folder, names);
        files.extend(found.map_err(|advice| misplaced(settings, pattern, context, advice))?);
    }
    if files.is_empty() {
        return Err(no_file(
            settings,
            &format!("name files, globs such as \"{names}\", or an \"@list\""),
        ));
    }
    Ok(files)
}

/// What is wrong with one of the patterns of a source, at its place.
pub(super) fn misplaced(
    settings: &Settings<'_>,
    pattern: &Spanned<String>,
    context: &BuildContext,
    (message, help): Advice,
) -> Error {
    let label = format!("looked for from the folder {}", context.folder.display());
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
) -> std::result::Result<Vec<PathBuf>, Advice> {
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
            all.extend(
                inner(line, folder, names, depth + 1).map_err(|(message, help)| {
                    (
                        format!("{}, line {}: {message}", path.display(), number + 1),
                        help,
                    )
                })?,
            );
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

/// Names that do not depend on the machine: relative to the config's folder where a file lies below
/// it, else the file's folder and name, else (where that names two files of the source alike) the
/// path below what all files have in common.
pub(crate) fn name_files(
    files: &BTreeSet<PathBuf>,
    folder: &Path,
    dump: &str,
) -> Result<Vec<Partition>> {
    let mut absolute = BTreeMap::new();
    let mut folders = Folders::default();
    for path in files {
        let real = folders.real(path).map_err(Error::io(path, "find"))?;
        absolute.insert(real.into_os_string(), path.clone());
    }
    let absolute: Vec<(PathBuf, PathBuf)> = absolute
        .into_iter()
        .map(|(real, path)| (real.into(), path))
        .collect();
    let base = std::fs::canonicalize(folder).map_err(Error::io(folder, "find"))?;
    let reals = absolute.iter().map(|(real, _)| real);
    let outside: Vec<&PathBuf> = reals.filter(|p| !p.starts_with(&base)).collect();
    let short: BTreeSet<PathBuf> = outside.iter().map(|path| last_two(path)).collect();
    let common = (short.len() < outside.len()).then(|| common_folder(&outside));
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
        let relative = match (real.strip_prefix(&base), &common) {
            (Ok(below), _) => below.to_path_buf(),
            (_, Some(common)) => real.strip_prefix(common).unwrap_or(real).to_path_buf(),
            _ => last_two(real),
        };
        let file_path = relative.to_string_lossy().replace('\\', "/");
        partitions.push(Partition {
            id_name: base_name(&file_path).to_string(),
            file_path,
            path: path.clone(),
            bytes,
            dump: dump.to_string(),
            archive: false,
            members: Vec::new(),
        });
    }
    partitions.sort_by(|a, b| a.file_path.cmp(&b.file_path));
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for partition in &partitions {
        *seen.entry(partition.id_name.clone()).or_default() += 1;
    }
    for partition in &mut partitions {
        if seen[&partition.id_name] > 1 {
            partition.id_name.clone_from(&partition.file_path);
        }
    }
    Ok(partitions)
}

/// Real paths of files. Their folders are looked up once each: on a file system of many nodes every look
/// is dear, and archives come by the ten thousand.
#[derive(Default)]
struct Folders(HashMap<PathBuf, PathBuf>);

impl Folders {
    fn real(&mut self, path: &Path) -> std::io::Result<PathBuf> {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return std::fs::canonicalize(path);
        };
        if path.symlink_metadata()?.is_symlink() {
            return std::fs::canonicalize(path);
        }
        if let Some(real) = self.0.get(folder) {
            return Ok(real.join(name));
        }
        let real = match folder == Path::new("") {
            true => std::fs::canonicalize(".")?,
            false => std::fs::canonicalize(folder)?,
        };
        self.0.insert(folder.to_path_buf(), real.clone());
        Ok(real.join(name))
    }
}

/// A file's folder and name.
fn last_two(path: &Path) -> PathBuf {
    let mut parts: Vec<_> = path.components().rev().take(2).collect();
    parts.reverse();
    parts
        .iter()
        .filter(|c| matches!(c, std::path::Component::Normal(_)))
        .collect()
}

fn common_folder(paths: &[&PathBuf]) -> PathBuf {
    let mut parents = paths
        .iter()
        .map(|path| path.parent().unwrap_or(path).to_path_buf());
    let first = parents.next().unwrap_or_default();
    parents.fold(first, |common, parent| {
        common
            .components()
            .zip(parent.components())
            .take_while(|(a, b)| a == b)
            .map(|(a, _)| a)
            .collect()
    })
}

fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Looks at the files of all sources together: none may be read twice, and no two may have the same
/// name in the dataset or give the same document ids.
///
/// # Errors
/// `Usage`, with both files.
pub fn check_inputs(partitions: &[&Partition]) -> Result<()> {
    let mut reals: HashSet<PathBuf> = HashSet::new();
    let mut folders = Folders::default();
    let mut names: BTreeMap<&str, &Partition> = BTreeMap::new();
    let mut ids: BTreeMap<(&str, u64), &Partition> = BTreeMap::new();
    for partition in partitions {
        for file in partition.files() {
            let real = folders.real(file.path);
            let real = real.map_err(Error::io(file.path, "find"))?;
            if !reals.insert(real) {
                return Err(Error::usage(
                    format!("two sources read the same file {}", file.path.display()),
                    "name it in one source only",
                ));
            }
        }
        if let Some(other) = names.insert(&partition.file_path, partition) {
            return Err(Error::usage(
                format!(
                    "{} and {} would both be named {} in the dataset",
                    other.path.display(),
                    partition.path.display(),
                    partition.file_path
                ),
                "put both into one source, or below the folder of the config",
            ));
        }
        if let Some(other) = ids.insert((&partition.id_name, partition.bytes), partition) {
            return Err(Error::usage(
                format!(
                    "{} and {} have the same name and length: the same archive twice?",
                    other.path.display(),
                    partition.path.display()
                ),
                "take one out, or put both into one source to tell their documents apart",
            ));
        }
    }
    Ok(())
}
