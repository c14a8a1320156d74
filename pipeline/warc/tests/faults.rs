//! What a reader makes of damage, one fault at a time.

mod common;

use common::*;
use tamis_warc::DamageKind::*;
use tamis_warc::Limits;

#[test]
fn plain_file_goes_on_after_a_fault() {
    let body = page(1);
    let wrong = |by: isize| record_with(1, &body, body.len().wrapping_add_signed(by), "\r\n");
    let cases = [
        ("too long", with_middle(&wrong(40)), BadLength),
        (
            "longer than the next",
            with_middle(&wrong(100_000)),
            BadLength,
        ),
        ("huge", with_middle(&wrong(isize::MAX - 5000)), TooLarge),
        ("too short", with_middle(&wrong(-7)), BadLength),
        ("much too short", with_middle(&wrong(-200)), BadLength),
        (
            "none",
            with_middle(b"WARC/1.0\r\nWARC-Type: response\r\n\r\nabc\r\n\r\n"),
            BadHeader,
        ),
        (
            "negative",
            with_middle(b"WARC/1.0\r\nContent-Length: -3\r\n\r\nabc\r\n\r\n"),
            BadHeader,
        ),
        (
            "version 2",
            with_middle(b"WARC/2.0\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n"),
            BadHeader,
        ),
        (
            "no version",
            with_middle(b"WARC/1.0 ish\r\nContent-Length: 1\r\n\r\na\r\n\r\n"),
            BadHeader,
        ),
        (
            "no end of head",
            with_middle(b"WARC/1.0\r\nContent-Length: 3\r\n"),
            BadHeader,
        ),
    ];
    for (name, file, kind) in cases {
        assert_eq!(read(&file), (vec![0, 2], vec![kind]), "{name}");
        let events = events(&file);
        let damage = damages(&events)[0];
        let (first, last) = (record(0, &page(0)).len(), record(2, &page(2)).len());
        assert_eq!(damage.offset, first as u64, "{name}");
        assert_eq!(
            damage.lost_bytes,
            (file.len() - first - last) as u64,
            "{name}"
        );
    }
}

#[test]
fn garbage_costs_no_record() {
    for garbage in [
        &b"\0\0\0\0"[..],
        b"junk",
        b"a\r\n\r\nb\r\n",
        b"<html>\n\nWARC/1.0\n\n",
        &[9; 99_999],
    ] {
        let mut file = with_middle(garbage);
        assert_eq!(read(&file), (vec![0, 2], vec![Garbage]), "{garbage:.20?}");
        file.extend_from_slice(garbage);
        assert_eq!(read(&file), (vec![0, 2], vec![Garbage, Garbage]));
        file.splice(0..0, garbage.iter().copied());
        assert_eq!(read(&file), (vec![0, 2], vec![Garbage; 3]));
        let file = gz_with_middle(garbage);
        assert_eq!(read(&file), (vec![0, 2], vec![Garbage]), "{garbage:.20?}");
        let events = events(&[file, garbage.to_vec()].concat());
        assert_eq!(numbers(&events), [0, 2]);
        let [a, b] = damages(&events)[..] else {
            panic!("{events:?}")
        };
        assert_eq!(a.offset, member(&record(0, &page(0))).len() as u64);
        assert_eq!(
            (a.lost_bytes, b.lost_bytes),
            (garbage.len() as u64, garbage.len() as u64)
        );
    }
    // A damaged blank line between records is garbage too, and the record before it is good.
    let mut file = with_middle(b"");
    let at = record(0, &page(0)).len() - 2;
    file[at] = b'X';
    assert_eq!(read(&file), (vec![0, 2], vec![Garbage]));
    assert_eq!(
        read(&gz_with_middle(&member(b"not a record"))),
        (vec![0, 2], vec![Garbage])
    );
}

#[test]
fn gzip_file_goes_on_at_the_next_member() {
    let good = member(&record(1, &page(1)));
    let edit = |at: usize, xor: u8| {
        let mut bytes = good.clone();
        bytes[at] ^= xor;
        gz_with_middle(&bytes)
    };
    let n = good.len();
    let length = |by: isize| {
        let body = page(1);
        gz_with_middle(&member(&record_with(
            1,
            &body,
            body.len().wrapping_add_signed(by),
            "\r\n",
        )))
    };
    for (name, file, kind) in [
        ("data", edit(n / 2, 0x10), BadGzip),
        ("CRC-32", edit(n - 8, 1), BadGzip),
        ("length", edit(n - 1, 1), BadGzip),
        ("name without an end", edit(16, 0xff), BadGzip),
        ("magic", edit(0, 1), Garbage),
        ("reserved flag", edit(3, 0x80), Garbage),
        ("cut", gz_with_middle(&good[..n - 40]), BadGzip),
        (
            "cut in the trailer",
            gz_with_middle(&good[..n - 3]),
            BadGzip,
        ),
        ("cut in the header", gz_with_middle(&good[..5]), BadGzip),
        ("too long", length(50), BadLength),
        ("huge", length(1 << 60), BadLength),
        ("too short", length(-50), BadLength),
    ] {
        assert_eq!(read(&file), (vec![0, 2], vec![kind]), "{name}");
        let events = events(&file);
        let damage = damages(&events)[0];
        let (first, last) = (
            member(&record(0, &page(0))).len(),
            member(&record(2, &page(2))).len(),
        );
        assert_eq!(damage.offset, first as u64, "{name}");
        assert_eq!(
            damage.lost_bytes,
            (file.len() - first - last) as u64,
            "{name}"
        );
    }
}

