//! What a page's address and declarations say about its language.
//!
//! They are weak: templates keep the language that they came with, and people write in many
//! languages under every domain. So they only add to the evidence within a close group, and never
//! more than [`Strength::most`], which plain words of another language outweigh.

use serde::Deserialize;

use crate::Named;

/// What pages of any language declare that nobody changed.
const DEFAULT: &str = "eng_Latn";
const TLDS: &str = include_str!("../../data/tlds.tsv");

/// What is known of a text's origin. All of it is optional.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hints<'a> {
    /// The page's URL, of which only the top-level domain is looked at.
    pub url: Option<&'a str>,
    /// `html@lang`.
    pub html_lang: Option<&'a str>,
    /// The value of `og:locale`.
    pub og_locale: Option<&'a str>,
}

/// How much each hint counts, as logarithms of odds. Learned by `scripts/langs/lid/hints.py`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Strength {
    /// A declaration, `html@lang` or `og:locale`; both together count once.
    pub(super) declared: f32,
    /// The top-level domain.
    pub(super) tld: f32,
    /// All together at most.
    pub(super) most: f32,
}

/// What hints add to the evidence for each label.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Prior(Vec<(String, f32)>);

impl Prior {
    /// The prior of a text in the script `script`.
    pub(super) fn new(hints: &Hints<'_>, script: Option<&str>, strength: &Strength) -> Self {
        let mut prior = Self::default();
        let declared = [hints.html_lang, hints.og_locale];
        let mut declared: Vec<String> = declared
            .into_iter()
            .flatten()
            .filter_map(|tag| Named::of(tag)?.in_script(script))
            .map(String::from)
            .collect();
        declared.dedup();
        // What templates declare by default says nothing, and none of it was counted.
        declared.retain(|label| label != DEFAULT);
        // Two that contradict each other: the site says nothing.
        if let [label] = &declared[..] {
            prior.add(label, strength.declared, strength.most);
        }
        let tld = hints.url.and_then(tld).map(str::to_ascii_lowercase);
        for label in tld.as_deref().map(of_tld).unwrap_or_default() {
            prior.add(label, strength.tld, strength.most);
        }
        prior
    }

    fn add(&mut self, label: &str, strength: f32, most: f32) {
        match self.0.iter_mut().find(|(known, _)| known == label) {
            Some((_, sum)) => *sum = (*sum + strength).min(most),
            None => self.0.push((label.to_owned(), strength.min(most))),
        }
    }

    /// What it adds to a label.
    pub(super) fn of(&self, label: &str) -> f32 {
        let found = self.0.iter().find(|(known, _)| known == label);
        found.map_or(0.0, |(_, sum)| *sum)
    }
}

/// The labels that a top-level domain speaks for.
fn of_tld(tld: &str) -> Vec<&'static str> {
    TLDS.lines()
        .filter_map(|line| line.split_once('\t'))
        .find(|(name, _)| *name == tld)
        .map(|(_, labels)| labels.split(' ').collect())
        .unwrap_or_default()
}

/// The last label of a URL's host, in its case; `None` for addresses and for what is no URL.
pub fn tld(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', '?', '#', '\\']).next()?;
    let host = host.rsplit('@').next()?;
    let host = host.split(':').next()?.trim_end_matches('.');
    let (_, tld) = host.rsplit_once('.')?;
    tld.bytes()
        .all(|byte| byte.is_ascii_alphabetic())
        .then_some(tld)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STRENGTH: Strength = Strength {
        declared: 2.0,
        tld: 1.5,
        most: 3.0,
    };

    fn prior(url: &str, html_lang: Option<&str>, og_locale: Option<&str>) -> Prior {
        let hints = Hints {
            url: Some(url),
            html_lang,
            og_locale,
        };
        Prior::new(&hints, Some("Latn"), &STRENGTH)
    }

    #[test]
    fn hosts() {
        for (url, expected) in [
            ("https://www.primjer.hr/a?b", Some("hr")),
            ("http://u:p@Primer.RS:8080/", Some("RS")),
            ("https://primjer.ba.", Some("ba")),
            ("https://127.0.0.1/", None),
            ("https://[::1]/", None),
            ("https://localhost/", None),
            ("primjer.hr", None),
            ("", None),
        ] {
            assert_eq!(tld(url), expected, "{url}");
        }
    }

    #[test]
    fn hints_add_up_to_a_bound() {
        let both = prior("https://x.rs/", Some("sr"), Some("sr_RS"));
        assert_eq!(both.of("srp_Latn"), 3.0);
        assert_eq!(both.of("hrv_Latn"), 0.0);
        assert_eq!(prior("https://x.rs/", None, None).of("srp_Latn"), 1.5);
        assert_eq!(
            prior("https://x.com/", Some("bs-BA"), None).of("bos_Latn"),
            2.0
        );
        // Declarations that disagree say nothing.
        let split = prior("https://x.com/", Some("hr"), Some("sr_RS"));
        assert_eq!(split, Prior::default());
        // A domain may speak for several.
        let bosnia = prior("https://x.ba/", None, None);
        assert_eq!((bosnia.of("bos_Latn"), bosnia.of("hrv_Latn")), (1.5, 1.5));
    }

    #[test]
    fn what_is_no_hint_adds_nothing() {
        for tag in ["", "x-default", "deutsch", "??", "und", "en-US"] {
            assert_eq!(
                prior("about:blank", Some(tag), None),
                Prior::default(),
                "{tag}"
            );
        }
        let none = Prior::new(&Hints::default(), None, &STRENGTH);
        assert_eq!(none, Prior::default());
    }

    #[test]
    fn the_table_of_domains_holds_labels() {
        for line in TLDS.lines().filter(|line| !line.starts_with('#')) {
            let (tld, labels) = line.split_once('\t').unwrap();
            assert!(tld.bytes().all(|byte| byte.is_ascii_lowercase()), "{line}");
            for label in labels.split(' ') {
                assert!(label.parse::<crate::LangCode>().is_ok(), "{line}");
            }
        }
    }
}
