//! Files: what is written comes back, and whatever is damaged is an error.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::Random;
use proptest::prelude::*;
use tamis_dedup::store::{
    Identity, PairReader, PairWriter, SignatureReader, SignatureWriter, refuse_to_mix,
};
use tamis_dedup::{DocKey, Entry, Error, Family, Node, Pair, Params, Rank};

const PARAMS: Params = Params {
    bands: 2,
    rows: 3,
    shingle: 5,
    seed: 7,
    family: Family::Classic,
};

fn entries(n: usize, params: &Params) -> Vec<Entry> {
    let mut random = Random(n as u64);
    (0..n)
        .map(|_| Entry {
            key: DocKey {
                partition: random.next() as u32,
                row: random.next() as u32,
            },
            group: random.next(),
            rank: Rank {
                goodness: random.next(),
                id: u128::from(random.next()) << 64 | 5,
            },
            signature: (0..params.slots()).map(|_| random.next() as u32).collect(),
        })
        .collect()
}

fn write(entries: &[Entry], params: &Params) -> Vec<u8> {
    let mut writer = SignatureWriter::new(Vec::new(), params).unwrap();
    entries
        .iter()
        .for_each(|entry| writer.write(entry).unwrap());
    writer.finish().unwrap()
}

fn read(bytes: &[u8]) -> Result<Vec<Entry>, Error> {
    let mut reader = SignatureReader::new(bytes)?;
    let mut entries = Vec::new();
    loop {
        match reader.next() {
            Ok(Some(entry)) => entries.push(entry),
            Ok(None) => return Ok(entries),
            Err(error) => {
                assert!(reader.next().unwrap().is_none(), "an error ends the file");
                return Err(error);
            }
        }
    }
}

fn pairs(n: usize) -> Vec<Pair> {
    let node = |entry: &Entry| Node {
        key: entry.key,
        rank: entry.rank,
        group: entry.group,
    };
    entries(2 * n, &PARAMS)
        .chunks_exact(2)
        .map(|two| Pair {
            a: node(&two[0]),
            b: node(&two[1]),
            similarity: 0.75,
        })
        .collect()
}

fn write_pairs(pairs: &[Pair]) -> Vec<u8> {
    let mut writer = PairWriter::new(Vec::new(), &PARAMS).unwrap();
    pairs.iter().for_each(|pair| writer.write(pair).unwrap());
    writer.finish().unwrap()
}

fn read_pairs(bytes: &[u8]) -> Result<Vec<Pair>, Error> {
    PairReader::new(bytes)?.collect()
}

#[test]
fn round_trip() {
    // None, few, exactly one block of the default shape (128 KiB / 488), one more, and several.
    for n in [0, 1, 5, 268, 269, 1000] {
        let entries = entries(n, &Params::default());
        assert_eq!(read(&write(&entries, &Params::default())).unwrap(), entries);
        let pairs = pairs(2 * n);
        assert_eq!(read_pairs(&write_pairs(&pairs)).unwrap(), pairs);
    }
    assert_eq!(
        *SignatureReader::new(&write(&[], &PARAMS)[..])
            .unwrap()
            .params(),
        PARAMS
    );
    assert_eq!(
        *PairReader::new(&write_pairs(&[])[..]).unwrap().params(),
        PARAMS
    );
}

#[test]
fn every_truncation_is_an_error_at_its_offset() {
    fn check<T: std::fmt::Debug>(bytes: &[u8], read: impl Fn(&[u8]) -> Result<T, Error>) {
        for length in 0..bytes.len() {
            match read(&bytes[..length]) {
                Err(Error::Truncated { offset, .. }) => assert_eq!(offset, length as u64),
                other => panic!("cut at {length}: {other:?}"),
            }
        }
    }
    check(&write(&entries(4, &PARAMS), &PARAMS), read);
    check(&write(&[], &PARAMS), read);
    check(&write_pairs(&pairs(3)), read_pairs);
}

