//! Values as pages write them to values worth keeping.

use crate::limits::Limits;
use crate::tags::Tag;
use crate::{builder, render, text};

/// Longest title, name of a site and the like, in characters.
pub(super) const SHORT: usize = 500;
/// Longest description.
pub(super) const LONG: usize = 2000;
/// Longest name of an author.
const NAME: usize = 200;
/// Longest address, in bytes (what Internet Explorer took, and so what sites kept to).
const ADDRESS: usize = 2083;
/// Most authors and licences.
pub(super) const MOST: usize = 16;

/// Text without markup, white space collapsed; none when nothing is left, when it is longer than
/// `most` characters, or when a template or script left its own words in it.
pub(super) fn text(raw: &str, most: usize) -> Option<String> {
    // Values are escaped twice now and then, and hold elements.
    if raw.len() > most.saturating_mul(8) {
        return None;
    }
    let once = text::plain(raw);
    let value = if has_markup(&once) {
        let tree = builder::build(&once, &Limits::default()).tree;
        text::plain(&render::render(&tree, |_| true))
    } else {
        once
    };
    let left_over = ["{{", "}}", "<%", "[object "]
        .iter()
        .any(|mark| value.contains(mark))
        || matches!(&*value, "undefined" | "null");
    let keeps =
        !left_over && value.chars().any(char::is_alphanumeric) && value.chars().count() <= most;
    keeps.then_some(value)
}

/// Whether HTML elements are in it: `<b>` and `</b>`, but not the type parameter of `Vec<T>`.
pub(super) fn has_markup(value: &str) -> bool {
    value.match_indices('<').any(|(at, _)| {
        let rest = value.as_bytes().get(at + 1..).unwrap_or_default();
        let length = rest
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric())
            .count();
        rest.starts_with(b"/")
            || rest.starts_with(b"!--")
            || Tag::of(rest.get(..length).unwrap_or_default()) != Tag::Unknown
    })
}

/// The name of a person or an organisation; addresses and handles are none.
pub(super) fn name(raw: &str) -> Option<String> {
    let value = text(raw, NAME)?;
    let is_address =
        is_absolute(&value) || value.starts_with(['/', '@']) || value.starts_with("www.");
    (!is_address).then_some(value)
}

/// Whether the value is an address with a scheme of the web.
pub(super) fn is_absolute(value: &str) -> bool {
    let has = |scheme: &str| {
        value
            .trim_start()
            .get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    has("http://") || has("https://")
}

/// An address of the web, absolute or relative; no other scheme, no white space.
pub(super) fn address(raw: &str) -> Option<String> {
    let value = raw.trim();
    let scheme = value
        .split(['/', '?', '#'])
        .next()
        .is_some_and(|head| head.contains(':'));
    let keeps = !value.is_empty()
        && value.len() <= ADDRESS
        && (!scheme || is_absolute(value))
        && !value.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"{}".contains(c));
    keeps.then(|| value.to_owned())
}

/// Appends a value that is not there yet, up to `most`.
pub(super) fn push_new(list: &mut Vec<String>, value: String, most: usize) {
    if list.len() < most && !list.contains(&value) {
        list.push(value);
    }
}
