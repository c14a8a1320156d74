//! MinHash signatures, beside the annotated documents, with what deduplication needs to know of each.

use std::cell::RefCell;
use std::collections::BTreeMap;

use clap::ValueEnum;
use serde::Deserialize;
use serde_json::{Value, json};
use tamis_dedup::store::Identity;
use tamis_dedup::{Family, Params, Rank, Scratch, Signer};
use tamis_filters::Verdict;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use super::item::{Item, SignedDocument};
use super::rank::{Measures, Order, digits};
use super::{BuildContext, MapStage, Stage, StageKind, Traits, Work};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port, Slot};
use crate::document::Document;
use crate::error::{Error, Result};

/// The kind.
pub(super) static KIND: StageKind = StageKind {
    name: "signatures",
    about: "MinHash of word shingles",
    section: Section::Stages,
    inputs: &[Slot::one(&[Port::Annotated])],
    output: Some(Port::Signatures),
    edge: Edge::Map,
    side: true,
    build,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    #[serde(default = "bands")]
    bands: u16,
    #[serde(default = "rows")]
    rows: u16,
    #[serde(default = "checks")]
    checks: u16,
    #[serde(default = "shingle")]
    shingle: u16,
    #[serde(default)]
    family: Family,
    #[serde(default)]
    scope: Scope,
    #[serde(default)]
    best: Option<Vec<String>>,
    /// Write the sets of shingles too, for `verify`.
    #[serde(default)]
    shingles: bool,
}

fn bands() -> u16 {
    Params::default().bands
}

fn rows() -> u16 {
    Params::default().rows
}

fn checks() -> u16 {
    Params::default().checks
}

fn shingle() -> u16 {
    Params::default().shingle
}

/// Which documents are compared with each other.
#[derive(Deserialize, ValueEnum, Debug, Clone, Copy, PartialEq, Eq, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Those of one language.
    #[default]
    Language,
    /// All.
    Global,
    /// Those of one language and one `dump`.
    Source,
}

impl Scope {
    /// The name that files and manifests carry.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Language => "language",
            Self::Global => "global",
            Self::Source => "source",
        }
    }

    /// The number of the group that a document is in.
    #[must_use]
    pub fn group(self, language: &str, dump: &str) -> u64 {
        match self {
            Self::Language => xxh3_64(language.as_bytes()),
            Self::Global => 0,
            Self::Source => xxh3_64(format!("{dump}\n{language}").as_bytes()),
        }
    }
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// This thread's working memory for signatures.
fn with_scratch<T>(work: impl FnOnce(&mut Scratch) -> T) -> T {
    SCRATCH.with_borrow_mut(work)
}

struct Signatures {
    signer: Signer,
    scope: Scope,
    best: Order,
    shingles: bool,
}

fn build(settings: &Settings<'_>, context: &BuildContext) -> Result<Box<dyn Stage>> {
    let config: Config = settings.parse()?;
    let params = Params {
        bands: config.bands,
        rows: config.rows,
        checks: config.checks,
        shingle: config.shingle,
        family: config.family,
        seed: context.seed,
    };
    let signer = Signer::new(params).map_err(|error| {
        Error::from(settings.source().error(
            settings.span(),
            error.to_string(),
            "these settings",
            Some("the default is bands = 14, rows = 8, checks = 48, shingle = 5".into()),
        ))
    })?;
    let best = match config.best {
        Some(names) => Order::parse(&names).map_err(|(message, help)| {
            let place = settings.span_of("best");
            Error::from(settings.source().error(place, message, "here", Some(help)))
        })?,
        None => Order::default(),
    };
    Ok(Box::new(Signatures {
        signer,
        scope: config.scope,
        best,
        shingles: config.shingles,
    }))
}

impl Stage for Signatures {
    fn identity(&self) -> Value {
        let identity = self.signatures();
        json!({
            "family": identity.family,
            "bands": identity.params.bands,
            "rows": identity.params.rows,
            "checks": identity.params.checks,
            "shingle": identity.params.shingle,
            "seed": identity.params.seed,
            "normaliser": identity.normaliser,
            "unicode": identity.unicode,
            "scope": identity.scope,
            "best": self.best.names(),
            "shingles": self.shingles,
        })
    }

    fn work(&self) -> Work<'_> {
        Work::Map(self)
    }

    /// The tiers, where they have a part in which duplicate is the best.
    fn of_sources(&self, sources: &BTreeMap<&str, &Traits>) -> Value {
        let tiers = sources.iter();
        let tiers = tiers.filter_map(|(name, traits)| Some(((*name).to_string(), traits.tier?)));
        let tiers: BTreeMap<String, u8> = tiers.collect();
        match self.best.asks_tier() && !tiers.is_empty() {
            true => json!({ "tiers": tiers }),
            false => Value::Null,
        }
    }
}

impl Signatures {
    fn signatures(&self) -> Identity {
        Identity::new(self.signer.params(), self.scope.name())
    }
}

impl MapStage for Signatures {
    fn apply(&self, item: &mut Item) -> Verdict {
        let document = &item.document;
        let (signed, shingles) = with_scratch(|scratch| {
            let signed = self.signer.sign(&document.text, scratch);
            let wanted = self.shingles && signed.is_some();
            let set = wanted.then(|| self.signer.shingle_set(&document.text, scratch));
            (signed, set.unwrap_or_default())
        });
        item.signed = signed.map(|signed| {
            Box::new(SignedDocument {
                signed,
                group: self.scope.group(&document.language, &document.dump),
                rank: Rank {
                    goodness: self.best.goodness(&measures(document, item.tier)),
                    id: document.id_number(),
                },
                url: (!document.url.is_empty())
                    .then(|| (xxh3_128(document.url.as_bytes()), digits(&document.date))),
                shingles,
            })
        });
        Verdict::Keep
    }

    fn signatures(&self) -> Option<Identity> {
        Some(self.signatures())
    }

    fn shingles(&self) -> bool {
        self.shingles
    }
}

fn measures(document: &Document, tier: Option<u8>) -> Measures<'_> {
    Measures {
        tier,
        quality: document.signals.as_ref().map(super::rank::quality),
        length: document.text.chars().count() as u64,
        date: &document.date,
        signals: document.signals.as_ref(),
    }
}
