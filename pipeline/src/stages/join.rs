//! Scores from elsewhere become signals of the documents that they are of.

use serde::Deserialize;
use serde_json::{Value, json};
use tamis_filters::Verdict;
use tamis_filters::signals::JOINED;

use super::{BuildContext, Item, MapStage, Stage, StageKind, Work};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port, Slot};
use crate::error::Result;

/// The kind.
pub(super) static KIND: StageKind = StageKind {
    name: "join",
    about: "scores from elsewhere, by id",
    section: Section::Stages,
    inputs: &[Slot::one(&[Port::Annotated]), Slot::one(&[Port::Scores])],
    output: Some(Port::Annotated),
    edge: Edge::Map,
    side: false,
    build,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {}

struct Join;

fn build(settings: &Settings<'_>, _: &BuildContext) -> Result<Box<dyn Stage>> {
    let Config {} = settings.parse()?;
    Ok(Box::new(Join))
}

impl Stage for Join {
    fn identity(&self) -> Value {
        json!({})
    }

    fn work(&self) -> Work<'_> {
        Work::Map(self)
    }
}

impl MapStage for Join {
    fn apply(&self, item: &mut Item) -> Verdict {
        if let Some(signals) = &mut item.document.signals {
            for (slot, score) in item.scores.drain(..) {
                if let Some(name) = JOINED.get(usize::from(slot)) {
                    signals.set(name, score);
                }
            }
        }
        Verdict::Keep
    }
}
