//! Candidates on their way to be compared: with the signature of the first document beside them.

use serde::Deserialize;
use serde_json::{Value, json};
use tamis_dedup::store::{FileWriter, Kind};
use tamis_dedup::verify;

use super::dedup_files::{Memory, SignatureFiles, ending, open_all, tasks_of_signatures};
use super::{BuildContext, Stage, StageKind, TaskStage, Work};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port, Slot};
use crate::error::Result;
use crate::io::store_failed;
use crate::run::{Inputs, TaskContext};

/// The kind.
pub(super) static KIND: StageKind = StageKind {
    name: "attach",
    about: "candidates with the first signature",
    section: Section::Stages,
    inputs: &[Slot::one(&[Port::Candidates])],
    output: Some(Port::Attached),
    edge: Edge::Shuffle,
    side: false,
    build,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    #[serde(default)]
    memory: Memory,
}

struct Attach {
    memory: Memory,
}

fn build(settings: &Settings<'_>, _: &BuildContext) -> Result<Box<dyn Stage>> {
    let Config { memory } = settings.parse()?;
    let memory = memory.checked(settings)?;
    Ok(Box::new(Attach { memory }))
}

impl Stage for Attach {
    fn identity(&self) -> Value {
        // The number of tasks is in no key: records of a time when it was that of the partitions must not hold.
        json!({ "tasks": "by bytes" })
    }

    fn work(&self) -> Work<'_> {
        Work::Task(self)
    }
}

impl TaskStage for Attach {
    fn count(&self, inputs: &Inputs) -> Result<usize> {
        Ok(tasks_of_signatures(inputs))
    }

    fn run(&self, task: &mut TaskContext<'_>) -> Result<()> {
        let signatures = SignatureFiles::find(&task.inputs)?;
        let ports = [Port::Candidates, Port::Doubles];
        let candidates = open_all(&task.inputs, &ports, Kind::Candidates)?;
        let path = task.work_path(ending(Kind::Attached));
        let write = store_failed(&path, "write");
        let out = task.create(&path)?;
        let part = task.index as u32;
        let identity = &signatures.identity;
        let threshold = verify::threshold(&candidates).map_err(&write)?;
        let mut out = FileWriter::with_threshold(out, Kind::Attached, identity, part, threshold)
            .map_err(&write)?;
        let partitions = task.inputs.partitions();
        verify::attach(
            candidates,
            verify::partitions(task.index, self.count(&task.inputs)?, partitions),
            |partition| signatures.open(Kind::Signatures, partition),
            &self.memory.budget(task)?,
            &mut out,
            identity,
        )
        .map_err(&write)?;
        let (out, rows) = out.finish().map_err(&write)?;
        task.add_work(out, rows)
    }
}
