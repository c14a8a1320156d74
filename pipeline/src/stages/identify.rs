//! Language identification: a label, its probability, and the reject class.

use std::path::PathBuf;

use serde::Deserialize;
use serde_json::{Value, json};
use tamis_filters::{Removal, Verdict};
use tamis_langs::Identifier;

use super::{BuildContext, Item, MapStage, Stage, StageKind, Work};
use crate::config::{Section, Settings, suggest};
use crate::dag::{Edge, Port, Slot};
use crate::error::{Error, Result};

/// The kind.
pub(super) static KIND: StageKind = StageKind {
    name: "identify",
    about: "language by the embedded or a named model",
    section: Section::Stages,
    inputs: &[Slot::one(&[Port::Documents])],
    output: Some(Port::Identified),
    edge: Edge::Map,
    side: false,
    build,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    /// A fastText model by path, instead of the embedded one.
    #[serde(default)]
    model: Option<PathBuf>,
    /// Labels to keep; empty means every language that has a profile.
    #[serde(default)]
    languages: Vec<String>,
}

struct Identify {
    identifier: Identifier,
    languages: Vec<String>,
}

fn build(settings: &Settings<'_>, context: &BuildContext) -> Result<Box<dyn Stage>> {
    let config: Config = settings.parse()?;
    let known: Vec<String> = context
        .registry
        .iter()
        .map(|p| p.code.to_string())
        .collect();
    let names: Vec<&str> = known.iter().map(String::as_str).collect();
    for language in &config.languages {
        if !known.contains(language) {
            return Err(Error::from(settings.source().error(
                settings.span_of("languages"),
                format!("no profile for the language `{language}`"),
                "a language without a profile",
                Some(suggest(language, &names)),
            )));
        }
    }
    let identifier = match &config.model {
        Some(path) => Identifier::from_path(&context.folder.join(path)),
        None => Identifier::embedded(),
    }
    .map_err(|error| Error::usage(error.to_string(), "name a softmax fastText model"))?;
    let languages = if config.languages.is_empty() {
        known
    } else {
        config.languages
    };
    Ok(Box::new(Identify {
        identifier,
        languages,
    }))
}

impl Stage for Identify {
    fn identity(&self) -> Value {
        json!({ "model": self.identifier.digest(), "languages": self.languages })
    }

    fn work(&self) -> Work<'_> {
        Work::Map(self)
    }
}

impl MapStage for Identify {
    fn apply(&self, item: &mut Item) -> Verdict {
        let found = self.identifier.identify(&item.document.text);
        let document = &mut item.document;
        document.language_score = found.score;
        document.top_langs = found.top;
        document.language = found.label;
        let reason = if self.languages.contains(&document.language) {
            return Verdict::Keep;
        } else if document.language == "oth" {
            "identify.rejected"
        } else {
            "identify.not_asked"
        };
        Verdict::Drop(Removal {
            reason,
            value: Some(f64::from(document.language_score)),
            threshold: None,
            detail: Some(document.language.clone()),
        })
    }
}
