//! Main text of HTML files, folders of them, and web archives, as JSON lines `{"id","url","text"}`,
//! with `markdown` and `metadata` on request.

use std::io::{BufRead, Read, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde_json::json;
use tamis_extract::{Exhausted, Page, charset::Hints};
use tamis_filters::Verdict;

use crate::document::Document;
use crate::error::{Error, Result};
use crate::io::open;
use crate::stages::{Extract, Incoming, Item, decode, open_warc};

/// Pages worked on at once.
const BATCH: usize = 64;

/// A larger HTML file is refused rather than read.
const MAX_HTML: u64 = 64 << 20;

/// What a pass over pages has done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extracted {
    /// Pages that gave a line.
    pub pages: u64,
    /// What could not be read, each with its place and reason.
    pub bad: Vec<String>,
    /// Whoever reads the results has seen enough (`| head`).
    pub closed: bool,
}

/// Extracts every input in order. An HTML file's id is its stem; a page of a WARC file has the id
/// that it has in a run. `-` is standard input: a WARC file, or one HTML page with the id `-`.
///
/// # Errors
/// When an input does not exist or the output cannot be written.
pub fn extract(inputs: &[PathBuf], what: &Extract, out: &mut dyn Write) -> Result<Extracted> {
    let mut done = Extracted::default();
    for input in inputs {
        if done.closed {
            break;
        }
        if input.is_dir() {
            let mut files: Vec<PathBuf> = walkdir::WalkDir::new(input)
                .sort_by_file_name()
                .follow_links(true)
                .into_iter()
                .filter_map(|entry| entry.map_err(|e| done.bad.push(e.to_string())).ok())
                .filter(|entry| entry.file_type().is_file())
                .map(walkdir::DirEntry::into_path)
                .filter(|path| is_html(path) || is_warc(path))
                .collect();
            files.sort();
            if files.is_empty() {
                done.bad.push(format!(
                    "{}: no HTML or WARC file in this folder",
                    input.display()
                ));
            }
            let (html, warc): (Vec<_>, Vec<_>) = files
                .into_iter()
                .partition(|path| is_html(path) && !holds_archive(path));
            html_files(&html, what, out, &mut done)?;
            for path in warc {
                match std::fs::File::open(&path) {
                    Ok(_) => warc_file(&path, what, out, &mut done)?,
                    Err(error) => done.bad.push(format!("{}: {error}", path.display())),
                }
            }
        } else if is_html(input) && !holds_archive(input) {
            html_files(std::slice::from_ref(input), what, out, &mut done)?;
        } else if input == Path::new("-") {
            standard_input(what, out, &mut done)?;
        } else {
            warc_file(input, what, out, &mut done)?;
        }
    }
    Ok(done)
}

fn name(path: &Path) -> String {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    let packed = [".gz", ".zst", ".lz4", ".bz2"];
    let name = packed
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .unwrap_or(&name);
    name.to_string()
}

fn is_html(path: &Path) -> bool {
    let name = name(path);
    name.ends_with(".html") || name.ends_with(".htm")
}

