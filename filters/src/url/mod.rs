//! Lists of unwanted URLs, which the user names.
//!
//! The format is that of the lists of Université Toulouse Capitole ("UT1"): one folder a category,
//! with a file `domains` (one host or IP address a line) and a file `urls` (one host and path a
//! line). The file `expressions`, which has regular expressions over whole URLs, is not used: they
//! may match within words. To these come lists of words, one a
//! line, which are a matter of a language: `sex` is Swedish for six.
//!
//! Nothing here reads files. A [`ListBuilder`] takes their bytes, and [`UrlLists::find`] says what
//! speaks against a URL:
//!
//! - A *domain* matches its own host and every host below it, never one that only ends with the
//!   same letters. A public suffix, of ICANN (`co.uk`) or of a company that lets out names under
//!   its own (`blogspot.com`), matches only the host of that name: those below have other owners.
//! - A *URL* matches the page and all below it: an entry ends at the end or before `/` or `?`, and
//!   one with a query at the end or before `&`. The host must be the same but for `www.`; the path
//!   is compared with regard to case, and `%7E` is `~`.
//! - A *word* matches a whole word of host, path or query, in any case; words are parted by all
//!   that is neither letter nor digit.
//!
//! Scheme, user name, port and fragment count nowhere. Names are compared in Punycode. A URL that
//! does not parse, or is not of `http`, `https` or `ftp`, matches nothing.

mod address;
mod line;
mod list;
mod set;
mod word;

use serde::Serialize;

pub use list::{Entries, ListBuilder, Problem, Problems, UrlList};

use address::Address;

/// Rises when the same lists would match other URLs.
pub const VERSION: u16 = 1;

/// The package and version that the public suffix list is of. It has no date of its own.
pub const SUFFIX_LIST: &str = "psl 2.1.247";

/// What of a list matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A host, or one above it.
    Domain,
    /// A host and path.
    Url,
    /// A word.
    Word,
}

/// Why a URL is unwanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hit<'a> {
    /// The name of the list.
    pub list: &'a str,
    /// What matched.
    pub kind: Kind,
    /// The entry, in the form that is compared: a host in lower case and Punycode, a host and path
    /// without `www.`, a word in lower case. It is rebuilt from the URL, since the lists keep only
    /// hashes.
    pub entry: String,
}

/// Lists in the order in which they are asked.
#[derive(Debug, Clone, Default)]
pub struct UrlLists {
    lists: Vec<UrlList>,
}

impl UrlLists {
    /// These lists, in this order.
    pub fn new(lists: Vec<UrlList>) -> Self {
        Self { lists }
    }

    /// The lists.
    pub fn lists(&self) -> &[UrlList] {
        &self.lists
    }

    /// The first list that has an entry for `url`; within it domains come before URLs and words,
    /// the longest domain and the shortest URL first.
    ///
    /// A URL that is on no list is taken for one of a list with `n` entries with a chance of about
    /// `n / 2^64` for each name asked for.
    pub fn find(&self, url: &str) -> Option<Hit<'_>> {
        if self.lists.is_empty() {
            return None;
        }
        let address = Address::parse(url)?;
        self.lists.iter().find_map(|list| list.find(&address))
    }
}
