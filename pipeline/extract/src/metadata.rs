//! What a page says about itself for machines: `meta` elements, `link`, `time` and JSON-LD.
//!
//! Nothing is guessed from running text, and no word list is used. The vocabularies: Open Graph
//! (ogp.me, with its `article:` properties), Dublin Core, Highwire Press tags (`citation_`, as
//! Google Scholar reads them), microdata in `meta` (`itemprop`), and schema.org in JSON-LD.

mod body;
mod clean;
mod dates;
mod json_ld;
mod metas;
mod title;

use crate::head::{Head, Meaning};
use crate::tree::Tree;
use json_ld::{JsonLd, scripts};
use metas::Metas;

pub(crate) use body::article_body;

/// What a page says about itself. Strings have white space collapsed; values that are empty,
/// longer than the caps stated here or plainly a template's (`{{ title }}`, `undefined`) are
/// left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The headline of the page, without the name of the site: the first of an `h1` that the
    /// `title` element repeats, `og:title`, JSON-LD `headline`, `citation_title`, `dc.title`, the
    /// only `h1`, the `title` element. At most 500 characters.
    pub title: Option<String>,
    /// Names of people or organisations (at most 16, of at most 200 characters): JSON-LD
    /// `author`, else `citation_author`, else the `meta` elements `author`, `article:author`,
    /// `dc.creator`, `dcterms.creator`. Addresses are no names.
    pub authors: Vec<String>,
    /// JSON-LD `datePublished`, else `article:published_time`, microdata, `citation_` and Dublin
    /// Core dates, else a `time` element marked as the date of publication, else the one date
    /// that all `time` elements of the page give. ISO 8601 where the reading is certain, else as
    /// written.
    pub date_published: Option<String>,
    /// As `date_published`: JSON-LD `dateModified`, `article:modified_time`, `og:updated_time`,
    /// microdata, Dublin Core, `time` marked as the date of the last change.
    pub date_modified: Option<String>,
    /// `link rel=canonical`, else `og:url`; as written, so perhaps relative.
    pub canonical_url: Option<String>,
    /// `og:site_name`, else `application-name`, else the JSON-LD `publisher`, else the JSON-LD
    /// `WebSite`.
    pub site_name: Option<String>,
    /// `og:description`, else `description`, `dc.description`, `twitter:description`, JSON-LD
    /// `description`. At most 2,000 characters.
    pub description: Option<String>,
    /// `og:locale` as written.
    pub og_locale: Option<String>,
    /// The language of the `html` element as written.
    pub html_lang: Option<String>,
    /// JSON-LD `inLanguage` of the article, else of the page.
    pub in_language: Option<String>,
    /// Addresses of licences: `rel=license`, JSON-LD `license`, Dublin Core `license` and
    /// `rights` where they are addresses; as written, none twice.
    pub license_links: Vec<String>,
    /// `og:type`, in lower case (`article`, `website`, …).
    pub kind: Option<String>,
    /// JSON-LD holds an `articleBody`.
    pub has_article_body: bool,
}

/// Reads everything; the JSON-LD is parsed here.
pub(crate) fn read(html: &str, head: &Head, tree: &Tree) -> Metadata {
    let json = JsonLd::read(scripts(html, &head.json_ld), head.canonical.as_deref());
    let metas = Metas { head };
    let site_name = metas
        .text(&["og:site_name", "application-name"])
        .or_else(|| json.publisher.clone())
        .or_else(|| json.site.clone());
    Metadata {
        title: title::choose(&metas, &json, site_name.as_deref(), tree),
        authors: authors(&metas, &json),
        date_published: published(&metas, &json),
        date_modified: modified(&metas, &json),
        canonical_url: head
            .canonical
            .as_deref()
            .and_then(clean::address)
            .or_else(|| metas.all(&["og:url"]).find_map(clean::address)),
        description: metas
            .long_text(&["og:description", "description", "dc.description"])
            .or_else(|| metas.long_text(&["dcterms.description", "twitter:description"]))
            .or_else(|| json.description.clone()),
        og_locale: og_locale(head),
        html_lang: head.lang.as_deref().and_then(|lang| clean::text(lang, 64)),
        in_language: json.language.clone(),
        license_links: licenses(&metas, &json),
        kind: metas.text(&["og:type"]).map(|kind| kind.to_lowercase()),
        has_article_body: article_body(html, &head.json_ld).is_some(),
        site_name,
    }
}

/// `og:locale` as written.
pub(crate) fn og_locale(head: &Head) -> Option<String> {
    Metas { head }.text(&["og:locale"])
}

fn authors(metas: &Metas<'_>, json: &JsonLd) -> Vec<String> {
    if !json.authors.is_empty() {
        return json.authors.clone();
    }
    let names: [&[&str]; 4] = [
        &["citation_author"],
        &["author", "article:author"],
        &["dc.creator", "dcterms.creator"],
        &["parsely-author", "sailthru.author"],
    ];
    for names in names {
        let mut found = Vec::new();
        for name in metas.all(names).filter_map(clean::name) {
            clean::push_new(&mut found, name, clean::MOST);
        }
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

fn published(metas: &Metas<'_>, json: &JsonLd) -> Option<String> {
    json.published
        .clone()
        .or_else(|| metas.date(&["article:published_time", "og:article:published_time"]))
        .or_else(|| metas.itemprop("datepublished").find_map(dates::read))
        .or_else(|| {
            metas.date(&[
                "citation_publication_date",
                "citation_date",
                "citation_online_date",
                "dcterms.issued",
                "dcterms.created",
                "dc.date.issued",
                "dc.date.created",
                "dcterms.date",
                "dc.date",
                "datepublished",
            ])
        })
        .or_else(|| metas.time(Meaning::Published))
        .or_else(|| {
            let times = &metas.head.times;
            let first = dates::read(&times.first()?.date)?;
            let day = first.get(..10).unwrap_or(&first);
            let one = |other: String| other.get(..10).unwrap_or(&other) == day;
            let same = times.iter().all(|time| {
                time.meaning == Meaning::Unsaid && dates::read(&time.date).is_some_and(one)
            });
            same.then_some(first)
        })
}

fn modified(metas: &Metas<'_>, json: &JsonLd) -> Option<String> {
    json.modified
        .clone()
        .or_else(|| metas.date(&["article:modified_time", "og:article:modified_time"]))
        .or_else(|| metas.date(&["og:updated_time"]))
        .or_else(|| metas.itemprop("datemodified").find_map(dates::read))
        .or_else(|| metas.date(&["dcterms.modified", "dc.date.modified", "datemodified"]))
        .or_else(|| metas.time(Meaning::Modified))
}

fn licenses(metas: &Metas<'_>, json: &JsonLd) -> Vec<String> {
    let mut found = Vec::new();
    let written = metas.head.licenses.iter().map(String::as_str);
    for link in written.filter_map(clean::address) {
        clean::push_new(&mut found, link, clean::MOST);
    }
    for link in &json.licenses {
        clean::push_new(&mut found, link.clone(), clean::MOST);
    }
    let names = [
        "dcterms.license",
        "dc.license",
        "dcterms.rights",
        "dc.rights",
    ];
    let stated = metas.all(&names).filter(|value| clean::is_absolute(value));
    for link in stated.filter_map(clean::address) {
        clean::push_new(&mut found, link, clean::MOST);
    }
    found
}
