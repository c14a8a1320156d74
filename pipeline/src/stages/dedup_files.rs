//! The files of deduplication, as its stages find them.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use tamis_dedup::numbering::Numbering;
use tamis_dedup::sort::Budget;
use tamis_dedup::store::{FileReader, Identity, Kind};
use tamis_dedup::{Error as DedupError, Params};

use crate::config::Settings;
use crate::dag::Port;
use crate::error::{Error, Result};
use crate::io::{dedup_failed, store_failed};
use crate::run::{InputFile, Inputs, TaskContext};

/// Mebibytes of memory that a task may sort in, unless its table says otherwise: with that, as many tasks
/// as cores fit nodes of 1.75 GB a core.
const MEMORY: usize = 1024;

/// `memory = 1024` in the table of a stage. It changes no byte of the output, so it is no part of what a
/// task is known by.
#[derive(Deserialize, Debug, Clone, Copy)]
#[serde(transparent)]
pub(super) struct Memory(usize);

impl Default for Memory {
    fn default() -> Self {
        Self(MEMORY)
    }
}

impl Memory {
    /// # Errors
    /// Too little to sort in, at its place.
    pub(super) fn checked(self, settings: &Settings<'_>) -> Result<Self> {
        if (16..=1 << 20).contains(&self.0) {
            return Ok(self);
        }
        Err(Error::from(settings.source().error(
            settings.span_of("memory"),
            format!("a memory of {} MiB is not between 16 and 1048576", self.0),
            "MiB that a task may sort in",
            Some(format!("the default is {MEMORY}")),
        )))
    }

    pub(super) fn bytes(self) -> usize {
        self.0 << 20
    }

    /// The budget of a task, with its runs in the folder of its files.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub(super) fn budget(self, task: &TaskContext<'_>) -> Result<Budget> {
        Ok(Budget::new(&task.work_folder()?, self.bytes()))
    }
}

/// More tasks than anybody has cores.
const MOST_TASKS: usize = 65_536;

/// Every task opens every file, so that more of them than these are not taken unasked.
const MANY_TASKS: u64 = 256;

/// `tasks` in the table of a stage that cuts a space of keys; nothing follows the size of the input.
///
/// # Errors
/// None or too many, at their place.
pub(super) fn checked_tasks(
    settings: &Settings<'_>,
    tasks: Option<usize>,
) -> Result<Option<usize>> {
    if tasks.is_none_or(|tasks| (1..=MOST_TASKS).contains(&tasks)) {
        return Ok(tasks);
    }
    Err(Error::from(settings.source().error(
        settings.span_of("tasks"),
        format!("the number of tasks is not between 1 and {MOST_TASKS}"),
        "tasks",
        Some("leave it out: it follows the size of the input".into()),
    )))
}

/// As many tasks as sort files of `bytes` in memory, and for small inputs as many as give each 8 MiB; 256
/// at most.
pub(super) fn tasks_of_size(bytes: u64) -> usize {
    // Records and their order take twice their bytes on disk, and what is found as much again.
    let sorted = bytes.div_ceil(Memory::default().bytes() as u64 / 4);
    let small = bytes.div_ceil(8 << 20).min(64);
    sorted.max(small).clamp(1, MANY_TASKS) as usize
}

/// The number of tasks that take some partitions each, and compare signatures: 256 at most, since each opens the
/// files of all others before it; few where there is little to compare.
pub(super) fn tasks_of_signatures(inputs: &Inputs<'_>) -> usize {
    let files = inputs.find(Port::Signatures);
    let signatures = files
        .iter()
        .filter(|file| has(&file.path, Kind::Signatures));
    let bytes = signatures.map(|file| file.entry.bytes).sum();
    tasks_of_size(bytes).min(inputs.partitions()).max(1)
}

/// What the signature stage has left.
pub(super) struct SignatureFiles {
    all: Arc<[InputFile]>,
    /// Their places, by ending and partition.
    files: BTreeMap<(&'static str, u32), usize>,
    /// The identity of all.
    pub(super) identity: Identity,
    /// Numbers for all documents.
    pub(super) numbering: Numbering,
}

impl SignatureFiles {
    /// # Errors
    /// When the first file cannot be read.
    pub(super) fn find(inputs: &Inputs<'_>) -> Result<Self> {
        let kinds = [Kind::Signatures, Kind::Bands, Kind::Keys, Kind::Shingles];
        let mut files = BTreeMap::new();
        let mut rows = vec![0; inputs.partitions()];
        let all = inputs.find(Port::Signatures);
        for (at, file) in all.iter().enumerate() {
            if let Some(rows) = rows.get_mut(file.partition) {
                *rows = file.entry.rows;
            }
            if let Some(kind) = kinds.iter().find(|kind| has(&file.path, **kind)) {
                files.insert((ending(*kind), file.partition as u32), at);
            }
        }
        let first = files
            .iter()
            .find(|((found, _), _)| *found == ending(Kind::Signatures))
            .and_then(|(_, at)| all.get(*at));
        let identity = match first {
            Some(file) => FileReader::open(&file.path, Kind::Signatures)
                .map_err(dedup_failed("read"))?
                .identity()
                .clone(),
            None => Identity::new(&Params::default(), ""),
        };
        Ok(Self {
            all,
            files,
            identity,
            numbering: Numbering::new(rows),
        })
    }

    /// The partitions that have a file of one kind, in order.
    pub(super) fn of(&self, kind: Kind) -> Vec<u32> {
        let all = self
            .files
            .range((ending(kind), 0)..=(ending(kind), u32::MAX));
        all.map(|((_, partition), _)| *partition).collect()
    }

    /// Opens the file of a partition, which has to be that of this partition.
    ///
    /// # Errors
    /// Those of the reader.
    pub(super) fn open(&self, kind: Kind, partition: u32) -> Result<FileReader<File>, DedupError> {
        let place = self.files.get(&(ending(kind), partition));
        let Some(file) = place.and_then(|at| self.all.get(*at)) else {
            let key = tamis_dedup::DocKey { partition, row: 0 };
            return Err(DedupError::Unknown { key });
        };
        let reader = FileReader::open(&file.path, kind)?;
        if reader.part() == partition {
            return Ok(reader);
        }
        Err(DedupError::File {
            path: file.path.clone(),
            source: Box::new(DedupError::Part {
                found: reader.part(),
                expected: partition,
            }),
        })
    }
}

/// The ending of the files of one kind.
pub(crate) fn ending(kind: Kind) -> &'static str {
    match kind {
        Kind::Signatures => "signatures",
        Kind::Bands => "bands",
        Kind::Keys => "keys",
        Kind::Candidates => "candidates",
        Kind::Attached => "attached",
        Kind::Pairs => "pairs",
        Kind::Doubles => "doubles",
        Kind::Members => "clusters",
        Kind::Shingles => "shingles",
        Kind::Lines => "lines",
        Kind::Cuts => "cuts",
    }
}

/// Whether a file is of a kind, by its name.
pub(crate) fn has(path: &Path, kind: Kind) -> bool {
    path.extension().is_some_and(|found| found == ending(kind))
}

/// Opens the files of one kind that the nearest stages upstream have left under some ports.
pub(super) fn open_all(
    inputs: &Inputs<'_>,
    ports: &[Port],
    kind: Kind,
) -> Result<Vec<FileReader<File>>> {
    let mut readers = Vec::new();
    for port in ports {
        for file in inputs.find(*port).iter() {
            if has(&file.path, kind) {
                let reader = FileReader::open(&file.path, kind);
                readers.push(reader.map_err(store_failed(&file.path, "read"))?);
            }
        }
    }
    Ok(readers)
}
