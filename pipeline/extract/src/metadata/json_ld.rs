//! The fields of schema.org's articles and pages in JSON-LD, as Google's guide to structured
//! data of articles has pages write them.

use std::collections::HashMap;
use std::ops::Range;

use serde_json::{Map, Value};

use super::{clean, dates};

/// Longest script parsed, in bytes.
const LONGEST: usize = 1024 * 1024;

/// Most objects looked at.
const MOST_NODES: usize = 1000;

/// What the scripts say of the page.
#[derive(Debug, Default)]
pub(super) struct JsonLd {
    pub(super) headline: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) site: Option<String>,
    pub(super) description: Option<String>,
    pub(super) language: Option<String>,
    pub(super) licenses: Vec<String>,
}

type Node = Map<String, Value>;

/// The texts of the scripts at these places of a page.
pub(super) fn scripts<'h>(html: &'h str, ranges: &[Range<usize>]) -> impl Iterator<Item = &'h str> {
    ranges.iter().filter_map(|range| html.get(range.clone()))
}

impl JsonLd {
    /// Reads scripts; what is no JSON is left out. Of several articles (a page of teasers) the
    /// one that names the canonical address counts, else none.
    pub(super) fn read<'s>(
        scripts: impl Iterator<Item = &'s str>,
        canonical: Option<&str>,
    ) -> Self {
        let values: Vec<Value> = scripts.filter_map(parse).collect();
        let nodes = nodes(&values);
        let names: HashMap<&str, &Value> = nodes
            .iter()
            .filter_map(|node| Some((node.get("@id")?.as_str()?, node.get("name")?)))
            .collect();
        let article = article(&nodes, canonical);
        let page = nodes.iter().copied().find(|node| has_type(node, is_page));
        // The article first, the page for what it does not say.
        let about: Vec<&Node> = article.into_iter().chain(page).collect();
        let field = |name: &'static str| about.iter().filter_map(move |node| node.get(name));
        let name_of = |value: &Value| people(value, &names).into_iter().next();
        let headline = |key: &str| article.and_then(|node| text(node.get(key)?, clean::SHORT));
        let site = nodes
            .iter()
            .find(|node| has_type(node, |kind| kind == "WebSite"));
        let mut licenses = Vec::new();
        for value in field("license") {
            let link = value
                .as_str()
                .or_else(|| value.get("url")?.as_str())
                .or_else(|| value.get("@id")?.as_str());
            if let Some(link) = link.and_then(clean::address) {
                clean::push_new(&mut licenses, link, clean::MOST);
            }
        }
        let date = |value: &Value| dates::read(value.as_str()?);
        Self {
            headline: headline("headline")
                .or_else(|| headline("name"))
                .or_else(|| field("headline").find_map(|value| text(value, clean::SHORT))),
            authors: field("author")
                .map(|value| people(value, &names))
                .find(|names| !names.is_empty())
                .unwrap_or_default(),
            published: field("datePublished").find_map(date),
            modified: field("dateModified").find_map(date),
            publisher: field("publisher").find_map(name_of),
            site: site.and_then(|node| text(node.get("name")?, clean::SHORT)),
            description: field("description").find_map(|value| text(value, clean::LONG)),
            language: field("inLanguage").find_map(language),
            licenses,
        }
    }
}

/// The JSON of a script, with the quirks that pages show: wrapped in a comment or CDATA, line
/// ends inside strings.
fn parse(script: &str) -> Option<Value> {
    if script.len() > LONGEST {
        return None;
    }
    // `<![CDATA[` opens with a bracket of its own.
    let script = script
        .split_once("<![CDATA[")
        .map_or(script, |(before, inside)| {
            if before.contains(['{', '[']) {
                script
            } else {
                inside
            }
        });
    let json = script.get(script.find(['{', '['])?..)?;
    // What follows the first value is the end of the wrapping, or a stray sign.
    let first = |json: &str| {
        let mut values = serde_json::Deserializer::from_str(json).into_iter::<Value>();
        values.next()?.ok()
    };
    first(json).or_else(|| first(&json.replace(|value: char| value.is_control(), " ")))
}

