//! A task of fused maps: which steps it has, what it reads, and what is noted of that.

use tamis_manifests::Removed;
use tamis_manifests::rights::RightsCounts;

use super::archives::{Origin, read_source, unreadable};
use super::chain::{Step, StepKind, UNKNOWN};
use super::documents::read_documents;
use super::holds::stamp;
use super::progress::counted;
use super::quarantine::Quarantined;
use super::record::{BesideStamp, SourceStamp};
use super::task::TaskContext;
use super::writer::Writer;
use crate::config::Section;
use crate::error::{Error, Result};
use crate::input::Mark;
use crate::stages::{MapStage, Partition, Source, Work};

/// Why nothing is there of an archive that was given up.
const UNREADABLE: &str = "source.unreadable";

/// Runs the task.
pub(super) fn run(task: &mut TaskContext<'_>, pool: &rayon::ThreadPool) -> Result<()> {
    let plan = task.plan;
    let group = &plan.groups[task.group];
    let partition = source_partition(task);
    let mut steps: Vec<Step<'_>> = Vec::new();
    for id in group.nodes() {
        let node = &plan.graph.nodes[id];
        match node.stage.work() {
            Work::Map(stage) => {
                let own = match &partition {
                    Some((_, _, partition)) => own(task, stage, partition)?,
                    None => None,
                };
                steps.push(Step {
                    name: &node.name,
                    kind: node.kind.name,
                    stage: own.map_or(StepKind::Map(stage), StepKind::Own),
                });
            }
            Work::Source(source) => {
                if partition
                    .as_ref()
                    .is_some_and(|(name, ..)| *name == node.name)
                {
                    steps.push(Step {
                        name: &node.name,
                        kind: node.kind.name,
                        stage: StepKind::Admit(source),
                    });
                }
            }
            Work::Task(_) => return Err(Error::run("a task stage inside of a chain of maps")),
        }
    }
    let mut writer = Writer::new(task)?;
    match partition {
        Some((name, source, partition)) => {
            let times = || {
                let files = partition.files();
                files
                    .map(|file| file.place.mark())
                    .collect::<Result<Vec<_>>>()
            };
            let before = times().map_err(unreadable(0))?;
            let origin = Origin::of(task, name);
            let read = read_source(
                task,
                source,
                (partition, &origin),
                &steps,
                &mut writer,
                pool,
            )?;
            let all = partition
                .files()
                .zip(read)
                .zip(before.into_iter().zip(times()?));
            for ((file, read), (before, after)) in all {
                // A task's key holds the length that the plan has seen. Of what is in a store its mark tells.
                let other = matches!(before, Mark::Time(_)) && read.bytes != file.bytes;
                if before != after || other {
                    return Err(changed(file.file_path, read.bytes));
                }
                task.sources.push(SourceStamp {
                    file_path: file.file_path.to_string(),
                    bytes: read.bytes,
                    sha256: read.sha256,
                    modified: before,
                    records: read.records,
                });
            }
        }
        None => read_documents(task, &steps, &mut writer, pool)?,
    }
    writer.finish(task)
}

/// The stage as it works on this partition, where it is made for each; what it has read for it is
/// noted in the task.
fn own(
    task: &mut TaskContext<'_>,
    stage: &dyn MapStage,
    partition: &Partition,
) -> Result<Option<Box<dyn MapStage>>> {
    let path = stage.beside(partition);
    let before = path.as_deref().map(stamp).transpose()?;
    let made = stage.for_partition(partition).map_err(unreadable(0))?;
    if let Some(path) = path
        && before != Some(stamp(&path)?)
    {
        let name = path.file_name().unwrap_or_default();
        return Err(changed(&name.to_string_lossy(), 0));
    }
    Ok(made.map(|made| {
        task.beside.push(BesideStamp {
            sha256: made.file.sha256.clone(),
            stamp: before.flatten(),
        });
        task.counts.rights.merge(&RightsCounts {
            robots: [made.file].into(),
            ..RightsCounts::default()
        });
        made.stage
    }))
}

/// A file that somebody writes to.
fn changed(name: &str, offset: u64) -> Error {
    unreadable(offset)(Error::run_help(
        format!("{name} changed while the run was at work"),
        "start the same command again when nothing writes to it any more",
    ))
}

/// Writes what the task would write of an archive that holds nothing, with one row in the ledger that says
/// why nothing of it is there.
pub(super) fn give_up(task: &mut TaskContext<'_>, error: &Error, attempts: u32) -> Result<()> {
    let Some((name, _, partition)) = source_partition(task) else {
        return Err(Error::run("a task without an archive cannot give it up"));
    };
    let offset = match error {
        Error::Input { offset, .. } => *offset,
        _ => 0,
    };
    let writer = Writer::new(task)?;
    task.counts.removed(name, UNKNOWN, UNREADABLE);
    let detail = format!(
        "given up after {}: {}",
        counted(u64::from(attempts), "attempt"),
        error.without_paths()
    );
    task.remove(Removed {
        language: UNKNOWN.into(),
        stage: name.to_string(),
        reason: UNREADABLE.into(),
        file_path: partition.file_path.clone(),
        offset,
        value: Some(partition.bytes as f64),
        detail: Some(detail),
        ..Removed::default()
    })?;
    task.quarantined = Some(Quarantined {
        file_path: partition.file_path.clone(),
        bytes: partition.bytes,
        offset,
        error: error.to_string(),
        attempts,
    });
    writer.finish(task)
}

type SourcePartition<'a> = (&'a str, &'a dyn Source, &'a Partition);

/// The archive that this task reads, if its group reads archives: task i reads the i-th of all
/// partitions of the group's sources, sorted by name.
fn source_partition<'a>(task: &TaskContext<'a>) -> Option<SourcePartition<'a>> {
    let nodes = &task.plan.graph.nodes;
    let mut all: Vec<SourcePartition<'a>> = Vec::new();
    for id in &task.plan.groups[task.group].chain {
        let node = &nodes[*id];
        if node.kind.section != Section::Sources {
            continue;
        }
        if let Work::Source(source) = node.stage.work() {
            let partitions = node.stage.partitions().iter();
            all.extend(partitions.map(|p| (node.name.as_str(), source, p)));
        }
    }
    let order = |a: &SourcePartition<'_>, b: &SourcePartition<'_>| {
        (&a.2.file_path, a.0).cmp(&(&b.2.file_path, b.0))
    };
    // Done once a task, so sorting all of a large crawl each time would take hours together.
    (task.index < all.len()).then(|| *all.select_nth_unstable_by(task.index, order).1)
}
