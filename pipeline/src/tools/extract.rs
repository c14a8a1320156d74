//! Main text of HTML files, folders of them, and WARC files, as JSON lines `{"id","url","text"}`.

use std::io::{BufRead, Read, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde_json::json;
use tamis_extract::{Page, charset};
use tamis_filters::Verdict;

use super::lines::open;
use crate::error::{Error, Result};
use crate::stages::{Incoming, Item, extract_page, open_warc};

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
pub fn extract(inputs: &[PathBuf], out: &mut dyn Write) -> Result<Extracted> {
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
                .filter_map(std::result::Result::ok)
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
            let (html, warc): (Vec<_>, Vec<_>) = files.into_iter().partition(|path| is_html(path));
            html_files(&html, out, &mut done)?;
            for path in warc {
                warc_file(&path, out, &mut done)?;
            }
        } else if is_html(input) {
            html_files(std::slice::from_ref(input), out, &mut done)?;
        } else if input == Path::new("-") {
            standard_input(out, &mut done)?;
        } else {
            warc_file(input, out, &mut done)?;
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
    let name = name
        .strip_suffix(".gz")
        .or_else(|| name.strip_suffix(".zst"))
        .unwrap_or(&name);
    name.to_string()
}

fn is_html(path: &Path) -> bool {
    let name = name(path);
    name.ends_with(".html") || name.ends_with(".htm")
}

fn is_warc(path: &Path) -> bool {
    name(path).ends_with(".warc")
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

fn html_files(files: &[PathBuf], out: &mut dyn Write, done: &mut Extracted) -> Result<()> {
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
                Ok(html_line(&stem(path), &bytes))
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

fn html_line(id: &str, bytes: &[u8]) -> String {
    let decoded = charset::decode(
        bytes,
        &charset::Hints {
            http: None,
            tld: None,
        },
    );
    let text = Page::parse(&decoded.text).main_text();
    json!({ "id": id, "url": null, "text": text }).to_string()
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

fn standard_input(out: &mut dyn Write, done: &mut Extracted) -> Result<()> {
    let path = Path::new("-");
    let mut input = std::io::BufReader::with_capacity(1 << 18, std::io::stdin());
    let head = input.fill_buf().map_err(Error::io(path, "read"))?;
    if head.starts_with(b"WARC/") || head.starts_with(&[0x1f, 0x8b]) {
        return warc_stream(Box::new(input), path, out, done);
    }
    let mut bytes = Vec::new();
    input
        .take(MAX_HTML + 1)
        .read_to_end(&mut bytes)
        .map_err(Error::io(path, "read"))?;
    write(
        vec![not_too_long(path, &bytes).map(|()| html_line("-", &bytes))],
        out,
        done,
    )
}

fn warc_file(path: &Path, out: &mut dyn Write, done: &mut Extracted) -> Result<()> {
    let file = std::fs::File::open(path).map_err(|error| {
        Error::usage(
            format!("cannot open {}: {error}", path.display()),
            "name WARC files, HTML files or folders, or `-` for standard input",
        )
    })?;
    let reader = std::io::BufReader::with_capacity(1 << 18, file);
    warc_stream(Box::new(reader), path, out, done)
}

fn warc_stream(
    reader: Box<dyn BufRead + Send>,
    path: &Path,
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
        let lines: Vec<Option<String>> = items
            .into_par_iter()
            .map(|mut item| match extract_page(&mut item) {
                Verdict::Drop(_) => None,
                _ => {
                    let document = &item.document;
                    Some(
                        json!({ "id": document.id, "url": document.url, "text": document.text })
                            .to_string(),
                    )
                }
            })
            .collect();
        write(lines.into_iter().flatten().map(Ok).collect(), out, done)?;
        if done.closed {
            break;
        }
    }
    Ok(())
}
