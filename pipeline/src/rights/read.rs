//! Reading the answers of sites out of archives and folders. What is wrong in there is counted and
//! named with its place; it never ends a task.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use tamis_filters::rights::{Robots, TdmRep};
use tamis_manifests::digest::{HashingReader, sha256};
use tamis_manifests::rights::RobotsInput;
use tamis_warc::{DamageKind, Event, Options, Reader, Record, RecordType, http};
use url::Url;

use super::reduce::reduce;
use super::site::{key, seconds};
use super::table::{Builder, FileKind};
use crate::error::{Error, Result};

/// The longest file of a site that is read, in bytes: 1 MiB, twice what RFC 9309 asks for.
pub const LONGEST: usize = 1 << 20;

/// Problems that are told one by one; the others are counted only.
const MOST_TOLD: usize = 5;

/// Something in an input that could not be used.
struct Problem<'a> {
    /// `damaged`, `http`, `robots`, `tdmrep`, `name`.
    kind: &'static str,
    place: String,
    what: &'a dyn std::fmt::Display,
}

fn note(input: &mut RobotsInput, problem: &Problem<'_>) {
    *input.problems.entry(problem.kind.into()).or_default() += 1;
    if input.first_problems.len() < MOST_TOLD {
        let mut what = problem.what.to_string();
        what.truncate(
            what.char_indices()
                .nth(200)
                .map_or(what.len(), |(at, _)| at),
        );
        let line = format!("{}, {}: {what}", input.file_path, problem.place);
        input.first_problems.push(line);
    }
}

/// Reads the responses for `/robots.txt` and `/.well-known/tdmrep.json` in an archive; all other
/// records are passed over, so an archive of pages will do too. `name` is what the manifest calls
/// the file.
///
/// # Errors
/// When the file cannot be read.
pub fn read_warc(path: &Path, name: &str, into: &mut Builder) -> Result<RobotsInput> {
    let file = File::open(path).map_err(Error::io(path, "open"))?;
    let bytes = BufReader::with_capacity(1 << 18, HashingReader::new(file));
    let mut reader = Reader::with_options(bytes, Options::default());
    let mut input = RobotsInput {
        file_path: name.to_owned(),
        ..RobotsInput::default()
    };
    while let Some(event) = reader.next_event().map_err(Error::io(path, "read"))? {
        match event {
            Event::Record(record) if record.record_type() == RecordType::Response => {
                response(&record, &mut input, into)?;
            }
            // What is too large is no file of a site.
            Event::Damage(damage) if damage.kind != DamageKind::TooLarge => note(
                &mut input,
                &Problem {
                    kind: "damaged",
                    place: format!("offset {}", damage.offset),
                    what: &damage,
                },
            ),
            _ => {}
        }
    }
    let whole = reader.into_inner().into_inner().finish();
    (input.sha256, input.bytes) = whole.map_err(Error::io(path, "read"))?;
    Ok(input)
}

fn response(record: &Record, input: &mut RobotsInput, into: &mut Builder) -> Result<()> {
    let url = record.target_uri().and_then(|url| Url::parse(url).ok());
    let asked = url.and_then(|url| {
        let kind = FileKind::at(url.path()).filter(|_| url.query().is_none())?;
        Some((key(&url)?, kind, url))
    });
    let Some((site, kind, url)) = asked else {
        return Ok(());
    };
    let place = || format!("offset {} ({url})", record.offset);
    let response = match http::Response::parse(&record.body, LONGEST as u64) {
        Ok(response) => response,
        Err(error) => {
            let what = &error;
            note(
                input,
                &Problem {
                    kind: "http",
                    place: place(),
                    what,
                },
            );
            return Ok(());
        }
    };
    let time = seconds(record.date().unwrap_or_default());
    match response.status {
        200..=299 => file(kind, site, time, &response.body, &place(), input, into),
        status @ 300..=399 => {
            let target = response.headers.get("location");
            let target = target.and_then(|to| url.join(to.trim()).ok());
            // What a site gives under another name is not in such an archive.
            let target = target.filter(|to| FileKind::at(to.path()) == Some(kind));
            match target.as_ref().and_then(key) {
                Some(target) => into.elsewhere(kind, site, time, target),
                None => into.status(kind, site, time, status),
            }
            input.answers += 1;
            Ok(())
        }
        status => {
            into.status(kind, site, time, status);
            input.answers += 1;
            Ok(())
        }
    }
}

