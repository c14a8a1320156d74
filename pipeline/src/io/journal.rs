//! New files in waiting, and the step that puts all of them in place.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::write_atomically;
use crate::error::{Error, Result};

/// The name of the list that says that all new files are whole.
const LIST: &str = "journal.json";

/// New files of a dataset.
#[derive(Debug)]
pub(crate) struct Journal {
    root: PathBuf,
    list: List,
}

/// What is to be done, as it stands on disk.
#[derive(Debug, Default, Serialize, Deserialize)]
struct List {
    /// Path in the dataset, and the name of its new form in waiting.
    files: BTreeMap<String, String>,
    /// Paths of files that go.
    #[serde(default)]
    delete: BTreeSet<String>,
}

impl Journal {
    /// Where new files of a dataset wait.
    pub(crate) fn folder(root: &Path) -> PathBuf {
        root.join(".tamis/forget")
    }

    /// Starts, with nothing in waiting.
    pub(crate) fn begin(root: &Path) -> Result<Self> {
        let folder = Self::folder(root);
        fs::create_dir_all(&folder).map_err(Error::io(&folder, "make the folder"))?;
        Ok(Self {
            root: root.to_path_buf(),
            list: List::default(),
        })
    }

    /// Where to write the new form of a file.
    pub(crate) fn stage(&mut self, path: &str) -> PathBuf {
        let files = &mut self.list.files;
        let name = format!("{:05}", files.len());
        let name = files.entry(path.to_owned()).or_insert(name);
        Self::folder(&self.root).join(name)
    }

    /// A file that has no new form goes.
    pub(crate) fn delete(&mut self, path: &str) {
        self.list.delete.insert(path.to_owned());
    }

    /// The new form of a file, if it has one.
    pub(crate) fn staged(&self, path: &str) -> Option<PathBuf> {
        let name = self.list.files.get(path)?;
        Some(Self::folder(&self.root).join(name))
    }

    /// From here on the new files count; puts them in place.
    pub(crate) fn commit(self) -> Result<()> {
        let list = self.list;
        let bytes = serde_json::to_vec(&list)
            .map_err(|error| Error::run(format!("cannot write the journal: {error}")))?;
        write_atomically(&Self::folder(&self.root).join(LIST), &bytes)?;
        carry_out(&self.root, &list)
    }

    /// Deletes what waits, unless the list says that it is whole. What cannot be deleted the next
    /// call deletes.
    pub(crate) fn undo(root: &Path) {
        let folder = Self::folder(root);
        if !folder.join(LIST).exists() {
            let _ = fs::remove_dir_all(folder);
        }
    }

    /// See [`super::mend`].
    pub(crate) fn mend(root: &Path) -> Result<Option<&'static str>> {
        let folder = Self::folder(root);
        if !folder.exists() {
            return Ok(None);
        }
        let path = folder.join(LIST);
        if !path.exists() {
            fs::remove_dir_all(&folder).map_err(Error::io(&folder, "delete"))?;
            return Ok(Some("undone"));
        }
        let bytes = fs::read(&path).map_err(Error::io(&path, "read"))?;
        let list: List = serde_json::from_slice(&bytes).map_err(|error| {
            Error::run_help(
                format!("{}: {error}", path.display()),
                "it says which files of the dataset are to be replaced: restore the dataset from a copy",
            )
        })?;
        carry_out(root, &list)?;
        Ok(Some("carried out"))
    }
}

/// Moves what has not been moved yet; then nothing waits any more.
fn carry_out(root: &Path, list: &List) -> Result<()> {
    let folder = Journal::folder(root);
    let mut changed = BTreeSet::new();
    for (path, name) in &list.files {
        let (from, to) = (folder.join(name), root.join(path));
        if !inside(path) || !inside(name) {
            return Err(Error::run(format!(
                "the journal names {path}, which is not in the dataset"
            )));
        }
        if from.exists() {
            if let Some(parent) = to.parent() {
                fs::create_dir_all(parent).map_err(Error::io(parent, "make the folder"))?;
            }
            fs::rename(&from, &to).map_err(Error::io(&to, "replace"))?;
        }
        changed.extend(to.parent().map(Path::to_path_buf));
    }
    for path in list.delete.iter().filter(|path| inside(path)) {
        let path = root.join(path);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::io(&path, "delete")(error));
            }
            _ => {}
        }
        changed.extend(path.parent().map(Path::to_path_buf));
    }
    // What has moved must have moved for good before the journal goes that would move it again.
    for folder in changed.iter().filter(|folder| folder.exists()) {
        let opened = fs::File::open(folder).and_then(|folder| folder.sync_all());
        opened.map_err(Error::io(folder, "sync"))?;
    }
    fs::remove_dir_all(&folder).map_err(Error::io(&folder, "delete"))
}

fn inside(path: &str) -> bool {
    use std::path::Component;
    Path::new(path)
        .components()
        .all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dataset() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), "old a").unwrap();
        fs::write(folder.path().join("b"), "old b").unwrap();
        fs::write(folder.path().join("gone"), "old").unwrap();
        folder
    }

    fn staged(root: &Path) -> Journal {
        let mut journal = Journal::begin(root).unwrap();
        for (path, text) in [("a", "new a"), ("c/d", "new d")] {
            let to = journal.stage(path);
            fs::write(&to, text).unwrap();
            assert_eq!(journal.staged(path), Some(to));
        }
        journal.delete("gone");
        journal
    }

    fn read(root: &Path, name: &str) -> String {
        fs::read_to_string(root.join(name)).unwrap_or_default()
    }

    #[test]
    fn a_stop_before_the_list_changes_nothing() {
        let folder = dataset();
        let root = folder.path();
        drop(staged(root));
        assert_eq!(Journal::mend(root).unwrap(), Some("undone"));
        assert_eq!(
            (read(root, "a"), read(root, "c/d")),
            ("old a".into(), String::new())
        );
        assert_eq!(Journal::mend(root).unwrap(), None);
    }

    #[test]
    fn a_stop_at_any_move_is_made_good() {
        for moved in 0..3 {
            let folder = dataset();
            let root = folder.path();
            let journal = staged(root);
            let list = journal.list;
            let waiting = Journal::folder(root);
            let bytes = serde_json::to_vec(&list).unwrap();
            fs::write(waiting.join(LIST), bytes).unwrap();
            for (path, name) in list.files.iter().take(moved) {
                fs::create_dir_all(root.join("c")).unwrap();
                fs::rename(waiting.join(name), root.join(path)).unwrap();
            }
            assert_eq!(Journal::mend(root).unwrap(), Some("carried out"));
            assert_eq!(
                (read(root, "a"), read(root, "b")),
                ("new a".into(), "old b".into())
            );
            assert_eq!(read(root, "c/d"), "new d");
            assert!(!waiting.exists() && !root.join("gone").exists());
        }
    }

    #[test]
    fn nothing_outside_of_the_dataset_is_touched() {
        let folder = dataset();
        let waiting = Journal::folder(folder.path());
        fs::create_dir_all(&waiting).unwrap();
        fs::write(waiting.join("00000"), "x").unwrap();
        for path in ["../x", "/x", "a/../../x"] {
            let list = format!("{{\"files\":{{\"{path}\":\"00000\"}}}}");
            fs::write(waiting.join(LIST), list).unwrap();
            assert!(Journal::mend(folder.path()).is_err(), "{path}");
        }
        fs::write(waiting.join(LIST), "{").unwrap();
        assert!(Journal::mend(folder.path()).is_err());
    }
}
