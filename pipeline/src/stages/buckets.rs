//! LSH buckets: one task for each band, verified pairs out.

use std::fs::File;
use std::io::BufReader;

use serde::Deserialize;
use serde_json::{Value, json};
use tamis_dedup::Params;
use tamis_dedup::buckets::candidate_pairs;
use tamis_dedup::store::{PairWriter, SignatureReader};

use super::{BuildContext, Stage, StageKind, TaskStage, Work};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port, Slot};
use crate::error::{Error, Result};
use crate::io::store_failed;
use crate::run::{InputFile, Inputs, TaskContext};

/// The kind.
pub(super) static KIND: StageKind = StageKind {
    name: "buckets",
    about: "documents that share a band, pairs verified",
    section: Section::Stages,
    inputs: &[Slot::one(&[Port::Signatures])],
    output: Some(Port::Pairs),
    edge: Edge::Shuffle,
    side: false,
    build,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    #[serde(default = "threshold")]
    threshold: f64,
}

/// Just under (1/14)^(1/8) = 0.72, where 14 bands of 8 find half of the pairs.
fn threshold() -> f64 {
    0.7
}

struct Buckets {
    threshold: f64,
}

fn build(settings: &Settings<'_>, _: &BuildContext) -> Result<Box<dyn Stage>> {
    let Config { threshold } = settings.parse()?;
    if !(0.0..=1.0).contains(&threshold) {
        return Err(Error::from(settings.source().error(
            settings.span_of("threshold"),
            format!("the threshold {threshold} is not a similarity"),
            "not between 0 and 1",
            Some("the default is 0.7".into()),
        )));
    }
    Ok(Box::new(Buckets { threshold }))
}

impl Stage for Buckets {
    fn identity(&self) -> Value {
        json!({ "threshold": self.threshold })
    }

    fn work(&self) -> Work<'_> {
        Work::Task(self)
    }
}

impl TaskStage for Buckets {
    fn count(&self, inputs: &Inputs) -> Result<usize> {
        // The files know how many bands they were made for; no file, no band.
        let files = inputs.find(Port::Signatures);
        Ok(files
            .first()
            .map(params)
            .transpose()?
            .map_or(1, |params| usize::from(params.bands)))
    }

    fn run(&self, task: &mut TaskContext<'_>) -> Result<()> {
        let files = task.inputs.find(Port::Signatures);
        let params = files.first().map(params).transpose()?.unwrap_or_default();
        let readers = files.iter().map(|file| {
            SignatureReader::new(BufReader::with_capacity(1 << 16, File::open(&file.path)?))
        });
        let path = task.work_path("pairs");
        let mut writer =
            PairWriter::new(task.create(&path)?, &params).map_err(store_failed(&path, "write"))?;
        let mut pairs = 0u64;
        candidate_pairs(readers, task.index, self.threshold as f32, &mut |pair| {
            pairs += 1;
            writer.write(&pair)
        })
        .map_err(store_failed(&path, "find the pairs of"))?;
        let out = writer.finish().map_err(store_failed(&path, "write"))?;
        task.add_work(out, pairs)
    }
}

fn params(file: &InputFile) -> Result<Params> {
    let opened = File::open(&file.path).map_err(Error::io(&file.path, "open"))?;
    let reader = SignatureReader::new(BufReader::new(opened));
    Ok(*reader.map_err(store_failed(&file.path, "read"))?.params())
}
