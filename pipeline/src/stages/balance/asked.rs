//! What a mix is asked to be.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tamis_mix::{Ask, Mix, Part, QualityWeights, SizeWeights, Supply, plan};

use super::super::traits::Traits;
use crate::error::{Error, Result};

/// What a mix is asked to be.
pub struct Balance {
    /// What is asked; the weights of sources are not in it yet.
    pub(super) ask: Ask,
    pub(super) rehydrate: Rehydrate,
    pub(super) quality: Option<Quality>,
    /// Share of the documents that are held out for validation.
    pub(super) validation: f64,
    pub(super) seed: u64,
}

/// How often documents are given for the size of their cluster.
pub(super) enum Rehydrate {
    /// The same in all languages.
    Sizes(SizeWeights),
    /// As the filters of each language have it, at most so often.
    Rates(u32),
}

/// How often documents are given for a signal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Quality {
    pub(super) signal: String,
    /// Its place in `SIGNALS`.
    pub(super) place: usize,
    pub(super) weights: QualityWeights,
}

impl Balance {
    /// The mix of what there is.
    ///
    /// # Errors
    /// When a line of a fixed mix asks for what others ask for.
    pub(crate) fn mix(
        &self,
        supply: &BTreeMap<Part, Supply>,
        sources: &BTreeMap<&str, &Traits>,
    ) -> Result<Mix> {
        let mut ask = self.ask.clone();
        ask.sources = sources
            .iter()
            .map(|(source, traits)| ((*source).to_owned(), traits.weight))
            .collect();
        plan(supply, &ask).map_err(|error| Error::run(error.to_string()))
    }
}
