//! The `meta` elements of a page, by name, and what else its head holds of that kind.

use super::{clean, dates};
use crate::head::{Head, Meaning};

/// The `meta` elements by name.
pub(super) struct Metas<'h> {
    pub(super) head: &'h Head,
}

impl<'h> Metas<'h> {
    /// The contents of every element with one of the names: all of the first name, then all of
    /// the second, and so on. `dc:creator` and `dc.creator` are the same name.
    pub(super) fn all<'n>(&self, names: &'n [&str]) -> impl Iterator<Item = &'h str> + use<'h, 'n> {
        let metas = &self.head.metas;
        names.iter().flat_map(move |&wanted| {
            let named = metas.iter().filter(move |(name, _)| is_named(name, wanted));
            named.map(|(_, content)| content.as_str())
        })
    }

    pub(super) fn text(&self, names: &[&str]) -> Option<String> {
        self.all(names)
            .find_map(|value| clean::text(value, clean::SHORT))
    }

    pub(super) fn long_text(&self, names: &[&str]) -> Option<String> {
        self.all(names)
            .find_map(|value| clean::text(value, clean::LONG))
    }

    pub(super) fn date(&self, names: &[&str]) -> Option<String> {
        self.all(names).find_map(dates::read)
    }

    pub(super) fn itemprop(&self, wanted: &str) -> impl Iterator<Item = &'h str> {
        let named = self.head.itemprops.iter();
        named
            .filter(move |(name, _)| name.split(' ').any(|name| name == wanted))
            .map(|(_, content)| content.as_str())
    }

    pub(super) fn time(&self, wanted: Meaning) -> Option<String> {
        let mut times = self.head.times.iter();
        times
            .find(|time| time.meaning == wanted)
            .and_then(|time| dates::read(&time.date))
    }
}

fn is_named(name: &str, wanted: &str) -> bool {
    name.len() == wanted.len()
        && name
            .bytes()
            .zip(wanted.bytes())
            .all(|(one, other)| one == other || one == b':' && other == b'.')
}
