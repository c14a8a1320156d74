//! Plain files as documents: a text, a Markdown or an HTML file each.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Value, json};
use tamis_filters::Verdict;
use tamis_manifests::digest::HashingReader;
use toml::Spanned;

use super::files::{misplaced, no_file};
use super::names::name_files;
use super::patterns::{expand_as, is_run};
use super::source::MAX_BODY;
use super::{
    Batch, BuildContext, Damaged, FileRead, Form, Incoming, Item, Member, Partition, RecordStream,
    Response, Source, Stage, StageKind, Traits, Work, document_id,
};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port};
use crate::document::Document;
use crate::error::{Error, Result};

/// The kind.
pub(super) static KIND: StageKind = StageKind {
    name: "text",
    about: "text, Markdown and HTML files: a document each",
    section: Section::Sources,
    inputs: &[],
    output: Some(Port::Records),
    edge: Edge::Map,
    side: false,
    build,
};

/// Rises when the same files would give other documents.
const VERSION: u16 = 1;

/// Files and bytes that one task reads at most: small files are many, and a task is no small thing.
const PART_FILES: usize = 4096;
const PART_BYTES: u64 = 256 << 20;

/// Files and bytes that one batch holds at most.
const BATCH_FILES: usize = 256;
const BATCH_BYTES: u64 = 16 << 20;

/// How a file is read, by the end of its name in small letters.
const FORMS: &[(&str, Form)] = &[
    ("txt", Form::Plain),
    ("text", Form::Plain),
    ("md", Form::Markdown),
    ("markdown", Form::Markdown),
    ("html", Form::Html),
    ("htm", Form::Html),
    ("xhtml", Form::Html),
];

fn form(path: &Path) -> Option<Form> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    let found = FORMS.iter().find(|(known, _)| *known == ending)?;
    Some(found.1)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    paths: Vec<Spanned<String>>,
    #[serde(default)]
    dump: String,
    license: Option<String>,
    weight: Option<f64>,
    tier: Option<i64>,
}

struct Folder {
    dump: String,
    traits: Traits,
    partitions: Vec<Partition>,
    /// Files in the folders that are of no known kind.
    passed_over: usize,
}

fn build(settings: &Settings<'_>, context: &BuildContext) -> Result<Box<dyn Stage>> {
    let config: Config = settings.parse()?;
    let traits = Traits::new(settings, config.license, config.weight, config.tier)?;
    let mut files = BTreeSet::new();
    let mut passed_over = 0;
    for pattern in &config.paths {
        let folder = context.folder.join(pattern.get_ref());
        if folder.is_dir() {
            let (known, other) = below(&folder);
            passed_over += other;
            files.extend(known);
            continue;
        }
        let found = expand_as(pattern.get_ref(), &context.folder, "**/*.md");
        let found = found.map_err(|advice| misplaced(settings, pattern, context, advice))?;
        if let Some(unknown) = found.iter().find(|path| form(path).is_none()) {
            let endings: Vec<&str> = FORMS.iter().map(|(ending, _)| *ending).collect();
            let advice = (
                format!("{} is of no kind that is read", unknown.display()),
                format!("name files that end in .{}", endings.join(", .")),
            );
            return Err(misplaced(settings, pattern, context, advice));
        }
        files.extend(found);
    }
    if files.is_empty() {
        let help =
            "name folders, files or globs such as \"**/*.md\"; files end in .txt, .md or .html";
        return Err(no_file(settings, help));
    }
    let files = name_files(&files, &context.folder, &config.dump)?;
    Ok(Box::new(Folder {
        dump: config.dump,
        traits,
        partitions: parts(files),
        passed_over,
    }))
}

/// The files of a folder and its folders that can be read, and how many cannot.
fn below(folder: &Path) -> (Vec<PathBuf>, usize) {
    let entries = walkdir::WalkDir::new(folder).follow_links(true).into_iter();
    let entries = entries.filter_entry(|entry| !is_run(entry.path()));
    let files = entries.filter_map(std::result::Result::ok);
    let files = files.filter(|entry| entry.file_type().is_file());
    let (known, other): (Vec<_>, Vec<_>) = files
        .map(walkdir::DirEntry::into_path)
        .partition(|path| form(path).is_some());
    (known, other.len())
}

/// Puts files, in the order of their names, together into parts that one task reads.
fn parts(files: Vec<Partition>) -> Vec<Partition> {
    let mut parts: Vec<Partition> = Vec::new();
    for file in files {
        let member = Member {
            file_path: file.file_path.clone(),
            place: file.place.clone(),
            bytes: file.bytes,
        };
        let room = |part: &&mut Partition| {
            part.members.len() < PART_FILES && part.bytes + file.bytes <= PART_BYTES
        };
        match parts.last_mut().filter(room) {
            Some(part) => {
                part.bytes += member.bytes;
                part.members.push(member);
            }
            None => parts.push(Partition {
                members: vec![member],
                ..file
            }),
        }
    }
    for part in &mut parts {
        // The names of first and last, and how many: what a changed folder changes.
        let last = part.members.last().map(|last| last.file_path.clone());
        part.file_path = match (part.members.len(), last) {
            (2.., Some(last)) => {
                format!(
                    "{} .. {last} ({} files)",
                    part.file_path,
                    part.members.len()
                )
            }
            _ => std::mem::take(&mut part.file_path),
        };
        part.id_name.clone_from(&part.file_path);
    }
    parts
}

