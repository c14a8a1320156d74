//! What a config says of all documents of a source: their licence, their weight in the mix, their tier.

use std::sync::Arc;

use serde_json::{Map, Value, json};
use tamis_filters::rights::License;

use crate::config::Settings;
use crate::error::ConfigError;

/// What a config says of all documents of a source.
#[derive(Debug, Clone, PartialEq)]
pub struct Traits {
    /// SPDX licence expression of documents that have no licence of their own.
    pub license: Option<Arc<str>>,
    /// How much a token of it counts in the mix, beside 1; more than 0, finite.
    pub weight: f64,
    /// Quality tier, 1 to 255, 1 the best; a source without one is worse than any with one.
    pub tier: Option<u8>,
}

impl Default for Traits {
    fn default() -> Self {
        Self {
            license: None,
            weight: 1.0,
            tier: None,
        }
    }
}

impl Traits {
    /// Checks the keys `license`, `weight` and `tier` of a source's table.
    ///
    /// # Errors
    /// A licence that is no SPDX expression, a weight that is not above 0, a tier outside of 1 to 255, at
    /// their place.
    pub(super) fn new(
        settings: &Settings<'_>,
        license: Option<String>,
        weight: Option<f64>,
        tier: Option<i64>,
    ) -> Result<Self, ConfigError> {
        let wrong = |key: &str, message: String, label: &str, help: String| {
            let source = settings.source();
            Err(source.error(settings.span_of(key), message, label, Some(help)))
        };
        if let Some(license) = &license
            && !is_spdx(license)
        {
            let help = match License::of(license) {
                Some(known) => format!("did you mean `{}`?", known.id),
                None => "write an identifier of the SPDX list, such as `CC-BY-4.0` or `CC0-1.0`, several \
                         with AND or OR between, or `LicenseRef-` and a name of your own"
                    .into(),
            };
            let message = format!("`{license}` is not an SPDX licence expression");
            return wrong("license", message, "not an identifier", help);
        }
        if let Some(weight) = weight.filter(|weight| !weight.is_finite() || *weight <= 0.0) {
            let message = format!("weight = {weight} is no weight");
            let help = "give a number above 0; 1 is what a source without the key has";
            return wrong("weight", message, "out of range", help.into());
        }
        let narrow = |tier: i64| u8::try_from(tier).ok().filter(|tier| *tier > 0);
        if let Some(tier) = tier.filter(|tier| narrow(*tier).is_none()) {
            let message = format!("tier = {tier} is no tier");
            let help = "give a whole number from 1, the best, to 255";
            return wrong("tier", message, "out of range", help.into());
        }
        Ok(Self {
            license: license.map(Arc::from),
            weight: weight.unwrap_or(1.0),
            tier: tier.and_then(narrow),
        })
    }

    /// Those that are no part of the source's identity, as far as the config gives them.
    #[must_use]
    pub fn beside_identity(&self) -> Map<String, Value> {
        let mut all = Map::new();
        if self.weight.to_bits() != 1f64.to_bits() {
            all.insert("weight".into(), json!(self.weight));
        }
        if let Some(tier) = self.tier {
            all.insert("tier".into(), json!(tier));
        }
        all
    }
}

/// Whether a text has the form of an SPDX licence expression (SPDX specification 2.3, annex D):
/// identifiers with AND, OR or WITH between, and round brackets. Identifiers are not looked up.
fn is_spdx(text: &str) -> bool {
    let spaced = text.replace('(', " ( ").replace(')', " ) ");
    let mut depth = 0u32;
    let mut wants_id = true;
    for word in spaced.split_whitespace() {
        let operator = matches!(word, "AND" | "OR" | "WITH");
        match word {
            "(" if wants_id => depth += 1,
            ")" if !wants_id && depth > 0 => depth -= 1,
            _ if operator && !wants_id => wants_id = true,
            _ if !operator && wants_id && is_identifier(word) => wants_id = false,
            _ => return false,
        }
    }
    depth == 0 && !wants_id
}

fn is_identifier(word: &str) -> bool {
    let bare = word.strip_suffix('+').unwrap_or(word);
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b':');
    bare.starts_with(|first: char| first.is_ascii_alphanumeric()) && bare.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_have_the_form_of_spdx() {
        for fine in [
            "CC-BY-4.0",
            "GPL-2.0+",
            "MIT OR Apache-2.0",
            "(MIT AND CC0-1.0) OR (Apache-2.0 WITH LLVM-exception)",
            "LicenseRef-own",
            "DocumentRef-a:LicenseRef-b",
        ] {
            assert!(is_spdx(fine), "{fine}");
        }
        for wrong in [
            "",
            "CC BY 4.0",
            "https://creativecommons.org/licenses/by/4.0/",
            "MIT OR",
            "AND MIT",
            "(MIT",
            "MIT)",
            "()",
            "proprietär",
        ] {
            assert!(!is_spdx(wrong), "{wrong}");
        }
    }

    #[test]
    fn only_what_the_config_gives_is_told() {
        assert!(Traits::default().beside_identity().is_empty());
        let given = Traits {
            license: None,
            weight: 2.0,
            tier: Some(3),
        };
        let told = Value::Object(given.beside_identity());
        assert_eq!(told, json!({ "weight": 2.0, "tier": 3 }));
    }
}
