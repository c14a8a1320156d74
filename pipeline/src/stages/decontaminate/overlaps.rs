//! How many documents have each n-gram of the benchmarks: the half of decontamination that counts.
//!
//! An n-gram that many documents have is a phrase of the language. Whether it is one is known only when all
//! of the data has been seen, so documents are looked at twice: here, beside those that were selected, and
//! in `decontaminate`, when the counts of all partitions are known. Nothing is kept of a document in
//! between; to look again takes less than to read it.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;
use tamis_filters::Verdict;

use super::counted::Counted;
use super::settings::{Decontamination, needed};
use super::with_scratch;
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port, Slot};
use crate::error::Result;
use crate::stages::{BuildContext, Item, MapStage, Stage, StageKind, Work};

/// The kind.
pub(in crate::stages) static KIND: StageKind = StageKind {
    name: "overlaps",
    about: "n-grams of benchmarks, counted",
    section: Section::Stages,
    inputs: &[Slot::one(&[Port::Selected])],
    output: Some(Port::Overlaps),
    edge: Edge::Map,
    side: true,
    build,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {}

struct Overlaps(Arc<Decontamination>);

fn build(settings: &Settings<'_>, context: &BuildContext) -> Result<Box<dyn Stage>> {
    let Config {} = settings.parse()?;
    Ok(Box::new(Overlaps(needed(
        context.decontamination.as_ref(),
        settings,
    )?)))
}

impl Stage for Overlaps {
    fn identity(&self) -> Value {
        self.0.identity()
    }

    fn work(&self) -> Work<'_> {
        Work::Map(self)
    }
}

impl MapStage for Overlaps {
    fn apply(&self, item: &mut Item) -> Verdict {
        let document = &item.document;
        item.overlaps = with_scratch(|scratch| {
            let found = self
                .0
                .index
                .scan(&document.text, &document.language, None, scratch);
            let mut ngrams: Vec<u32> = found.hits.iter().map(|hit| hit.ngram).collect();
            ngrams.sort_unstable();
            ngrams.dedup();
            ngrams
        });
        Verdict::Keep
    }

    fn overlaps(&self) -> Option<Counted> {
        Some(Counted::new(self.0.index.digest()))
    }
}
