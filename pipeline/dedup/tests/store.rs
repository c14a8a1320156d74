//! Files: what is written comes back, from any place on, and whatever is damaged is an error.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::io::Cursor;

use common::Random;
use proptest::prelude::*;
use tamis_dedup::sort::{Source, prefix};
use tamis_dedup::store::records::{Attached, Band, Candidate, Key, Signature, put_pair, take_pair};
use tamis_dedup::store::{FileReader, FileWriter, Identity, Kind, refuse_to_mix};
use tamis_dedup::{DocKey, Error, Link, Node, Pair, Params, Rank};

fn params() -> Params {
    Params {
        bands: 2,
        rows: 3,
        checks: 0,
        seed: 7,
        ..Params::default()
    }
}

fn identity() -> Identity {
    Identity::new(&params(), "language")
}

const KINDS: [Kind; 11] = [
    Kind::Signatures,
    Kind::Bands,
    Kind::Keys,
    Kind::Candidates,
    Kind::Attached,
    Kind::Pairs,
    Kind::Doubles,
    Kind::Members,
    Kind::Shingles,
    Kind::Lines,
    Kind::Cuts,
];

fn records(kind: Kind, n: usize) -> Vec<Vec<u8>> {
    let mut random = Random(n as u64);
    let width = kind.width(&params());
    let mut records: Vec<Vec<u8>> = (0..n)
        .map(|_| {
            let mut record: Vec<u8> = (0..width).map(|_| random.next() as u8).collect();
            // Few beginnings, so that equal ones lie in several blocks.
            record[..8].copy_from_slice(&(random.next() % (n as u64 / 3 + 1)).to_be_bytes());
            record
        })
        .collect();
    records.sort();
    records
}

fn write(kind: Kind, records: &[Vec<u8>]) -> Vec<u8> {
    let mut writer = FileWriter::new(Vec::new(), kind, &identity(), 5).unwrap();
    records.iter().for_each(|r| writer.record(r).unwrap());
    let (bytes, count) = writer.finish().unwrap();
    assert_eq!(count, records.len() as u64);
    bytes
}

fn rest(reader: &mut FileReader<Cursor<&[u8]>>) -> Result<Vec<Vec<u8>>, Error> {
    let mut records = Vec::new();
    loop {
        match reader.next() {
            Ok(Some(record)) => records.push(record.to_vec()),
            Ok(None) => return Ok(records),
            Err(error) => {
                assert!(reader.next().unwrap().is_none(), "an error ends the file");
                return Err(error);
            }
        }
    }
}

fn read(kind: Kind, bytes: &[u8]) -> Result<Vec<Vec<u8>>, Error> {
    let mut reader = FileReader::new(Cursor::new(bytes), kind)?;
    rest(&mut reader)
}

#[test]
fn round_trip() {
    for kind in KINDS {
        let block = 64 * 1024 / kind.width(&params());
        for n in [0, 1, 5, block, block + 1, 3 * block] {
            let records = records(kind, n);
            let bytes = write(kind, &records);
            assert_eq!(read(kind, &bytes).unwrap(), records);
            let reader = FileReader::new(Cursor::new(&bytes[..]), kind).unwrap();
            assert_eq!(*reader.identity(), identity());
            assert_eq!((reader.part(), reader.records()), (5, n as u64));
        }
    }
}

