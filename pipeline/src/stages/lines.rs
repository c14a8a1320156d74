//! Hashes of lines, beside the annotated documents: the half of line-level deduplication that reads text.

use serde::Deserialize;
use serde_json::{Value, json};
use tamis_dedup::lines::LineHasher;
use tamis_dedup::store::Identity;
use tamis_filters::Verdict;

use super::{BuildContext, Item, MapStage, Scope, Stage, StageKind, Work};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port, Slot};
use crate::error::{Error, Result};

/// The kind.
pub(super) static KIND: StageKind = StageKind {
    name: "lines",
    about: "hashes of lines",
    section: Section::Stages,
    inputs: &[Slot::one(&[Port::Annotated])],
    output: Some(Port::Lines),
    edge: Edge::Map,
    side: true,
    build,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    /// Shorter lines are never cut.
    #[serde(default = "min_words")]
    min_words: u16,
    #[serde(default)]
    scope: Scope,
}

/// Headings, names, dates and stock phrases are shorter, and texts have them in common honestly.
fn min_words() -> u16 {
    6
}

struct Lines {
    hasher: LineHasher,
    scope: Scope,
}

fn build(settings: &Settings<'_>, context: &BuildContext) -> Result<Box<dyn Stage>> {
    let config: Config = settings.parse()?;
    let hasher = LineHasher::new(config.min_words, context.seed).map_err(|_| {
        Error::from(settings.source().error(
            settings.span_of("min_words"),
            "a line of no words cannot be told from another",
            "at least 1",
            Some(format!("the default is {}", min_words())),
        ))
    })?;
    Ok(Box::new(Lines {
        hasher,
        scope: config.scope,
    }))
}

impl Stage for Lines {
    fn identity(&self) -> Value {
        let identity = self.hashes();
        json!({
            "hashes": identity.family,
            "seed": identity.params.seed,
            "normaliser": identity.normaliser,
            "unicode": identity.unicode,
            "scope": identity.scope,
        })
    }

    fn work(&self) -> Work<'_> {
        Work::Map(self)
    }
}

impl Lines {
    fn hashes(&self) -> Identity {
        self.hasher.identity(self.scope.name())
    }
}

impl MapStage for Lines {
    fn apply(&self, item: &mut Item) -> Verdict {
        let document = &item.document;
        let group = self.scope.group(&document.language, &document.dump);
        item.lines = self.hasher.lines(&document.text, group);
        Verdict::Keep
    }

    fn lines(&self) -> Option<Identity> {
        Some(self.hashes())
    }
}
