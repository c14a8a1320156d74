//! Lines that several documents have: each task takes a part of their hashes and says which are cut.

use serde::Deserialize;
use serde_json::{Value, json};
use tamis_dedup::buckets::KeyRange;
use tamis_dedup::lines::{Cut, Rule, repeats};
use tamis_dedup::numbering::{DocSet, Numbering};
use tamis_dedup::sort::Source;
use tamis_dedup::store::{FileReader, FileWriter, Kind};
use tamis_dedup::{DocKey, Error as DedupError};

use super::dedup_files::{Memory, checked_tasks, ending, open_all, tasks_of_size};
use super::{BuildContext, Stage, StageKind, TaskStage, Work};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port, Slot};
use crate::error::{Error, Result};
use crate::io::{dedup_failed, store_failed};
use crate::run::{Inputs, TaskContext};

/// The kind.
pub(super) static KIND: StageKind = StageKind {
    name: "repeats",
    about: "lines that several documents have",
    section: Section::Stages,
    inputs: &[Slot::one(&[Port::Lines]), Slot::optional(&[Port::Clusters])],
    output: Some(Port::Repeats),
    edge: Edge::Shuffle,
    side: false,
    build,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    #[serde(default = "min_documents")]
    min_documents: u32,
    #[serde(default = "keep")]
    keep: u32,
    #[serde(default)]
    tasks: Option<usize>,
    #[serde(default)]
    memory: Memory,
}

fn min_documents() -> u32 {
    2
}

fn keep() -> u32 {
    1
}

struct Repeats {
    min_documents: u32,
    keep: u32,
    tasks: Option<usize>,
    memory: Memory,
}

fn build(settings: &Settings<'_>, _: &BuildContext) -> Result<Box<dyn Stage>> {
    let config: Config = settings.parse()?;
    let wrong = |key: &str, message: String, label: &str, help: &str| {
        let place = settings.span_of(key);
        let error = settings.source();
        Err(Error::from(error.error(
            place,
            message,
            label,
            Some(help.into()),
        )))
    };
    if config.min_documents < 2 {
        let message = format!("min_documents = {} repeats nothing", config.min_documents);
        let help = "the default is 2: a line that two documents have";
        return wrong("min_documents", message, "at least 2", help);
    }
    if config.keep > 1 {
        let message = format!("keep = {} is neither 0 nor 1", config.keep);
        let help = "1 leaves a line in one document, 0 in none";
        return wrong("keep", message, "0 or 1", help);
    }
    Ok(Box::new(Repeats {
        min_documents: config.min_documents,
        keep: config.keep,
        tasks: checked_tasks(settings, config.tasks)?,
        memory: config.memory.checked(settings)?,
    }))
}

impl Stage for Repeats {
    fn identity(&self) -> Value {
        json!({ "min_documents": self.min_documents, "keep": self.keep })
    }

    fn work(&self) -> Work<'_> {
        Work::Task(self)
    }
}

impl TaskStage for Repeats {
    fn count(&self, inputs: &Inputs) -> Result<usize> {
        let files = inputs.find(Port::Lines);
        let bytes = files.iter().map(|file| file.entry.bytes).sum();
        Ok(self.tasks.unwrap_or_else(|| tasks_of_size(bytes)))
    }

    fn run(&self, task: &mut TaskContext<'_>) -> Result<()> {
        let files = task.inputs.find(Port::Lines);
        let mut rows = vec![0; task.inputs.partitions()];
        for file in files.iter() {
            if let Some(rows) = rows.get_mut(file.partition) {
                *rows = file.entry.rows;
            }
        }
        let Some(first) = files.first() else {
            return Err(Error::run("no task has left lines"));
        };
        let identity = FileReader::open(&first.path, Kind::Lines)
            .map_err(store_failed(&first.path, "read"))?
            .identity()
            .clone();
        let numbering = Numbering::new(rows);
        let mut gone = DocSet::new(&numbering);
        for mut file in open_all(&task.inputs, &[Port::Clusters], Kind::Doubles)? {
            gone.read(&mut file, &numbering)
                .map_err(dedup_failed("read"))?;
        }
        let path = task.work_path(ending(Kind::Cuts));
        let write = store_failed(&path, "write");
        let out = task.create(&path)?;
        let mut out =
            FileWriter::new(out, Kind::Cuts, &identity, task.index as u32).map_err(&write)?;
        let stats = repeats(
            files.len(),
            |at| {
                let file = files.get(at).ok_or(DedupError::Unknown {
                    key: DocKey::default(),
                })?;
                let reader = FileReader::open(&file.path, Kind::Lines)?;
                if reader.part() as usize != file.partition {
                    let source = Box::new(DedupError::Part {
                        found: reader.part(),
                        expected: file.partition as u32,
                    });
                    let path = file.path.clone();
                    return Err(DedupError::File { path, source });
                }
                Ok((reader.part(), reader))
            },
            KeyRange::cut(task.index, self.count(&task.inputs)?),
            &Rule {
                numbering: &numbering,
                gone: &gone,
                min_documents: self.min_documents,
                keep: self.keep,
            },
            &self.memory.budget(task)?,
            &mut out,
            &identity,
        )
        .map_err(&write)?;
        let (out, cuts) = out.finish().map_err(&write)?;
        task.add_work(out, cuts)?;
        task.data = json!({
            "lines": stats.lines, "repeated": stats.repeated, "cut": stats.cut,
        });
        Ok(())
    }
}

/// The lines to be cut from the documents of one partition: 8 bytes each.
#[derive(Default)]
pub(crate) struct Repeated {
    /// Rows and lines, in order.
    lines: Vec<(u32, u32)>,
    next: usize,
}

impl Repeated {
    /// What the tasks of all ranges say of a partition; nothing where none looked for repeated lines.
    ///
    /// # Errors
    /// When a file cannot be read or is damaged.
    pub(crate) fn read(inputs: &Inputs<'_>, partition: u32) -> Result<Self> {
        let mut lines = Vec::new();
        for file in inputs.find(Port::Repeats).iter() {
            let failed = store_failed(&file.path, "read");
            let mut reader = FileReader::open(&file.path, Kind::Cuts).map_err(&failed)?;
            let first = DocKey { partition, row: 0 };
            reader.seek(first.number()).map_err(&failed)?;
            while let Some(record) = reader.next().map_err(&failed)? {
                let Cut { key, line } = Cut::take(record);
                if key.partition != partition {
                    break;
                }
                lines.push((key.row, line));
            }
        }
        lines.sort_unstable();
        Ok(Self { lines, next: 0 })
    }

    /// The lines of a row, in order. Rows only grow.
    pub(crate) fn of(&mut self, row: u32) -> Vec<u32> {
        let rest = self.lines.get(self.next..).unwrap_or_default();
        let own = rest.iter().take_while(|(other, _)| *other == row);
        let lines: Vec<u32> = own.map(|(_, line)| *line).collect();
        self.next += lines.len();
        lines
    }
}
