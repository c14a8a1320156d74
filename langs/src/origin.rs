//! Where each value of a profile stands, and where its author says that the number came from.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::file::File;

/// Where a value of a profile was set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The file, as messages call it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// The comment that says where the value came from: the one behind it, or else the block of
    /// comments above it or above the keys that it follows without a blank line. Empty when there
    /// is none.
    pub source: String,
}

/// Where an example stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, as messages call it.
    pub file: String,
    /// Its whole text.
    pub text: Arc<str>,
    /// The bytes of `text` that the example takes.
    pub span: Range<usize>,
}

/// Where the values and examples of one resolved profile stand.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origins {
    /// By section and key, `quality.min_words`.
    pub(crate) values: BTreeMap<String, Origin>,
    /// In the order of the profile's examples.
    pub(crate) examples: Vec<Place>,
}

impl Origins {
    /// Adds every value of a file, over what was there.
    pub(crate) fn add(&mut self, file: &File) {
        let Ok(table) = DeTable::parse(&file.text) else {
            return;
        };
        let lines: Vec<&str> = file.text.lines().collect();
        for (key, value) in table.get_ref().iter() {
            match value.get_ref() {
                DeValue::Table(section) => {
                    for (name, value) in section.iter() {
                        let path = format!("{}.{}", key.get_ref(), name.get_ref());
                        self.insert(path, file, &lines, &name.span(), value);
                    }
                }
                DeValue::Array(_) => {}
                _ => self.insert(key.get_ref().to_string(), file, &lines, &key.span(), value),
            }
        }
    }

    fn insert(
        &mut self,
        path: String,
        file: &File,
        lines: &[&str],
        key: &Range<usize>,
        value: &Spanned<DeValue<'_>>,
    ) {
        let before = file.text.get(..key.start).unwrap_or_default();
        let line = before.matches('\n').count();
        let behind = file.text.get(value.span().end..).unwrap_or_default();
        let behind = behind.lines().next().unwrap_or_default();
        let source = comment(behind).unwrap_or_else(|| above(lines, line));
        let origin = Origin {
            file: file.name.clone(),
            line: line + 1,
            source,
        };
        self.values.insert(path, origin);
    }

    /// Sets where the examples stand, which a profile has from its own file only.
    pub(crate) fn of_examples(&mut self, file: &File) {
        let Ok(table) = DeTable::parse(&file.text) else {
            return;
        };
        let examples = table
            .get_ref()
            .get("examples")
            .and_then(|value| value.get_ref().as_array());
        let place = |example: &Spanned<DeValue<'_>>| {
            // The table's own span is that of its header: the text is what a reader looks for.
            let text = example.get_ref().get("text");
            Place {
                file: file.name.clone(),
                text: file.text.clone(),
                span: text.map_or_else(|| example.span(), Spanned::span),
            }
        };
        self.examples = examples
            .map(|list| list.iter().map(place).collect())
            .unwrap_or_default();
    }
}

/// The words of a comment, if the text is one.
fn comment(text: &str) -> Option<String> {
    let words = text.trim_start().strip_prefix('#')?.trim();
    (!words.is_empty()).then(|| words.to_owned())
}

/// The block of comments above a line, or above the keys that stand right above it.
fn above(lines: &[&str], line: usize) -> String {
    let mut block: Vec<String> = Vec::new();
    for text in lines.get(..line).unwrap_or_default().iter().rev() {
        match comment(text) {
            Some(words) => block.push(words),
            None if !block.is_empty() => break,
            None if text.trim().is_empty() || text.starts_with('[') => break,
            None => {}
        }
    }
    block.reverse();
    block.join(" ")
}
