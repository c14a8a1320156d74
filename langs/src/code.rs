//! The name of a language variant, and other people's names for it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Error, Registry};

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

/// Individual ISO 639-3 codes that other data use for one of ours, which is the macrolanguage code
/// the EU's own lists use; and the macrolanguage `nor`, which on the web means Bokmål.
/// Source: ISO 639-3 macrolanguage mappings (est: ekk, vro; lav: lvs, ltg; sqi: als, aae, aat, aln;
/// nor: nob, nno).
const ALIASES: &[(&str, &str)] = &[
    ("ekk", "est"),
    ("lvs", "lav"),
    ("als", "sqi"),
    ("nor", "nob"),
];

/// ISO 639-1 codes, as `html@lang` uses them, of the languages that profiles may exist for.
const TWO_LETTERS: &[(&str, &str)] = &[
    ("be", "bel"),
    ("bg", "bul"),
    ("br", "bre"),
    ("bs", "bos"),
    ("ca", "cat"),
    ("cs", "ces"),
    ("cy", "cym"),
    ("da", "dan"),
    ("de", "deu"),
    ("el", "ell"),
    ("en", "eng"),
    ("es", "spa"),
    ("et", "est"),
    ("eu", "eus"),
    ("fi", "fin"),
    ("fo", "fao"),
    ("fr", "fra"),
    ("fy", "fry"),
    ("ga", "gle"),
    ("gd", "gla"),
    ("gl", "glg"),
    ("hr", "hrv"),
    ("hu", "hun"),
    ("hy", "hye"),
    ("is", "isl"),
    ("it", "ita"),
    ("ka", "kat"),
    ("lb", "ltz"),
    ("lt", "lit"),
    ("lv", "lav"),
    ("mk", "mkd"),
    ("mt", "mlt"),
    ("nb", "nob"),
    ("nl", "nld"),
    ("nn", "nno"),
    ("no", "nob"),
    ("oc", "oci"),
    ("pl", "pol"),
    ("pt", "por"),
    ("ro", "ron"),
    ("ru", "rus"),
    ("se", "sme"),
    ("sk", "slk"),
    ("sl", "slv"),
    ("sq", "sqi"),
    ("sr", "srp"),
    ("sv", "swe"),
    ("tr", "tur"),
    ("uk", "ukr"),
];

/// The variant that another name stands for, or `None` if it is no name that we can complete.
///
/// Accepts a fastText label (`__label__ekk_Latn`), `ekk_Latn`, and a bare ISO 639-3 or 639-1 code
/// or BCP 47 tag (`et`, `et-EE`, `sr-Latn`). Aliases become ours (est/ekk, lav/lvs, sqi/als,
/// nor/nob). A bare code is completed with its script when exactly one embedded profile has that
/// language, so `sr` alone gives `None`. A full code needs no profile.
pub fn normalise_code(name: &str) -> Option<LangCode> {
    let name = name.trim();
    let name = name.strip_prefix("__label__").unwrap_or(name);
    let mut subtags = name.split(['_', '-']);
    let language = subtags.next()?.to_ascii_lowercase();
    let language = lookup(TWO_LETTERS, &language).unwrap_or(&language);
    let language = lookup(ALIASES, language).unwrap_or(language);
    let script = subtags.find(|tag| tag.len() == 4 && tag.bytes().all(|b| b.is_ascii_alphabetic()));
    if let Some(script) = script {
        let (first, rest) = script.split_at_checked(1)?;
        let script = first.to_ascii_uppercase() + &rest.to_ascii_lowercase();
        return format!("{language}_{script}").parse().ok();
    }
    let mut known = Registry::embedded()
        .iter()
        .filter(|p| p.code.iso639_3() == language);
    let found = known.next()?.code;
    known.next().is_none().then_some(found)
}

fn lookup(table: &[(&'static str, &'static str)], key: &str) -> Option<&'static str> {
    table
        .iter()
        .find(|(from, _)| *from == key)
        .map(|(_, to)| *to)
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

    #[test]
    fn aliases_become_ours() {
        for (name, ours) in [
            ("ekk_Latn", "est_Latn"),
            ("__label__lvs_Latn", "lav_Latn"),
            ("als_Latn", "sqi_Latn"),
            ("nor_Latn", "nob_Latn"),
            ("et", "est_Latn"),
            ("et-EE", "est_Latn"),
            ("no", "nob_Latn"),
            ("nn-NO", "nno_Latn"),
            ("sr-Latn", "srp_Latn"),
            ("sr-Cyrl-RS", "srp_Cyrl"),
            ("SR_cyrl", "srp_Cyrl"),
            ("kat", "kat_Geor"),
            ("mlt_Latn", "mlt_Latn"),
            ("zho_Hans", "zho_Hans"),
        ] {
            assert_eq!(
                normalise_code(name).map(String::from).as_deref(),
                Some(ours),
                "{name}"
            );
        }
        for name in ["sr", "", "x", "und", "oth", "zh", "klingon"] {
            assert_eq!(normalise_code(name), None, "{name}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in ".{0,12}") {
            let _ = text.parse::<LangCode>();
            let _ = normalise_code(&text);
        }

        #[test]
        fn round_trips(text in "[a-z]{3}_[A-Z][a-z]{3}") {
            let code: LangCode = text.parse().unwrap();
            prop_assert_eq!(code.to_string(), text);
        }
    }
}
