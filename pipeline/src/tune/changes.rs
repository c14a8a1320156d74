//! Bounds that a person names to see what they would do.

use tamis_langs::{Scale, Side};

use super::session::{RuleInfo, Session};
use crate::error::{Error, Result};

/// Reads `quality.min_words=40`, `stop_words=2`, `max_top_2gram=off`, `quality_score=p90`.
///
/// A key may be given whole, without its section, or as the signal's name where only one bound is
/// on it; letters and digits decide, so `quality.stopwords` is `quality.min_stop_words`. A value is
/// a number, a percentage (`12%`) where the bound is a part or a ratio, `off`, or `pN`: the value that N per cent of the run's documents
/// do not exceed.
///
/// # Errors
/// What is wrong with it, and the nearest key.
pub fn parse_change(session: &Session, text: &str) -> Result<(String, Option<f32>)> {
    let Some((key, value)) = text.split_once('=') else {
        return Err(Error::usage(
            format!("`{text}` is no change of a bound"),
            "write KEY=VALUE, as in quality.min_stop_words=2",
        ));
    };
    let at = find(&session.rules, key.trim())?;
    let Some(rule) = session.rules.get(at) else {
        return Err(Error::run("a rule is missing"));
    };
    let values = session.values(at);
    check_measured(rule.signal, values)?;
    let limit = parse_value(value.trim(), rule, values)?;
    Ok((rule.key.to_owned(), limit))
}

/// Scores of models and of others are the same for all documents where the run had none.
fn check_measured(signal: &str, values: &[f32]) -> Result<()> {
    let help = match signal {
        "quality_score" => "name a model with [stages.annotate] quality_model, and run again",
        joined if joined.starts_with("joined_") => {
            "name files of scores in [stages.scores], and run again"
        }
        _ => return Ok(()),
    };
    match values.split_first() {
        Some((first, rest)) if rest.iter().all(|value| value == first) => Err(Error::usage(
            format!("nothing measured `{signal}` in this run: it is {first} in every document"),
            help,
        )),
        _ => Ok(()),
    }
}

fn find(rules: &[RuleInfo], key: &str) -> Result<usize> {
    if let Some(at) = rules.iter().position(|rule| rule.key == key) {
        return Ok(at);
    }
    let wanted = letters(key);
    let matches = |name: &str| letters(name) == wanted;
    let found: Vec<usize> = rules
        .iter()
        .enumerate()
        .filter(|(_, rule)| {
            let (section, name) = rule.key.split_once('.').unwrap_or(("", rule.key));
            matches(rule.key)
                || matches(name)
                || matches(rule.signal)
                || matches(&format!("{section}.{}", rule.signal))
        })
        .map(|(at, _)| at)
        .collect();
    match found.as_slice() {
        [one] => Ok(*one),
        [] => {
            let keys: Vec<&str> = rules.iter().map(|rule| rule.key).collect();
            Err(Error::usage(
                format!("there is no bound `{key}`"),
                crate::config::suggest(key, &keys),
            ))
        }
        several => {
            let names: Vec<&str> = several
                .iter()
                .filter_map(|at| rules.get(*at))
                .map(|rule| rule.key)
                .collect();
            Err(Error::usage(
                format!("`{key}` may be any of {}", names.join(", ")),
                "name one of them",
            ))
        }
    }
}

/// Whether a change, as it is written, may be one of this rule: its signal has to be read then.
#[must_use]
pub fn may_change(text: &str, rule: &RuleInfo) -> bool {
    let key = text.split('=').next().unwrap_or_default();
    letters(key).contains(&letters(rule.signal))
}

fn letters(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect()
}

fn parse_value(text: &str, rule: &RuleInfo, values: &[f32]) -> Result<Option<f32>> {
    let wrong = |expected: &str| {
        Error::usage(
            format!("{} = {text}: expected {expected}", rule.key),
            "or `off`, or a percentile of the run's documents, as p90",
        )
    };
    if matches!(text, "off" | "false" | "none") {
        return Ok(None);
    }
    if let Some(part) = text
        .strip_prefix('p')
        .and_then(|part| part.parse::<f64>().ok())
    {
        if !(0.0..=100.0).contains(&part) {
            return Err(wrong("a percentile from p0 to p100"));
        }
        if values.is_empty() {
            return Err(Error::usage(
                format!(
                    "{} = {text}: there is no document to take a percentile of",
                    rule.key
                ),
                "give a number",
            ));
        }
        return Ok(Some(percentile(values, part / 100.0, rule.side)));
    }
    let number = match text.strip_suffix('%') {
        // 40 % of a number of words is nothing that anybody can mean.
        Some(_) if !rule.takes_percent() => {
            return Err(wrong(
                "a number: what it bounds is no part of a whole, and has no per cent",
            ));
        }
        Some(part) => part.trim().parse::<f32>().map(|part| part / 100.0),
        None => text.parse::<f32>(),
    };
    let number = number.map_err(|_| wrong("a number"))?;
    let most = match rule.scale {
        Scale::Share => 1.0,
        Scale::Number => f32::MAX,
    };
    if !(0.0..=most).contains(&number) {
        return Err(wrong(match rule.scale {
            Scale::Share => "a number from 0 to 1 (or per cent: 12%)",
            Scale::Number => "a number from 0",
        }));
    }
    Ok(Some(number))
}

/// The value at this part of the sorted values, such that a lower bound there drops at most the
/// part below it, and an upper bound at most what is above.
fn percentile(values: &[f32], part: f64, side: Side) -> f32 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f32::total_cmp);
    let n = sorted.len();
    let at = match side {
        Side::Min => (part * n as f64).floor() as usize,
        Side::Max => ((part * n as f64).ceil() as usize).saturating_sub(1),
    };
    sorted.get(at.min(n - 1)).copied().unwrap_or_default()
}
