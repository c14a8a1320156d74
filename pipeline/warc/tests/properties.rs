//! Any bytes at all: no panic, an end, and nothing lost but what was touched.

mod common;

use common::*;
use proptest::collection::vec;
use proptest::prelude::*;
use tamis_warc::{Limits, http};

/// Bytes that are likely to lead deep into the reader.
fn archive_like() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b"WARC/1.0\r\n".to_vec()),
        Just(b"WARC-Type: response\r\n".to_vec()),
        (0..400_usize).prop_map(|n| format!("Content-Length: {n}\r\n").into_bytes()),
        Just(b"Content-Length: 99999999999\r\n".to_vec()),
        Just(b"\r\n\r\n".to_vec()),
        Just(b"\n".to_vec()),
        Just(vec![0x1f, 0x8b, 8, 0]),
        Just(vec![0x28, 0xb5, 0x2f, 0xfd]),
        Just(b"http://a.org/ 1.2.3.4 20040524210504 text/html 9\n".to_vec()),
        (0..9_usize, 0..4_usize).prop_map(|(n, pack)| PACKS[pack].1(&record(n, &page(n)))),
        (0..9_usize).prop_map(|n| arc_record(n, &page(n))),
        (0..9_usize).prop_map(|n| record(n, &page(n))),
        (0..9_usize).prop_map(|n| member(&record(n, &page(n)))),
        (0..900_usize).prop_map(|n| member(&record(3, &page(3)))[..n % 150].to_vec()),
        vec(any::<u8>(), 0..60),
    ];
    vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// Replaces, removes or adds some bytes of one part.
#[derive(Clone, Debug)]
enum Edit {
    Xor(prop::sample::Index, u8),
    Cut(prop::sample::Index, usize),
    Add(prop::sample::Index, Vec<u8>),
}

impl Edit {
    fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Xor(at, mask) => {
                let at = at.index(bytes.len());
                bytes[at] ^= mask;
            }
            Self::Cut(at, n) => {
                let at = at.index(bytes.len());
                let end = (at + n).min(bytes.len());
                bytes.drain(at..end);
            }
            Self::Add(at, new) => {
                let at = at.index(bytes.len() + 1);
                bytes.splice(at..at, new.iter().copied());
            }
        }
    }
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = any::<prop::sample::Index>;
    prop_oneof![
        (at(), 1..=255_u8).prop_map(|(at, mask)| Edit::Xor(at, mask)),
        (at(), 1..40_usize).prop_map(|(at, n)| Edit::Cut(at, n)),
        (at(), vec(any::<u8>(), 1..20)).prop_map(|(at, new)| Edit::Add(at, new)),
    ]
}

fn bodies() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let body = prop_oneof![
        vec(any::<u8>(), 0..3000),
        (0..99_usize).prop_map(page),
        Just(Vec::new()),
        (1..9_usize).prop_map(|n| b"\r\n".repeat(n)),
    ];
    vec(body, 1..7)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_end(bytes in vec(any::<u8>(), 0..2000)) {
        events(&bytes);
        let _ = http::Response::parse(&bytes, 1000);
    }

    #[test]
    fn archive_like_bytes_end(bytes in archive_like(), max_body in 0..3000_u64, max_header in 0..300_usize) {
        events(&bytes);
        for event in records(&events_within(&bytes, Limits { max_body, max_header })) {
            prop_assert!(event.body.len() as u64 <= max_body);
        }
    }

    #[test]
    fn whole_files_come_back(bodies in bodies(), pack in 0..4_usize, cuts in vec(any::<prop::sample::Index>(), 0..5)) {
        let (_, pack, _) = PACKS[pack];
        let parts: Vec<_> = bodies.iter().enumerate().map(|(n, b)| record(n, b)).collect();
        let plain = parts.concat();
        let each = parts.iter().flat_map(|p| pack(p)).collect();
        // Members that end anywhere, in the middle of records too.
        let mut cuts: Vec<_> = cuts.iter().map(|c| c.index(plain.len())).collect();
        cuts.extend([0, plain.len()]);
        cuts.sort_unstable();
        let across = cuts.windows(2).flat_map(|w| pack(&plain[w[0]..w[1]])).collect();
        for file in [pack(&plain), each, across, plain] {
            let events = events(&file);
            prop_assert!(damages(&events).is_empty(), "{:?}", damages(&events));
            let read: Vec<_> = records(&events).iter().map(|r| r.body.clone()).collect();
            prop_assert_eq!(&read, &bodies);
        }
    }

    #[test]
    fn a_damaged_member_costs_only_itself(
        mut bodies in bodies(), which in any::<prop::sample::Index>(), edits in vec(edit(), 1..4), raw in any::<bool>(), pack in 0..3_usize
    ) {
        let (_, pack, _) = PACKS[pack];
        // A first member that compresses, as a warcinfo record does: if it lost its magic number and
        // its data were stored as they are, the file would look like a plain one.
        bodies.insert(0, page(0));
        let k = which.index(bodies.len());
        let mut parts: Vec<_> = bodies.iter().enumerate().map(|(n, b)| record(n, b)).collect();
        // Before or after compression.
        if !raw { edits.iter().for_each(|e| e.apply(&mut parts[k])); }
        parts = parts.iter().map(|p| pack(p)).collect();
        if raw { edits.iter().for_each(|e| e.apply(&mut parts[k])); }
        // LZ4 keeps the beginning of a text as it is: without its magic number the file looks like a plain
        // one, too.
        let head = parts[0].get(..32).unwrap_or(&parts[0]);
        prop_assume!(!raw || k > 0 || memchr::memmem::find(head, b"WARC/").is_none_or(|at| at > 8));
        let events = events(&parts.concat());
        let read = records(&events);
        for (n, body) in bodies.iter().enumerate().filter(|(n, _)| *n != k) {
            let id = format!("urn:test:{n}");
            let found = read.iter().any(|r| r.record_id() == Some(&*id) && r.body == *body);
            prop_assert!(found, "record {} of {} is lost: {:?}", n, bodies.len(), damages(&events));
        }
        if raw {
            let same = numbers(&events) == (0..bodies.len()).collect::<Vec<_>>() && read[k].body == bodies[k];
            prop_assert!(same || !damages(&events).is_empty(), "lost without a word");
        }
    }

    #[test]
    fn a_damaged_record_of_a_plain_file_costs_only_itself(
        bodies in bodies(), which in any::<prop::sample::Index>(), edits in vec(edit(), 1..4)
    ) {
        let k = which.index(bodies.len());
        let mut parts: Vec<_> = bodies.iter().enumerate().map(|(n, b)| record(n, b)).collect();
        edits.iter().for_each(|e| e.apply(&mut parts[k]));
        let file = parts.concat();
        let events = events(&file);
        let read = records(&events);
        // A changed length that happens to end where a later record ends cannot be told from a
        // body that holds records.
        prop_assume!(!read.iter().any(|r| memchr::memmem::find(&r.body, b"WARC/1.").is_some()));
        for (n, body) in bodies.iter().enumerate().filter(|(n, _)| *n != k) {
            let id = format!("urn:test:{n}");
            let found = read.iter().any(|r| r.record_id() == Some(&*id) && r.body == *body);
            prop_assert!(found, "record {} of {} is lost: {:?}", n, bodies.len(), damages(&events));
        }
    }
}
