//! Runs the examples that profiles carry.

use std::sync::Arc;

use rayon::prelude::*;
use tamis_filters::rules::broken;
use tamis_filters::signals::{Context, measure};
use tamis_filters::{Removal, Scratch};
use tamis_langs::{Example, LIMITS, Profile, Registry};

use crate::error::ConfigError;

/// What a check of profiles found.
#[derive(Debug, Default)]
pub struct Checked {
    /// Profiles seen.
    pub profiles: usize,
    /// Examples seen.
    pub examples: usize,
    /// Examples with another verdict than they must get, each with its place, by profile.
    pub problems: Vec<ConfigError>,
    /// Bounds that profiles set without saying where the number came from: file, line and key.
    pub unsourced: Vec<String>,
    /// Profiles that keep nothing: without a stop word, while some are asked for.
    pub wordless: Vec<String>,
}

/// Measures every example of every profile and compares the verdict with the one that it must get.
#[must_use]
pub fn check_profiles(registry: &Registry) -> Checked {
    let profiles: Vec<&Profile> = registry.iter().collect();
    let found: Vec<Checked> = profiles
        .par_iter()
        .map_init(Scratch::default, |scratch, profile| {
            check(registry, profile, scratch)
        })
        .collect();
    let mut all = Checked::default();
    for one in found {
        all.profiles += one.profiles;
        all.examples += one.examples;
        all.problems.extend(one.problems);
        all.unsourced.extend(one.unsourced);
        all.wordless.extend(one.wordless);
    }
    // Many profiles inherit one line.
    all.unsourced.sort_unstable();
    all.unsourced.dedup();
    all
}

fn check(registry: &Registry, profile: &Profile, scratch: &mut Scratch) -> Checked {
    let mut checked = Checked {
        profiles: 1,
        ..Checked::default()
    };
    let places = registry.example_places(profile.code);
    for (number, example) in profile.examples.iter().enumerate() {
        checked.examples += 1;
        let Err(wrong) = one(profile, example, scratch) else {
            continue;
        };
        let (path, text, span) = match places.get(number) {
            Some(place) => (place.file.clone(), place.text.clone(), place.span.clone()),
            None => (registry.source(profile.code).to_owned(), "".into(), 0..0),
        };
        // The first line is enough to know which text it is.
        let first = text.get(span.clone()).and_then(|text| {
            let opened = text.len() - text.trim_start_matches(['"', '\n', '\r']).len();
            Some(
                opened
                    + text
                        .get(opened..)?
                        .find('\n')
                        .unwrap_or(text.len() - opened),
            )
        });
        let end = span.end.min(span.start + first.unwrap_or_default());
        let (text, end) = shortened(&text, span.start, end);
        checked.problems.push(ConfigError {
            path,
            text,
            span: span.start..end,
            message: format!(
                "{}, example {}: {}",
                profile.code,
                number + 1,
                wrong.message
            ),
            label: wrong.label,
            help: Some(wrong.help),
        });
    }
    let asked = profile.limits.get("quality.min_stop_words");
    if profile.words.stop_words.is_empty() && asked.is_some_and(|least| least > 0.0) {
        checked.wordless.push(profile.code.to_string());
    }
    for def in LIMITS {
        let origin = registry.origin(profile.code, def.key);
        if let (Some(origin), Some(limit)) = (origin, profile.limits.get(def.key))
            && origin.source.is_empty()
        {
            checked.unsourced.push(format!(
                "{}:{}: {} = {limit}",
                origin.file, origin.line, def.key
            ));
        }
    }
    checked
}

/// Characters of an example that are shown: some dozens tell which text it is, and fit a terminal.
const SHOWN: usize = 60;

/// The file with the rest of a long line left out behind the shown part of `start..end`, and where that
/// part ends. Nothing before it moves, and no line is lost.
fn shortened(text: &Arc<str>, start: usize, end: usize) -> (Arc<str>, usize) {
    let shown = text.get(start..end).unwrap_or_default();
    let Some((length, _)) = shown.char_indices().nth(SHOWN) else {
        return (text.clone(), end);
    };
    let (before, behind) = text.split_at(start + length);
    let rest = behind.find('\n').map_or("", |at| behind.split_at(at).1);
    (format!("{before}…{rest}").into(), start + length)
}

struct Wrong {
    message: String,
    label: String,
    help: String,
}

