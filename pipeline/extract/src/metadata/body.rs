//! The text of the article that JSON-LD holds, found by a scan: it can be longer than all the
//! rest of the JSON, and scripts around it are broken often enough.

use std::ops::Range;

use memchr::memmem;

use super::clean;
use super::json_ld::scripts;
use crate::limits::Limits;
use crate::tree::Tree;
use crate::{builder, text};

const KEY: &str = "\"articleBody\"";

/// The longest `articleBody` of the scripts, one block a paragraph. The value may be escaped text,
/// escaped HTML or text with line ends.
pub(crate) fn article_body(html: &str, ranges: &[Range<usize>]) -> Option<Tree> {
    let raw = scripts(html, ranges)
        .flat_map(values)
        .max_by_key(|value| value.len())?;
    let decoded = text::attribute(&unescape(raw));
    let tree = if clean::has_markup(&decoded) {
        builder::build(&decoded, &Limits::default()).tree
    } else {
        Tree::of_lines(decoded.lines().map(text::plain))
    };
    (!tree.blocks.is_empty()).then_some(tree)
}

/// The string values of the key, still escaped.
fn values(script: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(rest) = script.get(from..)
        && let Some(at) = memmem::find(rest.as_bytes(), KEY.as_bytes())
    {
        from += at + KEY.len();
        let rest = script.get(from..).unwrap_or_default();
        let value = rest
            .trim_start()
            .strip_prefix(':')
            .and_then(|rest| rest.trim_start().strip_prefix('"'));
        let Some(value) = value else { continue };
        let Some(end) = end_of_string(value) else {
            break;
        };
        found.push(value.get(..end).unwrap_or_default());
        // `value` is a tail of the script.
        from = script.len() - value.len() + end;
    }
    found
}

/// The offset of the quote that ends a JSON string.
fn end_of_string(value: &str) -> Option<usize> {
    let mut escaped = false;
    value.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })
}

/// The escapes of RFC 8259, section 7; what is no escape loses its backslash.
fn unescape(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + 1..).unwrap_or_default();
        let Some(kind) = rest.chars().next() else {
            break;
        };
        rest = rest.get(kind.len_utf8()..).unwrap_or_default();
        match kind {
            'n' | 'r' => out.push('\n'),
            't' | 'b' | 'f' => out.push(' '),
            'u' => {
                let (value, left) = unicode(rest);
                out.push(value);
                rest = left;
            }
            other => out.push(other),
        }
    }
    out.push_str(rest);
    out
}

/// The character of four hexadecimal digits, or of a pair of surrogates, and what follows.
fn unicode(rest: &str) -> (char, &str) {
    let unit = |text: &str| u32::from_str_radix(text.get(..4)?, 16).ok();
    let Some(high) = unit(rest) else {
        return (char::REPLACEMENT_CHARACTER, rest);
    };
    let left = rest.get(4..).unwrap_or_default();
    if (0xD800..0xDC00).contains(&high)
        && let Some(low) = left.strip_prefix("\\u").and_then(unit)
        && (0xDC00..0xE000).contains(&low)
    {
        let value = 0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00);
        let value = char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER);
        return (value, left.get(6..).unwrap_or_default());
    }
    (
        char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER),
        left,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn body(script: &str) -> Option<String> {
        let range = 0..script.len();
        article_body(script, std::slice::from_ref(&range))
            .map(|tree| crate::render::render(&tree, |_| true))
    }

    #[test]
    fn escapes_entities_and_elements_are_read() {
        for (script, expected) in [
            (
                r#"{"articleBody" : "Dva\n\nře\u0161en\u00ed \ud83d\ude00"}"#,
                Some("Dva\nřešení 😀"),
            ),
            (
                r#"{"articleBody":"a &amp; b &lt;p&gt;c&lt;\/p&gt;"}"#,
                Some("a & b\nc"),
            ),
            (
                r#"{"articleBody":"<p>Ένα<\/p><p>δύο \"τρία\"</p>"}"#,
                Some("Ένα\nδύο \"τρία\""),
            ),
            (
                r#"{"articleBody":"x"},{"articleBody":"longer"}"#,
                Some("longer"),
            ),
            (r#"{"articleBody":"never closed"#, None),
            (r#"{"articleBody":["list"]}"#, None),
            (r#"{"articleBody":"  "}"#, None),
            ("{}", None),
        ] {
            assert_eq!(body(script).as_deref(), expected, "{script}");
        }
    }

    proptest! {
        #[test]
        fn it_reads_what_a_json_writer_wrote(words in proptest::collection::vec("[\\p{L}\"\\\\/]{1,8}", 1..20)) {
            let text = words.join(" ");
            let script = serde_json::json!({ "@type": "Article", "articleBody": text }).to_string();
            prop_assert_eq!(body(&script), Some(text));
        }

        #[test]
        fn nothing_panics(tail in ".{0,60}") {
            let _ = body(&format!("{{\"articleBody\":\"{tail}"));
            let _ = body(&format!("{{\"articleBody\":\"\\u{tail}\""));
        }
    }
}
