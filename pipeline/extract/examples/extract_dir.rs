//! `extract_dir DIR > out.jsonl`: the main text of every `*.html` and `*.html.gz` in a folder,
//! as JSON lines `{"id": file stem, "text": …}`.
//!
//! `extract_dir DIR --bench [ROUNDS]` keeps the pages in memory, extracts them on one thread and
//! prints pages/s, MB/s of HTML and the slowest pages to standard error.

use std::error::Error;
use std::fs;
use std::io::{BufWriter, Read, Write, stderr, stdout};
use std::path::Path;
use std::time::{Duration, Instant};

use tamis_extract::charset::{Hints, decode};
use tamis_extract::{Page, mojibake};

/// The id and the bytes of a page.
type Source = (String, Vec<u8>);

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let dir = args
        .next()
        .ok_or("usage: extract_dir DIR [--bench [ROUNDS]] > out.jsonl")?;
    let mut paths: Vec<_> = fs::read_dir(&dir)?
        .map(|e| e.map(|e| e.path()))
        .collect::<Result<_, _>>()?;
    paths.sort();
    let mut pages = Vec::new();
    for path in paths {
        if let Some(page) = read(&path)? {
            pages.push(page);
        }
    }
    if args.next().as_deref() == Some("--bench") {
        let rounds = args.next().map_or(Ok(3), |rounds| rounds.parse())?;
        return bench(&pages, rounds);
    }
    let mut out = BufWriter::new(stdout().lock());
    for (id, bytes) in &pages {
        let line = serde_json::json!({ "id": id, "text": extract(bytes) });
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(())
}

fn extract(bytes: &[u8]) -> String {
    let decoded = decode(bytes, &Hints::default());
    Page::parse(&mojibake::repair(&decoded.text).text).main_text()
}

/// The stem and the bytes of a page; none for other files.
fn read(path: &Path) -> Result<Option<Source>, Box<dyn Error>> {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    if let Some(stem) = name.strip_suffix(".html") {
        return Ok(Some((stem.to_owned(), fs::read(path)?)));
    }
    let Some(stem) = name.strip_suffix(".html.gz") else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    flate2::read::MultiGzDecoder::new(fs::File::open(path)?).read_to_end(&mut bytes)?;
    Ok(Some((stem.to_owned(), bytes)))
}

fn bench(pages: &[Source], rounds: u32) -> Result<(), Box<dyn Error>> {
    let bytes: usize = pages.iter().map(|(_, bytes)| bytes.len()).sum();
    let mut log = stderr().lock();
    let mut slowest: Vec<(Duration, &str, usize)> = Vec::new();
    for round in 0..rounds {
        let (mut decoding, mut parsing, mut choosing, mut chars) =
            (Duration::ZERO, Duration::ZERO, Duration::ZERO, 0);
        for (id, html) in pages {
            let start = Instant::now();
            let decoded = decode(html, &Hints::default());
            let repaired = mojibake::repair(&decoded.text);
            let decoded_at = start.elapsed();
            let page = Page::parse(&repaired.text);
            let parsed_at = start.elapsed();
            chars += page.main_text().len();
            let total = start.elapsed();
            decoding += decoded_at;
            parsing += parsed_at - decoded_at;
            choosing += total - parsed_at;
            if round + 1 == rounds {
                slowest.push((total, id, html.len()));
            }
        }
        let seconds = (decoding + parsing + choosing).as_secs_f64();
        writeln!(
            log,
            "{} pages, {:.1} MB in {seconds:.3} s: {:.0} pages/s, {:.1} MB/s; decode {:.3} s, parse {:.3} s, \
             main_text {:.3} s; {chars} bytes out",
            pages.len(),
            bytes as f64 / 1e6,
            pages.len() as f64 / seconds,
            bytes as f64 / 1e6 / seconds,
            decoding.as_secs_f64(),
            parsing.as_secs_f64(),
            choosing.as_secs_f64(),
        )?;
    }
    slowest.sort_by_key(|&(time, ..)| std::cmp::Reverse(time));
    for (time, id, size) in slowest.iter().take(5) {
        writeln!(
            log,
            "{:8.2} ms {:8} bytes {id}",
            time.as_secs_f64() * 1e3,
            size
        )?;
    }
    Ok(())
}
