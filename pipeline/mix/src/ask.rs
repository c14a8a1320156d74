//! What a mix is asked to be.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::weight::MOST;
use crate::{Datamix, Error};

/// How the horizon is shared out over languages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// As much of each language as there is of it.
    Proportional,
    /// Shares proportional to (available tokens)^exponent (Conneau et al. 2020, *XLM-R*, section 3.1, where
    /// the exponent is α).
    Temperature {
        /// 0 to 1: 1 is proportional, 0 gives equal shares.
        exponent: f64,
    },
    /// Equal shares, but of no language more than `max_repeats` times what there is; what the smallest
    /// leave goes to the others in equal shares (Chung et al. 2023, *UniMax*, arXiv 2304.09151).
    #[serde(rename = "unimax")]
    UniMax,
    /// Fractions of a file.
    Fixed(Datamix),
}

/// The exponent if none is given: OpenEuroLLM's flag mix behaves like 0.7.
pub const EXPONENT: f64 = 0.7;

/// How often data is repeated if nothing is said: up to 4 times costs little (Muennighoff et al. 2023,
/// arXiv 2305.16264).
pub const MAX_REPEATS: f64 = 4.0;

impl Default for Method {
    fn default() -> Self {
        Self::Temperature { exponent: EXPONENT }
    }
}

/// Bounds of one language that go before those for all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Bounds {
    /// At least so many tokens; 0 for no floor.
    pub floor: Option<u64>,
    /// At most so many tokens; 0 leaves the language out.
    pub cap: Option<u64>,
    /// At most so many times.
    pub max_repeats: Option<f64>,
}

/// A mix that is asked for. The default is a temperature of 0.7 over as many tokens as there are, with no
/// bound but four repeats.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Ask {
    /// How the horizon is shared out.
    pub method: Method,
    /// The horizon: tokens of the whole mix, repeats counted. Without one, as many as there are.
    pub tokens: Option<u64>,
    /// At most this times the weighted tokens of a part are given, 1 to 1,000. It bounds what all documents
    /// are multiplied by: with weights, one that is wanted 3 times as often is given up to 3 times
    /// `max_repeats` times.
    pub max_repeats: f64,
    /// At least so many tokens of every language.
    pub floor: Option<u64>,
    /// At most so many tokens of every language.
    pub cap: Option<u64>,
    /// Languages with bounds of their own.
    pub languages: BTreeMap<String, Bounds>,
    /// Sources of which more (above 1) or less is taken than of others of the same language; 0 leaves one
    /// out. It moves tokens between the sources of a language, and none between languages.
    pub sources: BTreeMap<String, f64>,
    /// What languages are short of is given to the others, as the method shares it. If not, the mix is
    /// smaller than its horizon by that.
    pub redistribute: bool,
}

impl Default for Ask {
    fn default() -> Self {
        Self {
            method: Method::default(),
            tokens: None,
            max_repeats: MAX_REPEATS,
            floor: None,
            cap: None,
            languages: BTreeMap::new(),
            sources: BTreeMap::new(),
            redistribute: false,
        }
    }
}

impl Ask {
    /// Checks every range.
    ///
    /// # Errors
    /// [`Error::Setting`] names the first setting that is out of its range.
    pub fn validate(&self) -> Result<(), Error> {
        if let Method::Temperature { exponent } = self.method
            && !(0.0..=1.0).contains(&exponent)
        {
            return Err(Error::setting(
                "exponent",
                format!("{exponent} is not between 0 and 1"),
                "1 is proportional, 0 gives equal shares",
            ));
        }
        if self.tokens == Some(0) {
            return Err(Error::setting(
                "tokens",
                "a mix of 0 tokens is empty".into(),
                "leave it out to give as many as there are",
            ));
        }
        repeats("max_repeats", self.max_repeats)?;
        for (language, bounds) in &self.languages {
            if let Some(times) = bounds.max_repeats {
                repeats(&format!("languages.{language}.max_repeats"), times)?;
            }
            self.bounds(language)?;
        }
        self.bounds("")?;
        for (source, weight) in &self.sources {
            if !(0.0..=f64::from(MOST)).contains(weight) {
                return Err(Error::setting(
                    format!("sources.{source}"),
                    format!("the weight {weight} is not between 0 and 1000"),
                    "1 is as much as of other sources, 0 leaves the source out",
                ));
            }
        }
        Ok(())
    }

