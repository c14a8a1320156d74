//! Documents as rows of the one Arrow schema, and back.

use std::sync::{Arc, LazyLock};

use arrow_array::builder::{Float32Builder, Int32Builder, Int64Builder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, RecordBatch, StructArray};
use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef};
use tamis_filters::signals::{SIGNALS, Signals};

use super::{Document, dumps, languages, metadata, rights, spans};
use crate::error::{Error, Result};

fn signal_fields() -> Fields {
    SIGNALS
        .iter()
        .map(|s| Field::new(s.name, DataType::Float32, false))
        .collect()
}

/// The one schema of documents.
#[must_use]
pub fn schema() -> SchemaRef {
    static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| Arc::new(Schema::new(fields())));
    Arc::clone(&SCHEMA)
}

fn fields() -> Vec<Field> {
    let text = |name: &str| Field::new(name, DataType::Utf8, false);
    let maybe = |name: &str| Field::new(name, DataType::Utf8, true);
    vec![
        text("text"),
        text("id"),
        text("dump"),
        text("url"),
        text("date"),
        text("file_path"),
        Field::new("offset", DataType::Int64, false),
        text("language"),
        text("language_script"),
        Field::new("language_score", DataType::Float32, false),
        text("top_langs"),
        Field::new("minhash_cluster_id", DataType::Int64, false),
        Field::new("minhash_cluster_size", DataType::Int32, false),
        text("record_id"),
        maybe("html_lang"),
        maybe("license"),
        Field::new("token_count", DataType::Int32, false),
        Field::new("signals", DataType::Struct(signal_fields()), false),
        spans::field(),
        text("digest"),
        maybe("markdown"),
        Field::new("metadata", DataType::Struct(metadata::fields()), true),
        languages::field(),
        dumps::field(),
        rights::field(),
        text("source"),
    ]
}

fn strings<'a>(documents: &'a [Document], get: impl Fn(&'a Document) -> &'a str) -> ArrayRef {
    let bytes = documents.iter().map(|d| get(d).len()).sum();
    let mut builder = StringBuilder::with_capacity(documents.len(), bytes);
    for document in documents {
        builder.append_value(get(document));
    }
    Arc::new(builder.finish())
}

fn maybe_strings<'a>(
    documents: &'a [Document],
    get: impl Fn(&'a Document) -> Option<&'a str>,
) -> ArrayRef {
    let mut builder = StringBuilder::new();
    for document in documents {
        builder.append_option(get(document));
    }
    Arc::new(builder.finish())
}

/// Rows of the schema from documents.
///
/// # Errors
/// When a text column of the batch passes 2 GiB.
pub fn to_batch(documents: &[Document]) -> Result<RecordBatch> {
    let mut offset = Int64Builder::new();
    let mut score = Float32Builder::new();
    let mut top = StringBuilder::new();
    let mut cluster = Int64Builder::new();
    let mut size = Int32Builder::new();
    let mut tokens = Int32Builder::new();
    let mut signals: Vec<Float32Builder> = SIGNALS.iter().map(|_| Float32Builder::new()).collect();
    for document in documents {
        offset.append_value(document.offset as i64);
        score.append_value(document.language_score);
        top.append_value(top_langs_json(&document.top_langs));
        cluster.append_value(document.minhash_cluster_id as i64);
        size.append_value(document.minhash_cluster_size as i32);
        tokens.append_value(document.token_count as i32);
        for (i, builder) in signals.iter_mut().enumerate() {
            let value = document
                .signals
                .as_ref()
                .and_then(|s| s.values().get(i).copied());
            builder.append_value(value.unwrap_or(0.0));
        }
    }
    let signals = StructArray::new(
        signal_fields(),
        signals
            .iter_mut()
            .map(|b| Arc::new(b.finish()) as ArrayRef)
            .collect(),
        None,
    );
    let columns: Vec<ArrayRef> = vec![
        strings(documents, |d| &d.text),
        strings(documents, |d| &d.id),
        strings(documents, |d| &d.dump),
        strings(documents, |d| &d.url),
        strings(documents, |d| &d.date),
        strings(documents, |d| &d.file_path),
        Arc::new(offset.finish()),
        strings(documents, |d| d.iso639_3()),
        strings(documents, |d| d.script()),
        Arc::new(score.finish()),
        Arc::new(top.finish()),
        Arc::new(cluster.finish()),
        Arc::new(size.finish()),
        strings(documents, |d| &d.record_id),
        maybe_strings(documents, |d| d.html_lang.as_deref()),
        maybe_strings(documents, |d| d.license.as_deref()),
        Arc::new(tokens.finish()),
        Arc::new(signals),
        spans::column(documents.iter().map(|document| document.pii.as_slice())),
        strings(documents, |d| &d.digest),
        maybe_strings(documents, |d| d.markdown.as_deref()),
        Arc::new(metadata::column(
            documents
                .iter()
                .map(|document| document.metadata.as_deref()),
        )),
        languages::column(
            documents
                .iter()
                .map(|document| document.seg_langs.as_slice()),
        ),
        dumps::column(
            documents
                .iter()
                .map(|document| document.minhash_cluster_dumps.as_slice()),
        ),
        rights::column(documents.iter().map(|document| document.rights.as_slice())),
        // Few names: the Parquet writer makes a dictionary of them. One of Arrow's own is read by fewer.
        strings(documents, |d| &d.source),
    ];
    RecordBatch::try_new(schema(), columns)
        .map_err(|error| Error::run(format!("cannot make a batch of documents: {error}")))
}

