//! Parquet.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::builder::{Int64Builder, ListBuilder, MapBuilder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Decimal128Array, DictionaryArray,
    FixedSizeBinaryArray, Float32Array, Int8Array, Int64Array, LargeStringArray, RecordBatch,
    StringArray, StringViewArray, StructArray, TimestampMicrosecondArray, TimestampSecondArray,
};
use arrow_schema::{DataType, Field, Schema};
use arrow_select::concat::concat_batches;
use arrow_select::filter::filter_record_batch;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use proptest::prelude::*;
use tempfile::TempDir;

use super::super::{Columns, Format, RowReader};
use super::{copy, failure, read};

const PANDAS: &str = r#"{"index_columns": [], "columns": [{"name": "text"}]}"#;

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    let fields = columns
        .iter()
        .map(|(name, array)| Field::new(*name, array.data_type().clone(), true));
    let schema = Schema::new(fields.collect::<Vec<_>>());
    let columns = columns.into_iter().map(|(_, array)| array).collect();
    RecordBatch::try_new(Arc::new(schema), columns).unwrap()
}

fn write(folder: &TempDir, name: &str, batch: &RecordBatch, group: usize) -> PathBuf {
    let path = folder.path().join(name);
    let pair = |key: &str, value: Option<&str>| KeyValue {
        key: key.into(),
        value: value.map(Into::into),
    };
    let properties = WriterProperties::builder()
        .set_max_row_group_row_count(Some(group))
        .set_key_value_metadata(Some(vec![
            pair("pandas", Some(PANDAS)),
            pair("nothing", None),
            pair("pandas", Some("again")),
        ]))
        .build();
    let file = File::create(&path).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
    path
}

/// The rows, the key-values but for Arrow's, and the Parquet schema.
fn whole(path: &Path) -> (RecordBatch, Vec<KeyValue>, String) {
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    let file = builder.metadata().file_metadata();
    let mut pairs = file.key_value_metadata().cloned().unwrap_or_default();
    pairs.retain(|pair| pair.key != "ARROW:schema");
    let descriptor = format!("{:?}", file.schema_descr().root_schema());
    let schema = builder.schema().clone();
    let batches: Vec<_> = builder.build().unwrap().map(Result::unwrap).collect();
    let batch = concat_batches(&schema, &batches).unwrap();
    (batch, pairs, descriptor)
}

