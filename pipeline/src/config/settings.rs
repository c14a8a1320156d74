//! One table's keys, turned into a typed struct when the stage that owns them is built.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeValue, ValueDeserializer};

use super::source::Source;
use crate::error::ConfigError;

/// The keys of a table that nobody has interpreted yet, with their places.
#[derive(Debug, Clone)]
pub struct Settings<'t> {
    source: &'t Arc<Source>,
    value: Spanned<DeValue<'t>>,
}

impl<'t> Settings<'t> {
    pub(super) fn new(source: &'t Arc<Source>, value: Spanned<DeValue<'t>>) -> Self {
        Self { source, value }
    }

    /// An empty table, for a built-in stage that the config does not mention.
    #[must_use]
    pub fn empty(source: &'t Arc<Source>) -> Self {
        Self::new(
            source,
            Spanned::new(0..0, DeValue::Table(Default::default())),
        )
    }

    /// The typed settings.
    ///
    /// # Errors
    /// Unknown keys and wrong types, at their place, with the nearest valid key.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, ConfigError> {
        let whole = self.value.span();
        T::deserialize(ValueDeserializer::from(self.value.clone())).map_err(|error| {
            let mut error = from_toml(self.source, &error, &[]);
            if error.span.is_empty() {
                error.span = whole;
            }
            error
        })
    }

    /// The config that these settings stand in.
    #[must_use]
    pub fn source(&self) -> &'t Arc<Source> {
        self.source
    }

    /// Where the whole table stands.
    #[must_use]
    pub fn span(&self) -> std::ops::Range<usize> {
        self.value.span()
    }

    /// Where the value of `key` stands, or the whole table when the key is not there.
    #[must_use]
    pub fn span_of(&self, key: &str) -> std::ops::Range<usize> {
        match self.value.get_ref() {
            DeValue::Table(table) => table
                .iter()
                .find(|(k, _)| k.get_ref() == key)
                .map_or_else(|| self.value.span(), |(_, v)| v.span()),
            _ => self.value.span(),
        }
    }
}

/// Turns an error of the TOML library into one of ours: a plain sentence, a place, advice.
pub(super) fn from_toml(source: &Source, error: &toml::de::Error, valid: &[&str]) -> ConfigError {
    let span = error.span().unwrap_or(0..0);
    let text = error.message().trim();
    let (message, label, help) = if let Some((field, expected)) = unknown("field", text) {
        let expected: Vec<&str> = if valid.is_empty() {
            expected
        } else {
            valid.to_vec()
        };
        (
            format!("unknown key `{field}`"),
            "not a key of this table".to_string(),
            Some(suggest(field, &expected)),
        )
    } else if let Some((value, expected)) = unknown("variant", text) {
        (
            format!("unknown value `{value}`"),
            "not a value of this key".to_string(),
            Some(suggest(value, &expected)),
        )
    } else if let Some(field) = text.strip_prefix("missing field ") {
        (
            format!("the key {field} is missing"),
            "expected in this table".to_string(),
            Some(format!("add {} = …", field.trim_matches('`'))),
        )
    } else {
        (in_toml_words(text), "here".to_string(), None)
    };
    source.error(span, message, label, help)
}

/// What was expected in the words of a config: who writes one knows lists, and no `usize`.
fn in_toml_words(text: &str) -> String {
    let Some((found, expected)) = text.rsplit_once(", expected ") else {
        return text.to_string();
    };
    let expected = match expected {
        "a sequence" => "a list, in brackets: [..]",
        "a map" => "a table",
        "a boolean" => "true or false",
        "f32" | "f64" => "a number",
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number, 0 or more",
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number",
        other => other,
    };
    format!("{found}, expected {expected}")
}

/// The word that serde does not know, a `field` or a `variant`, and those that it does.
fn unknown<'a>(what: &str, text: &'a str) -> Option<(&'a str, Vec<&'a str>)> {
    let rest = text.strip_prefix("unknown ")?.strip_prefix(what)?;
    let (word, rest) = rest.strip_prefix(" `")?.split_once('`')?;
    let expected = rest.split('`').skip(1).step_by(2).collect();
    Some((word, expected))
}

/// Advice for a misspelt word: the nearest valid one, and all of them.
#[must_use]
pub fn suggest(word: &str, valid: &[&str]) -> String {
    let nearest = valid
        .iter()
        .map(|v| match v.starts_with(word) && word.len() >= 3 {
            // Half a name is a name begun: `mlt` for `mlt_Latn`.
            true => (0, *v),
            false => (distance(word, v), *v),
        })
        .filter(|(d, v)| *d <= v.len().max(word.len()) / 2)
        .min();
    let all = valid.join(", ");
    match nearest {
        _ if valid.is_empty() => "remove it: this table has no keys".to_string(),
        Some((_, nearest)) => format!("did you mean `{nearest}`? Valid here: {all}"),
        None => format!("valid here: {all}"),
    }
}

/// Levenshtein distance in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let cost = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
