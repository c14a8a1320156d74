//! Rows through runs into shards: none is lost, whatever the cut.
#![allow(clippy::unwrap_used)]

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::UInt32Type;
use arrow_array::{RecordBatch, StringArray, StructArray, UInt32Array};
use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef};
use proptest::prelude::*;
use tamis_shuffle::{Error, Places, RunReader, Sorter, only};

fn fields() -> Fields {
    vec![Field::new("number", DataType::UInt32, false)].into()
}

fn schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new("text", DataType::Utf8, false),
        Field::new("maybe", DataType::Utf8, true),
        Field::new("inner", DataType::Struct(fields()), false),
    ]))
}

fn batch(rows: &[u32]) -> RecordBatch {
    let text = rows
        .iter()
        .map(|row| format!("text {row}").repeat(*row as usize % 7));
    let maybe = rows
        .iter()
        .map(|row| (row % 3 == 0).then(|| format!("{row}")));
    let numbers = Arc::new(UInt32Array::from(rows.to_vec()));
    RecordBatch::try_new(
        schema(),
        vec![
            Arc::new(StringArray::from_iter_values(text)),
            Arc::new(maybe.collect::<StringArray>()),
            Arc::new(StructArray::new(fields(), vec![numbers], None)),
        ],
    )
    .unwrap()
}

fn numbers(batch: &RecordBatch) -> Vec<u32> {
    let inner = batch.column(2).as_struct().column(0);
    inner.as_primitive::<UInt32Type>().values().to_vec()
}

/// Some hash.
fn key(row: u32) -> u64 {
    u64::from(row).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xABCD << 40
}

fn group(row: u32) -> &'static str {
    ["mlt_Latn", "ell_Grek", "swe_Latn"][row as usize % 3]
}

fn run(rows: &[u32], of_batch: usize) -> File {
    let mut sorter = Sorter::new(schema());
    for rows in rows.chunks(of_batch.max(1)) {
        let places = rows.iter().map(|row| (group(*row), key(*row)));
        sorter.push(batch(rows), places).unwrap();
    }
    let (file, written) = sorter.write(tempfile::tempfile().unwrap()).unwrap();
    assert_eq!(written, rows.len() as u64);
    assert!(sorter.is_empty());
    file
}

#[test]
fn small_batches_and_large_ones_give_the_same_run() {
    let rows: Vec<u32> = (0..5_000).collect();
    let mut mixed = Sorter::new(schema());
    let mut from = 0;
    for size in [1, 127, 128, 1, 0, 3, 1000, 127, 127, 127].iter().cycle() {
        let Some(part) = rows.get(from..) else { break };
        let part = part.get(..*size).unwrap_or(part);
        let places = part.iter().map(|row| (group(*row), key(*row)));
        mixed.push(batch(part), places).unwrap();
        from += size;
    }
    let (mixed, _) = mixed.write(tempfile::tempfile().unwrap()).unwrap();
    let all = |file: File| {
        let run = RunReader::new(file, &schema()).unwrap();
        let mut all = Vec::new();
        for (name, _) in run.groups() {
            for block in run.blocks(name).unwrap() {
                let (keys, rows) = run.read(&block).unwrap();
                all.push((name.to_owned(), keys, numbers(&rows)));
            }
        }
        let names: Vec<String> = all.iter().map(|(name, ..)| name.clone()).collect();
        let flat: Vec<(u64, u32)> = all
            .into_iter()
            .flat_map(|(_, keys, numbers)| keys.into_iter().zip(numbers))
            .collect();
        let mut names = names;
        names.dedup();
        (names, flat)
    };
    assert_eq!(all(mixed), all(run(&rows, rows.len())));
}

#[test]
fn a_run_is_sorted_and_whole() {
    let rows: Vec<u32> = (0..30_000).collect();
    let run = RunReader::new(run(&rows, 700), &schema()).unwrap();
    let groups: Vec<_> = run
        .groups()
        .map(|(name, rows)| (name.to_owned(), rows))
        .collect();
    let names = ["ell_Grek", "mlt_Latn", "swe_Latn"];
    assert_eq!(groups, names.map(|name| (name.to_owned(), 10_000)));
    assert_eq!(run.blocks("fra_Latn").unwrap(), []);
    let mut seen = Vec::new();
    for name in names {
        let mut before = 0;
        let blocks = run.blocks(name).unwrap();
        assert!(blocks.len() > 1);
        for block in &blocks {
            let (keys, rows) = run.read(block).unwrap();
            assert_eq!(
                (keys.len(), rows.num_rows()),
                (block.rows as usize, keys.len())
            );
            assert_eq!(
                (keys[0], keys[keys.len() - 1]),
                (*block.keys.start(), *block.keys.end())
            );
            let found = numbers(&rows);
            assert_eq!(rows, batch(&found));
            for (row, at) in found.iter().zip(&keys) {
                assert_eq!((group(*row), key(*row)), (name, *at));
                assert!(*at >= before);
                before = *at;
            }
            seen.extend(found);
        }
    }
    seen.sort_unstable();
    assert_eq!(seen, rows);
}

