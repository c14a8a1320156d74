//! A page as its parts, so that Markdown and HTML cannot say different things.

use crate::provider::{Answer, Missing};

/// The page.
pub(super) struct Page {
    pub(super) title: String,
    pub(super) blocks: Vec<Block>,
}

/// A part of it.
pub(super) enum Block {
    /// A heading with the anchor that it has in HTML; 2 is the level below the title.
    Heading {
        level: u8,
        anchor: &'static str,
        text: String,
    },
    /// A heading within a section, for the name of something.
    Name(String),
    /// A paragraph of our own.
    Text(String),
    /// Names and values.
    Facts(Vec<(&'static str, Item)>),
    /// A table.
    Table(Table),
}

/// Adds a heading.
pub(super) fn heading(blocks: &mut Vec<Block>, level: u8, anchor: &'static str, text: &str) {
    blocks.push(Block::Heading {
        level,
        anchor,
        text: text.to_owned(),
    });
}

/// Adds a paragraph.
pub(super) fn say(blocks: &mut Vec<Block>, text: impl Into<String>) {
    blocks.push(Block::Text(text.into()));
}

/// A table. Numbers stand to the right.
pub(super) struct Table {
    pub(super) caption: &'static str,
    pub(super) head: Vec<(&'static str, Align)>,
    pub(super) rows: Vec<Vec<Item>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
}

/// A value.
pub(super) enum Item {
    Text(String),
    Number(u64),
    Bytes(u64),
    /// Text that is a link, if it is a URL.
    Link(String),
    /// A name that is spelled exactly so.
    Code(String),
    /// Paragraphs in somebody's words.
    Words(String),
    List(Vec<String>),
    Missing(Missing),
    /// Answered by nobody, and nobody has to.
    None,
}

impl Item {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn of<T: Clone>(answer: &Answer<T>, f: impl FnOnce(T) -> Self) -> Self {
        match answer {
            Answer::Given(value) => f(value.clone()),
            Answer::Missing(missing) => Self::Missing(missing.clone()),
        }
    }

    pub(super) fn words(answer: &Answer<String>) -> Self {
        Self::of(answer, Self::Words)
    }

    pub(super) fn link(answer: &Answer<String>) -> Self {
        Self::of(answer, Self::Link)
    }

    pub(super) fn yes(answer: &Answer<bool>) -> Self {
        Self::of(answer, |yes| Self::text(if yes { "yes" } else { "no" }))
    }

    pub(super) fn date(answer: &Answer<String>) -> Self {
        Self::of(answer, |date| Self::Text(european(&date)))
    }

    /// An answer that only makes sense beside another one.
    pub(super) fn maybe(words: Option<&String>) -> Self {
        words.map_or(Self::None, |words| Self::Words(words.clone()))
    }
}

/// `01/09/2026 (2026-09-01)` of `2026-09-01`, and `09/2026 (2026-09)` of `2026-09`: the template writes
/// the day first, and readers from elsewhere must not take it for the month.
pub(super) fn european(date: &str) -> String {
    let mut parts: Vec<&str> = date.split('-').collect();
    parts.reverse();
    format!("{} ({date})", parts.join("/"))
}
