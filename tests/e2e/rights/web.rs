//! A small web: pages that declare their rights in one way each, and the archive of what their sites
//! answered for `/robots.txt` and `/.well-known/tdmrep.json`.

use super::super::common::{Place, profile};
use super::super::warc::{PROSE, gzip};

/// A response record.
pub(super) fn response(
    url: &str,
    date: &str,
    status: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Vec<u8> {
    let mut block = format!("HTTP/1.1 {status}\r\n");
    for (name, value) in headers {
        block.push_str(&format!("{name}: {value}\r\n"));
    }
    block.push_str("\r\n");
    block.push_str(body);
    format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:x:{url}@{date}>\r\n\
         WARC-Date: {date}\r\nWARC-Target-URI: {url}\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    )
    .into_bytes()
}

/// When the pages were fetched.
pub(super) const THEN: &str = "2026-01-02T00:00:00Z";

/// A page: its URL, headers of its response, and what stands in its head.
pub(super) struct Page {
    pub(super) url: &'static str,
    pub(super) headers: &'static [(&'static str, &'static str)],
    pub(super) head: &'static str,
}

/// A page that says nothing itself.
pub(super) const fn silent(url: &'static str) -> Page {
    Page {
        url,
        headers: &[],
        head: "",
    }
}

/// A page with one header.
pub(super) const fn header(
    url: &'static str,
    header: &'static [(&'static str, &'static str)],
) -> Page {
    Page {
        url,
        headers: header,
        head: "",
    }
}

/// A page with something in its head.
pub(super) const fn head(url: &'static str, head: &'static str) -> Page {
    Page {
        url,
        headers: &[],
        head,
    }
}

/// An archive of pages, one gzip member a record.
pub(super) fn pages(pages: &[Page]) -> Vec<u8> {
    // Two make a page; no two pages have the same two.
    let pairs = (0..PROSE.len()).flat_map(|a| (a + 1..PROSE.len()).map(move |b| (a, b)));
    let mut out = Vec::new();
    for (page, (a, b)) in pages.iter().zip(pairs) {
        let body = format!(
            "<!doctype html><html lang=en><title>A page</title>{}<article><p>{}</p><p>{}</p></article>",
            page.head, PROSE[a], PROSE[b]
        );
        let mut headers = vec![("Content-Type", "text/html; charset=utf-8")];
        headers.extend(page.headers);
        out.extend(gzip(&response(page.url, THEN, "200 OK", &headers, &body)));
    }
    assert!(pages.len() <= PROSE.len() * (PROSE.len() - 1) / 2);
    out
}

/// An archive of what sites answered: URL, date, status, headers, body.
pub(super) type Answer<'a> = (&'a str, &'a str, &'a str, &'a [(&'a str, &'a str)], &'a str);

pub(super) fn answers(answers: &[Answer<'_>]) -> Vec<u8> {
    let mut out = Vec::new();
    for (url, date, status, headers, body) in answers {
        out.extend(gzip(&response(url, date, status, headers, body)));
    }
    out
}

/// A config over `in/warc/*.warc.gz` with these settings of the stage, and a folder for it.
pub(super) fn place(rights: &str) -> Place {
    let place = Place::new(&config(rights));
    place.write("profiles/eng_Latn.toml", profile("eng_Latn", 5));
    place
}

pub(super) fn config(rights: &str) -> String {
    format!(
        "[run]\nname = \"rights\"\noutput = \"out\"\nprofiles = \"profiles\"\n\n\
         [sources.crawl]\ntype = \"warc\"\npaths = [\"in/warc/*.warc.gz\"]\n\n\
         [stages.rights]\n{rights}\n\n[stages.balance]\nmethod = \"proportional\"\n"
    )
}
