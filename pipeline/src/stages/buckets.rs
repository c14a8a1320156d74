//! LSH buckets: each task takes a part of the band keys and gives candidates.

use serde::Deserialize;
use serde_json::{Value, json};
use tamis_dedup::buckets::{self, KeyRange, Scope};
use tamis_dedup::numbering::DocSet;
use tamis_dedup::store::{FileWriter, Kind};

use super::dedup_files::{
    Memory, SignatureFiles, checked_tasks, ending, has, open_all, tasks_of_size,
};
use super::{BuildContext, Stage, StageKind, TaskStage, Work};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port, Slot};
use crate::error::{Error, Result};
use crate::io::{dedup_failed, store_failed};
use crate::run::{Inputs, TaskContext};

/// The kind.
pub(super) static KIND: StageKind = StageKind {
    name: "buckets",
    about: "documents that share a band",
    section: Section::Stages,
    inputs: &[Slot::one(&[Port::Doubles, Port::Signatures])],
    output: Some(Port::Candidates),
    edge: Edge::Shuffle,
    side: false,
    build,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    #[serde(default = "threshold")]
    threshold: f64,
    #[serde(default)]
    tasks: Option<usize>,
    #[serde(default)]
    memory: Memory,
}

/// Just under (1/14)^(1/8) = 0.72, where 14 bands of 8 find half of the pairs: with 160 slots it costs one
/// in 500 of the pairs of similarity 0.8 that bands find, and lets one in 750 of those of 0.6 pass.
///
/// As it is written: 0.71, and not the nearest single, which a config that says the same would not be.
fn threshold() -> f64 {
    let single = tamis_dedup::THRESHOLD;
    single.to_string().parse().unwrap_or(f64::from(single))
}

struct Buckets {
    threshold: f64,
    tasks: Option<usize>,
    memory: Memory,
}

fn build(settings: &Settings<'_>, _: &BuildContext) -> Result<Box<dyn Stage>> {
    let config: Config = settings.parse()?;
    if !(0.0..=1.0).contains(&config.threshold) {
        return Err(Error::from(settings.source().error(
            settings.span_of("threshold"),
            format!("the threshold {} is not a similarity", config.threshold),
            "not between 0 and 1",
            Some("the default is 0.71".into()),
        )));
    }
    Ok(Box::new(Buckets {
        threshold: config.threshold,
        tasks: checked_tasks(settings, config.tasks)?,
        memory: config.memory.checked(settings)?,
    }))
}

impl Stage for Buckets {
    fn identity(&self) -> Value {
        json!({ "threshold": self.threshold, "tasks": self.tasks })
    }

    fn work(&self) -> Work<'_> {
        Work::Task(self)
    }
}

impl TaskStage for Buckets {
    fn count(&self, inputs: &Inputs) -> Result<usize> {
        if let Some(tasks) = self.tasks {
            return Ok(tasks);
        }
        let files = inputs.find(Port::Signatures);
        let bands = files.iter().filter(|file| has(&file.path, Kind::Bands));
        Ok(tasks_of_size(bands.map(|file| file.entry.bytes).sum()))
    }

    fn run(&self, task: &mut TaskContext<'_>) -> Result<()> {
        let signatures = SignatureFiles::find(&task.inputs)?;
        let mut doubles = DocSet::new(&signatures.numbering);
        for mut file in open_all(&task.inputs, &[Port::Doubles], Kind::Doubles)? {
            doubles
                .read(&mut file, &signatures.numbering)
                .map_err(dedup_failed("read"))?;
        }
        let files = signatures.of(Kind::Bands);
        let path = task.work_path(ending(Kind::Candidates));
        let write = store_failed(&path, "write");
        let out = task.create(&path)?;
        let part = task.index as u32;
        let identity = &signatures.identity;
        let threshold = self.threshold as f32;
        let mut out =
            FileWriter::with_threshold(out, Kind::Candidates, identity, part, Some(threshold))
                .map_err(&write)?;
        let stats = buckets::candidates(
            files.len(),
            |at| {
                let partition = files.get(at).copied().unwrap_or(0);
                Ok((partition, signatures.open(Kind::Bands, partition)?))
            },
            KeyRange::cut(task.index, self.count(&task.inputs)?),
            &Scope {
                numbering: &signatures.numbering,
                doubles: &doubles,
                kept: 0,
                threshold,
            },
            &self.memory.budget(task)?,
            &mut out,
            identity,
        )
        .map_err(&write)?;
        let (out, candidates) = out.finish().map_err(&write)?;
        task.add_work(out, candidates)?;
        task.data = json!({
            "bands": stats.bands, "buckets": stats.buckets, "bucketed": stats.bucketed,
            "largest": stats.largest, "unplaced": stats.unplaced,
        });
        Ok(())
    }
}
