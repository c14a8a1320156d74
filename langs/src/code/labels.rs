//! The labels of somebody's model, in our codes.

use super::Named;
use super::tables::{WIKIPEDIA, is_language, known_variants, lookup, scripts_of};
use super::tag::{Rest, Tag};
use crate::error::UnknownLabel;
use crate::nearest::{closest, nearest};
use crate::{Error, REJECT, Registry};

/// Labels that mean no language, alone or before a script (`zxx_Latn`, `und_Xsux`).
const NO_LANGUAGE: &[&str] = &[REJECT, "mis", "mul", "und", "zxx"];
/// Such labels that only stand alone; `unk_Latn` is Enawené-Nawé.
const NO_LANGUAGE_ALONE: &[&str] = &["other", "unk", "unknown"];
/// Labels that an error names.
const TOLD: usize = 10;
/// Characters of a label that an error tells.
const LABEL_CHARS: usize = 40;

/// What each of a model's labels stands for, in their order; with or without `__label__`.
///
/// Knows the labels of OpenLID, GlotLID, NLLB and lid.176, and any other set of ISO 639 codes with
/// or without ISO 15924 scripts. Where most labels are two-letter codes and none has a script, they
/// are the codes of Wikipedia editions (lid.176), in which `als` is Alemannic and not Albanian.
/// Several labels may become one: OpenLID's `pes_Arab` and `prs_Arab`. Labels of noise and of no
/// language (`zxx_…`, `und_…`, `oth`) are [`Named::Reject`].
///
/// # Errors
/// [`Error::Labels`] if a label is none of these, or if no label is a language of which a script is
/// known: `pos` and `neg` are languages too, but not in a model of languages.
pub fn label_names<S: AsRef<str>>(labels: &[S]) -> Result<Vec<Named>, Error> {
    let bare = || labels.iter().map(|label| strip(label.as_ref()));
    let wikipedia = is_wikipedia(bare());
    let names: Vec<Option<Named>> = bare().map(|label| name(label, wikipedia)).collect();
    let any_known = labels.is_empty() || names.iter().flatten().any(is_known);
    if any_known && let Some(names) = names.iter().copied().collect() {
        return Ok(names);
    }
    let mut unknown: Vec<&str> = bare()
        .zip(&names)
        .filter(|(_, name)| !any_known || name.is_none())
        .map(|(label, _)| label)
        .collect();
    unknown.sort_unstable();
    unknown.dedup();
    // Those with a profile first, since the first of several equally near is told.
    let profiles = Registry::embedded().iter().map(|p| p.code.to_string());
    let known: Vec<String> = profiles.chain(known_variants()).collect();
    Err(Error::Labels {
        more: unknown.len().saturating_sub(TOLD),
        unknown: unknown
            .into_iter()
            .take(TOLD)
            .map(|label| UnknownLabel {
                // Escaped: control characters of a stranger's file are nothing for a terminal.
                label: label.escape_debug().take(LABEL_CHARS).collect(),
                nearest: near(label, &known),
            })
            .collect(),
    })
}

fn strip(label: &str) -> &str {
    label.strip_prefix("__label__").unwrap_or(label)
}

fn is_wikipedia<'a>(labels: impl Iterator<Item = &'a str>) -> bool {
    let (mut two, mut all) = (0, 0);
    for label in labels {
        // Wikipedia has `zh-yue` and `bat-smg`, but no script.
        if label.split(['_', '-']).any(|part| part.len() == 4) {
            return false;
        }
        two += usize::from(label.len() == 2);
        all += 1;
    }
    two * 2 > all
}

fn name(label: &str, wikipedia: bool) -> Option<Named> {
    let head = label.split(['_', '-']).next().unwrap_or_default();
    if NO_LANGUAGE.contains(&head) || NO_LANGUAGE_ALONE.contains(&label) {
        return Some(Named::Reject);
    }
    if wikipedia && let Some(code) = lookup(WIKIPEDIA, label) {
        return Named::new(code, None);
    }
    Tag::read(label, Rest::Nothing)?.named()
}

