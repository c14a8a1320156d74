//! A profile's TOML, checked against the schema, with the place of every mistake.

use std::collections::BTreeSet;
use std::ops::Range;

use toml::de::{DeTable, DeValue};
use toml::{Spanned, Table, Value};

use crate::file::{File, stem};
use crate::likely::likely;
use crate::limits::{LIMITS, Side};
use crate::nearest::nearest;
use crate::schema::{EXAMPLE, EXAMPLES, Key, Kind, SECTIONS, TOP, home_of, other_side, ranges};
use crate::{Error, LangCode};

type Place = Range<usize>;

/// Looks at one file.
pub(crate) struct Checker<'a> {
    file: &'a File,
}

impl<'a> Checker<'a> {
    pub(crate) fn new(file: &'a File) -> Self {
        Self { file }
    }

    /// The values of the file, if each key is known and holds what it may.
    pub(crate) fn check(&self) -> Result<Table, Error> {
        let syntax = |error: toml::de::Error| {
            let place = error.span().unwrap_or(0..0);
            let message = likely(&self.file.text, place.start).unwrap_or(error.message());
            self.error(&place, None, None, message.to_owned())
        };
        let spanned = DeTable::parse(&self.file.text).map_err(syntax)?;
        for (key, value) in spanned.get_ref().iter() {
            self.check_top(key.get_ref(), &key.span(), value)?;
        }
        self.file.text.parse::<Table>().map_err(syntax)
    }

    fn check_top(&self, key: &str, at: &Place, value: &Spanned<DeValue>) -> Result<(), Error> {
        if let Some(section) = SECTIONS.iter().find(|section| section.name == key) {
            return self.check_section(key, &section.keys, value);
        }
        if key == EXAMPLES {
            return self.check_examples(value);
        }
        if let Some(known) = TOP.iter().find(|known| known.name == key) {
            return self.check_value(key, known.kind, value);
        }
        let names = TOP.iter().map(|known| known.name);
        let names = names
            .chain(SECTIONS.iter().map(|section| section.name))
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
        keys: &[Key],
        value: &Spanned<DeValue>,
    ) -> Result<(), Error> {
        let Some(table) = value.get_ref().as_table() else {
            return Err(self.wrong_type(section, "a table", value));
        };
        for (key, value) in table.iter() {
            let name: &str = key.get_ref();
            let path = format!("{section}.{name}");
            if let Some(known) = keys.iter().find(|known| known.name == name) {
                self.check_value(&path, known.kind, value)?;
                continue;
            }
            if let Some((bound, side)) = other_side(section, name) {
                let (has, lacks) = match side {
                    Side::Min => ("from below", "an upper"),
                    Side::Max => ("from above", "a lower"),
                };
                let message =
                    format!("this signal is bounded {has} only, `{name}` is {lacks} bound");
                let near = Some(bound.to_owned());
                return Err(self.error(&key.span(), Some(path), near, message));
            }
            // A key that another section has is meant, rather than one that looks like it.
            let near = home_of(name).map(|home| format!("{home}.{name}"));
            let near = near
                .or_else(|| nearest(name, keys.iter().map(|known| known.name)).map(str::to_owned));
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
            self.check_reason(example.get_ref())?;
        }
        Ok(())
    }

    /// An example can only wait for a rule that there is, and only if it is to be dropped.
    fn check_reason(&self, example: &DeValue) -> Result<(), Error> {
        let Some(value) = example.get("reason") else {
            return Ok(());
        };
        let reason = value.get_ref().as_str().unwrap_or_default();
        let key = Some(format!("{EXAMPLES}.reason"));
        if !LIMITS.iter().any(|def| def.key == reason) {
            let near = nearest(reason, LIMITS.iter().map(|def| def.key)).map(str::to_owned);
            let message = format!("no rule is named `{reason}`, so none can drop this example");
            return Err(self.error(&value.span(), key, near, message));
        }
        let keep = example
            .get("keep")
            .and_then(|keep| keep.get_ref().as_bool());
        if keep == Some(true) {
            let message = "an example that must be kept has no reason to be dropped".to_owned();
            return Err(self.error(&value.span(), key, None, message));
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
            Kind::Repeats => (
                is_off(value) || (decimal(value).is_some_and(|n| (1.0..=1000.0).contains(&n))),
                "a number from 1 to 1000, or `false` for the mix's own",
            ),
            Kind::Texts => (is_texts(value), "a list of strings"),
            Kind::Codes => (
                is_codes(value),
                "a list of codes such as `ces_Latn`, none twice",
            ),
            Kind::OneOf(words) => return self.check_word(key, words, value),
        };
        if right {
            return Ok(());
        }
        let mut error = self.wrong_type(key, expected, value);
        // The commonest slip: per cent instead of a part of 1.
        if matches!(kind, Kind::Share | Kind::ShareLimit)
            && let Some(number) = decimal(value).filter(|number| (1.0..=100.0).contains(number))
            && let Error::Profile { message, .. } = &mut error
        {
            message.push_str(&format!(" (of per cent, that is {})", number / 100.0));
        }
        Err(error)
    }

