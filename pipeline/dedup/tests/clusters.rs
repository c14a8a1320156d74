//! From entries to clusters, in any order.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::Random;
use proptest::prelude::*;
use tamis_dedup::buckets::{BucketStats, MAX_CENTRES, candidate_pairs};
use tamis_dedup::clusters::{Clusters, Member, cluster};
use tamis_dedup::store::{PairReader, PairWriter, SignatureReader, SignatureWriter};
use tamis_dedup::{
    DocKey, Entry, Error, Family, Node, Pair, Params, Rank, Scratch, Signer, band_key, similarity,
};

const THRESHOLD: f32 = 0.7;

fn file(entries: &[Entry], params: &Params) -> Vec<u8> {
    let mut writer = SignatureWriter::new(Vec::new(), params).unwrap();
    entries
        .iter()
        .for_each(|entry| writer.write(entry).unwrap());
    writer.finish().unwrap()
}

fn band(files: &[Vec<u8>], band: usize) -> Result<(Vec<Pair>, BucketStats), Error> {
    let mut pairs = Vec::new();
    let readers = files.iter().map(|file| SignatureReader::new(&file[..]));
    let stats = candidate_pairs(readers, band, THRESHOLD, &mut |pair| {
        pairs.push(pair);
        Ok(())
    })?;
    Ok((pairs, stats))
}

/// All bands of the default parameters, the pairs going through a file.
fn run(files: &[Vec<u8>]) -> Clusters {
    let params = Params::default();
    let files: Vec<Vec<u8>> = (0..params.bands.into())
        .map(|at| {
            let mut writer = PairWriter::new(Vec::new(), &params).unwrap();
            band(files, at)
                .unwrap()
                .0
                .iter()
                .for_each(|pair| writer.write(pair).unwrap());
            writer.finish().unwrap()
        })
        .collect();
    cluster(
        files
            .iter()
            .flat_map(|file| PairReader::new(&file[..]).unwrap()),
    )
    .unwrap()
}

