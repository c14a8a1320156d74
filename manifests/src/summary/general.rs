//! The document itself, and section 1: general information.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::provider::{Answer, Representative};

/// The summary as a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Its version.
    pub version: Answer<String>,
    /// When it was last changed, `YYYY-MM-DD`.
    pub updated: Answer<String>,
    /// Where the authoritative copy is.
    pub url: Answer<String>,
    /// Where all versions are.
    pub versions_url: Answer<String>,
    /// What changed since the last version, in the provider's words.
    pub changes: Answer<String>,
    /// What was taken down from the dataset since its first version, from the manifest.
    pub revisions: Vec<Revision>,
}

/// Documents taken down at one request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Revision {
    /// When, `YYYY-MM-DD`.
    pub date: String,
    /// Documents that went.
    pub documents: u64,
    /// Why.
    pub reason: String,
    /// SHA-256 of the manifest before.
    pub manifest_sha256: String,
}

/// Section 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct General {
    /// Section 1.1.
    pub provider: ProviderPart,
    /// Section 1.2.
    pub model: ModelPart,
    /// Section 1.3.
    pub data: Data,
}

/// Section 1.1: the provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProviderPart {
    /// Its name.
    pub name: Answer<String>,
    /// How to reach it.
    pub contact: Answer<String>,
    /// Postal address.
    pub address: Answer<String>,
    /// The country of its seat.
    pub country: Answer<String>,
    /// Whether it is a small or medium-sized enterprise.
    pub sme: Answer<bool>,
    /// Its representative in the Union; null where it named none.
    #[schemars(with = "Option<serde_json::Value>")]
    pub representative: Option<Representative>,
}

/// Section 1.2: the models.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ModelPart {
    /// Names with versions.
    pub names: Answer<Vec<String>>,
    /// Models that they are made from.
    pub dependencies: Answer<String>,
    /// When they were placed on the market of the Union, `YYYY-MM-DD`.
    pub placed_on_market: Answer<String>,
}

/// Section 1.3: what the data is as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Data {
    /// The text of this dataset.
    pub text: TextSize,
    /// Types of content of it.
    pub content: Answer<Vec<String>>,
    /// Images, audio, video.
    pub other_modalities: Answer<String>,
    /// The month of the latest document, `YYYY-MM`; null where no document has a date.
    pub latest_acquisition: Option<String>,
    /// Whether training goes on with newer data.
    pub continues: Answer<bool>,
    /// Official languages of the Union, by code.
    pub eu_languages: Vec<LanguageLine>,
    /// Names of those that it has no document in.
    pub eu_languages_absent: Vec<String>,
    /// Other languages, by code.
    pub other_languages: Vec<LanguageLine>,
    /// Anything else.
    pub characteristics: Answer<String>,
}

/// How much text there is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TextSize {
    /// The template's range.
    pub range: TextRange,
    /// Tokens in the shards, repeats counted.
    pub tokens: u64,
    /// How they were counted.
    pub tokenizer: String,
    /// The number is within a factor of two of a bound of the range: another way to count could give
    /// the other range.
    pub near_bound: bool,
    /// Different documents.
    pub documents: u64,
    /// Rows, repeats counted.
    pub rows: u64,
    /// UTF-8 bytes of text, repeats counted; null where a shard does not say.
    pub bytes: Option<u64>,
}

/// The template's ranges for text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum TextRange {
    /// Fewer than 10⁹ tokens.
    #[serde(rename = "less than 1 billion tokens")]
    Small,
    /// From 10⁹ to 10¹³ tokens.
    #[serde(rename = "1 billion to 10 trillion tokens")]
    Medium,
    /// More than 10¹³ tokens.
    #[serde(rename = "more than 10 trillion tokens")]
    Large,
}

/// Bounds of the ranges, tokens.
const BOUNDS: [u64; 2] = [1_000_000_000, 10_000_000_000_000];

impl TextRange {
    /// The range of a number of tokens.
    #[must_use]
    pub fn of(tokens: u64) -> Self {
        match tokens {
            n if n < BOUNDS[0] => Self::Small,
            n if n <= BOUNDS[1] => Self::Medium,
            _ => Self::Large,
        }
    }

    /// Its words in the template.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Small => "less than 1 billion tokens",
            Self::Medium => "1 billion to 10 trillion tokens",
            Self::Large => "more than 10 trillion tokens",
        }
    }
}

/// Whether a number is within a factor of two of a bound.
pub(super) fn near_bound(tokens: u64) -> bool {
    BOUNDS
        .iter()
        .any(|bound| (bound / 2..=bound * 2).contains(&tokens))
}

/// One language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LanguageLine {
    /// `mlt_Latn`.
    pub code: String,
    /// Its name in English.
    pub name: String,
    /// Different documents.
    pub documents: u64,
    /// Tokens, repeats counted.
    pub tokens: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_at_their_bounds() {
        assert_eq!(TextRange::of(0), TextRange::Small);
        assert_eq!(TextRange::of(999_999_999), TextRange::Small);
        assert_eq!(TextRange::of(1_000_000_000), TextRange::Medium);
        assert_eq!(TextRange::of(10_000_000_000_000), TextRange::Medium);
        assert_eq!(TextRange::of(10_000_000_000_001), TextRange::Large);
        for range in [TextRange::Small, TextRange::Medium, TextRange::Large] {
            assert_eq!(serde_json::to_value(range).unwrap(), range.words());
        }
        assert!(near_bound(600_000_000) && !near_bound(400_000_000) && !near_bound(0));
    }
}
