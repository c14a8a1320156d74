//! The table of domains, and which of them a URL belongs to.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;

use url::Url;

use super::report::{Kind, Problem};
use crate::manifest::{DomainSize, Manifest, Tree};
use crate::merkle::{DomainLeaf, Hash, Root, domain_hash};
use crate::table::{Table, integers, natural, texts};

/// What of a domain is in the shards, in one language.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) documents: u64,
    pub(super) tokens: u64,
    /// Counted only where texts are read.
    pub(super) bytes: u64,
}

/// What is held, by number of a domain.
pub(super) type Sizes = HashMap<u32, Held, foldhash::fast::RandomState>;

/// The table in memory.
#[derive(Default)]
pub(super) struct Domains {
    /// Number of a domain, in the order of the table.
    numbers: HashMap<Box<str>, u32, foldhash::quality::RandomState>,
    /// Language, then number of a domain.
    held: BTreeMap<String, Sizes>,
    sums: HashMap<Box<str>, DomainSize>,
    pub(super) rows: u64,
    pub(super) read: u64,
    pub(super) tree: Tree,
    pub(super) problems: Vec<String>,
}

/// The number of no domain.
pub(super) const NONE: u32 = u32::MAX;

const COLUMNS: [&str; 8] = [
    "domain",
    "language",
    "documents_read",
    "bytes_read",
    "tokens_read",
    "documents",
    "bytes",
    "tokens",
];

impl Domains {
    /// Reads the table. `top` are the domains whose sums are kept.
    pub(super) fn read(file: File, top: &[DomainSize]) -> Result<Self, String> {
        let mut domains = Self {
            sums: top
                .iter()
                .map(|top| (top.domain.as_str().into(), DomainSize::default()))
                .collect(),
            ..Self::default()
        };
        let mut tree = Growing::default();
        for batch in Table::open(file)?.read(&COLUMNS)? {
            let batch = batch.map_err(|error| crate::table::wrong(&error))?;
            let (names, languages) = (texts(&batch, "domain")?, texts(&batch, "language")?);
            let mut numbers = Vec::with_capacity(6);
            for column in &COLUMNS[2..] {
                numbers.push(integers(&batch, column)?);
            }
            for row in 0..batch.num_rows() {
                let mut values = [0; 6];
                for ((value, numbers), column) in values.iter_mut().zip(&numbers).zip(&COLUMNS[2..])
                {
                    *value = natural(numbers.value(row), column)?;
                }
                domains.row(names.value(row), languages.value(row), values, &mut tree);
            }
        }
        tree.end();
        domains.read = tree.read;
        domains.tree = Tree {
            leaves: tree.root.leaves(),
            rows: tree.rows,
            root: tree.root.hex(),
        };
        Ok(domains)
    }

    fn row(&mut self, name: &str, language: &str, values: [u64; 6], tree: &mut Growing) {
        self.rows += 1;
        let hash = domain_hash(name);
        let new = tree.rows_read == 0 || tree.hash != hash;
        let sorted =
            tree.rows_read == 0 || (&tree.hash, tree.language.as_str()) < (&hash, language);
        if !sorted {
            self.problems.push(format!(
                "row {} is not sorted by SHA-256 of the domain, then language",
                tree.rows_read
            ));
        }
        tree.rows_read += 1;
        language.clone_into(&mut tree.language);
        if new {
            tree.end();
            tree.hash = hash;
            name.clone_into(&mut tree.name);
            let next = u32::try_from(self.numbers.len()).unwrap_or(NONE);
            self.numbers.entry(name.into()).or_insert(next);
        }
        let [
            documents_read,
            bytes_read,
            tokens_read,
            documents,
            bytes,
            tokens,
        ] = values;
        tree.documents += documents;
        tree.documents_read += documents_read;
        if let Some(sum) = self.sums.get_mut(name) {
            sum.documents_read += documents_read;
            sum.bytes_read += bytes_read;
            sum.tokens_read += tokens_read;
            sum.documents += documents;
            sum.bytes += bytes;
            sum.tokens += tokens;
        }
        let number = self.numbers.get(name).copied().unwrap_or(NONE);
        if documents > 0 {
            let held = Held {
                documents,
                tokens,
                bytes,
            };
            let of = self.held.entry(language.to_owned()).or_default();
            of.insert(number, held);
        }
    }

