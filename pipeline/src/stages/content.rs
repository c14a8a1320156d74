//! What a response holds: its bytes as text, and its page parsed.

use std::borrow::Cow;

use tamis_extract::{Page, charset, mojibake};
use tamis_langs::tld;

/// An HTTP response, headers and decoded body.
pub struct Response {
    /// Headers, repeated ones kept.
    pub headers: tamis_warc::Headers,
    /// The body without transfer and content encoding.
    pub body: Vec<u8>,
    /// What the body is.
    pub form: Form,
}

/// How a text is marked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// HTML or XHTML.
    Html,
    /// Not at all.
    Plain,
    /// Markdown.
    Markdown,
}

/// What a response holds.
pub enum Content {
    /// An HTML page, parsed.
    Page(Box<Page<'static>>),
    /// Plain text.
    Text(String),
    /// Markdown.
    Markdown(String),
    /// A text that somebody has extracted before, which stays as it is.
    Extracted(String),
}

/// What was wrong with the characters of a response.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Characters {
    /// U+FFFD put in while decoding.
    pub replaced: u32,
    /// Double-encoded sequences put right.
    pub repaired: u32,
}

/// What a response holds, and what was wrong with its characters.
pub(super) fn read(response: Response, url: &str) -> (Content, Characters) {
    let content_type = response.headers.get("content-type").unwrap_or_default();
    let hints = charset::Hints {
        http: charset_label(content_type),
        tld: tld(url),
    };
    let (text, characters) = decode(response.body, &hints);
    let content = match response.form {
        Form::Plain => Content::Text(text),
        Form::Markdown => Content::Markdown(text),
        Form::Html => Content::Page(Box::new(Page::parse_owned(text))),
    };
    (content, characters)
}

/// Bytes to text, double encoding put right. A page that needs neither is not copied.
pub(crate) fn decode(bytes: Vec<u8>, hints: &charset::Hints<'_>) -> (String, Characters) {
    let decoded = charset::decode_owned(bytes, hints);
    let repaired = mojibake::repair(&decoded.text);
    let characters = Characters {
        replaced: decoded.replaced,
        repaired: repaired.count,
    };
    let repaired = match repaired.text {
        Cow::Owned(text) => Some(text),
        Cow::Borrowed(_) => None,
    };
    (
        repaired.unwrap_or_else(|| decoded.text.into_owned()),
        characters,
    )
}

/// The charset parameter of a Content-Type header.
fn charset_label(content_type: &str) -> Option<&str> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("charset")
            .then(|| value.trim().trim_matches(['"', '\'']))
    })
}
