//! Personal data in a run: what finds it, the key of surrogates, and what `select` does about it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};
use tamis_filters::Verdict;
use tamis_filters::pii::{self, Actions, Detector, Key, Span, Surrogates};
use tamis_langs::{PiiAction, Profile, Registry};

use crate::document::{Document, LanguagePart, PageMetadata};
use crate::error::{Error, Result};

/// The detector of a run, with the user's rules for secrets.
///
/// # Errors
/// A rule file that cannot be read.
pub fn detector(folder: &Path, secret_rules: Option<&Path>) -> Result<Detector> {
    let detector = Detector::new();
    let Some(path) = secret_rules else {
        return Ok(detector);
    };
    let text = read(&folder.join(path), "secret_rules names a file of rules")?;
    let text = String::from_utf8_lossy(&text);
    detector.with_secret_rules(&text).map_err(|error| {
        let message = format!("{}: {error}", path.display());
        Error::usage(message, "the form is that of gitleaks' configuration")
    })
}

/// The key of a run, where one is named; it must be where a profile asks for surrogates.
///
/// # Errors
/// A key that cannot be read or is too short; one that is asked for and missing.
pub fn key(folder: &Path, path: Option<&Path>, registry: &Registry) -> Result<Option<Key>> {
    let help = "put 32 random bytes or more there, and keep them secret: `head -c 32 /dev/urandom | base64 > key.txt`";
    if let Some(path) = path {
        let bytes = read(&folder.join(path), help)?;
        let key = Key::new(&bytes).map_err(|error| {
            Error::usage(
                format!("the surrogate key {}: {error}", path.display()),
                help,
            )
        })?;
        return Ok(Some(key));
    }
    let asks = |profile: &&Profile| {
        let kinds = pii::Kind::ALL.into_iter();
        kinds
            .map(|kind| pii::action(profile, kind))
            .any(|action| action == PiiAction::Surrogate)
    };
    match registry.iter().find(asks) {
        None => Ok(None),
        Some(profile) => Err(Error::usage(
            format!(
                "the profile of {} asks for surrogates of personal data, which need a key",
                profile.code
            ),
            format!("name a file with `surrogate_key = \"key.txt\"` in [run]; {help}"),
        )),
    }
}

fn read(path: &Path, help: &str) -> Result<Vec<u8>> {
    std::fs::read(path)
        .map_err(|error| Error::usage(format!("cannot read {}: {error}", path.display()), help))
}

/// What a profile does with each kind, by its name in profiles.
pub(super) fn actions(profile: &Profile) -> BTreeMap<String, String> {
    let action = |kind: pii::Kind| {
        let action = pii::action(profile, kind).as_str();
        (kind.as_str().to_owned(), action.to_owned())
    };
    pii::Kind::ALL.into_iter().map(action).collect()
}

/// Carries out what profiles say.
pub(super) struct Personal {
    detector: Arc<Detector>,
    key: Option<Arc<Key>>,
}

impl Personal {
    pub(super) fn new(detector: Arc<Detector>, key: Option<Arc<Key>>) -> Self {
        Self { detector, key }
    }

    /// What changes the output: profiles have the actions.
    pub(super) fn identity(&self) -> Value {
        match &self.key {
            Some(key) => json!({ "surrogate_key": key.name() }),
            None => Value::Bool(true),
        }
    }

    /// Whether the document may stay.
    pub(super) fn decide(&self, document: &Document, profile: &Profile) -> Verdict {
        match pii::decide(&document.text, &document.pii, profile) {
            Verdict::Edit(_) => Verdict::Keep,
            verdict => verdict,
        }
    }

    /// Edits the text, its other form and what the page says of itself. Spans point into the new text.
    pub(super) fn edit(&self, document: &mut Document, profile: &Profile) {
        let actions = Actions {
            profile,
            surrogates: self.key.as_deref().map(|key| Surrogates {
                key,
                detector: &self.detector,
            }),
        };
        let (text, spans) = pii::redact(&document.text, &document.pii, &actions);
        moved(&mut document.seg_langs, &document.pii, &spans);
        document.text = text;
        document.pii = spans;
        let asked = pii::Query::of(profile);
        let metadata = document.metadata.as_deref_mut().into_iter();
        for text in metadata
            .flat_map(PageMetadata::texts)
            .chain(&mut document.markdown)
        {
            let spans = self.detector.search(text, asked);
            if !spans.is_empty() {
                *text = pii::redact(text, &spans, &actions).0;
            }
        }
    }
}

/// Moves the parts of a text to where they are after redaction put `new` in place of `old`.
fn moved(parts: &mut [LanguagePart], old: &[Span], new: &[Span]) {
    let place = |at: u32| {
        // The last value that begins before it; parts begin and end at line ends, outside values.
        let before = old.partition_point(|span| span.start < at);
        match before
            .checked_sub(1)
            .and_then(|last| old.get(last).zip(new.get(last)))
        {
            Some((old, new)) => new.end + at.saturating_sub(old.end),
            None => at,
        }
    };
    if old.len() == new.len() {
        for part in parts {
            (part.start, part.end) = (place(part.start), place(part.end));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_move_with_redaction() {
        let text = "a an@firma.cz\nbb 8.31.2.33 c\nddd";
        let found = pii::find(text, Some("ces_Latn"));
        let (new, spans) = pii::redact(text, &found, &pii::Tags);
        let part = |start: usize, end: usize| LanguagePart {
            language: "ces_Latn".into(),
            start: start as u32,
            end: end as u32,
            trimmed: 0,
        };
        let mut parts = vec![part(0, 14), part(14, 29), part(29, text.len())];
        assert_eq!(found.len(), 2);
        moved(&mut parts, &found, &spans);
        let of = |part: &LanguagePart| &new[part.start as usize..part.end as usize];
        let lines: Vec<&str> = parts.iter().map(of).collect();
        assert_eq!(lines, ["a <EMAIL>\n", "bb <IP> c\n", "ddd"]);
    }
}