fn strings(values: &[Option<&str>]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

/// Seven rows, of which that of number 3 has no text, in every kind of column.
fn rich(text: ArrayRef) -> RecordBatch {
    let words = [
        Some("x"),
        None,
        Some("y"),
        Some("x"),
        None,
        Some(""),
        Some("z"),
    ];
    let dictionary: DictionaryArray<Int32Type> = words.into_iter().collect();
    let mut lists = ListBuilder::new(ListBuilder::new(Int64Builder::new()));
    let mut maps = MapBuilder::new(None, StringBuilder::new(), Int64Builder::new());
    for i in 0..7i64 {
        for j in 0..i % 3 {
            lists.values().values().append_value(j);
            lists.values().append(j != 1);
            maps.keys().append_value(format!("k{j}"));
            maps.values().append_option((j == 1).then_some(i));
        }
        lists.append(i != 4);
        maps.append(i != 5).unwrap();
    }
    let inner: Vec<(Arc<Field>, ArrayRef)> = vec![
        (
            Arc::new(Field::new("url", DataType::LargeUtf8, true)),
            Arc::new(LargeStringArray::from(words.to_vec())),
        ),
        (
            Arc::new(Field::new("n", DataType::Int8, false)),
            Arc::new(Int8Array::from_iter_values(0..7)),
        ),
    ];
    let nulls = vec![true, true, false, true, true, true, true];
    let (fields, arrays): (Vec<_>, Vec<_>) = inner.into_iter().unzip();
    let meta = StructArray::new(fields.into(), arrays, Some(nulls.into()));
    let times = TimestampMicrosecondArray::from_iter((0..7).map(|i| (i != 1).then_some(i * 1_500)));
    let bytes = FixedSizeBinaryArray::try_from_iter((0..7u8).map(|i| [i; 16])).unwrap();
    let decimals = Decimal128Array::from_iter_values((0..7).map(|i| i * 10i128.pow(30)));
    batch(vec![
        ("id", Arc::new(Int64Array::from_iter_values(100..107))),
        ("text", text),
        ("word", Arc::new(dictionary)),
        ("lists", Arc::new(lists.finish())),
        ("maps", Arc::new(maps.finish())),
        ("meta", Arc::new(meta)),
        ("date", Arc::new(times.with_timezone("Europe/Prague"))),
        ("uuid", Arc::new(bytes)),
        (
            "price",
            Arc::new(decimals.with_precision_and_scale(38, 2).unwrap()),
        ),
        ("view", Arc::new(StringViewArray::from_iter(words))),
        (
            "flag",
            Arc::new(BooleanArray::from_iter(
                (0..7).map(|i| (i != 2).then_some(i > 3)),
            )),
        ),
        (
            "quality",
            Arc::new(Float32Array::from_iter_values((0..7u8).map(f32::from))),
        ),
    ])
}

const TEXTS: [Option<&str>; 7] = [
    Some("a"),
    Some("b"),
    Some(""),
    None,
    Some("a"),
    Some("a text that no view holds inline"),
    Some("g"),
];

fn texts() -> Vec<ArrayRef> {
    let dictionary: DictionaryArray<Int32Type> = TEXTS.into_iter().collect();
    vec![
        strings(&TEXTS),
        Arc::new(LargeStringArray::from(TEXTS.to_vec())),
        Arc::new(StringViewArray::from_iter(TEXTS)),
        Arc::new(dictionary),
    ]
}

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
fn kept_rows_are_those_of_a_filter_and_all_else_stays() {
    let folder = tempfile::tempdir().unwrap();
    let keep = [0, 2, 3, 5];
    // The row without a text is never kept.
    let mask = BooleanArray::from(vec![true, false, true, false, false, true, false]);
    for text in texts() {
        let path = write(&folder, "in.parquet", &rich(text), 2);
        let out = folder.path().join("out.parquet");
        let (rows, pairs, descriptor) = whole(&path);
        assert_eq!(copy(&path, &out, false, &keep, 7), 3);
        let (again, pairs_again, descriptor_again) = whole(&out);
        assert_eq!(again, filter_record_batch(&rows, &mask).unwrap());
        assert_eq!(again.schema(), rows.schema());
        assert_eq!(pairs_again, pairs);
        assert_eq!(pairs.len(), 3);
        assert_eq!(descriptor_again, descriptor);

        assert_eq!(copy(&path, &out, true, &keep, 7), 3);
        let (again, pairs_again, _) = whole(&out);
        let n = rows.num_columns();
        let old: Vec<usize> = (0..n).collect();
        assert_eq!(
            again.project(&old).unwrap(),
            filter_record_batch(&rows, &mask).unwrap()
        );
        assert_eq!(pairs_again, pairs);
        let ids = again.column_by_name("minhash_cluster_id").unwrap();
        assert_eq!(ids.as_string::<i32>().value(2), format!("{:032x}", 5));
        let sizes = again.column_by_name("minhash_cluster_size").unwrap();
        assert_eq!(sizes.as_primitive::<Int64Type>().values(), &[1, 3, 6]);
        let dumps = again.column_by_name("minhash_cluster_dumps").unwrap();
        let dumps = dumps.as_list::<i32>().value(1);
        let dumps: Vec<_> = dumps.as_string::<i32>().iter().flatten().collect();
        assert_eq!(dumps, ["a \"b\"", "dump-2"]);
    }
}

#[test]
fn added_columns_give_way_together() {
    let folder = tempfile::tempdir().unwrap();
    let rows = batch(vec![
        ("text", strings(&[Some("a"), Some("b")])),
        (
            "minhash_cluster_size",
            Arc::new(Int64Array::from(vec![40, 50])),
        ),
    ]);
    let path = write(&folder, "in.parquet", &rows, 10);
    let out = folder.path().join("out.parquet");
    copy(&path, &out, true, &[1], 2);
    let (rows, _, _) = whole(&out);
    let schema = rows.schema();
    let names: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
    let added = [
        "minhash_cluster_id_2",
        "minhash_cluster_size_2",
        "minhash_cluster_dumps_2",
    ];
    assert_eq!(names[..2], ["text", "minhash_cluster_size"]);
    assert_eq!(names[2..], added);
    let value = |i: usize| rows.column(i).as_primitive::<Int64Type>().value(0);
    assert_eq!((value(1), value(3)), (50, 2));
    let again = folder.path().join("again.parquet");
    copy(&out, &again, true, &[0], 1);
    assert!(
        whole(&again)
            .0
            .column_by_name("minhash_cluster_size_3")
            .is_some()
    );
}

#[test]
fn files_without_rows_and_copies_of_none() {
    let folder = tempfile::tempdir().unwrap();
    let rows = batch(vec![("text", strings(&[Some("a")]))]);
    let out = folder.path().join("out.parquet");
    let path = write(&folder, "in.parquet", &rows, 1);
    assert_eq!(copy(&path, &out, true, &[], 1), 0);
    let (none, pairs, _) = whole(&out);
    assert_eq!(
        (none.num_rows(), none.num_columns(), pairs.len()),
        (0, 4, 3)
    );
    let (rows, problems) = read(&out, &Columns::default());
    assert!(rows.is_empty() && problems.is_empty());
    let again = folder.path().join("again.parquet");
    assert_eq!(copy(&out, &again, false, &[], 0), 0);
    assert_eq!(whole(&again).0, none);
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever is damaged: no panic, and what is copied is a whole file.
    #[test]
    fn any_damage(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
        let folder = tempfile::tempdir().unwrap();
        let path = write(&folder, "in.parquet", &rich(strings(&TEXTS)), 3);
        let mut bytes = std::fs::read(&path).unwrap();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        std::fs::write(&path, &bytes).unwrap();
        let columns = Columns::default();
        if let Ok(mut reader) = RowReader::open(&path, &columns) {
            while let Ok(Some(batch)) = reader.batch() {
                prop_assert!(batch.len() <= super::super::BATCH);
            }
        }
        let out = folder.path().join("out.parquet");
        let kept = super::super::copy_kept(&path, &columns, &out, true, &mut |_| {
            Ok(Some(super::super::Added::default()))
        });
        prop_assert_eq!(out.exists(), kept.is_ok());
    }
}