#[test]
fn records_come_back_as_they_were() {
    let rank = Rank {
        goodness: u128::MAX - 5,
        id: 1 << 100,
    };
    let key = |partition, row| DocKey { partition, row };
    let node = |key| Node {
        key,
        rank,
        crawl: 9,
    };
    let check = |kind: Kind, put: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = Vec::new();
        put(&mut bytes);
        assert_eq!(bytes.len(), kind.width(&params()), "{kind:?}");
        bytes
    };
    let signature = Signature {
        row: 7,
        rank,
        crawl: 9,
        slots: vec![1, 2, 3, 4, 5, u16::MAX],
    };
    let mut back = Signature::default();
    back.read(&check(Kind::Signatures, &|out| signature.put(out)));
    assert_eq!(back, signature);
    let band = Band {
        key: 1 << 63,
        order: 4,
        sketch: (1 << 111) | (1 << 64) | 5,
        row: 8,
    };
    assert_eq!(Band::take(&check(Kind::Bands, &|out| band.put(out))), band);
    let hash = Key {
        hash: (3 << 100) | 1,
        age: 6,
        order: 5,
        row: 4,
    };
    assert_eq!(Key::take(&check(Kind::Keys, &|out| hash.put(out))), hash);
    for link in [Link::Near, Link::Exact, Link::Url] {
        let (a, b) = (key(1, 2), key(3, 4));
        let candidate = Candidate { a, b, link };
        let bytes = check(Kind::Candidates, &|out| candidate.put(out));
        assert_eq!(Candidate::take(&bytes), candidate);
        let bytes = check(Kind::Attached, &|out| {
            Attached::put(b, &node(a), link, &signature.slots, out);
        });
        let attached = Attached::take(&bytes);
        assert_eq!((attached.a, attached.b, attached.link), (node(a), b, link));
        assert_eq!(attached.slots, signature.slots);
        let pair = Pair {
            a: node(a),
            b: node(b),
            similarity: 0.75,
            link,
        };
        let bytes = check(Kind::Pairs, &|out| put_pair(&pair, out));
        assert_eq!(take_pair(&bytes), pair);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn seeking_finds_what_a_scan_finds(n in 0usize..9000, keys in proptest::collection::vec(any::<u64>(), 1..8)) {
        let records = records(Kind::Bands, n);
        let bytes = write(Kind::Bands, &records);
        let mut reader = FileReader::new(Cursor::new(&bytes[..]), Kind::Bands).unwrap();
        let top = n as u64 / 3 + 2;
        for key in &keys {
            let key = key % top;
            reader.seek(key).unwrap();
            let expected: Vec<&Vec<u8>> = records.iter().filter(|r| prefix(r) >= key).collect();
            // Only the beginning, so that the next search starts somewhere in the middle.
            for record in expected.iter().take((key % 50) as usize) {
                prop_assert_eq!(reader.next().unwrap(), Some(&record[..]));
            }
        }
        let mut sorted: Vec<u64> = keys.iter().map(|key| key % top).collect();
        sorted.sort_unstable();
        let mut reader = FileReader::new(Cursor::new(&bytes[..]), Kind::Bands).unwrap();
        for key in sorted {
            reader.seek(key).unwrap();
            let expected = records.iter().find(|r| prefix(r) >= key);
            // A second search for the same key would find the record behind it.
            let found = reader.next().unwrap().map(<[u8]>::to_vec);
            prop_assert_eq!(found.as_ref(), expected);
        }
    }
}

#[test]
fn every_truncation_is_an_error() {
    for kind in [Kind::Signatures, Kind::Candidates] {
        for n in [0, 4] {
            let bytes = write(kind, &records(kind, n));
            for length in 0..bytes.len() {
                match read(kind, &bytes[..length]) {
                    Err(Error::Truncated { offset, .. }) => assert!(offset <= length as u64),
                    other => panic!("cut at {length}: {other:?}"),
                }
            }
        }
    }
}

#[test]
fn every_flipped_bit_is_an_error() {
    let kind = Kind::Signatures;
    let mut bytes = write(kind, &records(kind, 4));
    for at in 0..bytes.len() {
        for bit in 0..8 {
            bytes[at] ^= 1 << bit;
            assert!(read(kind, &bytes).is_err(), "bit {bit} of byte {at}");
            bytes[at] ^= 1 << bit;
        }
    }
    assert!(read(kind, &bytes).is_ok());
}

#[test]
fn blocks_cannot_be_lost_swapped_or_taken_from_elsewhere() {
    let kind = Kind::Candidates;
    let block = 64 * 1024 / 17 * 17;
    let mut all = records(kind, 3 * (block / 17));
    let bytes = write(kind, &all);
    all.reverse();
    all.iter_mut().for_each(|record| record[16] ^= 1);
    all.sort();
    let other = write(kind, &all);
    let head = bytes.len() - 3 * block - (16 + 3 * 24 + 8 + 16);
    let part = |bytes: &[u8], i: usize| bytes[head + i * block..head + (i + 1) * block].to_vec();
    let (start, end) = (&bytes[..head], &bytes[head + 3 * block..]);
    let build = |blocks: [Vec<u8>; 3]| [start, &blocks.concat(), end].concat();
    let [a, b, c] = [0, 1, 2].map(|i| part(&bytes, i));
    assert!(read(kind, &build([a.clone(), b.clone(), c.clone()])).is_ok());
    for blocks in [
        [b.clone(), a.clone(), c.clone()],
        [a.clone(), a.clone(), c.clone()],
        [a.clone(), part(&other, 1), c.clone()],
    ] {
        let error = read(kind, &build(blocks)).unwrap_err();
        assert!(matches!(error, Error::Corrupt { .. }), "{error}");
    }
    let lost = [start, &a[..], &b[..], end].concat();
    assert!(read(kind, &lost).is_err());
    let longer = [&bytes[..], b"\n"].concat();
    assert!(read(kind, &longer).is_err());
}

