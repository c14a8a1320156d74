//! HTTP responses: status, header, chunks, codings.
#![allow(clippy::unwrap_used, reason = "a helper of tests may panic")]

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use tamis_warc::http::{HttpError, MAX_HEADER, Response};

const PAGE: &[u8] = b"<!doctype html><p>Gr\xc3\xbc\xc3\x9fe aus K\xc3\xb6ln</p>";
const MAX: u64 = 1 << 20;

fn block(fields: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 200 OK\r\n{fields}\r\n").as_bytes(), body].concat()
}

/// The body and the number of notes.
fn parse(fields: &str, body: &[u8]) -> (Vec<u8>, usize) {
    let block = block(fields, body);
    let response = Response::parse(&block, MAX).unwrap();
    (response.body.into_owned(), response.notes.len())
}

fn gzip(data: &[u8]) -> Vec<u8> {
    let mut z = GzEncoder::new(Vec::new(), Compression::default());
    z.write_all(data).unwrap();
    z.finish().unwrap()
}

fn zlib(data: &[u8]) -> Vec<u8> {
    let mut z = ZlibEncoder::new(Vec::new(), Compression::default());
    z.write_all(data).unwrap();
    z.finish().unwrap()
}

fn deflate(data: &[u8]) -> Vec<u8> {
    let mut z = DeflateEncoder::new(Vec::new(), Compression::default());
    z.write_all(data).unwrap();
    z.finish().unwrap()
}

/// One uncompressed meta-block and the empty last one (RFC 7932, 9.2).
fn brotli(data: &[u8]) -> Vec<u8> {
    let head = u32::try_from(data.len() - 1).unwrap() << 4 | 1 << 20;
    [&head.to_le_bytes()[..3], data, &[3]].concat()
}

fn zstd(data: &[u8]) -> Vec<u8> {
    zstd::encode_all(data, 3).unwrap()
}

fn chunked(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for chunk in data.chunks(7) {
        out.extend(format!("{:X};x=1\r\n", chunk.len()).bytes());
        out.extend(chunk);
        out.extend(b"\r\n");
    }
    out.extend(b"0\r\nTrailer: 1\r\n\r\n");
    out
}

#[test]
fn status_and_fields() {
    for start in [
        "HTTP/1.1 404 Not Found",
        "HTTP/1.0 404",
        "HTTP/2 404 ",
        "HTTP/1.1  404 x y",
    ] {
        for nl in ["\r\n", "\n"] {
            let text = [
                start,
                "Content-Type: Text/HTML; charset=x",
                "X-Robots-Tag: a",
                "x-robots-tag: b",
                "",
                "body",
            ]
            .join(nl);
            let response = Response::parse(text.as_bytes(), MAX).unwrap();
            assert_eq!(response.status, 404, "{start}");
            assert_eq!(response.media_type().as_deref(), Some("text/html"));
            let robots: Vec<_> = response.headers.get_all("X-Robots-Tag").collect();
            assert_eq!(robots, ["a", "b"]);
            assert_eq!(&*response.body, b"body");
        }
    }
    let bare = Response::parse(b"HTTP/1.1 204", MAX).unwrap();
    assert_eq!(
        (bare.status, bare.headers.len(), bare.body.len()),
        (204, 0, 0)
    );
}

#[test]
fn what_is_no_response() {
    let bad = |b: &[u8]| Response::parse(b, MAX).unwrap_err();
    assert_eq!(bad(b""), HttpError::NoStatusLine);
    assert_eq!(bad(b"Date: today\r\n\r\n"), HttpError::NoStatusLine);
    assert_eq!(bad(b"HTTP/1.1"), HttpError::BadStatus);
    assert_eq!(bad(b"HTTP/1.1 OK\r\n\r\n"), HttpError::BadStatus);
    assert_eq!(bad(b"HTTP/1.1 2000 OK\r\n\r\n"), HttpError::BadStatus);
    assert_eq!(bad(b"HTTP/1.1 099 OK\r\n\r\n"), HttpError::BadStatus);
    let long = block(&format!("A: {}\r\n", "x".repeat(MAX_HEADER)), b"");
    assert_eq!(bad(&long), HttpError::HeaderTooLarge);
}

