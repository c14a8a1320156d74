//! ARC files, versions 1 and 2 ("Arc File Format", Burner and Kahle, 1996).
//!
//! A record is a line of fields parted by spaces, then as many bytes as the last field says, then a
//! line end. The first record of a file, `filedesc:`, tells who wrote it. The rest of this crate
//! sees none of that: a line becomes the header that a WARC record of the same content has.

mod line;

pub(crate) use line::Line;

use crate::head::Head;
use crate::headers::{Headers, split_line};
use crate::resync::Hit;

/// The longest record line that is looked for; a URL of 64 KiB fits.
pub(crate) const MAX_LINE: usize = 65 * 1024;

/// Whether bytes begin like a record line, seen from their first few: a URL scheme that ARC files
/// have.
pub(crate) fn seems(bytes: &[u8]) -> bool {
    line::scheme(bytes).is_some_and(|scheme| {
        [
            &b"filedesc"[..],
            b"dns",
            b"http",
            b"https",
            b"ftp",
            b"metadata",
        ]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known))
    })
}

/// Whether a record begins here: one line with the shape of a record line.
pub(crate) fn begins(bytes: &[u8]) -> bool {
    line::scheme(bytes).is_some() && Line::parse(split_line(bytes).0).is_some()
}

/// Whether these bytes are a part of a line that may be a record line: its end is missing.
pub(crate) fn may_begin(bytes: &[u8]) -> bool {
    !bytes.is_empty() && line::may_have_scheme(bytes) && memchr::memchr(b'\n', bytes).is_none()
}

/// The index after the record line at the start of `bytes`, searched from `from`.
pub(crate) fn head_end(bytes: &[u8], from: usize) -> Option<usize> {
    memchr::memchr(b'\n', bytes.get(from..)?).map(|at| from + at + 1)
}

/// Reads the record line at the start of `bytes`, or says what is wrong with it.
pub(crate) fn parse(bytes: &[u8]) -> Result<Head, String> {
    let (text, _) = split_line(bytes);
    let Some(line) = Line::parse(text) else {
        let found: String = String::from_utf8_lossy(text).chars().take(80).collect();
        return Err(format!(
            "expected an ARC record line (URL, IP address, date, type, length), found {found:?}"
        ));
    };
    let Some(length) = line.length() else {
        return Err(format!(
            "expected a number as length of the ARC record {}, found {:?}",
            line.url(),
            String::from_utf8_lossy(line.length)
        ));
    };
    Ok(Head {
        version: line.version().to_owned(),
        headers: headers(&line, true),
        length,
        crlf: bytes.ends_with(b"\r\n"),
    })
}

/// The header of a WARC record that says the same. `http` tells whether a web page's block may be
/// an HTTP message.
pub(crate) fn headers(line: &Line<'_>, http: bool) -> Headers {
    let web = line.is_web() && http;
    let kind = match () {
        () if line.is_filedesc() => "warcinfo",
        () if web => "response",
        () => "resource",
    };
    let media: &[u8] = if web {
        b"application/http; msgtype=response"
    } else {
        line.media_type
    };
    let date = line.iso_date();
    let fields: [(&str, &[u8]); 6] = [
        ("WARC-Type", kind.as_bytes()),
        ("WARC-Target-URI", line.url),
        ("WARC-Date", date.as_bytes()),
        ("WARC-IP-Address", line.ip),
        ("Content-Type", media),
        ("Content-Length", line.length),
    ];
    let mut block = Vec::with_capacity(256 + line.url.len());
    for (name, value) in fields {
        if !value.is_empty() && value != b"-" {
            block.extend_from_slice(name.as_bytes());
            block.extend_from_slice(b": ");
            block.extend_from_slice(value);
            block.extend_from_slice(b"\r\n");
        }
    }
    Headers::parse(&block)
}

/// Looks for a record line from index `from`, right at it or after a line end.
///
/// Nothing else stands between two records, so there is no empty line to ask for; but the shape of
/// the line is a strict one.
pub(crate) fn find(bytes: &[u8], from: usize) -> Hit {
    let mut at = from;
    if at > 0 && bytes.get(at - 1) != Some(&b'\n') {
        match memchr::memchr(b'\n', bytes.get(at..).unwrap_or_default()) {
            Some(end) => at += end + 1,
            None => return Hit::No,
        }
    }
    while let Some(rest) = bytes.get(at..) {
        let end = memchr::memchr(b'\n', rest);
        if line::may_have_scheme(rest) {
            match end {
                Some(end) => {
                    let text = rest.get(..end).unwrap_or_default();
                    let text = text.strip_suffix(b"\r").unwrap_or(text);
                    if Line::parse(text).is_some_and(|line| line.is_certain()) {
                        return Hit::At(at);
                    }
                }
                None if rest.is_empty() || rest.len() > MAX_LINE => return Hit::No,
                None => return Hit::Perhaps(at),
            }
        }
        match end {
            Some(end) => at += end + 1,
            None => return Hit::No,
        }
    }
    Hit::No
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_only_record_lines() {
        let f = |s: &str| find(s.as_bytes(), 0);
        let line = "http://a.org/ 1.2.3.4 20040524210504 text/html 12\n";
        assert_eq!(f(line), Hit::At(0));
        assert_eq!(f(&format!("x\n{line}")), Hit::At(2));
        assert_eq!(f(&format!("x {line}")), Hit::No);
        // A line of a CDX file and one of a crawl log look alike.
        assert_eq!(
            f("http://a.org/ 1.2.3.4 text/html 12 20040524210504 a.arc 7 0\n"),
            Hit::No
        );
        assert_eq!(
            f("http://a.org/ is a page of 20040524210504 or 12\n"),
            Hit::No
        );
    }

    #[test]
    fn waits_for_the_rest() {
        let whole = b"x\nhttp://a.org/ 1.2.3.4 20040524210504 text/html 12\n";
        for end in 3..whole.len() {
            assert_eq!(find(&whole[..end], 1), Hit::Perhaps(2), "{end}");
        }
        assert_eq!(find(whole, 1), Hit::At(2));
        assert_eq!(find(&whole[..whole.len() - 1], 4), Hit::No);
    }
}
