//! What a page says about itself: language, title, `meta` elements, licence links.

use std::ops::Range;

use crate::attributes::Attributes;
use crate::text;

/// Longest title and meta content kept, in bytes of source.
const LONGEST: usize = 16 * 1024;

/// Most JSON-LD scripts and `time` elements remembered.
const MOST_SCRIPTS: usize = 32;
const MOST_TIMES: usize = 64;

/// Most types remembered of a JSON-LD script.
const MOST_TYPES: usize = 64;

/// Longest `datetime` kept, in bytes.
const LONGEST_DATE: usize = 64;

/// Most links about rights remembered, and most RSL scripts.
const MOST_LINKS: usize = 64;
const MOST_RSL: usize = 4;

/// The media type of RSL documents (Really Simple Licensing 1.0).
const RSL: &str = "application/rsl+xml";

/// Words of `rel` that say something about rights: HTML, 4.6.7 (`license`, and `copyright` as its
/// older name), a common misspelling, and RFC 6903, 5.
const RIGHTS: [&str; 4] = ["license", "licence", "copyright", "terms-of-service"];

/// A `link` or `a` that says something about the rights in a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RightsLink {
    /// `rel` in lower case.
    pub rel: String,
    /// `itemprop`, else `property`, as written.
    pub property: String,
    /// `href` as written, entities decoded.
    pub href: String,
    /// `type` in lower case, without parameters; empty where it is not there.
    pub kind: String,
}

/// The date of a `time` element.
#[derive(Debug)]
pub(crate) struct Time {
    pub(crate) date: String,
    pub(crate) meaning: Meaning,
}

/// What the markup says that a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// `pubdate`, `itemprop=datePublished` or a class of hAtom, h-entry or WordPress.
    Published,
    Modified,
    Unsaid,
}

#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) lang: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) metas: Vec<(String, String)>,
    pub(crate) licenses: Vec<String>,
    /// Links about rights, licences among them.
    pub(crate) rights: Vec<RightsLink>,
    /// Byte ranges of the RSL scripts in the page.
    pub(crate) rsl: Vec<Range<usize>>,
    /// The `href` of the first `link rel=canonical`.
    pub(crate) canonical: Option<String>,
    /// `meta` elements with an `itemprop`, in the order of the page.
    pub(crate) itemprops: Vec<(String, String)>,
    /// The dates of `time` elements.
    pub(crate) times: Vec<Time>,
    /// Byte ranges of the JSON-LD scripts in the page.
    pub(crate) json_ld: Vec<Range<usize>>,
    /// The types that JSON-LD gives to the page and to what is on it.
    pub(crate) types: Vec<String>,
    /// Where the JSON-LD script that is being read begins, and the RSL script.
    open_json_ld: Option<usize>,
    open_rsl: Option<usize>,
    max: usize,
}