fn is_warc(path: &Path) -> bool {
    let name = name(path);
    [".warc", ".wet", ".arc"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

/// Whether bytes begin a web archive: WARC or ARC, also inside of gzip or zstd; LZ4, bzip2 and zstd
/// with a dictionary are taken for one, since HTML is not read from them.
fn is_archive(head: &[u8]) -> bool {
    let begins = |bytes: &[u8]| bytes.starts_with(b"WARC/") || bytes.starts_with(b"filedesc:");
    let mut start = [0; 9];
    if head.starts_with(&[0x1f, 0x8b]) {
        let mut inside = flate2::bufread::GzDecoder::new(head);
        return inside.read_exact(&mut start).is_ok() && begins(&start);
    }
    if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        return match zstd::stream::read::Decoder::with_buffer(head) {
            Ok(mut inside) => inside.read_exact(&mut start).is_err() || begins(&start),
            Err(_) => true,
        };
    }
    let others: [&[u8]; 3] = [&[0x5d, 0x2a, 0x4d, 0x18], &[0x04, 0x22, 0x4d, 0x18], b"BZh"];
    begins(head) || others.iter().any(|magic| head.starts_with(magic))
}

/// The bytes decide and not the name.
fn holds_archive(path: &Path) -> bool {
    let mut head = vec![0; 1 << 16];
    let read = std::fs::File::open(path).and_then(|mut file| file.read(&mut head));
    read.is_ok_and(|read| is_archive(head.get(..read).unwrap_or_default()))
}

/// The file's name without `.gz`, `.zst`, `.html` and `.htm`.
fn stem(path: &Path) -> String {
    let mut name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    for ending in [".gz", ".zst", ".html", ".htm"] {
        if name.to_lowercase().ends_with(ending) {
            name.truncate(name.len() - ending.len());
        }
    }
    name
}

fn html_files(
    files: &[PathBuf],
    what: &Extract,
    out: &mut dyn Write,
    done: &mut Extracted,
) -> Result<()> {
    for batch in files.chunks(BATCH) {
        let lines: Vec<std::result::Result<String, String>> = batch
            .par_iter()
            .map(|path| {
                let mut bytes = Vec::new();
                open(path)
                    .and_then(|reader| {
                        let read = reader.take(MAX_HTML + 1).read_to_end(&mut bytes);
                        read.map_err(Error::io(path, "read"))
                    })
                    .map_err(|error| error.to_string())?;
                not_too_long(path, &bytes)?;
                html_line(&stem(path), bytes, what)
            })
            .collect();
        write(lines, out, done)?;
        if done.closed {
            break;
        }
    }
    Ok(())
}

fn not_too_long(path: &Path, bytes: &[u8]) -> std::result::Result<(), String> {
    if bytes.len() as u64 > MAX_HTML {
        return Err(format!(
            "{}: more than {} MiB",
            path.display(),
            MAX_HTML >> 20
        ));
    }
    Ok(())
}

fn html_line(id: &str, bytes: Vec<u8>, what: &Extract) -> std::result::Result<String, String> {
    let (html, _) = decode(bytes, &Hints::default());
    let page = Page::parse(&html);
    if let Some(exhausted) = page.exhausted() {
        return Err(too_much(id, &exhausted));
    }
    let mut item = Item::default();
    item.document.id = id.to_string();
    what.page(&page, &mut item);
    Ok(line(&item.document, None))
}

fn too_much(id: &str, exhausted: &Exhausted) -> String {
    let Exhausted { what, count, most } = exhausted;
    format!("{id}: gave up after {count} {what}; a page may have {most}")
}

/// One line of the result.
fn line(document: &Document, url: Option<&str>) -> String {
    let mut line = json!({ "id": document.id, "url": url, "text": document.text });
    if let Some(markdown) = &document.markdown {
        line["markdown"] = json!(markdown);
    }
    if let Some(metadata) = &document.metadata {
        line["metadata"] = json!(metadata);
        line["metadata"]["html_lang"] = json!(document.html_lang);
        line["metadata"]["license"] = json!(document.license);
    }
    line.to_string()
}

fn write(
    lines: Vec<std::result::Result<String, String>>,
    out: &mut dyn Write,
    done: &mut Extracted,
) -> Result<()> {
    for line in lines {
        match line {
            Ok(line) => {
                done.pages += 1;
                match writeln!(out, "{line}") {
                    Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {
                        done.closed = true;
                        return Ok(());
                    }
                    Err(error) => return Err(Error::io(Path::new("the results"), "write")(error)),
                    Ok(()) => {}
                }
            }
            Err(reason) => done.bad.push(reason),
        }
    }
    Ok(())
}

fn standard_input(what: &Extract, out: &mut dyn Write, done: &mut Extracted) -> Result<()> {
    let path = Path::new("-");
    let mut input = std::io::BufReader::with_capacity(1 << 18, std::io::stdin());
    let head = input.fill_buf().map_err(Error::io(path, "read"))?;
    if is_archive(head) {
        return warc_stream(Box::new(input), path, what, out, done);
    }
    let mut bytes = Vec::new();
    let gzip = head.starts_with(&[0x1f, 0x8b]);
    let zst = head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]);
    let reader: Box<dyn Read> = if gzip {
        Box::new(flate2::bufread::MultiGzDecoder::new(input))
    } else if zst {
        let decoder = zstd::stream::read::Decoder::with_buffer(input);
        Box::new(decoder.map_err(Error::io(path, "read"))?)
    } else {
        Box::new(input)
    };
    reader
        .take(MAX_HTML + 1)
        .read_to_end(&mut bytes)
        .map_err(Error::io(path, "read"))?;
    if bytes.is_empty() {
        done.bad
            .push("standard input: expected a page or an archive, found no bytes".into());
        return Ok(());
    }
    write(
        vec![not_too_long(path, &bytes).and_then(|()| html_line("-", bytes, what))],
        out,
        done,
    )
}

fn warc_file(path: &Path, what: &Extract, out: &mut dyn Write, done: &mut Extracted) -> Result<()> {
    let file = std::fs::File::open(path).map_err(|error| {
        Error::usage(
            format!("cannot open {}: {error}", path.display()),
            "name WARC files, HTML files or folders, or `-` for standard input",
        )
    })?;
    let reader = std::io::BufReader::with_capacity(1 << 18, file);
    warc_stream(Box::new(reader), path, what, out, done)
}

fn warc_stream(
    reader: Box<dyn BufRead + Send>,
    path: &Path,
    what: &Extract,
    out: &mut dyn Write,
    done: &mut Extracted,
) -> Result<()> {
    let mut stream = open_warc(reader, path);
    while let Some(batch) = stream.next_batch()? {
        let mut items: Vec<Box<Item>> = Vec::new();
        for incoming in batch.incoming {
            match incoming {
                Incoming::Item(item) => items.push(item),
                Incoming::Damage(damage) => {
                    done.bad.push(format!("{}: {damage}", path.display()));
                }
            }
        }
        let lines: Vec<Option<std::result::Result<String, String>>> = items
            .into_par_iter()
            .map(|mut item| match what.record(&mut item) {
                Verdict::Drop(removal) => {
                    // Other pages are no pages of text: their status, their type, nothing on them.
                    let lost = matches!(removal.reason, "source.http" | "extract.budget");
                    let url = &item.document.url;
                    let why = removal.detail.unwrap_or_default();
                    let path = path.display();
                    lost.then(|| Err(format!("{path}: {}: {url}: {why}", removal.reason)))
                }
                _ => Some(Ok(line(&item.document, Some(&item.document.url)))),
            })
            .collect();
        write(lines.into_iter().flatten().collect(), out, done)?;
        if done.closed {
            break;
        }
    }
    Ok(())
}
