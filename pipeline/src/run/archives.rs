//! An archive through the chain: a reader that is a batch ahead, all threads over the documents of a batch, a writer in
//! the order of the file.

use std::sync::mpsc::sync_channel;

use rayon::prelude::*;
use tamis_manifests::Removed;

use super::chain::{Outcome, Step, UNKNOWN, through};
use super::task::TaskContext;
use super::writer::Writer;
use crate::error::{Error, Result};
use crate::stages::{Batch, FileRead, Incoming, Item, Partition, Source, Traits};

/// Batches that the reader may be ahead of the writer.
const AHEAD: usize = 1;

/// The source that documents come from.
pub(super) struct Origin<'a> {
    name: &'a str,
    traits: Option<&'a Traits>,
}

impl<'a> Origin<'a> {
    pub(super) fn of(task: &TaskContext<'a>, name: &'a str) -> Self {
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

/// Reads an archive to its end; what was read of each of its files.
pub(super) fn read_source(
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

/// Says of an error that it is one of the archive, or of a file beside it, read so far.
pub(super) fn unreadable(offset: u64) -> impl Fn(Error) -> Error {
    move |error| Error::Input {
        error: Box::new(error),
        offset,
    }
}
