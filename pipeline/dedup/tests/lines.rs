//! Repeated lines, held against their definition written plainly.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use common::Random;
use proptest::prelude::*;
use tamis_dedup::buckets::KeyRange;
use tamis_dedup::lines::{Cut, LineHasher, LineWriter, RepeatStats, Rule, repeats};
use tamis_dedup::numbering::{DocSet, Numbering};
use tamis_dedup::sort::{Budget, Source};
use tamis_dedup::store::{FileReader, FileWriter, Kind};
use tamis_dedup::words::words;
use tamis_dedup::{DocKey, Error};

const MIN_WORDS: u16 = 3;

#[derive(Debug, Clone)]
struct Document {
    id: u128,
    group: u64,
    text: String,
    gone: bool,
}

#[derive(Debug, Clone, Copy)]
struct Recipe {
    min_documents: u32,
    keep: u32,
}

/// Cut lines as (id, line).
type Cuts = BTreeSet<(u128, u32)>;

fn hasher() -> LineHasher {
    LineHasher::new(MIN_WORDS, 9).unwrap()
}

/// Documents in partitions, through files, in tasks.
fn run(
    parts: &[Vec<Document>],
    recipe: Recipe,
    tasks: usize,
    memory: usize,
) -> Result<(Cuts, RepeatStats), Error> {
    let folder = tempfile::tempdir().unwrap();
    let budget = Budget::new(folder.path(), memory);
    let identity = hasher().identity("language");
    let numbering = Numbering::new(parts.iter().map(|part| part.len() as u64));
    let mut gone = DocSet::new(&numbering);
    let mut files = Vec::new();
    for (partition, part) in (0u32..).zip(parts) {
        let mut writer = LineWriter::new(&identity, partition, &budget);
        for (row, document) in (0u32..).zip(part) {
            let lines = hasher().lines(&document.text, document.group);
            writer.push(row, document.id, &lines)?;
            if document.gone {
                gone.insert(numbering.number(DocKey { partition, row })?);
            }
        }
        files.push(writer.finish(Vec::new())?);
    }
    let rule = Rule {
        numbering: &numbering,
        gone: &gone,
        min_documents: recipe.min_documents,
        keep: recipe.keep,
    };
    let mut cuts = Cuts::new();
    let mut stats = RepeatStats::default();
    for task in 0..tasks {
        let mut out = FileWriter::new(Vec::new(), Kind::Cuts, &identity, task as u32)?;
        stats.merge(&repeats(
            files.len(),
            |at| {
                let file = FileReader::new(Cursor::new(files[at].as_slice()), Kind::Lines)?;
                Ok((file.part(), file))
            },
            KeyRange::cut(task, tasks),
            &rule,
            &budget,
            &mut out,
            &identity,
        )?);
        let bytes = out.finish()?.0;
        let mut file = FileReader::new(Cursor::new(bytes.as_slice()), Kind::Cuts)?;
        let mut last = None;
        while let Some(record) = file.next()? {
            let cut = Cut::take(record);
            assert!(last < Some((cut.key, cut.line)), "by document, each once");
            last = Some((cut.key, cut.line));
            let document = &parts[cut.key.partition as usize][cut.key.row as usize];
            assert!(cuts.insert((document.id, cut.line)));
        }
    }
    assert_eq!(stats.cut, cuts.len() as u64);
    Ok((cuts, stats))
}

/// For each line of a group that counts, the documents that have it, and where.
fn holders(documents: &[Document]) -> BTreeMap<(u64, String), BTreeMap<u128, Vec<u32>>> {
    let mut lines: BTreeMap<(u64, String), BTreeMap<u128, Vec<u32>>> = BTreeMap::new();
    for document in documents.iter().filter(|document| !document.gone) {
        for (number, line) in document.text.split('\n').enumerate() {
            let words = words(line);
            let lettered = words.iter().filter(|w| w.chars().any(|c| c != '0')).count();
            if lettered >= MIN_WORDS.into() {
                let key = (document.group, words.join(" "));
                let holder = lines.entry(key).or_default();
                holder.entry(document.id).or_default().push(number as u32);
            }
        }
    }
    lines
}

fn documents(seed: u64, count: usize) -> Vec<Document> {
    let mut random = Random(seed);
    (0..count)
        .map(|_| {
            let lines: Vec<String> = (0..random.below(8))
                .map(|_| {
                    let words = random.below(6);
                    // Few words, so that lines come again, in one document too.
                    random.text(words, 2)
                })
                .collect();
            Document {
                id: u128::from(random.next()) << 64 | u128::from(random.next()),
                group: random.next() % 2,
                text: lines.join("\n"),
                gone: random.below(5) == 0,
            }
        })
        .collect()
}

