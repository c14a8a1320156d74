//! The HTTP message in the block of a `response` record.
//!
//! Archives store what went over the wire, or what the crawler made of it: Common Crawl decodes
//! transfer and content encodings and renames the fields that told of them, others keep both, some
//! keep the field and decode the body. So here the bytes decide: a declared encoding is undone if
//! the body has it, and otherwise the body stays as it is, with a note.

mod chunked;
mod coding;

use std::borrow::Cow;

use crate::Headers;

/// An HTTP/1 response with its body decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response<'a> {
    /// The status code, 100 to 999.
    pub status: u16,
    /// The header fields, as they were sent.
    pub headers: Headers,
    /// The body, out of its chunks and content encodings as far as they held.
    /// Borrowed if it had none: it is the end of the block then.
    pub body: Cow<'a, [u8]>,
    /// What was odd about the body, a short sentence each.
    pub notes: Vec<String>,
}

/// Why a block is no HTTP response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HttpError {
    /// The block does not begin with `HTTP/`.
    #[error("expected an HTTP status line, found other bytes")]
    NoStatusLine,
    /// The status line has no three-digit code.
    #[error("expected a three-digit status code in the status line, found none")]
    BadStatus,
    /// The header is longer than [`MAX_HEADER`].
    #[error("expected the end of the HTTP header within {MAX_HEADER} bytes, found none")]
    HeaderTooLarge,
}

/// The longest HTTP header that is read, in bytes: as much as Chromium takes
/// (`kMaxHeaderBufSize`, net/http/http_stream_parser.h).
pub const MAX_HEADER: usize = 256 * 1024;

impl Response<'_> {
    /// Takes an HTTP/1 response apart. Lines may end in CRLF or LF; a header without an end is a
    /// response without a body. No decoded body grows over `max_body` bytes: it is cut there, with
    /// a note.
    ///
    /// # Errors
    /// When `block` does not start with a status line, or its header is over [`MAX_HEADER`].
    pub fn parse(block: &[u8], max_body: u64) -> Result<Response<'_>, HttpError> {
        let rest = block
            .strip_prefix(b"HTTP/")
            .ok_or(HttpError::NoStatusLine)?;
        let (line, _) = crate::headers::split_line(rest.get(..MAX_HEADER).unwrap_or(rest));
        let status = status(line).ok_or(HttpError::BadStatus)?;
        let end = crate::head::end(block, 0);
        if end.unwrap_or(block.len()) > MAX_HEADER {
            return Err(HttpError::HeaderTooLarge);
        }
        let (head, body) = block.split_at(end.unwrap_or(block.len()));
        let headers = Headers::parse(crate::headers::split_line(head).1);
        let max = usize::try_from(max_body).unwrap_or(usize::MAX);
        let mut notes = Vec::new();
        let mut body = Cow::Borrowed(body);
        let transfer = headers
            .get_all("Transfer-Encoding")
            .flat_map(|v| v.split(','));
        if transfer
            .map(str::trim)
            .any(|c| c.eq_ignore_ascii_case("chunked"))
        {
            body = chunked::decode(body, &mut notes);
        }
        let codings: Vec<&str> = headers
            .get_all("Content-Encoding")
            .flat_map(|v| v.split(','))
            .map(str::trim)
            .collect();
        // Listed in the order they were applied (RFC 9110, 8.4).
        for coding in codings.iter().rev().take(coding::MAX_CODINGS) {
            body = coding::decode(coding, body, max, &mut notes);
        }
        Ok(Response {
            status,
            headers,
            body,
            notes,
        })
    }

    /// The media type of Content-Type: lower case, without parameters.
    #[must_use]
    pub fn media_type(&self) -> Option<String> {
        let value = self.headers.get("Content-Type")?;
        let kind = value.split(';').next().unwrap_or_default().trim();
        (!kind.is_empty()).then(|| kind.to_ascii_lowercase())
    }
}

/// The body of an HTTP message as it was sent, and out of its chunks if it has any.
pub(crate) fn entity(block: &[u8]) -> Option<(&[u8], Vec<u8>)> {
    let end = crate::head::end(block, 0)?;
    let (head, body) = block.split_at_checked(end)?;
    let headers = Headers::parse(crate::headers::split_line(head).1);
    let chunked = headers
        .get_all("Transfer-Encoding")
        .any(|v| v.to_ascii_lowercase().contains("chunked"));
    let decoded = match chunked {
        true => chunked::decode(Cow::Borrowed(body), &mut Vec::new()).into_owned(),
        false => body.to_vec(),
    };
    Some((body, decoded))
}

/// The code in what follows `HTTP/`: `1.1 200 OK`.
fn status(line: &[u8]) -> Option<u16> {
    let mut words = line
        .split(|b| b.is_ascii_whitespace())
        .filter(|w| !w.is_empty());
    let code = words.nth(1)?;
    if code.len() != 3 || !code.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let code = code.iter().fold(0, |n, b| n * 10 + u16::from(b - b'0'));
    (code >= 100).then_some(code)
}
