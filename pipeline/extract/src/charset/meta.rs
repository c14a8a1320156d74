//! The prescan for a declared encoding in the first bytes of a page.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use memchr::{memchr, memmem};

use crate::tokenizer::scan_attributes;

/// Bytes looked at. The HTML Standard asks for 1024; real pages put scripts before the
/// declaration, and browsers too read on.
const WINDOW: usize = 4096;

/// The encoding that a `meta` element declares, by the algorithm of the HTML Standard
/// ("prescan a byte stream to determine its encoding").
pub(super) fn prescan(bytes: &[u8]) -> Option<&'static Encoding> {
    let window = bytes.get(..bytes.len().min(WINDOW)).unwrap_or_default();
    let mut at = 0;
    while let Some(found) = memchr(b'<', window.get(at..)?) {
        at += found;
        let rest = window.get(at..)?;
        if rest.starts_with(b"<!--") {
            // The dashes that open a comment may close it too, as in `<!-->`.
            at += 2 + memmem::find(rest.get(2..)?, b"-->")? + 3;
        } else if is_meta(rest) {
            let (encoding, end) = read_meta(window, at + 5);
            if encoding.is_some() {
                return encoding;
            }
            at = end;
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
    let (mut charset, mut content, mut equiv) = (None, None, false);
    let end = scan_attributes(window, start, |name, value| {
        let value = window.get(value).unwrap_or_default();
        match window.get(name) {
            Some(name) if name.eq_ignore_ascii_case(b"charset") => {
                charset = charset.or(Some(value))
            }
            Some(name) if name.eq_ignore_ascii_case(b"content") => {
                content = content.or(Some(value))
            }
            Some(name) if name.eq_ignore_ascii_case(b"http-equiv") => {
                equiv = value.trim_ascii().eq_ignore_ascii_case(b"content-type");
            }
            _ => {}
        }
    });
    let label = charset.or_else(|| content.filter(|_| equiv).and_then(charset_of_content));
    let encoding = label
        .and_then(Encoding::for_label_no_replacement)
        .map(|encoding| {
            // A page whose meta could be read byte by byte is no UTF-16 (HTML Standard).
            if !encoding.is_ascii_compatible() && encoding.name().starts_with("UTF-16") {
                UTF_8
            } else if encoding.name() == "x-user-defined" {
                WINDOWS_1252
            } else {
                encoding
            }
        });
    (encoding, end.next)
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