    /// Floor and cap of a language, in tokens.
    fn bounds(&self, language: &str) -> Result<(), Error> {
        let (floor, cap) = (self.floor_of(language), self.cap_of(language));
        match cap {
            // A cap of 0 leaves the language out, whatever the floor for all.
            Some(cap) if floor > cap && cap > 0 => Err(Error::setting(
                if language.is_empty() {
                    "floor".into()
                } else {
                    format!("languages.{language}.floor")
                },
                format!("the floor of {floor} tokens is above the cap of {cap}"),
                "lower the floor or raise the cap",
            )),
            _ => Ok(()),
        }
    }

    pub(crate) fn floor_of(&self, language: &str) -> u64 {
        let own = self.languages.get(language).and_then(|own| own.floor);
        own.or(self.floor).unwrap_or(0)
    }

    pub(crate) fn cap_of(&self, language: &str) -> Option<u64> {
        let own = self.languages.get(language).and_then(|own| own.cap);
        own.or(self.cap)
    }

    pub(crate) fn repeats_of(&self, language: &str) -> f64 {
        let own = self.languages.get(language).and_then(|own| own.max_repeats);
        own.unwrap_or(self.max_repeats)
    }

    pub(crate) fn source(&self, source: &str) -> f64 {
        self.sources.get(source).copied().unwrap_or(1.0)
    }
}

fn repeats(key: &str, times: f64) -> Result<(), Error> {
    if (1.0..=f64::from(MOST)).contains(&times) {
        return Ok(());
    }
    Err(Error::setting(
        key,
        format!("{times} is not between 1 and 1000"),
        "1 repeats nothing; the default is 4",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_out_of_range_is_refused() {
        let refused = |ask: Ask| ask.validate().unwrap_err().to_string();
        let of = |bounds| BTreeMap::from([("mlt_Latn".to_string(), bounds)]);
        let all = [
            Ask {
                method: Method::Temperature { exponent: 1.5 },
                ..Ask::default()
            },
            Ask {
                tokens: Some(0),
                ..Ask::default()
            },
            Ask {
                max_repeats: f64::NAN,
                ..Ask::default()
            },
            Ask {
                floor: Some(3),
                cap: Some(2),
                ..Ask::default()
            },
            Ask {
                cap: Some(2),
                languages: of(Bounds {
                    floor: Some(3),
                    ..Bounds::default()
                }),
                ..Ask::default()
            },
            Ask {
                languages: of(Bounds {
                    max_repeats: Some(0.5),
                    ..Bounds::default()
                }),
                ..Ask::default()
            },
            Ask {
                sources: BTreeMap::from([("web".into(), -1.0)]),
                ..Ask::default()
            },
        ];
        insta::assert_snapshot!(all.map(refused).join("\n"));
        Ask::default().validate().unwrap();
    }

    #[test]
    fn an_ask_is_written_and_read() {
        let json = r#"{"method":"unimax","tokens":5,"languages":{"mlt_Latn":{"cap":0}}}"#;
        let ask: Ask = serde_json::from_str(json).unwrap();
        assert_eq!((&ask.method, ask.tokens), (&Method::UniMax, Some(5)));
        assert_eq!(
            (ask.cap_of("mlt_Latn"), ask.cap_of("deu_Latn")),
            (Some(0), None)
        );
        let again = serde_json::to_string(&ask).unwrap();
        assert_eq!(serde_json::from_str::<Ask>(&again).unwrap(), ask);
    }
}
