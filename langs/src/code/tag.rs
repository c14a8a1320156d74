//! Language tags as web pages and locales write them: `et-EE`, `sr_RS@latin`, `zh-Hant-HK`.

use super::tables::{ALIASES, REGIONS, TAGS, TWO_LETTERS, is_language, is_script, lookup};
use super::{LangCode, Named};

/// Primary subtags that may be followed by an extended language, as in `zh-yue`. After any other,
/// three letters are a mistaken region: `eng-USA` is not Usarufa. Source: IANA language subtag
/// registry.
const EXTENDED: &[&str] = &["ar", "kok", "lv", "ms", "sgn", "sw", "uz", "zh"];
/// Script codes that name no script, which a tag is read without.
const NO_SCRIPT: &[&str] = &["Zinh", "Zmth", "Zsye", "Zsym", "Zxxx", "Zyyy", "Zzzz"];

impl Named {
    /// What a language tag stands for, or `None` if it is none or names no language (`und`, `mul`,
    /// `zxx`, `english`). Never [`Named::Reject`].
    ///
    /// Reads BCP 47 tags (`html@lang`, with deprecated and grandfathered ones such as `iw` and
    /// `i-lux`), POSIX locales and `og:locale` (`sr_RS`, `sr_RS.UTF-8@latin`), bare ISO 639-1, -2/B
    /// and -3 codes, and our codes and those of other models, with or without `__label__`
    /// (`ekk_Latn`). The case of letters does not matter.
    ///
    /// A language of one script is completed by it; one of several stays a language, unless the
    /// region tells which (`zh-TW`). Source of the tables: `data/codes/README.md`.
    ///
    /// ```
    /// use tamis_langs::Named;
    /// let code = |tag, script| Named::of(tag)?.in_script(script).map(String::from);
    /// assert_eq!(code("et-EE", None).as_deref(), Some("est_Latn"));
    /// assert_eq!(code("sr_RS", Some("Latn")).as_deref(), Some("srp_Latn"));
    /// assert_eq!(Named::of("deutsch"), None);
    /// ```
    pub fn of(tag: &str) -> Option<Self> {
        let tag = tag.trim();
        let tag = tag.strip_prefix("__label__").unwrap_or(tag);
        Tag::read(tag, Rest::Any)?.named()
    }
}

/// The variant that another name stands for, or `None` if it is no name that we can complete.
///
/// As [`Named::of`], for callers that have no text to tell a script by: a language that is written
/// in several (`sr`, `zh`) gives `None`.
pub fn normalise_code(name: &str) -> Option<LangCode> {
    match Named::of(name)? {
        Named::Variant(code) => Some(code),
        Named::Language(_) | Named::Reject => None,
    }
}

/// What may follow the language, its script and its region.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rest {
    /// Variants, extensions and private use, as in `de-1996-x-web`.
    Any,
    /// Nothing: `no_answer` is not Norwegian.
    Nothing,
}

/// A tag in parts, in lower case but for the script.
pub(super) enum Tag {
    /// A tag of the table, by what it stands for.
    Whole(&'static str),
    /// Anything else.
    Parts {
        language: String,
        script: Option<String>,
        region: Option<String>,
    },
}

impl Tag {
    pub(super) fn read(tag: &str, rest: Rest) -> Option<Self> {
        let tag = tag.to_ascii_lowercase().replace('_', "-");
        let (tag, modifier) = tag.split_once('@').unwrap_or((&tag, ""));
        // The encoding of a POSIX locale.
        let tag = tag.split('.').next()?;
        if let Some(whole) = lookup(TAGS, tag) {
            return Some(Self::Whole(whole));
        }
        let mut subtags = tag.split('-').peekable();
        let first = subtags.next()?;
        let mut language = match first.len() {
            2 => lookup(TWO_LETTERS, first)?,
            3 if is_language(first) || lookup(ALIASES, first).is_some() || first == "sgn" => first,
            _ => return None,
        };
        if EXTENDED.contains(&first)
            && let Some(extended) = subtags.next_if(|subtag| is_language(subtag))
        {
            language = extended;
        }
        let mut script = match modifier {
            "latin" => Some("Latn".to_owned()),
            "cyrillic" => Some("Cyrl".to_owned()),
            _ => None,
        };
        let (mut no_script, mut region) = (false, None);
        for subtag in subtags {
            let letters = subtag.bytes().all(|b| b.is_ascii_alphabetic());
            match subtag.len() {
                // What follows a singleton is another tag's: `de-t-ru-cyrl`.
                1 if rest == Rest::Any => break,
                4 if letters && script.is_none() && !no_script => {
                    let name = title(subtag);
                    no_script = NO_SCRIPT.contains(&name.as_str());
                    if !no_script {
                        script = Some(is_script(&name).then_some(name)?);
                    }
                }
                2 if letters && region.is_none() => region = Some(subtag.to_owned()),
                3 if region.is_none() && subtag.bytes().all(|b| b.is_ascii_digit()) => {
                    region = Some(subtag.to_owned());
                }
                _ if rest == Rest::Any => {}
                _ => return None,
            }
        }
        // `sgn` alone is all the sign languages.
        is_language(language)
            .then_some(language)
            .or_else(|| lookup(ALIASES, language))
            .map(|language| Self::Parts {
                language: language.to_owned(),
                script,
                region,
            })
    }

