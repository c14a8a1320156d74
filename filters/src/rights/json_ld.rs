//! schema.org in JSON-LD scripts: licence, terms, and whether reading costs money.

use memchr::memmem;
use serde_json::Value;

use super::evidence::{Evidences, Signal, Source};

/// The properties of schema.org that speak of rights.
const PROPERTIES: [(&str, Signal); 6] = [
    ("license", Signal::License),
    ("usageInfo", Signal::UsageInfo),
    ("acquireLicensePage", Signal::AcquireLicense),
    ("copyrightNotice", Signal::Copyright),
    ("conditionsOfAccess", Signal::ConditionsOfAccess),
    ("isAccessibleForFree", Signal::AccessibleForFree),
];

/// Reads the text of one `application/ld+json` script (JSON-LD 1.1; schema.org, `CreativeWork`).
/// Every object in it is asked, and its first `@type` is the scope: a licence is often that of an
/// image. A script that is no JSON is counted, if it speaks of rights at all.
pub fn from_json_ld(script: &str, out: &mut Evidences) {
    let speaks = |(name, _): &(&str, Signal)| memmem::find(script.as_bytes(), name.as_bytes());
    if PROPERTIES.iter().find_map(speaks).is_none() {
        return;
    }
    let Ok(value) = serde_json::from_str::<Value>(bare(script)) else {
        out.unread.json_ld = out.unread.json_ld.saturating_add(1);
        return;
    };
    walk(&value, out);
}

/// A script without the comment marks that once hid scripts from browsers.
fn bare(script: &str) -> &str {
    let mut text = script.trim().trim_start_matches('\u{feff}');
    for (open, close) in [
        ("//<![CDATA[", "//]]>"),
        ("<![CDATA[", "]]>"),
        ("<!--", "-->"),
    ] {
        if let Some(inner) = text.strip_prefix(open) {
            text = inner.trim_end().strip_suffix(close).unwrap_or(inner).trim();
        }
    }
    text.trim_end_matches([';', ' ', '\n', '\r', '\t'])
}

/// The depth is that of serde_json's limit, 128.
fn walk(value: &Value, out: &mut Evidences) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| walk(item, out)),
        Value::Object(members) => {
            let kind = members.get("@type").and_then(text_of).map(local);
            for (key, value) in members {
                let property = PROPERTIES.iter().find(|(name, _)| *name == local(key));
                if let Some((_, signal)) = property {
                    values(value, *signal, Source::JsonLd, kind, out);
                }
                walk(value, out);
            }
        }
        _ => {}
    }
}

/// Reads one property of microdata or RDFa: `itemprop="license"`, `property="schema:license"`,
/// with the address or text that it has. Other properties are nothing of ours.
pub fn from_markup(property: &str, value: &str, out: &mut Evidences) {
    for name in property.split_ascii_whitespace() {
        let known = PROPERTIES.iter().find(|(known, _)| *known == local(name));
        if let Some((_, signal)) = known {
            one(value, *signal, Source::Markup, None, out);
        }
    }
}

/// The name without its namespace: `schema:license`, `http://schema.org/license`.
fn local(name: &str) -> &str {
    name.rsplit(['/', ':', '#']).next().unwrap_or(name)
}

fn text_of(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        Value::Array(items) => items.iter().find_map(Value::as_str),
        _ => None,
    }
}

fn values(value: &Value, signal: Signal, source: Source, kind: Option<&str>, out: &mut Evidences) {
    match value {
        Value::String(text) => one(text, signal, source, kind, out),
        Value::Bool(flag) => one(
            if *flag { "true" } else { "false" },
            signal,
            source,
            kind,
            out,
        ),
        Value::Array(items) => {
            for item in items {
                values(item, signal, source, kind, out);
            }
        }
        // A licence as an object of its own: its address, or its name.
        Value::Object(members) => {
            let names = ["@id", "url", "@value", "name"];
            let named = names
                .iter()
                .find_map(|name| members.get(*name).and_then(text_of));
            if let Some(text) = named {
                one(text, signal, source, kind, out);
            }
        }
        Value::Null | Value::Number(_) => {}
    }
}

fn one(text: &str, signal: Signal, source: Source, kind: Option<&str>, out: &mut Evidences) {
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    if signal == Signal::AccessibleForFree {
        // `false`, `"False"`, `"http://schema.org/False"`: the Boolean values of schema.org.
        let word = local(text).to_ascii_lowercase();
        out.push(signal, source, kind, &word);
    } else {
        out.push(signal, source, kind, text);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Evidence, Evidences, from_json_ld, from_markup};

    fn read(script: &str) -> (Vec<String>, u32) {
        let mut out = Evidences::new();
        from_json_ld(script, &mut out);
        (
            out.iter().map(Evidence::to_string).collect(),
            out.unread.json_ld,
        )
    }

    #[test]
    fn licences_terms_and_paywalls() {
        let (got, unread) = read(
            r#"<!-- {"@context":"https://schema.org","@graph":[
            {"@type":["NewsArticle","Article"],"license":{"@type":"CreativeWork","url":"https://x.eu/l"},
             "isAccessibleForFree":"False","usageInfo":["/t1","/t2"],
             "hasPart":{"@type":"WebPageElement","isAccessibleForFree":false,"cssSelector":".p"},
             "image":{"@type":"ImageObject","schema:license":"/img","acquireLicensePage":"/buy"}},
            {"isAccessibleForFree":"http://schema.org/True","copyrightNotice":"© X"}]} -->"#,
        );
        assert_eq!(unread, 0);
        let mut want = [
            "json-ld license for NewsArticle: https://x.eu/l",
            "json-ld accessible-for-free for NewsArticle: false",
            "json-ld usage-info for NewsArticle: /t1",
            "json-ld usage-info for NewsArticle: /t2",
            "json-ld accessible-for-free for WebPageElement: false",
            "json-ld license for ImageObject: /img",
            "json-ld acquire-license-page for ImageObject: /buy",
            "json-ld accessible-for-free: true",
            "json-ld copyright: © X",
        ];
        want.sort_unstable();
        let mut got = got;
        got.sort_unstable();
        assert_eq!(got, want);
    }

    #[test]
    fn what_is_no_json_is_counted() {
        assert_eq!(read("{\"license\": oops}"), (vec![], 1));
        assert_eq!(read("{oops}"), (vec![], 0));
        assert_eq!(read("{\"license\": null, \"usageInfo\": 3}"), (vec![], 0));
        let deep = format!("{}\"license\"{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(read(&deep), (vec![], 1));
    }

    #[test]
    fn microdata_and_rdfa() {
        let mut out = Evidences::new();
        from_markup("schema:license", "/l", &mut out);
        from_markup("isAccessibleForFree", "https://schema.org/False", &mut out);
        from_markup("name", "license", &mut out);
        let got: Vec<_> = out.iter().map(Evidence::to_string).collect();
        assert_eq!(
            got,
            ["markup license: /l", "markup accessible-for-free: false"]
        );
    }
}
