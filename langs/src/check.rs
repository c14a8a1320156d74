//! A profile's TOML, checked against the schema with places, then merged with its parent.

use std::collections::BTreeSet;

use toml::de::{DeTable, DeValue};
use toml::{Spanned, Table, Value};

use crate::nearest::nearest;
use crate::schema::{EXAMPLE, EXAMPLES, Keys, Kind, RANGES, SECTIONS, TOP, home_of};
use crate::{Error, LangCode, Profile};

type Place = std::ops::Range<usize>;

/// Checks the text of a variant's profile, fills in what it leaves out from `default` (the text of
/// `default.toml`) and gives the resolved profile.
///
/// `file` is the name for messages; if its stem is a language code, `code` must equal it.
///
/// # Errors
/// [`Error::Profile`] with line, column, key and the nearest valid key.
pub fn check_toml(file: &str, text: &str, default: &str) -> Result<Profile, Error> {
    let parent = check_default("default.toml", default)?;
    resolve(file, text, &parent)
}

/// Checks the text of a `default.toml`, which may leave out anything, and gives its values.
pub(crate) fn check_default(file: &str, text: &str) -> Result<Table, Error> {
    Checker { file, text }.check()
}

/// Checks a variant against already checked values of its parent.
pub(crate) fn resolve(file: &str, text: &str, parent: &Table) -> Result<Profile, Error> {
    let checker = Checker { file, text };
    let own = checker.check()?;
    checker.check_code(&own)?;
    let mut merged = parent.clone();
    overlay(&mut merged, own);
    checker.check_ranges(&merged)?;
    merged.try_into().map_err(|error: toml::de::Error| {
        checker.error(
            &(0..0),
            None,
            None,
            format!("incomplete profile: {}", error.message()),
        )
    })
}

/// Lays `child` over `parent`: tables merge by key, everything else replaces.
pub(crate) fn overlay(parent: &mut Table, child: Table) {
    for (key, value) in child {
        match (parent.get_mut(&key), value) {
            (Some(Value::Table(under)), Value::Table(over)) => overlay(under, over),
            (_, value) => {
                parent.insert(key, value);
            }
        }
    }
}

struct Checker<'a> {
    file: &'a str,
    text: &'a str,
}

