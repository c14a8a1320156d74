//! The budget that a mix makes: what `emit` gives of each language, and what the manifest tells.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tamis_manifests::manifest::Mix as Account;
use tamis_mix::{Count, Figures, Mix, Part, SizeWeights, Weight};

use super::asked::Quality;
use crate::dag::Port;
use crate::error::{Error, Result};
use crate::run::Inputs;

/// What `emit` has to know, and what the manifest tells.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Budget {
    /// The plan.
    pub(crate) mix: Mix,
    /// Weights of cluster sizes, by language.
    pub(super) sizes: BTreeMap<String, SizeWeights>,
    pub(super) quality: Option<Quality>,
    /// The bin of the mixing hash from which on documents are held out.
    pub(crate) held: u16,
    /// What is held out of each part.
    pub(super) validation: BTreeMap<Part, HeldOut>,
}

/// What is held out of a part.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HeldOut {
    pub(super) count: Count,
    /// UTF-8 bytes of text, estimated from the mean token.
    pub(super) bytes: u64,
}

impl Budget {
    /// The place in `SIGNALS` of the signal that decides on weights, if one does.
    pub(crate) fn signal(&self) -> Option<usize> {
        self.quality.as_ref().map(|quality| quality.place)
    }

    /// How often a document is wanted that has so large a cluster and that value of the signal.
    pub(crate) fn weight(&self, language: &str, cluster_size: u32, score: f32) -> Weight {
        let sizes = self.sizes.get(language);
        let size = sizes.map_or(Weight::ONE, |sizes| sizes.of(cluster_size));
        match &self.quality {
            Some(quality) => size.and(quality.weights.of(score.into())),
            None => size,
        }
    }

    /// Bytes of text in the shards of a language: those of the mix, and those held out.
    pub(crate) fn bytes(&self, language: &str) -> (u64, u64) {
        let given = self
            .mix
            .languages
            .get(language)
            .map_or(0, |l| l.bytes_given);
        let of = self
            .validation
            .iter()
            .filter(|(part, _)| part.language == language);
        (given, of.map(|(_, held)| held.bytes).sum())
    }

    /// Rows in the shards of a language: those of the mix, and those held out.
    pub(crate) fn rows(&self, language: &str) -> (u64, u64) {
        let given = self.mix.languages.get(language).map_or(0, |l| l.rows_given);
        let of = self
            .validation
            .iter()
            .filter(|(part, _)| part.language == language);
        (given, of.map(|(_, held)| held.count.documents).sum())
    }

    /// The account for the manifest, by language.
    pub(crate) fn account(&self) -> BTreeMap<String, Account> {
        let mut languages: BTreeMap<String, Account> = self
            .mix
            .languages
            .iter()
            .map(|(language, figures)| (language.clone(), account(figures)))
            .collect();
        for (part, given) in &self.mix.parts {
            let Some(language) = languages.get_mut(&part.language) else {
                continue;
            };
            let mut own = account(&given.figures);
            let held = self.validation.get(part).copied().unwrap_or_default();
            for account in [&mut own, &mut *language] {
                hold_out(account, held.count);
            }
            language.sources.insert(part.source.clone(), own);
        }
        for language in languages.values_mut() {
            // What one source gives is what the language gives.
            if language.sources.len() < 2 {
                language.sources.clear();
            }
        }
        languages.retain(|_, account| account.documents_available > 0);
        languages
    }
}

fn account(figures: &Figures) -> Account {
    Account {
        documents_available: figures.documents_available,
        tokens_available: figures.tokens_available,
        tokens_asked: figures.tokens_asked + figures.tokens_moved,
        tokens_given: figures.tokens_given,
        tokens_short: figures.tokens_short,
        documents_given: figures.documents_given,
        rows_given: figures.rows_given,
        repeats: figures.repeats,
        ..Account::default()
    }
}

/// Counts what is held out among what is in the shards.
fn hold_out(account: &mut Account, held: Count) {
    account.documents_available += held.documents;
    account.documents_given += held.documents;
    account.rows_given += held.documents;
    account.tokens_given += held.tokens;
    account.documents_held_out += held.documents;
    account.tokens_held_out += held.tokens;
}

/// The mix that `balance` made.
///
/// # Errors
/// When its file cannot be read.
pub(crate) fn read_budget(inputs: &Inputs) -> Result<Budget> {
    let found = inputs.find(Port::Balanced);
    let Some(file) = found.first() else {
        return Err(Error::run("the stage `balance` has left no mix"));
    };
    let text = std::fs::read(&file.path).map_err(Error::io(&file.path, "read"))?;
    serde_json::from_slice(&text)
        .map_err(|error| Error::run(format!("{}: {error}", file.path.display())))
}
