//! Names of output files.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// The name of the output file for each input: its own name, with that of its folder before it where
/// two inputs share a name (`2024-10_part-0.jsonl.gz`), and with a number before that where this is
/// not enough. Numbers follow the order of the paths, so the names do not depend on that of the list.
///
/// # Errors
/// When a file is given twice, as which its documents would all be duplicates of themselves, or a path
/// has no file name.
pub fn output_names(inputs: &[PathBuf]) -> Result<Vec<String>> {
    let mut files: BTreeMap<PathBuf, usize> = BTreeMap::new();
    for (i, path) in inputs.iter().enumerate() {
        let real = path.canonicalize().unwrap_or_else(|_| path.clone());
        if files.insert(real, i).is_some() {
            return Err(Error::usage(
                format!("{} is given twice", path.display()),
                "name every file once",
            ));
        }
    }
    let plain: Vec<String> = inputs
        .iter()
        .map(|path| name(path))
        .collect::<Result<_>>()?;
    let in_folder: Vec<String> = inputs.iter().zip(&plain).map(prefixed).collect();
    // Names that nobody else has are given first, so that a prefix cannot take them.
    let mut names = vec![None; inputs.len()];
    let mut used = HashSet::new();
    for choice in [&plain, &in_folder] {
        let open: Vec<usize> = (0..inputs.len()).filter(|i| names[*i].is_none()).collect();
        for i in &open {
            let alone = open.iter().filter(|j| choice[**j] == choice[*i]).count() == 1;
            if alone && !used.contains(&choice[*i]) {
                names[*i] = Some(choice[*i].clone());
            }
        }
        used.extend(names.iter().flatten().cloned());
    }
    for i in files
        .into_values()
        .filter(|i| names[*i].is_none())
        .collect::<Vec<_>>()
    {
        let free = (1u64..)
            .map(|number| format!("{number}_{}", in_folder[i]))
            .find(|name| !used.contains(name));
        used.extend(free.clone());
        names[i] = free;
    }
    Ok(names.into_iter().map(Option::unwrap_or_default).collect())
}

fn name(path: &Path) -> Result<String> {
    if path == Path::new("-") {
        return Ok("stdin.jsonl".into());
    }
    let name = path.file_name().ok_or_else(|| {
        Error::usage(
            format!("{} does not name a file", path.display()),
            "name a file",
        )
    })?;
    Ok(name.to_string_lossy().into_owned())
}

fn prefixed((path, plain): (&PathBuf, &String)) -> String {
    match path.parent().and_then(Path::file_name) {
        Some(folder) => format!("{}_{plain}", folder.to_string_lossy()),
        None => plain.clone(),
    }
}