/// What a damaged entry says of its block is not asked of the memory.
#[test]
fn a_block_that_would_be_larger_than_the_file_is_damage() {
    let mut file = run(&(0..100).collect::<Vec<_>>(), 50);
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0)).unwrap();
    file.read_to_end(&mut bytes).unwrap();
    // The first block is behind the magic number: its offset, then its length in the entry.
    let offset = bytes
        .windows(8)
        .rposition(|eight| eight == 8u64.to_le_bytes())
        .unwrap();
    file.write_all_at(&u32::MAX.to_le_bytes(), offset as u64 + 8)
        .unwrap();
    let run = RunReader::new(file, &schema()).unwrap();
    let blocks: Vec<_> = run
        .groups()
        .map(|(name, _)| run.blocks(name).unwrap())
        .collect();
    let errors = blocks
        .iter()
        .flatten()
        .filter_map(|block| run.read(block).err());
    let errors: Vec<String> = errors.map(|error| error.to_string()).collect();
    assert!(
        matches!(&*errors, [one] if one.contains("behind its end")),
        "{errors:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn every_copy_goes_to_one_shard(
        rows in proptest::collection::btree_set(any::<u32>(), 1..400),
        cut in 1usize..200, of_batch in 1usize..60, shards in 1u64..9, copies in 1u32..4,
    ) {
        let rows: Vec<u32> = rows.into_iter().collect();
        let runs: Vec<RunReader> = rows
            .chunks(cut)
            .map(|rows| RunReader::new(run(rows, of_batch), &schema()).unwrap())
            .collect();
        let places = Places::new(0..=u64::MAX, shards, 5);
        let mut seen = Vec::new();
        for shard in 0..shards {
            for copy in 0..copies {
                let wanted = places.keys(shard, copy);
                for run in &runs {
                    for block in run.blocks("mlt_Latn").unwrap() {
                        if !wanted.iter().any(|keys| block.overlaps(keys)) {
                            continue;
                        }
                        let (keys, found) = run.read(&block).unwrap();
                        let here: Vec<u32> = (0..keys.len() as u32)
                            .filter(|i| places.shard(keys[*i as usize], copy) == shard)
                            .collect();
                        seen.extend(numbers(&only(&found, &here).unwrap()));
                    }
                }
            }
        }
        seen.sort_unstable();
        let mut asked: Vec<u32> = rows.iter().copied().filter(|row| row % 3 == 0).collect();
        asked = asked.iter().flat_map(|row| vec![*row; copies as usize]).collect();
        prop_assert_eq!(seen, asked);
    }

    #[test]
    fn damage_is_an_error_and_no_panic(at in any::<prop::sample::Index>(), to in any::<u8>(), cut in any::<bool>()) {
        use std::io::{Read, Seek, Write};
        let mut file = run(&(0..300).collect::<Vec<_>>(), 50);
        let mut bytes = Vec::new();
        file.rewind().unwrap();
        file.read_to_end(&mut bytes).unwrap();
        let at = at.index(bytes.len());
        let same = bytes[at] == to && !cut;
        if cut { bytes.truncate(at) } else { bytes[at] = to }
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&bytes).unwrap();
        let read = || -> Result<usize, Error> {
            let run = RunReader::new(file, &schema())?;
            let mut rows = 0;
            for name in ["ell_Grek", "mlt_Latn", "swe_Latn"] {
                for block in run.blocks(name)? {
                    rows += run.read(&block)?.1.num_rows();
                }
            }
            Ok(rows)
        };
        let rows = read();
        // The first eight bytes, the names of groups and the keys of blocks are not looked at here.
        prop_assert!(!same || rows.as_ref().is_ok_and(|rows| *rows == 300), "{rows:?}");
    }
}

#[test]
fn other_columns_are_refused() {
    let file = run(&[1, 2, 3], 5);
    let other = Arc::new(Schema::new(vec![Field::new("text", DataType::Utf8, false)]));
    assert!(matches!(RunReader::new(file, &other), Err(Error::Columns)));
    let mut sorter = Sorter::new(schema());
    let (empty, rows) = sorter.write(tempfile::tempfile().unwrap()).unwrap();
    assert_eq!(
        (
            rows,
            RunReader::new(empty, &schema()).unwrap().groups().count()
        ),
        (0, 0)
    );
}
