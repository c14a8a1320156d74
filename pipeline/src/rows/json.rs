//! The wanted values of one JSON line, without building the rest of it.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::added::PREFIX;
use super::cells::{self, Cell, Cells, ROLES, Role, Wanted};
use super::row::Why;
use crate::config::suggest;

/// Keys named in a message.
const KEYS_SHOWN: usize = 30;

/// What a line says.
#[derive(Default)]
pub(super) struct Line {
    pub(super) cells: Cells,
    pub(super) text: String,
    /// The object has the key of the text, whatever its value.
    pub(super) has_text: bool,
    /// Keys of the object that start as those of the added columns do.
    pub(super) taken: HashSet<String>,
}

/// Reads a line, which must be one object with a text.
///
/// # Errors
/// Says what was expected.
pub(super) fn read(line: &str, wanted: &Wanted) -> std::result::Result<Line, (Why, String)> {
    // Without its end, which a message would point at as a second line.
    let line = line.trim_end_matches(['\r', '\n']);
    let mut found = walk(line, wanted, false)
        .map_err(|error| (Why::Unreadable, not_an_object(line, &error)))?;
    let id = &mut found.cells[Role::Id as usize];
    if matches!(id, Some(Cell::Number(digits)) if digits.contains(['e', '.'])) {
        // An integer of more than 64 bits has become a float and lost its last digits.
        if let Ok(mut whole) = walk(line, wanted, true) {
            *id = whole.cells[Role::Id as usize].take();
        }
    }
    let missing = found.cells[Role::Text as usize].is_none();
    found.has_text = !missing;
    found.text = cells::text(&mut found.cells, wanted).map_err(|(why, reason)| match missing {
        true => (
            why,
            format!("{reason}; {}", suggestion(line, wanted.text())),
        ),
        false => (why, reason),
    })?;
    Ok(found)
}

/// Whether a line is one whole JSON value.
pub(super) fn is_whole(line: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(line).is_ok()
}

fn not_an_object(line: &str, error: &serde_json::Error) -> String {
    const EXPECTED: &str = "expected one JSON object a line";
    let whole = is_whole(line);
    match line.trim_start().chars().next() {
        Some('[') if whole => format!("a JSON array; {EXPECTED}"),
        Some('{') if whole => format!("an object that cannot be used: {}", place(error)),
        _ if whole => format!("a JSON value, but no object; {EXPECTED}"),
        _ if error.is_eof() => format!("ends in the middle: {}; {EXPECTED}", place(error)),
        _ => format!("not JSON: {}; {EXPECTED}", place(error)),
    }
}

/// A line has no lines within it, so only the column says something.
fn place(error: &serde_json::Error) -> String {
    error.to_string().replace(" at line 1 column ", " at byte ")
}

fn suggestion(line: &str, name: &str) -> String {
    let keys: BTreeMap<Cow<'_, str>, IgnoredAny> = serde_json::from_str(line).unwrap_or_default();
    let keys: Vec<&str> = keys.keys().map(AsRef::as_ref).take(KEYS_SHOWN).collect();
    match keys.is_empty() {
        true => "the object is empty".into(),
        false => suggest(name, &keys),
    }
}

fn walk(line: &str, wanted: &Wanted, whole: bool) -> serde_json::Result<Line> {
    let mut found = Line::default();
    let paths = wanted
        .columns
        .iter()
        .map(|want| (want.role, want.name.as_str()));
    let mut depths = [u8::MAX; ROLES];
    let mut json = serde_json::Deserializer::from_str(line);
    let top = Node {
        here: Vec::new(),
        below: paths.collect(),
        depth: 0,
        whole,
        found: &mut found,
        depths: &mut depths,
    };
    json.deserialize_map(top)?;
    json.end()?;
    Ok(found)
}

/// A place in the object: roles that want its value, and those that want something below it.
struct Node<'a> {
    here: Vec<Role>,
    below: Vec<(Role, &'a str)>,
    depth: u8,
    /// Ask for ids as integers of up to 128 bits.
    whole: bool,
    found: &'a mut Line,
    /// How deep the values found so far stood: a whole name counts before a path. At equal depth the
    /// last of duplicate keys counts, as in nearly every JSON library.
    depths: &'a mut [u8; ROLES],
}

impl Node<'_> {
    fn keep(self, cell: Cell) {
        for role in &self.here {
            let role = *role as usize;
            if self.depth <= self.depths[role] {
                self.depths[role] = self.depth;
                self.found.cells[role] = Some(cell.clone());
            }
        }
    }
}

#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        if self.whole && self.here.contains(&Role::Id) {
            return json.deserialize_u128(self);
        }
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(Key(key)) = map.next_key()? {
            if self.depth == 0 && key.starts_with(PREFIX) {
                self.found.taken.insert(key.to_string());
            }
            let mut here = Vec::new();
            let mut below = Vec::new();
            for (role, name) in &self.below {
                match name.strip_prefix(key.as_ref()) {
                    Some("") => here.push(*role),
                    Some(rest) if rest.starts_with('.') => below.push((*role, &rest[1..])),
                    _ => {}
                }
            }
            if here.is_empty() && below.is_empty() {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            map.next_value_seed(Node {
                here,
                below,
                depth: self.depth.saturating_add(1),
                whole: self.whole,
                found: &mut *self.found,
                depths: &mut *self.depths,
            })?;
        }
        self.keep(Cell::Other("an object"));
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        // Of languages in the order of their probability the first is the document's.
        let mut first = None;
        if self.here.contains(&Role::Language) {
            first = list.next_element::<serde_json::Value>()?;
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        match first {
            Some(serde_json::Value::String(language)) => self.keep(Cell::Text(language)),
            _ => self.keep(Cell::Other("a list")),
        }
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.keep(Cell::Text(text.to_string()));
        Ok(())
    }

    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        self.keep(Cell::Number(number.to_string()));
        Ok(())
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        self.keep(Cell::Number(number.to_string()));
        Ok(())
    }

    fn visit_u128<E>(self, number: u128) -> Result<(), E> {
        self.keep(Cell::Number(number.to_string()));
        Ok(())
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        self.keep(Cell::Number(serde_json::Value::from(number).to_string()));
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.keep(Cell::Other("true or false"));
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.keep(Cell::Other("null"));
        Ok(())
    }
}
