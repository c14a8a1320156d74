//! One list: how it is built from files, and what it matches.

use std::fmt;
use std::net::Ipv4Addr;

use serde::Serialize;

use super::address::{Address, beginnings};
use super::set::{Hashes, hash};
use super::{Hit, Kind, line, word};

/// How many problems of a list are kept in full.
const KEPT: usize = 10;

/// A line of a list file that is no entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The file, as the caller named it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What should stand there.
    pub expected: &'static str,
    /// What stands there, shortened to 80 characters; empty where it is no text.
    pub found: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (file, line, expected) = (&self.file, self.line, self.expected);
        write!(
            f,
            "{file}:{line}: expected {expected}, found {:?}",
            self.found
        )
    }
}

/// The lines of a list's files that are no entries, and so match nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Problems {
    /// All of them.
    pub count: usize,
    /// The first ten, in the order of the files.
    pub first: Vec<Problem>,
}

/// Numbers of entries, each counted once however often it is listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Entries {
    /// Hosts and IP addresses.
    pub domains: usize,
    /// Those of the domains that are public suffixes, such as `co.uk`, and match only the host of
    /// that name.
    pub suffixes: usize,
    /// Hosts with a path.
    pub urls: usize,
    /// Words.
    pub words: usize,
}

/// Collects the files of one list.
///
/// A line that is no entry is a [`Problem`] and stops nothing. Files are plain bytes here;
/// decompressing them is left to the caller.
#[derive(Debug, Clone)]
pub struct ListBuilder {
    name: String,
    domains: Vec<u64>,
    suffixes: Vec<u64>,
    urls: Vec<u64>,
    sites: Vec<u64>,
    words: Vec<u64>,
    longest: usize,
    problems: Problems,
}

impl ListBuilder {
    /// An empty list, whose name goes to the ledger with every [`Hit`].
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            domains: Vec::new(),
            suffixes: Vec::new(),
            urls: Vec::new(),
            sites: Vec::new(),
            words: Vec::new(),
            longest: 0,
            problems: Problems::default(),
        }
    }

    /// Reads a file with one host or IP address a line. `file` is its name in problems.
    pub fn domains(&mut self, file: &str, bytes: &[u8]) -> &mut Self {
        self.read(file, bytes, |list, text| {
            let domain = line::domain(text)?;
            let hash = hash(&domain);
            list.domains.push(hash);
            let address = domain.starts_with('[') || domain.parse::<Ipv4Addr>().is_ok();
            if !address && psl::domain_str(&domain).is_none() {
                list.suffixes.push(hash);
            }
            Ok(())
        })
    }

    /// Reads a file with one host and path a line. `file` is its name in problems.
    pub fn urls(&mut self, file: &str, bytes: &[u8]) -> &mut Self {
        self.read(file, bytes, |list, text| {
            let url = line::url(text)?;
            let address = Address::parse(&url).ok_or("a host and a path")?;
            let page = address.page();
            let page = page.strip_suffix('?').unwrap_or(&page);
            // A slash at the end of a query is part of a value.
            let entry = if page.contains('?') {
                page
            } else {
                page.trim_end_matches('/')
            };
            list.urls.push(hash(entry));
            list.sites.push(hash(address.site()));
            list.longest = list.longest.max(entry.len());
            Ok(())
        })
    }

    /// Reads a file with one word of letters and digits a line. `file` is its name in problems.
    pub fn words(&mut self, file: &str, bytes: &[u8]) -> &mut Self {
        self.read(file, bytes, |list, text| {
            let word = word::listed(text).ok_or("one word of letters and digits")?;
            list.words.push(hash(&word));
            Ok(())
        })
    }

    fn read(
        &mut self,
        file: &str,
        bytes: &[u8],
        take: impl Fn(&mut Self, &str) -> Result<(), line::Expected>,
    ) -> &mut Self {
        for (line, text) in line::lines(bytes) {
            let Err(expected) = text.and_then(|text| take(self, text)) else {
                continue;
            };
            self.problems.count += 1;
            if self.problems.first.len() < KEPT {
                self.problems.first.push(Problem {
                    file: file.to_owned(),
                    line,
                    expected,
                    found: text.unwrap_or_default().chars().take(80).collect(),
                });
            }
        }
        self
    }

    /// The list, ready for look-ups.
    pub fn finish(self) -> UrlList {
        UrlList {
            name: self.name,
            suffixes: Hashes::new(self.suffixes).len(),
            domains: Hashes::new(self.domains),
            urls: Hashes::new(self.urls),
            sites: Hashes::new(self.sites),
            words: Hashes::new(self.words),
            longest: self.longest,
            problems: self.problems,
        }
    }
}

/// One named list.
#[derive(Debug, Clone)]
pub struct UrlList {
    name: String,
    domains: Hashes,
    suffixes: usize,
    urls: Hashes,
    /// The hosts of `urls`: nearly every URL is done with after one look here.
    sites: Hashes,
    words: Hashes,
    /// Bytes of the longest entry of `urls`, which bounds the work on a long URL.
    longest: usize,
    problems: Problems,
}

impl UrlList {
    /// The name that the list was given.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many entries it has. Two of `n` entries share a hash, and count as one, with a chance
    /// of about `n² / 2^65`: one in a million for five million.
    pub fn entries(&self) -> Entries {
        Entries {
            domains: self.domains.len(),
            suffixes: self.suffixes,
            urls: self.urls.len(),
            words: self.words.len(),
        }
    }

    /// The lines that are no entries.
    pub fn problems(&self) -> &Problems {
        &self.problems
    }

    /// Bytes of memory that the entries take.
    pub fn memory(&self) -> usize {
        let sets = [&self.domains, &self.urls, &self.sites, &self.words];
        sets.map(Hashes::memory).iter().sum()
    }

    pub(super) fn find(&self, address: &Address<'_>) -> Option<Hit<'_>> {
        let (kind, entry) = None
            .or_else(|| self.domain(address).map(|entry| (Kind::Domain, entry)))
            .or_else(|| self.page(address).map(|entry| (Kind::Url, entry)))
            .or_else(|| self.word(address).map(|entry| (Kind::Word, entry)))?;
        Some(Hit {
            list: &self.name,
            kind,
            entry,
        })
    }

    fn domain(&self, address: &Address<'_>) -> Option<String> {
        if self.domains.is_empty() {
            return None;
        }
        let mut names = address.parents();
        let name =
            names.find(|name| self.domains.contains(hash(name)) && belongs(address.host(), name));
        name.map(str::to_owned)
    }

    fn page(&self, address: &Address<'_>) -> Option<String> {
        if self.urls.is_empty() || !self.sites.contains(hash(address.site())) {
            return None;
        }
        let page = address.page();
        let mut short = beginnings(&page).take_while(|entry| entry.len() <= self.longest);
        let entry = short.find(|entry| self.urls.contains(hash(entry)));
        entry.map(str::to_owned)
    }

    fn word(&self, address: &Address<'_>) -> Option<String> {
        let mut found = String::new();
        let is_listed = |word: &str| self.words.contains(hash(word));
        (!self.words.is_empty() && word::any(address, &mut found, is_listed)).then_some(found)
    }
}

/// True when the owner of `name`, which ends `host`, has `host` too. Below a public suffix every
/// name has an owner of its own.
fn belongs(host: &str, name: &str) -> bool {
    host == name
        || host.strip_prefix("www.") == Some(name)
        || psl::domain_str(host).is_some_and(|registrable| registrable.len() <= name.len())
}
