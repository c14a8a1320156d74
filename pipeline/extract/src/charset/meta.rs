//! The encoding that a page declares inside: a `meta` element or an XML declaration.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252, X_USER_DEFINED};
use memchr::{memchr, memmem};

use super::source::Source;
use crate::tokenizer::scan_attributes;

/// Bytes looked at. The HTML Standard asks authors to declare within 1024, and lets a parser that
/// meets a later declaration start again with it; scripts and styles often stand before it.
pub(super) const WINDOW: usize = 4096;

/// Bytes looked at where more hangs on it: those of a page that is not valid UTF-8.
pub(super) const FAR: usize = 64 * 1024;

/// The encoding declared in the first `window` bytes, by the algorithms of the HTML Standard:
/// "prescan a byte stream to determine its encoding" and then "get an XML encoding".
pub(super) fn prescan(bytes: &[u8], window: usize) -> Option<(&'static Encoding, Source)> {
    let window = bytes.get(..window).unwrap_or(bytes);
    let meta = find_meta(window).map(|encoding| (encoding, Source::Meta));
    meta.or_else(|| xml_encoding(window).map(|encoding| (encoding, Source::Xml)))
}

fn find_meta(window: &[u8]) -> Option<&'static Encoding> {
    let mut at = 0;
    while let Some(found) = memchr(b'<', window.get(at..)?) {
        at += found;
        let rest = window.get(at..)?;
        let is_letter = |at: usize| rest.get(at).is_some_and(u8::is_ascii_alphabetic);
        if rest.starts_with(b"<!--") {
            // The dashes that open a comment may close it too, as in `<!-->`.
            at += 2 + memmem::find(rest.get(2..)?, b"-->")? + 3;
        } else if is_meta(rest) {
            let (encoding, end) = read_meta(window, at + 5);
            if encoding.is_some() {
                return encoding;
            }
            at = end;
        } else if is_letter(1) || rest.get(1) == Some(&b'/') && is_letter(2) {
            let name = rest
                .iter()
                .position(|&byte| byte.is_ascii_whitespace() || byte == b'>')?;
            at = scan_attributes(window, at + name, |_, _| {}).next;
        } else if matches!(rest.get(1), Some(b'!' | b'/' | b'?')) {
            at += memchr(b'>', rest)? + 1;
        } else {
            at += 1;
        }
    }
    None
}

fn is_meta(rest: &[u8]) -> bool {
    rest.get(..5)
        .is_some_and(|name| name.eq_ignore_ascii_case(b"<meta"))
        && rest
            .get(5)
            .is_some_and(|&byte| byte.is_ascii_whitespace() || byte == b'/')
}

fn read_meta(window: &[u8], start: usize) -> (Option<&'static Encoding>, usize) {
    let (mut charset, mut content, mut equiv) = (None, None, None);
    let end = scan_attributes(window, start, |name, value| {
        let value = window.get(value).unwrap_or_default();
        let Some(name) = window.get(name) else { return };
        // Of attributes of one name the first counts.
        if name.eq_ignore_ascii_case(b"charset") {
            charset.get_or_insert(value);
        } else if name.eq_ignore_ascii_case(b"content") {
            content.get_or_insert(value);
        } else if name.eq_ignore_ascii_case(b"http-equiv") {
            equiv.get_or_insert(value);
        }
    });
    let is_pragma = equiv.is_some_and(|value| {
        let value: &[u8] = value.trim_ascii();
        value.eq_ignore_ascii_case(b"content-type")
    });
    let label = charset.or_else(|| content.filter(|_| is_pragma).and_then(charset_of_content));
    (label.and_then(declared), end.next)
}

/// The encoding of a label inside a page.
fn declared(label: &[u8]) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label_no_replacement(label)?;
    // A declaration that could be read byte by byte is not in UTF-16 (HTML Standard).
    Some(if encoding.name().starts_with("UTF-16") {
        UTF_8
    } else if encoding == X_USER_DEFINED {
        WINDOWS_1252
    } else {
        encoding
    })
}

/// The label in `text/html; charset=…`.
fn charset_of_content(content: &[u8]) -> Option<&[u8]> {
    let lower = content.to_ascii_lowercase();
    for found in memmem::find_iter(&lower, b"charset") {
        let rest = content.get(found + 7..)?.trim_ascii_start();
        let Some(value) = rest.strip_prefix(b"=") else {
            continue;
        };
        let value = value.trim_ascii_start();
        return match value.first() {
            Some(quote @ (b'"' | b'\'')) => {
                let value = value.get(1..)?;
                value.get(..memchr(*quote, value)?)
            }
            _ => value
                .split(|&b| b == b';' || b.is_ascii_whitespace())
                .next(),
        };
    }
    None
}

/// The label in `<?xml version="1.0" encoding="…"?>`, which only counts at the very start.
fn xml_encoding(window: &[u8]) -> Option<&'static Encoding> {
    let declaration = window.strip_prefix(b"<?xml")?;
    let declaration = declaration.get(..memchr(b'>', declaration)?)?;
    let found = memmem::find(declaration, b"encoding")?;
    let rest = declaration.get(found + 8..)?.trim_ascii_start();
    let value = rest.strip_prefix(b"=")?.trim_ascii_start();
    let quote = *value.first().filter(|byte| matches!(byte, b'"' | b'\''))?;
    let value = value.get(1..)?;
    declared(value.get(..memchr(quote, value)?)?)
}
