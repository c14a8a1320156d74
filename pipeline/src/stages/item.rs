//! A document on its way through fused stages, with what it still carries of its page.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tamis_dedup::lines::HashedLine;
use tamis_dedup::{Member, Rank, Signed};
use tamis_filters::contamination::NgramSet;

use super::content::{self, Characters, Content, Response};
use super::cut::CutCount;
use crate::document::Document;

/// A document in flight.
#[derive(Default)]
pub struct Item {
    /// The document as far as it is known.
    pub document: Document,
    /// The WARC record, until the source has looked at it.
    pub record: Option<tamis_warc::Record>,
    /// Why the record is not what its digest says, if it was checked and is not.
    pub bad_digest: Option<String>,
    /// The tier of its source, if the config gives one.
    pub tier: Option<u8>,
    /// The licence that its source gives those of its documents that have none of their own.
    pub license: Option<Arc<str>>,
    /// Its id is one that its row had, and not one that was made for it.
    pub kept_id: bool,
    /// The label that its source states, where that is to be trusted.
    pub stated: Option<String>,
    /// What was decided about its rights, where a stage of this task did.
    pub rights: Option<Box<RightsFound>>,
    /// The HTTP response, until it was read.
    pub response: Option<Response>,
    /// What it holds, from its first reading until the text was taken out of it.
    pub content: Option<Content>,
    /// What was wrong with its characters.
    pub characters: Characters,
    /// `og:locale` as the page has it.
    pub og_locale: Option<String>,
    /// What deduplication needs to know of it.
    pub signed: Option<Box<SignedDocument>>,
    /// The cluster that it belongs to.
    pub cluster: Option<Box<Cluster>>,
    /// Scores from elsewhere, each with its place among `JOINED`.
    pub scores: Vec<(u8, f32)>,
    /// Hashes of its lines.
    pub lines: Vec<HashedLine>,
    /// Numbers of the lines that are to be cut, in order.
    pub repeated: Vec<u32>,
    /// What the stage at hand has cut.
    pub cut: Option<CutCount>,
    /// N-grams of benchmarks in its text, each once, in order.
    pub overlaps: Vec<u32>,
    /// N-grams that too many documents have.
    pub too_common: Option<Arc<NgramSet>>,
    /// What it has of benchmarks.
    pub contaminated: Option<Box<Contaminated>>,
}

/// What a stage found about the rights in a document. The evidence itself is in the document.
#[derive(Debug, Default)]
pub struct RightsFound {
    /// Registrable domain.
    pub domain: String,
    /// The language that the page declares, as a profile's code; empty where it declares none that
    /// is known.
    pub declared: String,
    /// The site's `robots.txt` was asked for, whatever came back.
    pub with_robots: bool,
    /// What could not be read, each kind once.
    pub unreadable: Vec<&'static str>,
    /// Why it is dropped: the reason, the rule, and the signal that it is about.
    pub dropped: Option<RightsDrop>,
}

/// Why a policy drops a document.
#[derive(Debug, Clone)]
pub struct RightsDrop {
    /// The reason in the ledger.
    pub reason: &'static str,
    /// The rule of the policy.
    pub rule: String,
    /// The signal.
    pub signal: String,
}

/// What deduplication needs to know of a document.
pub struct SignedDocument {
    /// Its signature and the hash of its words.
    pub signed: Signed,
    /// Only documents of equal groups are compared.
    pub group: u64,
    /// Among duplicates, the best is kept.
    pub rank: Rank,
    /// The hash of its URL, and when it was fetched.
    pub url: Option<(u128, u64)>,
    /// Its set of shingles, where sets are written.
    pub shingles: Vec<u32>,
}

/// What a document has of benchmarks.
#[derive(Debug, Default)]
pub struct Contaminated {
    /// By name.
    pub benchmarks: BTreeMap<String, Overlap>,
}

/// What a document has of one benchmark.
#[derive(Debug, Default)]
pub struct Overlap {
    /// Places of n-grams.
    pub hits: u64,
    /// Numbers of the items that they are of.
    pub items: BTreeSet<u32>,
}

/// The cluster of a document.
pub struct Cluster {
    /// The document's place in it.
    pub member: Member,
    /// The crawls of its documents.
    pub dumps: Vec<String>,
}

impl Item {
    /// What the response holds, decoded and parsed at the first call and only then.
    pub fn content(&mut self) -> Option<&Content> {
        if let Some(response) = self.response.take() {
            let (content, characters) = content::read(response, &self.document.url);
            self.content = Some(content);
            self.characters = characters;
        }
        self.content.as_ref()
    }

    /// The same, taken out.
    pub fn take_content(&mut self) -> Option<Content> {
        self.content();
        self.content.take()
    }
}
