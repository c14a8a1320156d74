//! From the values of the wanted columns to a document: the same rules for JSON and Parquet.

use super::row::{Columns, Row, Why};
use crate::error::{Error, Result};

/// What a column is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    Text,
    Id,
    Language,
    Script,
    Url,
    Date,
    Dump,
    Source,
    Score,
    License,
}

impl Role {
    /// The key of a config that names its column.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Id => "id",
            Self::Language => "language",
            Self::Script => "script",
            Self::Url => "url",
            Self::Date => "date",
            Self::Dump => "dump",
            Self::Source => "source",
            Self::Score => "score",
            Self::License => "license",
        }
    }
}

/// A column that a file has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) role: Role,
    pub(crate) name: String,
    /// Its type as the file has it; empty for JSON, which has none.
    pub(crate) kind: String,
    /// What its values are, whatever they are encoded as: `strings`.
    pub(crate) values: &'static str,
}

/// How many roles there are.
pub(super) const ROLES: usize = Role::License as usize + 1;

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
pub(crate) struct Want {
    pub(crate) role: Role,
    pub(crate) name: String,
    /// Somebody asked for this name, rather than that it is the default.
    pub(crate) asked: bool,
}

/// All columns that are wanted, at most one for each role, and one for the text.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    pub(crate) columns: Vec<Want>,
    /// A row without a text, or with one that is null, is a row of an empty text.
    pub(crate) may_lack_text: bool,
}

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
        Ok(Self {
            columns: wanted.collect(),
            may_lack_text: false,
        })
    }

    /// Without the other roles.
    pub(super) fn only(mut self, role: Role) -> Self {
        self.columns.retain(|want| want.role == role);
        self
    }

    /// The name of the text.
    pub(super) fn text(&self) -> &str {
        let text = self.columns.iter().find(|want| want.role == Role::Text);
        text.map_or("text", |want| &want.name)
    }
}

/// The text, or why there is none.
pub(super) fn text(
    cells: &mut Cells,
    wanted: &Wanted,
) -> std::result::Result<String, (Why, String)> {
    let name = wanted.text();
    let wrong = |kind: &str| Err((Why::Type, format!("`{name}` is {kind}; expected a string")));
    match cells[Role::Text as usize].take() {
        Some(Cell::Text(text)) => Ok(text),
        Some(Cell::Other("null")) | None if wanted.may_lack_text => Ok(String::new()),
        Some(Cell::Number(_)) => wrong("a number"),
        Some(Cell::Other("null")) => Err((Why::NoText, format!("no text: `{name}` is null"))),
        Some(Cell::Other(kind)) => wrong(kind),
        None => Err((Why::NoText, format!("no text: there is no `{name}`"))),
    }
}

/// The document `number` of the file, which begins at `offset`, with `place` for an id where it has
/// none.
pub(super) fn row(
    mut cells: Cells,
    text: String,
    (number, offset): (u32, u64),
    place: impl Fn() -> String,
) -> Row {
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
    let id = string(&mut cells, Role::Id);
    Row {
        number,
        offset,
        own_id: id.is_some(),
        id: id.unwrap_or_else(place),
        text,
        language,
        url: string(&mut cells, Role::Url),
        date: string(&mut cells, Role::Date),
        dump: string(&mut cells, Role::Dump),
        source: string(&mut cells, Role::Source),
        license: string(&mut cells, Role::License),
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