/// The objects that stand for the page or a part of it, in order.
fn nodes(values: &[Value]) -> Vec<&Node> {
    let mut found = Vec::new();
    let mut left: Vec<&Value> = values.iter().rev().collect();
    while let Some(value) = left.pop() {
        if found.len() >= MOST_NODES {
            break;
        }
        match value {
            Value::Array(items) => left.extend(items.iter().rev().take(MOST_NODES)),
            Value::Object(node) => {
                found.push(node);
                let inner = ["@graph", "mainEntity", "mainEntityOfPage"];
                left.extend(inner.iter().rev().filter_map(|key| node.get(*key)));
            }
            _ => {}
        }
    }
    found
}

/// Whether one of the types of an object is wanted; `http://schema.org/` is left off.
fn has_type(node: &Node, wanted: impl Fn(&str) -> bool) -> bool {
    let is = |value: &Value| {
        value
            .as_str()
            .is_some_and(|kind| wanted(kind.rsplit(['/', ':']).next().unwrap_or(kind)))
    };
    match node.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().any(is),
        Some(kind) => is(kind),
        None => false,
    }
}

/// `Article` and the types under it (`NewsArticle`, `BlogPosting`, …).
fn is_article(kind: &str) -> bool {
    kind.ends_with("Article") || kind.ends_with("Posting") && kind != "JobPosting"
}

/// Types of pages, and of works that take up a page.
fn is_page(kind: &str) -> bool {
    kind.ends_with("Page")
        || [
            "Recipe",
            "Report",
            "CreativeWork",
            "HowTo",
            "Book",
            "Course",
        ]
        .contains(&kind)
}

fn article<'v>(nodes: &[&'v Node], canonical: Option<&str>) -> Option<&'v Node> {
    let mut articles = nodes
        .iter()
        .copied()
        .filter(|node| has_type(node, is_article));
    let first = articles.next()?;
    let headline = |node: &'v Node| node.get("headline").or_else(|| node.get("name"));
    if articles
        .clone()
        .all(|other| headline(other).is_none() || headline(other) == headline(first))
    {
        return Some(first);
    }
    let canonical = bare(canonical?);
    std::iter::once(first).chain(articles).find(|node| {
        let own = node.get("mainEntityOfPage");
        [
            node.get("url"),
            node.get("@id"),
            own,
            own.and_then(|own| own.get("@id")),
        ]
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .any(|address| bare(address) == canonical)
    })
}

/// An address without scheme, fragment and the slash at its end.
fn bare(address: &str) -> &str {
    let address = address.split_once("://").map_or(address, |(_, rest)| rest);
    let address = address.split('#').next().unwrap_or_default();
    address.trim_end_matches('/')
}

/// A string, with the entities that pages leave in.
fn text(value: &Value, most: usize) -> Option<String> {
    clean::text(value.as_str()?, most)
}

/// The names of people or organisations: strings, objects with a name, objects that point to
/// one, or lists of those.
fn people(value: &Value, names: &HashMap<&str, &Value>) -> Vec<String> {
    let mut found = Vec::new();
    let mut left = vec![value];
    let mut steps = 0;
    while let Some(value) = left.pop() {
        steps += 1;
        if steps > MOST_NODES {
            break;
        }
        match value {
            Value::String(name) => {
                if let Some(name) = clean::name(name) {
                    clean::push_new(&mut found, name, clean::MOST);
                }
            }
            Value::Array(items) => left.extend(items.iter().rev().take(MOST_NODES)),
            Value::Object(node) => {
                let id = node.get("@id").and_then(Value::as_str);
                let name = node.get("name").or_else(|| names.get(id?).copied());
                left.extend(name);
            }
            _ => {}
        }
    }
    found
}

fn language(value: &Value) -> Option<String> {
    let value = match value {
        Value::Array(items) => items.first()?,
        Value::Object(node) => node.get("alternateName").or_else(|| node.get("name"))?,
        other => other,
    };
    clean::text(value.as_str()?, 64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_with_the_quirks_of_pages() {
        for script in [
            r#"{"a":1}"#,
            "<!-- {\"a\":1} -->",
            "//<![CDATA[\n{\"a\":1}\n//]]>",
            "[{\"a\":\"x\ny\"}]",
            "{\"a\":1};",
        ] {
            assert!(parse(script).is_some(), "{script}");
        }
        assert!(parse("{'a':1}").is_none());
        assert!(parse(&"[".repeat(100_000)).is_none());
    }
}