/// Takes in the file itself.
fn file(
    kind: FileKind,
    site: u64,
    time: u32,
    bytes: &[u8],
    place: &str,
    input: &mut RobotsInput,
    into: &mut Builder,
) -> Result<()> {
    let place = place.to_owned();
    match kind {
        FileKind::Robots => {
            input.robots += 1;
            let rules = reduce(bytes);
            if let Some(what) = unreadable(&rules) {
                let what = &what;
                note(
                    input,
                    &Problem {
                        kind: "robots",
                        place,
                        what,
                    },
                );
            }
            into.text(kind, site, time, &rules)?;
        }
        FileKind::TdmRep => {
            input.tdmrep += 1;
            let bytes = bytes.get(..LONGEST).unwrap_or(bytes);
            if let Err(error) = TdmRep::parse(bytes) {
                let what = &error;
                note(
                    input,
                    &Problem {
                        kind: "tdmrep",
                        place,
                        what,
                    },
                );
            }
            // Kept all the same: that a site has such a file is evidence too.
            into.text(kind, site, time, bytes)?;
        }
    }
    input.answers += 1;
    Ok(())
}

/// Why a text is no `robots.txt`, if not one of its lines is understood; most often it is a page of
/// HTML. `rules` is the text without comments and empty lines.
fn unreadable(rules: &[u8]) -> Option<&'static str> {
    let lines = rules
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty());
    let unknown = Robots::parse(rules).notes().unknown as usize;
    if unknown == 0 || unknown < lines.count() {
        None
    } else if rules.starts_with(b"<") {
        Some("HTML where robots.txt was expected")
    } else {
        Some("no line of it is one of robots.txt")
    }
}

/// Reads a folder with one folder for each site, named after its host, `HOST` or `HOST:PORT`, with
/// `robots.txt` and `.well-known/tdmrep.json` in it (what `wget -x` makes). They hold for `http`
/// and `https` alike, and are of an unknown time.
///
/// # Errors
/// When a folder or file cannot be read.
pub fn read_folder(folder: &Path, name: &str, into: &mut Builder) -> Result<RobotsInput> {
    let mut input = RobotsInput {
        file_path: name.to_owned(),
        ..RobotsInput::default()
    };
    let mut listing = String::new();
    let sites = walkdir::WalkDir::new(folder).min_depth(1).max_depth(1);
    for entry in sites.follow_links(true).sort_by_file_name() {
        let entry = entry.map_err(|error| {
            Error::run(format!(
                "cannot read the folder {}: {error}",
                folder.display()
            ))
        })?;
        if !entry.file_type().is_dir() {
            continue;
        }
        let host = entry.file_name().to_string_lossy();
        for kind in [FileKind::Robots, FileKind::TdmRep] {
            let relative = kind.path().trim_start_matches('/');
            let path = entry.path().join(relative);
            if !path.is_file() {
                continue;
            }
            let bytes = std::fs::read(&path).map_err(Error::io(&path, "read"))?;
            listing.push_str(&format!("{}  {host}/{relative}\n", sha256(&bytes)));
            input.bytes += bytes.len() as u64;
            let place = format!("{host}/{relative}");
            let sites: Vec<u64> = ["http", "https"]
                .iter()
                .filter_map(|scheme| Url::parse(&format!("{scheme}://{host}/")).ok())
                .filter(|url| url.path() == "/" && url.username().is_empty())
                .filter_map(|url| key(&url))
                .collect();
            if sites.is_empty() {
                let what = &"the folder's name is no host";
                note(
                    &mut input,
                    &Problem {
                        kind: "name",
                        place,
                        what,
                    },
                );
                continue;
            }
            // Counted once, for both schemes.
            let mut other = RobotsInput::default();
            for (number, site) in sites.into_iter().enumerate() {
                let counted = if number == 0 { &mut input } else { &mut other };
                file(kind, site, 0, &bytes, &place, counted, into)?;
            }
        }
    }
    input.sha256 = sha256(listing.as_bytes());
    Ok(input)
}
