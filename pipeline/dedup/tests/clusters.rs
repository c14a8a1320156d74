//! From texts to clusters: what is joined, what is kept, and that nothing else matters.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use common::Random;
use proptest::prelude::*;
use tamis_dedup::buckets::MAX_CENTRES;
use tamis_dedup::chain::{Done, Part, Settings, run};
use tamis_dedup::part::{Document, PartWriter};
use tamis_dedup::sort::Budget;
use tamis_dedup::store::Identity;
use tamis_dedup::{Error, Link, Params, Rank, Scratch, Signer, similarity};

const THRESHOLD: f32 = 0.7;

/// A document before it has a place.
#[derive(Clone, Debug)]
struct Doc {
    signature: Vec<u32>,
    exact: u128,
    group: u64,
    rank: Rank,
    crawl: u32,
    url: Option<(u128, u64)>,
}

fn identity(params: Params) -> Identity {
    Identity::new(&params, "test")
}

fn write(folder: &Path, part: u32, docs: &[Doc], identity: &Identity) -> Part {
    let path = |ending: &str| folder.join(format!("{part}.{ending}"));
    let create = |ending| File::create(path(ending)).unwrap();
    let budget = Budget::new(folder, 1 << 20);
    let mut writer = PartWriter::new(create("signatures"), identity, part, &budget).unwrap();
    for (doc, row) in docs.iter().zip(0..) {
        writer
            .push(&Document {
                row,
                group: doc.group,
                rank: doc.rank,
                crawl: doc.crawl,
                signature: &doc.signature,
                exact: doc.exact,
                url: doc.url,
                shingles: &[],
            })
            .unwrap();
    }
    let files = writer.finish(create("bands"), create("keys")).unwrap();
    assert_eq!(files.documents, docs.len() as u64);
    Part {
        signatures: path("signatures"),
        bands: path("bands"),
        keys: path("keys"),
        shingles: None,
        rows: docs.len() as u64,
    }
}

/// What became of a document, by its id: the id of the kept one, size, kept, link, similarity, crawls.
type Fate = (u128, u32, bool, Link, f32, Vec<u32>);

struct How {
    params: Params,
    tasks: usize,
    threads: usize,
    memory: usize,
    urls: bool,
    kept: u32,
}

impl Default for How {
    fn default() -> Self {
        Self {
            params: Params::default(),
            tasks: 3,
            threads: 2,
            memory: 8 << 20,
            urls: false,
            kept: 0,
        }
    }
}

fn fates(parts: &[Vec<Doc>], how: &How) -> (BTreeMap<u128, Fate>, Done) {
    let folder = tempfile::tempdir().unwrap();
    let identity = identity(how.params);
    let files: Vec<Part> = parts
        .iter()
        .zip(0..)
        .map(|(docs, part)| write(folder.path(), part, docs, &identity))
        .collect();
    let mut fates = BTreeMap::new();
    let done = run(
        &files,
        &settings(folder.path(), how),
        &mut |_| {},
        &mut |member| {
            let doc = &parts[member.key.partition as usize][member.key.row as usize];
            let fate = (
                member.best_id,
                member.size,
                member.kept,
                member.link,
                member.similarity,
                member.crawls.iter().collect(),
            );
            assert_eq!(fates.insert(doc.rank.id, fate), None);
            Ok(())
        },
    )
    .unwrap();
    // Only the files of the parts are left.
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        3 * parts.len()
    );
    (fates, done)
}

fn settings(folder: &Path, how: &How) -> Settings {
    Settings {
        identity: identity(how.params),
        threshold: THRESHOLD,
        urls: how.urls,
        kept: how.kept,
        threads: how.threads,
        tasks: how.tasks,
        memory: how.memory,
        folder: folder.to_path_buf(),
        consume: false,
    }
}

