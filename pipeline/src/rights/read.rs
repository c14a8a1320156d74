//! Reading the answers of sites out of archives and folders. What is wrong in there is counted and
//! named with its place; it never ends a task.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use tamis_filters::rights::{AgentList, MAX_ROBOTS, Notes, Robots, TdmRep};
use tamis_manifests::digest::{HashingReader, sha256};
use tamis_manifests::rights::RobotsInput;
use tamis_warc::{DamageKind, Event, Options, Reader, Record, RecordType, http};
use url::Url;

use super::site::{key, seconds};
use super::table::{Builder, FileKind};
use crate::error::{Error, Result};

/// The longest file of a site that is read, in bytes: 1 MiB, twice what RFC 9309 asks for.
pub const LONGEST: usize = 1 << 20;

/// Problems that are told one by one; the others are counted only.
const MOST_TOLD: usize = 5;

/// Something in an input that could not be used, or not all of it: its kind is `damaged`, `http`,
/// `robots`, `tdmrep`, `cut` or `name`.
fn note(input: &mut RobotsInput, kind: &str, place: &str, what: impl std::fmt::Display) {
    *input.problems.entry(kind.into()).or_default() += 1;
    if input.first_problems.len() < MOST_TOLD {
        let mut what = what.to_string();
        what.truncate(
            what.char_indices()
                .nth(200)
                .map_or(what.len(), |(at, _)| at),
        );
        let line = format!("{}, {place}: {what}", input.file_path);
        input.first_problems.push(line);
    }
}

/// Where answers come from, and where they go.
struct Reading<'a> {
    agents: &'a AgentList,
    input: RobotsInput,
    into: &'a mut Builder,
}

/// Reads the responses for `/robots.txt` and `/.well-known/tdmrep.json` in an archive; all other
/// records are passed over, so an archive of pages will do too. `name` is what the manifest calls
/// the file. Of `robots.txt` the lines that speak to `agents` are kept.
///
/// # Errors
/// When the file cannot be read.
pub fn read_warc(
    path: &Path,
    name: &str,
    agents: &AgentList,
    into: &mut Builder,
) -> Result<RobotsInput> {
    let file = File::open(path).map_err(Error::io(path, "open"))?;
    let bytes = BufReader::with_capacity(1 << 18, HashingReader::new(file));
    let mut reader = Reader::with_options(bytes, Options::default());
    let mut reading = Reading::new(name, agents, into);
    while let Some(event) = reader.next_event().map_err(Error::io(path, "read"))? {
        match event {
            Event::Record(record) if record.record_type() == RecordType::Response => {
                reading.response(&record)?;
            }
            // What is too large is no file of a site.
            Event::Damage(damage) if damage.kind != DamageKind::TooLarge => {
                let place = format!("offset {}", damage.offset);
                note(&mut reading.input, "damaged", &place, &damage);
            }
            _ => {}
        }
    }
    let whole = reader.into_inner().into_inner().finish();
    let mut input = reading.input;
    (input.sha256, input.bytes) = whole.map_err(Error::io(path, "read"))?;
    Ok(input)
}

impl<'a> Reading<'a> {
    fn new(name: &str, agents: &'a AgentList, into: &'a mut Builder) -> Self {
        let file_path = name.to_owned();
        let input = RobotsInput {
            file_path,
            ..RobotsInput::default()
        };
        Self {
            agents,
            input,
            into,
        }
    }

    fn response(&mut self, record: &Record) -> Result<()> {
        let url = record.target_uri().and_then(|url| Url::parse(url).ok());
        let asked = url.and_then(|url| {
            let kind = FileKind::at(url.path()).filter(|_| url.query().is_none())?;
            Some((key(&url)?, kind, url))
        });
        let Some((site, kind, url)) = asked else {
            return Ok(());
        };
        let place = format!("offset {} ({url})", record.offset);
        let response = match http::Response::parse(&record.body, LONGEST as u64) {
            Ok(response) => response,
            Err(error) => {
                note(&mut self.input, "http", &place, error);
                return Ok(());
            }
        };
        let time = seconds(record.date().unwrap_or_default());
        self.input.answers += 1;
        match response.status {
            200..=299 => {
                if let Some(why) = record.truncated() {
                    let what = format!("the crawler cut it ({why})");
                    note(&mut self.input, "cut", &place, what);
                }
                let text = self.file(kind, &response.body, response.body.len() as u64, &place);
                self.into.text(kind, site, time, &text)
            }
            status @ 300..=399 => {
                let target = response.headers.get("location");
                let target = target.and_then(|to| url.join(to.trim()).ok());
                // What a site gives under another name is not in such an archive.
                let target = target.filter(|to| FileKind::at(to.path()) == Some(kind));
                match target.as_ref().and_then(key) {
                    Some(target) => self.into.elsewhere(kind, site, time, target),
                    None => self.into.status(kind, site, time, status),
                }
            }
            status => self.into.status(kind, site, time, status),
        }
    }

