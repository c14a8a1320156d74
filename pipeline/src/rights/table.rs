//! A compact table of what sites answered: for each file 16 bytes and, once for all sites that say
//! the same, the compressed text.

use super::texts::{Gatherer, MOST, Texts};
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

/// The two highest bits of [`Entry::what`] say what the other thirty are: the number of a text, the
/// place of the answer of another site, a status, or a place in the list of sites not in the table.
const HERE: u32 = 0x4000_0000;
const STATUS: u32 = 0x8000_0000;
const ELSEWHERE: u32 = 0xC000_0000;
const REST: u32 = MOST - 1;

/// One answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    key: u64,
    /// Seconds since 1970; 0 where nobody knows.
    time: u32,
    what: u32,
}

/// Gathers answers.
pub struct Builder {
    entries: Vec<Entry>,
    texts: Gatherer,
    elsewhere: Vec<u64>,
}

impl Builder {
    /// An empty table.
    ///
    /// # Errors
    /// When zstd cannot be set up.
    pub fn new() -> Result<Self> {
        Ok(Self {
            entries: Vec::new(),
            texts: Gatherer::new()?,
            elsewhere: Vec::new(),
        })
    }

    /// A text that `site` gave at `time` (seconds since 1970, 0 if unknown). What is equal to
    /// another text takes no room.
    ///
    /// # Errors
    /// When zstd fails, or there are more than a thousand million texts.
    pub fn text(&mut self, kind: FileKind, site: u64, time: u32, text: &[u8]) -> Result<()> {
        let number = self.texts.add(text)?;
        self.push(kind, site, time, number)
    }

    /// A redirection to the same file of another site.
    ///
    /// # Errors
    /// When there are more than a thousand million answers.
    pub fn elsewhere(&mut self, kind: FileKind, site: u64, time: u32, target: u64) -> Result<()> {
        let number = u32::try_from(self.elsewhere.len()).unwrap_or(MOST);
        self.elsewhere.push(kind.of(target));
        self.push(kind, site, time, ELSEWHERE | number.min(REST))
    }

    /// A response that holds no file.
    ///
    /// # Errors
    /// When there are more than a thousand million answers.
    pub fn status(&mut self, kind: FileKind, site: u64, time: u32, status: u16) -> Result<()> {
        self.push(kind, site, time, STATUS | u32::from(status))
    }

    fn push(&mut self, kind: FileKind, site: u64, time: u32, what: u32) -> Result<()> {
        if self.entries.len() >= MOST as usize {
            return Err(Error::run("too many answers of sites for one table"));
        }
        let key = kind.of(site);
        self.entries.push(Entry { key, time, what });
        Ok(())
    }

    /// The table. Of several answers of one second the one that came last counts.
    ///
    /// # Errors
    /// When zstd fails.
    pub fn finish(mut self) -> Result<Table> {
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
        let mut table = Table {
            entries: self.entries,
            texts: self.texts.finish()?,
            elsewhere: Vec::new(),
        };
        table.place(&self.elsewhere);
        Ok(table)
    }
}

/// What sites answered.
#[derive(Debug, Default)]
pub struct Table {
    entries: Vec<Entry>,
    texts: Texts,
    /// Keys of files that redirections lead to and that are not in the table.
    elsewhere: Vec<u64>,
}

impl Table {
    /// Redirections to `targets` are to the places of those in the table, where they are in it: most
    /// are from `http` to `https` of one host.
    fn place(&mut self, targets: &[u64]) {
        for at in 0..self.entries.len() {
            let Some(what) = self.entries.get(at).map(|entry| entry.what) else {
                return;
            };
            if what < ELSEWHERE {
                continue;
            }
            let Some(key) = targets.get((what & REST) as usize).copied() else {
                continue;
            };
            let place = self.entries.partition_point(|entry| entry.key < key);
            let here = self.entries.get(place).is_some_and(|e| e.key == key);
            let (flag, number) = if here {
                (HERE, place)
            } else {
                self.elsewhere.push(key);
                (ELSEWHERE, self.elsewhere.len() - 1)
            };
            if let Some(entry) = self.entries.get_mut(at) {
                // There are fewer than MOST of both.
                entry.what = flag | u32::try_from(number).unwrap_or(REST);
            }
        }
        self.elsewhere.shrink_to_fit();
    }

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
        let place = number as usize;
        // The key of a file is that of its site, or has all bits turned.
        let answer = match entry.what - number {
            HERE => Answer::Elsewhere(kind.of(self.entries.get(place)?.key)),
            STATUS => Answer::Status(u16::try_from(number).unwrap_or(0)),
            ELSEWHERE => Answer::Elsewhere(kind.of(*self.elsewhere.get(place)?)),
            _ => Answer::Text(number),
        };
        Some((answer, entry.time))
    }

    /// A text; empty for a number that the table does not have.
    #[must_use]
    pub fn text(&self, number: u32) -> Vec<u8> {
        self.texts.get(number)
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
            + self.texts.memory()
            + self.elsewhere.len() * size_of::<u64>()
    }
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
        builder.status(FileKind::Robots, 8, 10, 404).unwrap();
        builder.elsewhere(FileKind::Robots, 9, 10, 7).unwrap();
        builder.elsewhere(FileKind::TdmRep, 9, 10, 7).unwrap();
        builder.elsewhere(FileKind::TdmRep, 7, 9, 99).unwrap();
        let table = builder.finish().unwrap();
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
        let to = |site| Some((Answer::Elsewhere(site), 9 + u32::from(site == 7)));
        assert_eq!(table.find(FileKind::TdmRep, 9, 10), to(7));
        assert_eq!(table.find(FileKind::TdmRep, 7, 9), to(99));
        assert_eq!(table.elsewhere.len(), 1);
        assert_eq!(table.len(), 8);
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
        let table = builder.finish().unwrap();
        assert!(table.memory() < 1000 * 16 + 200, "{}", table.memory());
        assert_eq!(found(&table, 999, 1).as_deref(), Some(text.as_str()));
    }
}
