//! Paths of a dataset that somebody else wrote: none of them is trusted.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::report::{Kind, Problem};

/// A dataset's folder.
pub(crate) struct Folder {
    /// Without links in it.
    root: PathBuf,
}

/// Why a file was not opened.
pub(crate) enum Refused {
    /// The path leads out of the dataset, or is not one.
    Path(String),
    /// There is none.
    Missing,
    /// It is no file, or cannot be read.
    Unreadable(String),
}

impl Refused {
    /// The problem of a file of this path.
    pub(super) fn problem(self, path: &str) -> Problem {
        match self {
            Self::Path(why) => Problem::of(path, Kind::Path, why),
            Self::Missing => Problem::of(path, Kind::Missing, "it is not there"),
            Self::Unreadable(why) => Problem::of(path, Kind::Unreadable, why),
        }
    }
}

impl From<Refused> for io::Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Path(why) | Refused::Unreadable(why) => Self::other(why),
            Refused::Missing => Self::new(io::ErrorKind::NotFound, "it is not there"),
        }
    }
}

/// Why a path is none below a dataset's folder.
fn unsafe_path(path: &str) -> Option<&'static str> {
    if path.is_empty() {
        return Some("an empty path");
    }
    if path.starts_with('/') {
        return Some("an absolute path: it leads out of the dataset, and was not opened");
    }
    if path.contains('\\') || path.chars().any(char::is_control) {
        return Some("a path with a backslash or a control character, and was not opened");
    }
    if path.split('/').any(|part| part == "..") {
        return Some("a path with `..`: it leads out of the dataset, and was not opened");
    }
    if path.split('/').any(|part| part.is_empty() || part == ".") {
        return Some(
            "a path with an empty part or `.`, which has another name, and was not opened",
        );
    }
    None
}

impl Folder {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let root = path.canonicalize()?;
        if !root.is_dir() {
            return Err(io::Error::from(io::ErrorKind::NotADirectory));
        }
        Ok(Self { root })
    }

    /// The regular file at a path below the folder, links resolved, if that is below it too.
    pub(crate) fn resolve(&self, path: &str) -> Result<PathBuf, Refused> {
        if let Some(why) = unsafe_path(path) {
            return Err(Refused::Path(why.to_owned()));
        }
        let real = match self.root.join(path).canonicalize() {
            Ok(real) => real,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(self.missing(path)),
            Err(error) => return Err(Refused::Unreadable(format!("it cannot be read: {error}"))),
        };
        if !real.starts_with(&self.root) {
            return Err(Refused::Path(
                "a link on its path leads out of the dataset; it was not opened".to_owned(),
            ));
        }
        match std::fs::metadata(&real) {
            Ok(meta) if meta.is_file() => Ok(real),
            Ok(_) => Err(Refused::Unreadable("it is no regular file".to_owned())),
            Err(error) => Err(Refused::Unreadable(format!("it cannot be read: {error}"))),
        }
    }

    /// A link to nowhere is there, and yet no file.
    fn missing(&self, path: &str) -> Refused {
        match self.root.join(path).symlink_metadata() {
            Ok(meta) if meta.is_symlink() => Refused::Path("it is a link to nowhere".to_owned()),
            _ => Refused::Missing,
        }
    }

    pub(crate) fn file(&self, path: &str) -> Result<File, Refused> {
        let real = self.resolve(path)?;
        File::open(real).map_err(|error| Refused::Unreadable(format!("it cannot be read: {error}")))
    }

    pub(crate) fn read(&self, path: &str) -> Result<Vec<u8>, Refused> {
        let real = self.resolve(path)?;
        std::fs::read(real)
            .map_err(|error| Refused::Unreadable(format!("it cannot be read: {error}")))
    }

    /// Every file below the folder and its length, but for `.tamis/`. Folders behind links are not
    /// entered.
    pub(super) fn walk(&self) -> Walk {
        let mut walk = Walk::default();
        let mut folders = vec![String::new()];
        while let Some(folder) = folders.pop() {
            let path = self.root.join(&folder);
            let entries = match std::fs::read_dir(&path) {
                Ok(entries) => entries,
                Err(error) => {
                    let why = format!("the folder cannot be read: {error}");
                    walk.problems
                        .push(Problem::of(&folder, Kind::Unreadable, why));
                    continue;
                }
            };
            for entry in entries.flatten() {
                walk.add(&folder, &entry, &mut folders);
            }
        }
        walk
    }
}

/// What lies in a dataset's folder.
#[derive(Default)]
pub(super) struct Walk {
    /// Files by path, with their length.
    pub(super) files: BTreeMap<String, u64>,
    pub(super) leftovers: Vec<String>,
    /// Files and folders of the first level whose names begin with a dot: none of a dataset does.
    pub(super) beside: Vec<String>,
    pub(super) problems: Vec<Problem>,
}

/// The folder of a run's work.
const WORK: &str = ".tamis";

impl Walk {
    fn add(&mut self, folder: &str, entry: &std::fs::DirEntry, folders: &mut Vec<String>) {
        let name = entry.file_name();
        let lossy = name.to_string_lossy();
        let path = if folder.is_empty() {
            lossy.clone().into_owned()
        } else {
            format!("{folder}/{lossy}")
        };
        if name.to_str().is_none() {
            let why = "a file whose name is not UTF-8, which no list can name";
            self.problems.push(Problem::of(&path, Kind::Extra, why));
            return;
        }
        let Ok(meta) = entry.metadata() else {
            return;
        };
        if path == WORK && meta.is_dir() {
            return;
        }
        if lossy.starts_with('.') && lossy.ends_with(".tmp") && !meta.is_dir() {
            self.leftovers.push(path);
        } else if folder.is_empty() && lossy.starts_with('.') {
            self.beside.push(path);
        } else if meta.is_dir() {
            folders.push(path);
        } else {
            self.files.insert(path, meta.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_lead_elsewhere() {
        for path in [
            "",
            "/etc/passwd",
            "../x",
            "a/../../x",
            "a\\b",
            "a//b",
            "./a",
            "a/.",
            "a\0b",
            "a\nb",
        ] {
            assert!(unsafe_path(path).is_some(), "{path:?}");
        }
        for path in [
            "a",
            "a/b.c",
            "..a/b..",
            "data/mlt_Latn/train-00000-of-00001.parquet",
        ] {
            assert_eq!(unsafe_path(path), None);
        }
    }
}