/// Documents of a few families: a text of its own, and copies with ever more words changed.
fn documents(seed: u64, families: usize) -> Vec<Entry> {
    let signer = Signer::new(Params::default()).unwrap();
    let (mut random, mut scratch) = (Random(seed), Scratch::default());
    let mut entries = Vec::new();
    for _ in 0..families {
        let base = random.text(80, 400);
        for copy in 0..random.below(6) {
            let mut words: Vec<String> = base.split(' ').map(str::to_owned).collect();
            for _ in 0..copy / 2 {
                let at = random.below(words.len());
                words[at] = random.word(400);
            }
            entries.push(Entry {
                key: DocKey {
                    partition: random.below(3) as u32,
                    row: entries.len() as u32,
                },
                group: random.below(2) as u64,
                rank: Rank {
                    goodness: random.below(3) as u64,
                    id: random.next().into(),
                },
                signature: signer
                    .sign(&words.join(" "), &mut scratch)
                    .unwrap()
                    .signature,
            });
        }
    }
    entries
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn order_of_entries_and_files_changes_nothing(
        seed: u64, families in 1usize..12, files in 1usize..5,
    ) {
        let params = Params::default();
        let mut entries = documents(seed, families);
        let expected = run(&[file(&entries, &params)]);
        Random(seed ^ 1).shuffle(&mut entries);
        let size = entries.len().div_ceil(files).max(1);
        let mut parts: Vec<Vec<u8>> = entries.chunks(size).map(|part| file(part, &params)).collect();
        parts.push(file(&[], &params));
        prop_assert_eq!(run(&parts), expected);
    }

    /// Against the full comparison of every bucket, written plainly.
    #[test]
    fn stars_are_sound_and_leave_nothing_similar_to_a_centre(seed: u64, families in 1usize..12) {
        let entries = documents(seed, families);
        let by_key: BTreeMap<DocKey, &Entry> = entries.iter().map(|entry| (entry.key, entry)).collect();
        let files = [file(&entries, &Params::default())];
        for at in [0, 5, 13] {
            let (pairs, stats) = band(&files, at).unwrap();
            prop_assert_eq!(stats.pairs, pairs.len() as u64);
            prop_assert_eq!(stats.entries, entries.len() as u64);
            for pair in &pairs {
                let (a, b) = (by_key[&pair.a.key], by_key[&pair.b.key]);
                prop_assert_eq!(a.group, b.group);
                prop_assert_eq!(band_key(&a.signature, at, 8), band_key(&b.signature, at, 8));
                prop_assert_eq!(pair.similarity, similarity(&a.signature, &b.signature));
                prop_assert!(pair.similarity >= THRESHOLD);
                prop_assert!(a.rank > b.rank);
            }
            // A document is paired with a better one at most once, and is then no centre. Any that
            // is not is unlike every centre before it.
            let placed: BTreeSet<DocKey> = pairs.iter().map(|pair| pair.b.key).collect();
            prop_assert_eq!(placed.len(), pairs.len());
            let centres: Vec<&Entry> =
                entries.iter().filter(|entry| !placed.contains(&entry.key)).collect();
            for (i, a) in centres.iter().enumerate() {
                for b in centres.iter().skip(i + 1) {
                    let bucket = a.group == b.group
                        && band_key(&a.signature, at, 8) == band_key(&b.signature, at, 8);
                    prop_assert!(!bucket || similarity(&a.signature, &b.signature) < THRESHOLD);
                }
            }
        }
    }

    #[test]
    fn clusters_are_the_components_of_the_pairs(
        edges in proptest::collection::vec((0u32..30, 0u32..30, 0u8..=10), 0..40),
        seed: u64,
    ) {
        let node = |row: u32| Node {
            key: DocKey { partition: row % 3, row },
            rank: Rank { goodness: u64::from(row % 4), id: u128::from(row * 7919 % 31) },
            group: 1,
        };
        let mut pairs: Vec<Pair> = edges
            .iter()
            .filter(|(a, b, _)| a != b)
            .map(|(a, b, s)| Pair { a: node(*a), b: node(*b), similarity: f32::from(*s) / 10.0 })
            .collect();
        let clusters = cluster(pairs.iter().copied().map(Ok)).unwrap();

        // Plain components: everyone takes the smallest label around, until nothing changes.
        let mut label: BTreeMap<u32, u32> = BTreeMap::new();
        for pair in &pairs {
            label.insert(pair.a.key.row, pair.a.key.row);
            label.insert(pair.b.key.row, pair.b.key.row);
        }
        for _ in 0..30 {
            for pair in &pairs {
                let least = label[&pair.a.key.row].min(label[&pair.b.key.row]);
                label.insert(pair.a.key.row, least);
                label.insert(pair.b.key.row, least);
            }
        }
        prop_assert_eq!(clusters.members().len(), label.len());
        for (row, mine) in &label {
            let member = clusters.get(node(*row).key).unwrap();
            let rows: Vec<u32> = label.iter().filter(|(_, l)| *l == mine).map(|(r, _)| *r).collect();
            let best = rows.iter().copied().max_by_key(|row| node(*row).rank).unwrap();
            let touching = pairs.iter().filter(|p| p.a.key.row == *row || p.b.key.row == *row);
            prop_assert_eq!(*member, Member {
                key: node(*row).key,
                best: node(best).key,
                best_id: node(best).rank.id,
                size: rows.len() as u32,
                kept: best == *row,
                similarity: touching.map(|pair| pair.similarity).fold(0.0, f32::max),
            });
        }
        let counted: u64 = clusters.histogram().iter().map(|(size, n)| u64::from(*size) * n).sum();
        prop_assert_eq!(counted, label.len() as u64);
        let parted: Vec<Member> =
            (0..4).flat_map(|p| clusters.for_partition(p).copied().collect::<Vec<_>>()).collect();
        prop_assert_eq!(&parted[..], clusters.members());

        Random(seed).shuffle(&mut pairs);
        let twice = pairs.iter().chain(&pairs).map(|pair| {
            let (a, b) = if seed % 2 == 0 { (pair.a, pair.b) } else { (pair.b, pair.a) };
            Ok(Pair { a, b, ..*pair })
        });
        prop_assert_eq!(cluster(twice).unwrap(), clusters);
    }
}

fn entry(row: u32, goodness: u64, signature: Vec<u32>) -> Entry {
    Entry {
        key: DocKey { partition: 0, row },
        group: 0,
        rank: Rank {
            goodness,
            id: row.into(),
        },
        signature,
    }
}