    /// The number of the domain that a URL's host is, or is below: its longest ending that is in the
    /// table. Without a public suffix list this is the domain that the run took, as long as the table
    /// is complete.
    pub(super) fn of(&self, url: &str) -> u32 {
        if let Some(host) = simple_host(url) {
            return self.ending(host);
        }
        let host = Url::parse(url)
            .ok()
            .and_then(|url| Some(url.host_str()?.trim_end_matches('.').to_owned()));
        self.ending(&host.unwrap_or_default())
    }

    fn ending(&self, host: &str) -> u32 {
        let mut rest = host;
        loop {
            if let Some(number) = self.numbers.get(rest) {
                return *number;
            }
            match rest.split_once('.') {
                Some((_, shorter)) => rest = shorter,
                None => return NONE,
            }
        }
    }

    /// Compares the documents of a language with its rows in the table.
    pub(super) fn compare(&self, language: &str, found: &Sizes, texts: bool) -> Vec<String> {
        let empty = Sizes::default();
        let listed = self.held.get(language).unwrap_or(&empty);
        let mut wrong: Vec<u32> = Vec::new();
        let get = |of: &Sizes, number: u32| {
            let mut held = of.get(&number).copied().unwrap_or_default();
            if !texts {
                held.bytes = 0;
            }
            held
        };
        for number in found.keys().chain(listed.keys()) {
            if get(listed, *number) != get(found, *number) {
                wrong.push(*number);
            }
        }
        wrong.sort_unstable();
        wrong.dedup();
        if wrong.is_empty() {
            return Vec::new();
        }
        // A search through the whole table, but only for names in messages.
        let names: HashMap<u32, &str> = self
            .numbers
            .iter()
            .filter(|(_, number)| wrong.binary_search(number).is_ok())
            .map(|(name, number)| (*number, &**name))
            .collect();
        let tell = |number: &u32| {
            let name = names.get(number).copied();
            let (listed, found) = (get(listed, *number), get(found, *number));
            let what = name.map_or_else(
                || "hosts that are in no row".to_owned(),
                |name| format!("`{name}`"),
            );
            let bytes = |held: Held| {
                if texts {
                    format!(", {} bytes", held.bytes)
                } else {
                    String::new()
                }
            };
            format!(
                "{language}: of {what} the table has {} documents, {} tokens{}; the shards have {}, {}{}",
                listed.documents,
                listed.tokens,
                bytes(listed),
                found.documents,
                found.tokens,
                bytes(found),
            )
        };
        wrong.iter().map(tell).collect()
    }

    /// Languages that the table has documents of.
    pub(super) fn languages(&self) -> impl Iterator<Item = &str> {
        self.held.keys().map(String::as_str)
    }

    /// Compares the table with what the manifest says about it.
    pub(super) fn against(&self, manifest: &Manifest) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut differs = |what: &str, stated: u64, found: u64| {
            if stated != found {
                let what =
                    format!("{what}: the manifest says {stated}, the table of domains {found}");
                let problem = Problem::of(crate::manifest::FILE, Kind::Domains, what);
                problems.push(problem.due_to(super::DOMAINS));
            }
        };
        let (domains, tree) = (&manifest.domains, &manifest.trees.domains);
        differs("domains.read", domains.read, self.read);
        differs("domains.kept", domains.kept, self.tree.leaves);
        differs("trees.domains.leaves", tree.leaves, self.tree.leaves);
        differs("trees.domains.rows", tree.rows, self.tree.rows);
        for top in &domains.top {
            let found = self
                .sums
                .get(top.domain.as_str())
                .cloned()
                .unwrap_or_default();
            let name = &top.domain;
            for (what, stated, found) in [
                ("documents_read", top.documents_read, found.documents_read),
                ("bytes_read", top.bytes_read, found.bytes_read),
                ("tokens_read", top.tokens_read, found.tokens_read),
                ("documents", top.documents, found.documents),
                ("bytes", top.bytes, found.bytes),
                ("tokens", top.tokens, found.tokens),
            ] {
                differs(&format!("domains.top, {what} of `{name}`"), stated, found);
            }
        }
        if tree.root != self.tree.root {
            let what = format!(
                "trees.domains.root: the manifest says {}, the table of domains gives {}",
                tree.root, self.tree.root
            );
            let problem = Problem::of(crate::manifest::FILE, Kind::Root, what);
            problems.push(problem.due_to(super::DOMAINS));
        }
        problems
    }
}

