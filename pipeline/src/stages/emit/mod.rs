//! Shards: `data/<lang_Script>/train-00000-of-00012.parquet`, rows in seeded random order.

mod config;
mod jsonl;
mod shard;
mod split;

use serde_json::{Value, json};
use tamis_shuffle::Places;

use super::balance::{Budget, read_budget};
use super::{BuildContext, Stage, StageKind, TaskStage, Work};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port, Slot};
use crate::error::{Error, Result};
use crate::run::{Inputs, TaskContext};
use config::Emit;
use split::{Shard, Split};

/// The kind.
pub(super) static KIND: StageKind = StageKind {
    name: "emit",
    about: "shards by language, shuffled",
    section: Section::Sinks,
    inputs: &[Slot::one(&[Port::Balanced]), Slot::one(&[Port::Collated])],
    output: Some(Port::Shards),
    edge: Edge::Shuffle,
    side: false,
    build,
};

fn build(settings: &Settings<'_>, context: &BuildContext) -> Result<Box<dyn Stage>> {
    Ok(Box::new(config::build(settings, context)?))
}

impl Emit {
    /// Every shard, language by language; then those of all languages, where they are asked for.
    fn shards(&self, budget: &Budget) -> Vec<Shard> {
        let mut shards = Vec::new();
        for (language, figures) in &budget.mix.languages {
            let (bytes, rows) = (budget.bytes(language), budget.rows(language));
            let splits = [
                // Where nothing is given of what there is, the ledger of a shard says so.
                (Split::Train, figures.documents_available, bytes.0, rows.0),
                (Split::Validation, rows.1, bytes.1, rows.1),
            ];
            for (split, documents, bytes, rows) in splits {
                let count = match documents {
                    0 => 0,
                    _ => self.size.shards(bytes, rows),
                };
                let places = Places::new(split.keys(), count, self.seed);
                shards.extend((0..count).map(|number| Shard {
                    of: Some((language.clone(), split)),
                    number,
                    count,
                    places: vec![(language.clone(), places)],
                }));
            }
        }
        if self.interleave {
            shards.extend(self.mixed(budget));
        }
        shards
    }

    /// Shards of all languages: each has the same share of every one.
    fn mixed(&self, budget: &Budget) -> impl Iterator<Item = Shard> {
        let languages: Vec<&String> = budget.mix.languages.keys().collect();
        let sum = |get: &dyn Fn(&str) -> u64| languages.iter().map(|l| get(l)).sum::<u64>();
        let (bytes, rows) = (sum(&|l| budget.bytes(l).0), sum(&|l| budget.rows(l).0));
        let count = self.size.shards(bytes, rows);
        let places = Places::new(Split::Train.keys(), count, self.seed);
        let languages = languages
            .into_iter()
            .map(|language| (language.clone(), places));
        let languages: Vec<(String, Places)> = languages.collect();
        (0..count).map(move |number| Shard {
            of: None,
            number,
            count,
            places: languages.clone(),
        })
    }
}

impl Stage for Emit {
    fn identity(&self) -> Value {
        json!({
            "size": self.size, "compression_level": self.compression_level,
            "jsonl": self.jsonl, "interleave": self.interleave, "seed": self.seed,
        })
    }

    fn work(&self) -> Work<'_> {
        Work::Task(self)
    }
}

impl TaskStage for Emit {
    fn count(&self, inputs: &Inputs) -> Result<usize> {
        Ok(self.shards(&read_budget(inputs)?).len())
    }

    fn run(&self, task: &mut TaskContext<'_>) -> Result<()> {
        let budget = read_budget(&task.inputs)?;
        let shard = self.shards(&budget).into_iter().nth(task.index);
        let shard = shard.ok_or_else(|| Error::run("the mix has fewer shards than tasks"))?;
        shard::make(self, task, &budget, &shard)
    }
}
