//! The first look at a record: whether it may hold a document, its status, its type.

use std::borrow::Cow;

use tamis_filters::{Removal, Verdict};
use tamis_warc::{Record, RecordType, http};

use crate::stages::{Form, Item, Response};

/// Larger HTML bodies are not decoded: 20 MiB, far above what Common Crawl keeps (5 MiB).
pub(in crate::stages) const MAX_BODY: u64 = 20 << 20;

const PLAIN: &str = "text/plain";

fn form(mime: &str) -> Form {
    if mime == PLAIN {
        Form::Plain
    } else {
        Form::Html
    }
}

fn is_text(mime: &str) -> bool {
    matches!(mime, "text/html" | "application/xhtml+xml" | PLAIN)
}

/// Whether a record may hold a document: what servers answered, the texts of WET files, and pages
/// stored without their HTTP headers; other resources are the crawler's own (`dns:`, logs).
pub(super) fn brings_document(record: &Record, kind: RecordType) -> bool {
    match kind {
        RecordType::Response | RecordType::Conversion => true,
        RecordType::Resource => {
            let page = record.media_type();
            let url = record.target_uri().unwrap_or_default();
            url.starts_with("http") && page.is_some_and(|kind| is_text(&kind) && kind != PLAIN)
        }
        _ => false,
    }
}

/// A first look at a record: its status, its type.
pub(in crate::stages) fn admit(item: &mut Item) -> Verdict {
    let drop = |reason, value, threshold, detail| {
        Verdict::Drop(Removal {
            reason,
            value,
            threshold,
            detail,
        })
    };
    let Some(record) = item.record.take() else {
        return drop("source.record", None, None, None);
    };
    if let Some(detail) = item.bad_digest.take() {
        return drop("source.digest", None, None, Some(detail));
    }
    if record.record_type() != RecordType::Response {
        return admit_bare(item, record);
    }
    let response = match http::Response::parse(&record.body, MAX_BODY) {
        Ok(response) => response,
        Err(error) => {
            return match record.media_type() {
                // Heritrix stores what name servers answer as responses of `text/dns`: no page, and no damage.
                Some(kind) if kind != "application/http" => {
                    drop("source.mime", None, None, Some(kind))
                }
                _ => drop("source.http", None, None, Some(error.to_string())),
            };
        }
    };
    if response.status != 200 {
        return drop(
            "source.status",
            Some(f64::from(response.status)),
            Some(200.0),
            None,
        );
    }
    let mime = mime(&record, &response);
    if !is_text(&mime) {
        return drop("source.mime", None, None, Some(mime));
    }
    let headers = response.headers;
    let body = match response.body {
        Cow::Owned(body) => body,
        // As it was sent, it is the end of the record: the record's own bytes, moved up.
        Cow::Borrowed(body) => {
            let head = record.body.len() - body.len();
            let mut bytes = record.body;
            bytes.drain(..head);
            bytes
        }
    };
    item.response = Some(Response {
        headers,
        body,
        form: form(&mime),
    });
    Verdict::Keep
}

/// A record without an HTTP header: the text of a WET file (`conversion`), or a page that an old
/// crawler stored as it was (`resource`).
fn admit_bare(item: &mut Item, record: Record) -> Verdict {
    let kind = record.media_type().unwrap_or_default();
    if !is_text(&kind) {
        return Verdict::Drop(Removal {
            reason: "source.mime",
            value: None,
            threshold: None,
            detail: Some(kind),
        });
    }
    item.response = Some(Response {
        headers: record.headers,
        body: record.body,
        form: form(&kind),
    });
    Verdict::Keep
}

/// The crawler's own finding if there is one, else the server's claim, else a look at the bytes.
fn mime(record: &Record, response: &http::Response<'_>) -> String {
    let named = record
        .payload_type()
        .or_else(|| response.headers.get("content-type"));
    let named = named
        .and_then(|value| value.split(';').next())
        .unwrap_or_default();
    let named = named.trim().to_ascii_lowercase();
    if !named.is_empty() {
        return named;
    }
    let head = &response.body[..response.body.len().min(512)];
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    if head.contains("<html") || head.contains("<!doctype html") {
        "text/html".into()
    } else {
        "unknown".into()
    }
}