/// `top_langs` as FineWeb-2 writes it: a JSON object in a string, best label first.
fn top_langs_json(top: &[(String, f32)]) -> String {
    let mut out = String::from("{");
    for (i, (label, score)) in top.iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        out.push_str(&format!("\"{label}\": {score:.4}"));
    }
    out.push('}');
    out
}

fn parse_top_langs(text: &str) -> Vec<(String, f32)> {
    text.trim_matches(['{', '}'])
        .split(", ")
        .filter_map(|pair| {
            let (label, score) = pair.split_once(": ")?;
            Some((label.trim_matches('"').to_string(), score.parse().ok()?))
        })
        .collect()
}

/// Documents from rows of the schema.
///
/// # Errors
/// When the batch does not have the schema's columns.
pub fn from_batch(batch: &RecordBatch) -> Result<Vec<Document>> {
    if batch.schema().fields() != schema().fields() {
        return Err(Error::run(
            "a file between stages does not have this version's schema",
        ));
    }
    let text = |i: usize| batch.column(i).as_string::<i32>();
    let columns: Vec<_> = [0, 1, 2, 3, 4, 5, 7, 8, 10, 13, 14, 15, 19, 20, 25]
        .map(text)
        .to_vec();
    let offset = batch.column(6).as_primitive::<Int64Type>();
    let score = batch.column(9).as_primitive::<Float32Type>();
    let cluster = batch.column(11).as_primitive::<Int64Type>();
    let size = batch.column(12).as_primitive::<Int32Type>();
    let tokens = batch.column(16).as_primitive::<Int32Type>();
    let signals = batch.column(17).as_struct();
    let spans = batch.column(18).as_list::<i32>();
    let metadata_column = batch.column(21).as_struct();
    let parts = batch.column(22).as_list::<i32>();
    let dumps = batch.column(23).as_list::<i32>();
    let evidence = batch.column(24).as_list::<i32>();
    let option = |i: usize, row: usize| {
        let column = columns[i];
        column.is_valid(row).then(|| column.value(row).to_string())
    };
    let mut values = vec![0f32; SIGNALS.len()];
    let mut out = Vec::with_capacity(batch.num_rows());
    for row in 0..batch.num_rows() {
        for (i, value) in values.iter_mut().enumerate() {
            *value = signals.column(i).as_primitive::<Float32Type>().value(row);
        }
        let (language, script) = (columns[6].value(row), columns[7].value(row));
        out.push(Document {
            text: columns[0].value(row).to_string(),
            id: columns[1].value(row).to_string(),
            dump: columns[2].value(row).to_string(),
            url: columns[3].value(row).to_string(),
            date: columns[4].value(row).to_string(),
            file_path: columns[5].value(row).to_string(),
            offset: offset.value(row) as u64,
            record_id: columns[9].value(row).to_string(),
            language: if script.is_empty() {
                language.to_string()
            } else {
                format!("{language}_{script}")
            },
            language_score: score.value(row),
            top_langs: parse_top_langs(columns[8].value(row)),
            html_lang: option(10, row),
            license: option(11, row),
            minhash_cluster_id: cluster.value(row) as u64,
            minhash_cluster_size: size.value(row) as u32,
            signals: Signals::from_values(&values),
            pii: spans::read(&spans.value(row)),
            token_count: tokens.value(row) as u32,
            digest: columns[12].value(row).to_string(),
            markdown: option(13, row),
            metadata: metadata::read(metadata_column, row),
            seg_langs: languages::read(&parts.value(row)),
            minhash_cluster_dumps: dumps::read(dumps, row),
            rights: rights::read(evidence, row),
            source: columns[14].value(row).to_string(),
        });
    }
    Ok(out)
}
