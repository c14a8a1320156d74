//! Lists the records and the damage of web archives: `warcls [-q] [-h] [-d] FILE...`
//!
//! `-q` prints one line of totals a file, `-h` decodes the HTTP responses too, `-d` checks digests.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Write};
use std::time::Instant;

use tamis_warc::{DamageKind, Event, Options, Reader, Record, RecordType, http};

/// What a file held.
#[derive(Default)]
struct Totals {
    records: u64,
    kinds: BTreeMap<&'static str, u64>,
    damages: BTreeMap<DamageKind, u64>,
    body_bytes: u64,
    pages: u64,
    lost: u64,
}

fn main() -> io::Result<()> {
    let (flags, files): (Vec<_>, Vec<_>) =
        std::env::args().skip(1).partition(|a| a.starts_with('-'));
    let has = |flag: &str| flags.iter().any(|f| f == flag);
    let (quiet, decode) = (has("-q"), has("-h"));
    let options = Options {
        check_digests: has("-d"),
        ..Options::default()
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    for file in files {
        let started = Instant::now();
        let bytes = BufReader::with_capacity(256 * 1024, File::open(&file)?);
        let mut reader = Reader::with_options(bytes, options);
        let mut totals = Totals::default();
        while let Some(event) = reader.next_event()? {
            match event {
                Event::Record(record) => {
                    if !quiet {
                        list(&mut out, &record)?;
                    }
                    totals.add(&record);
                    if decode && record.record_type() == RecordType::Response {
                        totals.pages += u64::from(page(&mut out, &record, quiet)?);
                    }
                }
                Event::Damage(damage) => {
                    *totals.damages.entry(damage.kind).or_default() += 1;
                    totals.lost += damage.lost_bytes;
                    if !quiet {
                        writeln!(out, "DAMAGE {damage}")?;
                    }
                }
            }
        }
        let (took, read) = (started.elapsed().as_secs_f64(), reader.position());
        writeln!(out, "{file}\t{totals}\tread={read}\tseconds={took:.3}")?;
    }
    out.flush()
}

/// One line a record: offset, type, length, URI.
fn list(out: &mut impl Write, record: &Record) -> io::Result<()> {
    let (kind, uri) = (record.record_type().as_str(), record.target_uri());
    let (at, len) = (record.offset, record.body.len());
    writeln!(out, "{at}\t{kind}\t{len}\t{}", uri.unwrap_or("-"))
}

/// Decodes a response; whether it is one.
fn page(out: &mut impl Write, record: &Record, quiet: bool) -> io::Result<bool> {
    let page = http::Response::parse(&record.body, 20 << 20);
    let notes = match &page {
        Ok(page) => page.notes.clone(),
        Err(e) => vec![e.to_string()],
    };
    for note in notes.iter().filter(|_| !quiet) {
        writeln!(out, "\tnote: {note}")?;
    }
    Ok(page.is_ok())
}

impl Totals {
    fn add(&mut self, record: &Record) {
        self.records += 1;
        self.body_bytes += record.body.len() as u64;
        *self.kinds.entry(record.record_type().as_str()).or_default() += 1;
    }
}

impl std::fmt::Display for Totals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kinds: Vec<_> = self.kinds.iter().map(|(k, n)| format!("{k}:{n}")).collect();
        let damages: Vec<_> = self
            .damages
            .iter()
            .map(|(k, n)| format!("{k}:{n}"))
            .collect();
        write!(
            f,
            "records={}\t{}\tdamage={}\tlost={}\tbody_bytes={}\thttp={}",
            self.records,
            kinds.join(" "),
            damages.join(" "),
            self.lost,
            self.body_bytes,
            self.pages
        )
    }
}
