//! The names that the dataset has for the files of sources.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs::File;
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::xxh3_128;

use super::Partition;
use crate::error::{Error, Result};
use crate::input::Place;

/// Names that do not depend on the machine: relative to the config's folder where a file lies below
/// it, else the file's folder and name, else (where that names two files of the source alike) the
/// path below what all files have in common.
pub(crate) fn name_files(
    files: &BTreeSet<PathBuf>,
    folder: &Path,
    dump: &str,
) -> Result<Vec<Partition>> {
    name_all(files.clone(), Vec::new(), folder, dump)
}

/// The same of files on disks and in stores. What is in a store is named by its location. Archives come by the
/// hundred thousand, so paths are moved on and not held twice.
pub(super) fn name_all(
    files: BTreeSet<PathBuf>,
    stored: Vec<(Place, u64)>,
    folder: &Path,
    dump: &str,
) -> Result<Vec<Partition>> {
    let mut absolute: Vec<(PathBuf, PathBuf)> = Vec::with_capacity(files.len());
    let mut folders = Folders::default();
    for path in files {
        let real = folders.real(&path).map_err(Error::io(&path, "find"))?;
        absolute.push((real, path));
    }
    absolute.sort_by(|(a, _), (b, _)| a.as_os_str().cmp(b.as_os_str()));
    absolute.dedup_by(|later, earlier| {
        let same = later.0 == earlier.0;
        if same {
            std::mem::swap(later, earlier);
        }
        same
    });
    let base = std::fs::canonicalize(folder).map_err(Error::io(folder, "find"))?;
    let reals = absolute.iter().map(|(real, _)| real);
    let outside: Vec<&PathBuf> = reals.filter(|p| !p.starts_with(&base)).collect();
    let short: HashSet<u128> = outside.iter().map(|path| hash(&last_two(path))).collect();
    let common = (short.len() < outside.len()).then(|| common_folder(&outside));
    drop((outside, short));
    let mut partitions = Vec::with_capacity(absolute.len() + stored.len());
    for (real, path) in absolute {
        let bytes = std::fs::metadata(&real)
            .map_err(Error::io(&path, "read"))?
            .len();
        // Opening now tells about missing permissions before hours of work.
        File::open(&real).map_err(|error| {
            Error::usage(
                format!("cannot open the input file {}: {error}", path.display()),
                "check who may read it",
            )
        })?;
        let relative = match (real.strip_prefix(&base), &common) {
            (Ok(below), _) => below.to_path_buf(),
            (_, Some(common)) => real.strip_prefix(common).unwrap_or(&real).to_path_buf(),
            _ => last_two(&real),
        };
        let file_path = relative.to_string_lossy().replace('\\', "/");
        partitions.push(Partition {
            id_name: base_name(&file_path).to_string(),
            file_path,
            place: path.into(),
            bytes,
            dump: dump.to_string(),
            archive: false,
            members: Vec::new(),
        });
    }
    for (place, bytes) in stored {
        // A query that signs a request is another one tomorrow, and no part of a name.
        let shown = place.shown().to_string_lossy();
        let file_path = shown.strip_suffix("?...").unwrap_or(&shown).to_owned();
        partitions.push(Partition {
            id_name: base_name(&file_path).to_string(),
            file_path,
            place,
            bytes,
            dump: dump.to_string(),
            archive: false,
            members: Vec::new(),
        });
    }
    partitions.sort_by(|a, b| a.file_path.cmp(&b.file_path));
    let mut names: Vec<&str> = partitions.iter().map(|p| p.id_name.as_str()).collect();
    names.sort_unstable();
    let again = names.windows(2).filter(|two| two[0] == two[1]);
    let again: BTreeSet<String> = again.map(|two| two[0].to_owned()).collect();
    drop(names);
    for partition in &mut partitions {
        if again.contains(&partition.id_name) {
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

/// Stands for a path where there are too many to hold.
fn hash(path: &Path) -> u128 {
    xxh3_128(path.as_os_str().as_encoded_bytes())
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
    let mut reals: HashSet<u128> = HashSet::new();
    let mut folders = Folders::default();
    let mut names: BTreeMap<&str, &Partition> = BTreeMap::new();
    let mut ids: BTreeMap<(&str, u64), &Partition> = BTreeMap::new();
    for partition in partitions {
        for file in partition.files() {
            let shown = file.place.shown();
            let real = match file.place.path() {
                Some(path) => folders.real(path).map_err(Error::io(path, "find"))?,
                None => shown.to_path_buf(),
            };
            if !reals.insert(hash(&real)) {
                return Err(Error::usage(
                    format!("two sources read the same file {}", shown.display()),
                    "name it in one source only",
                ));
            }
        }
        if let Some(other) = names.insert(&partition.file_path, partition) {
            return Err(Error::usage(
                format!(
                    "{} and {} would both be named {} in the dataset",
                    other.place.shown().display(),
                    partition.place.shown().display(),
                    partition.file_path
                ),
                "put both into one source, or below the folder of the config",
            ));
        }
        if let Some(other) = ids.insert((&partition.id_name, partition.bytes), partition) {
            return Err(Error::usage(
                format!(
                    "{} and {} have the same name and length: the same archive twice?",
                    other.place.shown().display(),
                    partition.place.shown().display()
                ),
                "take one out, or put both into one source to tell their documents apart",
            ));
        }
    }
    Ok(())
}
