//! MinHash signatures, beside the annotated documents.

use serde::Deserialize;
use serde_json::{Value, json};
use tamis_dedup::store::Identity;
use tamis_dedup::{Params, Signer};
use tamis_filters::Verdict;

use super::item::with_dedup_scratch;
use super::{BuildContext, Item, MapStage, Stage, StageKind, Work};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port, Slot};
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
    #[serde(default = "shingle")]
    shingle: u16,
}

fn bands() -> u16 {
    Params::default().bands
}

fn rows() -> u16 {
    Params::default().rows
}

fn shingle() -> u16 {
    Params::default().shingle
}

struct Signatures {
    signer: Signer,
}

fn build(settings: &Settings<'_>, context: &BuildContext) -> Result<Box<dyn Stage>> {
    let Config {
        bands,
        rows,
        shingle,
    } = settings.parse()?;
    let params = Params {
        bands,
        rows,
        shingle,
        seed: context.seed,
    };
    let signer = Signer::new(params).map_err(|error| {
        Error::from(settings.source().error(
            settings.span(),
            error.to_string(),
            "these settings",
            Some("the default is bands = 14, rows = 8, shingle = 5".into()),
        ))
    })?;
    Ok(Box::new(Signatures { signer }))
}

impl Stage for Signatures {
    fn identity(&self) -> Value {
        let identity = Identity::new(self.signer.params());
        json!({
            "family": identity.family,
            "bands": identity.params.bands,
            "rows": identity.params.rows,
            "shingle": identity.params.shingle,
            "seed": identity.params.seed,
            "normaliser": identity.normaliser,
            "unicode": identity.unicode,
        })
    }

    fn work(&self) -> Work<'_> {
        Work::Map(self)
    }
}

impl MapStage for Signatures {
    fn apply(&self, item: &mut Item) -> Verdict {
        item.signature =
            with_dedup_scratch(|scratch| self.signer.sign(&item.document.text, scratch));
        Verdict::Keep
    }

    fn signatures(&self) -> Option<&Params> {
        Some(self.signer.params())
    }
}
