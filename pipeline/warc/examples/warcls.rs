//! Lists the records and the damage of WARC files: `warcls [-q] [-h] FILE...`
//!
//! `-q` prints one line of totals a file, `-h` decodes the HTTP responses too.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Write};
use std::time::Instant;

use tamis_warc::{DamageKind, Event, Reader, RecordType, http};

fn main() -> io::Result<()> {
    let (flags, files): (Vec<_>, Vec<_>) =
        std::env::args().skip(1).partition(|a| a.starts_with('-'));
    let (quiet, decode) = (
        flags.iter().any(|f| f == "-q"),
        flags.iter().any(|f| f == "-h"),
    );
    let mut out = io::BufWriter::new(io::stdout().lock());
    for file in files {
        let started = Instant::now();
        let mut reader = Reader::new(BufReader::with_capacity(256 * 1024, File::open(&file)?));
        let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
        let mut damages: BTreeMap<DamageKind, u64> = BTreeMap::new();
        let (mut records, mut bytes, mut pages, mut lost) = (0_u64, 0_u64, 0_u64, 0_u64);
        while let Some(event) = reader.next_event()? {
            match event {
                Event::Record(record) => {
                    records += 1;
                    bytes += record.body.len() as u64;
                    let kind = format!("{:?}", record.record_type()).to_lowercase();
                    if !quiet {
                        let uri = record.target_uri().unwrap_or("-");
                        writeln!(
                            out,
                            "{}\t{kind}\t{}\t{uri}",
                            record.offset,
                            record.body.len()
                        )?;
                    }
                    *kinds.entry(kind).or_default() += 1;
                    if decode && record.record_type() == RecordType::Response {
                        match http::Response::parse(&record.body, 20 << 20) {
                            Ok(page) => {
                                pages += 1;
                                for note in page.notes.iter().filter(|_| !quiet) {
                                    writeln!(out, "\tnote: {note}")?;
                                }
                            }
                            Err(e) if !quiet => writeln!(out, "\tnote: {e}")?,
                            Err(_) => {}
                        }
                    }
                }
                Event::Damage(damage) => {
                    *damages.entry(damage.kind).or_default() += 1;
                    lost += damage.lost_bytes;
                    if !quiet {
                        writeln!(out, "DAMAGE {damage}")?;
                    }
                }
            }
        }
        let kinds: Vec<_> = kinds.iter().map(|(k, n)| format!("{k}:{n}")).collect();
        let damages: Vec<_> = damages.iter().map(|(k, n)| format!("{k}:{n}")).collect();
        let (kinds, damages) = (kinds.join(" "), damages.join(" "));
        let took = started.elapsed().as_secs_f64();
        writeln!(
            out,
            "{file}\trecords={records}\t{kinds}\tdamage={damages}\tlost={lost}\tread={}\tbody_bytes={bytes}\thttp={pages}\tseconds={took:.3}",
            reader.position()
        )?;
    }
    out.flush()
}