fn is_known(name: &Named) -> bool {
    match name {
        Named::Variant(code) => scripts_of(code.iso639_3()).next().is_some(),
        Named::Language(language) => scripts_of(language.as_str()).next().is_some(),
        // A model may have a class for the rest, but not that alone.
        Named::Reject => false,
    }
}

/// The known code that a label most likely meant: by its own letters, by a language's English name,
/// or, for what has the form of a code, the closest there is.
fn near(label: &str, known: &[String]) -> Option<String> {
    // The language is right and what follows it is not: `deu_Latin`.
    let parts = label.split_once(['_', '-']);
    if let Some((language, _)) = parts
        && is_language(language)
        && let Some(Named::Variant(code)) = Named::new(language, None)
    {
        return Some(code.to_string());
    }
    let codes = || known.iter().map(String::as_str);
    if let Some(code) = nearest(label, codes()) {
        return Some(code.to_owned());
    }
    let lower = label.to_lowercase();
    let named = Registry::embedded()
        .iter()
        .find(|profile| profile.name.to_lowercase() == lower);
    if let Some(profile) = named {
        return Some(profile.code.to_string());
    }
    let is_code = parts.is_some_and(|(language, script)| language.len() == 3 && script.len() == 4);
    is_code
        .then(|| closest(label, codes()).map(str::to_owned))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(labels: &[&str]) -> String {
        label_names(labels).unwrap_err().to_string()
    }

    #[test]
    fn als_is_albanian_or_alemannic_by_its_set() {
        let code = |labels: &[&str]| label_names(labels).unwrap()[0].in_script(None).unwrap();
        assert_eq!(code(&["als", "sq", "en", "cs"]).as_str(), "gsw_Latn");
        assert_eq!(code(&["als", "ces", "deu"]).as_str(), "sqi_Latn");
        assert_eq!(code(&["als_Latn", "ces_Latn"]).as_str(), "sqi_Latn");
    }

    #[test]
    fn no_language_is_rejected() {
        let labels = [
            "oth", "other", "unk", "unknown", "und", "zxx_Zxxx", "zxx_Latn", "und_Xsux", "mul",
        ];
        let names = label_names(&[&["__label__ces_Latn"], &labels[..]].concat()).unwrap();
        assert!(names[1..].iter().all(|name| *name == Named::Reject));
        let names = label_names(&["unk_Latn", "ces_Latn"]).unwrap();
        assert_eq!(names[0].in_script(None).unwrap().as_str(), "unk_Latn");
    }

    #[test]
    fn unknown_labels_are_told_with_the_nearest_code() {
        let labels = [
            "__label__ces_Latn",
            "__label__cez_Latn",
            "__label__deu_Latin",
            "__label__English",
            "__label__no_answer",
            "__label__positive",
            "__label__xyz_Abcd",
        ];
        assert_eq!(
            error(&labels),
            "`English` (nearest: `eng_Latn`), `cez_Latn` (nearest: `ces_Latn`), `deu_Latin` \
             (nearest: `deu_Latn`), `no_answer`, `positive` and `xyz_Abcd` (nearest: `hye_Armn`) \
             are each no language code that we know: expected labels such as `ces_Latn` or `cs`"
        );
        assert!(error(&["ces_Latn", "positive"]).starts_with("`positive` is no language code"));
    }

    #[test]
    fn at_most_ten_are_told() {
        let labels: Vec<String> = (10..35).map(|n| format!("topic{n}")).collect();
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        let text = error(&labels);
        assert!(text.contains("`topic19` and 15 more"), "{text}");
        assert!(!text.contains("topic20"), "{text}");
    }

    #[test]
    fn languages_nobody_detects_are_no_set_of_languages() {
        // Sayula Popoluca and Negidal; the reject class alone is none either.
        assert!(error(&["__label__pos", "__label__neg"]).contains("`neg`"));
        assert!(error(&["oth", "zxx"]).contains("`oth`"));
        assert!(label_names(&["pos", "neg", "ces"]).is_ok());
        assert_eq!(label_names::<&str>(&[]).unwrap(), []);
    }
}