fn one(profile: &Profile, example: &Example, scratch: &mut Scratch) -> Result<(), Wrong> {
    let signals = measure(&example.text, &Context::default(), profile, scratch);
    let removals: Vec<Removal> = broken(&signals, profile).collect();
    let told = |removal: &Removal| {
        let (value, limit) = (
            removal.value.unwrap_or_default(),
            removal.threshold.unwrap_or_default(),
        );
        format!(
            "{} = {} drops it: it has {}",
            removal.reason,
            number(limit),
            number(value)
        )
    };
    let wanted = example.reason.as_deref();
    match (removals.first(), example.keep) {
        (None, true) => Ok(()),
        (Some(first), true) => Err(Wrong {
            message: "must be kept, but is dropped".into(),
            label: told(first),
            help: match removals.len() {
                1 => "change that bound, or the example".into(),
                n => format!("{n} bounds drop it: {}", all(&removals)),
            },
        }),
        (None, false) => Err(Wrong {
            message: "must be dropped, but is kept".into(),
            label: match wanted.and_then(|reason| bound(profile, &signals, reason)) {
                Some(bound) => bound,
                None => "no rule drops it".into(),
            },
            help: "change a bound, or say `keep = true`".into(),
        }),
        (Some(first), false) => match wanted {
            Some(reason) if reason != first.reason => Err(Wrong {
                message: format!("must be dropped by {reason}, but another rule drops it"),
                label: told(first),
                help: if removals.iter().any(|removal| removal.reason == reason) {
                    format!("{reason} drops it too, but is asked later")
                } else {
                    bound(profile, &signals, reason)
                        .unwrap_or_else(|| "name the rule that drops it".into())
                },
            }),
            _ => Ok(()),
        },
    }
}

fn all(removals: &[Removal]) -> String {
    let names: Vec<&str> = removals.iter().map(|removal| removal.reason).collect();
    names.join(", ")
}

/// The measured value beside the bound of a rule that did not drop the text.
fn bound(
    profile: &Profile,
    signals: &tamis_filters::signals::Signals,
    reason: &str,
) -> Option<String> {
    let def = LIMITS.iter().find(|def| def.key == reason)?;
    let value = f64::from(signals.get(def.signal)?);
    Some(match profile.limits.get(reason) {
        Some(limit) => {
            format!(
                "{reason} = {}: it has {}",
                number(f64::from(limit)),
                number(value)
            )
        }
        None => format!("{reason} is off: it has {}", number(value)),
    })
}

/// A number as a profile writes it: four digits are enough to see why.
#[must_use]
pub fn number(value: f64) -> String {
    let digits = if value.abs() >= 100.0 { 1 } else { 4 };
    let text = format!("{value:.digits$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_example_gets_its_verdict() {
        let checked = check_profiles(Registry::embedded());
        assert!(checked.examples > 300, "{}", checked.examples);
        let problems: Vec<String> = checked
            .problems
            .iter()
            .map(|problem| format!("{}: {}: {:?}", problem.message, problem.label, problem.help))
            .collect();
        assert_eq!(problems, Vec::<String>::new());
    }

    /// Every number that a profile sets says where it came from.
    #[test]
    fn every_built_in_bound_names_its_source() {
        let checked = check_profiles(Registry::embedded());
        assert_eq!(checked.unsourced, Vec::<String>::new());
    }

    /// Each official language of the EU shows at least five texts that stay and five that go, and
    /// names what each of these breaks.
    #[test]
    fn official_languages_have_examples_of_both_kinds() {
        const OFFICIAL: &[&str] = &[
            "bul_Cyrl", "ces_Latn", "dan_Latn", "deu_Latn", "ell_Grek", "eng_Latn", "est_Latn",
            "fin_Latn", "fra_Latn", "gle_Latn", "hrv_Latn", "hun_Latn", "ita_Latn", "lav_Latn",
            "lit_Latn", "mlt_Latn", "nld_Latn", "pol_Latn", "por_Latn", "ron_Latn", "slk_Latn",
            "slv_Latn", "spa_Latn", "swe_Latn",
        ];
        for code in OFFICIAL {
            let examples = &Registry::embedded().get(code).unwrap().examples;
            let keep = examples.iter().filter(|example| example.keep).count();
            let drop = examples
                .iter()
                .filter(|example| example.reason.is_some())
                .count();
            assert!(keep >= 5 && drop >= 5, "{code}: {keep} and {drop}");
        }
    }

    #[test]
    fn long_examples_are_cut_where_they_are_shown() {
        let text: Arc<str> = format!("a\ntext = \"{}\"\nkeep = true\n", "ħ".repeat(500)).into();
        let (cut, end) = shortened(&text, 9, text.len() - 13);
        assert_eq!(cut.lines().count(), 3);
        assert!(cut.ends_with("ħ…\nkeep = true\n") && cut.get(9..end).is_some());
        assert_eq!(
            cut.get(9..end).map(|shown| shown.chars().count()),
            Some(SHOWN)
        );
        let short: Arc<str> = "text = \"a\"\n".into();
        assert_eq!(shortened(&short, 7, 10), (short.clone(), 10));
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!(number(0.123_456), "0.1235");
        assert_eq!(number(50.0), "50");
        assert_eq!(number(100_000.0), "100000");
        assert_eq!(number(1234.56), "1234.6");
    }
}
