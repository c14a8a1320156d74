//! Parquet as it is read, whole and damaged.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow_array::{Array, BooleanArray, Date32Array, FixedSizeBinaryArray, TimestampSecondArray};
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;
use proptest::prelude::*;

use super::super::{Added, Columns, Format, RowReader, copy_kept};
use super::make::{TEXTS, batch, rich, strings, texts, write};
use super::{failure, read};

#[test]
fn rows_are_read_whatever_the_strings_are_encoded_as() {
    let folder = tempfile::tempdir().unwrap();
    let columns = Columns {
        url: "meta.url".into(),
        dump: "word".into(),
        score: Some("quality".into()),
        ..Columns::default()
    };
    for (i, text) in texts().into_iter().enumerate() {
        let kind = text.data_type().clone();
        let path = write(&folder, "in.parquet", &rich(text), 1 + i);
        assert_eq!(
            RowReader::open(&path, &columns).unwrap().format(),
            Format::Parquet
        );
        let (rows, problems) = read(&path, &columns);
        assert_eq!(problems.len(), 1, "{kind}");
        assert!(
            problems[0].ends_with("in.parquet: row 4: no text: `text` is null"),
            "{problems:?}"
        );
        let numbers: Vec<u32> = rows.iter().map(|row| row.number).collect();
        assert_eq!(numbers, [0, 1, 2, 4, 5, 6]);
        let texts: Vec<_> = rows.iter().map(|row| Some(row.text.as_str())).collect();
        assert_eq!(
            texts,
            [TEXTS[0], TEXTS[1], TEXTS[2], TEXTS[4], TEXTS[5], TEXTS[6]]
        );
        assert_eq!(rows[3].id, "104");
        let urls: Vec<_> = rows.iter().map(|row| row.url.as_deref()).collect();
        // The struct of number 2 is null, with a value beneath; that of 5 is empty.
        assert_eq!(urls, [Some("x"), None, None, None, None, Some("z")]);
        assert_eq!(rows[2].dump.as_deref(), Some("y"));
        assert_eq!(rows[1].date, None);
        assert_eq!(rows[3].date.as_deref(), Some("1970-01-01T00:00:00.006Z"));
        assert_eq!(rows[5].score, Some(6.0));
    }
}

#[test]
fn ids_dates_and_languages() {
    let folder = tempfile::tempdir().unwrap();
    let rows = batch(vec![
        ("text", strings(&[Some("a"), Some("b")])),
        (
            "uuid",
            Arc::new(FixedSizeBinaryArray::try_from_iter([[1u8, 255], [2, 0]].iter()).unwrap()),
        ),
        ("language", strings(&[Some("mlt"), None])),
        ("language_script", strings(&[Some("Latn"), Some("Latn")])),
        (
            "date",
            Arc::new(Date32Array::from(vec![Some(19_000), None])),
        ),
        (
            "source",
            Arc::new(TimestampSecondArray::from(vec![i64::MAX, 0])),
        ),
        ("url", Arc::new(BooleanArray::from(vec![true, false]))),
    ]);
    let path = write(&folder, "in.parquet", &rows, 10);
    let (rows, _) = read(&path, &Columns::default());
    assert_eq!(rows[0].id, "in.parquet:1");
    assert_eq!(rows[0].language.as_deref(), Some("mlt_Latn"));
    assert_eq!(rows[1].language, None);
    assert_eq!(rows[0].date.as_deref(), Some("2022-01-08"));
    // A time out of range and a column of another type say nothing.
    assert_eq!((&rows[0].source, &rows[0].url), (&None, &None));
    let columns = Columns {
        id: "uuid".into(),
        ..Columns::default()
    };
    assert_eq!(read(&path, &columns).0[0].id, "01ff");
}

#[test]
fn columns_that_are_missing_or_unusable_are_named_with_what_there_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(&folder, "in.parquet", &rich(strings(&TEXTS)), 10);
    let columns = |text: &str| Columns {
        text: text.into(),
        ..Columns::default()
    };
    let (message, help) = failure(&path, &columns("txt"));
    assert!(
        message.ends_with("in.parquet has no column `txt`"),
        "{message}"
    );
    assert!(
        help.starts_with("did you mean `text`? Valid here: id, text, word,"),
        "{help}"
    );
    assert!(help.contains("meta.url"), "{help}");
    let (message, help) = failure(&path, &columns("meta"));
    assert!(message.contains("the column `meta` of "), "{message}");
    assert!(message.contains("has the type Struct("), "{message}");
    assert_eq!(help, "name a column of strings");
    assert!(
        failure(&path, &columns("id"))
            .0
            .contains("has the type Int64")
    );
    // What somebody asks for has to be there; what is only the default does not.
    let asked = Columns {
        language: "lang".into(),
        ..Columns::default()
    };
    assert!(failure(&path, &asked).0.contains("no column `lang`"));
    let asked = Columns {
        score: Some("lists".into()),
        ..Columns::default()
    };
    assert_eq!(failure(&path, &asked).1, "name a column of numbers");
}