impl Checker<'_> {
    fn check(&self) -> Result<Table, Error> {
        let syntax = |error: toml::de::Error| {
            let place = error.span().unwrap_or(0..0);
            self.error(&place, None, None, error.message().to_owned())
        };
        let spanned = DeTable::parse(self.text).map_err(syntax)?;
        for (key, value) in spanned.get_ref().iter() {
            self.check_top(key.get_ref(), &key.span(), value)?;
        }
        self.text.parse::<Table>().map_err(syntax)
    }

    fn check_top(&self, key: &str, at: &Place, value: &Spanned<DeValue>) -> Result<(), Error> {
        if let Some((_, keys)) = SECTIONS.iter().find(|(section, _)| *section == key) {
            return self.check_section(key, keys, value);
        }
        if key == EXAMPLES {
            return self.check_examples(value);
        }
        if let Some((_, kind)) = TOP.iter().find(|(name, _)| *name == key) {
            return self.check_value(key, *kind, value);
        }
        let names = TOP.iter().map(|(name, _)| *name);
        let names = names
            .chain(SECTIONS.iter().map(|(name, _)| *name))
            .chain([EXAMPLES]);
        let (nearest, message) = match home_of(key) {
            Some(section) => (
                Some(format!("{section}.{key}")),
                format!("`{key}` belongs in the section [{section}]"),
            ),
            None => (
                nearest(key, names).map(str::to_owned),
                format!("unknown key `{key}`"),
            ),
        };
        Err(self.error(at, Some(key.to_owned()), nearest, message))
    }

    fn check_section(
        &self,
        section: &str,
        keys: Keys,
        value: &Spanned<DeValue>,
    ) -> Result<(), Error> {
        let Some(table) = value.get_ref().as_table() else {
            return Err(self.wrong_type(section, "a table", value));
        };
        for (key, value) in table.iter() {
            let name: &str = key.get_ref();
            let path = format!("{section}.{name}");
            if let Some((_, kind)) = keys.iter().find(|(valid, _)| *valid == name) {
                self.check_value(&path, *kind, value)?;
                continue;
            }
            let near = nearest(name, keys.iter().map(|(valid, _)| *valid)).map(str::to_owned);
            let near = near.or_else(|| home_of(name).map(|home| format!("{home}.{name}")));
            let message = format!("unknown key `{name}` in [{section}]");
            return Err(self.error(&key.span(), Some(path), near, message));
        }
        Ok(())
    }

    fn check_examples(&self, value: &Spanned<DeValue>) -> Result<(), Error> {
        let Some(list) = value.get_ref().as_array() else {
            return Err(self.wrong_type(EXAMPLES, "[[examples]] tables", value));
        };
        for example in list.iter() {
            self.check_section(EXAMPLES, EXAMPLE, example)?;
            for required in ["text", "keep"] {
                if example.get_ref().get(required).is_none() {
                    let message = format!("this example lacks `{required}`");
                    let key = Some(format!("{EXAMPLES}.{required}"));
                    return Err(self.error(&example.span(), key, None, message));
                }
            }
        }
        Ok(())
    }

    fn check_value(&self, key: &str, kind: Kind, value: &Spanned<DeValue>) -> Result<(), Error> {
        let (right, expected) = match kind {
            Kind::Text => (value.get_ref().is_str(), "a string"),
            Kind::Flag => (value.get_ref().is_bool(), "`true` or `false`"),
            Kind::Share => (in_range(value, 1.0), "a number from 0 to 1"),
            Kind::Limit => (
                is_off(value) || in_range(value, f64::from(f32::MAX)),
                "a number from 0, or `false` for off",
            ),
            Kind::ShareLimit => (
                is_off(value) || in_range(value, 1.0),
                "a number from 0 to 1, or `false` for off",
            ),
            Kind::Texts => (is_texts(value), "a list of strings"),
            Kind::Codes => (
                is_codes(value),
                "a list of codes such as `ces_Latn`, none twice",
            ),
            Kind::OneOf(words) => return self.check_words(key, words, value),
        };
        if right {
            Ok(())
        } else {
            Err(self.wrong_type(key, expected, value))
        }
    }

    fn check_words(
        &self,
        key: &str,
        words: &[&str],
        value: &Spanned<DeValue>,
    ) -> Result<(), Error> {
        let list = value.get_ref().as_array().filter(|_| is_texts(value));
        let Some(list) = list else {
            return Err(self.wrong_type(key, "a list of strings", value));
        };
        for item in list.iter() {
            let word = item.get_ref().as_str().unwrap_or_default();
            if !words.contains(&word) {
                let near = nearest(word, words.iter().copied()).map(str::to_owned);
                let message = format!("`{word}` in `{key}`: expected one of {}", words.join(", "));
                return Err(self.error(&item.span(), Some(key.to_owned()), near, message));
            }
        }
        Ok(())
    }

    fn check_code(&self, own: &Table) -> Result<(), Error> {
        let place = self.key_place("code");
        let fail = |message| Err(self.error(&place, Some("code".to_owned()), None, message));
        let Some(code) = own.get("code").and_then(Value::as_str) else {
            return fail(
                "a profile needs `code = \"...\"`, as in `code = \"ces_Latn\"`".to_owned(),
            );
        };
        if let Err(error) = code.parse::<LangCode>() {
            return fail(error.to_string());
        }
        let stem = self
            .file
            .rsplit(['/', '\\'])
            .next()
            .and_then(|name| name.split('.').next());
        match stem {
            Some(stem) if stem.parse::<LangCode>().is_ok() && stem != code => {
                fail(format!("`code` is `{code}` but the file is named `{stem}`"))
            }
            _ => Ok(()),
        }
    }

    fn check_ranges(&self, merged: &Table) -> Result<(), Error> {
        for (low, high) in RANGES {
            let number = |key| number(merged.get("quality")?.get(key)?);
            if let (Some(least), Some(most)) = (number(low), number(high))
                && least > most
            {
                let message = format!("`{low}` = {least} exceeds `{high}` = {most}");
                let key = Some(format!("quality.{low}"));
                let place = self.key_place(low);
                return Err(self.error(&place, key, None, message));
            }
        }
        Ok(())
    }

    /// Where a key is set, for mistakes that show only after merging; the top if it is inherited.
    fn key_place(&self, key: &str) -> Place {
        let Ok(table) = DeTable::parse(self.text) else {
            return 0..0;
        };
        let sections = table.get_ref().iter().flat_map(|(name, value)| {
            let inner = value
                .get_ref()
                .as_table()
                .map(|t| t.keys().collect::<Vec<_>>());
            std::iter::once(name).chain(inner.unwrap_or_default())
        });
        sections
            .filter(|name| name.get_ref() == key)
            .map(Spanned::span)
            .next()
            .unwrap_or(0..0)
    }

    fn wrong_type(&self, key: &str, expected: &str, value: &Spanned<DeValue>) -> Error {
        let found = self
            .text
            .get(value.span())
            .and_then(|text| text.lines().next());
        let found: String = found.unwrap_or_default().chars().take(40).collect();
        let message = format!("`{key}` is {found}: expected {expected}");
        self.error(&value.span(), Some(key.to_owned()), None, message)
    }

    fn error(
        &self,
        place: &Place,
        key: Option<String>,
        nearest: Option<String>,
        message: String,
    ) -> Error {
        let before = self.text.get(..place.start).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before
            .rsplit('\n')
            .next()
            .unwrap_or_default()
            .chars()
            .count()
            + 1;
        Error::Profile {
            file: self.file.to_owned(),
            line,
            column,
            key,
            nearest,
            message,
        }
    }
}

fn is_off(value: &Spanned<DeValue>) -> bool {
    value.get_ref().as_bool() == Some(false)
}

fn in_range(value: &Spanned<DeValue>, most: f64) -> bool {
    let digits = match value.get_ref() {
        DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
        DeValue::Float(number) => number.as_str(),
        _ => return false,
    };
    digits
        .replace('_', "")
        .parse::<f64>()
        .is_ok_and(|number| (0.0..=most).contains(&number))
}

fn is_texts(value: &Spanned<DeValue>) -> bool {
    value
        .get_ref()
        .as_array()
        .is_some_and(|list| list.iter().all(|item| item.get_ref().is_str()))
}

fn is_codes(value: &Spanned<DeValue>) -> bool {
    let code = |item: &Spanned<DeValue>| item.get_ref().as_str()?.parse::<LangCode>().ok();
    let Some(list) = value.get_ref().as_array() else {
        return false;
    };
    let codes: Option<BTreeSet<LangCode>> = list.iter().map(code).collect();
    codes.is_some_and(|codes| codes.len() == list.len())
}

#[expect(clippy::cast_precision_loss, reason = "a limit far below 2^53")]
fn number(value: &Value) -> Option<f64> {
    value
        .as_float()
        .or_else(|| value.as_integer().map(|number| number as f64))
}
