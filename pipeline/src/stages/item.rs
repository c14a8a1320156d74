//! A document on its way through fused stages, with what it still carries of its page.

use std::cell::RefCell;

use tamis_dedup::Member;
use tamis_extract::{Page, charset};
use tamis_filters::rights::{self, Evidence};

use crate::document::Document;

/// A document in flight.
#[derive(Default)]
pub struct Item {
    /// The document as far as it is known.
    pub document: Document,
    /// The WARC record, until the source has looked at it.
    pub record: Option<tamis_warc::Record>,
    /// The HTTP response, until the page was parsed.
    pub response: Option<Response>,
    /// What the one parse of the page gave.
    pub page: Option<PageFacts>,
    /// MinHash signature.
    pub signature: Option<Vec<u32>>,
    /// The cluster that it belongs to.
    pub cluster: Option<Member>,
}

/// An HTTP response, headers and decoded body.
pub struct Response {
    /// Headers, repeated ones kept.
    pub headers: tamis_warc::Headers,
    /// The body without transfer and content encoding.
    pub body: Vec<u8>,
}

/// What one parse of a page gives to all stages.
#[derive(Default)]
pub struct PageFacts {
    /// The main text.
    pub text: String,
    /// Reservations found in meta elements.
    pub rights: Vec<Evidence>,
    /// `html@lang`.
    pub html_lang: Option<String>,
    /// SPDX id of a licence that the page links.
    pub license: Option<String>,
    /// U+FFFD put in while decoding.
    pub replaced: u32,
}

impl Item {
    /// The page, decoded and parsed at the first call and only then.
    pub fn page(&mut self) -> &mut PageFacts {
        if self.page.is_none() {
            let facts = self
                .response
                .take()
                .map(|response| parse(&response, &self.document.url));
            self.page = Some(facts.unwrap_or_default());
        }
        self.page.get_or_insert_default()
    }
}

fn parse(response: &Response, url: &str) -> PageFacts {
    let content_type = response.headers.get("content-type").unwrap_or_default();
    let hints = charset::Hints {
        http: charset_label(content_type),
        tld: tld(url),
    };
    let decoded = charset::decode(&response.body, &hints);
    let page = Page::parse(&decoded.text);
    let mut evidence = Vec::new();
    for (name, content) in page.meta() {
        rights::from_meta(name, content, &mut evidence);
    }
    PageFacts {
        text: page.main_text(),
        rights: evidence,
        html_lang: page.html_lang().map(str::to_string),
        license: page.license_links().find_map(rights::license),
        replaced: decoded.replaced,
    }
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

/// The last label of a URL's host.
fn tld(url: &str) -> Option<&str> {
    let host = url.split_once("://")?.1.split(['/', '?', '#']).next()?;
    let host = host.rsplit('@').next()?.split(':').next()?;
    host.rsplit('.')
        .next()
        .filter(|label| label.chars().all(|c| c.is_ascii_alphabetic()))
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
