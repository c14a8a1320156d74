//! A task of fused maps: one reader, bounded batches, all threads over the documents of a batch,
//! one writer in the order of the file.

use std::cell::Cell;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::sync_channel;

use rayon::prelude::*;
use tamis_dedup::store::SignatureWriter;
use tamis_dedup::{DocKey, Entry, Member, Rank};
use tamis_filters::{Removal, Verdict};
use tamis_manifests::Removed;
use xxhash_rust::xxh3::xxh3_64;

use super::inputs::stats_role;
use super::record::{SourceStamp, modified};
use super::task::TaskContext;
use crate::config::Section;
use crate::dag::Port;
use crate::error::{Error, Result};
use crate::io::{ByLanguage, DocumentReader, DocumentWriter, OutFile};
use crate::stages::{Batch, Incoming, Item, MapStage, Partition, Source, Work, read_members};

/// Batches that the reader may be ahead of the writer.
const AHEAD: usize = 1;

/// zstd level of files between stages: read once and deleted.
const WORK_LEVEL: i32 = 1;

/// The language under which documents are counted before it is known.
const UNKNOWN: &str = "und";

/// One step of the chain.
struct Step<'a> {
    name: &'a str,
    stage: StepKind<'a>,
}

enum StepKind<'a> {
    Admit(&'a dyn Source),
    Map(&'a dyn MapStage),
}

/// A document after the chain.
struct Outcome {
    item: Box<Item>,
    /// Characters and whether the language was known, after each step that it passed.
    passed: Vec<(u64, bool)>,
    removal: Option<Removal>,
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
            Work::Map(stage) => steps.push(Step { name: &node.name, stage: StepKind::Map(stage) }),
            Work::Source(source) => {
                if partition.as_ref().is_some_and(|(name, ..)| *name == node.name) {
                    steps.push(Step { name: &node.name, stage: StepKind::Admit(source) });
                }
            }
            Work::Task(_) => return Err(Error::run("a task stage inside of a chain of maps")),
        }
    }
    let mut writer = Writer::new(task)?;
    match partition {
        Some((_, source, partition)) => {
            let (sha256, bytes) =
                read_source(task, source, &partition, &steps, &mut writer, pool)?;
            task.sources.push(SourceStamp {
                file_path: partition.file_path.clone(),
                bytes,
                sha256,
                modified: modified(&partition.path)?,
            });
        }
        None => read_documents(task, &steps, &mut writer, pool)?,
    }
    writer.finish(task)
}

type SourcePartition<'a> = (&'a str, &'a dyn Source, Partition);

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
            all.extend(partitions.map(|p| (node.name.as_str(), source, p.clone())));
        }
    }
    all.sort_by(|a, b| (&a.2.file_path, a.0).cmp(&(&b.2.file_path, b.0)));
    let index = task.index;
    (index < all.len()).then(|| all.swap_remove(index))
}

