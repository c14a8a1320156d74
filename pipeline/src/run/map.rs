//! A task of fused maps: one reader, bounded batches, all threads over the documents of a batch,
//! one writer in the order of the file.

use std::cell::Cell;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::sync_channel;

use rayon::prelude::*;
use tamis_dedup::Member;
use tamis_dedup::store::Kind;
use tamis_filters::{Removal, Verdict};
use tamis_manifests::Removed;
use tamis_manifests::rights::RightsCounts;
use tamis_mix::size_class;

use super::progress::counted;
use super::quarantine::Quarantined;
use super::record::{BesideStamp, SourceStamp, stamp};
use super::task::TaskContext;
use super::writer::Writer;
use crate::config::Section;
use crate::dag::Port;
use crate::error::{Error, Result};
use crate::input::Mark;
use crate::io::DocumentReader;
use crate::stages::{
    Batch, Cluster, CutCount, FileRead, Incoming, Item, MapStage, Partition, Repeated, Scores,
    Source, Traits, Work, has, read_members, too_common,
};

/// Batches that the reader may be ahead of the writer.
const AHEAD: usize = 1;

/// The language under which documents are counted before it is known.
pub(super) const UNKNOWN: &str = "und";

/// Why nothing is there of an archive that was given up.
const UNREADABLE: &str = "source.unreadable";

/// One step of the chain.
pub(super) struct Step<'a> {
    pub(super) name: &'a str,
    /// The kind of its stage.
    pub(super) kind: &'static str,
    stage: StepKind<'a>,
}

enum StepKind<'a> {
    Admit(&'a dyn Source),
    Map(&'a dyn MapStage),
    /// Made for the partition at hand.
    Own(Box<dyn MapStage>),
}

impl Step<'_> {
    /// Whether it is the source that brings documents in.
    pub(super) fn brings_in(&self) -> bool {
        matches!(self.stage, StepKind::Admit(_))
    }

    /// The digest of the index of n-grams of which it passes over the common ones, if it does.
    fn passes_over(&self) -> Option<String> {
        match &self.stage {
            StepKind::Map(stage) => stage.passes_over(),
            StepKind::Own(stage) => stage.passes_over(),
            StepKind::Admit(_) => None,
        }
    }

    /// Whether a document that this step drops for this reason is to be kept beside the dataset.
    pub(super) fn keeps_aside(&self, reason: &str) -> bool {
        match &self.stage {
            StepKind::Map(stage) => stage.keeps_aside(reason),
            StepKind::Own(stage) => stage.keeps_aside(reason),
            StepKind::Admit(_) => false,
        }
    }
}

/// A document after the chain.
pub(super) struct Outcome {
    pub(super) item: Box<Item>,
    /// How it looked after each step that it passed.
    pub(super) passed: Vec<Passed>,
    pub(super) removal: Option<Removal>,
}

/// A document after one step.
pub(super) struct Passed {
    /// Unicode scalar values and UTF-8 bytes of its text.
    pub(super) text: (u64, u64),
    /// Its language is known.
    pub(super) known: bool,
    /// What the step cut from it.
    pub(super) cut: Option<CutCount>,
}

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

/// Says of an error that it is one of the archive, or of a file beside it, read so far.
fn unreadable(offset: u64) -> impl Fn(Error) -> Error {
    move |error| Error::Input {
        error: Box::new(error),
        offset,
    }
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

/// The source that documents come from.
struct Origin<'a> {
    name: &'a str,
    traits: Option<&'a Traits>,
}

impl<'a> Origin<'a> {
    fn of(task: &TaskContext<'a>, name: &'a str) -> Self {
        let traits = task.plan.sources().get(name).copied();
        Self { name, traits }
    }

    fn mark(&self, item: &mut Item) {
        item.document.source = self.name.to_string();
        if let Some(traits) = self.traits {
            item.tier = traits.tier;
            item.license.clone_from(&traits.license);
        }
    }
}

