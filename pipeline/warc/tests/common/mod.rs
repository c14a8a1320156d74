//! Builds WARC files for the tests and reads them.
#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a helper of tests may panic")]

use std::io::{BufReader, Write};

use tamis_warc::{Damage, DamageKind, Event, Limits, Reader, Record};

/// A record with a stated Content-Length, lines ended by `nl`.
pub(crate) fn record_with(n: usize, body: &[u8], length: usize, nl: &str) -> Vec<u8> {
    let head = [
        "WARC/1.0",
        "WARC-Type: response",
        &format!("WARC-Record-ID: <urn:test:{n}>"),
        &format!("WARC-Target-URI: http://example.org/{n}"),
        "WARC-Date: 2024-05-18T01:02:03Z",
        "Content-Type: application/http; msgtype=response",
        &format!("Content-Length: {length}"),
    ];
    let mut out = (head.join(nl) + nl + nl).into_bytes();
    out.extend_from_slice(body);
    out.extend_from_slice(format!("{nl}{nl}").as_bytes());
    out
}

/// A right record.
pub(crate) fn record(n: usize, body: &[u8]) -> Vec<u8> {
    record_with(n, body, body.len(), "\r\n")
}

/// An ARC record, version 1.
pub(crate) fn arc_record(n: usize, body: &[u8]) -> Vec<u8> {
    arc_record_with(n, body, body.len())
}

/// An ARC record with a stated length.
pub(crate) fn arc_record_with(n: usize, body: &[u8], length: usize) -> Vec<u8> {
    let line = format!("http://example.org/{n} 192.0.2.7 20040524210504 text/html {length}\n");
    [line.as_bytes(), body, b"\n"].concat()
}

/// The record that an ARC file begins with.
pub(crate) fn filedesc() -> Vec<u8> {
    let body = "1 0 Example\nURL IP-address Archive-date Content-type Archive-length\n\n";
    let length = body.len();
    format!("filedesc://a.arc 0.0.0.0 20040524210503 text/plain {length}\n{body}\n").into()
}

/// A page with blank lines inside and text that compresses.
pub(crate) fn page(n: usize) -> Vec<u8> {
    let paragraphs: String = (0..20)
        .map(|i| format!("<p>{n} and {i}</p>\r\n\r\n"))
        .collect();
    format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>{paragraphs}</html>").into()
}

/// One gzip member.
pub(crate) fn member(data: &[u8]) -> Vec<u8> {
    let mut gz = flate2::GzBuilder::new()
        .filename("a.warc")
        .write(Vec::new(), flate2::Compression::default());
    gz.write_all(data).unwrap();
    gz.finish().unwrap()
}

/// One zstd frame with a checksum.
pub(crate) fn zstd_frame(data: &[u8]) -> Vec<u8> {
    zstd_frame_with(data, &[])
}

/// One zstd frame that uses a dictionary.
pub(crate) fn zstd_frame_with(data: &[u8], dictionary: &[u8]) -> Vec<u8> {
    let mut out = zstd::stream::write::Encoder::with_dictionary(Vec::new(), 3, dictionary).unwrap();
    out.include_checksum(true).unwrap();
    out.write_all(data).unwrap();
    out.finish().unwrap()
}

/// The skippable frame of the WARC convention.
pub(crate) fn dictionary_frame(content: &[u8]) -> Vec<u8> {
    let size = u32::try_from(content.len()).unwrap().to_le_bytes();
    [&[0x5d, 0x2a, 0x4d, 0x18][..], &size, content].concat()
}

/// One LZ4 frame with linked blocks and all checksums.
pub(crate) fn lz4_frame(data: &[u8]) -> Vec<u8> {
    use lz4_flex::frame::{BlockMode, BlockSize, FrameEncoder, FrameInfo};
    let info = FrameInfo::new()
        .block_mode(BlockMode::Linked)
        .block_size(BlockSize::Max64KB)
        .block_checksums(true)
        .content_checksum(true);
    let mut out = FrameEncoder::with_frame_info(info, Vec::new());
    out.write_all(data).unwrap();
    out.finish().unwrap()
}

/// One bzip2 stream.
pub(crate) fn bzip2_stream(data: &[u8]) -> Vec<u8> {
    let mut out = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    out.write_all(data).unwrap();
    out.finish().unwrap()
}

/// Each compression with its name and the kind of its faults.
pub(crate) type Pack = fn(&[u8]) -> Vec<u8>;
pub(crate) const PACKS: [(&str, Pack, DamageKind); 4] = [
    ("gzip", member, DamageKind::BadGzip),
    ("zstd", zstd_frame, DamageKind::BadFrame),
    ("lz4", lz4_frame, DamageKind::BadFrame),
    ("bzip2", bzip2_stream, DamageKind::BadFrame),
];

/// All events of a file. Read through a tiny buffer, so that every look-ahead meets its end.
pub(crate) fn events_within(file: &[u8], limits: Limits) -> Vec<Event> {
    let mut reader = Reader::with_limits(BufReader::with_capacity(7, file), limits);
    let (mut events, mut last) = (Vec::new(), 0);
    while let Some(event) = reader.next_event().unwrap() {
        events.push(event);
        assert!(reader.position() >= last || matches!(events.last(), Some(Event::Damage(_))));
        last = reader.position();
        assert!(events.len() <= 2 * file.len() + 2, "does not end");
    }
    assert!(reader.position() <= file.len() as u64);
    assert!(
        reader.next_event().unwrap().is_none(),
        "goes on after the end"
    );
    let whole = {
        let mut reader = Reader::with_limits(file, limits);
        std::iter::from_fn(|| reader.next_event().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(
        records(&events),
        records(&whole),
        "depends on the size of the reads"
    );
    events
}

pub(crate) fn events(file: &[u8]) -> Vec<Event> {
    events_within(file, Limits::default())
}

pub(crate) fn records(events: &[Event]) -> Vec<&Record> {
    events
        .iter()
        .filter_map(|e| {
            if let Event::Record(r) = e {
                Some(r)
            } else {
                None
            }
        })
        .collect()
}

pub(crate) fn damages(events: &[Event]) -> Vec<&Damage> {
    events
        .iter()
        .filter_map(|e| {
            if let Event::Damage(d) = e {
                Some(d)
            } else {
                None
            }
        })
        .collect()
}

/// The numbers of the records read whole, and the kinds of damage.
pub(crate) fn read(file: &[u8]) -> (Vec<usize>, Vec<DamageKind>) {
    let events = events(file);
    (
        numbers(&events),
        damages(&events).iter().map(|d| d.kind).collect(),
    )
}

pub(crate) fn numbers(events: &[Event]) -> Vec<usize> {
    let number = |r: &&Record| r.record_id()?.strip_prefix("urn:test:")?.parse().ok();
    records(events).iter().filter_map(number).collect()
}

/// Records 0, 1, 2 with record 1 replaced.
pub(crate) fn with_middle(middle: &[u8]) -> Vec<u8> {
    [record(0, &page(0)), middle.to_vec(), record(2, &page(2))].concat()
}

pub(crate) fn gz_with_middle(middle: &[u8]) -> Vec<u8> {
    [
        member(&record(0, &page(0))),
        middle.to_vec(),
        member(&record(2, &page(2))),
    ]
    .concat()
}
