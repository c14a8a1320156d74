//! Bounds proposed from a sample, by the published methods.

use tamis_langs::Scale;
use tamis_stats::tuning::{Method, Reference, derive_bound};

use super::session::{Changes, Session};
use crate::error::{Error, Result};

/// A method by the name that people give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeriveMethod {
    /// Median and standard deviation.
    Sigma,
    /// The same part of the documents.
    Quantile,
    /// The worst tenth, or another part.
    Tail,
    /// The ratio of the medians.
    MedianRatio,
}

/// Bounds that a method proposes.
#[derive(Debug, Clone, Default)]
pub struct Derived {
    /// By key.
    pub changes: Changes,
    /// Why each is what it is, for the profile's comment.
    pub sources: std::collections::BTreeMap<String, String>,
    /// Rules for which the method gives no number: they stay as they are.
    pub left: Vec<&'static str>,
}

/// Proposes a bound for each rule that is on in the profile and for which there is something to
/// measure by. Bounds on word and line counts stay as they are: they are the same for all languages
/// in every published set.
///
/// `reference` is a session of a language whose bounds are trusted; every method but the tail needs
/// one. `share` is the part of the documents that the tail cuts, 0 to 1.
///
/// # Errors
/// When there is no document, or a reference is missing.
pub fn derive(
    session: &Session,
    method: DeriveMethod,
    share: f64,
    reference: Option<&Session>,
) -> Result<Derived> {
    const SAME_FOR_ALL: &[&str] = &[
        "identify.threshold",
        "identify.max_foreign_share",
        "quality.min_words",
        "quality.max_words",
        "quality.min_stop_words",
        "quality.max_replacement_ratio",
        "quality.max_longest_word",
        "quality.max_lorem_ipsum",
        "quality.max_curly_brackets",
        "quality.min_c4_sentences",
        "quality.min_quality_score",
    ];
    if session.table.is_empty() {
        return Err(Error::usage(
            format!(
                "there is no document in {} to derive from",
                session.profile.code
            ),
            "name a run that has some with --run",
        ));
    }
    if let Some(empty) = reference.filter(|reference| reference.table.is_empty()) {
        return Err(Error::usage(
            format!(
                "the run has no document in {}, so nothing can be carried over from it",
                empty.profile.code
            ),
            "name a language that it has documents in with --reference; `tamis report` lists them",
        ));
    }
    let how = match (method, reference) {
        (DeriveMethod::Tail, _) => Method::Tail(share),
        (_, None) => {
            return Err(Error::usage(
                "this method carries bounds over from a language whose bounds are trusted",
                "name it with --reference, as eng_Latn; the run must have documents in it",
            ));
        }
        (DeriveMethod::Sigma, _) => Method::Sigma,
        (DeriveMethod::Quantile, _) => Method::Quantile,
        (DeriveMethod::MedianRatio, _) => Method::MedianRatio,
    };
    let mut derived = Derived::default();
    let documents = session.table.len();
    for (at, rule) in session.rules.iter().enumerate() {
        if rule.limit.is_none() || SAME_FOR_ALL.contains(&rule.key) {
            continue;
        }
        let trusted = reference.and_then(|reference| {
            let of = reference.rules.get(at)?;
            Some(Reference {
                limit: of.limit?,
                values: reference.values(at),
            })
        });
        let lower = rule.side == tamis_langs::Side::Min;
        match derive_bound(session.values(at), lower, how, trusted) {
            Some(limit) => {
                let limit = within(rounded(limit, lower), rule.scale);
                let words = match (how, reference) {
                    (Method::Tail(share), _) => {
                        format!("the tail of {} %", percent(share))
                    }
                    (_, Some(reference)) => {
                        let name = match how {
                            Method::Sigma => "median and sigma",
                            Method::Quantile => "quantile",
                            _ => "median ratio",
                        };
                        format!(
                            "{name} from {} = {}",
                            reference.profile.code,
                            trusted.map_or(0.0, |trusted| trusted.limit)
                        )
                    }
                    (_, None) => String::new(),
                };
                derived.sources.insert(
                    rule.key.to_owned(),
                    format!("derived: {words}, on {documents} documents"),
                );
                derived.changes.insert(rule.key.to_owned(), Some(limit));
            }
            None => derived.left.push(rule.key),
        }
    }
    Ok(derived)
}

/// Three significant digits are more than a sample tells; outward, so that no document is dropped
/// by the rounding.
fn rounded(limit: f32, lower: bool) -> f32 {
    if limit == 0.0 {
        return 0.0;
    }
    let limit = f64::from(limit);
    let unit = 10_f64.powi(limit.abs().log10().floor() as i32 - 2);
    // A number that is already as short must stay, whatever its binary form.
    let steps = limit / unit;
    let near = steps.round();
    let steps = if (steps - near).abs() < 1e-4 {
        near
    } else if lower {
        steps.floor()
    } else {
        steps.ceil()
    };
    // Through text, so that 0.123 is 0.123.
    let digits = (2 - limit.abs().log10().floor() as i32).max(0) as usize;
    format!("{:.digits$}", steps * unit)
        .parse()
        .unwrap_or(limit as f32)
}

/// A share that is carried over may come out above 1, which no profile may say: there it drops nothing
/// as a bound from above, and all but the whole as one from below.
fn within(limit: f32, scale: Scale) -> f32 {
    match scale {
        Scale::Share => limit.min(1.0),
        Scale::Number => limit,
    }
}

fn percent(share: f64) -> String {
    let text = format!("{:.2}", share * 100.0);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_stay_shares() {
        assert_eq!(within(1.52, Scale::Share), 1.0);
        assert_eq!(within(0.3, Scale::Share), 0.3);
        assert_eq!(within(13.6, Scale::Number), 13.6);
    }

    #[test]
    fn rounding_goes_outward() {
        assert_eq!(rounded(0.123_45, true), 0.123);
        assert_eq!(rounded(0.123_45, false), 0.124);
        assert_eq!(rounded(0.3, true), 0.3);
        assert_eq!(rounded(10.0, false), 10.0);
        assert_eq!(rounded(12_345.0, false), 12_400.0);
        assert_eq!(rounded(0.0, true), 0.0);
    }
}
