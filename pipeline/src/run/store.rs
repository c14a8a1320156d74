//! Completion records of a whole group. Each task has a file of its own, which is what counts. When the
//! elements of an array have ended, the last one writes all records into one file, so that each element of
//! the next array opens one file and not one for every task.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};

use super::keys::Keys;
use super::layout::Layout;
use super::record::TaskRecord;
use crate::error::{Error, Result};
use crate::io::OutFile;

/// Records of a group that belong to these keys, in the order of tasks. What their tasks wrote is not looked
/// at: who ran them has done that.
pub(super) fn read(layout: &Layout, group: &str, keys: &Keys<'_>, count: usize) -> Vec<TaskRecord> {
    let mut found: Vec<Option<TaskRecord>> = vec![None; count];
    if let Ok(file) = File::open(layout.records_of(group)) {
        let lines = BufReader::new(file)
            .lines()
            .map_while(std::result::Result::ok);
        for record in lines.filter_map(|line| serde_json::from_str::<TaskRecord>(&line).ok()) {
            if let Some(place) = found.get_mut(record.task) {
                *place = Some(record);
            }
        }
    }
    for (task, place) in found.iter_mut().enumerate() {
        let key = keys.of(task);
        if place.as_ref().is_none_or(|record| record.key != key) {
            *place = TaskRecord::read(layout, group, task).filter(|record| record.key == key);
        }
    }
    found.into_iter().flatten().collect()
}

/// Which tasks of a group have a record of their own: one look at a folder. `count` may be what a damaged file
/// says, so nothing is as large as that.
///
/// # Errors
/// When the folder is there and cannot be read.
pub(super) fn there(layout: &Layout, group: &str, count: usize) -> Result<BTreeSet<usize>> {
    let mut there = BTreeSet::new();
    let path = layout.record(group, 0);
    let folder = path.parent().unwrap_or(&layout.root);
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(there),
        entries => entries.map_err(Error::io(folder, "read the folder"))?,
    };
    for entry in entries {
        let name = entry
            .map_err(Error::io(folder, "read the folder"))?
            .file_name();
        let name = name.to_string_lossy();
        let task = name
            .strip_suffix(".json")
            .and_then(|task| task.parse().ok());
        there.extend(task.filter(|task: &usize| *task < count));
    }
    Ok(there)
}

/// Writes all records of a group that has ended into one file.
///
/// # Errors
/// When it cannot be written.
pub(super) fn gather(layout: &Layout, group: &str, count: usize) -> Result<()> {
    let path = layout.records_of(group);
    let mut out = OutFile::create(&path)?;
    for task in 0..count {
        // One that has just been deleted is read from its own file by those who look for it.
        let Some(record) = TaskRecord::read(layout, group, task) else {
            continue;
        };
        let mut line = serde_json::to_vec(&record)
            .map_err(|error| Error::run(format!("cannot write a completion record: {error}")))?;
        line.push(b'\n');
        out.write_all(&line).map_err(Error::io(&path, "write"))?;
    }
    out.sync()?.publish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_tasks_that_no_run_has_takes_no_memory() {
        let folder = tempfile::tempdir().unwrap();
        let layout = Layout::new(folder.path().to_path_buf());
        assert!(there(&layout, "map", usize::MAX).unwrap().is_empty());
        let path = layout.record("map", 7);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "{}").unwrap();
        assert_eq!(
            there(&layout, "map", usize::MAX).unwrap(),
            BTreeSet::from([7])
        );
        assert!(there(&layout, "map", 7).unwrap().is_empty());
    }
}
