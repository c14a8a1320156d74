//! Tokens of a text.
//!
//! [`TokenCounter`] counts them with any Hugging Face `tokenizer.json`. [`Estimate`] needs no
//! tokenizer: it divides the bytes of a text by what a token of a named reference tokenizer has on
//! average in the text's language, and says how far off that is. [`Tokens`] is one or the other.
//!
//! ```
//! use tamis_tokens::Tokens;
//!
//! let tokens = Tokens::new(None)?;
//! let text = "It-tabib qal li 3 minn kull 10 morda fiequ kompletament.";
//! assert!(tokens.count(text, "mlt_Latn") > tokens.count(text, "eng_Latn"));
//! assert!(tokens.describe().starts_with("estimate"));
//! # Ok::<(), tamis_tokens::Error>(())
//! ```
#![forbid(unsafe_code)]

mod counter;
mod digest;
mod error;
mod estimate;
mod format;
mod words;

use std::path::Path;

use serde_json::Value;

pub use counter::{PROBES, TokenCounter};
pub use error::{Error, Result};
pub use estimate::{About, Basis, Estimate, Rate, Spread};

/// How the tokens of a text are told.
#[derive(Debug)]
pub enum Tokens {
    /// With a tokenizer.
    Counter(Box<TokenCounter>),
    /// From bytes, by language.
    Estimate(&'static Estimate),
}

impl Tokens {
    /// With the tokenizer.json at `path`, or by the [embedded](Estimate::embedded) estimate.
    ///
    /// # Errors
    /// As [`TokenCounter::from_file`].
    pub fn new(path: Option<&Path>) -> Result<Self> {
        Ok(match path {
            Some(path) => Self::Counter(Box::new(TokenCounter::from_file(path)?)),
            None => Self::Estimate(Estimate::embedded()),
        })
    }

    /// Tokens of a text in a language, `ces_Latn`. A tokenizer takes no notice of the language.
    #[must_use]
    pub fn count(&self, text: &str, language: &str) -> u32 {
        match self {
            Self::Counter(counter) => counter.count(text),
            Self::Estimate(estimate) => {
                let tokens = estimate.tokens(language, text.len() as u64);
                u32::try_from(tokens).unwrap_or(u32::MAX)
            }
        }
    }

    /// What a count depends on: equal values, equal counts.
    #[must_use]
    pub fn identity(&self) -> Value {
        match self {
            Self::Counter(counter) => counter.identity(),
            Self::Estimate(estimate) => estimate.identity(),
        }
    }

    /// Name, version and SHA-256 of what a count depends on.
    #[must_use]
    pub fn resource(&self) -> (String, Option<String>, String) {
        match self {
            Self::Counter(counter) => (counter.name().into(), None, counter.digest().into()),
            Self::Estimate(estimate) => {
                let about = &estimate.about;
                let name = format!("estimate by {}", about.reference);
                (name, Some(about.date.clone()), estimate.digest())
            }
        }
    }

    /// One sentence for manifests, cards and documents.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Self::Counter(counter) => counter.describe(),
            Self::Estimate(estimate) => estimate.describe(),
        }
    }
}