impl Head {
    pub(crate) fn new(max: usize) -> Self {
        Self {
            lang: None,
            title: None,
            metas: Vec::new(),
            licenses: Vec::new(),
            rights: Vec::new(),
            rsl: Vec::new(),
            canonical: None,
            itemprops: Vec::new(),
            times: Vec::new(),
            json_ld: Vec::new(),
            types: Vec::new(),
            open_json_ld: None,
            open_rsl: None,
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
        if let (Some(name), Some(content)) = (attributes.itemprop, attributes.content)
            && self.itemprops.len() < self.max
        {
            let name = text::plain(cut(name)).to_lowercase();
            self.itemprops.push((name, text::attribute(cut(content))));
        }
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

    pub(crate) fn canonical(&mut self, attributes: &Attributes<'_>) {
        let (Some(rel), Some(href)) = (attributes.rel, attributes.href) else {
            return;
        };
        let mut words = rel.split_ascii_whitespace();
        if self.canonical.is_none() && words.any(|word| word.eq_ignore_ascii_case("canonical")) {
            let href = text::attribute(cut(href).trim());
            self.canonical = Some(href).filter(|href| !href.is_empty());
        }
    }

    /// A `time` element with a date for machines.
    pub(crate) fn time(&mut self, attributes: &Attributes<'_>) {
        let Some(date) = attributes.datetime else {
            return;
        };
        if self.times.len() < MOST_TIMES && date.len() <= LONGEST_DATE {
            let says = |words: &[&str]| {
                [attributes.itemprop, attributes.class]
                    .into_iter()
                    .flatten()
                    .flat_map(str::split_ascii_whitespace)
                    .any(|said| words.iter().any(|word| said.eq_ignore_ascii_case(word)))
            };
            let published = attributes.pubdate
                || says(&["datePublished", "published", "dt-published", "entry-date"]);
            let modified = says(&["dateModified", "updated", "dt-updated"]);
            let meaning = match (published, modified) {
                (true, false) => Meaning::Published,
                (false, true) => Meaning::Modified,
                // WordPress marks a page that never changed as both.
                (true, true) => Meaning::Published,
                (false, false) => Meaning::Unsaid,
            };
            self.times.push(Time {
                date: text::plain(date),
                meaning,
            });
        }
    }

    /// A `script` whose content begins at `start`.
    pub(crate) fn script(&mut self, attributes: &Attributes<'_>, start: usize) {
        let kind = attributes.kind.unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        self.open_json_ld = kind
            .eq_ignore_ascii_case("application/ld+json")
            .then_some(start);
        self.open_rsl = kind.eq_ignore_ascii_case(RSL).then_some(start);
    }

    /// The content of the script ends.
    pub(crate) fn end_script(&mut self, html: &str, end: usize) {
        if let Some(start) = self.open_rsl.take()
            && self.rsl.len() < MOST_RSL
        {
            self.rsl.push(start..end);
        }
        if let Some(start) = self.open_json_ld.take()
            && self.json_ld.len() < MOST_SCRIPTS
        {
            let script = html.get(start..end).unwrap_or_default();
            self.types
                .extend(types(script).map(str::to_owned).take(MOST_TYPES));
            self.json_ld.push(start..end);
        }
    }

    /// What a `link` or `a` element says about rights.
    fn rights(&mut self, attributes: &Attributes<'_>) {
        let Some(href) = attributes.href.filter(|_| self.rights.len() < MOST_LINKS) else {
            return;
        };
        let rel = attributes.rel.unwrap_or_default();
        let property = attributes.itemprop.or(attributes.property);
        let property = property.unwrap_or_default();
        let kind = attributes.kind.unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        let says = says_rights(rel) || says_rights(property) || kind.eq_ignore_ascii_case(RSL);
        if !says && !names_commons(href) {
            return;
        }
        self.rights.push(RightsLink {
            rel: text::plain(cut(rel)).to_lowercase(),
            property: text::plain(cut(property)),
            href: text::attribute(cut(href).trim()),
            kind: cut(kind).to_ascii_lowercase(),
        });
    }

    /// `link` and `a` elements alike.
    pub(crate) fn link(&mut self, attributes: &Attributes<'_>) {
        self.rights(attributes);
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

/// Whether a word of `rel`, `itemprop` or `property` is about rights; `cc:license` is.
fn says_rights(words: &str) -> bool {
    words
        .split_ascii_whitespace()
        .filter_map(|word| word.rsplit([':', '/', '.']).next())
        .any(|word| RIGHTS.iter().any(|right| word.eq_ignore_ascii_case(right)))
}

/// Whether an address is that of a licence or mark of Creative Commons.
fn names_commons(href: &str) -> bool {
    fn behind<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
        let start = text.get(..prefix.len())?;
        let rest = text.get(prefix.len()..)?;
        start.eq_ignore_ascii_case(prefix).then_some(rest)
    }
    // The scheme and `www.` are all that may stand before the host.
    let rest = ["//", "http://", "https://"]
        .iter()
        .find_map(|scheme| behind(href, scheme));
    let host = rest.map(|rest| behind(rest, "www.").unwrap_or(rest));
    host.and_then(|host| behind(host, "creativecommons.org/"))
        .is_some_and(|path| {
            // The host ends where the path begins.
            let path = format!("/{}", path.to_ascii_lowercase());
            path.contains("/licenses/") || path.contains("/publicdomain/")
        })
}

fn cut(raw: &str) -> &str {
    let mut end = raw.len().min(LONGEST);
    while !raw.is_char_boundary(end) {
        end -= 1;
    }
    raw.get(..end).unwrap_or_default()
}

/// The types named in a JSON-LD script, found without reading the JSON: `"@type": "Article"`.
fn types(script: &str) -> impl Iterator<Item = &str> {
    memchr::memmem::find_iter(script.as_bytes(), b"\"@type\"").filter_map(|at| {
        let rest = script.get(at + 7..)?.trim_start().strip_prefix(':')?;
        let rest = rest.trim_start();
        let rest = rest.strip_prefix('[').unwrap_or(rest).trim_start();
        let name = rest.strip_prefix('"')?.split('"').next()?;
        name.rsplit('/').next().filter(|name| name.len() < 64)
    })
}
