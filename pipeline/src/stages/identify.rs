//! Language identification: a label, its probability, the languages of parts, the reject class.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};
use tamis_filters::{Removal, Verdict};
use tamis_langs::{self as langs, Hints, Identifier, REJECT, Registry, UNDETERMINED};
use tamis_manifests::manifest::Resource;

use super::{BuildContext, Item, MapStage, Stage, StageKind, Work};
use crate::config::{Section, Settings, suggest};
use crate::dag::{Edge, Port, Slot};
use crate::document::{Document, LanguagePart};
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
    /// A second model, which must give the same label if it knows it.
    #[serde(default)]
    agree: Option<PathBuf>,
    /// Labels to keep; empty means every language that has a profile.
    #[serde(default)]
    languages: Vec<String>,
}

struct Identify {
    identifier: Identifier,
    second: Option<Identifier>,
    languages: Vec<String>,
    registry: Arc<Registry>,
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
    let path = |path: &PathBuf| context.folder.join(path);
    let identifier = load(config.model.as_ref().map(path).as_deref())?;
    for language in &config.languages {
        if !identifier.labels().contains(language) {
            return Err(Error::from(settings.source().error(
                settings.span_of("languages"),
                format!("the model has no label `{language}`: no document would ever get it"),
                "a language that the model does not know",
                Some("take it out, or name a model that has it".to_string()),
            )));
        }
    }
    let languages = if config.languages.is_empty() {
        known
    } else {
        config.languages
    };
    Ok(Box::new(Identify {
        identifier,
        second: match config.agree.as_ref().map(path) {
            Some(path) => Some(load(Some(&path))?),
            None => None,
        },
        languages,
        registry: context.registry.clone(),
    }))
}

/// The model of that path, or the embedded one.
///
/// # Errors
/// When it cannot be read, is no fastText classifier, or has labels that are no languages.
pub fn load(path: Option<&Path>) -> Result<Identifier> {
    match path {
        Some(path) => Identifier::from_path(path),
        None => Identifier::embedded(),
    }
    .map_err(|error| {
        let help = match error {
            langs::Error::Labels { .. } => {
                "labels are `__label__` and an ISO 639-3 code with an ISO 15924 script, as \
                 `ces_Latn`, or the code alone"
            }
            _ => "name a whole, supervised fastText model (.bin or .ftz)",
        };
        let name = path.map_or_else(String::new, |path| format!("{}: ", path.display()));
        let told = error.to_string();
        let name = if told.starts_with(&name) { "" } else { &name };
        Error::usage(format!("{name}{told}"), help)
    })
}

impl Stage for Identify {
    fn identity(&self) -> Value {
        let trimmed = self.registry.iter().filter(|p| p.identify.trim_foreign);
        let trimmed: Vec<String> = trimmed.map(|p| p.code.to_string()).collect();
        json!({
            "model": self.identifier.digest(), "version": langs::IDENTIFY_VERSION,
            "agree": self.second.as_ref().map(Identifier::digest),
            "languages": self.languages, "trim_foreign": trimmed,
        })
    }

    fn work(&self) -> Work<'_> {
        Work::Map(self)
    }

    fn resources(&self) -> Vec<Resource> {
        let model = |name: &str, identifier: &Identifier| Resource {
            kind: "model".into(),
            name: name.into(),
            version: None,
            sha256: Some(identifier.digest().into()),
        };
        let second = self.second.as_ref();
        let second = second.map(|second| model("languages, second opinion", second));
        let first = model("languages", &self.identifier);
        std::iter::once(first).chain(second).collect()
    }
}

impl MapStage for Identify {
    fn apply(&self, item: &mut Item) -> Verdict {
        let document = &mut item.document;
        let (og_locale, stated) = (item.og_locale.as_deref(), item.stated.as_deref());
        let found = self.identify(document, og_locale);
        set(document, found, stated);
        let trims = |language: &str| {
            let profile = self.registry.get(language);
            profile.is_some_and(|profile| profile.identify.trim_foreign)
        };
        if document.seg_langs.len() > 1 && trims(&document.language) {
            self.trim(document, og_locale, stated);
        }
        self.verdict(document, stated.is_some())
    }
}

impl Identify {
    fn identify(&self, document: &Document, og_locale: Option<&str>) -> langs::Document {
        let hints = Hints {
            url: Some(&document.url),
            html_lang: document.html_lang.as_deref(),
            og_locale,
        };
        self.identifier.document(&document.text, &hints)
    }