fn read_source(
    task: &mut TaskContext<'_>,
    source: &dyn Source,
    (partition, origin): (&Partition, &Origin<'_>),
    steps: &[Step<'_>],
    writer: &mut Writer,
    pool: &rayon::ThreadPool,
) -> Result<Vec<FileRead>> {
    let mut stream = source.open(partition).map_err(unreadable(0))?;
    let first = steps.first().map_or("source", |step| step.name).to_string();
    let (send, receive) = sync_channel::<Result<Batch>>(AHEAD);
    std::thread::scope(|scope| {
        let reader = scope.spawn(move || {
            loop {
                match stream.next_batch() {
                    Ok(Some(batch)) => {
                        if send.send(Ok(batch)).is_err() {
                            return Ok(Vec::new());
                        }
                    }
                    Ok(None) => return stream.finish(),
                    Err(error) => {
                        let _ = send.send(Err(error));
                        return Ok(Vec::new());
                    }
                }
            }
        });
        let mut position = 0;
        for batch in receive {
            let batch = batch.map_err(unreadable(position))?;
            for (kind, count) in &batch.records {
                *task.counts.records.entry((*kind).to_string()).or_default() += count;
            }
            let outcomes: Vec<std::result::Result<Outcome, Box<Removed>>> = pool.install(|| {
                batch
                    .incoming
                    .into_par_iter()
                    .map(|incoming| match incoming {
                        Incoming::Item(mut item) => {
                            origin.mark(&mut item);
                            Ok(through(steps, item))
                        }
                        Incoming::Damage(damage) => Err(Box::new(Removed {
                            language: UNKNOWN.into(),
                            stage: first.clone(),
                            reason: "source.damaged".into(),
                            file_path: damage
                                .file_path
                                .clone()
                                .unwrap_or_else(|| partition.file_path.clone()),
                            offset: damage.offset,
                            value: Some(damage.lost_bytes as f64),
                            detail: Some(damage.to_string()),
                            ..Removed::default()
                        })),
                    })
                    .collect()
            });
            let documents = outcomes.len() as u64;
            for outcome in outcomes {
                match outcome {
                    Ok(outcome) => writer.push(task, steps, outcome)?,
                    Err(damage) => {
                        if task.data.is_null() {
                            task.data = serde_json::json!({ "first_damage": damage.detail });
                        }
                        task.counts.removed(&first, UNKNOWN, &damage.reason);
                        task.remove(*damage)?;
                    }
                }
            }
            // After damage the reader may go back a little.
            task.progress
                .advance(documents, batch.position.saturating_sub(position));
            position = batch.position.max(position);
        }
        match reader.join() {
            Ok(finished) => finished.map_err(unreadable(position)),
            Err(_) => Err(unreadable(position)(Error::run(format!(
                "reading {} failed unexpectedly",
                partition.file_path
            )))),
        }
    })
}

fn read_documents(
    task: &mut TaskContext<'_>,
    steps: &[Step<'_>],
    writer: &mut Writer,
    pool: &rayon::ThreadPool,
) -> Result<()> {
    let index = task.index;
    let of_partition = |port| {
        task.inputs
            .find(port)
            .into_iter()
            .filter(|f| f.partition == index)
            .collect::<Vec<_>>()
    };
    // Rows of what was selected are others than those that clusters and repeated lines count.
    let selected = !of_partition(Port::Selected).is_empty();
    let mut members = VecDeque::new();
    let mut repeated = Repeated::default();
    if !selected {
        for file in of_partition(Port::Clusters) {
            if has(&file.path, Kind::Members) {
                members.extend(read_members(&file.path, index as u32)?);
            }
        }
        repeated = Repeated::read(&task.inputs, index as u32)?;
    }
    let scores = task.inputs.find(Port::Scores).into_iter().next();
    let scores = scores.filter(|_| steps.iter().any(|step| step.kind == "join"));
    let scores = scores.map(|file| Scores::open(&file.path)).transpose()?;
    let mut joined = 0u64;
    let index_of = steps.iter().find_map(Step::passes_over);
    let common = match index_of {
        Some(index) => too_common(&task.inputs, &index)?,
        None => None,
    };
    let dumps = task.plan.dumps();
    let sources = task.plan.sources();
    let cluster = |member: Member| {
        let name = |crawl: u32| dumps.get(crawl as usize).filter(|name| !name.is_empty());
        let named = member.crawls.iter().filter_map(name);
        let dumps = named.map(|name| (*name).to_string()).collect();
        Box::new(Cluster { member, dumps })
    };
    let files = [
        Port::Selected,
        Port::Annotated,
        Port::Identified,
        Port::Documents,
    ]
    .into_iter()
    .map(of_partition)
    .find(|files| !files.is_empty())
    .unwrap_or_default();
    let mut row = 0u32;
    for file in files {
        for batch in DocumentReader::open(&file.path)? {
            let mut items = Vec::new();
            for document in batch? {
                let member = members.pop_front_if(|member| member.key.row == row);
                if let Some(member) = member.as_ref().filter(|member| member.kept) {
                    let size = size_class(member.size);
                    task.tally.cluster(&document.language, size);
                }
                let cluster = member.map(cluster);
                let source = sources.get(document.source.as_str());
                let scores = match &scores {
                    Some(scores) => {
                        let (scores, any) = scores.of(&document.id)?;
                        joined += u64::from(any);
                        scores
                    }
                    None => Vec::new(),
                };
                items.push(Box::new(Item {
                    scores,
                    tier: source.and_then(|traits| traits.tier),
                    document,
                    cluster,
                    repeated: repeated.of(row),
                    too_common: common.clone(),
                    ..Item::default()
                }));
                row += 1;
            }
            let count = items.len() as u64;
            let outcomes: Vec<Outcome> = pool.install(|| {
                items
                    .into_par_iter()
                    .map(|item| through(steps, item))
                    .collect()
            });
            for outcome in outcomes {
                writer.push(task, steps, outcome)?;
            }
            task.progress.advance(count, 0);
        }
    }
    if scores.is_some() {
        task.data = serde_json::json!({ "joined": joined });
    }
    Ok(())
}

thread_local! {
    static IN_DOCUMENT: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is inside of a stage's work on one document, where a panic is caught.
#[must_use]
pub fn in_document() -> bool {
    IN_DOCUMENT.get()
}

fn size(text: &str) -> (u64, u64) {
    (text.chars().count() as u64, text.len() as u64)
}

/// Sends a document through the steps until one removes it. A panic in a stage costs this document
/// and no other.
fn through(steps: &[Step<'_>], mut item: Box<Item>) -> Outcome {
    let mut passed = Vec::with_capacity(steps.len());
    let mut removal = None;
    for step in steps {
        IN_DOCUMENT.set(true);
        let verdict = catch_unwind(AssertUnwindSafe(|| match &step.stage {
            StepKind::Admit(source) => source.admit(&mut item),
            StepKind::Map(stage) => stage.apply(&mut item),
            StepKind::Own(stage) => stage.apply(&mut item),
        }));
        IN_DOCUMENT.set(false);
        match verdict {
            Ok(Verdict::Drop(found)) => {
                removal = Some(found);
                break;
            }
            Ok(_) => {
                passed.push(Passed {
                    text: size(&item.document.text),
                    known: !item.document.language.is_empty(),
                    cut: item.cut.take(),
                });
            }
            Err(_) => {
                removal = Some(Removal {
                    reason: "run.panic",
                    value: None,
                    threshold: None,
                    detail: Some(format!("the stage {} failed on this document", step.name)),
                });
                break;
            }
        }
    }
    Outcome {
        item,
        passed,
        removal,
    }
}