    pub(super) fn named(&self) -> Option<Named> {
        match self {
            Self::Whole(ours) => match ours.split_once('_') {
                Some((language, script)) => Named::new(language, Some(script)),
                None => Named::new(ours, None),
            },
            Self::Parts {
                language,
                script: None,
                region: Some(region),
            } => {
                let told = |language: &str| lookup(REGIONS, &format!("{language}-{region}"));
                let told = told(language).or_else(|| told(lookup(ALIASES, language)?));
                match told {
                    Some(ours) => ours.parse().ok().map(Named::Variant),
                    None => Named::new(language, None),
                }
            }
            Self::Parts {
                language, script, ..
            } => Named::new(language, script.as_deref()),
        }
    }
}

fn title(script: &str) -> String {
    let mut script = script.to_owned();
    if let Some(first) = script.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    script
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `ces_Latn` for a variant, `srp` for a language, `none`.
    fn text(tag: &str) -> String {
        match Named::of(tag) {
            Some(Named::Variant(code)) => code.to_string(),
            Some(Named::Language(language)) => language.to_string(),
            Some(Named::Reject) => "reject".to_owned(),
            None => "none".to_owned(),
        }
    }

    #[test]
    fn tags_of_the_web() {
        for (tag, ours) in [
            ("et-EE", "est_Latn"),
            ("sr-Latn-RS", "srp_Latn"),
            ("sr_RS", "srp"),
            ("sr", "srp"),
            ("SR_cyrl", "srp_Cyrl"),
            ("sr_RS@latin", "srp_Latn"),
            ("sr_RS.UTF-8@latin", "srp_Latn"),
            ("zh", "zho"),
            ("zh-TW", "zho_Hant"),
            ("zh-HK", "zho_Hant"),
            ("zh-MO", "zho_Hant"),
            ("zh-CN", "zho_Hans"),
            ("zh-SG", "zho_Hans"),
            ("cmn-TW", "zho_Hant"),
            ("zh-Hant-CN", "zho_Hant"),
            ("zh-cmn-Hans", "zho_Hans"),
            ("zh-cmn-Hans-CN", "zho_Hans"),
            ("zh-yue", "yue_Hant"),
            ("zh-min-nan", "nan"),
            ("no-NO", "nob_Latn"),
            ("no", "nob_Latn"),
            ("nn-NO", "nno_Latn"),
            ("no-bok", "nob_Latn"),
            ("no-nyn", "nno_Latn"),
            ("sh", "hbs"),
            ("sh-BA", "hbs"),
            ("sh-Cyrl", "srp_Cyrl"),
            ("sh-Latn", "hbs_Latn"),
            ("cnr", "cnr"),
            ("cnr-Latn", "cnr_Latn"),
            ("hr_HR", "hrv_Latn"),
            ("bs", "bos_Latn"),
            ("en-US", "eng_Latn"),
            ("eng-USA", "eng_Latn"),
            ("en-419", "eng_Latn"),
            ("pt_BR", "por_Latn"),
            ("i-lux", "ltz_Latn"),
            ("ger", "deu_Latn"),
            ("per", "pes_Arab"),
            ("iw", "heb_Hebr"),
            ("in", "ind_Latn"),
            ("ji", "ydd_Hebr"),
            ("mo", "ron_Latn"),
            ("als", "sqi_Latn"),
            ("sq-AL", "sqi_Latn"),
            ("lv-ltg", "ltg_Latn"),
            ("bat-smg", "sgs_Latn"),
            ("de-1996-x-Cyrl", "deu_Latn"),
            ("ru-t-de-latn", "rus_Cyrl"),
            ("ca-valencia", "cat_Latn"),
            ("ku-IQ", "ckb_Arab"),
            ("ku-Arab", "ckb_Arab"),
            ("pa-PK", "pnb_Arab"),
            ("uz", "uzn"),
            ("az-Cyrl-AZ", "azj_Cyrl"),
            ("en-Zyyy", "eng_Latn"),
            (" el ", "ell_Grek"),
        ] {
            assert_eq!(text(tag), ours, "{tag}");
        }
    }

    #[test]
    fn what_is_no_tag() {
        for tag in [
            "",
            "x",
            "und",
            "mul",
            "zxx",
            "oth",
            "sgn",
            "deutsch",
            "klingon",
            "english",
            "xx",
            "xyz",
            "xyz_Latn",
            "ces_Abcd",
            "x-klingon",
            "de,en",
            "русский",
            "-",
            "_Latn",
        ] {
            assert_eq!(text(tag), "none", "{tag}");
        }
    }

    #[test]
    fn codes_without_a_text() {
        for (name, ours) in [
            ("ekk_Latn", Some("est_Latn")),
            ("__label__lvs_Latn", Some("lav_Latn")),
            ("nor_Latn", Some("nob_Latn")),
            ("kat", Some("kat_Geor")),
            ("mlt_Latn", Some("mlt_Latn")),
            ("zho_Hans", Some("zho_Hans")),
            ("sr", None),
            ("zh", None),
        ] {
            let code = normalise_code(name).map(String::from);
            assert_eq!(code.as_deref(), ours, "{name}");
        }
    }

    #[test]
    fn every_profile_is_found_by_its_code_and_stays_itself() {
        for profile in crate::Registry::embedded().iter() {
            let code = profile.code;
            assert_eq!(normalise_code(code.as_str()), Some(code));
            let found = Named::of(code.iso639_3()).and_then(|n| n.in_script(Some(code.script())));
            assert_eq!(found, Some(code));
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in ".{0,12}", tag in "[a-zA-Z_@.é-]{0,16}") {
            let _ = normalise_code(&text);
            let _ = normalise_code(&tag);
        }
    }
}
