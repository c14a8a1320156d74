//! Files of benchmarks: JSON Lines, Parquet, plain text, the first and the last also compressed.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::errors::ParquetError;
use tamis_filters::contamination::{Row, Unit, jsonl, text};
use tamis_manifests::digest::{sha256, sha256_of};
use tamis_table::caught;

use super::super::Partition;
use super::super::names::name_files;
use super::super::patterns::{Advice, expand};
use crate::error::{Error, Result};
use crate::io::parquet_failed;

/// The files that patterns name.
pub(super) fn find(patterns: &[String], folder: &Path) -> Result<Vec<Partition>, Advice> {
    let mut paths = BTreeSet::new();
    for pattern in patterns {
        paths.extend(expand(pattern, folder)?);
    }
    if paths.is_empty() {
        return Err((
            "it has no file".into(),
            "name one: files = [\"FILE.jsonl\"]".into(),
        ));
    }
    let help = "check the path; it is relative to the config file".to_owned();
    name_files(&paths, folder, "").map_err(|error| (error.to_string(), help))
}

/// The items of a file, and its digest. Its form is told by its name.
///
/// # Errors
/// What is wrong in it, with the line.
pub(super) fn read(file: &Partition, fields: &[String], unit: Unit) -> Result<(Vec<Row>, String)> {
    let path = file.place.shown();
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    let plain = name.trim_end_matches(".gz").trim_end_matches(".zst");
    if plain.ends_with(".parquet") {
        let digest = File::open(path)
            .and_then(sha256_of)
            .map_err(Error::io(path, "read"))?
            .0;
        return Ok((table(path, fields)?, digest));
    }
    let mut bytes = Vec::new();
    crate::io::open(path)?
        .read_to_end(&mut bytes)
        .map_err(Error::io(path, "read"))?;
    let rows = if plain.ends_with(".jsonl")
        || plain.ends_with(".json")
        || plain.ends_with(".ndjson")
    {
        jsonl(&file.file_path, &bytes, fields)
    } else if plain.ends_with(".txt") {
        text(&file.file_path, &bytes, unit)
    } else {
        return Err(Error::usage(
            format!(
                "{}: cannot tell the form of this file of a benchmark by its name",
                path.display()
            ),
            "name it .jsonl, .parquet or .txt; the first and the last may be compressed (.gz, .zst)",
        ));
    };
    let rows = rows.map_err(|error| {
        Error::usage(
            error.to_string(),
            "see Decontamination in the book for the forms of files",
        )
    })?;
    Ok((rows, sha256(&bytes)))
}

/// The rows of a Parquet file.
fn table(path: &Path, fields: &[String]) -> Result<Vec<Row>> {
    let failed = parquet_failed(path, "read");
    let nonsense = || Err(failed(ParquetError::General("nonsense in it".into())));
    caught(|| rows(path, fields)).unwrap_or_else(nonsense)
}

fn rows(path: &Path, fields: &[String]) -> Result<Vec<Row>> {
    let failed = parquet_failed(path, "read");
    let file = File::open(path).map_err(Error::io(path, "open"))?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).map_err(&failed)?;
    let reader = reader.build().map_err(&failed)?;
    let (mut rows, mut line) = (Vec::new(), 0_u32);
    let mut found = vec![false; fields.len()];
    let mut known = BTreeSet::new();
    for batch in reader {
        let batch = batch.map_err(|error| failed(error.into()))?;
        known.extend(
            batch
                .schema()
                .fields()
                .iter()
                .map(|field| format!("`{}`", field.name())),
        );
        for row in 0..batch.num_rows() {
            line = line.saturating_add(1);
            let mut texts = Vec::new();
            if fields.is_empty() {
                batch
                    .columns()
                    .iter()
                    .for_each(|column| all(column, row, &mut texts));
            }
            for (field, found) in fields.iter().zip(&mut found) {
                let before = texts.len();
                column(&batch, field, row, &mut texts);
                *found |= texts.len() > before;
            }
            texts.retain(|text| !text.trim().is_empty());
            rows.push(Row { line, texts });
        }
    }
    if let Some((field, _)) = fields.iter().zip(&found).find(|(_, found)| !**found) {
        let known = known.into_iter().collect::<Vec<_>>().join(", ");
        return Err(Error::usage(
            format!(
                "{}: no row has a text in the column `{field}`",
                path.display()
            ),
            format!("columns of the file: {known}"),
        ));
    }
    Ok(rows)
}

/// All texts in a row of a column.
fn all(column: &dyn Array, row: usize, texts: &mut Vec<String>) {
    if column.is_null(row) {
        return;
    }
    let mut of_list = |list: &dyn Array| (0..list.len()).for_each(|row| all(list, row, texts));
    match column.data_type() {
        DataType::Utf8 => texts.push(column.as_string::<i32>().value(row).to_owned()),
        DataType::LargeUtf8 => texts.push(column.as_string::<i64>().value(row).to_owned()),
        DataType::Utf8View => texts.push(column.as_string_view().value(row).to_owned()),
        DataType::List(_) => of_list(&column.as_list::<i32>().value(row)),
        DataType::LargeList(_) => of_list(&column.as_list::<i64>().value(row)),
        DataType::Dictionary(_, _) => {
            let dictionary = column.as_any_dictionary();
            if let Some(key) = dictionary.normalized_keys().get(row) {
                all(dictionary.values(), *key, texts);
            }
        }
        DataType::Struct(_) => {
            let columns = column.as_struct().columns();
            columns.iter().for_each(|column| all(column, row, texts));
        }
        _ => {}
    }
}

/// The texts of a column in a row: `question`, or `choices.text` of a struct.
fn column(batch: &RecordBatch, field: &str, row: usize, texts: &mut Vec<String>) {
    if let Some(column) = batch.column_by_name(field) {
        return all(column, row, texts);
    }
    for (dot, _) in field.match_indices('.') {
        let (name, rest) = (field.get(..dot), field.get(dot + 1..));
        if let (Some(column), Some(rest)) = (name.and_then(|n| batch.column_by_name(n)), rest) {
            return chosen(column, rest, row, texts);
        }
    }
}

/// The texts of a field of a struct, or of all structs of a list.
fn chosen(column: &dyn Array, field: &str, row: usize, texts: &mut Vec<String>) {
    if column.is_null(row) {
        return;
    }
    let mut of_list =
        |list: &dyn Array| (0..list.len()).for_each(|row| chosen(list, field, row, texts));
    match column.data_type() {
        DataType::List(_) => of_list(&column.as_list::<i32>().value(row)),
        DataType::LargeList(_) => of_list(&column.as_list::<i64>().value(row)),
        DataType::Struct(_) => {
            let column = column.as_struct();
            if let Some(column) = column.column_by_name(field) {
                return all(column, row, texts);
            }
            if let Some((name, rest)) = field.split_once('.')
                && let Some(column) = column.column_by_name(name)
            {
                chosen(column, rest, row, texts);
            }
        }
        _ => {}
    }
}