#[test]
fn messages_say_what_and_where() {
    let kind = Kind::Signatures;
    let bytes = write(kind, &records(kind, 4));
    let says = |bytes: &[u8]| read(kind, bytes).unwrap_err().to_string();
    let cut = says(&bytes[..300]);
    assert!(
        cut.contains("ends at byte 300, in the middle of its blocks"),
        "{cut}"
    );
    assert!(says(b"TAMISPRS12345678").contains("does not begin with TAMISSIG"));
    let mut newer = bytes.clone();
    newer[8] = 9;
    assert!(says(&newer).contains("version 9, but this program reads version 2"));
    let mut long = bytes.clone();
    long[15] = 1;
    assert!(says(&long).contains("damaged at byte 12: a header of 16777"));

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("part.signatures");
    std::fs::write(&path, &bytes[..300]).unwrap();
    let error = FileReader::open(&path, kind).unwrap_err().to_string();
    assert!(
        error.contains("part.signatures: the file ends at byte 300"),
        "{error}"
    );
    let mut flipped = bytes.clone();
    let at = flipped.len() - 100;
    flipped[at] ^= 1;
    std::fs::write(&path, &flipped).unwrap();
    let error = FileReader::open(&path, kind).and_then(|mut file| file.next().map(|_| ()));
    assert!(
        error
            .unwrap_err()
            .to_string()
            .contains("part.signatures: the file is damaged")
    );

    let mut writer = FileWriter::new(Vec::new(), kind, &identity(), 0).unwrap();
    assert!(matches!(
        writer.record(b"short"),
        Err(Error::Order { record: 0 })
    ));
}

#[test]
fn files_of_different_kinds_refuse_to_mix() {
    let ours = identity();
    refuse_to_mix(&ours, &ours.clone()).unwrap();
    let other = |change: fn(&mut Identity)| {
        let mut other = ours.clone();
        change(&mut other);
        refuse_to_mix(&ours, &other).unwrap_err().to_string()
    };
    assert!(other(|i| i.params.seed = 8).contains("`seed` cannot be compared (7 and 8)"));
    assert!(other(|i| i.params.bands = 3).contains("`bands`"));
    assert!(other(|i| i.params.rows = 4).contains("`rows`"));
    assert!(other(|i| i.params.checks = 4).contains("`checks`"));
    assert!(other(|i| i.params.shingle = 4).contains("`shingle`"));
    assert!(other(|i| i.family = "b".into()).contains("`family`"));
    assert!(other(|i| i.normaliser += 1).contains("`normaliser`"));
    assert!(other(|i| i.unicode[0] = 3).contains("`unicode`"));
    assert!(other(|i| i.scope = "global".into()).contains("`scope`"));
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        for kind in KINDS {
            prop_assert!(read(kind, &bytes).is_err());
            // With a head that passes, so that more is looked at.
            let good = write(kind, &records(kind, 3));
            for keep in [20, good.len() - 60, good.len() - 20] {
                let mixed = [&good[..keep], &bytes].concat();
                prop_assert!(read(kind, &mixed).is_err());
            }
        }
    }

    #[test]
    fn several_damaged_bytes_are_an_error(
        damage in proptest::collection::vec((any::<prop::sample::Index>(), 1u8..), 1..6),
    ) {
        let good = write(Kind::Pairs, &records(Kind::Pairs, 4));
        let mut bytes = good.clone();
        for (at, mask) in damage {
            bytes[at.index(good.len())] ^= mask;
        }
        prop_assert!(bytes == good || read(Kind::Pairs, &bytes).is_err());
    }
}
