//! Files that tests read, and what is in those that come out.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::builder::{Int64Builder, ListBuilder, MapBuilder, StringBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    Array, ArrayRef, BooleanArray, Decimal128Array, DictionaryArray, FixedSizeBinaryArray,
    Float32Array, Int8Array, Int64Array, LargeStringArray, RecordBatch, StringArray,
    StringViewArray, StructArray, TimestampMicrosecondArray,
};
use arrow_schema::{DataType, Field, Schema};
use arrow_select::concat::concat_batches;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use tempfile::TempDir;

pub(super) fn file(folder: &TempDir, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

pub(super) fn gunzip(path: &Path) -> Vec<u8> {
    let mut out = Vec::new();
    let file = std::fs::File::open(path).unwrap();
    flate2::read::MultiGzDecoder::new(file)
        .read_to_end(&mut out)
        .unwrap();
    out
}

pub(super) const PANDAS: &str = r#"{"index_columns": [], "columns": [{"name": "text"}]}"#;

pub(super) fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    let fields = columns
        .iter()
        .map(|(name, array)| Field::new(*name, array.data_type().clone(), true));
    let schema = Schema::new(fields.collect::<Vec<_>>());
    let columns = columns.into_iter().map(|(_, array)| array).collect();
    RecordBatch::try_new(Arc::new(schema), columns).unwrap()
}

pub(super) fn write(folder: &TempDir, name: &str, batch: &RecordBatch, group: usize) -> PathBuf {
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
pub(super) fn whole(path: &Path) -> (RecordBatch, Vec<KeyValue>, String) {
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

pub(super) fn strings(values: &[Option<&str>]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

/// Seven rows, of which that of number 3 has no text, in every kind of column.
pub(super) fn rich(text: ArrayRef) -> RecordBatch {
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

pub(super) const TEXTS: [Option<&str>; 7] = [
    Some("a"),
    Some("b"),
    Some(""),
    None,
    Some("a"),
    Some("a text that no view holds inline"),
    Some("g"),
];

pub(super) fn texts() -> Vec<ArrayRef> {
    let dictionary: DictionaryArray<Int32Type> = TEXTS.into_iter().collect();
    vec![
        strings(&TEXTS),
        Arc::new(LargeStringArray::from(TEXTS.to_vec())),
        Arc::new(StringViewArray::from_iter(TEXTS)),
        Arc::new(dictionary),
    ]
}
