//! Statistics of small datasets that the tests write themselves.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs::{File, create_dir_all, write};
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, Float32Array, Int32Array, RecordBatch, StringArray, StructArray};
use arrow_schema::{DataType, Field};
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;
use tamis_stats::tuning::Table;
use tamis_stats::{Error, QUANTILES, codes, language, removals, signals};

struct Row {
    id: &'static str,
    text: &'static str,
    tokens: i32,
    cluster: i32,
    pii: &'static [&'static str],
    words: f32,
}

fn row(id: &'static str, text: &'static str, words: f32) -> Row {
    Row {
        id,
        text,
        tokens: 2,
        cluster: 1,
        pii: &[],
        words,
    }
}

/// In row groups of two.
fn save(path: &Path, columns: Vec<(&str, ArrayRef)>) {
    create_dir_all(path.parent().unwrap()).unwrap();
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let groups = WriterProperties::builder().set_max_row_group_row_count(Some(2));
    let file = File::create(path).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(groups.build())).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

fn texts<'a>(values: impl Iterator<Item = &'a str>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

fn frame(rows: &[Row]) -> Vec<(&'static str, ArrayRef)> {
    let numbers = |of: fn(&Row) -> i32| Arc::new(Int32Array::from_iter_values(rows.iter().map(of)));
    let floats = |of: fn(&Row) -> f32| -> ArrayRef {
        Arc::new(Float32Array::from_iter_values(rows.iter().map(of)))
    };
    let mut pii = ListBuilder::new(StringBuilder::new());
    for row in rows {
        pii.append_value(row.pii.iter().map(Some));
    }
    let field = |name: &str| Arc::new(Field::new(name, DataType::Float32, false));
    let signals = StructArray::from(vec![
        (field("words"), floats(|row| row.words)),
        (field("lines"), floats(|_| 1.0)),
    ]);
    vec![
        ("text", texts(rows.iter().map(|row| row.text))),
        ("id", texts(rows.iter().map(|row| row.id))),
        ("token_count", numbers(|row| row.tokens)),
        ("minhash_cluster_size", numbers(|row| row.cluster)),
        ("signals", Arc::new(signals)),
        ("pii", Arc::new(pii.finish())),
    ]
}

fn without_signals(rows: &[Row]) -> Vec<(&'static str, ArrayRef)> {
    let mut columns = frame(rows);
    columns.retain(|(name, _)| *name != "signals");
    columns
}

fn shard(root: &Path, code: &str, number: usize, rows: &[Row]) {
    let name = format!("data/{code}/train-{number:05}-of-00002.parquet");
    save(&root.join(name), frame(rows));
}

#[test]
fn counts_rows_documents_characters_and_shares() {
    let root = tempfile::tempdir().unwrap();
    let copied = Row {
        cluster: 3,
        pii: &["email", "ip"],
        ..row("a", "ħobż!", 1.0)
    };
    let again = Row {
        cluster: 3,
        pii: &["email", "ip"],
        ..row("a", "ħobż!", 1.0)
    };
    shard(root.path(), "mlt_Latn", 0, &[copied, row("b", "għ", 2.0)]);
    shard(root.path(), "mlt_Latn", 1, &[again, row("c", "x", 3.0)]);
    // Neither is a shard.
    write(
        root.path().join("data/mlt_Latn/.train-00002.parquet.tmp"),
        "half",
    )
    .unwrap();
    write(
        root.path().join("data/mlt_Latn/.train-00002.parquet"),
        "half",
    )
    .unwrap();
    let stats = language(root.path(), "mlt_Latn").unwrap();
    assert_eq!((stats.shards, stats.documents, stats.rows), (2, 3, 4));
    assert_eq!(
        (stats.characters, stats.tokens),
        (13, 8),
        "characters and not bytes"
    );
    assert_eq!(stats.mean_characters(), Some(3.25));
    assert_eq!(stats.median_characters, Some(3.5));
    assert_eq!(
        (stats.clustered, stats.largest_cluster, stats.with_pii),
        (2, 3, 2)
    );
    assert_eq!(stats.share(stats.with_pii), Some(0.5));
}

