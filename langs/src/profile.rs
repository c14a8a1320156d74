//! What one language variant's profile holds.
//!
//! Every limit is an `Option`: `None` means that the rule is off (`false` in TOML). The numbers
//! and where each comes from stand in `profiles/default.toml`; "share" is a part of 1.

use serde::{Deserialize, Serialize};

use crate::{LangCode, Limits};

/// What a profile may do with personal data of one kind, by the names in TOML.
pub const PII_ACTIONS: &[&str] = &["annotate", "tag", "surrogate", "drop-document"];

/// What happens to personal data of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PiiAction {
    /// The value stays; its span is recorded.
    Annotate,
    /// A placeholder such as `<EMAIL>` stands in its place.
    Tag,
    /// A value of the same shape that is nobody's stands in its place.
    Surrogate,
    /// The document is removed.
    DropDocument,
}

impl PiiAction {
    /// The action's name in profiles.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Annotate => "annotate",
            Self::Tag => "tag",
            Self::Surrogate => "surrogate",
            Self::DropDocument => "drop-document",
        }
    }
}

/// The profile of one language variant, as resolved: every inherited value is filled in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// The variant, equal to the stem of its file name.
    pub code: LangCode,
    /// The language's English name.
    pub name: String,
    /// Language identification.
    pub identify: Identify,
    /// Word lists and characters.
    pub words: Words,
    /// Bounds on signals: the sections `quality` and `repetition`.
    #[serde(flatten)]
    pub limits: Limits,
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
    /// The language's letters, lower-cased, without separators; empty where none are named.
    pub alphabet: String,
    /// The characters that may end a sentence.
    pub sentence_enders: String,
}

/// What happens to personal data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PiiPolicy {
    /// E-mail addresses.
    pub email: PiiAction,
    /// Telephone numbers.
    pub phone: PiiAction,
    /// IP addresses.
    pub ip: PiiAction,
    /// Bank accounts.
    pub iban: PiiAction,
    /// Payment cards.
    pub credit_card: PiiAction,
    /// Wallets of cryptocurrencies.
    pub crypto: PiiAction,
    /// Numbers that states give to persons.
    pub national_id: PiiAction,
    /// Keys, tokens and passwords.
    pub secret: PiiAction,
    /// Most of the text, a share of its characters, that may be personal data of any kind.
    #[serde(with = "crate::limit")]
    pub max_share: Option<f32>,
    /// Whether e-mail addresses that are spelt out, `anna (at) firma (dot) cz`, are looked for.
    pub spelled_out: bool,
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
    /// The reason that it must be dropped for, `quality.min_stop_words`, if that matters.
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