    /// Takes the parts in other languages out of the text and looks at what is left. The Markdown
    /// goes with them, since it cannot be cut at the same places.
    fn trim(&self, document: &mut Document, og_locale: Option<&str>, stated: Option<&str>) {
        let mut kept = String::with_capacity(document.text.len());
        let mut gone: Vec<LanguagePart> = Vec::new();
        for part in &document.seg_langs {
            let text = document.text.get(part.start as usize..part.end as usize);
            let text = text.unwrap_or_default();
            if document.is_foreign(part) {
                let at = number(kept.len());
                gone.push(LanguagePart {
                    language: part.language.clone(),
                    start: at,
                    end: at,
                    trimmed: number(text.len()),
                });
            } else {
                kept.push_str(text);
            }
        }
        if gone.is_empty() {
            return;
        }
        // The line before a part that ended the text ends the text now.
        kept.truncate(kept.trim_end_matches('\n').len());
        document.text = kept;
        document.markdown = None;
        let found = self.identify(document, og_locale);
        set(document, found, stated);
        let end = number(document.text.len());
        for mut part in gone {
            part.start = part.start.min(end);
            part.end = part.start;
            insert(&mut document.seg_langs, part);
        }
    }

    fn verdict(&self, document: &Document, stated: bool) -> Verdict {
        let drop = |reason, detail: &str| {
            Verdict::Drop(Removal {
                reason,
                value: Some(f64::from(document.language_score)),
                threshold: None,
                detail: Some(detail.to_owned()),
            })
        };
        let language = &document.language;
        if language == UNDETERMINED {
            return drop("identify.undetermined", language);
        }
        if language == REJECT {
            return drop("identify.rejected", language);
        }
        if !self.languages.contains(language) {
            return drop("identify.not_asked", language);
        }
        // A stated label is nobody's opinion.
        if let (Some(second), false) = (&self.second, stated) {
            let other = second.identify(&document.text).label;
            if other != *language && second.labels().contains(language) {
                return drop("identify.disagreed", &other);
            }
        }
        Verdict::Keep
    }
}

/// Notes what was found; a stated label stands instead of that of the model, and is certain.
fn set(document: &mut Document, found: langs::Document, stated: Option<&str>) {
    document.language = found.whole.label;
    document.language_score = found.whole.score;
    if let Some(stated) = stated {
        document.language = stated.to_string();
        document.language_score = 1.0;
    }
    document.top_langs = found.whole.top;
    let part = |segment: langs::Segment| LanguagePart {
        language: segment.label,
        start: number(segment.start),
        end: number(segment.end),
        trimmed: 0,
    };
    document.seg_langs = found.segments.into_iter().map(part).collect();
}

/// Puts a part that was taken out where it stood, between two others or within one, which becomes two.
fn insert(parts: &mut Vec<LanguagePart>, gone: LanguagePart) {
    let at = parts.partition_point(|part| part.end <= gone.start);
    match parts.get_mut(at) {
        Some(part) if part.start < gone.start => {
            let mut rest = part.clone();
            part.end = gone.start;
            rest.start = gone.start;
            parts.splice(at + 1..at + 1, [gone, rest]);
        }
        _ => parts.insert(at, gone),
    }
}

/// A place in a text. Records are far below 4 GiB (`max_record_bytes`).
fn number(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(language: &str, start: u32, end: u32, trimmed: u32) -> LanguagePart {
        LanguagePart {
            language: language.to_owned(),
            start,
            end,
            trimmed,
        }
    }

    #[test]
    fn parts_that_are_gone_stand_in_order() {
        let mut parts = vec![part("mlt", 0, 10, 0), part("oth", 10, 14, 0)];
        for (at, trimmed) in [(0, 1), (4, 2), (4, 3), (10, 4), (14, 5)] {
            insert(&mut parts, part("eng", at, at, trimmed));
        }
        let found: Vec<(u32, u32, u32)> =
            parts.iter().map(|p| (p.start, p.end, p.trimmed)).collect();
        let expected = [
            (0, 0, 1),
            (0, 4, 0),
            (4, 4, 2),
            (4, 4, 3),
            (4, 10, 0),
            (10, 10, 4),
            (10, 14, 0),
            (14, 14, 5),
        ];
        assert_eq!(found, expected);
    }
}
