//! WARC files: which ones, and the first look at each response.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};
use tamis_filters::{Removal, Verdict};
use tamis_manifests::digest::HashingReader;
use tamis_warc::{Damage, Event, Reader, Record, RecordType, http};
use toml::Spanned;
use xxhash_rust::xxh3::xxh3_128;

use super::files::{expand, name_files};
use super::{BuildContext, Item, Partition, Response, Source, Stage, StageKind, Work};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port};
use crate::document::Document;
use crate::error::{Error, Result};

/// The kind.
pub(super) static KIND: StageKind = StageKind {
    name: "warc",
    about: "HTML responses with status 200 of WARC files",
    section: Section::Sources,
    inputs: &[],
    output: Some(Port::Records),
    edge: Edge::Map,
    side: false,
    build,
};

/// Records and bytes that one batch holds at most: bounds memory whatever the input.
const BATCH_RECORDS: usize = 256;
const BATCH_BYTES: usize = 16 << 20;

/// Larger HTML bodies are not decoded: 20 MiB, far above what Common Crawl keeps (5 MiB).
const MAX_BODY: u64 = 20 << 20;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    paths: Vec<Spanned<String>>,
    #[serde(default)]
    dump: String,
}

struct Warc {
    dump: String,
    partitions: Vec<Partition>,
}

/// A few records in the order of the file.
#[derive(Default)]
pub struct Batch {
    /// Responses and damages.
    pub incoming: Vec<Incoming>,
    /// All records passed, by type.
    pub records: BTreeMap<&'static str, u64>,
    /// Bytes of the file read so far.
    pub position: u64,
}

/// What a source brings.
pub enum Incoming {
    /// A response, not yet looked at.
    Item(Box<Item>),
    /// Something that could not be read.
    Damage(Damage),
}

/// Batches of one partition.
pub trait RecordStream: Send {
    /// The next batch; `None` at the end.
    ///
    /// # Errors
    /// When the file cannot be read further.
    fn next_batch(&mut self) -> Result<Option<Batch>>;

    /// SHA-256 (hex) and length of the whole file.
    ///
    /// # Errors
    /// When the rest of the file cannot be read.
    fn finish(self: Box<Self>) -> Result<(String, u64)>;
}

fn build(settings: &Settings<'_>, context: &BuildContext) -> Result<Box<dyn Stage>> {
    let config: Config = settings.parse()?;
    let mut files = BTreeSet::new();
    for pattern in &config.paths {
        let found = expand(pattern.get_ref(), &context.folder).map_err(|(message, help)| {
            Error::from(settings.source().error(
                pattern.span(),
                message,
                format!("looked for from the folder {}", context.folder.display()),
                Some(help),
            ))
        })?;
        files.extend(found);
    }
    if files.is_empty() {
        return Err(Error::from(settings.source().error(
            settings.span_of("paths"),
            "this source names no file",
            "nothing to read",
            Some("name WARC files, globs or an \"@list\"".into()),
        )));
    }
    let partitions = name_files(&files, &context.folder)?;
    Ok(Box::new(Warc {
        dump: config.dump,
        partitions,
    }))
}

impl Stage for Warc {
    fn identity(&self) -> Value {
        json!({ "dump": self.dump, "max_body": MAX_BODY })
    }

    fn work(&self) -> Work<'_> {
        Work::Source(self)
    }

    fn partitions(&self) -> &[Partition] {
        &self.partitions
    }
}

impl Source for Warc {
    fn open(&self, partition: &Partition) -> Result<Box<dyn RecordStream>> {
        let file = File::open(&partition.path).map_err(Error::io(&partition.path, "open"))?;
        let limits = tamis_warc::Limits {
            max_body: MAX_BODY,
            ..Default::default()
        };
        let bytes = BufReader::with_capacity(1 << 18, HashingReader::new(file));
        Ok(Box::new(Stream {
            reader: Reader::with_limits(bytes, limits),
            partition: partition.clone(),
            dump: self.dump.clone(),
        }))
    }

    fn admit(&self, item: &mut Item) -> Verdict {
        admit(item)
    }
}

fn admit(item: &mut Item) -> Verdict {
    let drop = |reason, value, threshold, detail| {
        Verdict::Drop(Removal {
            reason,
            value,
            threshold,
            detail,
        })
    };
    let Some(record) = item.record.take() else {
        return drop("source.record", None, None, None);
    };
    let response = match http::Response::parse(&record.body, MAX_BODY) {
        Ok(response) => response,
        Err(error) => return drop("source.http", None, None, Some(error.to_string())),
    };
    if response.status != 200 {
        return drop(
            "source.status",
            Some(f64::from(response.status)),
            Some(200.0),
            None,
        );
    }
    let mime = mime(&record, &response);
    if !matches!(mime.as_str(), "text/html" | "application/xhtml+xml") {
        return drop("source.mime", None, None, Some(mime));
    }
    let headers = response.headers.clone();
    let body = response.body.into_owned();
    item.response = Some(Response { headers, body });
    Verdict::Keep
}

