//! A compact table of what sites answered: for each file 16 bytes and, once for all sites that say
//! the same, the compressed text.

use std::collections::HashMap;

use xxhash_rust::xxh3::xxh3_128;

use crate::error::{Error, Result};

/// The two files in which a site speaks for all of its pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// `/robots.txt` (RFC 9309).
    Robots,
    /// `/.well-known/tdmrep.json` (TDM Reservation Protocol, 6.1).
    TdmRep,
}

impl FileKind {
    /// The path of the file.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::Robots => "/robots.txt",
            Self::TdmRep => "/.well-known/tdmrep.json",
        }
    }

    /// The kind of file at a path.
    #[must_use]
    pub fn at(path: &str) -> Option<Self> {
        [Self::Robots, Self::TdmRep]
            .into_iter()
            .find(|kind| kind.path() == path)
    }

    /// The key of this file of a site.
    fn of(self, site: u64) -> u64 {
        match self {
            Self::Robots => site,
            Self::TdmRep => !site,
        }
    }
}

/// What a site answered when it was asked for a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// A text; its number in the table.
    Text(u32),
    /// The file of another site, by that site's key.
    Elsewhere(u64),
    /// No file: the status of the response.
    Status(u16),
}

/// Highest bits of [`Entry::what`] for answers that are no text.
const STATUS: u32 = 0x8000_0000;
const ELSEWHERE: u32 = 0xC000_0000;
const REST: u32 = 0x3FFF_FFFF;

/// One answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    key: u64,
    /// Seconds since 1970; 0 where nobody knows.
    time: u32,
    what: u32,
}

/// Where a text stands.
#[derive(Debug)]
struct Span {
    start: u64,
    packed: u32,
    length: u32,
}

/// Text that robots files have in common, from which zstd refers to what it has seen. Part of no
/// file that lasts, so it may change.
const COMMON: &[u8] = b"Content-Signal: search=yes,ai-train=no\nLicense: https://\
User-agent: Amazonbot\nDisallow: /\nUser-agent: Applebot-Extended\nDisallow: /\n\
User-agent: Bytespider\nDisallow: /\nUser-agent: CCBot\nDisallow: /\nUser-agent: ClaudeBot\n\
Disallow: /\nUser-agent: Google-Extended\nDisallow: /\nUser-agent: meta-externalagent\n\
User-agent: PerplexityBot\nUser-agent: anthropic-ai\nUser-agent: SemrushBot\nUser-agent: AhrefsBot\n\
User-agent: MJ12bot\nUser-agent: Googlebot\nUser-agent: bingbot\nCrawl-delay: 10\n\
Disallow: /cgi-bin/\nDisallow: /search\nDisallow: /admin/\nDisallow: /user/login/\n\
Disallow: /checkout/\nDisallow: /cart\nDisallow: /*?\nAllow: /core/*.css$\n\
User-agent: GPTBot\nDisallow: /\nUser-agent: *\nDisallow: /wp-content/uploads/wpforms/\n\
User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\nUser-agent: *\nDisallow:\n";

/// zstd's level: texts are short, so a higher one gains little.
const LEVEL: i32 = 3;

/// Gathers answers.
pub struct Builder {
    entries: Vec<Entry>,
    numbers: HashMap<u128, u32>,
    spans: Vec<Span>,
    bytes: Vec<u8>,
    elsewhere: Vec<u64>,
    compressor: zstd::bulk::Compressor<'static>,
}

impl Builder {
    /// An empty table.
    ///
    /// # Errors
    /// When zstd cannot be set up.
    pub fn new() -> Result<Self> {
        Ok(Self {
            entries: Vec::new(),
            numbers: HashMap::new(),
            spans: Vec::new(),
            bytes: Vec::new(),
            elsewhere: Vec::new(),
            compressor: zstd::bulk::Compressor::with_dictionary(LEVEL, COMMON).map_err(failed)?,
        })
    }

    /// A text that `site` gave at `time` (seconds since 1970, 0 if unknown). What is equal to
    /// another text takes no room.
    ///
    /// # Errors
    /// When zstd fails, or there are more than a thousand million texts.
    pub fn text(&mut self, kind: FileKind, site: u64, time: u32, text: &[u8]) -> Result<()> {
        let digest = xxh3_128(text);
        let number = match self.numbers.get(&digest) {
            Some(number) => *number,
            None => {
                let packed = self.compressor.compress(text).map_err(failed)?;
                let number = u32::try_from(self.spans.len()).unwrap_or(u32::MAX);
                let length = u32::try_from(packed.len()).unwrap_or(u32::MAX);
                if number > REST {
                    return Err(Error::run("too many different robots files for one table"));
                }
                self.spans.push(Span {
                    start: self.bytes.len() as u64,
                    packed: length,
                    length: u32::try_from(text.len()).unwrap_or(u32::MAX),
                });
                self.bytes.extend_from_slice(&packed);
                self.numbers.insert(digest, number);
                number
            }
        };
        self.push(kind, site, time, number);
        Ok(())
    }

    /// A redirection to the same file of another site.
    pub fn elsewhere(&mut self, kind: FileKind, site: u64, time: u32, target: u64) {
        let number = u32::try_from(self.elsewhere.len()).unwrap_or(REST) & REST;
        self.elsewhere.push(target);
        self.push(kind, site, time, ELSEWHERE | number);
    }

