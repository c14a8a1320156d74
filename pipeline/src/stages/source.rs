//! Web archives: which ones, and the first look at each response.

mod admit;

use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};
use tamis_filters::Verdict;
use tamis_manifests::digest::HashingReader;
use tamis_warc::{Damage, DamageKind, Event, Reader, Record};
use toml::Spanned;
use xxhash_rust::xxh3::xxh3_128;

use admit::brings_document;
pub(super) use admit::{MAX_BODY, admit};

use super::files::files_of;
use super::{
    Batch, BuildContext, FileRead, Incoming, Item, Partition, RecordStream, Source, Stage,
    StageKind, Traits, Work,
};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port};
use crate::document::Document;
use crate::error::{Error, Result};

/// The kind.
pub(super) static KIND: StageKind = StageKind {
    name: "warc",
    about: "HTML and text with status 200 of WARC, WET and ARC files",
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    paths: Vec<Spanned<String>>,
    #[serde(default)]
    dump: String,
    #[serde(default)]
    check_digests: bool,
    license: Option<String>,
    weight: Option<f64>,
    tier: Option<i64>,
}

struct Warc {
    dump: String,
    check_digests: bool,
    traits: Traits,
    partitions: Vec<Partition>,
}

impl Batch {
    /// Notes that the record read last is not what its digest says. Of a record that brings no
    /// document only the count is kept.
    fn blame(&mut self, damage: Damage) {
        self.count("bad digest");
        if let Some(Incoming::Item(item)) = self.incoming.last_mut()
            && item.document.offset == damage.offset
        {
            item.bad_digest = Some(damage.detail);
        }
    }
}

fn build(settings: &Settings<'_>, context: &BuildContext) -> Result<Box<dyn Stage>> {
    let config: Config = settings.parse()?;
    let traits = Traits::new(settings, config.license, config.weight, config.tier)?;
    let mut partitions = files_of(settings, &config.paths, context, &config.dump, "*.warc.gz")?;
    for partition in &mut partitions {
        partition.archive = true;
    }
    Ok(Box::new(Warc {
        dump: config.dump,
        check_digests: config.check_digests,
        traits,
        partitions,
    }))
}

impl Stage for Warc {
    fn identity(&self) -> Value {
        json!({
            "dump": self.dump, "max_body": MAX_BODY, "check_digests": self.check_digests,
            "license": self.traits.license.as_deref(),
        })
    }

    fn work(&self) -> Work<'_> {
        Work::Source(self)
    }

    fn partitions(&self) -> &[Partition] {
        &self.partitions
    }

    fn traits(&self) -> Option<&Traits> {
        Some(&self.traits)
    }
}

impl Source for Warc {
    fn open(&self, partition: &Partition) -> Result<Box<dyn RecordStream>> {
        let file = partition.place.open()?;
        let bytes = BufReader::with_capacity(1 << 18, HashingReader::new(file));
        Ok(Box::new(Stream {
            reader: Reader::with_options(bytes, options(self.check_digests)),
            partition: partition.clone(),
            ahead: None,
        }))
    }

    fn admit(&self, item: &mut Item) -> Verdict {
        admit(item)
    }
}

fn options(check_digests: bool) -> tamis_warc::Options {
    tamis_warc::Options {
        limits: tamis_warc::Limits {
            max_body: MAX_BODY,
            ..Default::default()
        },
        check_digests,
    }
}

/// The standard asks every record for its type; without one nobody can say what it holds.
fn untyped(record: &Record) -> Damage {
    let url = record.target_uri().unwrap_or("without URI");
    Damage {
        offset: record.offset,
        lost_bytes: record.body.len() as u64,
        kind: DamageKind::BadHeader,
        detail: format!("expected a WARC-Type, found none in the header of the record {url}"),
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
    /// Read already, but for the next batch.
    ahead: Option<Event>,
}

/// Batches of any WARC stream, outside of a run; `path` names it in messages and ids.
#[must_use]
pub fn open_warc(bytes: Box<dyn BufRead + Send>, path: &Path) -> Box<dyn RecordStream> {
    let partition = Partition {
        file_path: path.to_string_lossy().into_owned(),
        id_name: path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        place: path.to_path_buf().into(),
        bytes: 0,
        dump: String::new(),
        archive: true,
        members: Vec::new(),
    };
    let bytes = BufReader::with_capacity(1 << 18, HashingReader::new(bytes));
    Box::new(Stream {
        reader: Reader::with_options(bytes, options(false)),
        partition,
        ahead: None,
    })
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
            dump: self.partition.dump.clone(),
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
        loop {
            let event = match self.ahead.take() {
                Some(event) => Some(event),
                None => self
                    .reader
                    .next_event()
                    .map_err(Error::io(self.partition.place.shown(), "read"))?,
            };
            let Some(event) = event else {
                if batch.incoming.is_empty() && batch.records.is_empty() {
                    return Ok(None);
                }
                break;
            };
            // What is wrong with a record's digest comes behind the record and belongs to it.
            let digest =
                matches!(&event, Event::Damage(damage) if damage.kind == DamageKind::BadDigest);
            if !digest && (batch.incoming.len() >= BATCH_RECORDS || bytes >= BATCH_BYTES) {
                self.ahead = Some(event);
                break;
            }
            match event {
                Event::Damage(damage) if digest => batch.blame(damage),
                Event::Damage(damage) => {
                    batch.damage(damage.into());
                }
                Event::Record(record) if record.headers.get("WARC-Type").is_none() => {
                    batch.damage(untyped(&record).into());
                }
                Event::Record(record) => {
                    let kind = record.record_type();
                    batch.count(kind.as_str());
                    if brings_document(&record, kind) {
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

    fn finish(self: Box<Self>) -> Result<Vec<FileRead>> {
        let path = self.partition.place.shown().to_path_buf();
        let bytes = self.reader.into_inner().into_inner();
        let read = bytes.finish().map_err(Error::io(&path, "read"))?;
        Ok(vec![read.into()])
    }
}
