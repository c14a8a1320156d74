//! ARC files come out as the WARC records that say the same.

mod common;

use common::*;
use tamis_warc::DamageKind::*;
use tamis_warc::{Limits, RecordType};

/// The numbers at the end of the URLs of the web's records.
fn urls(file: &[u8]) -> (Vec<usize>, Vec<tamis_warc::DamageKind>) {
    let events = events(file);
    let number = |r: &&tamis_warc::Record| r.target_uri()?.rsplit('/').next()?.parse().ok();
    (
        records(&events).iter().filter_map(number).collect(),
        damages(&events).iter().map(|d| d.kind).collect(),
    )
}

fn arc_with_middle(middle: &[u8]) -> Vec<u8> {
    let (first, last) = (arc_record(0, &page(0)), arc_record(2, &page(2)));
    [filedesc(), first, middle.to_vec(), last].concat()
}

#[test]
fn a_line_becomes_a_header() {
    let file = arc_with_middle(b"dns:example.org 192.0.2.1 20040524210504 text/dns 3\nabc\n");
    let events = events(&file);
    let [desc, first, dns, _] = records(&events)[..] else {
        panic!("{events:?}")
    };
    assert_eq!(desc.record_type(), RecordType::Warcinfo);
    assert_eq!(desc.headers.get("Content-Type"), Some("text/plain"));
    let fields: Vec<_> = first.headers.iter().collect();
    let length = page(0).len().to_string();
    let want = [
        ("WARC-Type", "response"),
        ("WARC-Target-URI", "http://example.org/0"),
        ("WARC-Date", "2004-05-24T21:05:04Z"),
        ("WARC-IP-Address", "192.0.2.7"),
        ("Content-Type", "application/http; msgtype=response"),
        ("Content-Length", &length),
    ];
    assert_eq!(fields, want);
    assert_eq!((&*first.version, first.record_id()), ("ARC/1.0", None));
    assert_eq!(first.offset, filedesc().len() as u64);
    assert_eq!(first.body, page(0));
    assert_eq!(dns.record_type(), RecordType::Resource);
    assert_eq!(dns.headers.get("Content-Type"), Some("text/dns"));
    assert!(damages(&events).is_empty());
}

#[test]
fn version_2_and_odd_records() {
    let body = page(7);
    let n = body.len();
    let second = format!(
        "http://example.org/a b/7 192.0.2.7 20040524210504 text/html 200 - - 900 a.arc {n}\n"
    );
    let bare = "http://example.org/8 192.0.2.7 20040524210504 text/html 5\n<p>ab\n";
    let file = [second.as_bytes(), &body, b"\n", bare.as_bytes()].concat();
    let events = events(&file);
    let [a, b] = records(&events)[..] else {
        panic!("{events:?}")
    };
    assert_eq!(&*a.version, "ARC/2.0");
    assert_eq!(a.target_uri(), Some("http://example.org/a b/7"));
    assert_eq!(a.body, body);
    // No HTTP message, so nobody is to look for one.
    assert_eq!(b.record_type(), RecordType::Resource);
    assert_eq!(b.media_type().as_deref(), Some("text/html"));
}

#[test]
fn all_compressions_and_one_member_for_all() {
    let parts: Vec<Vec<u8>> = std::iter::once(filedesc())
        .chain((0..30).map(|n| arc_record(n, &page(n))))
        .collect();
    for (name, pack, _) in PACKS {
        let each: Vec<u8> = parts.iter().flat_map(|p| pack(p)).collect();
        for file in [each, pack(&parts.concat()), parts.concat()] {
            assert_eq!(urls(&file), ((0..30).collect(), vec![]), "{name}");
        }
    }
}

#[test]
fn goes_on_after_a_fault() {
    let body = page(1);
    let wrong = |by: isize| arc_record_with(1, &body, body.len().wrapping_add_signed(by));
    for (name, middle, kind) in [
        ("too long", wrong(40), BadLength),
        ("longer than the next", wrong(100_000), BadLength),
        ("too short", wrong(-7), BadLength),
        ("huge", wrong(isize::MAX - 5000), TooLarge),
        (
            "negative",
            b"http://example.org/1 192.0.2.7 20040524210504 text/html -1\nabc\n".to_vec(),
            BadHeader,
        ),
        ("garbage", b"junk\nand more\n".to_vec(), Garbage),
        ("zeros", vec![b'\n', 0, 0, 0, b'\n'], Garbage),
    ] {
        let file = arc_with_middle(&middle);
        assert_eq!(urls(&file), (vec![0, 2], vec![kind]), "{name}");
    }
    let file = arc_with_middle(b"");
    let last = arc_record(2, &page(2)).len();
    for cut in [last / 2, last - 20, 2] {
        let (urls, kinds) = urls(&file[..file.len() - cut]);
        assert_eq!((urls, kinds), (vec![0], vec![Truncated]), "{cut}");
    }
    // Garbage at the start, and a first member that is damaged.
    let file = [b"junk\n".to_vec(), arc_with_middle(b"")].concat();
    assert_eq!(urls(&file), (vec![0, 2], vec![Garbage]));
    let mut gz: Vec<Vec<u8>> = vec![member(&filedesc()), member(&arc_record(1, &page(1)))];
    gz[0][12] ^= 0xff;
    gz[0].truncate(30);
    assert_eq!(urls(&gz.concat()).0, [1]);
    gz[0][0] ^= 0xff;
    assert_eq!(urls(&gz.concat()), (vec![1], vec![Garbage]));
}

#[test]
fn large_bodies_are_passed_over() {
    let limits = Limits {
        max_body: 5000,
        ..Limits::default()
    };
    let big = vec![b'x'; 300_000];
    let events = events_within(&arc_with_middle(&arc_record(1, &big)), limits);
    assert_eq!(records(&events).len(), 3);
    let [damage] = damages(&events)[..] else {
        panic!("{events:?}")
    };
    assert_eq!(damage.kind, TooLarge);
    assert!(damage.detail.contains("http://example.org/1"), "{damage}");
}

/// A long URL is a part of a line that has to be seen whole.
#[test]
fn long_urls() {
    for n in [100, 4000, 5000, 60_000] {
        let url = format!("http://example.org/{}/1", "x".repeat(n));
        let line = format!("{url} 192.0.2.7 20040524210504 text/html 3\nabc\n");
        let file = arc_with_middle(line.as_bytes());
        assert_eq!(urls(&file), (vec![0, 1, 2], vec![]), "{n}");
    }
}
