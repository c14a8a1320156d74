//! What all compressions have in common: members, faults, limits; and the zstd dictionary.

mod common;

use common::*;
use tamis_warc::DamageKind::*;
use tamis_warc::Limits;

#[test]
fn offsets_are_those_of_members() {
    for (name, pack, _) in PACKS {
        let members: Vec<_> = (0..5).map(|n| pack(&record(n, &page(n)))).collect();
        let events = events(&members.concat());
        let offsets: Vec<u64> = records(&events).iter().map(|r| r.offset).collect();
        let want: Vec<u64> = (0..5).map(|n| members[..n].concat().len() as u64).collect();
        assert_eq!(offsets, want, "{name}");
        assert!(damages(&events).is_empty());
    }
}

#[test]
fn a_damaged_member_is_passed_over() {
    for (name, pack, kind) in PACKS {
        let parts: Vec<_> = (0..3).map(|n| pack(&record(n, &page(n)))).collect();
        let with = |middle: &[u8]| [&parts[0], middle, &parts[2]].concat();
        let n = parts[1].len();
        for at in [n / 2, n * 2 / 3, n - 6] {
            let mut bad = parts[1].clone();
            bad[at] ^= 0x10;
            let events = events(&with(&bad));
            assert_eq!(numbers(&events), [0, 2], "{name} {at}");
            let [damage] = damages(&events)[..] else {
                panic!("{name} {at}: {events:?}")
            };
            assert_eq!((damage.kind, damage.offset), (kind, parts[0].len() as u64));
            assert_eq!(damage.lost_bytes, n as u64, "{name} {at}");
        }
        for cut in [1, 30, n / 2] {
            let (numbers, kinds) = read(&with(&parts[1][..n - cut]));
            assert_eq!((numbers, kinds), (vec![0, 2], vec![kind]), "{name} -{cut}");
        }
        let (numbers, kinds) = read(&with(b"garbage\0between"));
        assert_eq!((numbers, kinds), (vec![0, 2], vec![Garbage]), "{name}");
        let whole = parts.concat();
        let (numbers, kinds) = read(&whole[..whole.len() - n / 2]);
        assert_eq!((numbers, kinds), (vec![0, 1], vec![Truncated]), "{name}");
        // The first member counts for what it is, too.
        let mut first = parts.concat();
        first[1] ^= 0xff;
        assert_eq!(read(&first), (vec![1, 2], vec![Garbage]), "{name}");
    }
}

#[test]
fn large_bodies_are_passed_over() {
    let limits = Limits {
        max_body: 5000,
        ..Limits::default()
    };
    // Text that does not compress to nothing, so that frames have many blocks.
    let big: Vec<u8> = (0..900_000_u32)
        .map(|i| b'a' + (i.wrapping_mul(2_654_435_761) >> 29) as u8)
        .collect();
    for (name, pack, _) in PACKS {
        let parts = [record(0, b"a"), record(1, &big), record(2, b"b")];
        let each: Vec<u8> = parts.iter().flat_map(|p| pack(p)).collect();
        let plain = parts.concat();
        // The large body goes on over several members.
        let (head, tail) = plain.split_at(400_000);
        let across = [pack(head), pack(tail)].concat();
        for file in [each, pack(&plain), across] {
            let events = events_within(&file, limits);
            assert_eq!(numbers(&events), [0, 2], "{name}");
            let [damage] = damages(&events)[..] else {
                panic!("{name}: {events:?}")
            };
            assert_eq!(damage.kind, TooLarge);
        }
    }
}

#[test]
fn records_go_on_in_the_next_member() {
    let plain: Vec<u8> = (0..40).flat_map(|n| record(n, &page(n))).collect();
    for (name, pack, _) in PACKS {
        for size in [64, 700, 5000] {
            let file: Vec<u8> = plain.chunks(size).flat_map(pack).collect();
            assert_eq!(read(&file), ((0..40).collect(), vec![]), "{name} {size}");
        }
    }
    // A length that is too long does not take the next member along when that begins a record, and
    // takes nothing on trust when it does not.
    let body = page(1);
    let long = record_with(1, &body, body.len() + 50, "\r\n");
    let file = gz_with_middle(&[member(&long), member(b"x".repeat(20).as_slice())].concat());
    let (numbers, kinds) = read(&file);
    assert_eq!(numbers, [0, 2]);
    assert_eq!(kinds[0], BadLength);
}

#[test]
fn a_dictionary_comes_first() {
    let dictionary: Vec<u8> = (0..9).flat_map(|n| record(n, &page(n))).collect();
    let frames: Vec<u8> = (0..9)
        .flat_map(|n| zstd_frame_with(&record(n, &page(n)), &dictionary))
        .collect();
    let packed = zstd::bulk::compress(&dictionary, 3).unwrap();
    for content in [&dictionary, &packed] {
        let file = [dictionary_frame(content), frames.clone()].concat();
        let events = events(&file);
        assert_eq!(numbers(&events), (0..9).collect::<Vec<_>>());
        assert!(damages(&events).is_empty());
        let first = records(&events)[0].offset;
        assert_eq!(first, dictionary_frame(content).len() as u64);
        // After a damaged frame the next is found with the dictionary.
        let mut bad = file.clone();
        let at = dictionary_frame(content).len() + 30;
        bad[at] ^= 0xff;
        let (numbers, kinds) = read(&bad);
        assert_eq!((numbers, kinds), ((1..9).collect(), vec![BadFrame]));
    }
    // Without it, or with one that is cut, nothing can be read, and that is told.
    let (numbers, kinds) = read(&frames);
    assert!(numbers.is_empty(), "{numbers:?}");
    assert!(kinds.contains(&BadFrame), "{kinds:?}");
    let whole = dictionary_frame(&packed);
    let (numbers, kinds) = read(&whole[..whole.len() - 1]);
    assert!(numbers.is_empty() && kinds.contains(&BadFrame), "{kinds:?}");
    // One that does not decompress costs no frame that does without it.
    let mut bad = dictionary_frame(&packed);
    bad[20] ^= 0xff;
    let file = [bad, zstd_frame(&record(1, &page(1)))].concat();
    assert_eq!(read(&file), (vec![1], vec![BadFrame]));
    // Other skippable frames are passed over.
    let mut skip = dictionary_frame(b"some other thing");
    skip[0] = 0x53;
    let frame = zstd_frame(&record(1, &page(1)));
    let file = [skip.clone(), frame.clone(), skip, frame].concat();
    assert_eq!(read(&file), (vec![1, 1], vec![]));
}