#[test]
fn documents_of_a_language_keep_their_places() {
    let root = tempfile::tempdir().unwrap();
    let part = |name: &str, ids: &[&str], scripts: &[&str]| {
        let field = |name: &str| Arc::new(Field::new(name, DataType::Float32, false));
        let floats = |values: Vec<f32>| -> ArrayRef { Arc::new(Float32Array::from(values)) };
        let number = |id: &&str| f32::from(u8::from_str_radix(id, 16).unwrap());
        let signals = StructArray::from(vec![
            (field("words"), floats(ids.iter().map(number).collect())),
            (field("characters"), floats(vec![9.0; ids.len()])),
        ]);
        let columns: Vec<(&str, ArrayRef)> = vec![
            ("id", texts(ids.iter().copied())),
            ("language", texts(ids.iter().map(|_| "srp"))),
            ("language_script", texts(scripts.iter().copied())),
            (
                "language_score",
                floats(ids.iter().map(|id| number(id) / 256.0).collect()),
            ),
            ("signals", Arc::new(signals)),
        ];
        save(&root.path().join(name), columns);
    };
    let (c, l) = ("Cyrl", "Latn");
    part("0.parquet", &["1", "2", "3", "4", "5"], &[c, l, l, l, l]);
    part("1.parquet", &["6", "7", "8"], &[l, c, l]);
    let without = [3, 7].into();
    let wanted = ["words", "language_score"];
    let table = Table::load(root.path(), "srp_Latn", &wanted, &without).unwrap();
    assert_eq!(table.ids, [2, 4, 5, 6, 8]);
    assert_eq!(table.places, [(0, 1), (0, 3), (0, 4), (1, 0), (1, 2)]);
    assert_eq!(table.duplicates, 1, "7 is of another script");
    assert_eq!(table.columns[0], [2.0, 4.0, 5.0, 6.0, 8.0]);
    assert_eq!(
        table.columns[1],
        table.columns[0]
            .iter()
            .map(|n| n / 256.0)
            .collect::<Vec<_>>()
    );
    assert_eq!(table.tokens, [3; 5], "9 characters");
    assert_eq!(table.files.len(), 2);
    let error = Table::load(root.path(), "srp_Latn", &["lines"], &without).unwrap_err();
    assert!(
        error.to_string().ends_with("have no signal `lines`"),
        "{error}"
    );
}

#[test]
fn quantiles_count_copies_once() {
    let root = tempfile::tempdir().unwrap();
    // 0, 1, .. 100, and one of them ten times more.
    let ids: Vec<&'static str> = (0..=100)
        .map(|n| &*Box::leak(format!("{n}").into_boxed_str()))
        .collect();
    let rows = ids
        .iter()
        .enumerate()
        .map(|(n, id)| row(id, "x", n as f32))
        .collect::<Vec<_>>();
    shard(root.path(), "fin_Latn", 0, &rows);
    shard(
        root.path(),
        "fin_Latn",
        1,
        &[(); 10].map(|()| row("100", "x", 100.0)),
    );
    let stats = signals(root.path(), "fin_Latn").unwrap();
    assert_eq!(stats.documents, 101);
    let names: Vec<&str> = stats
        .signals
        .iter()
        .map(|signal| signal.name.as_str())
        .collect();
    assert_eq!(names, ["words", "lines"], "in the order of the schema");
    for (value, part) in stats.signals[0].values.iter().zip(QUANTILES) {
        assert!((value - 100.0 * part).abs() < 1e-4, "{value} at {part}");
    }
    assert_eq!(stats.signals[1].values, [1.0; 9]);
}

#[test]
fn an_empty_folder_and_an_empty_shard_are_languages_with_nothing() {
    let root = tempfile::tempdir().unwrap();
    create_dir_all(root.path().join("data/gle_Latn")).unwrap();
    shard(root.path(), "isl_Latn", 0, &[]);
    assert_eq!(codes(root.path()).unwrap(), ["gle_Latn", "isl_Latn"]);
    for (code, shards) in [("gle_Latn", 0), ("isl_Latn", 1)] {
        let stats = language(root.path(), code).unwrap();
        assert_eq!(
            (stats.shards, stats.rows, stats.documents),
            (shards, 0, 0),
            "{code}"
        );
        assert_eq!(
            (stats.mean_characters(), stats.median_characters),
            (None, None)
        );
        let stats = signals(root.path(), code).unwrap();
        assert_eq!((stats.documents, stats.signals.len()), (0, 0), "{code}");
    }
}

