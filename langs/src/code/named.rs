//! What other people's name for a language stands for.

use std::fmt;

use super::tables::{ALIASES, VARIANTS, is_script, lookup, scripts_of};
use crate::LangCode;

/// What a tag or a model's label stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Named {
    /// A variant, `ces_Latn`.
    ///
    /// Two are groups rather than variants, since their names say no more: `hbs_Latn`, which is
    /// Bosnian, Croatian, Montenegrin or Serbian, and `zho_Hani`, Chinese of either orthography.
    Variant(LangCode),
    /// A language that is written in several scripts, `srp` from `sr`: the text tells which.
    Language(Language),
    /// No language, or none in particular: [`REJECT`](crate::REJECT).
    Reject,
}

impl Named {
    /// The variant, for a text that is mostly in the script `dominant`
    /// ([`dominant_script`](crate::dominant_script)); `None` for [`Named::Reject`], and for a
    /// language that is not written in that script. A variant is given as it is.
    pub fn in_script(&self, dominant: Option<&str>) -> Option<LangCode> {
        match self {
            Self::Variant(code) => Some(*code),
            Self::Language(language) => language.in_script(dominant),
            Self::Reject => None,
        }
    }

    /// A language by the code of other data, with or without a script.
    pub(super) fn new(language: &str, script: Option<&str>) -> Option<Self> {
        if let Some(script) = script {
            return variant(language, script).map(Self::Variant);
        }
        let language = lookup(ALIASES, language).unwrap_or(language);
        let mut scripts = scripts_of(language);
        match (scripts.next(), scripts.next()) {
            (Some(script), None) => variant(language, script).map(Self::Variant),
            _ => Language::new(language).map(Self::Language),
        }
    }
}

/// A language without a script: an ISO 639-3 code of ours, `srp`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language([u8; 3]);

impl Language {
    fn new(code: &str) -> Option<Self> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        bytes
            .iter()
            .all(u8::is_ascii_lowercase)
            .then_some(Self(bytes))
    }

    /// The ISO 639-3 code.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The variant in the script `dominant`, or in the language's usual script where the text has
    /// no letter of a known one. `None` if the language is not written in that script, or if
    /// neither the text nor the tables tell one.
    ///
    /// Of Serbo-Croatian (`hbs`), Cyrillic is `srp_Cyrl` and Latin stays the group `hbs_Latn`. Han
    /// is `zho_Hani`: a script detector does not tell simplified from traditional.
    pub fn in_script(&self, dominant: Option<&str>) -> Option<LangCode> {
        let mut scripts = scripts_of(self.as_str());
        let script = match dominant {
            None => scripts.next()?,
            Some(dominant) if scripts.clone().next().is_none() => dominant,
            Some(dominant) => scripts.find(|script| *script == dominant)?,
        };
        variant(self.as_str(), script)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Our code for a language and a script in the codes of other data, in their standard case.
fn variant(language: &str, script: &str) -> Option<LangCode> {
    if !is_script(script) {
        return None;
    }
    let whole = |language: &str, script: &str| format!("{language}_{script}");
    // Before aliases too: `kur_Arab` is Sorani, while `kur` alone is Kurmanji.
    if let Some(ours) = lookup(VARIANTS, &whole(language, script)) {
        return ours.parse().ok();
    }
    let language = lookup(ALIASES, language).unwrap_or(language);
    let script = lookup(VARIANTS, &whole("", script))
        .and_then(|folded| folded.strip_prefix('_'))
        .unwrap_or(script);
    let code = whole(language, script);
    lookup(VARIANTS, &code).unwrap_or(&code).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(named: &str, dominant: Option<&str>) -> String {
        let named = Named::new(named, None).unwrap();
        assert!(matches!(named, Named::Language(_)), "{named:?}");
        named
            .in_script(dominant)
            .map_or_else(|| "none".to_owned(), |code| code.to_string())
    }

    #[test]
    fn the_text_decides_the_script() {
        for (language, dominant, ours) in [
            ("srp", Some("Cyrl"), "srp_Cyrl"),
            ("srp", Some("Latn"), "srp_Latn"),
            ("srp", None, "srp_Cyrl"),
            ("srp", Some("Grek"), "none"),
            ("hbs", Some("Cyrl"), "srp_Cyrl"),
            ("hbs", Some("Latn"), "hbs_Latn"),
            ("hbs", None, "hbs_Latn"),
            ("uzb", Some("Cyrl"), "uzn_Cyrl"),
            ("aze", Some("Latn"), "azj_Latn"),
            ("cmn", Some("Hani"), "zho_Hani"),
            ("cmn", Some("Jpan"), "none"),
            // Nothing is known of Nyankpa's script.
            ("yes", Some("Latn"), "yes_Latn"),
            ("yes", None, "none"),
        ] {
            assert_eq!(text_of(language, dominant), ours, "{language} {dominant:?}");
        }
    }

    #[test]
    fn whole_codes_become_ours() {
        for (language, script, ours) in [
            ("ekk", "Latn", "est_Latn"),
            ("als", "Latn", "sqi_Latn"),
            ("kur", "Arab", "ckb_Arab"),
            ("kur", "Latn", "kmr_Latn"),
            ("cmn", "Hani", "zho_Hani"),
            ("cmn", "Hans", "zho_Hans"),
            ("hbs", "Cyrl", "srp_Cyrl"),
            ("deu", "Latf", "deu_Latn"),
            ("fas", "Aran", "pes_Arab"),
            ("jpn", "Kana", "jpn_Jpan"),
            ("jpn", "Hanb", "jpn_Jpan"),
        ] {
            let code = variant(language, script).map(String::from);
            assert_eq!(code.as_deref(), Some(ours), "{language}_{script}");
        }
        assert_eq!(variant("ces", "Abcd"), None);
    }
}
