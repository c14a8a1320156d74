//! Candidates compared by their whole signatures; those that are duplicates are pairs.

use serde::Deserialize;
use serde_json::{Value, json};
use tamis_dedup::sets::Sets;
use tamis_dedup::store::{FileWriter, Kind};
use tamis_dedup::verify;

use super::dedup_files::{SignatureFiles, ending, open_all, tasks_of_signatures};
use super::{BuildContext, Stage, StageKind, TaskStage, Work};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port, Slot};
use crate::error::{Error, Result};
use crate::io::store_failed;
use crate::run::{Inputs, TaskContext};

/// The kind.
pub(super) static KIND: StageKind = StageKind {
    name: "verify",
    about: "candidates compared by whole signatures",
    section: Section::Stages,
    inputs: &[Slot::one(&[Port::Attached])],
    output: Some(Port::Pairs),
    edge: Edge::Shuffle,
    side: false,
    build,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    /// Compare the sets of shingles themselves.
    #[serde(default)]
    exact: bool,
}

struct Verify {
    exact: bool,
}

fn build(settings: &Settings<'_>, _: &BuildContext) -> Result<Box<dyn Stage>> {
    let Config { exact } = settings.parse()?;
    Ok(Box::new(Verify { exact }))
}

impl Stage for Verify {
    fn identity(&self) -> Value {
        // The threshold is that of the buckets, and stands in their files. The number of tasks is in no key: records
        // of a time when it was that of the partitions must not hold.
        json!({ "exact": self.exact, "tasks": "by bytes" })
    }

    fn work(&self) -> Work<'_> {
        Work::Task(self)
    }

    fn compares_sets(&self) -> bool {
        self.exact
    }
}

impl TaskStage for Verify {
    fn count(&self, inputs: &Inputs) -> Result<usize> {
        Ok(tasks_of_signatures(inputs))
    }

    fn run(&self, task: &mut TaskContext<'_>) -> Result<()> {
        let signatures = SignatureFiles::find(&task.inputs)?;
        let attached = open_all(&task.inputs, &[Port::Attached], Kind::Attached)?;
        let path = task.work_path(ending(Kind::Pairs));
        let write = store_failed(&path, "write");
        let out = task.create(&path)?;
        let part = task.index as u32;
        let identity = &signatures.identity;
        let threshold = verify::threshold(&attached).map_err(&write)?;
        let mut out = FileWriter::with_threshold(out, Kind::Pairs, identity, part, threshold)
            .map_err(&write)?;
        let partitions = task.inputs.partitions();
        if self.exact
            && signatures.of(Kind::Shingles).is_empty()
            && !signatures.of(Kind::Signatures).is_empty()
        {
            return Err(Error::run_help(
                "there are no sets of shingles to compare exactly",
                "add shingles = true to the table [stages.signatures]",
            ));
        }
        let mut sets = Sets::new(|at| signatures.open(Kind::Shingles, at), identity);
        let mut exact = |a, b| sets.jaccard(a, b);
        let exact: Option<&mut verify::Exact<'_>> =
            if self.exact { Some(&mut exact) } else { None };
        let stats = verify::compare(
            attached,
            verify::partitions(task.index, self.count(&task.inputs)?, partitions),
            |partition| signatures.open(Kind::Signatures, partition),
            exact,
            &mut out,
            identity,
        )
        .map_err(&write)?;
        let (out, rows) = out.finish().map_err(&write)?;
        task.add_work(out, rows)?;
        task.data = json!({ "compared": stats.compared, "pairs": stats.pairs });
        Ok(())
    }
}