impl Stage for Folder {
    fn identity(&self) -> Value {
        json!({
            "dump": self.dump, "version": VERSION, "max_body": MAX_BODY,
            "license": self.traits.license.as_deref(),
        })
    }

    fn work(&self) -> Work<'_> {
        Work::Source(self)
    }

    fn partitions(&self) -> &[Partition] {
        &self.partitions
    }

    fn tells(&self) -> Option<String> {
        let passed_over = self.passed_over;
        match passed_over {
            0 => None,
            1 => Some("1 file of another kind is passed over".into()),
            more => Some(format!("{more} files of other kinds are passed over")),
        }
    }

    fn traits(&self) -> Option<&Traits> {
        Some(&self.traits)
    }
}

impl Source for Folder {
    fn open(&self, partition: &Partition) -> Result<Box<dyn RecordStream>> {
        Ok(Box::new(Files {
            partition: partition.clone(),
            next: 0,
            position: 0,
            read: Vec::new(),
        }))
    }

    /// A file is a document.
    fn admit(&self, _: &mut Item) -> Verdict {
        Verdict::Keep
    }
}

struct Files {
    partition: Partition,
    next: usize,
    position: u64,
    read: Vec<FileRead>,
}

impl Files {
    /// Reads a file into the batch.
    fn add(&mut self, member: &Member, batch: &mut Batch) -> Result<()> {
        let failed = |error| Error::io(member.place.shown(), "read")(error);
        let mut reader = HashingReader::new(member.place.open()?);
        let mut body = Vec::new();
        (&mut reader)
            .take(MAX_BODY + 1)
            .read_to_end(&mut body)
            .map_err(failed)?;
        let (sha256, bytes) = reader.finish().map_err(failed)?;
        let too_large = body.len() as u64 > MAX_BODY;
        let kind = if too_large { "damaged" } else { "file" };
        self.read.push(FileRead {
            sha256,
            bytes,
            records: BTreeMap::from([(kind.to_string(), 1)]),
        });
        self.position += bytes;
        if too_large {
            batch.damage(Damaged {
                file_path: Some(member.file_path.clone()),
                offset: 0,
                lost_bytes: bytes,
                detail: format!("{bytes} bytes; expected at most {MAX_BODY} in a file"),
            });
            return Ok(());
        }
        batch.count(kind);
        batch.incoming.push(Incoming::Item(Box::new(Item {
            document: Document {
                id: document_id(&member.file_path, "", "", ""),
                dump: self.partition.dump.clone(),
                file_path: member.file_path.clone(),
                record_id: member.file_path.clone(),
                minhash_cluster_size: 1,
                ..Document::default()
            },
            response: Some(Response {
                headers: tamis_warc::Headers::default(),
                body,
                form: form(member.place.shown()).unwrap_or(Form::Plain),
            }),
            ..Item::default()
        })));
        Ok(())
    }
}

impl RecordStream for Files {
    fn next_batch(&mut self) -> Result<Option<Batch>> {
        let mut batch = Batch::default();
        let begin = self.position;
        while batch.incoming.len() < BATCH_FILES && self.position - begin < BATCH_BYTES {
            let Some(member) = self.partition.members.get(self.next).cloned() else {
                break;
            };
            self.next += 1;
            self.add(&member, &mut batch)?;
        }
        batch.position = self.position;
        Ok((!batch.incoming.is_empty()).then_some(batch))
    }

    fn finish(self: Box<Self>) -> Result<Vec<FileRead>> {
        Ok(self.read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, bytes: u64) -> Partition {
        Partition {
            file_path: name.into(),
            id_name: name.into(),
            place: PathBuf::from(name).into(),
            bytes,
            dump: String::new(),
            archive: false,
            members: Vec::new(),
        }
    }

    #[test]
    fn small_files_are_read_together_and_large_ones_alone() {
        let files = vec![
            file("a.txt", 1),
            file("b.md", PART_BYTES - 1),
            file("c.txt", 1),
            file("d.txt", PART_BYTES + 1),
        ];
        let parts = parts(files);
        let told: Vec<_> = parts
            .iter()
            .map(|part| (part.file_path.as_str(), part.bytes, part.members.len()))
            .collect();
        let expected = [
            ("a.txt .. b.md (2 files)", PART_BYTES, 2),
            ("c.txt", 1, 1),
            ("d.txt", PART_BYTES + 1, 1),
        ];
        assert_eq!(told, expected);
        assert_eq!(parts[0].file("b.md").unwrap().bytes, PART_BYTES - 1);
        assert!(parts[0].file("c.txt").is_none());
        let many = (0..PART_FILES + 1).map(|n| file(&format!("{n:05}.txt"), 1));
        assert_eq!(super::parts(many.collect()).len(), 2);
    }

    #[test]
    fn the_end_of_the_name_tells_the_form() {
        assert_eq!(form(Path::new("a/b.MD")), Some(Form::Markdown));
        assert_eq!(form(Path::new("b.htm")), Some(Form::Html));
        assert_eq!(form(Path::new("b.pdf")), None);
        assert_eq!(form(Path::new("txt")), None);
    }
}
