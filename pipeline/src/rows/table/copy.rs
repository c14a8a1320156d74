//! Copies rows into a new Parquet file with the schema of the old one.

use std::collections::HashSet;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{Int64Builder, ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, BooleanArray, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use arrow_select::filter::filter_record_batch;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::arrow::{ARROW_SCHEMA_META_KEY, ArrowSchemaConverter, ArrowWriter};
use parquet::basic::{Compression, ConvertedType, LogicalType, Type as PhysicalType, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::schema::types::{ColumnDescriptor, SchemaDescriptor, Type};

use super::super::added::AddedNames;
use super::super::cells::Wanted;
use super::super::row::{Added, next_number};
use super::columns::Values;
use super::{Table, guarded, next, text_place};
use crate::error::{Error, Result};
use crate::io::{OutFile, parquet_failed};

/// Encoded bytes after which a row group ends: bounds what the writer holds.
const GROUP_BYTES: usize = 64 << 20;

/// What `zstd` takes by default.
const ZSTD_LEVEL: i32 = 3;

/// Copies the chosen rows.
pub(in super::super) fn copy(
    input: &Path,
    wanted: &Wanted,
    output: &Path,
    added: bool,
    fate: &mut dyn FnMut(u32) -> Result<Option<Added>>,
) -> Result<u64> {
    let file = File::open(input).map_err(Error::io(input, "open"))?;
    let table = Table::new(file, input, wanted)?;
    let schema = match added {
        true => with_added(table.metadata.schema()),
        false => table.metadata.schema().clone(),
    };
    let mut writer = writer(&table, output, &schema, added)?;
    let fail = parquet_failed(output, "write");
    let (mut number, mut kept) = (0, 0);
    for group in 0..table.groups() {
        let mut reader = table.group(group, false)?;
        while let Some(batch) = next(&mut reader, input)? {
            let place = text_place(&table.places);
            let text = guarded(input, || {
                let values = place.map(|place| Values::of(&batch, place, input));
                values.transpose()
            })?;
            let mut chosen = Vec::with_capacity(batch.num_rows());
            let mut fates = Vec::new();
            for row in 0..batch.num_rows() {
                let fate = fate(next_number(&mut number, input)?)?;
                let fate = fate.filter(|_| text.as_ref().is_some_and(|text| !text.is_null(row)));
                chosen.push(fate.is_some());
                fates.extend(fate);
            }
            if fates.is_empty() {
                continue;
            }
            guarded(input, || {
                let batch = filter_record_batch(&batch, &BooleanArray::from(chosen));
                let batch = batch.map_err(|error| unfit(output, &error))?;
                let mut columns = batch.columns().to_vec();
                if added {
                    columns.extend(added_columns(&fates));
                }
                let batch = RecordBatch::try_new(schema.clone(), columns);
                let batch = batch.map_err(|error| unfit(output, &error))?;
                writer.write(&batch).map_err(&fail)
            })?;
            kept += fates.len() as u64;
        }
    }
    writer.into_inner().map_err(&fail)?.sync()?.publish()?;
    Ok(kept)
}

fn unfit(output: &Path, error: &dyn std::fmt::Display) -> Error {
    Error::run(format!("cannot write {}: {error}", output.display()))
}

fn writer(
    table: &Table,
    output: &Path,
    schema: &SchemaRef,
    added: bool,
) -> Result<ArrowWriter<OutFile>> {
    let fail = parquet_failed(output, "write");
    let file = table.metadata.metadata().file_metadata();
    let mut pairs = file.key_value_metadata().cloned().unwrap_or_default();
    let had_arrow = pairs.iter().any(|pair| pair.key == ARROW_SCHEMA_META_KEY);
    if added {
        // Written anew, with the added columns; left out where the file was written without it.
        pairs.retain(|pair| pair.key != ARROW_SCHEMA_META_KEY);
    }
    let level = ZstdLevel::try_new(ZSTD_LEVEL).map_err(&fail)?;
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(level))
        .set_created_by(concat!("tamis ", env!("CARGO_PKG_VERSION")).to_string())
        .set_max_row_group_bytes(Some(GROUP_BYTES))
        .set_key_value_metadata((!pairs.is_empty()).then_some(pairs));
    if let Some(place) = text_place(&table.places) {
        // Kept texts are all different.
        properties = properties.set_column_dictionary_enabled(place.path.clone().into(), false);
    }
    let descriptor = descriptor(file.schema_descr(), schema).map_err(&fail)?;
    let options = ArrowWriterOptions::new()
        .with_properties(properties.build())
        .with_skip_arrow_metadata(!added || !had_arrow)
        .with_parquet_schema(descriptor);
    ArrowWriter::try_new_with_options(OutFile::create(output)?, schema.clone(), options)
        .map_err(&fail)
}

/// The file's own Parquet schema (names within lists, logical types, field ids), with the added
/// columns. A column that would not be written as it was, INT96 above all, is declared as it will be.
fn descriptor(old: &SchemaDescriptor, schema: &Schema) -> Result<SchemaDescriptor, ParquetError> {
    let convert = |coerce| {
        let converter = ArrowSchemaConverter::new().with_coerce_types(coerce);
        converter.convert(schema)
    };
    // The writer takes either; they differ in how they store a Date64.
    let (new, coerced) = (convert(false)?, convert(true)?);
    let olds = old.root_schema().get_fields();
    let fields = new.root_schema().get_fields().iter().enumerate();
    let fields = fields.map(|(root, field)| match olds.get(root) {
        Some(same) if alike(old, &new, root) || alike(old, &coerced, root) => same.clone(),
        _ => field.clone(),
    });
    let root = Type::group_type_builder(old.root_schema().name())
        .with_fields(fields.collect())
        .build()?;
    Ok(SchemaDescriptor::new(Arc::new(root)))
}

/// Whether a column of the root, with all within it, is stored alike in both.
fn alike(old: &SchemaDescriptor, new: &SchemaDescriptor, root: usize) -> bool {
    let leaves = |schema: &SchemaDescriptor| -> Vec<_> {
        (0..schema.num_columns())
            .filter(|leaf| schema.get_column_root_idx(*leaf) == root)
            .map(|leaf| schema.column(leaf))
            .collect()
    };
    let (olds, news) = (leaves(old), leaves(new));
    let same = |(a, b): (&Arc<ColumnDescriptor>, &Arc<ColumnDescriptor>)| {
        a.max_def_level() == b.max_def_level()
            && a.max_rep_level() == b.max_rep_level()
            && (same_bytes(a, b) || same_decimal(a, b))
    };
    olds.len() == news.len() && olds.iter().zip(&news).all(same)
}

/// Whether the same bytes mean the same in both.
fn same_bytes(a: &ColumnDescriptor, b: &ColumnDescriptor) -> bool {
    let unit = |column: &ColumnDescriptor| match column.logical_type_ref() {
        Some(LogicalType::Timestamp(time)) => Some(time.unit),
        Some(LogicalType::Time(time)) => Some(time.unit),
        _ => None,
    };
    a.physical_type() == b.physical_type()
        && a.type_length() == b.type_length()
        && unit(a).zip(unit(b)).is_none_or(|(a, b)| a == b)
}

/// Whether both are decimals of one precision that fits into 64 bits, which the writer stores as the
/// schema says: in an integer, or in the smallest number of bytes.
fn same_decimal(a: &ColumnDescriptor, b: &ColumnDescriptor) -> bool {
    let is = |column: &ColumnDescriptor| column.converted_type() == ConvertedType::DECIMAL;
    let precision = a.type_precision();
    if !is(a) || !is(b) || precision != b.type_precision() || a.type_scale() != b.type_scale() {
        return false;
    }
    let Some(limit) = u32::try_from(precision)
        .ok()
        .and_then(|p| 10u64.checked_pow(p))
    else {
        return false;
    };
    let smallest = (1..=8).find(|bytes| limit < 1 << (8 * bytes - 1));
    match a.physical_type() {
        PhysicalType::INT32 => limit < 1 << 31,
        PhysicalType::INT64 => smallest.is_some(),
        PhysicalType::FIXED_LEN_BYTE_ARRAY => smallest == Some(a.type_length()),
        _ => false,
    }
}

fn with_added(schema: &Schema) -> SchemaRef {
    let taken: HashSet<String> = schema.fields().iter().map(|f| f.name().clone()).collect();
    let [id, size, dumps] = AddedNames::beside(&taken).0;
    let mut fields = schema.fields().to_vec();
    // Nullable as nearly all columns of others are, so that the files can be put together with
    // some that lack them; signed, as not every reader knows unsigned numbers.
    fields.push(Arc::new(Field::new(id, DataType::Utf8, true)));
    fields.push(Arc::new(Field::new(size, DataType::Int64, true)));
    fields.push(Arc::new(Field::new(dumps, DataType::List(dump()), true)));
    Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone()))
}

/// Named as the Parquet format wants it.
fn dump() -> Arc<Field> {
    Arc::new(Field::new("element", DataType::Utf8, true))
}

fn added_columns(added: &[Added]) -> [ArrayRef; 3] {
    let mut id = StringBuilder::new();
    let mut size = Int64Builder::new();
    let mut dumps = ListBuilder::new(StringBuilder::new()).with_field(dump());
    for added in added {
        id.append_value(&added.cluster_id);
        size.append_value(i64::from(added.cluster_size));
        dumps.append_value(added.dumps.iter().map(Some));
    }
    [
        Arc::new(id.finish()),
        Arc::new(size.finish()),
        Arc::new(dumps.finish()),
    ]
}
