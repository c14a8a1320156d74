//! What one language variant's profile holds.
//!
//! Every limit is an `Option`: `None` means that the rule is off (`false` in TOML). The numbers
//! and where each comes from stand in `profiles/default.toml`; "share" is a part of 1.

use serde::{Deserialize, Serialize};

use crate::LangCode;

/// The kinds of personal data that [`PiiPolicy::redact`] may name.
pub const PII_KINDS: &[&str] = &["email", "ip", "iban", "credit_card"];

/// The profile of one language variant, as resolved: every inherited value is filled in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The variant, equal to the stem of its file name.
    pub code: LangCode,
    /// The language's English name.
    pub name: String,
    /// Language identification.
    pub identify: Identify,
    /// Word lists and characters.
    pub words: Words,
    /// Limits on quality signals.
    pub quality: Quality,
    /// Limits on repetition signals.
    pub repetition: Repetition,
    /// Personal data.
    pub pii: PiiPolicy,
    /// Hints for balancing the languages.
    pub balance: BalanceHints,
    /// Short texts with the verdict that they must get.
    #[serde(default)]
    pub examples: Vec<Example>,
}

/// When a label of the language identifier is believed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identify {
    /// Least score, 0 to 1, for a document to count as this language.
    pub threshold: f32,
    /// Codes of close variants that deserve a second look.
    pub confusable: Vec<String>,
    /// Whether parts of a document that are clearly in another language are taken out of it.
    pub trim_foreign: bool,
    /// Greatest share of the text that may be in other languages, after trimming.
    #[serde(with = "crate::limit")]
    pub max_foreign_share: Option<f32>,
}

/// Word lists and characters of the language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Frequent function words, lower-cased. Clitics keep their mark: `l-`, `l'`.
    pub stop_words: Vec<String>,
    /// The characters that may end a sentence.
    pub sentence_enders: String,
}

/// Limits of the Gopher and FineWeb quality filters (arXiv 2112.11446 A.1.1, 2406.17557).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quality {
    /// Least number of words that hold a letter or digit.
    #[serde(with = "crate::limit")]
    pub min_words: Option<f32>,
    /// Greatest number of words.
    #[serde(with = "crate::limit")]
    pub max_words: Option<f32>,
    /// Least mean word length, in characters.
    #[serde(with = "crate::limit")]
    pub min_mean_word_length: Option<f32>,
    /// Greatest mean word length, in characters.
    #[serde(with = "crate::limit")]
    pub max_mean_word_length: Option<f32>,
    /// Most `#` per token, and most ellipses per token (words and runs of symbols).
    #[serde(with = "crate::limit")]
    pub max_symbol_ratio: Option<f32>,
    /// Greatest share of lines that start with a bullet.
    #[serde(with = "crate::limit")]
    pub max_bullet_lines: Option<f32>,
    /// Greatest share of lines that end with an ellipsis.
    #[serde(with = "crate::limit")]
    pub max_ellipsis_lines: Option<f32>,
    /// Least share of tokens that hold a letter.
    #[serde(with = "crate::limit")]
    pub min_alpha_words: Option<f32>,
    /// Least number of distinct stop words in the text.
    #[serde(with = "crate::limit")]
    pub min_stop_words: Option<f32>,
    /// Least share of lines that end with one of [`Words::sentence_enders`].
    #[serde(with = "crate::limit")]
    pub min_terminal_lines: Option<f32>,
    /// Greatest share of lines of at most 30 characters.
    #[serde(with = "crate::limit")]
    pub max_short_lines: Option<f32>,
    /// Most line breaks per token.
    #[serde(with = "crate::limit")]
    pub max_newline_ratio: Option<f32>,
    /// Greatest share of characters that are U+FFFD.
    #[serde(with = "crate::limit")]
    pub max_replacement_ratio: Option<f32>,
}

/// Limits of the Gopher repetition filter (arXiv 2112.11446, table A1), all shares.
///
/// `dup_*` counts what was seen before in the text; `top_n` is the share of characters in the most
/// frequent word n-gram, `dup_n` the share in word n-grams that occur more than once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repetition {
    /// Greatest share of lines that are repeats.
    #[serde(with = "crate::limit")]
    pub max_dup_lines: Option<f32>,
    /// Greatest share of characters in repeated lines.
    #[serde(with = "crate::limit")]
    pub max_dup_line_chars: Option<f32>,
    /// Greatest share of paragraphs that are repeats.
    #[serde(with = "crate::limit")]
    pub max_dup_paragraphs: Option<f32>,
    /// Greatest share of characters in repeated paragraphs.
    #[serde(with = "crate::limit")]
    pub max_dup_paragraph_chars: Option<f32>,
    /// Greatest share of characters in the most frequent 2-gram.
    #[serde(with = "crate::limit")]
    pub max_top_2gram: Option<f32>,
    /// Greatest share of characters in the most frequent 3-gram.
    #[serde(with = "crate::limit")]
    pub max_top_3gram: Option<f32>,
    /// Greatest share of characters in the most frequent 4-gram.
    #[serde(with = "crate::limit")]
    pub max_top_4gram: Option<f32>,
    /// Greatest share of characters in repeated 5-grams.
    #[serde(with = "crate::limit")]
    pub max_dup_5gram: Option<f32>,
    /// Greatest share of characters in repeated 6-grams.
    #[serde(with = "crate::limit")]
    pub max_dup_6gram: Option<f32>,
    /// Greatest share of characters in repeated 7-grams.
    #[serde(with = "crate::limit")]
    pub max_dup_7gram: Option<f32>,
    /// Greatest share of characters in repeated 8-grams.
    #[serde(with = "crate::limit")]
    pub max_dup_8gram: Option<f32>,
    /// Greatest share of characters in repeated 9-grams.
    #[serde(with = "crate::limit")]
    pub max_dup_9gram: Option<f32>,
    /// Greatest share of characters in repeated 10-grams.
    #[serde(with = "crate::limit")]
    pub max_dup_10gram: Option<f32>,
}

/// What happens to personal data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PiiPolicy {
    /// The kinds to redact, each one of [`PII_KINDS`].
    pub redact: Vec<String>,
}

/// What balancing may do with the language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BalanceHints {
    /// Most times a document may be repeated; `None` leaves it to the run's config.
    #[serde(with = "crate::limit")]
    pub max_repeats: Option<f32>,
}

/// A text with the verdict that the profile must give it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The text.
    pub text: String,
    /// Whether it must be kept.
    pub keep: bool,
    /// The reason that it must be dropped for, `quality.stop_words`, if that matters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Profile {
    /// The resolved profile as TOML, every value written out (`false` for a rule that is off):
    /// the same text for equal profiles, and itself a valid profile.
    pub fn to_toml(&self) -> String {
        // These types hold nothing that TOML cannot say, so the fallback is never taken.
        toml::to_string(self).unwrap_or_else(|error| format!("# {error}\n{self:?}\n"))
    }
}