#[test]
fn codings_are_undone() {
    for (coding, bytes) in [
        ("gzip", gzip(PAGE)),
        ("X-GZIP", gzip(PAGE)),
        ("gzip", [gzip(&PAGE[..20]), gzip(&PAGE[20..])].concat()),
        ("deflate", zlib(PAGE)),
        ("deflate", deflate(PAGE)),
        ("br", brotli(PAGE)),
        ("zstd", zstd(PAGE)),
        ("identity", PAGE.to_vec()),
        ("", PAGE.to_vec()),
        ("gzip, zstd", zstd(&gzip(PAGE))),
    ] {
        let field = format!("Content-Encoding: {coding}\r\n");
        assert_eq!(parse(&field, &bytes), (PAGE.to_vec(), 0), "{coding}");
        let both = format!("{field}Transfer-Encoding: chunked\r\n");
        assert_eq!(
            parse(&both, &chunked(&bytes)),
            (PAGE.to_vec(), 0),
            "{coding}"
        );
    }
}

#[test]
fn labels_left_on_decoded_bodies() {
    for coding in ["gzip", "deflate", "br", "zstd", "compress"] {
        let field = format!("Content-Encoding: {coding}\r\n");
        assert_eq!(parse(&field, PAGE), (PAGE.to_vec(), 1), "{coding}");
        assert_eq!(parse(&field, b""), (vec![], 0), "{coding}");
    }
    assert_eq!(
        parse("Transfer-Encoding: chunked\r\n", PAGE),
        (PAGE.to_vec(), 1)
    );
}

#[test]
fn broken_chunks_give_what_they_hold() {
    let field = "Transfer-Encoding: chunked\r\n";
    assert_eq!(parse(field, b"3\r\nabc\r\n3\r\nde"), (b"abcde".to_vec(), 1));
    assert_eq!(parse(field, b"3\r\nabc\r\n"), (b"abc".to_vec(), 1));
    assert_eq!(parse(field, b"3\nabc\n0\n\n"), (b"abc".to_vec(), 0));
    assert_eq!(
        parse(field, b"3\r\nabc\r\nxyz\r\n"),
        (b"abcxyz\r\n".to_vec(), 1)
    );
    assert_eq!(
        parse(field, b"ffffffffffffffff\r\nabc"),
        (b"abc".to_vec(), 1)
    );
    let block = block(field, b"3\r\nabc\r\nxyz\r\n");
    let response = Response::parse(&block, MAX).unwrap();
    assert_eq!(response.notes, ["chunked framing is broken at byte 8"]);
}

#[test]
fn cut_codings_give_what_they_hold() {
    let page: String = (0..60_000_u32)
        .map(|i| i.wrapping_mul(2_654_435_761).to_string())
        .collect();
    let page = page.as_bytes();
    for (coding, bytes) in [
        ("gzip", gzip(page)),
        ("deflate", zlib(page)),
        ("zstd", zstd(page)),
    ] {
        let (body, notes) = parse(
            &format!("Content-Encoding: {coding}\r\n"),
            &bytes[..bytes.len() - 6],
        );
        assert!(
            page.starts_with(&body) && notes == 1 && body.len() > 1000,
            "{coding}: {} bytes",
            body.len()
        );
    }
}

#[test]
fn bombs_are_bounded() {
    let zeros = vec![0; 5 << 20];
    for (coding, bytes) in [
        ("gzip", gzip(&zeros)),
        ("deflate", zlib(&zeros)),
        ("zstd", zstd(&zeros)),
    ] {
        let block = block(&format!("Content-Encoding: {coding}\r\n"), &bytes);
        let response = Response::parse(&block, 1000).unwrap();
        assert_eq!(response.body.len(), 1000, "{coding}");
        assert_eq!(response.notes.len(), 1, "{coding}");
    }
}
