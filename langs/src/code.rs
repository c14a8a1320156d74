//! The name of a language variant, and other people's names for it.

mod labels;
mod named;
mod tables;
mod tag;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Error;

pub use labels::label_names;
pub use named::{Language, Named};
pub use tag::normalise_code;

/// The label of the reject class: no language that is known, or no language at all.
pub const REJECT: &str = "oth";
/// The label of a text without letters.
pub const UNDETERMINED: &str = "und";

/// A language variant: ISO 639-3 language, `_`, ISO 15924 script, as in `ces_Latn`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LangCode([u8; 8]);

impl LangCode {
    /// The whole code, `ces_Latn`.
    pub fn as_str(&self) -> &str {
        self.part(0, 8)
    }

    /// The ISO 639-3 part, `ces`.
    pub fn iso639_3(&self) -> &str {
        self.part(0, 3)
    }

    /// The ISO 15924 part, `Latn`.
    pub fn script(&self) -> &str {
        self.part(4, 8)
    }

    fn part(&self, from: usize, to: usize) -> &str {
        // Always ASCII: `from_str` is the only way in.
        self.0
            .get(from..to)
            .and_then(|bytes| str::from_utf8(bytes).ok())
            .unwrap_or_default()
    }
}

impl FromStr for LangCode {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = || Error::Code {
            code: text.chars().take(40).collect(),
        };
        let bytes: [u8; 8] = text.as_bytes().try_into().map_err(|_| wrong())?;
        let [a, b, c, separator, first, rest @ ..] = bytes;
        let lower = [a, b, c].iter().chain(&rest).all(u8::is_ascii_lowercase);
        if lower && separator == b'_' && first.is_ascii_uppercase() {
            Ok(Self(bytes))
        } else {
            Err(wrong())
        }
    }
}

impl fmt::Display for LangCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for LangCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl AsRef<str> for LangCode {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl TryFrom<String> for LangCode {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<LangCode> for String {
    fn from(code: LangCode) -> Self {
        code.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn parts() {
        let code: LangCode = "mlt_Latn".parse().unwrap();
        assert_eq!(
            (code.iso639_3(), code.script(), code.as_str()),
            ("mlt", "Latn", "mlt_Latn")
        );
        assert_eq!(format!("[{code:>10}] {code:?}"), "[  mlt_Latn] mlt_Latn");
    }

    #[test]
    fn refuses_other_forms() {
        for text in [
            "",
            "mt",
            "mlt",
            "mlt_latn",
            "MLT_Latn",
            "mlt-Latn",
            "mlt_Latn ",
            "mlt_Latnn",
        ] {
            assert!(text.parse::<LangCode>().is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in ".{0,12}") {
            let _ = text.parse::<LangCode>();
        }

        #[test]
        fn round_trips(text in "[a-z]{3}_[A-Z][a-z]{3}") {
            let code: LangCode = text.parse().unwrap();
            prop_assert_eq!(code.to_string(), text);
        }
    }
}
