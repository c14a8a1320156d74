//! Measures signals and finds personal data; decides nothing.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};
use tamis_filters::pii::{self, Detector, Query};
use tamis_filters::signals::{Context, Damage, Part, SIGNALS, Whose, measure};
use tamis_filters::{Scratch, Verdict};
use tamis_langs::{Classifier, Registry};
use tamis_manifests::manifest::Resource;

use super::{BuildContext, Characters, Item, MapStage, Stage, StageKind, Work};
use crate::config::{Section, Settings, suggest};
use crate::dag::{Edge, Port, Slot};
use crate::document::{Document, LanguagePart};
use crate::error::{Error, Result};

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

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// This thread's working memory for signals.
fn with_scratch<T>(work: impl FnOnce(&mut Scratch) -> T) -> T {
    SCRATCH.with_borrow_mut(work)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    /// A fastText model that tells good texts from bad ones: for all languages, or one for each.
    #[serde(default)]
    quality_model: Option<ModelPaths>,
    /// The label of good texts.
    #[serde(default)]
    quality_label: Option<String>,
}

/// One path, or one for each language variant.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "expected a path, or a table of paths by language: { mlt_Latn = \"mlt.ftz\" }"
)]
enum ModelPaths {
    One(PathBuf),
    Each(BTreeMap<String, PathBuf>),
}

/// Models of quality.
#[derive(Default)]
struct Models {
    /// For languages without a model of their own.
    all: Option<Classifier>,
    each: BTreeMap<String, Classifier>,
}

impl Models {
    fn of(&self, language: &str) -> Option<&Classifier> {
        self.each.get(language).or(self.all.as_ref())
    }
}

/// Adds signals and spans to a document whose language is known.
pub struct Annotator {
    registry: Arc<Registry>,
    detector: Arc<Detector>,
    models: Models,
}

impl Annotator {
    /// Uses the profiles of `registry` and that detector, and no model of quality.
    #[must_use]
    pub fn new(registry: Arc<Registry>, detector: Arc<Detector>) -> Self {
        Self {
            registry,
            detector,
            models: Models::default(),
        }
    }

    /// Asks the quality model of that path too, for all languages.
    ///
    /// # Errors
    /// When it is no fastText model with such a label.
    pub fn with_quality_model(mut self, path: &Path, label: Option<&str>) -> Result<Self> {
        self.models.all = Some(quality_model(path, label)?);
        Ok(self)
    }

    /// Measures one document; one whose language has no profile keeps no signals.
    pub fn annotate(&self, document: &mut Document, characters: Characters) {
        let profile = self.registry.get(&document.language);
        if let Some(profile) = profile {
            let parts = signal_parts(document);
            let model = self.models.of(&document.language);
            let context = Context {
                damage: Damage {
                    replaced: characters.replaced,
                    repaired: characters.repaired,
                },
                parts: &parts,
                quality_score: model.map_or(1.0, |model| model.score(&document.text)),
            };
            let measured =
                with_scratch(|scratch| measure(&document.text, &context, profile, scratch));
            document.signals = Some(measured);
        }
        let asked = profile.map_or_else(|| Query::language(&document.language), Query::of);
        document.pii = self.detector.search(&document.text, asked);
    }
}

/// The languages of a document's parts as signals see them.
pub(crate) fn signal_parts(document: &Document) -> Vec<Part> {
    let whose = |part: &LanguagePart| {
        if part.language == document.language {
            Whose::Own
        } else if document.is_foreign(part) {
            Whose::Foreign
        } else {
            Whose::Nobodys
        }
    };
    document
        .seg_langs
        .iter()
        .map(|part| Part {
            start: part.start as usize,
            end: part.end as usize,
            whose: whose(part),
        })
        .collect()
}

fn quality_model(path: &Path, label: Option<&str>) -> Result<Classifier> {
    Classifier::from_path(path, label).map_err(|error| {
        Error::usage(
            error.to_string(),
            "name a supervised fastText model (.bin or .ftz); `tamis model train quality` makes one",
        )
    })
}

