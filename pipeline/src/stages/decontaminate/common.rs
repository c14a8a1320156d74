//! N-grams that too many documents have to be leaks.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};
use tamis_filters::contamination::NgramSet;

use super::counted::Counted;
use super::settings::{Decontamination, needed};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port, Slot};
use crate::error::{Error, Result};
use crate::run::{Inputs, TaskContext};
use crate::stages::{BuildContext, Stage, StageKind, TaskStage, Work};

/// The kind. One task: an n-gram takes 12 bytes at most of a partition that has it.
pub(in crate::stages) static KIND: StageKind = StageKind {
    name: "common",
    about: "n-grams that are phrases of the language",
    section: Section::Stages,
    inputs: &[Slot::one(&[Port::Overlaps])],
    output: Some(Port::Common),
    edge: Edge::Shuffle,
    side: false,
    build,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {}

struct Common(Arc<Decontamination>);

fn build(settings: &Settings<'_>, context: &BuildContext) -> Result<Box<dyn Stage>> {
    let Config {} = settings.parse()?;
    Ok(Box::new(Common(needed(
        context.decontamination.as_ref(),
        settings,
    )?)))
}

impl Stage for Common {
    fn identity(&self) -> Value {
        json!({ "ngrams": self.0.identity(), "max_count": self.0.max_count })
    }

    fn work(&self) -> Work<'_> {
        Work::Task(self)
    }
}

impl TaskStage for Common {
    fn fixed_count(&self) -> Option<usize> {
        Some(1)
    }

    fn count(&self, _: &Inputs) -> Result<usize> {
        Ok(1)
    }

    fn run(&self, task: &mut TaskContext<'_>) -> Result<()> {
        let index = &self.0.index;
        let mut all = Counted::new(index.digest());
        for file in task.inputs.find(Port::Overlaps).iter() {
            all.merge(&Counted::read(&file.path)?)?;
        }
        let found = all.len();
        let common = all.above(self.0.max_count);
        for ngram in common.ngrams() {
            for item in index.owners(ngram).filter_map(|item| index.item(item)) {
                if let Some(benchmark) = index.benchmarks().get(item.benchmark) {
                    task.tally.benchmark(&benchmark.name).too_common += 1;
                }
            }
        }
        task.data = json!({ "ngrams": found, "too_common": common.len() });
        let path = task.work_path("common.json");
        let mut out = task.create(&path)?;
        common.write(&mut out).map_err(Error::io(&path, "write"))?;
        task.add_work(out, common.len() as u64)
    }
}

/// The n-grams to pass over; none where no stage has counted.
///
/// # Errors
/// When the file cannot be read, or has n-grams of other benchmarks.
pub(crate) fn too_common(inputs: &Inputs<'_>, index: &str) -> Result<Option<Arc<NgramSet>>> {
    let mut set: Option<NgramSet> = None;
    for file in inputs.find(Port::Common).iter() {
        let counted = Counted::read(&file.path)?;
        if !counted.is_of(index) {
            return Err(Error::run_help(
                format!("{} has n-grams of other benchmarks", file.path.display()),
                "benchmark files changed during the run: start it again",
            ));
        }
        let set = set.get_or_insert_default();
        counted.ngrams().for_each(|ngram| set.insert(ngram));
    }
    Ok(set.map(Arc::new))
}
