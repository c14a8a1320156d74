//! Digests are compared on request, beside the records.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper of tests may panic"
)]

use tamis_warc::{DamageKind, Event, Options, Reader};

/// SHA-1 of `abc` (FIPS 180-4, example), as hex and base32, and its MD5 (RFC 1321, A.5).
const SHA1: &str = "sha1:a9993e364706816aba3e25717850c26c9cd0d89d";
const BASE32: &str = "sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5";
const MD5: &str = "md5:900150983cd24fb0d6963f7d28e17f72";

fn record(fields: &str, body: &str) -> String {
    let n = body.len();
    format!("WARC/1.1\r\n{fields}Content-Length: {n}\r\n\r\n{body}\r\n\r\n")
}

/// The details of the digest faults that come after the record.
fn faults(file: &str, check_digests: bool) -> Vec<String> {
    let options = Options {
        check_digests,
        ..Options::default()
    };
    let mut reader = Reader::with_options(file.as_bytes(), options);
    assert!(matches!(
        reader.next_event().unwrap(),
        Some(Event::Record(_))
    ));
    let mut out = Vec::new();
    while let Some(event) = reader.next_event().unwrap() {
        let Event::Damage(damage) = event else {
            panic!("{event:?}")
        };
        assert_eq!(
            (damage.kind, damage.lost_bytes, damage.offset),
            (DamageKind::BadDigest, 0, 0)
        );
        out.push(damage.detail);
    }
    out
}

#[test]
fn blocks() {
    let kind = "WARC-Type: resource\r\nContent-Type: text/plain\r\n";
    for digest in [SHA1, BASE32, MD5] {
        for field in ["WARC-Block-Digest", "WARC-Payload-Digest"] {
            let fields = format!("{kind}{field}: {digest}\r\n");
            assert!(faults(&record(&fields, "abc"), true).is_empty(), "{digest}");
            let bad = record(&fields, "abd");
            let found = faults(&bad, true);
            assert_eq!(found.len(), 1, "{digest}");
            assert!(
                found[0].contains(digest) && found[0].contains(field),
                "{found:?}"
            );
            assert!(faults(&bad, false).is_empty());
        }
    }
    let unknown = format!("{kind}WARC-Block-Digest: blake3:00\r\n");
    assert!(faults(&record(&unknown, "abd"), true).is_empty());
}

#[test]
fn payloads() {
    let fields = |kind: &str| {
        format!(
            "WARC-Type: {kind}\r\nContent-Type: application/http; msgtype=response\r\n\
             WARC-Payload-Digest: {BASE32}\r\n"
        )
    };
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let chunked = format!("{head}3\r\nabc\r\n0\r\n\r\n");
    let decoded = format!("{head}abc");
    for body in [&chunked, &decoded] {
        assert!(
            faults(&record(&fields("response"), body), true).is_empty(),
            "{body}"
        );
    }
    let other = format!("{head}4\r\nabcd\r\n0\r\n\r\n");
    assert_eq!(faults(&record(&fields("response"), &other), true).len(), 1);
    // The payload of a revisit stands elsewhere.
    assert!(faults(&record(&fields("revisit"), &other), true).is_empty());
    let segment = fields("response") + "WARC-Segment-Number: 1\r\n";
    assert!(faults(&record(&segment, &other), true).is_empty());
}
