//! Tokens of a text where no tokenizer was named: its bytes, divided by what its language needs.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::digest::sha256;

/// Written by `examples/bytes_per_token.rs`.
const TABLE: &str = include_str!("bytes_per_token.toml");

static EMBEDDED: LazyLock<Estimate> = LazyLock::new(|| Estimate::parse(TABLE).unwrap_or_default());

/// Estimates tokens from UTF-8 bytes, by language.
///
/// A text of `b` bytes in a language of which a token of the reference tokenizer has `r` bytes on
/// average counts `b / r`, rounded up. A language that was not measured gets the mean of the
/// measured ones of its script, one of another script the mean of all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Estimate {
    /// Where the numbers come from.
    pub about: About,
    /// By language, `ces_Latn`.
    pub languages: BTreeMap<String, Rate>,
    /// By script, `Latn`: the mean of tokens a byte over its languages, turned round.
    pub scripts: BTreeMap<String, f64>,
}

/// Where the numbers of an [`Estimate`] come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// The tokenizer that counted.
    pub reference: String,
    /// Its tokens, and SHA-256 of its tokenizer.json.
    pub vocabulary: u64,
    /// See `vocabulary`.
    pub sha256: String,
    /// The texts and their licences.
    pub source: String,
    /// The day, `2026-11-28`.
    pub date: String,
    /// Bytes a token where neither language nor script is known.
    pub other: f64,
    /// Means of the languages' errors: on the web where that was measured, else held out.
    pub error: Spread,
}

/// What was measured on a language.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// UTF-8 bytes a token, over all texts that were measured on.
    pub bytes_per_token: f64,
    /// How many documents that was.
    pub documents: u32,
    /// The error on documents of the same sources that were held out.
    pub held_out: Spread,
    /// The error on texts of the web, of which none was measured on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub web: Option<Spread>,
}

/// How far estimates are off: estimated tokens / counted tokens - 1, of documents of about 2,000 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Spread {
    /// Of all documents together, with its sign.
    pub sum: f64,
    /// Half of the documents are off by this or less, to either side.
    pub median: f64,
    /// Nine in ten are.
    pub p90: f64,
    /// Documents.
    pub documents: u32,
}

/// How a language got its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Measured on the language itself.
    Language,
    /// The mean of its script.
    Script,
    /// The mean of all languages.
    Other,
}

impl Estimate {
    /// The numbers that came with this crate.
    #[must_use]
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// Numbers in the form of `bytes_per_token.toml`.
    ///
    /// # Errors
    /// What is no such file.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// Bytes a token of a language, `ces_Latn`, and how it got them.
    #[must_use]
    pub fn bytes_per_token(&self, language: &str) -> (f64, Basis) {
        if let Some(rate) = self.languages.get(language) {
            return (rate.bytes_per_token, Basis::Language);
        }
        let script = language.rsplit_once('_').map(|(_, script)| script);
        match script.and_then(|script| self.scripts.get(script)) {
            Some(rate) => (*rate, Basis::Script),
            None => (self.about.other, Basis::Other),
        }
    }

    /// Estimated tokens of so many UTF-8 bytes, rounded up.
    #[must_use]
    pub fn tokens(&self, language: &str, bytes: u64) -> u64 {
        // In thousandths and whole numbers, so that no machine rounds otherwise.
        let thousandths = (self.bytes_per_token(language).0 * 1e3).round() as u64;
        bytes.saturating_mul(1000).div_ceil(thousandths.max(1))
    }

    /// What an estimate depends on: the table.
    #[must_use]
    pub fn identity(&self) -> Value {
        json!({ "kind": "estimate", "reference": self.about.reference, "sha256": self.digest() })
    }

    /// SHA-256 of the numbers as JSON, lower-case hexadecimal.
    #[must_use]
    pub fn digest(&self) -> String {
        sha256(&serde_json::to_vec(self).unwrap_or_default())
    }

    /// One sentence for manifests, cards and documents.
    #[must_use]
    pub fn describe(&self) -> String {
        let About {
            reference, error, ..
        } = &self.about;
        format!(
            "estimate: UTF-8 bytes / bytes per token of {reference}, by language, rounded up \
             (half of all web texts of 2 kB are within {:.1} % of its count, nine in ten within {:.1} %)",
            error.median * 100.0,
            error.p90 * 100.0
        )
    }
}
