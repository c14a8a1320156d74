//! Writes whole datasets with every file for readers of other tools, into `ecosystem/` of the folder
//! for files of tests, where `tests/readers/{card,croissant,files}.py` read them.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder, StructBuilder, UInt32Builder};
use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray, new_null_array};
use arrow_schema::{DataType, Field, Schema};
use common::{HOSTILE, LANGUAGES, provider, realistic, schema, sha};
use parquet::arrow::ArrowWriter;
use tamis_manifests::Manifest;
use tamis_manifests::ecosystem::{File, card, counts, croissant, datasheet, sums};
use tamis_manifests::manifest::{DomainSize, Output};
use tamis_manifests::provider::Provider;
use tamis_manifests::summary::{self, Summary};

struct Folder {
    root: PathBuf,
    files: BTreeMap<String, File>,
}

impl Folder {
    fn new(name: &str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("ecosystem")
            .join(name);
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(&root).unwrap();
        Self {
            root,
            files: BTreeMap::new(),
        }
    }

    fn add(&mut self, path: &str, bytes: &[u8]) {
        let target = self.root.join(path);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::write(target, bytes).unwrap();
        let file = File {
            path: path.into(),
            sha256: tamis_manifests::digest::sha256(bytes),
            bytes: bytes.len() as u64,
        };
        self.files.insert(path.into(), file);
    }
}

