//! Whether a completion record still holds: what the task read and wrote is as it was.

use std::fs::File;
use std::path::Path;

use tamis_manifests::digest::sha256_of;

use super::layout::Layout;
use super::record::{BesideStamp, SourceStamp, TaskRecord};
use crate::dag::Plan;
use crate::error::{Error, Result};
use crate::input::modified;
use crate::stages::Work;

/// Length and time of last change of a file; none where there is none.
pub(super) fn stamp(path: &Path) -> Result<Option<(u64, u64)>> {
    match std::fs::metadata(path) {
        Ok(meta) => Ok(Some((meta.len(), modified(path)?))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io(path, "find")(error)),
    }
}

/// Whether a file beside an archive is as it was; a copy with another time is hashed.
fn same_beside(path: &Path, before: &BesideStamp) -> bool {
    match (stamp(path), before.stamp) {
        (Ok(None), None) => true,
        (Ok(Some(now)), Some(then)) => {
            now == then
                || now.0 == then.0
                    && File::open(path)
                        .and_then(sha256_of)
                        .is_ok_and(|(sha256, _)| sha256 == before.sha256)
        }
        _ => false,
    }
}

impl TaskRecord {
    /// Whether the files beside the archive that the task read are as they were.
    fn beside_holds(&self, plan: &Plan) -> bool {
        let nodes = &plan.graph.nodes;
        let read = |path: &str| {
            let mut partitions = nodes.iter().flat_map(|node| node.stage.partitions());
            partitions.find(|partition| partition.file(path).is_some())
        };
        let Some(partition) = self.sources.first().and_then(|s| read(&s.file_path)) else {
            return self.beside.is_empty();
        };
        let group = plan.groups.iter().find(|group| group.name == self.group);
        let stages = group.into_iter().flat_map(|group| group.nodes());
        let paths: Vec<_> = stages
            .filter_map(|id| match nodes.get(id)?.stage.work() {
                Work::Map(stage) => stage.beside(partition),
                _ => None,
            })
            .collect();
        paths.len() == self.beside.len()
            && paths
                .iter()
                .zip(&self.beside)
                .all(|(path, before)| same_beside(path, before))
    }

    /// Whether the record belongs to this key and everything that it names is still as it was.
    /// With `cleaned` the run has ended and files between stages may be gone; what was given up is then
    /// not tried again, since nothing is left to start from.
    #[must_use]
    pub fn holds(&self, layout: &Layout, plan: &Plan, key: &str, cleaned: bool) -> bool {
        if self.key != key || self.quarantined.is_some() && !cleaned {
            return false;
        }
        let outputs = self.outputs.iter().all(|file| {
            let path = layout.root.join(&file.path);
            if cleaned && path.starts_with(layout.work()) {
                return true;
            }
            File::open(&path)
                .and_then(sha256_of)
                .is_ok_and(|(sha256, bytes)| sha256 == file.sha256 && bytes == file.bytes)
        });
        outputs
            && self.sources.iter().all(|stamp| same_source(plan, stamp))
            && self.beside_holds(plan)
    }
}

/// Whether an archive is as it was.
fn same_source(plan: &Plan, stamp: &SourceStamp) -> bool {
    let partitions = plan
        .graph
        .nodes
        .iter()
        .flat_map(|node| node.stage.partitions());
    partitions
        .filter_map(|partition| partition.file(&stamp.file_path))
        .filter(|file| file.bytes == stamp.bytes)
        .any(|file| file.place.is_still(&stamp.modified, &stamp.sha256))
}