#[test]
fn ends_that_are_cut() {
    let (file, last) = (with_middle(b""), record(2, &page(2)).len());
    for cut in [last / 2, last - 20, last - 3] {
        assert_eq!(
            read(&file[..file.len() - cut]),
            (vec![0], vec![Truncated]),
            "{cut}"
        );
    }
    for cut in 1..=4 {
        assert_eq!(
            read(&file[..file.len() - cut]),
            (vec![0, 2], vec![]),
            "{cut}"
        );
    }
    let (file, last) = (gz_with_middle(b""), member(&record(2, &page(2))).len());
    for cut in [last / 2, 40, last - 12, last - 5] {
        assert_eq!(
            read(&file[..file.len() - cut]),
            (vec![0], vec![Truncated]),
            "{cut}"
        );
    }
    // All data are there and only the trailer is not: the record is good, the fault is told.
    for cut in 1..=8 {
        let events = events(&file[..file.len() - cut]);
        assert_eq!(numbers(&events), [0, 2], "{cut}");
        let [damage] = damages(&events)[..] else {
            panic!("{events:?}")
        };
        assert_eq!((damage.kind, damage.lost_bytes), (Truncated, 0));
    }
}

#[test]
fn a_fault_in_a_member_of_many_records_keeps_those_before_and_after() {
    let many = member(
        &(0..200)
            .flat_map(|n| record(n, &page(n)))
            .collect::<Vec<_>>(),
    );
    assert_eq!(read(&many), ((0..200).collect(), vec![]));
    let mut bad = many.clone();
    let at = bad.len() * 3 / 4;
    bad[at] ^= 0x55;
    bad.extend(member(&record(200, b"last")));
    let (numbers, damage) = read(&bad);
    assert_eq!(damage, [BadGzip]);
    assert_eq!(numbers.last(), Some(&200));
    assert!(numbers.len() > 20, "{numbers:?}");
}

#[test]
fn large_bodies_are_passed_over() {
    let limits = Limits {
        max_body: 5000,
        ..Limits::default()
    };
    let big = vec![b'x'; 300_000];
    // A body that holds a record is passed over as a whole when its end can be seen from there.
    let nested = [&big[..], b"\r\n\r\n", &record(7, b"inner")].concat();
    for body in [&big, &nested] {
        for file in [
            with_middle(&record(1, body)),
            gz_with_middle(&member(&record(1, body))),
        ] {
            let events = events_within(&file, limits);
            assert_eq!(numbers(&events), [0, 2]);
            let [damage] = damages(&events)[..] else {
                panic!("{events:?}")
            };
            assert_eq!(damage.kind, TooLarge);
            assert!(damage.detail.contains("http://example.org/1"), "{damage}");
        }
    }
    // A false length that reaches beyond the following records does not take them along.
    let liar = record_with(1, b"x", 1_000_000, "\r\n");
    let tail: Vec<u8> = (2..40).flat_map(|n| record(n, &page(n))).collect();
    let events = events_within(&[record(0, b"x"), liar, tail].concat(), limits);
    assert_eq!(numbers(&events), [vec![0], (2..40).collect()].concat());
    assert_eq!(damages(&events).len(), 1);
}

#[test]
fn long_heads_are_bad_heads() {
    let limits = Limits {
        max_header: 1000,
        ..Limits::default()
    };
    let long = [
        b"WARC/1.0\r\nX: ".to_vec(),
        vec![b'x'; 2000],
        b"\r\nContent-Length: 0\r\n\r\n\r\n\r\n".to_vec(),
    ];
    let events = events_within(&with_middle(&long.concat()), limits);
    assert_eq!(numbers(&events), [0, 2]);
    assert_eq!(damages(&events)[0].kind, BadHeader);
}

/// A cut member runs into the next one, which has to be found again wherever in the file it
/// stands; the reader forgets what it has read a piece at a time.
#[test]
fn cut_members_all_over_a_large_file() {
    // Bytes that do not compress, by a linear congruential generator.
    let mut state = 1_u32;
    let mut noise = |n: usize| -> Vec<u8> {
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        };
        (0..n).map(|_| next()).collect()
    };
    let (mut file, mut whole) = (Vec::new(), Vec::new());
    for n in 0..1200 {
        let member = member(&record(n, &noise(1000 + n % 700)));
        let cut = if n % 3 == 1 { n % 40 + 1 } else { 0 };
        file.extend_from_slice(&member[..member.len() - cut]);
        whole.extend((cut == 0).then_some(n));
    }
    let (numbers, damage) = read(&file);
    assert_eq!(numbers, whole);
    assert_eq!(damage, vec![BadGzip; 400]);
}

/// What is looked for may lie across the end of what has been read so far.
#[test]
fn nothing_is_missed_where_reads_end() {
    for n in 0..1200 {
        let fill = "x".repeat(n);
        let long = format!("WARC/1.0\r\nX: {fill}\r\nContent-Length: 1\r\n\r\na\r\n\r\n");
        // More first than the reader looks at before its first record.
        let file = [record(0, &[b'a'; 5000]), long.into_bytes()].concat();
        let events = events(&file);
        assert_eq!(
            (records(&events).len(), damages(&events).len()),
            (2, 0),
            "{n}"
        );
    }
    for n in 65_000..66_500 {
        let file = [record(0, &[b'a'; 5000]), vec![b'x'; n], record(2, b"b")].concat();
        assert_eq!(read(&file), (vec![0, 2], vec![Garbage]), "{n}");
    }
}
