//! Kept blocks to plain text and to Markdown.

mod inline;
mod layout;
mod markdown;
mod plain;
mod table;

pub use markdown::MarkdownOptions;
pub(crate) use markdown::markdown;
pub(crate) use plain::render;
