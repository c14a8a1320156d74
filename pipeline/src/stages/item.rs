//! A document on its way through fused stages, with what it still carries of its page.

use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::Arc;

use tamis_dedup::Member;
use tamis_dedup::lines::HashedLine;
use tamis_extract::{Page, charset, mojibake};
use tamis_filters::contamination::NgramSet;
use tamis_langs::tld;

use super::{Contaminated, CutCount, SignedDocument};
use crate::document::Document;

/// A document in flight.
#[derive(Default)]
pub struct Item {
    /// The document as far as it is known.
    pub document: Document,
    /// The WARC record, until the source has looked at it.
    pub record: Option<tamis_warc::Record>,
    /// Why the record is not what its digest says, if it was checked and is not.
    pub bad_digest: Option<String>,
    /// The tier of its source, if the config gives one.
    pub tier: Option<u8>,
    /// The licence that its source gives those of its documents that have none of their own.
    pub license: Option<Arc<str>>,
    /// Its id is one that its row had, and not one that was made for it.
    pub kept_id: bool,
    /// The label that its source states, where that is to be trusted.
    pub stated: Option<String>,
    /// What was decided about its rights, where a stage of this task did.
    pub rights: Option<Box<RightsFound>>,
    /// The HTTP response, until it was read.
    pub response: Option<Response>,
    /// What it holds, from its first reading until the text was taken out of it.
    pub content: Option<Content>,
    /// What was wrong with its characters.
    pub characters: Characters,
    /// `og:locale` as the page has it.
    pub og_locale: Option<String>,
    /// What deduplication needs to know of it.
    pub signed: Option<Box<SignedDocument>>,
    /// The cluster that it belongs to.
    pub cluster: Option<Box<Cluster>>,
    /// Scores from elsewhere, each with its place among `JOINED`.
    pub scores: Vec<(u8, f32)>,
    /// Hashes of its lines.
    pub lines: Vec<HashedLine>,
    /// Numbers of the lines that are to be cut, in order.
    pub repeated: Vec<u32>,
    /// What the stage at hand has cut.
    pub cut: Option<CutCount>,
    /// N-grams of benchmarks in its text, each once, in order.
    pub overlaps: Vec<u32>,
    /// N-grams that too many documents have.
    pub too_common: Option<Arc<NgramSet>>,
    /// What it has of benchmarks.
    pub contaminated: Option<Box<Contaminated>>,
}

/// What a stage found about the rights in a document. The evidence itself is in the document.
#[derive(Debug, Default)]
pub struct RightsFound {
    /// Registrable domain.
    pub domain: String,
    /// The language that the page declares, as a profile's code; empty where it declares none that
    /// is known.
    pub declared: String,
    /// The site's `robots.txt` was asked for, whatever came back.
    pub with_robots: bool,
    /// What could not be read, each kind once.
    pub unreadable: Vec<&'static str>,
    /// Why it is dropped: the reason, the rule, and the signal that it is about.
    pub dropped: Option<RightsDrop>,
}

/// Why a policy drops a document.
#[derive(Debug, Clone)]
pub struct RightsDrop {
    /// The reason in the ledger.
    pub reason: &'static str,
    /// The rule of the policy.
    pub rule: String,
    /// The signal.
    pub signal: String,
}

/// The cluster of a document.
pub struct Cluster {
    /// The document's place in it.
    pub member: Member,
    /// The crawls of its documents.
    pub dumps: Vec<String>,
}

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

impl Item {
    /// What the response holds, decoded and parsed at the first call and only then.
    pub fn content(&mut self) -> Option<&Content> {
        if let Some(response) = self.response.take() {
            let (content, characters) = read(response, &self.document.url);
            self.content = Some(content);
            self.characters = characters;
        }
        self.content.as_ref()
    }

    /// The same, taken out.
    pub fn take_content(&mut self) -> Option<Content> {
        self.content();
        self.content.take()
    }
}

fn read(response: Response, url: &str) -> (Content, Characters) {
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

thread_local! {
    static FILTERS: RefCell<tamis_filters::Scratch> = RefCell::default();
    static DEDUP: RefCell<tamis_dedup::Scratch> = RefCell::default();
}

/// This thread's working memory for filters.
pub(super) fn with_filter_scratch<T>(work: impl FnOnce(&mut tamis_filters::Scratch) -> T) -> T {
    FILTERS.with_borrow_mut(work)
}

/// This thread's working memory for signatures.
pub(super) fn with_dedup_scratch<T>(work: impl FnOnce(&mut tamis_dedup::Scratch) -> T) -> T {
    DEDUP.with_borrow_mut(work)
}