/// One band of one slot, so that a bucket can hold whatever we like.
const FLAT: Params = Params {
    bands: 10,
    rows: 1,
    shingle: 5,
    seed: 1,
    family: Family::Classic,
};

fn flat(row: u32, other: u32) -> Vec<u32> {
    (0..10)
        .map(|slot| if slot == 0 { 0 } else { other + row * slot })
        .collect()
}

#[test]
fn a_crowded_bucket_is_not_compared_in_square() {
    let n = 4000;
    let mut entries: Vec<Entry> = (0..n)
        .map(|row| entry(row, 1, flat(row + 1, 50_000)))
        .collect();
    // Two exact copies of each, of lower rank: paired although the bucket is full.
    for row in 0..n {
        let copy = entries[row as usize].signature.clone();
        entries.push(entry(n + row, 0, copy));
    }
    let (pairs, stats) = band(&[file(&entries, &FLAT)], 0).unwrap();
    assert_eq!(pairs.len(), n as usize);
    assert!(
        pairs
            .iter()
            .all(|p| p.similarity == 1.0 && p.b.key.row == p.a.key.row + n)
    );
    assert_eq!(stats.unplaced, u64::from(n) - MAX_CENTRES as u64);
    assert!(stats.comparisons <= u64::from(n) * MAX_CENTRES as u64);
    assert_eq!((stats.buckets, stats.largest), (1, 2 * u64::from(n)));
}

#[test]
fn the_best_is_the_centre_and_groups_stay_apart() {
    let same = flat(3, 9);
    let mut near = same.clone();
    near[9] = 1;
    let mut entries = vec![
        entry(0, 5, same.clone()),
        entry(1, 9, near),
        entry(2, 7, same.clone()),
        entry(3, 9, same),
    ];
    entries[3].group = 1;
    let (pairs, _) = band(&[file(&entries, &FLAT)], 0).unwrap();
    let rows: Vec<_> = pairs
        .iter()
        .map(|p| (p.a.key.row, p.b.key.row, p.similarity))
        .collect();
    assert_eq!(rows, [(1, 2, 0.9), (2, 0, 1.0)]);
    let clusters = cluster(pairs.into_iter().map(Ok)).unwrap();
    assert_eq!(clusters.histogram(), BTreeMap::from([(3, 1)]));
    let kept: Vec<u32> = clusters
        .members()
        .iter()
        .filter(|m| m.kept)
        .map(|m| m.key.row)
        .collect();
    assert_eq!(kept, [1]);
    assert_eq!(
        clusters.get(DocKey {
            partition: 0,
            row: 3
        }),
        None
    );
}

#[test]
fn wrong_calls_are_errors() {
    let one = [entry(0, 1, flat(1, 1))];
    let good = file(&one, &FLAT);
    let says = |files: &[Vec<u8>], at| band(files, at).unwrap_err().to_string();
    assert!(
        says(std::slice::from_ref(&good), 10)
            .contains("`band` is 10, but must be less than `bands`")
    );
    assert!(says(&[good.clone(), good.clone()], 0).contains("document 0/0 came twice"));
    let other = file(&[], &Params { seed: 2, ..FLAT });
    assert!(says(&[good.clone(), other], 0).contains("`seed` cannot be compared (1 and 2)"));
    let nan = candidate_pairs(
        std::iter::once(SignatureReader::new(&good[..])),
        0,
        f32::NAN,
        &mut |_| Ok(()),
    );
    assert!(nan.unwrap_err().to_string().contains("`threshold` is NaN"));

    let node = |row, group| Node {
        key: DocKey { partition: 0, row },
        group,
        ..Node::default()
    };
    let pair = |a, b, similarity| Ok(Pair { a, b, similarity });
    let fails =
        |pairs: Vec<Result<Pair, Error>>| cluster(pairs.into_iter()).unwrap_err().to_string();
    assert!(fails(vec![pair(node(1, 0), node(1, 0), 1.0)]).contains("with itself"));
    assert!(fails(vec![pair(node(1, 0), node(2, 1), 1.0)]).contains("another group"));
    assert!(fails(vec![pair(node(1, 0), node(2, 0), f32::NAN)]).contains("from 0 to 1"));
    assert!(
        fails(vec![
            pair(node(1, 0), node(2, 0), 1.0),
            pair(node(1, 1), node(3, 1), 1.0)
        ])
        .contains("different ranks or groups")
    );
}