/// Documents of a few families: a text of its own, and copies with ever more words changed.
fn documents(seed: u64, families: usize) -> Vec<Doc> {
    let signer = Signer::new(Params::default()).unwrap();
    let (mut random, mut scratch) = (Random(seed), Scratch::default());
    let mut docs = Vec::new();
    for _ in 0..families {
        let base = random.text(80, 400);
        for copy in 0..random.below(6) {
            let mut words: Vec<String> = base.split(' ').map(str::to_owned).collect();
            for _ in 0..copy / 2 {
                let at = random.below(words.len());
                words[at] = random.word(400);
            }
            let signed = signer.sign(&words.join(" "), &mut scratch).unwrap();
            docs.push(Doc {
                signature: signed.signature,
                exact: signed.exact,
                group: random.below(2) as u64,
                rank: Rank {
                    goodness: random.below(3) as u128,
                    id: (u128::from(random.next()) << 20) | docs.len() as u128,
                },
                crawl: random.below(4) as u32,
                url: Some((random.below(12) as u128 * 0x1234_5678, random.next() % 100)),
            });
        }
    }
    docs
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn order_parts_tasks_threads_and_memory_change_nothing(
        seed: u64, families in 1usize..12, parts in 1usize..5, tasks in 1usize..40,
        threads in 1usize..4, memory in 0usize..100_000, urls: bool,
    ) {
        let mut docs = documents(seed, families);
        let how = How { urls, ..How::default() };
        let (expected, done) = fates(std::slice::from_ref(&docs), &how);
        Random(seed ^ 1).shuffle(&mut docs);
        let size = docs.len().div_ceil(parts).max(1);
        let mut parts: Vec<Vec<Doc>> = docs.chunks(size).map(<[Doc]>::to_vec).collect();
        parts.push(Vec::new());
        let (found, other) = fates(&parts, &How { tasks, threads, memory, urls, ..How::default() });
        prop_assert_eq!(found, expected);
        prop_assert_eq!(other.exact, done.exact);
        prop_assert_eq!(other.clusters.sizes, done.clusters.sizes);
    }

    /// Against the definition, written plainly: the documents that are more alike than the estimate is
    /// uncertain are together, and nothing is together without a chain of pairs at the threshold.
    #[test]
    fn clusters_are_sound_and_whole(seed: u64, families in 1usize..12) {
        let docs = documents(seed, families);
        let (found, done) = fates(std::slice::from_ref(&docs), &How::default());
        let like = |threshold: f32, bands: bool| {
            let mut label: Vec<usize> = (0..docs.len()).collect();
            for _ in 0..docs.len() {
                for (i, a) in docs.iter().enumerate() {
                    for (j, b) in docs.iter().enumerate().skip(i + 1) {
                        let pairs = a.signature.chunks(8).zip(b.signature.chunks(8)).take(14);
                        let band = pairs.into_iter().any(|(a, b)| a == b);
                        let same = a.group == b.group
                            && similarity(&a.signature, &b.signature) >= threshold
                            && (band || !bands);
                        if same {
                            let least = label[i].min(label[j]);
                            (label[i], label[j]) = (least, least);
                        }
                    }
                }
            }
            label
        };
        let (loose, strict) = (like(THRESHOLD, true), like(0.85, true));
        let cluster = |i: usize| found.get(&docs[i].rank.id).map_or(docs[i].rank.id, |fate| fate.0);
        for i in 0..docs.len() {
            for j in i + 1..docs.len() {
                let together = cluster(i) == cluster(j);
                prop_assert!(!together || loose[i] == loose[j], "{i} and {j} are unlike");
                prop_assert!(together || strict[i] != strict[j], "{i} and {j} are alike");
            }
        }
        for (id, (best, size, kept, link, ..)) in &found {
            let members: Vec<&Doc> =
                docs.iter().filter(|d| found.get(&d.rank.id).is_some_and(|f| f.0 == *best)).collect();
            prop_assert_eq!(members.len(), *size as usize);
            let top = members.iter().max_by_key(|doc| doc.rank).unwrap();
            prop_assert_eq!(top.rank.id, *best);
            prop_assert_eq!(*kept, id == best);
            let this = members.iter().find(|doc| doc.rank.id == *id).unwrap();
            prop_assert_eq!(*link == Link::Exact, this.exact == top.exact && !kept);
        }
        let texts = docs.iter().filter(|d| exact_twice(&docs, d)).count() as u64;
        let groups: std::collections::BTreeSet<_> =
            docs.iter().filter(|d| exact_twice(&docs, d)).map(|d| (d.exact, d.group)).collect();
        prop_assert_eq!(done.exact.texts, texts - groups.len() as u64);
    }
}

