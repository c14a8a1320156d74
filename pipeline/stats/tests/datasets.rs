//! Statistics of small datasets that the tests write themselves.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs::{File, create_dir_all, write};
use std::path::Path;

use polars::prelude::*;
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

fn save(path: &Path, mut frame: DataFrame) {
    create_dir_all(path.parent().unwrap()).unwrap();
    ParquetWriter::new(File::create(path).unwrap())
        .finish(&mut frame)
        .unwrap();
}

fn frame(rows: &[Row]) -> DataFrame {
    let pii: Vec<Series> = rows
        .iter()
        .map(|row| Series::new("".into(), row.pii))
        .collect();
    // Without rows the series would have no type.
    let list = DataType::List(Box::new(DataType::String));
    let pii = Series::new("pii".into(), pii).cast(&list).unwrap();
    let words: Vec<f32> = rows.iter().map(|row| row.words).collect();
    let lines = vec![1f32; rows.len()];
    df!(
        "text" => rows.iter().map(|row| row.text).collect::<Vec<_>>(),
        "id" => rows.iter().map(|row| row.id).collect::<Vec<_>>(),
        "token_count" => rows.iter().map(|row| row.tokens).collect::<Vec<_>>(),
        "minhash_cluster_size" => rows.iter().map(|row| row.cluster).collect::<Vec<_>>(),
        "words" => words,
        "lines" => lines,
    )
    .unwrap()
    .lazy()
    .with_column(as_struct(vec![col("words"), col("lines")]).alias("signals"))
    .drop(cols(["words", "lines"]))
    .collect()
    .unwrap()
    .with_column(pii.into())
    .unwrap()
    .clone()
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
    save(&path, frame(&[row("b", "y", 1.0)]).drop("signals").unwrap());
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
    save(&path, frame(&[row("b", "y", 1.0)]).drop("signals").unwrap());
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
        let frame = df!(
            "language" => rows.iter().map(|row| row.0).collect::<Vec<_>>(),
            "stage" => rows.iter().map(|row| row.1).collect::<Vec<_>>(),
            "reason" => rows.iter().map(|row| row.2).collect::<Vec<_>>(),
        );
        save(&root.path().join("removed").join(name), frame.unwrap());
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