/// The crawler's own finding if there is one, else the server's claim, else a look at the bytes.
fn mime(record: &Record, response: &http::Response<'_>) -> String {
    let named = record
        .payload_type()
        .or_else(|| response.headers.get("content-type"));
    let named = named
        .and_then(|value| value.split(';').next())
        .unwrap_or_default();
    let named = named.trim().to_ascii_lowercase();
    if !named.is_empty() {
        return named;
    }
    let head = &response.body[..response.body.len().min(512)];
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    if head.contains("<html") || head.contains("<!doctype html") {
        "text/html".into()
    } else {
        "unknown".into()
    }
}

/// XXH3-128, in hex, of what names a document: file name, WARC-Record-ID, URL and date. The folder
/// of the file is left out where files can be told apart without it, so that the same archive gives
/// the same ids wherever it lies.
#[must_use]
pub fn document_id(name: &str, record_id: &str, url: &str, date: &str) -> String {
    format!(
        "{:032x}",
        xxh3_128([name, record_id, url, date].join("\n").as_bytes())
    )
}

struct Stream<R> {
    reader: Reader<R>,
    partition: Partition,
    dump: String,
}

/// Batches of any WARC stream, outside of a run; `path` names it in messages and ids.
#[must_use]
pub fn open_warc(bytes: Box<dyn BufRead + Send>, path: &Path) -> Box<dyn RecordStream> {
    let limits = tamis_warc::Limits {
        max_body: MAX_BODY,
        ..Default::default()
    };
    let partition = Partition {
        file_path: path.to_string_lossy().into_owned(),
        id_name: path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        path: path.to_path_buf(),
        bytes: 0,
    };
    let bytes = BufReader::with_capacity(1 << 18, HashingReader::new(bytes));
    Box::new(Stream {
        reader: Reader::with_limits(bytes, limits),
        partition,
        dump: String::new(),
    })
}

/// Takes an item through the source's first look and extraction.
pub fn extract_page(item: &mut Item) -> Verdict {
    match admit(item) {
        Verdict::Drop(removal) => Verdict::Drop(removal),
        _ => super::extract::extract(item),
    }
}

type Hashed<R> = BufReader<HashingReader<R>>;

impl<R: Read> Stream<Hashed<R>> {
    fn document(&self, record: &Record) -> Document {
        let url = record.target_uri().unwrap_or_default().to_string();
        let date = record.date().unwrap_or_default().to_string();
        let record_id = record.record_id().map_or_else(String::new, str::to_string);
        // Without a WARC-Record-ID the offset tells two records of one URL and second apart.
        let named = if record_id.is_empty() {
            record.offset.to_string()
        } else {
            record_id.clone()
        };
        Document {
            id: document_id(&self.partition.id_name, &named, &url, &date),
            dump: self.dump.clone(),
            file_path: self.partition.file_path.clone(),
            offset: record.offset,
            minhash_cluster_size: 1,
            url,
            date,
            record_id,
            ..Document::default()
        }
    }
}

impl<R: Read + Send> RecordStream for Stream<Hashed<R>> {
    fn next_batch(&mut self) -> Result<Option<Batch>> {
        let mut batch = Batch::default();
        let mut bytes = 0usize;
        while batch.incoming.len() < BATCH_RECORDS && bytes < BATCH_BYTES {
            let event = self
                .reader
                .next_event()
                .map_err(Error::io(&self.partition.path, "read"))?;
            match event {
                None if batch.incoming.is_empty() && batch.records.is_empty() => return Ok(None),
                None => break,
                Some(Event::Damage(damage)) => {
                    *batch.records.entry("damaged").or_default() += 1;
                    batch.incoming.push(Incoming::Damage(damage));
                }
                Some(Event::Record(record)) => {
                    let kind = record.record_type();
                    *batch.records.entry(kind.as_str()).or_default() += 1;
                    if kind == RecordType::Response {
                        bytes += record.body.len();
                        let document = self.document(&record);
                        let item = Item {
                            document,
                            record: Some(record),
                            ..Item::default()
                        };
                        batch.incoming.push(Incoming::Item(Box::new(item)));
                    }
                }
            }
        }
        batch.position = self.reader.position();
        Ok(Some(batch))
    }

    fn finish(self: Box<Self>) -> Result<(String, u64)> {
        let path = self.partition.path.clone();
        self.reader
            .into_inner()
            .into_inner()
            .finish()
            .map_err(Error::io(&path, "read"))
    }
}