fn exact_twice(docs: &[Doc], doc: &Doc) -> bool {
    let same = |other: &&Doc| other.exact == doc.exact && other.group == doc.group;
    docs.iter().filter(same).count() > 1
}

fn doc(id: u128, goodness: u128, signature: Vec<u32>) -> Doc {
    Doc {
        exact: id.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835),
        signature,
        group: 0,
        rank: Rank { goodness, id },
        crawl: id as u32,
        url: None,
    }
}

/// Ten bands of one slot, so that a bucket can hold whatever we like.
fn flat() -> How {
    How {
        params: Params {
            bands: 10,
            rows: 1,
            checks: 0,
            ..Params::default()
        },
        ..How::default()
    }
}

fn mixed(seed: u64) -> Vec<u32> {
    let mut random = Random(seed);
    (0..10).map(|_| random.next() as u32).collect()
}

#[test]
fn a_crowded_bucket_is_not_compared_in_square() {
    // 64 slots, of which the first is the same everywhere: one bucket of everybody.
    let how = How {
        params: Params {
            bands: 64,
            rows: 1,
            checks: 0,
            ..Params::default()
        },
        ..How::default()
    };
    let n = 3000u128;
    let signature = |seed: u128| {
        let mut random = Random(seed as u64);
        let rest = (1..64).map(|_| random.next() as u32);
        std::iter::once(7).chain(rest).collect::<Vec<u32>>()
    };
    let mut docs: Vec<Doc> = (1..=n).map(|id| doc(id, 1, signature(id))).collect();
    // A copy of each: found in its other bands although this bucket is full.
    for id in 1..=n {
        docs.push(Doc {
            exact: (n + id).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835),
            ..doc(n + id, 0, signature(id))
        });
    }
    let (found, done) = fates(&[docs], &how);
    assert_eq!(found.len() as u128, 2 * n);
    assert!(
        found
            .iter()
            .all(|(id, fate)| fate.2 == (*id <= n) && fate.1 == 2)
    );
    assert_eq!(done.buckets.largest as u128, 2 * n);
    assert!(done.buckets.unplaced >= n as u64 - 2 * MAX_CENTRES as u64);
    assert!(done.buckets.candidates <= 64 * 2 * n as u64);
}

#[test]
fn groups_stay_apart_and_the_best_is_kept() {
    let mut near = mixed(1);
    near[9] ^= 1;
    let mut docs = [
        doc(1, 5, mixed(1)),
        doc(2, 9, near),
        doc(3, 7, mixed(1)),
        doc(4, 9, mixed(1)),
    ];
    docs[3].group = 1;
    let (found, done) = fates(&[docs[..2].to_vec(), docs[2..].to_vec()], &flat());
    let best: BTreeMap<u128, (u128, bool)> = found
        .iter()
        .map(|(id, fate)| (*id, (fate.0, fate.2)))
        .collect();
    assert_eq!(
        best,
        BTreeMap::from([(1, (2, false)), (2, (2, true)), (3, (2, false))])
    );
    assert!(found.values().all(|fate| fate.5 == [1, 2, 3]));
    assert_eq!(done.clusters.sizes, BTreeMap::from([(3, 1)]));
}

#[test]
fn the_newer_of_a_url_is_kept_and_the_older_joins_nothing() {
    let url = |mut doc: Doc, url, fetched| {
        doc.url = Some((url, fetched));
        doc
    };
    let docs = vec![
        // The older has the better rank, and the text of a document elsewhere.
        url(doc(1, 9, mixed(1)), 50, 3),
        url(doc(2, 1, mixed(2)), 50, 8),
        url(
            Doc {
                exact: doc(1, 1, vec![]).exact,
                ..doc(3, 1, mixed(1))
            },
            60,
            1,
        ),
    ];
    let (found, done) = fates(
        std::slice::from_ref(&docs),
        &How {
            urls: true,
            ..flat()
        },
    );
    assert_eq!(done.exact.urls, 1);
    let of: Vec<(u128, u128, bool, Link)> =
        found.iter().map(|(id, f)| (*id, f.0, f.2, f.3)).collect();
    assert_eq!(of, [(1, 2, false, Link::Url), (2, 2, true, Link::Near)]);
    let (found, _) = fates(&[docs], &flat());
    assert_eq!(found.keys().copied().collect::<Vec<_>>(), [1, 3]);
    assert!(found[&3].3 == Link::Exact && !found[&3].2);
}

