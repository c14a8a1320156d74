//! What a reader makes of good files, of foreign ones, and of errors in reading.

mod common;

use common::*;
use tamis_warc::DamageKind::*;
use tamis_warc::{Event, RecordType};

#[test]
fn reads_a_record_whole() {
    let file = [record(0, &page(0)), record(1, b"")].concat();
    let events = events(&file);
    let [a, b] = records(&events)[..] else {
        panic!("{events:?}")
    };
    assert_eq!((a.offset, b.offset), (0, record(0, &page(0)).len() as u64));
    assert_eq!(
        (&*a.version, a.record_type()),
        ("1.0", RecordType::Response)
    );
    assert_eq!(a.record_id(), Some("urn:test:0"));
    assert_eq!(a.target_uri(), Some("http://example.org/0"));
    assert_eq!(a.date(), Some("2024-05-18T01:02:03Z"));
    assert_eq!((a.payload_type(), a.truncated()), (None, None));
    assert_eq!(a.headers.len(), 6);
    assert_eq!(a.body, page(0));
    assert_eq!(b.body, b"");
}

#[test]
fn offsets_of_members_are_exact() {
    let members: Vec<_> = (0..5).map(|n| member(&record(n, &page(n)))).collect();
    let events = events(&members.concat());
    let offsets: Vec<u64> = records(&events).iter().map(|r| r.offset).collect();
    let want: Vec<u64> = (0..5).map(|n| members[..n].concat().len() as u64).collect();
    assert_eq!(offsets, want);
}

#[test]
fn accepts_what_the_wild_writes() {
    let lf = record_with(1, &page(1), page(1).len(), "\n");
    let odd: &[u8] = b"warc/1.1\r\nWARC-TYPE: RESPONSE\r\nwarc-record-id: <urn:test:1>\r\nX-Long: a\r\n b\r\ncontent-length:4\r\nWARC-Target-URI: <http://a b/>\r\n\r\nbody";
    for (name, file) in [
        ("LF", with_middle(&lf)),
        (
            "more line ends",
            with_middle(&[record(1, b"x"), b"\r\n\r\n\n\n\r\n".to_vec()].concat()),
        ),
        ("no line ends", with_middle(&[odd, b""].concat())),
        (
            "lines first",
            [b"\r\n\r\n".to_vec(), with_middle(odd)].concat(),
        ),
        ("member", member(&with_middle(odd))),
        ("members", gz_with_middle(&member(odd))),
        (
            "empty member",
            gz_with_middle(&[member(b""), member(odd)].concat()),
        ),
        (
            "blank member",
            gz_with_middle(&[member(odd), member(b"\r\n\r\n")].concat()),
        ),
    ] {
        assert_eq!(read(&file), (vec![0, 1, 2], vec![]), "{name}");
    }
    let events = events(odd);
    let first = records(&events)[0];
    assert_eq!(first.record_type(), RecordType::Response);
    assert_eq!(first.headers.get("x-long"), Some("a b"));
    assert_eq!(first.target_uri(), Some("http://a b/"));
    for version in ["0.9", "0.17", "0.18", "1.0", "1.1"] {
        let file = String::from_utf8(record(1, b"x"))
            .unwrap()
            .replace("1.0", version);
        assert_eq!(read(file.as_bytes()), (vec![1], vec![]), "{version}");
    }
}

#[test]
fn other_files_are_named() {
    for (bytes, kind, word) in [
        (&b""[..], Empty, "no bytes"),
        (b"\r\n\n", Empty, "line ends"),
        (b"<html><p>Guten Tag</p>", NotWarc, "no"),
        (
            b"http://a.org/ is not a record line\n",
            NotWarc,
            "no record anywhere",
        ),
        (b"\x28\xb5\x2f\xfd....", BadFrame, "zstd frame"),
        (b"BZh91AY", Truncated, "bzip2 stream"),
        (b"\x04\x22\x4d\x18", Truncated, "LZ4 frame"),
        (b"\xfd7zXZ\0", Unsupported, "xz"),
        (b"\x02\x21\x4c\x18...", Unsupported, "legacy"),
        (b"PK\x03\x04...", Unsupported, "WACZ"),
        (&member(b""), Empty, "empty"),
        (&member(b"Guten Tag\n"), NotWarc, "no record anywhere"),
        (&zstd_frame(b""), Empty, "empty"),
        (&lz4_frame(b""), Empty, "empty"),
        (&bzip2_stream(b""), Empty, "empty"),
    ] {
        let events = events(bytes);
        let [Event::Damage(damage)] = &events[..] else {
            panic!("{bytes:?}: {events:?}")
        };
        assert_eq!((damage.kind, damage.offset), (kind, 0), "{bytes:?}");
        assert!(damage.detail.contains(word), "{damage}");
        let lost = if kind == Unsupported {
            0
        } else {
            bytes.len() as u64
        };
        assert_eq!(damage.lost_bytes, lost, "{damage}");
    }
}

#[test]
fn wet_records_say_what_they_were_made_from() {
    let file = b"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Refers-To: <urn:uuid:1>\r\n\
        WARC-Identified-Content-Language: slk,eng\r\nContent-Type: text/plain; charset=utf-8\r\n\
        Content-Length: 5\r\n\r\nahoj\n\r\n\r\n";
    let events = events(file);
    let record = records(&events)[0];
    assert_eq!(record.record_type(), RecordType::Conversion);
    assert_eq!(record.refers_to(), Some("urn:uuid:1"));
    assert_eq!(record.content_language(), Some("slk,eng"));
    assert_eq!(record.media_type().as_deref(), Some("text/plain"));
    assert_eq!(record.body, b"ahoj\n");
}

#[test]
fn a_damage_is_one_clear_sentence() {
    let bad = member(&record_with(1, b"abc", 9000, "\r\n"));
    let (at, lost) = (member(&record(0, &page(0))).len(), bad.len());
    let events = events(&gz_with_middle(&bad));
    let want = format!(
        "bad-length at byte {at}: expected 9000 bytes of body for the response record \
         http://example.org/1, found the end of the gzip member after 7; dropped the record \
         ({lost} bytes of the file passed over)"
    );
    assert_eq!(damages(&events)[0].to_string(), want);
}

#[test]
fn errors_of_the_file_are_passed_on_and_can_be_tried_again() {
    use std::io::{self, BufRead, Read};
    struct Flaky<'a>(&'a [u8], u32);
    impl Read for Flaky<'_> {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Ok(0)
        }
    }
    impl BufRead for Flaky<'_> {
        fn fill_buf(&mut self) -> io::Result<&[u8]> {
            self.1 += 1;
            match self.1 % 3 {
                0 => Err(io::ErrorKind::Interrupted.into()),
                1 => Err(io::ErrorKind::TimedOut.into()),
                _ => Ok(&self.0[..self.0.len().min(10)]),
            }
        }
        fn consume(&mut self, n: usize) {
            self.0 = &self.0[n..];
        }
    }
    for file in [
        with_middle(&record(1, &page(1))),
        gz_with_middle(&member(&record(1, &page(1)))),
    ] {
        let mut reader = tamis_warc::Reader::new(Flaky(&file, 0));
        let (mut got, mut errors) = (Vec::new(), 0);
        loop {
            match reader.next_event() {
                Ok(Some(event)) => got.push(event),
                Ok(None) => break,
                Err(e) => {
                    assert_eq!(e.kind(), io::ErrorKind::TimedOut);
                    errors += 1;
                }
            }
        }
        assert_eq!(got, events(&file));
        assert!(errors > 10);
    }
}
