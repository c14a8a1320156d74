//! From the values of the wanted columns to a document: the same rules for JSON and Parquet.

use super::{Columns, Row};
use crate::error::{Error, Result};

/// What a column is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Text,
    Id,
    Language,
    Script,
    Url,
    Date,
    Dump,
    Source,
    Score,
}

/// How many roles there are.
pub(super) const ROLES: usize = Role::Score as usize + 1;

/// A value, as far as a role can use it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Text(String),
    /// As its digits.
    Number(String),
    /// Anything else, by what it is: `null`, `a list`.
    Other(&'static str),
}

/// The values of one document, by role.
pub(super) type Cells = [Option<Cell>; ROLES];

/// A column that is wanted.
#[derive(Debug, Clone)]
pub(super) struct Want {
    pub(super) role: Role,
    pub(super) name: String,
    /// Somebody asked for this name, rather than that it is the default.
    pub(super) asked: bool,
}

/// All columns that are wanted.
#[derive(Debug, Clone)]
pub(super) struct Wanted(pub(super) Vec<Want>);

impl Wanted {
    /// # Errors
    /// When the text has an empty name.
    pub(super) fn new(columns: &Columns) -> Result<Self> {
        if columns.text.is_empty() {
            return Err(Error::usage(
                "the name of the text column is empty",
                "give the name of the column (JSON key) that holds the text",
            ));
        }
        let default = Columns::default();
        // FineWeb-2 splits the label: language = "mlt", language_script = "Latn".
        let script = match (columns.language.as_str(), columns.language.rfind('.')) {
            ("", _) => String::new(),
            (_, None) => "language_script".to_string(),
            (name, Some(dot)) => format!("{}.language_script", &name[..dot]),
        };
        let score = columns.score.as_deref().unwrap_or_default();
        let wanted = [
            (Role::Text, columns.text.as_str(), default.text.as_str()),
            (Role::Id, &columns.id, &default.id),
            (Role::Language, &columns.language, &default.language),
            (Role::Script, &script, &script),
            (Role::Url, &columns.url, &default.url),
            (Role::Date, &columns.date, &default.date),
            (Role::Dump, &columns.dump, &default.dump),
            (Role::Source, &columns.source, &default.source),
            (Role::Score, score, ""),
        ];
        let wanted = wanted.into_iter().filter(|(_, name, _)| !name.is_empty());
        let wanted = wanted.map(|(role, name, default)| Want {
            role,
            name: name.to_string(),
            asked: name != default,
        });
        Ok(Self(wanted.collect()))
    }

    /// Without the other roles.
    pub(super) fn only(mut self, role: Role) -> Self {
        self.0.retain(|want| want.role == role);
        self
    }

    /// The name of the text.
    pub(super) fn text(&self) -> &str {
        let text = self.0.iter().find(|want| want.role == Role::Text);
        text.map_or("text", |want| &want.name)
    }
}

/// The text, or why there is none.
pub(super) fn text(cells: &mut Cells, name: &str) -> std::result::Result<String, String> {
    match cells[Role::Text as usize].take() {
        Some(Cell::Text(text)) => Ok(text),
        Some(Cell::Number(_)) => Err(format!("`{name}` is a number; expected a string")),
        Some(Cell::Other("null")) => Err(format!("no text: `{name}` is null")),
        Some(Cell::Other(kind)) => Err(format!("`{name}` is {kind}; expected a string")),
        None => Err(format!("no text: there is no `{name}`")),
    }
}

/// The document `number` of the file, with `place` for an id where it has none.
pub(super) fn row(mut cells: Cells, text: String, number: u32, place: impl Fn() -> String) -> Row {
    let score = string(&mut cells, Role::Score).and_then(|digits| digits.trim().parse().ok());
    let mut language = string(&mut cells, Role::Language);
    if let Some(Cell::Text(script)) = &cells[Role::Script as usize]
        && let Some(language) = &mut language
        && !script.is_empty()
        && !language.ends_with(&format!("_{script}"))
    {
        language.push('_');
        language.push_str(script);
    }
    Row {
        number,
        id: string(&mut cells, Role::Id).unwrap_or_else(place),
        text,
        language,
        url: string(&mut cells, Role::Url),
        date: string(&mut cells, Role::Date),
        dump: string(&mut cells, Role::Dump),
        source: string(&mut cells, Role::Source),
        score: score.filter(|score: &f64| score.is_finite()),
    }
}

/// A string or number that says something.
fn string(cells: &mut Cells, role: Role) -> Option<String> {
    match cells[role as usize].take() {
        Some(Cell::Text(text) | Cell::Number(text)) => Some(text).filter(|text| !text.is_empty()),
        _ => None,
    }
}
