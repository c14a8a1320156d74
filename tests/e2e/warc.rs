//! Small WARC files, and the members of the demo's archives cut apart.

use std::fs;
use std::io::{Read, Write};

use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;

use super::common::{ARCHIVES, demo_file};

/// Sentences of prose, different enough to be no duplicates of each other.
pub(crate) const PROSE: [&str; 9] = [
    "The old bridge over the river has been closed since the storm, and people who live on the other \
     side now have to walk for an hour to get to the market.",
    "Farmers in the valley say that the harvest was better than they had hoped, because the rain came \
     late in the summer and the nights were warm.",
    "A new library will open in the autumn, with rooms for children and a garden where visitors can sit \
     and read when the weather is good.",
    "For many years the choir met in a cold hall behind the station, until a teacher offered them the \
     music room of her school.",
    "Nobody knows who planted the row of lime trees along the road, but there is a letter which says \
     that they were there before the war.",
    "The baker gets up at two in the morning, and by the time the first bus leaves the village his \
     bread is already on the shelves.",
    "Fishing boats used to fill this harbour, yet today there are only three of them, and their owners \
     are not sure that they will go on.",
    "In the museum you can see how paper was made by hand, and on some days you may try to make a sheet \
     of it yourself.",
    "When the mill was sold in the spring, the new owners said that they would keep all of the people \
     who had worked there, and for a few years this was what they did.",
];

/// A gzip member.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A WARC record around a body.
pub(crate) fn record(
    kind: &str,
    number: u64,
    url: &str,
    content_type: &str,
    body: &[u8],
) -> Vec<u8> {
    let mut out = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\n\
         WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n\
         WARC-Date: 2026-01-01T00:00:00Z\r\nWARC-Target-URI: {url}\r\n\
         Content-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    out.extend_from_slice(body);
    out.extend_from_slice(b"\r\n\r\n");
    out
}

/// A response with status 200 that holds a page in English.
pub(crate) fn page(number: u64, paragraphs: &[&str]) -> Vec<u8> {
    let mut html = String::from("<!doctype html><html lang=en><title>A page</title><article>");
    paragraphs
        .iter()
        .for_each(|p| html.push_str(&format!("<p>{p}</p>")));
    html.push_str("</article></html>");
    let body = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}");
    let url = format!("https://www.example/{number}");
    record(
        "response",
        number,
        &url,
        "application/http; msgtype=response",
        body.as_bytes(),
    )
}

/// Whole records of the demo's archives, uncompressed; the two damaged ones are left out.
pub(crate) fn members() -> Vec<Vec<u8>> {
    let mut records = Vec::new();
    for name in ARCHIVES {
        let bytes = fs::read(demo_file(name)).unwrap();
        let mut rest = bytes.as_slice();
        while let Some(start) = rest.windows(4).position(|w| w == b"\x1f\x8b\x08\x00") {
            rest = &rest[start..];
            let mut decoder = GzDecoder::new(rest);
            let mut record = Vec::new();
            let fine = decoder.read_to_end(&mut record).is_ok() && record.ends_with(b"\r\n\r\n");
            if fine {
                rest = decoder.into_inner();
                records.push(record);
            } else {
                rest = &rest[1..];
            }
        }
    }
    records
}

/// The records of the demo `copies` times over as one WARC.gz. Every copy has other record ids and
/// addresses, so every document has an id of its own; the texts are exact duplicates.
pub(crate) fn copies(members: &[Vec<u8>], first: usize, copies: usize) -> Vec<u8> {
    let mut out = Vec::new();
    for copy in first..first + copies {
        for member in members {
            out.extend(gzip(&renamed(member, copy)));
        }
    }
    out
}

fn renamed(record: &[u8], copy: usize) -> Vec<u8> {
    let end = record.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
    let head = std::str::from_utf8(&record[..end]).unwrap();
    let mut out = Vec::with_capacity(record.len() + 64);
    for line in head.split("\r\n") {
        let line = match line.split_once(": ") {
            Some((name, value)) if name.eq_ignore_ascii_case("WARC-Target-URI") => {
                format!("{name}: {value}?copy={copy}")
            }
            Some((name, value)) if name.eq_ignore_ascii_case("WARC-Record-ID") => {
                format!("{name}: {}-{copy}>", value.trim_end_matches('>'))
            }
            _ => line.to_string(),
        };
        out.extend_from_slice(line.as_bytes());
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(&record[end + 2..]);
    out
}
