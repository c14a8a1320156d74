//! Which languages a dataset has, and where their files are.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// The languages of a dataset, sorted: the names of the folders in `data/`.
///
/// # Errors
/// When `dataset` is no dataset, is not finished or cannot be read.
pub fn codes(dataset: &Path) -> Result<Vec<String>> {
    if !dataset.exists() {
        return Err(Error::Missing {
            path: dataset.to_path_buf(),
        });
    }
    let data = dataset.join("data");
    let whole = dataset.join("manifest.json").exists();
    if !whole && dataset.join(".tamis").exists() {
        return Err(Error::Unfinished {
            path: dataset.to_path_buf(),
        });
    }
    if !data.is_dir() {
        // A run that kept nothing at all writes a manifest and no shard.
        return if whole {
            Ok(Vec::new())
        } else {
            Err(Error::NotADataset {
                path: dataset.to_path_buf(),
            })
        };
    }
    let mut codes: Vec<String> = list(&data)?
        .into_iter()
        .filter(|path| path.is_dir())
        .filter_map(|path| Some(path.file_name()?.to_str()?.to_string()))
        .filter(|name| !name.starts_with('.'))
        .collect();
    codes.sort_unstable();
    Ok(codes)
}

/// Parquet files that are read as one table.
pub(crate) struct Files(Vec<PathBuf>);

impl Files {
    /// The shards of one language.
    pub(crate) fn of_language(dataset: &Path, code: &str) -> Result<Self> {
        let found = codes(dataset)?;
        if !found.iter().any(|c| c == code) {
            let (path, code) = (dataset.to_path_buf(), code.to_string());
            return Err(Error::NoLanguage { path, code, found });
        }
        Self::of_folder(&dataset.join("data").join(code))
    }

    /// The ledger, if the dataset has one.
    pub(crate) fn of_removals(dataset: &Path) -> Result<Option<Self>> {
        codes(dataset)?;
        let folder = dataset.join("removed");
        if folder.is_dir() {
            Self::of_folder(&folder).map(Some)
        } else {
            Ok(None)
        }
    }

    /// The Parquet files of a folder, in the order of their names.
    pub(crate) fn of_folder(folder: &Path) -> Result<Self> {
        let mut files = list(folder)?;
        // Names with a dot in front are files that are still being written.
        files.retain(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.ends_with(".parquet") && !name.starts_with('.')
        });
        files.sort_unstable();
        for path in &files {
            // A pipe would be waited for without end.
            let meta = path.metadata().map_err(Error::io(path))?;
            if !meta.is_file() {
                return Err(Error::io(path)(std::io::Error::other(
                    "it is no regular file",
                )));
            }
        }
        Ok(Self(files))
    }

    /// In the order in which they are read.
    pub(crate) fn paths(&self) -> &[PathBuf] {
        &self.0
    }
}

fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    std::fs::read_dir(folder)
        .map_err(Error::io(folder))?
        .map(|entry| entry.map(|entry| entry.path()).map_err(Error::io(folder)))
        .collect()
}
