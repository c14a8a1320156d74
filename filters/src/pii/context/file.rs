//! One file of context words.

use serde::Deserialize;

use super::cue::Cue;

/// The words of one language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::pii) struct File {
    /// ISO 639-3; `mul` for words that hold in all languages.
    pub(in crate::pii) language: String,
    /// Languages whose words count as well.
    #[serde(default)]
    pub(in crate::pii) like: Vec<String>,
    /// ISO 3166 codes of the countries whose national telephone numbers are expected, likeliest first.
    #[serde(default)]
    pub(in crate::pii) phone_regions: Vec<String>,
    /// How `@` is spelt out.
    #[serde(default)]
    pub(in crate::pii) at: Vec<String>,
    /// How a full stop is spelt out.
    #[serde(default)]
    pub(in crate::pii) dot: Vec<String>,
    #[serde(default)]
    phone: Vec<String>,
    #[serde(default)]
    account: Vec<String>,
    #[serde(default)]
    card: Vec<String>,
    #[serde(default)]
    ip: Vec<String>,
    #[serde(default)]
    identity: Vec<String>,
    #[serde(default)]
    not: Not,
}

/// Words that make a number something other than personal data.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Not {
    order: Vec<String>,
    parcel: Vec<String>,
    invoice: Vec<String>,
    book: Vec<String>,
    company: Vec<String>,
    version: Vec<String>,
    law: Vec<String>,
    statistics: Vec<String>,
    product: Vec<String>,
    amount: Vec<String>,
}

impl File {
    /// Reads one file; `name` stands in the error.
    pub(in crate::pii) fn parse(name: &str, text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| format!("{name}: {error}"))
    }

    /// All words with what they say.
    pub(in crate::pii) fn words(&self) -> impl Iterator<Item = (&str, Cue)> {
        let not = &self.not;
        let lists = [
            (&self.phone, Cue::Phone),
            (&self.account, Cue::Account),
            (&self.card, Cue::Card),
            (&self.ip, Cue::Ip),
            (&self.identity, Cue::Identity),
            (&not.version, Cue::Version),
            (&not.order, Cue::Other),
            (&not.parcel, Cue::Other),
            (&not.invoice, Cue::Other),
            (&not.book, Cue::Other),
            (&not.company, Cue::Other),
            (&not.law, Cue::Other),
            (&not.statistics, Cue::Other),
            (&not.product, Cue::Other),
            (&not.amount, Cue::Other),
        ];
        lists
            .into_iter()
            .flat_map(|(words, cue)| words.iter().map(move |word| (word.as_str(), cue)))
    }
}