    /// Counts a file of a site, given by its first [`LONGEST`] bytes, and gives what is kept of it.
    fn file(&mut self, kind: FileKind, bytes: &[u8], length: u64, place: &str) -> Vec<u8> {
        let input = &mut self.input;
        let (most, text) = match kind {
            FileKind::Robots => {
                input.robots += 1;
                let (rules, notes) = Robots::reduce(bytes, self.agents);
                if let Some(what) = unreadable(bytes, &notes) {
                    note(input, "robots", place, what);
                }
                for (why, lines) in [
                    ("unknown", notes.unknown),
                    ("outside", notes.outside),
                    ("no-path", notes.no_path),
                    ("long", notes.long),
                    ("no-utf8", notes.no_utf8),
                ] {
                    add(input, why, lines);
                }
                (MAX_ROBOTS, rules)
            }
            FileKind::TdmRep => {
                input.tdmrep += 1;
                let bytes = bytes.get(..LONGEST).unwrap_or(bytes);
                match TdmRep::parse(bytes) {
                    Ok(read) => add(input, "tdmrep-rule", read.unread),
                    Err(error) => note(input, "tdmrep", place, error),
                }
                // Kept all the same: that a site has such a file is evidence too.
                (LONGEST, bytes.to_vec())
            }
        };
        if length > most as u64 {
            let what = format!("only its first {most} bytes of {length} are read");
            note(input, "cut", place, what);
        }
        text
    }
}

/// Counts lines of `robots.txt`, or rules of `tdmrep.json`, that could not be used.
fn add(input: &mut RobotsInput, why: &str, lines: u32) {
    if lines > 0 {
        *input.unread.entry(why.into()).or_default() += u64::from(lines);
    }
}

/// Why a text is no `robots.txt`, if not one of its lines is understood; most often it is a page of
/// HTML.
fn unreadable(bytes: &[u8], notes: &Notes) -> Option<&'static str> {
    if notes.unknown == 0 || notes.known > 0 {
        None
    } else if bytes.trim_ascii_start().starts_with(b"<") {
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
pub fn read_folder(
    folder: &Path,
    name: &str,
    agents: &AgentList,
    into: &mut Builder,
) -> Result<RobotsInput> {
    let mut reading = Reading::new(name, agents, into);
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
            let (bytes, digest, length) = beginning(&path).map_err(Error::io(&path, "read"))?;
            listing.push_str(&format!("{digest}  {host}/{relative}\n"));
            reading.input.bytes += length;
            let place = format!("{host}/{relative}");
            let sites: Vec<u64> = ["http", "https"]
                .iter()
                .filter_map(|scheme| Url::parse(&format!("{scheme}://{host}/")).ok())
                .filter(|url| url.path() == "/" && url.username().is_empty())
                .filter_map(|url| key(&url))
                .collect();
            if sites.is_empty() {
                let what = "the folder's name is no host";
                note(&mut reading.input, "name", &place, what);
                continue;
            }
            reading.input.answers += 1;
            let text = reading.file(kind, &bytes, length, &place);
            for site in sites {
                reading.into.text(kind, site, 0, &text)?;
            }
        }
    }
    let mut input = reading.input;
    input.sha256 = sha256(listing.as_bytes());
    Ok(input)
}

/// The first [`LONGEST`] bytes of a file, and the digest and length of the whole.
fn beginning(path: &Path) -> std::io::Result<(Vec<u8>, String, u64)> {
    let mut reader = HashingReader::new(File::open(path)?);
    let mut bytes = Vec::new();
    let longest = LONGEST as u64;
    Read::by_ref(&mut reader)
        .take(longest)
        .read_to_end(&mut bytes)?;
    let (digest, length) = reader.finish()?;
    Ok((bytes, digest, length))
}
