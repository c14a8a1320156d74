//! `metadata_dir DIR > out.jsonl`: the metadata of every `*.html` and `*.html.gz` in a folder, as JSON
//! lines `{"id": file stem, "title": …, "authors": …, "date": …}`.

use std::error::Error;
use std::fs;
use std::io::{BufWriter, Read, Write, stdout};

use tamis_extract::Page;
use tamis_extract::charset::{Hints, decode};

fn main() -> Result<(), Box<dyn Error>> {
    let dir = std::env::args()
        .nth(1)
        .ok_or("usage: metadata_dir DIR > out.jsonl")?;
    let mut out = BufWriter::new(stdout().lock());
    for entry in fs::read_dir(&dir)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let mut bytes = Vec::new();
        let stem = if let Some(stem) = name.strip_suffix(".html.gz") {
            flate2::read::MultiGzDecoder::new(fs::File::open(&path)?).read_to_end(&mut bytes)?;
            stem
        } else if let Some(stem) = name.strip_suffix(".html") {
            bytes = fs::read(&path)?;
            stem
        } else {
            continue;
        };
        let decoded = decode(&bytes, &Hints::default());
        let page = Page::parse(&decoded.text);
        let found = page.metadata();
        let line = serde_json::json!({
            "id": stem, "title": found.title, "authors": found.authors,
            "published": found.date_published, "modified": found.date_modified,
            "site": found.site_name, "canonical": found.canonical_url, "kind": found.kind,
            "language": found.in_language, "licenses": found.license_links,
            "description": found.description, "element": page.title(),
            "body": page.article_body().map(|body| body.len()),
            "words": page.main_markdown().len(),
        });
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(())
}