#[test]
fn every_flipped_bit_is_an_error() {
    fn check<T: std::fmt::Debug>(bytes: &[u8], read: impl Fn(&[u8]) -> Result<T, Error>) {
        let mut bytes = bytes.to_vec();
        for at in 0..bytes.len() {
            for bit in 0..8 {
                bytes[at] ^= 1 << bit;
                assert!(read(&bytes).is_err(), "bit {bit} of byte {at}");
                bytes[at] ^= 1 << bit;
            }
        }
        assert!(read(&bytes).is_ok());
    }
    check(&write(&entries(4, &PARAMS), &PARAMS), read);
    check(&write_pairs(&pairs(3)), read_pairs);
}

#[test]
fn blocks_cannot_be_lost_swapped_or_added() {
    let params = Params::default();
    let bytes = write(&entries(3 * 268, &params), &params);
    let block = 4 + 268 * 488 + 8;
    let head = bytes.len() - 3 * block - 20;
    let part = |i: usize| &bytes[head + i * block..head + (i + 1) * block];
    let (head, end) = (&bytes[..head], &bytes[bytes.len() - 20..]);
    assert!(read(&[head, part(0), part(1), part(2), end].concat()).is_ok());
    for blocks in [
        vec![part(1), part(0), part(2), end],
        vec![part(0), part(1), end],
        vec![part(0), part(0), part(1), part(2), end],
        vec![part(0), part(1), part(2), end, b"\n"],
        vec![end, part(0), part(1), part(2), end],
    ] {
        let error = read(&[&[head][..], &blocks].concat().concat()).unwrap_err();
        assert!(matches!(error, Error::Corrupt { .. }), "{error}");
    }
}

#[test]
fn messages_say_what_and_where() {
    let bytes = write(&entries(4, &PARAMS), &PARAMS);
    let says = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
    assert!(says(&bytes[..300]).contains("ends at byte 300, in the middle of its block"));
    assert!(says(b"TAMISPRS12345678").contains("does not begin with TAMISSIG"));
    let mut newer = bytes.clone();
    newer[8] = 9;
    assert!(says(&newer).contains("version 9, but this program reads version 1"));

    let mut long = bytes.clone();
    long[15] = 1;
    assert!(
        says(&long).contains("damaged at byte 12: a header of 16777"),
        "{}",
        says(&long)
    );

    let mut unfinished = SignatureWriter::new(Vec::new(), &PARAMS).unwrap();
    let error = unfinished.write(&Entry::default()).unwrap_err().to_string();
    assert!(
        error.contains("document 0/0 has 0 slots, but the parameters give 6"),
        "{error}"
    );
}

#[test]
fn files_of_different_kinds_refuse_to_mix() {
    let ours = Identity::new(&PARAMS);
    refuse_to_mix(&ours, &ours.clone()).unwrap();
    let other = |change: fn(&mut Identity)| {
        let mut other = ours.clone();
        change(&mut other);
        refuse_to_mix(&ours, &other).unwrap_err().to_string()
    };
    assert!(other(|i| i.params.seed = 8).contains("`seed` cannot be compared (7 and 8)"));
    assert!(other(|i| i.params.bands = 3).contains("`bands`"));
    assert!(other(|i| i.params.rows = 4).contains("`rows`"));
    assert!(other(|i| i.params.shingle = 4).contains("`shingle`"));
    assert!(other(|i| i.family = "b".into()).contains("`family`"));
    assert!(other(|i| i.normaliser += 1).contains("`normaliser`"));
    assert!(other(|i| i.unicode[0] = 3).contains("`unicode`"));
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(read(&bytes).is_err());
        prop_assert!(read_pairs(&bytes).is_err());
    }

    #[test]
    fn several_damaged_bytes_are_an_error(
        damage in proptest::collection::vec((any::<prop::sample::Index>(), 1u8..), 1..6),
    ) {
        let good = write(&entries(4, &PARAMS), &PARAMS);
        let mut bytes = good.clone();
        for (at, mask) in damage {
            bytes[at.index(good.len())] ^= mask;
        }
        prop_assert!(bytes == good || read(&bytes).is_err());
    }
}
