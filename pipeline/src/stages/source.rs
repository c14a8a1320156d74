//! WARC files: which ones, and the first look at each response.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use globset::GlobBuilder;
use serde::Deserialize;
use serde_json::{Value, json};
use tamis_filters::{Removal, Verdict};
use tamis_manifests::digest::HashingReader;
use tamis_warc::{Damage, Event, Reader, Record, RecordType, http};
use toml::Spanned;
use xxhash_rust::xxh3::xxh3_128;

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
    let partitions = name_files(&files, &context.folder)?;
    Ok(Box::new(Warc { dump: config.dump, partitions }))
}

type Advice = (String, String);

/// Files for a path, a glob or an `@list`; sorted.
fn expand(pattern: &str, folder: &Path) -> std::result::Result<Vec<PathBuf>, Advice> {
    if let Some(list) = pattern.strip_prefix('@') {
        let path = folder.join(list);
        let text = std::fs::read_to_string(&path).map_err(|error| {
            (format!("cannot read the list {}: {error}", path.display()), one_a_line())
        })?;
        let mut all = Vec::new();
        for (number, line) in text.lines().map(str::trim).enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            all.extend(expand(line, folder).map_err(|(message, help)| {
                (format!("{}, line {}: {message}", path.display(), number + 1), help)
            })?);
        }
        return Ok(all);
    }
    if !pattern.contains(['*', '?', '[', '{']) {
        let path = folder.join(pattern);
        return match std::fs::metadata(&path) {
            Ok(meta) if meta.is_file() => Ok(vec![path]),
            Ok(_) => Err((
                format!("{} is not a file", path.display()),
                format!("to take the files of a folder write \"{pattern}/*.warc.gz\""),
            )),
            Err(error) => Err((
                format!("no input file {}: {error}", path.display()),
                "check the path; it is relative to the config file".into(),
            )),
        };
    }
    let matcher = GlobBuilder::new(pattern)
        .literal_separator(true)
        .build()
        .map_err(|error| (error.to_string(), "mend the pattern".to_string()))?
        .compile_matcher();
    let fixed: PathBuf = Path::new(pattern)
        .components()
        .take_while(|c| !c.as_os_str().to_string_lossy().contains(['*', '?', '[', '{']))
        .collect();
    let root = folder.join(&fixed);
    let found: Vec<PathBuf> = walkdir::WalkDir::new(&root)
        .sort_by_file_name()
        .follow_links(true)
        .into_iter()
        .filter_map(std::result::Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .filter(|path| matcher.is_match(path.strip_prefix(folder).unwrap_or(path)))
        .collect();
    if found.is_empty() {
        return Err((
            format!("no file matches `{pattern}`"),
            "check the pattern; `**` goes down into folders".into(),
        ));
    }
    Ok(found)
}

fn one_a_line() -> String {
    "a list names one path or pattern a line".into()
}

/// Names that do not depend on the machine: relative to the config's folder, or else to the folder
/// that all other files have in common.
fn name_files(files: &BTreeSet<PathBuf>, folder: &Path) -> Result<Vec<Partition>> {
    let mut absolute = BTreeMap::new();
    for path in files {
        let real = std::fs::canonicalize(path).map_err(Error::io(path, "find"))?;
        absolute.insert(real, path.clone());
    }
    let base = std::fs::canonicalize(folder).map_err(Error::io(folder, "find"))?;
    let outside: Vec<&PathBuf> = absolute.keys().filter(|p| !p.starts_with(&base)).collect();
    let common = outside.iter().fold(None::<PathBuf>, |common, path| {
        let parent = path.parent().unwrap_or(path);
        Some(match common {
            None => parent.to_path_buf(),
            Some(common) => common
                .components()
                .zip(parent.components())
                .take_while(|(a, b)| a == b)
                .map(|(a, _)| a)
                .collect(),
        })
    });
    let mut partitions = Vec::new();
    for (real, path) in &absolute {
        let bytes = std::fs::metadata(real).map_err(Error::io(path, "read"))?.len();
        // Opening now tells about missing permissions before hours of work.
        File::open(real).map_err(|error| {
            Error::usage(
                format!("cannot open the input file {}: {error}", path.display()),
                "check who may read it",
            )
        })?;
        let relative = real
            .strip_prefix(&base)
            .ok()
            .or_else(|| common.as_ref().and_then(|common| real.strip_prefix(common).ok()))
            .unwrap_or(real);
        let file_path = relative.to_string_lossy().replace('\\', "/");
        partitions.push(Partition { file_path, path: path.clone(), bytes });
    }
    partitions.sort_by(|a, b| a.file_path.cmp(&b.file_path));
    Ok(partitions)
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
        let limits = tamis_warc::Limits { max_body: MAX_BODY, ..Default::default() };
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
            Verdict::Drop(Removal { reason, value, threshold, detail })
        };
        let Some(record) = item.record.take() else {
            return drop("source.record", None, None, None);
        };
        let response = match http::Response::parse(&record.body, MAX_BODY) {
            Ok(response) => response,
            Err(error) => return drop("source.http", None, None, Some(error.to_string())),
        };
        if response.status != 200 {
            return drop("source.status", Some(f64::from(response.status)), Some(200.0), None);
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
    let named = record.payload_type().or_else(|| response.headers.get("content-type"));
    let named = named.and_then(|value| value.split(';').next()).unwrap_or_default();
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
/// of the file is left out, so that the same archive gives the same ids wherever it lies.
#[must_use]
pub fn document_id(file_path: &str, record_id: &str, url: &str, date: &str) -> String {
    let name = file_path.rsplit('/').next().unwrap_or(file_path);
    format!("{:032x}", xxh3_128([name, record_id, url, date].join("\n").as_bytes()))
}

struct Stream<R> {
    reader: Reader<R>,
    partition: Partition,
    dump: String,
}

/// Batches of any WARC stream, outside of a run; `path` names it in messages and ids.
#[must_use]
pub fn open_warc(bytes: Box<dyn BufRead + Send>, path: &Path) -> Box<dyn RecordStream> {
    let limits = tamis_warc::Limits { max_body: MAX_BODY, ..Default::default() };
    let partition = Partition {
        file_path: path.to_string_lossy().into_owned(),
        path: path.to_path_buf(),
        bytes: 0,
    };
    let bytes = BufReader::with_capacity(1 << 18, HashingReader::new(bytes));
    Box::new(Stream { reader: Reader::with_limits(bytes, limits), partition, dump: String::new() })
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
        let named =
            if record_id.is_empty() { record.offset.to_string() } else { record_id.clone() };
        Document {
            id: document_id(&self.partition.file_path, &named, &url, &date),
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
                        let item = Item { document, record: Some(record), ..Item::default() };
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
        self.reader.into_inner().into_inner().finish().map_err(Error::io(&path, "read"))
    }
}
