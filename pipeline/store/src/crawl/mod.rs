//! Common Crawl: which crawls there are, which files they have, and in which of them a language is.
//!
//! The layout is that of <https://commoncrawl.org/get-started>: below `https://data.commoncrawl.org/` or
//! `s3://commoncrawl/`, `crawl-data/CC-MAIN-2024-33/warc.paths.gz` lists the files of a crawl, one name a
//! line, relative to that same base. The crawls themselves are in
//! `https://index.commoncrawl.org/collinfo.json`.

mod choice;
mod languages;
mod table;

use std::io::Read;
use std::str::FromStr;

use flate2::read::MultiGzDecoder;
use serde::{Deserialize, Serialize};

pub use choice::Choice;
pub use languages::{FileCount, Languages, wet_name};

use crate::error::Result;
use crate::{Error, Location, Stores};

/// Where the crawls are, for everybody.
pub const DATA: &str = "https://data.commoncrawl.org";
/// The list of crawls.
pub const LIST: &str = "https://index.commoncrawl.org/collinfo.json";

/// Bytes of a list, as it is sent and unpacked. The names of 90,000 WARC files are some 13 MB.
const MOST_SENT: usize = 64 << 20;
const MOST_UNPACKED: u64 = 256 << 20;

/// Common Crawl, or a copy with its layout.
#[derive(Clone, Debug)]
pub struct CommonCrawl {
    stores: Stores,
    data: Location,
    list: Location,
}

/// One crawl, as the list of crawls has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crawl {
    /// `CC-MAIN-2024-33`.
    pub id: String,
    /// `August 2024 Index`.
    pub name: String,
    /// First capture, `2024-08-02T23:21:07`; older lists have none.
    #[serde(default)]
    pub from: Option<String>,
    /// Last capture.
    #[serde(default)]
    pub to: Option<String>,
}

/// A kind of file of a crawl.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Responses, as they came.
    Warc,
    /// Metadata of responses.
    Wat,
    /// Text of responses.
    Wet,
    /// `robots.txt` of the hosts.
    Robotstxt,
    /// Responses with another status than 200.
    Non200,
    /// The columnar index, Parquet.
    Table,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Warc,
        Self::Wat,
        Self::Wet,
        Self::Robotstxt,
        Self::Non200,
        Self::Table,
    ];

    /// As people write it: `warc`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Warc => "warc",
            Self::Wat => "wat",
            Self::Wet => "wet",
            Self::Robotstxt => "robotstxt",
            Self::Non200 => "non200",
            Self::Table => "table",
        }
    }

    /// The list of its files, in the crawl's folder.
    fn list(self) -> &'static str {
        match self {
            Self::Warc => "warc.paths.gz",
            Self::Wat => "wat.paths.gz",
            Self::Wet => "wet.paths.gz",
            Self::Robotstxt => "robotstxt.paths.gz",
            Self::Non200 => "non200responses.paths.gz",
            Self::Table => "cc-index-table.paths.gz",
        }
    }
}

impl FromStr for Kind {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|kind| kind.name() == text);
        found.ok_or_else(|| Error::Setting {
            key: "kind",
            found: format!("`{text}`"),
            expected: format!("one of {}", Self::ALL.map(Self::name).join(", ")),
        })
    }
}

impl CommonCrawl {
    /// # Errors
    /// None; the addresses are constant.
    pub fn new(stores: Stores) -> Result<Self> {
        Ok(Self {
            stores,
            data: Location::parse(DATA)?,
            list: Location::parse(LIST)?,
        })
    }

    /// The same layout elsewhere: `s3://commoncrawl`, which wants signed requests, or a copy on a disk.
    #[must_use]
    pub fn with_data(mut self, data: Location) -> Self {
        self.data = data;
        self
    }

    /// Another list of crawls.
    #[must_use]
    pub fn with_list(mut self, list: Location) -> Self {
        self.list = list;
        self
    }

    /// All crawls, the newest first, as the list has them.
    ///
    /// # Errors
    /// If the list cannot be had or read.
    pub fn list(&self) -> Result<Vec<Crawl>> {
        let json = self.stores.whole(&self.list, MOST_SENT)?;
        serde_json::from_slice(&json).map_err(|error| Error::Content {
            location: self.list.clone(),
            expected: "a list of crawls",
            found: error.to_string(),
        })
    }

    /// Where the list of a crawl's files of one kind is.
    ///
    /// # Errors
    /// A name that is none of a crawl.
    pub fn paths(&self, crawl: &str, kind: Kind) -> Result<Location> {
        check(crawl)?;
        let file = format!("crawl-data/{crawl}/{}", kind.list());
        Ok(self.data.join(&file))
    }

    /// The names of a crawl's files of one kind, in the order of the list. [`at`](Self::at) makes locations
    /// of them. Of the columnar index, only the files on captured pages are given (`subset=warc`).
    ///
    /// # Errors
    /// If the list cannot be had or read.
    pub fn files(&self, crawl: &str, kind: Kind) -> Result<Vec<String>> {
        let location = self.paths(crawl, kind)?;
        let bytes = self.stores.whole(&location, MOST_SENT)?;
        let mut names = names(&location, &bytes)?;
        if kind == Kind::Table {
            names.retain(|name| name.contains("/subset=warc/"));
        }
        match names.is_empty() {
            false => Ok(names),
            true => Err(Error::Content {
                location,
                expected: "a list of files",
                found: "it names none".into(),
            }),
        }
    }

    /// The location of a file by its name in a list.
    #[must_use]
    pub fn at(&self, name: &str) -> Location {
        self.data.join(name)
    }
}

/// `CC-MAIN-2024-33`, and the older `CC-MAIN-2012` and `CC-MAIN-2009-2010`.
fn check(crawl: &str) -> Result<()> {
    let rest = crawl.strip_prefix("CC-MAIN-").unwrap_or_default();
    let digits = |c: char| c.is_ascii_digit() || c == '-';
    if !rest.is_empty() && rest.chars().all(digits) {
        return Ok(());
    }
    Err(Error::Setting {
        key: "crawl",
        found: format!("`{crawl}`"),
        expected: "the name of a crawl such as `CC-MAIN-2024-33`".into(),
    })
}

fn names(location: &Location, bytes: &[u8]) -> Result<Vec<String>> {
    let wrong = |found: String| Error::Content {
        location: location.clone(),
        expected: "a list of files, compressed with gzip",
        found,
    };
    let mut text = String::new();
    let decoder = MultiGzDecoder::new(bytes);
    let read = decoder.take(MOST_UNPACKED).read_to_string(&mut text);
    read.map_err(|error| wrong(error.to_string()))?;
    if text.len() as u64 == MOST_UNPACKED {
        return Err(wrong(format!("it has more than {MOST_UNPACKED} bytes")));
    }
    let mut names = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        let inside = line.split('/').all(|part| !matches!(part, "" | "." | ".."));
        if !inside || line.contains(|c: char| c.is_control()) {
            return Err(wrong(format!("line {} is no name of a file", index + 1)));
        }
        names.push(line.to_owned());
    }
    Ok(names)
}