    fn check_word(&self, key: &str, words: &[&str], value: &Spanned<DeValue>) -> Result<(), Error> {
        let Some(word) = value.get_ref().as_str() else {
            let expected = format!("one of {}", words.join(", "));
            return Err(self.wrong_type(key, &expected, value));
        };
        if words.contains(&word) {
            return Ok(());
        }
        let near = nearest(word, words.iter().copied()).map(str::to_owned);
        let message = format!("`{word}` in `{key}`: expected one of {}", words.join(", "));
        Err(self.error(&value.span(), Some(key.to_owned()), near, message))
    }

    pub(crate) fn check_code(&self, own: &Table) -> Result<(), Error> {
        let fail = |message| Err(self.at_key("code", message));
        let Some(code) = own.get("code").and_then(Value::as_str) else {
            return fail(
                "a profile needs `code = \"...\"`, as in `code = \"ces_Latn\"`".to_owned(),
            );
        };
        if let Err(error) = code.parse::<LangCode>() {
            return fail(error.to_string());
        }
        let stem = Some(stem(&self.file.name));
        match stem {
            Some(stem) if stem.parse::<LangCode>().is_ok() && stem != code => {
                fail(format!("`code` is `{code}` but the file is named `{stem}`"))
            }
            _ => Ok(()),
        }
    }

    /// The mistake that two bounds leave no value between them, where this file sets one of them.
    pub(crate) fn crossing(&self, crossing: &Crossing) -> Error {
        let Crossing {
            low,
            high,
            least,
            most,
        } = crossing;
        let message =
            format!("`{low}` = {least} exceeds `{high}` = {most}: no document could be kept");
        let place = [low, high]
            .map(|key| self.key_place(key.split_once('.').map_or(*key, |(_, name)| name)));
        let place = place
            .into_iter()
            .find(|place| !place.is_empty())
            .unwrap_or(0..0);
        self.error(&place, Some((*low).to_owned()), None, message)
    }

    /// Where a key is set, for mistakes that show only after merging; the top if it is inherited.
    fn key_place(&self, key: &str) -> Place {
        let Ok(table) = DeTable::parse(&self.file.text) else {
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

    /// A mistake that shows at a key.
    pub(crate) fn at_key(&self, key: &str, message: String) -> Error {
        self.error(&self.key_place(key), Some(key.to_owned()), None, message)
    }

    /// Where the value of a key outside any section stands.
    pub(crate) fn value_place(&self, key: &str) -> Place {
        let table = DeTable::parse(&self.file.text).ok();
        let span = table.and_then(|table| table.get_ref().get(key).map(Spanned::span));
        span.unwrap_or(0..0)
    }

    fn wrong_type(&self, key: &str, expected: &str, value: &Spanned<DeValue>) -> Error {
        let found = self
            .file
            .text
            .get(value.span())
            .and_then(|text| text.lines().next());
        let found: String = found.unwrap_or_default().chars().take(40).collect();
        let message = format!("`{key}` is {found}: expected {expected}");
        self.error(&value.span(), Some(key.to_owned()), None, message)
    }

    pub(crate) fn error(
        &self,
        place: &Place,
        key: Option<String>,
        nearest: Option<String>,
        message: String,
    ) -> Error {
        let text = &self.file.text;
        let before = text.get(..place.start).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before
            .rsplit('\n')
            .next()
            .unwrap_or_default()
            .chars()
            .count()
            + 1;
        Error::Profile {
            file: self.file.name.clone(),
            line,
            column,
            key,
            nearest,
            message,
            text: text.clone(),
            span: place.clone(),
        }
    }
}

fn is_off(value: &Spanned<DeValue>) -> bool {
    value.get_ref().as_bool() == Some(false)
}

/// Two bounds on one signal that leave no value between them.
pub(crate) struct Crossing {
    pub(crate) low: &'static str,
    pub(crate) high: &'static str,
    least: f64,
    most: f64,
}

/// The first bounds of a merged profile that cross.
pub(crate) fn crossing(merged: &Table) -> Option<Crossing> {
    let value = |key: &str| {
        let (section, name) = key.split_once('.')?;
        number(merged.get(section)?.get(name)?)
    };
    ranges().find_map(|(low, high)| {
        let (least, most) = (value(low)?, value(high)?);
        (least > most).then_some(Crossing {
            low,
            high,
            least,
            most,
        })
    })
}

fn in_range(value: &Spanned<DeValue>, most: f64) -> bool {
    decimal(value).is_some_and(|number| (0.0..=most).contains(&number))
}

/// A number in decimal digits.
fn decimal(value: &Spanned<DeValue>) -> Option<f64> {
    let digits = match value.get_ref() {
        DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
        DeValue::Float(number) => number.as_str(),
        _ => return None,
    };
    digits.replace('_', "").parse().ok()
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
