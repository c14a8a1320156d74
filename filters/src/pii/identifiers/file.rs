//! A country's TOML file, checked, with the place of every mistake.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::check::{Check, Replace};
use super::date::Date;
use super::part::Part;
use super::shape::{Compact, Shape};
use super::words::Word;
use super::{Context, Examples, Identifier};

/// A mistake in a file of identifiers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {message}{}", hint(.nearest))]
pub struct Error {
    /// The file as the caller named it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The key or value at fault, as it is written.
    pub key: String,
    /// The valid key that was most likely meant.
    pub nearest: Option<String>,
    /// What is wrong and what was expected.
    pub message: String,
    /// The bytes of the file that are wrong.
    pub span: Range<usize>,
}

fn hint(nearest: &Option<String>) -> String {
    nearest
        .as_ref()
        .map_or_else(String::new, |key| format!(" (did you mean `{key}`?)"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Country {
    country: Spanned<String>,
    identifier: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: Spanned<String>,
    name: String,
    english: String,
    shapes: Spanned<Vec<Shape>>,
    context: Context,
    random_pass_rate: Spanned<f64>,
    rule: Vec<Spanned<RawRule>>,
    words: BTreeMap<Spanned<String>, Vec<String>>,
    languages: Vec<Spanned<String>>,
    #[serde(default)]
    not_after: Vec<String>,
    examples: Spanned<Examples>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    length: Option<usize>,
    #[serde(default)]
    parts: Vec<Spanned<Part>>,
    replace: Option<Spanned<Replace>>,
    date: Option<Spanned<Date>>,
    #[serde(default)]
    check: Vec<Spanned<Check>>,
}

/// What a number must fulfil, one of several ways.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    length: Option<usize>,
    parts: Vec<Part>,
    replace: Option<Replace>,
    date: Option<Date>,
    check: Vec<Check>,
}

impl Rule {
    pub(super) fn accepts(&self, compact: &Compact) -> bool {
        let bytes = compact.bytes();
        if self.length.is_some_and(|length| length != bytes.len())
            || !self.parts.iter().all(|part| part.accepts(bytes))
            || !self.date.as_ref().is_none_or(|date| date.accepts(bytes))
        {
            return false;
        }
        match &self.replace {
            Some(replace) => {
                let seen = replace.apply(compact);
                self.check.iter().all(|check| check.holds(seen.bytes()))
            }
            None => self.check.iter().all(|check| check.holds(bytes)),
        }
    }
}

/// Reads one file.
pub(super) struct Reader<'a> {
    pub(super) file: &'a str,
    pub(super) text: &'a str,
}

impl Reader<'_> {
    pub(super) fn read(&self) -> Result<Vec<Identifier>, Error> {
        let parsed: Country = toml::from_str(self.text).map_err(|error| {
            let place = error.span().unwrap_or(0..0);
            self.error(place, error.message().to_owned())
        })?;
        let country = parsed.country.get_ref();
        if country.len() != 2 || !country.bytes().all(|b| b.is_ascii_uppercase()) {
            let message = format!("`{country}` is no country code of two letters (ISO 3166)");
            return Err(self.error(parsed.country.span(), message));
        }
        let entries = parsed.identifier.into_iter();
        entries
            .map(|entry| self.identifier(country, entry))
            .collect()
    }

    fn identifier(&self, country: &str, entry: Entry) -> Result<Identifier, Error> {
        let id = entry.id.get_ref();
        if !id.starts_with(&format!("{country}_")) {
            let message = format!("`{id}` must begin with `{country}_`");
            return Err(self.error(entry.id.span(), message));
        }
        let shapes = entry.shapes.get_ref();
        let lengths: BTreeSet<usize> = shapes.iter().map(Shape::len).collect();
        if lengths.is_empty() {
            return Err(self.error(entry.shapes.span(), "a number needs a shape".to_owned()));
        }
        let rules: Vec<Rule> = entry
            .rule
            .into_iter()
            .map(|rule| self.rule(rule, &lengths))
            .collect::<Result<_, _>>()?;
        if rules.is_empty() {
            return Err(self.error(entry.id.span(), "a number needs a rule".to_owned()));
        }
        for code in entry.languages.iter().chain(entry.words.keys()) {
            if code.get_ref().len() != 3 || !code.get_ref().bytes().all(|b| b.is_ascii_lowercase())
            {
                let message = format!(
                    "`{}` is no language code of three letters (ISO 639-3)",
                    code.get_ref()
                );
                return Err(self.error(code.span(), message));
            }
        }
        if !(0.0..=1.0).contains(entry.random_pass_rate.get_ref()) {
            let message = "`random_pass_rate` is a part of 1".to_owned();
            return Err(self.error(entry.random_pass_rate.span(), message));
        }
        let words = entry.words.into_iter().map(|(code, entries)| {
            let words = entries.iter().flat_map(|entry| Word::expand(entry));
            (code.into_inner(), words.collect())
        });
        let place = entry.examples.span();
        let identifier = Identifier {
            id: entry.id.into_inner(),
            country: country.to_owned(),
            name: entry.name,
            english: entry.english,
            context: entry.context,
            random_pass_rate: entry.random_pass_rate.into_inner(),
            words: words.collect(),
            languages: entry
                .languages
                .into_iter()
                .map(Spanned::into_inner)
                .collect(),
            not_after: entry.not_after,
            examples: entry.examples.into_inner(),
            shapes: entry.shapes.into_inner(),
            rules,
        };
        self.examples(&identifier, place)?;
        Ok(identifier)
    }

    fn rule(&self, rule: Spanned<RawRule>, lengths: &BTreeSet<usize>) -> Result<Rule, Error> {
        let place = rule.span();
        let rule = rule.into_inner();
        let longest = match rule.length {
            Some(length) if !lengths.contains(&length) => {
                let message = format!("no shape has {length} characters");
                return Err(self.error(place, message));
            }
            Some(length) => length,
            None => lengths.last().copied().unwrap_or_default(),
        };
        let seen = longest + rule.replace.as_ref().map_or(0, |r| r.get_ref().growth());
        self.verified(&rule.parts, |part| part.verify(longest))?;
        self.verified(&rule.replace, |replace| replace.verify(longest))?;
        self.verified(&rule.check, |check| check.verify(seen))?;
        let date = match rule.date {
            Some(date) => {
                let place = date.span();
                let mut date = date.into_inner();
                date.prepare(longest)
                    .map_err(|message| self.error(place, message))?;
                Some(date)
            }
            None => None,
        };
        Ok(Rule {
            length: rule.length,
            parts: rule.parts.into_iter().map(Spanned::into_inner).collect(),
            replace: rule.replace.map(Spanned::into_inner),
            date,
            check: rule.check.into_iter().map(Spanned::into_inner).collect(),
        })
    }

    fn verified<'v, T: 'v>(
        &self,
        values: impl IntoIterator<Item = &'v Spanned<T>>,
        verify: impl Fn(&T) -> Result<(), String>,
    ) -> Result<(), Error> {
        for value in values {
            verify(value.get_ref()).map_err(|message| self.error(value.span(), message))?;
        }
        Ok(())
    }

    /// A file whose own examples contradict it is refused.
    fn examples(&self, identifier: &Identifier, place: Range<usize>) -> Result<(), Error> {
        let Examples { valid, invalid } = &identifier.examples;
        let wrong = valid.iter().find(|text| !identifier.is_valid(text));
        if let Some(text) = wrong {
            let message = format!("`{text}` is an example of a valid number, and fails the rules");
            return Err(self.error(place, message));
        }
        let wrong = invalid.iter().find(|text| identifier.is_valid(text));
        if let Some(text) = wrong {
            let message =
                format!("`{text}` is an example of a wrong number, and fulfils the rules");
            return Err(self.error(place, message));
        }
        if valid.is_empty() || invalid.is_empty() {
            return Err(self.error(place, "examples of both kinds are needed".to_owned()));
        }
        Ok(())
    }

    fn error(&self, span: Range<usize>, message: String) -> Error {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let column = before.get(start..).unwrap_or_default().chars().count() + 1;
        let key = self.text.get(span.clone()).unwrap_or_default();
        let key = key
            .lines()
            .next()
            .unwrap_or_default()
            .trim_matches(['"', '\'']);
        // Serde names an unknown key first, and then all that it knows, each in backticks.
        let known = message.split('`').skip(3).step_by(2);
        let nearest = message
            .starts_with("unknown ")
            .then(|| tamis_langs::nearest(key, known).map(str::to_owned))
            .flatten();
        Error {
            file: self.file.to_owned(),
            line: before.matches('\n').count() + 1,
            column,
            key: key.to_owned(),
            nearest,
            message,
            span,
        }
    }
}
