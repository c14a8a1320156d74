//! Bytes of a web page to its main text, in one parse.
//!
//! Three steps, each usable alone:
//!
//! 1. [`charset::decode`] turns bytes into text in the order of the WHATWG Encoding Standard;
//! 2. [`Page::parse`] reads the HTML once into a flat arena of elements and text blocks;
//! 3. [`Page::text`] and [`Page::markdown`] keep what a [`Mode`] asks for, and [`Page::metadata`] is
//!    what the page says about itself.
//!
//! Time and memory are linear in the bytes of the page whatever it holds: there is no
//! backtracking, no recursion, and every count has a cap ([`Limits`]).
//!
//! ```
//! use tamis_extract::{Page, charset};
//!
//! let bytes = b"<html lang=pl><nav><a href=/>Start</a></nav><p>Zaj\xb1c biegnie przez las.";
//! let hints = charset::Hints { http: Some("iso-8859-2"), tld: Some("pl") };
//! let decoded = charset::decode(bytes, &hints);
//! let page = Page::parse(&decoded.text);
//! assert_eq!(page.html_lang(), Some("pl"));
//! assert_eq!(page.main_text(), "Zając biegnie przez las.");
//! ```

mod attributes;
mod builder;
pub mod charset;
mod classes;
mod entities;
mod features;
mod forest;
mod fx;
mod head;
mod hint;
mod letters;
mod lexicon;
mod limits;
mod literal;
mod marks;
mod measure;
mod metadata;
pub mod mojibake;
mod page;
mod pass;
mod phrases;
mod render;
mod select;
mod stack;
mod tags;
mod text;
mod tokenizer;
mod tree;
mod words;

pub use head::RightsLink;
pub use limits::{Exhausted, Limits};
pub use metadata::Metadata;
pub use page::{BlockView, Kept, Page};
pub use render::MarkdownOptions;
pub use select::Mode;

/// Changes whenever the same page may give another text; a manifest records it.
pub const VERSION: u16 = 2;