fn read_source(
    task: &mut TaskContext<'_>,
    source: &dyn Source,
    partition: &Partition,
    steps: &[Step<'_>],
    writer: &mut Writer,
    pool: &rayon::ThreadPool,
) -> Result<(String, u64)> {
    let mut stream = source.open(partition)?;
    let first = steps.first().map_or("source", |step| step.name).to_string();
    let (send, receive) = sync_channel::<Result<Batch>>(AHEAD);
    std::thread::scope(|scope| {
        let reader = scope.spawn(move || {
            loop {
                match stream.next_batch() {
                    Ok(Some(batch)) => {
                        if send.send(Ok(batch)).is_err() {
                            return Ok((String::new(), 0));
                        }
                    }
                    Ok(None) => return stream.finish(),
                    Err(error) => {
                        let _ = send.send(Err(error));
                        return Ok((String::new(), 0));
                    }
                }
            }
        });
        let mut position = 0;
        for batch in receive {
            let batch = batch?;
            for (kind, count) in &batch.records {
                *task.counts.records.entry((*kind).to_string()).or_default() += count;
            }
            let outcomes: Vec<std::result::Result<Outcome, Removed>> = pool.install(|| {
                batch
                    .incoming
                    .into_par_iter()
                    .map(|incoming| match incoming {
                        Incoming::Item(item) => Ok(through(steps, item)),
                        Incoming::Damage(damage) => Err(Removed {
                            language: UNKNOWN.into(),
                            stage: first.clone(),
                            reason: "source.damaged".into(),
                            file_path: partition.file_path.clone(),
                            offset: damage.offset,
                            value: Some(damage.lost_bytes as f64),
                            detail: Some(damage.to_string()),
                            ..Removed::default()
                        }),
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
                        task.remove(damage)?;
                    }
                }
            }
            // After damage the reader may go back a little.
            task.progress.advance(documents, batch.position.saturating_sub(position));
            position = batch.position.max(position);
        }
        match reader.join() {
            Ok(finished) => finished,
            Err(_) => Err(Error::run(format!(
                "reading {} failed unexpectedly",
                partition.path.display()
            ))),
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
        task.inputs.find(port).into_iter().filter(|f| f.partition == index).collect::<Vec<_>>()
    };
    let mut members: VecDeque<Member> = VecDeque::new();
    for file in of_partition(Port::Clusters) {
        members.extend(read_members(&file.path, index as u32)?);
    }
    let files = [Port::Selected, Port::Annotated, Port::Identified, Port::Documents]
        .into_iter()
        .map(of_partition)
        .find(|files| !files.is_empty())
        .unwrap_or_default();
    let mut row = 0u32;
    for file in files {
        for batch in DocumentReader::open(&file.path, None)? {
            let mut items = Vec::new();
            for document in batch? {
                let cluster = members.pop_front_if(|member| member.key.row == row);
                items.push(Box::new(Item { document, cluster, ..Item::default() }));
                row += 1;
            }
            let count = items.len() as u64;
            let outcomes: Vec<Outcome> = pool
                .install(|| items.into_par_iter().map(|item| through(steps, item)).collect());
            for outcome in outcomes {
                writer.push(task, steps, outcome)?;
            }
            task.progress.advance(count, 0);
        }
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
        }));
        IN_DOCUMENT.set(false);
        match verdict {
            Ok(Verdict::Drop(found)) => {
                removal = Some(found);
                break;
            }
            Ok(_) => {
                let characters = item.document.text.chars().count() as u64;
                passed.push((characters, !item.document.language.is_empty()));
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
    Outcome { item, passed, removal }
}

/// Writes what the chain ends in.
struct Writer {
    documents: DocumentsOut,
    signatures: Option<(SignatureWriter<OutFile>, String)>,
    rows: u32,
}

enum DocumentsOut {
    InOrder(Box<DocumentWriter<OutFile>>),
    ByLanguage(Box<ByLanguage<OutFile>>),
}

impl Writer {
    fn new(task: &TaskContext<'_>) -> Result<Self> {
        let plan = task.plan;
        let path = task.work_path("parquet");
        let documents = DocumentWriter::new(task.create(&path)?, &path, WORK_LEVEL)?;
        let documents = if plan.output(task.group) == Some(Port::Selected) {
            DocumentsOut::ByLanguage(Box::new(ByLanguage::new(documents, plan.graph.run.seed)))
        } else {
            DocumentsOut::InOrder(Box::new(documents))
        };
        let mut signatures = None;
        for id in &plan.groups[task.group].sides {
            let node = &plan.graph.nodes[*id];
            if let Work::Map(stage) = node.stage.work() {
                if let Some(params) = stage.signatures() {
                    let file = task.create(&task.work_path("signatures"))?;
                    let writer = SignatureWriter::new(file, params).map_err(store_failed)?;
                    signatures = Some((writer, node.name.clone()));
                }
            }
        }
        Ok(Self { documents, signatures, rows: 0 })
    }

    fn push(
        &mut self,
        task: &mut TaskContext<'_>,
        steps: &[Step<'_>],
        outcome: Outcome,
    ) -> Result<()> {
        let Outcome { mut item, passed, removal } = outcome;
        let label = |known: bool| if known { item.document.language.as_str() } else { UNKNOWN };
        for (step, (characters, known)) in steps.iter().zip(&passed) {
            task.counts.passed(step.name, label(*known), *characters);
        }
        if let Some(removal) = removal {
            let stage = steps.get(passed.len()).map_or("", |step| step.name);
            let language = if item.document.language.is_empty() {
                UNKNOWN.to_string()
            } else {
                item.document.language.clone()
            };
            task.counts.removed(stage, &language, removal.reason);
            return task.remove(Removed {
                id: item.document.id,
                url: item.document.url,
                language,
                stage: stage.to_string(),
                reason: removal.reason.to_string(),
                value: removal.value,
                threshold: removal.threshold,
                file_path: item.document.file_path,
                offset: item.document.offset,
                detail: removal.detail,
            });
        }
        if let (Some((writer, _)), Some(signature)) = (&mut self.signatures, item.signature.take())
        {
            let document = &item.document;
            let entry = Entry {
                key: DocKey { partition: task.index as u32, row: self.rows },
                group: xxh3_64(document.language.as_bytes()),
                rank: Rank {
                    goodness: document.text.chars().count() as u64,
                    id: document.id_number(),
                },
                signature,
            };
            writer.write(&entry).map_err(store_failed)?;
        }
        self.rows += 1;
        match &mut self.documents {
            DocumentsOut::InOrder(writer) => writer.push(item.document),
            DocumentsOut::ByLanguage(writer) => writer.push(item.document),
        }
    }

    fn finish(self, task: &mut TaskContext<'_>) -> Result<()> {
        match self.documents {
            DocumentsOut::InOrder(writer) => {
                let (file, rows) = writer.finish()?;
                task.add_work(file, rows)?;
            }
            DocumentsOut::ByLanguage(writer) => {
                let (file, rows, stats) = writer.finish()?;
                task.add_work(file, rows)?;
                let json = serde_json::to_vec(&stats)
                    .map_err(|error| Error::run(format!("cannot write counts: {error}")))?;
                let path = task.work_path("languages.json");
                let mut file = task.create(&path)?;
                std::io::Write::write_all(&mut file, &json).map_err(Error::io(&path, "write"))?;
                task.add(file, stats_role(task.name()), None, None, 0)?;
            }
        }
        if let Some((writer, name)) = self.signatures {
            let file = writer.finish().map_err(store_failed)?;
            task.add(file, name, None, None, 0)?;
        }
        Ok(())
    }
}

fn store_failed(error: tamis_dedup::Error) -> Error {
    Error::run(format!("cannot write signatures: {error}"))
}