#[derive(Default)]
struct Growing {
    root: Root,
    hash: Hash,
    name: String,
    language: String,
    documents: u64,
    documents_read: u64,
    rows_read: u64,
    rows: u64,
    read: u64,
}

impl Growing {
    /// The domain has no further row.
    fn end(&mut self) {
        // Documents without a host are of no domain.
        self.read += u64::from(self.documents_read > 0 && !self.name.is_empty());
        if self.documents > 0 {
            self.root
                .push(DomainLeaf::new(&self.name, self.documents).hash());
            self.rows += self.documents;
        }
        (self.documents, self.documents_read) = (0, 0);
    }
}

/// What a byte of a plain host is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Byte {
    Label,
    Hyphen,
    Dot,
    End,
    Other,
}

/// All bytes.
const BYTES: [Byte; 256] = {
    let mut bytes = [Byte::Other; 256];
    let mut byte = 0;
    while byte < 256 {
        bytes[byte] = match byte as u8 {
            b'a'..=b'z' | b'0'..=b'9' => Byte::Label,
            b'-' => Byte::Hyphen,
            b'.' => Byte::Dot,
            b'/' | b'?' | b'#' => Byte::End,
            _ => Byte::Other,
        };
        byte += 1;
    }
    bytes
};

/// The host of a URL that needs no rules to read: lower-case letters, digits, hyphens and dots, and a
/// last label that is no number (which would be an address).
fn simple_host(url: &str) -> Option<&str> {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))?;
    // Empty labels are rare and go the long way; so do two hyphens, since Punycode has them and may be
    // invalid, and then the URL is none.
    let (mut last, mut label, mut end) = (Byte::Dot, 0, rest.len());
    for (at, byte) in rest.bytes().enumerate() {
        let byte = BYTES[usize::from(byte)];
        match byte {
            Byte::Label => {}
            Byte::End => {
                end = at;
                break;
            }
            Byte::Dot if last != Byte::Dot => label = at + 1,
            Byte::Hyphen if last != Byte::Hyphen => {}
            _ => return None,
        }
        last = byte;
    }
    let named = rest[label..end].starts_with(|c: char| c.is_ascii_lowercase());
    named.then(|| &rest[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_way_gives_what_the_long_one_gives() {
        for url in [
            "https://www.a.example/x?y#z",
            "http://a.example",
            "https://a.example?x",
            "http://localhost/",
            "http://a-b.example/ü",
            "http://A.example/",
            "http://a.example:80/",
            "http://user@a.example/",
            "http://192.0.2.7/",
            "http://1.2.3/",
            "http://0x7f/",
            "http://a.0x7f/",
            "http://xn--a/",
            "http://a.example./",
            "https://český.example/",
            "ftp://a.example/",
            "urn:x",
            "",
        ] {
            let long = Url::parse(url)
                .ok()
                .and_then(|url| Some(url.host_str()?.to_owned()));
            if let Some(host) = simple_host(url) {
                assert_eq!(Some(host), long.as_deref(), "{url}");
            }
        }
        assert_eq!(
            simple_host("https://www.a.example/x"),
            Some("www.a.example")
        );
        assert_eq!(simple_host("http://A.example/"), None);
    }
}
