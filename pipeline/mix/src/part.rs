//! The unit of a mix.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Error;

/// One language of one source. Written as `source/language`; the language is what stands after the last
/// slash, and neither side is empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Part {
    /// The source, as the config names it.
    pub source: String,
    /// The language, as profiles are named: `mlt_Latn`.
    pub language: String,
}

impl Part {
    /// A part.
    #[must_use]
    pub fn new(source: impl Into<String>, language: impl Into<String>) -> Self {
        Self {
            source: source.into(),
            language: language.into(),
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.source, self.language)
    }
}

impl FromStr for Part {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text.rsplit_once('/') {
            Some((source, language)) if !source.is_empty() && !language.is_empty() => {
                Ok(Self::new(source, language))
            }
            _ => Err(Error::Part { found: text.into() }),
        }
    }
}

impl TryFrom<String> for Part {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<Part> for String {
    fn from(part: Part) -> Self {
        part.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_written_and_read() {
        let part = Part::new("books/old", "mlt_Latn");
        let json = serde_json::to_string(&part).unwrap();
        assert_eq!(json, "\"books/old/mlt_Latn\"");
        assert_eq!(serde_json::from_str::<Part>(&json).unwrap(), part);
        for wrong in ["mlt_Latn", "/mlt_Latn", "web/", ""] {
            assert!(wrong.parse::<Part>().is_err(), "{wrong}");
        }
    }
}