    /// A response that holds no file.
    pub fn status(&mut self, kind: FileKind, site: u64, time: u32, status: u16) {
        self.push(kind, site, time, STATUS | u32::from(status));
    }

    fn push(&mut self, kind: FileKind, site: u64, time: u32, what: u32) {
        let key = kind.of(site);
        self.entries.push(Entry { key, time, what });
    }

    /// The table. Of several answers of one second the one that came last counts.
    #[must_use]
    pub fn finish(mut self) -> Table {
        // Stable, so that equal ones stay in the order in which they came.
        self.entries.sort_by_key(|entry| (entry.key, entry.time));
        let same = |a: &Entry, b: &Entry| a.key == b.key && a.time == b.time;
        self.entries.dedup_by(|later, earlier| {
            let equal = same(later, earlier);
            if equal {
                earlier.what = later.what;
            }
            equal
        });
        self.entries.shrink_to_fit();
        self.spans.shrink_to_fit();
        self.bytes.shrink_to_fit();
        Table {
            entries: self.entries,
            spans: self.spans,
            bytes: self.bytes,
            elsewhere: self.elsewhere,
        }
    }
}

/// What sites answered.
#[derive(Debug, Default)]
pub struct Table {
    entries: Vec<Entry>,
    spans: Vec<Span>,
    bytes: Vec<u8>,
    elsewhere: Vec<u64>,
}

impl Table {
    /// The answer that held for a page fetched at `time`, and the time of the answer: the latest
    /// one at or before it, else the earliest after it.
    #[must_use]
    pub fn find(&self, kind: FileKind, site: u64, time: u32) -> Option<(Answer, u32)> {
        let key = kind.of(site);
        let from = self.entries.partition_point(|entry| entry.key < key);
        let of_site = self.entries.get(from..)?;
        let of_site = of_site
            .get(..of_site.partition_point(|entry| entry.key == key))
            .unwrap_or_default();
        let before = of_site.partition_point(|entry| entry.time <= time);
        let entry = match before.checked_sub(1) {
            Some(last) => of_site.get(last)?,
            None => of_site.first()?,
        };
        let number = entry.what & REST;
        let answer = match entry.what {
            what if what >= ELSEWHERE => {
                Answer::Elsewhere(self.elsewhere.get(number as usize).copied()?)
            }
            what if what >= STATUS => Answer::Status(u16::try_from(number).unwrap_or(0)),
            _ => Answer::Text(number),
        };
        Some((answer, entry.time))
    }

    /// A text; empty for a number that the table does not have.
    #[must_use]
    pub fn text(&self, number: u32) -> Vec<u8> {
        let unpack = |span: &Span| {
            let start = usize::try_from(span.start).ok()?;
            let packed = self.bytes.get(start..start + span.packed as usize)?;
            let mut decoder = zstd::bulk::Decompressor::with_dictionary(COMMON).ok()?;
            decoder.decompress(packed, span.length as usize).ok()
        };
        let span = self.spans.get(number as usize);
        span.and_then(unpack).unwrap_or_default()
    }

    /// Answers in the table.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether no site answered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Bytes of memory that it takes.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.entries.len() * size_of::<Entry>()
            + self.spans.len() * size_of::<Span>()
            + self.bytes.len()
            + self.elsewhere.len() * size_of::<u64>()
    }
}

fn failed(error: std::io::Error) -> Error {
    Error::run(format!("cannot keep a robots file in memory: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(table: &Table, site: u64, time: u32) -> Option<String> {
        let (answer, _) = table.find(FileKind::Robots, site, time)?;
        Some(match answer {
            Answer::Text(number) => String::from_utf8(table.text(number)).unwrap(),
            other => format!("{other:?}"),
        })
    }

    #[test]
    fn the_answer_before_the_page_counts_else_the_next() {
        let mut builder = Builder::new().unwrap();
        for (time, text) in [(30, "c"), (10, "a"), (20, "b"), (20, "b2")] {
            builder
                .text(FileKind::Robots, 7, time, text.as_bytes())
                .unwrap();
        }
        builder.text(FileKind::TdmRep, 7, 5, b"[]").unwrap();
        builder.status(FileKind::Robots, 8, 10, 404);
        builder.elsewhere(FileKind::Robots, 9, 10, 7);
        let table = builder.finish();
        for (time, want) in [
            (0, "a"),
            (9, "a"),
            (10, "a"),
            (19, "a"),
            (20, "b2"),
            (29, "b2"),
            (99, "c"),
        ] {
            assert_eq!(found(&table, 7, time).as_deref(), Some(want), "{time}");
        }
        assert_eq!(found(&table, 8, 0).as_deref(), Some("Status(404)"));
        assert_eq!(found(&table, 9, 0).as_deref(), Some("Elsewhere(7)"));
        assert_eq!(found(&table, 10, 0), None);
        assert_eq!(table.find(FileKind::TdmRep, 8, 0), None);
        assert_eq!(table.len(), 6);
    }

    #[test]
    fn equal_texts_are_kept_once() {
        let mut builder = Builder::new().unwrap();
        let text = "User-agent: *\nDisallow: /private/\n".repeat(50);
        for site in 0..1000 {
            builder
                .text(FileKind::Robots, site, 0, text.as_bytes())
                .unwrap();
        }
        let table = builder.finish();
        assert!(table.memory() < 1000 * 16 + 200, "{}", table.memory());
        assert_eq!(found(&table, 999, 1).as_deref(), Some(text.as_str()));
    }
}
