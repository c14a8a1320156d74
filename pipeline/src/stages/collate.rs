//! Selected documents of neighbouring partitions, brought into the order in which shards take them: a
//! shard then reads the parts that it needs of a few files, and nothing else of any.

use std::ops::Range;

use serde::Deserialize;
use serde_json::{Value, json};
use tamis_shuffle::Sorter;

use super::{BuildContext, Stage, StageKind, TaskStage, Work};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port, Slot};
use crate::document::schema;
use crate::error::{Error, Result};
use crate::io::{BatchReader, Rows, shuffle_failed, shuffle_key};
use crate::run::{InputFile, Inputs, TaskContext};

/// The kind.
pub(super) static KIND: StageKind = StageKind {
    name: "collate",
    about: "documents in the order of the shuffle",
    section: Section::Stages,
    inputs: &[Slot::one(&[Port::Selected])],
    output: Some(Port::Collated),
    edge: Edge::Shuffle,
    side: false,
    build,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    #[serde(default = "memory_mb")]
    memory_mb: u64,
}

/// Of the 1.75 GB a core that nodes have, a task takes this for its documents, and about as much again
/// while it writes them.
fn memory_mb() -> u64 {
    512
}

/// Version of the keys. A change of any needs a new one.
const KEYS: u32 = 2;

struct Collate {
    memory: u64,
    seed: u64,
    held_out: u16,
}

fn build(settings: &Settings<'_>, context: &BuildContext) -> Result<Box<dyn Stage>> {
    let Config { memory_mb } = settings.parse()?;
    if !(16..=1 << 20).contains(&memory_mb) {
        return Err(Error::from(settings.source().error(
            settings.span_of("memory_mb"),
            format!("memory_mb = {memory_mb} is not between 16 and 1048576"),
            "out of range",
            Some("the default is 512".into()),
        )));
    }
    Ok(Box::new(Collate {
        memory: memory_mb << 20,
        seed: context.seed,
        held_out: context.held_out,
    }))
}

impl Stage for Collate {
    fn identity(&self) -> Value {
        json!({
            "memory": self.memory, "seed": self.seed, "held_out": self.held_out, "keys": KEYS,
        })
    }

    fn work(&self) -> Work<'_> {
        Work::Task(self)
    }
}

impl Collate {
    /// The partitions of each task: as many as are expected to fit into its memory. Files between stages
    /// are packed to a third or less, and a row takes about a kilobyte beside its text.
    fn tasks(&self, files: &[InputFile]) -> Vec<Range<usize>> {
        let mut tasks: Vec<Range<usize>> = Vec::new();
        let mut bytes = 0;
        for (at, file) in files.iter().enumerate() {
            let size = 4 * file.entry.bytes + (file.entry.rows << 10);
            match tasks.last_mut() {
                Some(last) if bytes + size <= self.memory => {
                    last.end = at + 1;
                    bytes += size;
                }
                _ => {
                    tasks.push(at..at + 1);
                    bytes = size;
                }
            }
        }
        tasks
    }
}

impl TaskStage for Collate {
    fn count(&self, inputs: &Inputs) -> Result<usize> {
        Ok(self.tasks(&inputs.find(Port::Selected)).len())
    }

    fn run(&self, task: &mut TaskContext<'_>) -> Result<()> {
        let files = task.inputs.find(Port::Selected);
        let mine = self.tasks(&files).into_iter().nth(task.index);
        let mine = mine.ok_or_else(|| Error::run("there are fewer partitions than tasks"))?;
        let mut sorter = Sorter::new(schema());
        let mut runs = 0;
        for file in files.get(mine).unwrap_or_default() {
            for batch in BatchReader::open(&file.path)? {
                let rows = Rows::new(batch?)?;
                let key = |row| {
                    let place = rows.place(row, self.seed);
                    shuffle_key(place, self.held_out, self.seed)
                };
                let keys: Vec<(String, u64)> = (0..rows.len())
                    .map(|row| (rows.language(row), key(row)))
                    .collect();
                let keys = keys.iter().map(|(language, key)| (language.as_str(), *key));
                let pushed = sorter.push(rows.into_batch(), keys);
                pushed.map_err(shuffle_failed(&file.path, "read"))?;
                // A partition of its own may be larger than was asked for.
                if sorter.bytes() as u64 > self.memory {
                    write(task, &mut sorter, &mut runs)?;
                }
            }
        }
        write(task, &mut sorter, &mut runs)
    }
}

/// Writes what the sorter holds as a run, if it holds anything.
fn write(task: &mut TaskContext<'_>, sorter: &mut Sorter, runs: &mut u32) -> Result<()> {
    if sorter.is_empty() {
        return Ok(());
    }
    let path = task.work_path(&format!("{runs:03}.run"));
    *runs += 1;
    let out = task.create(&path)?;
    let (out, rows) = sorter.write(out).map_err(shuffle_failed(&path, "write"))?;
    task.add_work(out, rows)
}
