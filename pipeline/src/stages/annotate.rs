//! Measures signals and finds personal data; decides nothing.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};
use tamis_filters::signals::{Damage, SIGNALS, measure};
use tamis_filters::{Verdict, pii};
use tamis_langs::Registry;

use super::item::with_filter_scratch;
use super::{BuildContext, Characters, Item, MapStage, Stage, StageKind, Work};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port, Slot};
use crate::document::Document;
use crate::error::Result;

/// The kind.
pub(super) static KIND: StageKind = StageKind {
    name: "annotate",
    about: "quality signals and personal data",
    section: Section::Stages,
    inputs: &[Slot::one(&[Port::Identified])],
    output: Some(Port::Annotated),
    edge: Edge::Map,
    side: false,
    build,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {}

/// Adds signals and spans to a document whose language is known.
pub struct Annotator {
    registry: Arc<Registry>,
}

impl Annotator {
    /// Uses the profiles of `registry`.
    #[must_use]
    pub fn new(registry: Arc<Registry>) -> Self {
        Self { registry }
    }

    /// Measures one document; one whose language has no profile keeps no signals.
    pub fn annotate(&self, document: &mut Document, characters: Characters) {
        if let Some(profile) = self.registry.get(&document.language) {
            let damage = Damage {
                replaced: characters.replaced,
                repaired: characters.repaired,
            };
            let measured =
                with_filter_scratch(|scratch| measure(&document.text, damage, profile, scratch));
            document.signals = Some(measured);
        }
        document.pii = pii::find(&document.text);
    }
}

fn build(settings: &Settings<'_>, context: &BuildContext) -> Result<Box<dyn Stage>> {
    settings.parse::<Config>()?;
    Ok(Box::new(Annotator::new(context.registry.clone())))
}

impl Stage for Annotator {
    fn identity(&self) -> Value {
        let signals: Vec<Value> = SIGNALS.iter().map(|s| json!([s.name, s.version])).collect();
        // Stop words and sentence enders are part of what is measured; limits are not.
        let words: Vec<Value> = self
            .registry
            .iter()
            .map(|p| {
                json!([
                    p.code.to_string(),
                    p.words.stop_words,
                    p.words.sentence_enders
                ])
            })
            .collect();
        let words = tamis_manifests::digest::sha256(Value::from(words).to_string().as_bytes());
        json!({ "signals": signals, "words": words, "pii": pii::VERSION })
    }

    fn work(&self) -> Work<'_> {
        Work::Map(self)
    }
}

impl MapStage for Annotator {
    fn apply(&self, item: &mut Item) -> Verdict {
        let characters = item.characters;
        self.annotate(&mut item.document, characters);
        Verdict::Keep
    }
}
