//! Parquet as it is copied.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{
    BooleanArray, Date64Array, Decimal128Array, Int64Array, TimestampMillisecondArray,
};
use arrow_schema::{DataType, Field};
use arrow_select::filter::filter_record_batch;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::SchemaDescriptor;

use super::super::Columns;
use super::make::{batch, rich, strings, texts, whole, write};
use super::{copy, read};

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

/// As Spark and others write them: not as this library would by itself.
const FOREIGN: &str = "message spark_schema {
    optional binary text (UTF8) = 7;
    optional fixed_len_byte_array(4) price (DECIMAL(7,2));
    optional int64 count (DECIMAL(9,0));
    optional int32 day (DATE);
    optional int64 time (TIMESTAMP_MILLIS);
    optional group tags (LIST) { repeated group bag { optional binary array_element (UTF8); } }
}";

#[test]
fn the_schema_of_other_writers_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("in.parquet");
    let out = folder.path().join("out.parquet");
    let tag = Arc::new(Field::new("array_element", DataType::Utf8, true));
    let mut tags = ListBuilder::new(StringBuilder::new()).with_field(tag);
    tags.append_value([Some("x"), None]);
    tags.append_null();
    let decimals = |values: [i128; 2], precision, scale| {
        let array = Decimal128Array::from_iter_values(values);
        Arc::new(array.with_precision_and_scale(precision, scale).unwrap())
    };
    let times = TimestampMillisecondArray::from_iter_values([1, -1]);
    let rows = batch(vec![
        ("text", strings(&[Some("a"), Some("b")])),
        ("price", decimals([-123_456, 7], 7, 2)),
        ("count", decimals([999_999_999, -1], 9, 0)),
        (
            "day",
            Arc::new(Date64Array::from_iter_values([0, 86_400_000 * 19_000])),
        ),
        ("time", Arc::new(times.with_timezone("UTC"))),
        ("tags", Arc::new(tags.finish())),
    ]);
    let foreign = parquet::schema::parser::parse_message_type(FOREIGN).unwrap();
    for with_arrow in [true, false] {
        let options = ArrowWriterOptions::new()
            .with_skip_arrow_metadata(!with_arrow)
            .with_parquet_schema(SchemaDescriptor::new(Arc::new(foreign.clone())));
        let file = File::create(&path).unwrap();
        let mut writer = ArrowWriter::try_new_with_options(file, rows.schema(), options).unwrap();
        writer.write(&rows).unwrap();
        writer.close().unwrap();
        let (before, _, descriptor) = whole(&path);
        let kind = before.column_by_name("day").unwrap().data_type().clone();
        assert_eq!(kind == DataType::Date64, with_arrow);

        assert_eq!(copy(&path, &out, false, &[0, 1], 2), 2);
        let (after, _, descriptor_after) = whole(&out);
        assert_eq!(after, before);
        assert_eq!(descriptor_after, descriptor);
        assert_eq!(copy(&path, &out, true, &[0, 1], 2), 2);
        let (after, _, descriptor_after) = whole(&out);
        assert_eq!(after.project(&[0, 1, 2, 3, 4, 5]).unwrap(), before);
        let old = descriptor.trim_end_matches("] }");
        assert!(
            descriptor_after.starts_with(old),
            "{descriptor_after}\n{old}"
        );
        assert_eq!(has_arrow(&out), with_arrow);
    }
}

/// INT96 holds what no other type does; it comes out as the same time in another type.
#[test]
fn int96_becomes_another_timestamp() {
    use parquet::data_type::{ByteArray, ByteArrayType, Int96, Int96Type};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("in.parquet");
    let message = "message m { required binary text (UTF8); required int96 date; }";
    let schema = Arc::new(parquet::schema::parser::parse_message_type(message).unwrap());
    let file = File::create(&path).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let text = [ByteArray::from("a")];
    column
        .typed::<ByteArrayType>()
        .write_batch(&text, None, None)
        .unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    // The day after the epoch's, and a second.
    let mut time = Int96::new();
    time.set_data(1_000_000_000, 0, 2_440_589);
    column
        .typed::<Int96Type>()
        .write_batch(&[time], None, None)
        .unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();

    let date = Some("1970-01-02T00:00:01");
    let (rows, _) = read(&path, &Columns::default());
    assert_eq!(rows[0].date.as_deref(), date);
    let out = folder.path().join("out.parquet");
    copy(&path, &out, true, &[0], 1);
    let (rows, _) = read(&out, &Columns::default());
    assert_eq!(rows[0].date.as_deref(), date);
}

fn has_arrow(path: &Path) -> bool {
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    let pairs = builder.metadata().file_metadata().key_value_metadata();
    pairs.is_some_and(|pairs| pairs.iter().any(|pair| pair.key == "ARROW:schema"))
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
