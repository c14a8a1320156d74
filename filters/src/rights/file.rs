//! The TOML files of this module: policies and lists of agents, checked key by key, so that a mistake
//! is told with its line.

use std::ops::Range;
use std::sync::Arc;

use tamis_langs::nearest;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A mistake in a policy or in a list of agents.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {message}{}", hint(.nearest))]
pub struct FileError {
    /// The file as the caller named it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The key at fault, `rules.signals`, where one is.
    pub key: Option<String>,
    /// The valid key or word that was most likely meant.
    pub nearest: Option<String>,
    /// What is wrong and what was expected.
    pub message: String,
    /// The whole text of the file, and the bytes of it that are wrong.
    pub text: Arc<str>,
    /// See `text`.
    pub span: Range<usize>,
}

fn hint(nearest: &Option<String>) -> String {
    let hint = |name| format!("; did you mean `{name}`?");
    nearest.as_ref().map(hint).unwrap_or_default()
}

/// The text of a file, for what is wrong with it.
pub(super) struct File<'a> {
    pub(super) name: &'a str,
    pub(super) text: &'a str,
}

/// A table, with the name that its keys have in messages: `""` or `rules`.
pub(super) struct Table<'a> {
    pub(super) file: &'a File<'a>,
    pub(super) name: &'a str,
    pub(super) table: &'a DeTable<'a>,
    pub(super) span: Range<usize>,
}

impl<'a> File<'a> {
    pub(super) fn error(
        &self,
        span: Range<usize>,
        key: Option<String>,
        nearest: Option<&str>,
        message: String,
    ) -> FileError {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        FileError {
            file: self.name.to_owned(),
            line: before.matches('\n').count() + 1,
            column: line.chars().count() + 1,
            key,
            nearest: nearest.map(str::to_owned),
            message,
            text: self.text.into(),
            span,
        }
    }

    pub(super) fn parse(&self) -> Result<Spanned<DeTable<'a>>, FileError> {
        DeTable::parse(self.text).map_err(|error| {
            let span = error.span().unwrap_or(0..0);
            self.error(span, None, None, error.message().to_owned())
        })
    }
}

impl<'a> Table<'a> {
    /// The whole file.
    pub(super) fn top(file: &'a File<'a>, table: &'a DeTable<'a>) -> Self {
        Self {
            file,
            name: "",
            table,
            span: 0..0,
        }
    }

    fn path(&self, key: &str) -> String {
        match self.name {
            "" => key.to_owned(),
            name => format!("{name}.{key}"),
        }
    }

    pub(super) fn wrong(&self, key: &str, span: Range<usize>, message: String) -> FileError {
        self.file.error(span, Some(self.path(key)), None, message)
    }

