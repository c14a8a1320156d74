//! What a page says about itself: language, title, `meta` elements, licence links.

use crate::attributes::Attributes;
use crate::text;

/// Longest title and meta content kept, in bytes of source.
const LONGEST: usize = 16 * 1024;

#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) lang: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) metas: Vec<(String, String)>,
    pub(crate) licenses: Vec<String>,
    max: usize,
}

impl Head {
    pub(crate) fn new(max: usize) -> Self {
        Self {
            lang: None,
            title: None,
            metas: Vec::new(),
            licenses: Vec::new(),
            max,
        }
    }

    pub(crate) fn html(&mut self, attributes: &Attributes<'_>) {
        if self.lang.is_none() {
            self.lang = attributes
                .lang
                .map(text::plain)
                .filter(|lang| !lang.is_empty());
        }
    }

    pub(crate) fn title(&mut self, raw: &str) {
        if self.title.is_none() {
            self.title = Some(text::plain(cut(raw))).filter(|title| !title.is_empty());
        }
    }

    pub(crate) fn meta(&mut self, attributes: &Attributes<'_>) {
        let name = attributes
            .name
            .or(attributes.property)
            .or(attributes.http_equiv);
        let (Some(name), Some(content)) = (name, attributes.content) else {
            return;
        };
        if self.metas.len() < self.max {
            let name = text::plain(cut(name)).to_lowercase();
            self.metas.push((name, text::attribute(cut(content))));
        }
    }

    /// `link` and `a` elements alike.
    pub(crate) fn link(&mut self, attributes: &Attributes<'_>) {
        let (Some(rel), Some(href)) = (attributes.rel, attributes.href) else {
            return;
        };
        let is_license = rel.split_ascii_whitespace().any(|word| {
            word.eq_ignore_ascii_case("license") || word.eq_ignore_ascii_case("licence")
        });
        if is_license && self.licenses.len() < self.max {
            self.licenses.push(text::attribute(cut(href).trim()));
        }
    }
}

fn cut(raw: &str) -> &str {
    let mut end = raw.len().min(LONGEST);
    while !raw.is_char_boundary(end) {
        end -= 1;
    }
    raw.get(..end).unwrap_or_default()
}