#[test]
fn a_language_without_signals_still_has_counts() {
    let root = tempfile::tempdir().unwrap();
    shard(root.path(), "dan_Latn", 0, &[row("a", "x", 1.0)]);
    let path = root
        .path()
        .join("data/dan_Latn/train-00001-of-00002.parquet");
    save(&path, without_signals(&[row("b", "y", 1.0)]));
    let error = signals(root.path(), "dan_Latn").unwrap_err();
    let Error::NoColumn {
        path: named,
        column,
    } = &error
    else {
        panic!("{error}")
    };
    assert_eq!((named, column.as_str()), (&path, "signals"));
    assert!(
        error
            .to_string()
            .ends_with("train-00001-of-00002.parquet has no column `signals`")
    );

    let alone = tempfile::tempdir().unwrap();
    let path = alone
        .path()
        .join("data/dan_Latn/train-00000-of-00001.parquet");
    save(&path, without_signals(&[row("b", "y", 1.0)]));
    assert_eq!(language(alone.path(), "dan_Latn").unwrap().rows, 1);
}

#[test]
fn the_ledger_is_summed_by_language_stage_and_reason() {
    let root = tempfile::tempdir().unwrap();
    shard(root.path(), "dan_Latn", 0, &[row("a", "x", 1.0)]);
    assert_eq!(removals(root.path()).unwrap(), None, "no folder, no ledger");
    create_dir_all(root.path().join("removed")).unwrap();
    assert_eq!(removals(root.path()).unwrap(), Some(vec![]));
    let ledger = |name: &str, rows: &[(&str, &str, &str)]| {
        let columns = vec![
            ("language", texts(rows.iter().map(|row| row.0))),
            ("stage", texts(rows.iter().map(|row| row.1))),
            ("reason", texts(rows.iter().map(|row| row.2))),
        ];
        save(&root.path().join("removed").join(name), columns);
    };
    let short = ("dan_Latn", "select", "quality.min_words");
    ledger(
        "select-00000.parquet",
        &[short, ("dan_Latn", "select", "dedup.near"), short],
    );
    ledger("select-00001.parquet", &[short]);
    ledger(
        "annotate-00000.parquet",
        &[("und", "source", "source.damaged")],
    );
    let found = removals(root.path()).unwrap().unwrap();
    let found: Vec<_> = found
        .iter()
        .map(|r| {
            (
                r.language.as_str(),
                r.stage.as_str(),
                r.reason.as_str(),
                r.documents,
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("dan_Latn", "select", "dedup.near", 1),
            ("dan_Latn", "select", "quality.min_words", 3),
            ("und", "source", "source.damaged", 1),
        ]
    );
}

#[test]
fn what_is_no_finished_dataset_is_named() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path();
    assert!(matches!(
        codes(&folder.join("nowhere")),
        Err(Error::Missing { .. })
    ));
    assert!(matches!(codes(folder), Err(Error::NotADataset { .. })));
    assert!(matches!(removals(folder), Err(Error::NotADataset { .. })));
    create_dir_all(folder.join(".tamis")).unwrap();
    assert!(matches!(codes(folder), Err(Error::Unfinished { .. })));
    write(folder.join("manifest.json"), "{}").unwrap();
    assert_eq!(
        codes(folder).unwrap(),
        Vec::<String>::new(),
        "a run that kept nothing"
    );
    shard(folder, "dan_Latn", 0, &[row("a", "x", 1.0)]);
    let error = language(folder, "dan").unwrap_err();
    assert!(
        error.to_string().ends_with("has no language `dan`"),
        "{error}"
    );
    assert_eq!(error.help(), "it has: dan_Latn");
    assert!(matches!(
        language(folder, ".."),
        Err(Error::NoLanguage { .. })
    ));
}

#[test]
fn a_damaged_file_is_named() {
    let root = tempfile::tempdir().unwrap();
    shard(root.path(), "dan_Latn", 0, &[row("a", "x", 1.0)]);
    let path = root
        .path()
        .join("data/dan_Latn/train-00001-of-00002.parquet");
    write(&path, "no Parquet at all").unwrap();
    let error = language(root.path(), "dan_Latn").unwrap_err();
    assert!(
        matches!(&error, Error::Parquet { path: named, .. } if *named == path),
        "{error}"
    );

    // A sound footer over damaged pages is found only when they are read.
    shard(root.path(), "dan_Latn", 1, &[row("b", "y", 1.0)]);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[4..200].fill(0xff);
    write(&path, bytes).unwrap();
    let error = language(root.path(), "dan_Latn").unwrap_err();
    assert!(
        matches!(&error, Error::Parquet { path: named, .. } if *named == path),
        "{error}"
    );
    assert!(!error.to_string().contains('\n'), "{error}");
}

#[test]
fn folders_with_signs_of_patterns_are_read_as_they_are_called() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("year=2024").join("[new]*");
    shard(&folder, "dan_Latn", 0, &[row("a", "x", 1.0)]);
    assert_eq!(language(&folder, "dan_Latn").unwrap().rows, 1);
}