    /// Every key is one of these, or told with the nearest one.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), FileError> {
        for (key, _) in self.table.iter() {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let place = match self.name {
                    "" => String::new(),
                    name => format!(" in [[{name}]]"),
                };
                let message = format!(
                    "unknown key `{name}`{place}, expected one of: {}",
                    known.join(", ")
                );
                let near = nearest(name, known.iter().copied());
                let path = Some(self.path(name));
                return Err(self.file.error(key.span(), path, near, message));
            }
        }
        Ok(())
    }

    pub(super) fn get(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.table.get(key)
    }

    /// A key that must be there.
    pub(super) fn must<T>(&self, key: &str, found: Option<T>) -> Result<T, FileError> {
        found.ok_or_else(|| {
            let place = match self.name {
                "" => "the file".to_owned(),
                name => format!("this entry of [[{name}]]"),
            };
            self.wrong(key, self.span.clone(), format!("{place} lacks `{key}`"))
        })
    }

    fn of_kind<T>(
        &self,
        key: &str,
        expected: &str,
        read: impl Fn(&'a DeValue<'a>) -> Option<T>,
    ) -> Result<Option<T>, FileError> {
        let Some(value) = self.get(key) else {
            return Ok(None);
        };
        match read(value.get_ref()) {
            Some(found) => Ok(Some(found)),
            None => {
                let found = value.get_ref().type_str();
                let message = format!("`{key}` must be {expected}, not {found}");
                Err(self.wrong(key, value.span(), message))
            }
        }
    }

    /// A table within.
    pub(super) fn table_of(&self, key: &'a str) -> Result<Option<Table<'a>>, FileError> {
        let Some(value) = self.get(key) else {
            return Ok(None);
        };
        let table = self.of_kind(key, "a table", |value| value.as_table())?;
        Ok(table.map(|table| Table {
            file: self.file,
            name: key,
            table,
            span: value.span(),
        }))
    }

    /// The tables of a list, `[[rules]]`.
    pub(super) fn tables(&self, key: &'a str) -> Result<Vec<Table<'a>>, FileError> {
        let expected = format!("a list of tables, [[{key}]]");
        let list = self.of_kind(key, &expected, |value| {
            let table = |item: &'a Spanned<DeValue<'a>>| {
                Some(Table {
                    file: self.file,
                    name: key,
                    table: item.get_ref().as_table()?,
                    span: item.span(),
                })
            };
            value
                .as_array()?
                .iter()
                .map(table)
                .collect::<Option<Vec<_>>>()
        })?;
        Ok(list.unwrap_or_default())
    }

    pub(super) fn text(&self, key: &str) -> Result<Option<&'a str>, FileError> {
        self.of_kind(key, "a string", |value| value.as_str())
    }

    pub(super) fn flag(&self, key: &str) -> Result<bool, FileError> {
        let flag = self.of_kind(key, "`true` or `false`", |value| value.as_bool())?;
        Ok(flag.unwrap_or(false))
    }

    pub(super) fn number(&self, key: &str) -> Result<Option<u32>, FileError> {
        self.of_kind(key, "a whole number from 0", |value| {
            let digits = value.as_integer()?;
            u32::from_str_radix(digits.as_str(), digits.radix()).ok()
        })
    }

    /// A date, as a string or bare: `2026-11-27`.
    pub(super) fn date(&self, key: &str) -> Result<Option<String>, FileError> {
        self.of_kind(key, "a date such as 2026-11-27", |value| {
            let text = match value {
                DeValue::Datetime(date) => date.to_string(),
                other => other.as_str()?.to_owned(),
            };
            let day = text.len() == 10 && super::Moment::parse(&text).is_some();
            day.then_some(text)
        })
    }

    /// A list of strings with their places; none where the key is not there.
    pub(super) fn texts(&self, key: &str) -> Result<Option<Vec<Spanned<&'a str>>>, FileError> {
        self.of_kind(key, "a list of strings", |value| {
            let item = |item: &'a Spanned<DeValue<'a>>| {
                Some(Spanned::new(item.span(), item.get_ref().as_str()?))
            };
            value.as_array()?.iter().map(item).collect()
        })
    }

    /// A list of the words of an enum.
    pub(super) fn words<T: Copy + 'static>(
        &self,
        key: &str,
        all: &[T],
        name: impl Fn(T) -> &'static str,
    ) -> Result<Option<Vec<T>>, FileError> {
        let Some(texts) = self.texts(key)? else {
            return Ok(None);
        };
        let word = |text: &Spanned<&str>| {
            let known = all
                .iter()
                .copied()
                .find(|known| name(*known) == *text.get_ref());
            known.ok_or_else(|| {
                let names = || all.iter().copied().map(&name);
                let message = format!(
                    "unknown word `{}` in `{key}`, expected: {}",
                    text.get_ref(),
                    names().collect::<Vec<_>>().join(", ")
                );
                let near = nearest(text.get_ref(), names());
                self.file
                    .error(text.span(), Some(self.path(key)), near, message)
            })
        };
        texts.iter().map(word).collect::<Result<_, _>>().map(Some)
    }
}