fn parted(documents: &[Document], seed: u64, parts: usize) -> Vec<Vec<Document>> {
    let mut random = Random(seed);
    let mut all = documents.to_vec();
    random.shuffle(&mut all);
    let mut out = vec![Vec::new(); parts];
    for document in all {
        out[random.below(parts)].push(document);
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn what_is_cut_is_what_the_definition_says(
        seed: u64,
        count in 0usize..60,
        parts in 1usize..5,
        tasks in 1usize..5,
        memory in 0usize..20_000,
        min_documents in 2u32..5,
        keep in 0u32..2,
    ) {
        let documents = documents(seed, count);
        let recipe = Recipe { min_documents, keep };
        let (cuts, stats) = run(&parted(&documents, seed, parts), recipe, tasks, memory).unwrap();
        let holders = holders(&documents);
        let mut repeated = 0;
        let mut left = cuts.clone();
        for ((_, line), holders) in &holders {
            let cut = |lines: &Vec<u32>, id: u128| lines.iter().all(|n| cuts.contains(&(id, *n)));
            let losers = holders.iter().filter(|(id, lines)| cut(lines, **id)).count();
            let enough = holders.len() >= min_documents as usize;
            repeated += u64::from(enough);
            let expected = if enough { holders.len() - keep as usize } else { 0 };
            prop_assert_eq!(losers, expected, "{}", line);
            for (id, lines) in holders {
                // All of a document's copies of the line, or none.
                let found = lines.iter().filter(|n| left.remove(&(*id, **n))).count();
                prop_assert!(found == 0 || found == lines.len());
            }
        }
        prop_assert!(left.is_empty(), "cut, but not repeated: {:?}", left);
        prop_assert_eq!(stats.repeated, repeated);
        // Another order, other files, other tasks, other memory.
        let other = parted(&documents, !seed, 5 - parts);
        let (again, same) = run(&other, recipe, 6 - tasks, 20_000 - memory).unwrap();
        prop_assert_eq!(&again, &cuts);
        prop_assert_eq!(same, stats);
    }
}

#[test]
fn a_document_keeps_what_it_alone_repeats() {
    let text = "one two three\none two three\nfour five six";
    let document = |id, text: &str| Document {
        id,
        group: 0,
        text: text.to_owned(),
        gone: false,
    };
    let recipe = Recipe {
        min_documents: 2,
        keep: 1,
    };
    let parts = [vec![document(1, text)], vec![document(2, "four five six")]];
    let (cuts, stats) = run(&parts, recipe, 1, 1 << 20).unwrap();
    assert_eq!(cuts.len(), 1);
    assert!(cuts.contains(&(1, 2)) || cuts.contains(&(2, 0)));
    assert_eq!((stats.lines, stats.repeated, stats.cut), (4, 1, 1));
}

#[test]
fn files_that_do_not_fit_are_refused() {
    let identity = hasher().identity("language");
    let folder = tempfile::tempdir().unwrap();
    let budget = Budget::new(folder.path(), 1 << 20);
    let file = |identity| {
        let mut writer = LineWriter::new(identity, 0, &budget);
        writer
            .push(0, 1, &hasher().lines("one two three", 0))
            .unwrap();
        writer.finish(Vec::new()).unwrap()
    };
    let call = |files: &[&[u8]], rows: u64| {
        let numbering = Numbering::new([rows]);
        let gone = DocSet::new(&numbering);
        let rule = Rule {
            numbering: &numbering,
            gone: &gone,
            min_documents: 2,
            keep: 1,
        };
        let mut out = FileWriter::new(Vec::new(), Kind::Cuts, &identity, 0).unwrap();
        repeats(
            files.len(),
            |at| Ok((0, FileReader::new(Cursor::new(files[at]), Kind::Lines)?)),
            KeyRange::cut(0, 1),
            &rule,
            &budget,
            &mut out,
            &identity,
        )
    };
    let own = file(&identity);
    assert!(call(&[&own], 1).is_ok());
    assert!(matches!(call(&[&own, &own], 1), Err(Error::Twice { .. })));
    assert!(matches!(call(&[&own], 0), Err(Error::Unknown { .. })));
    let longer = LineHasher::new(4, 9).unwrap().identity("language");
    let error = call(&[&file(&longer)], 1).unwrap_err().to_string();
    assert!(
        error.contains("`family`") && error.contains("4 words"),
        "{error}"
    );
}
