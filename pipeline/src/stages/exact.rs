//! Documents of the same text, and on request of the same URL, before anything is compared.

use serde::Deserialize;
use serde_json::{Value, json};
use tamis_dedup::exact;
use tamis_dedup::store::Kind;

use super::dedup_files::{Memory, SignatureFiles, ending};
use super::{BuildContext, Stage, StageKind, TaskStage, Work};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port, Slot};
use crate::error::Result;
use crate::io::store_failed;
use crate::run::{Inputs, TaskContext};

/// The kind.
pub(super) static KIND: StageKind = StageKind {
    name: "exact",
    about: "documents of the same text",
    section: Section::Stages,
    inputs: &[Slot::one(&[Port::Signatures])],
    output: Some(Port::Doubles),
    edge: Edge::Gather,
    side: false,
    build,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    /// Of documents of one URL, keep the newest.
    #[serde(default)]
    urls: bool,
    #[serde(default)]
    memory: Memory,
}

struct Exact {
    urls: bool,
    memory: Memory,
}

fn build(settings: &Settings<'_>, _: &BuildContext) -> Result<Box<dyn Stage>> {
    let Config { urls, memory } = settings.parse()?;
    let memory = memory.checked(settings)?;
    Ok(Box::new(Exact { urls, memory }))
}

impl Stage for Exact {
    fn identity(&self) -> Value {
        json!({ "urls": self.urls })
    }

    fn work(&self) -> Work<'_> {
        Work::Task(self)
    }
}

impl TaskStage for Exact {
    fn fixed_count(&self) -> Option<usize> {
        Some(1)
    }

    fn count(&self, _: &Inputs) -> Result<usize> {
        Ok(1)
    }

    fn run(&self, task: &mut TaskContext<'_>) -> Result<()> {
        let signatures = SignatureFiles::find(&task.inputs)?;
        let files = signatures.of(Kind::Keys);
        let path = task.work_path(ending(Kind::Candidates));
        let (out, doubles, stats) = exact::group(
            files.len(),
            |at| {
                let partition = files.get(at).copied().unwrap_or(0);
                Ok((partition, signatures.open(Kind::Keys, partition)?))
            },
            &exact::Scope {
                numbering: &signatures.numbering,
                kept: 0,
                urls: self.urls,
            },
            &self.memory.budget(task)?,
            task.create(&path)?,
            &signatures.identity,
        )
        .map_err(store_failed(&path, "write"))?;
        task.add_work(out, stats.texts + stats.urls)?;
        let path = task.work_path(ending(Kind::Doubles));
        let out = doubles
            .write(
                task.create(&path)?,
                &signatures.identity,
                &signatures.numbering,
            )
            .map_err(store_failed(&path, "write"))?;
        task.add_work(out, doubles.len())?;
        task.data =
            json!({ "documents": stats.documents, "texts": stats.texts, "urls": stats.urls });
        Ok(())
    }
}
