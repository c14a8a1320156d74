//! The head of a record: version line and fields.

use crate::headers::{Headers, split_line};
use crate::record::target_uri;

pub(crate) struct Head {
    pub(crate) version: String,
    pub(crate) headers: Headers,
    /// Content-Length; a number over `u64` counts as `u64::MAX`.
    pub(crate) length: u64,
    /// Whether the writer ends lines with CRLF, as the standard asks, or with LF alone.
    pub(crate) crlf: bool,
}

pub(crate) const MAGIC: &[u8] = b"WARC/";

/// Whether a record begins here. In the standard's grammar literals have no case, and there are
/// files with `warc/1.0`.
pub(crate) fn begins(bytes: &[u8]) -> bool {
    bytes
        .get(..MAGIC.len())
        .is_some_and(|b| b.eq_ignore_ascii_case(MAGIC))
}

/// Whether these few bytes are the beginning of `WARC/`.
pub(crate) fn may_begin(bytes: &[u8]) -> bool {
    MAGIC
        .get(..bytes.len())
        .is_some_and(|b| b.eq_ignore_ascii_case(bytes))
}

/// The index after the empty line that ends a head, searched from `from`.
pub(crate) fn end(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    for at in memchr::memchr_iter(b'\n', rest) {
        match rest.get(at + 1..) {
            Some([b'\n', ..]) => return Some(from + at + 2),
            Some([b'\r', b'\n', ..]) => return Some(from + at + 3),
            _ => {}
        }
    }
    None
}

/// Reads a head, or says what is wrong with it.
pub(crate) fn parse(bytes: &[u8]) -> Result<Head, String> {
    let crlf =
        memchr::memchr(b'\n', bytes).is_some_and(|at| at > 0 && bytes.get(at - 1) == Some(&b'\r'));
    let (line, rest) = split_line(bytes);
    let line = String::from_utf8_lossy(line);
    let version = line.get(MAGIC.len()..).unwrap_or_default().trim_end();
    // Drafts 0.9 to 0.18 and ISO 28500:2009 and :2017 share the grammar; a later major may not.
    let known = version.split_once('.').is_some_and(|(major, minor)| {
        let digits = |s: &str| (1..=3).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
        matches!(major, "0" | "1") && digits(minor)
    });
    if !known {
        return Err(format!(
            "expected a version line from WARC/0.9 to WARC/1.1, found {:?}",
            short(&line, 40)
        ));
    }
    let headers = Headers::parse(rest);
    let length = match headers.get("Content-Length") {
        None => {
            return Err(format!(
                "expected a Content-Length, found none in the header of {}",
                about(&headers)
            ));
        }
        Some(text) => match text.bytes().all(|b| b.is_ascii_digit()) {
            true if !text.is_empty() => text.parse().unwrap_or(u64::MAX),
            _ => {
                let found = short(text, 40);
                let what = about(&headers);
                return Err(format!(
                    "expected a number as Content-Length of {what}, found {found:?}"
                ));
            }
        },
    };
    Ok(Head {
        version: version.to_owned(),
        headers,
        length,
        crlf,
    })
}

/// Names a record in a message: its type and where it comes from.
pub(crate) fn about(headers: &Headers) -> String {
    let kind = headers
        .get("WARC-Type")
        .filter(|t| !t.is_empty())
        .unwrap_or("untyped");
    let uri = target_uri(headers).or_else(|| headers.get("WARC-Record-ID"));
    format!(
        "the {} record {}",
        short(kind, 20),
        short(uri.unwrap_or("without URI"), 200)
    )
}

fn short(text: &str, chars: usize) -> String {
    let mut out: String = text.chars().take(chars).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}
