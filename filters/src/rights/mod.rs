//! Reservations of rights: reading the evidence, and deciding on it.
//!
//! Evidence is kept as it was found and apart from any decision, so that another policy can be
//! applied later without the page.

mod agents;
mod license;
mod policy;
mod robots;
mod tdm;

use serde::Serialize;

pub use agents::{AI_AGENTS, is_ai_agent};
pub use license::license;
pub use policy::{Policy, UnknownPolicy, decide};

/// Rises when the same evidence would be read or judged differently.
pub const VERSION: u16 = 1;

/// Where a reservation was declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// A field of the HTTP response.
    Header,
    /// A `meta` element of the page.
    Meta,
}

/// One declaration by the owner of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// What is declared: `noindex`, `none`, `noai`, `noimageai`, `noarchive`, `nosnippet`,
    /// `tdm-reservation` or `tdm-policy`.
    pub signal: &'static str,
    /// Where.
    pub place: Place,
    /// The agent it addresses, as written; none means all.
    pub agent: Option<String>,
    /// The value of the header or attribute, as written, shortened to 200 bytes.
    pub value: String,
}

/// Reads one HTTP response field. Call it for every field, and for each repetition of one.
pub fn from_header(name: &str, value: &str, out: &mut Vec<Evidence>) {
    if name.eq_ignore_ascii_case("x-robots-tag") {
        robots::read(value, Place::Header, None, out);
    } else {
        tdm::read(name, value, Place::Header, out);
    }
}

/// Reads the `name` and `content` attributes of one `meta` element.
pub fn from_meta(name: &str, content: &str, out: &mut Vec<Evidence>) {
    let name = name.trim();
    if name.eq_ignore_ascii_case("robots") || name.eq_ignore_ascii_case("x-robots-tag") {
        robots::read(content, Place::Meta, None, out);
    } else if agents::is_agent_name(name) {
        robots::read(content, Place::Meta, Some(name), out);
    } else {
        tdm::read(name, content, Place::Meta, out);
    }
}

/// A value as evidence keeps it.
fn shorten(value: &str) -> String {
    let value = value.trim();
    let shorter = (0..=200).rev().find_map(|end| value.get(..end));
    shorter.unwrap_or_default().to_owned()
}