#[test]
fn damaged_files_are_errors_with_advice() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(&folder, "in.parquet", &rich(strings(&TEXTS)), 10);
    let bytes = std::fs::read(&path).unwrap();
    let bad = folder.path().join("bad.parquet");
    for bytes in [
        &bytes[..bytes.len() - 9],
        &bytes[..4],
        b"PAR1 is not all",
        b"PAR1PAR1",
    ] {
        std::fs::write(&bad, bytes).unwrap();
        let (message, help) = failure(&bad, &Columns::default());
        assert!(
            message.starts_with("cannot read ") && message.contains("bad.parquet"),
            "{message}"
        );
        assert!(help.contains("fetch it again"), "{help}");
    }
    std::fs::write(&bad, b"PARE1234").unwrap();
    assert!(failure(&bad, &Columns::default()).0.contains("encrypted"));
}

#[test]
fn long_texts_come_in_small_batches() {
    let folder = tempfile::tempdir().unwrap();
    let long = "x".repeat(1 << 20);
    let texts: Vec<Option<&str>> = vec![Some(&long); 100];
    let plain = WriterProperties::builder().set_dictionary_enabled(false);
    let rows = batch(vec![("text", strings(&texts))]);
    for (name, properties) in [("a", plain), ("b", WriterProperties::builder())] {
        let path = folder.path().join(name);
        let file = File::create(&path).unwrap();
        let properties = Some(properties.build());
        let mut writer = ArrowWriter::try_new(file, rows.schema(), properties).unwrap();
        writer.write(&rows).unwrap();
        writer.close().unwrap();
        let mut reader = RowReader::open(&path, &Columns::default()).unwrap();
        let mut seen = 0;
        while let Some(batch) = reader.batch().unwrap() {
            assert!(batch.len() <= 32, "{}", batch.len());
            seen += batch.len();
        }
        assert_eq!(seen, 100);
    }
}

/// Reads and copies a file that may be damaged: neither may panic.
fn survive(path: &Path, out: &Path) {
    let columns = Columns::default();
    if let Ok(mut reader) = RowReader::open(path, &columns) {
        while let Ok(Some(batch)) = reader.batch() {
            assert!(batch.len() <= super::super::row::BATCH);
        }
    }
    let keep = &mut |_| Ok(Some(Added::default()));
    let kept = copy_kept(path, &columns, out, true, keep);
    assert_eq!(out.exists(), kept.is_ok());
    if kept.is_ok() {
        std::fs::remove_file(out).unwrap();
    }
}

#[test]
fn no_damaged_byte_ends_the_program() {
    let folder = tempfile::tempdir().unwrap();
    // Keys of three bits for a dictionary of five values: the library trusts them.
    let bytes = FixedSizeBinaryArray::try_from_iter((0..5u8).map(|i| [i; 2])).unwrap();
    let rows = batch(vec![
        ("text", strings(&TEXTS[..5])),
        ("bytes", Arc::new(bytes)),
    ]);
    let path = write(&folder, "in.parquet", &rows, 10);
    let out = folder.path().join("out.parquet");
    let whole = std::fs::read(&path).unwrap();
    for i in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[i] = if whole[i] == 0xff { 0 } else { 0xff };
        std::fs::write(&path, damaged).unwrap();
        survive(&path, &out);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_damage_ends_the_program(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = write(&folder, "in.parquet", &rich(strings(&TEXTS)), 3);
        let mut bytes = std::fs::read(&path).unwrap();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        std::fs::write(&path, &bytes).unwrap();
        survive(&path, &folder.path().join("out.parquet"));
    }
}

#[test]
fn whatever_compresses_the_pages_they_are_read() {
    use parquet::basic::{Compression, GzipLevel, ZstdLevel};
    let folder = tempfile::tempdir().unwrap();
    let rows = batch(vec![("text", strings(&[Some("a b"), Some("c")]))]);
    for compression in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(GzipLevel::default()),
        Compression::LZ4_RAW,
        Compression::LZ4,
        Compression::ZSTD(ZstdLevel::default()),
    ] {
        let path = folder.path().join("in.parquet");
        let properties = WriterProperties::builder()
            .set_compression(compression)
            .build();
        let file = File::create(&path).unwrap();
        let mut writer = ArrowWriter::try_new(file, rows.schema(), Some(properties)).unwrap();
        writer.write(&rows).unwrap();
        writer.close().unwrap();
        let (read, problems) = read(&path, &Columns::default());
        let texts: Vec<&str> = read.iter().map(|row| row.text.as_str()).collect();
        assert_eq!(
            (texts, problems),
            (vec!["a b", "c"], vec![]),
            "{compression:?}"
        );
    }
}