#[test]
fn what_was_kept_before_stays_and_removes_the_new() {
    let mut near = mixed(1);
    near[0] ^= 1;
    let old = vec![doc(1, 0, mixed(1)), doc(2, 0, near.clone())];
    near[1] ^= 1;
    let new = vec![
        doc(3, u128::MAX - 1, near),
        doc(4, 5, mixed(4)),
        doc(5, 6, mixed(4)),
    ];
    let old: Vec<Doc> = old
        .into_iter()
        .map(|mut doc| {
            doc.rank.goodness = u128::MAX;
            doc
        })
        .collect();
    let (found, _) = fates(&[old.clone(), new], &How { kept: 1, ..flat() });
    assert!(!found[&3].2 && [1, 2].contains(&found[&3].0));
    assert!(found[&5].2 && !found[&4].2);
    // Those that were kept before are not joined anew.
    let (found, _) = fates(&[old, vec![]], &How { kept: 1, ..flat() });
    assert!(found.is_empty());
}

#[test]
fn foreign_damaged_and_repeated_files_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let how = flat();
    let good = write(
        folder.path(),
        0,
        &[doc(1, 1, mixed(1))],
        &identity(how.params),
    );
    let fails = |parts: &[Part]| {
        let settings = settings(folder.path(), &how);
        let error = run(parts, &settings, &mut |_| {}, &mut |_| Ok(())).unwrap_err();
        error.to_string()
    };
    let other = Params {
        seed: 2,
        ..how.params
    };
    let other = write(folder.path(), 1, &[doc(2, 1, mixed(1))], &identity(other));
    let message = fails(&[good.clone(), other]);
    assert!(
        message.contains("`seed` cannot be compared (1 and 2)"),
        "{message}"
    );
    let message = fails(&[Part {
        bands: good.keys.clone(),
        ..good.clone()
    }]);
    assert!(
        message.contains("0.keys: the file is damaged at byte 0: it does not begin with TAMISBND")
    );
    let message = fails(&[Part {
        rows: 0,
        ..good.clone()
    }]);
    assert!(
        message.contains("document 0/0 is not among the signatures"),
        "{message}"
    );
    let bytes = std::fs::read(&good.bands).unwrap();
    std::fs::write(&good.bands, &bytes[..bytes.len() - 1]).unwrap();
    let message = fails(std::slice::from_ref(&good));
    assert!(
        message.contains("0.bands: the file ends at byte"),
        "{message}"
    );
    std::fs::write(&good.bands, &bytes).unwrap();
    let twice = write(
        folder.path(),
        2,
        &[doc(1, 1, mixed(1)), doc(1, 1, mixed(1))],
        &identity(how.params),
    );
    // Rows are told apart, so two of them are duplicates like any others.
    run(
        &[twice],
        &settings(folder.path(), &how),
        &mut |_| {},
        &mut |_| Ok(()),
    )
    .unwrap();
}

#[test]
fn wrong_signatures_and_rows_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let budget = Budget::new(folder.path(), 1 << 20);
    let mut writer = PartWriter::new(Vec::new(), &identity(flat().params), 0, &budget).unwrap();
    let push = |writer: &mut PartWriter<Vec<u8>>, row, slots: usize| {
        writer.push(&Document {
            row,
            group: 0,
            rank: Rank::default(),
            crawl: 0,
            signature: &vec![0; slots],
            exact: 0,
            url: None,
            shingles: &[],
        })
    };
    let error = push(&mut writer, 3, 9).unwrap_err().to_string();
    assert!(
        error.contains("row 3 has 9 slots, but the parameters give 10"),
        "{error}"
    );
    push(&mut writer, 3, 10).unwrap();
    assert!(matches!(push(&mut writer, 3, 10), Err(Error::Order { .. })));
}