fn build(settings: &Settings<'_>, context: &BuildContext) -> Result<Box<dyn Stage>> {
    let config: Config = settings.parse()?;
    let load =
        |path: &PathBuf| quality_model(&context.folder.join(path), config.quality_label.as_deref());
    let mut models = Models::default();
    match &config.quality_model {
        None => {}
        Some(ModelPaths::One(path)) => models.all = Some(load(path)?),
        Some(ModelPaths::Each(paths)) => {
            for (language, path) in paths {
                if context.registry.get(language).is_none() {
                    let codes: Vec<String> = context
                        .registry
                        .iter()
                        .map(|p| p.code.to_string())
                        .collect();
                    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
                    return Err(Error::from(settings.source().error(
                        settings.span_of("quality_model"),
                        format!("no profile for the language `{language}`"),
                        "a language without a profile",
                        Some(suggest(language, &codes)),
                    )));
                }
                models.each.insert(language.clone(), load(path)?);
            }
        }
    }
    let bounded = context.registry.iter().find(|profile| {
        profile.limits.get("quality.min_quality_score").is_some()
            && models.of(profile.code.as_ref()).is_none()
    });
    if let Some(profile) = bounded {
        // Without a model the score is 1, so the bound would keep everything and say nothing.
        return Err(Error::usage(
            format!(
                "the profile {} sets quality.min_quality_score, but no model of quality measures it",
                profile.code
            ),
            "name one: [stages.annotate] quality_model = \"model.ftz\" (`tamis model train quality` \
             makes one), or set min_quality_score = false",
        ));
    }
    Ok(Box::new(Annotator {
        registry: context.registry.clone(),
        detector: context.detector.clone(),
        models,
    }))
}

impl Stage for Annotator {
    fn identity(&self) -> Value {
        let signals: Vec<Value> = SIGNALS.iter().map(|s| json!([s.name, s.version])).collect();
        // Words and characters are part of what is measured; bounds are not.
        let words: Vec<Value> = self
            .registry
            .iter()
            .map(|p| {
                json!([
                    p.code.to_string(),
                    p.words.stop_words,
                    p.words.alphabet,
                    p.words.sentence_enders
                ])
            })
            .collect();
        let words = tamis_manifests::digest::sha256(Value::from(words).to_string().as_bytes());
        // Languages in whose documents spelt-out addresses are looked for.
        let spelled_out: Vec<String> = self
            .registry
            .iter()
            .filter(|profile| profile.pii.spelled_out)
            .map(|profile| profile.code.to_string())
            .collect();
        let model = |model: &Classifier| json!([model.digest(), model.label()]);
        let each: serde_json::Map<String, Value> = self
            .models
            .each
            .iter()
            .map(|(language, of)| (language.clone(), model(of)))
            .collect();
        json!({
            "signals": signals, "words": words, "pii": pii::VERSION, "secret_rules": self.detector.secret_rules(), "spelled_out": spelled_out,
            "quality_model": self.models.all.as_ref().map(model), "quality_models": each,
        })
    }

    fn work(&self) -> Work<'_> {
        Work::Map(self)
    }

    fn resources(&self) -> Vec<Resource> {
        let model = |name: String, model: &Classifier| Resource {
            kind: "model".into(),
            name,
            version: None,
            sha256: Some(model.digest().into()),
        };
        let all = self.models.all.as_ref();
        let all = all.map(|all| model("quality".into(), all));
        let each = self.models.each.iter();
        let each = each.map(|(language, each)| model(format!("quality, {language}"), each));
        all.into_iter().chain(each).collect()
    }
}

impl MapStage for Annotator {
    fn apply(&self, item: &mut Item) -> Verdict {
        let characters = item.characters;
        self.annotate(&mut item.document, characters);
        Verdict::Keep
    }
}