fn parquet(schema: Schema, columns: Vec<ArrayRef>) -> Vec<u8> {
    let batch = RecordBatch::try_new(Arc::new(schema), columns).unwrap();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

/// Values of a column: those of `known`, else some of its type.
fn column(field: &Field, known: &BTreeMap<&str, Vec<String>>, rows: usize) -> ArrayRef {
    if let Some(values) = known.get(field.name().as_str()) {
        return Arc::new(StringArray::from_iter_values(values));
    }
    match field.data_type() {
        DataType::Utf8 if field.is_nullable() => new_null_array(&DataType::Utf8, rows),
        DataType::Utf8 => Arc::new(StringArray::from_iter_values(vec!["{}"; rows])),
        DataType::Int32 => Arc::new(arrow_array::Int32Array::from_iter_values(vec![300; rows])),
        DataType::UInt32 => Arc::new(arrow_array::UInt32Array::from_iter_values(vec![1; rows])),
        DataType::Int64 => Arc::new(Int64Array::from_iter_values(vec![7; rows])),
        DataType::Float32 => Arc::new(arrow_array::Float32Array::from_iter_values(vec![0.5; rows])),
        DataType::Struct(fields) => {
            let columns = fields
                .iter()
                .map(|field| column(field, known, rows))
                .collect();
            Arc::new(arrow_array::StructArray::new(fields.clone(), columns, None))
        }
        DataType::List(item) if *item.data_type() == DataType::Utf8 => {
            let mut list = ListBuilder::new(StringBuilder::new()).with_field(item.clone());
            for _ in 0..rows {
                list.values().append_value("CC-MAIN-2026-05");
                list.append(true);
            }
            Arc::new(list.finish())
        }
        DataType::List(item) => structs(item, rows),
        other => panic!("a column of {other}"),
    }
}

/// Lists of one struct each.
fn structs(item: &Arc<Field>, rows: usize) -> ArrayRef {
    let fields = match item.data_type() {
        DataType::Struct(fields) => fields.clone(),
        other => panic!("a list of {other}"),
    };
    let builder = StructBuilder::from_fields(fields.clone(), rows);
    let mut list = ListBuilder::new(builder).with_field(item.clone());
    for _ in 0..rows {
        for (i, field) in fields.iter().enumerate() {
            match field.data_type() {
                DataType::UInt32 => {
                    list.values()
                        .field_builder::<UInt32Builder>(i)
                        .unwrap()
                        .append_value(1);
                }
                _ => list
                    .values()
                    .field_builder::<StringBuilder>(i)
                    .unwrap()
                    .append_value("email"),
            }
        }
        list.values().append(true);
        list.append(true);
    }
    Arc::new(list.finish())
}

/// The shards of a language: as many rows as the mix gives.
fn shard(folder: &mut Folder, language: &str, part: usize, parts: usize, rows: usize) -> Output {
    let texts: Vec<String> = (0..rows)
        .map(|i| format!("Text {i} of part {part} in {language}.\nA second line."))
        .collect();
    let (code, script) = language.split_once('_').unwrap();
    let known = [
        (
            "id",
            texts
                .iter()
                .map(|text| sha(text)[..32].to_owned())
                .collect(),
        ),
        ("digest", texts.iter().map(|text| sha(text)).collect()),
        ("language", vec![code.to_owned(); rows]),
        ("language_script", vec![script.to_owned(); rows]),
        ("text", texts.clone()),
    ];
    let known = known.into();
    let schema = schema();
    let columns = schema
        .fields()
        .iter()
        .map(|field| column(field, &known, rows))
        .collect();
    let bytes = parquet(schema, columns);
    let path = format!("data/{language}/train-{part:05}-of-{parts:05}.parquet");
    folder.add(&path, &bytes);
    let count = |f: fn(&String) -> usize| Some(texts.iter().map(f).sum::<usize>() as u64);
    Output {
        sha256: folder.files[&path].sha256.clone(),
        bytes: bytes.len() as u64,
        root: None,
        path,
        kind: "shard".into(),
        language: Some(language.into()),
        rows: rows as u64,
        text_bytes: count(String::len),
        characters: count(|text| text.chars().count()),
        segments: count(|text| text.lines().count()),
    }
}

fn domains(folder: &mut Folder) -> Vec<DomainSize> {
    let mut all: Vec<DomainSize> = common::domains().collect();
    all.sort_by_key(|domain| sha(&domain.domain));
    let numbers = |f: fn(&DomainSize) -> u64| {
        Arc::new(Int64Array::from_iter_values(
            all.iter().map(|d| f(d) as i64),
        )) as ArrayRef
    };
    let texts = |values: Vec<&str>| Arc::new(StringArray::from_iter_values(values)) as ArrayRef;
    let names = [
        "documents_read",
        "bytes_read",
        "tokens_read",
        "documents",
        "bytes",
        "tokens",
    ];
    let mut fields = vec![
        Field::new("domain", DataType::Utf8, false),
        Field::new("language", DataType::Utf8, false),
    ];
    fields.extend(names.map(|name| Field::new(name, DataType::Int64, false)));
    let columns = vec![
        texts(all.iter().map(|domain| domain.domain.as_str()).collect()),
        texts(vec!["deu_Latn"; all.len()]),
        numbers(|d| d.documents_read),
        numbers(|d| d.bytes_read),
        numbers(|d| d.tokens_read),
        numbers(|d| d.documents),
        numbers(|d| d.bytes),
        numbers(|d| d.tokens),
    ];
    folder.add("domains.parquet", &parquet(Schema::new(fields), columns));
    common::domains().collect()
}

/// In the order that [`tamis_manifests::ecosystem`] states.
fn write(name: &str, mut manifest: Manifest, provider: &Provider) {
    let mut folder = Folder::new(name);
    let mut outputs = Vec::new();
    for (language, parts) in [
        ("cat_Latn", [20, 0]),
        ("deu_Latn", [30, 25]),
        ("mlt_Latn", [9, 0]),
    ] {
        let parts: Vec<usize> = parts.into_iter().filter(|rows| *rows > 0).collect();
        for (part, rows) in parts.iter().enumerate() {
            outputs.push(shard(&mut folder, language, part, parts.len(), *rows));
        }
        let mix = manifest.mix.get_mut(language).unwrap();
        let rows: usize = parts.iter().sum();
        (mix.rows_given, mix.documents_given) = (rows as u64, rows as u64);
        mix.tokens_given = 300 * rows as u64;
    }
    manifest.outputs = outputs;
    let domains = domains(&mut folder);
    folder.add("manifest.json", &manifest.to_bytes().unwrap());
    let schema = schema();
    folder.add(
        card::FILE,
        card::render(&manifest, provider, &schema).as_bytes(),
    );
    folder.add(
        datasheet::FILE,
        datasheet::render(&manifest, provider).as_bytes(),
    );
    folder.add(
        counts::FILE,
        counts::whole(&manifest, &schema).render().as_bytes(),
    );
    for (language, counts) in counts::languages(&manifest, &schema) {
        folder.add(
            &format!("data/{language}/{}", counts::FILE),
            counts.render().as_bytes(),
        );
    }
    let summary = Summary::new(&manifest, provider, domains).unwrap();
    let texts = [summary.to_json(), summary.to_markdown(), summary.to_html()];
    for (name, text) in summary::FILES.iter().zip(texts) {
        folder.add(name, text.as_bytes());
    }
    let files: Vec<File> = folder.files.values().cloned().collect();
    let description = croissant::describe(&manifest, provider, &schema, &files);
    folder.add(croissant::FILE, croissant::render(&description).as_bytes());
    let all = folder
        .files
        .values()
        .map(|file| (file.path.as_str(), file.sha256.as_str()));
    let sums = sums::render(all);
    folder.add(sums::FILE, sums.as_bytes());
    assert_eq!(sums::read(&sums).unwrap().len(), folder.files.len() - 1);
}

#[test]
fn folders_for_other_readers() {
    assert_eq!(LANGUAGES, ["cat_Latn", "deu_Latn", "mlt_Latn"]);
    write("answered", realistic(), &provider());
    write("unanswered", realistic(), &Provider::default());
    for (i, name) in HOSTILE.iter().enumerate() {
        let mut manifest = realistic();
        let mut provider = provider();
        manifest.name = (*name).to_owned();
        manifest.stages[1].name = (*name).to_owned();
        manifest.inputs[0].file_path = (*name).to_owned();
        manifest.inputs[0].dump = (*name).to_owned();
        provider.dataset.title = Some((*name).to_owned());
        provider.dataset.license = Some((*name).to_owned());
        provider.dataset.tags = Some(vec![(*name).to_owned()]);
        provider.dataset.description = Some((*name).to_owned());
        provider.summary.changes = Some((*name).to_owned());
        write(&format!("hostile-{i:02}"), manifest, &provider);
    }
}
