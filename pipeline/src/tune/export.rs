//! Changed bounds as a profile: the author's own file with the numbers changed, and as a diff.

use similar::TextDiff;
use tamis_langs::Side;
use toml_edit::{DocumentMut, Item, Table, Value};

use super::labels::{Label, Labels};
use super::session::{BEFORE, Changes, RuleInfo, SCORE, Session};
use crate::error::{Error, Result};

/// Characters of a text that becomes an example.
const EXAMPLE: usize = 4_000;

/// What a session exports.
#[derive(Debug, Clone)]
pub struct Export {
    /// `mlt_Latn.toml`.
    pub file: String,
    /// The whole changed profile.
    pub toml: String,
    /// What was changed, as a unified diff.
    pub diff: String,
    /// The labelled documents as `[[examples]]`.
    pub examples: String,
    /// Labelled documents that are not in the run, so that their text is not at hand, or that
    /// are too long.
    pub skipped: usize,
}

/// Writes `changes` into the profile's text, each with a comment that says where it came from:
/// `source` of its key where there is one, else a word on this session.
///
/// # Errors
/// When the profile's text or a document cannot be read, or the bounds leave no document.
pub fn export(
    session: &Session,
    changes: &Changes,
    source: &dyn Fn(&str) -> Option<String>,
    labels: &Labels,
) -> Result<Export> {
    check_ranges(session, changes)?;
    let file = format!("{}.toml", session.profile.code);
    let mut document: DocumentMut = session
        .text
        .parse()
        .map_err(|error| Error::run(format!("{file} cannot be read again: {error}")))?;
    for (key, limit) in changes {
        let Some(rule) = session.rules.iter().find(|rule| rule.key == key) else {
            continue;
        };
        if rule.limit == *limit {
            continue;
        }
        let (section, name) = key.split_once('.').unwrap_or(("", key));
        let before = rule
            .limit
            .map_or_else(|| "off".to_owned(), |limit| limit.to_string());
        let comment = source(key).unwrap_or_else(|| {
            let run = session
                .run
                .file_name()
                .unwrap_or_default()
                .to_string_lossy();
            format!(
                "tuned on {} documents of {run}; before: {before}",
                session.table.len()
            )
        });
        // This bound is never off in a profile: 0 lets every score through.
        let limit = limit.or((key == SCORE).then_some(0.0));
        set(&mut document, section, name, limit, &comment);
    }
    let toml = document.to_string();
    let diff = TextDiff::from_lines(&session.text, &toml)
        .unified_diff()
        .context_radius(2)
        .header(&format!("a/{file}"), &format!("b/{file}"))
        .to_string();
    let (examples, skipped) = examples(session, changes, labels)?;
    Ok(Export {
        file,
        toml,
        diff,
        examples,
        skipped,
    })
}

/// A profile in which no value is within both bounds of a signal would be refused when it is read.
fn check_ranges(session: &Session, changes: &Changes) -> Result<()> {
    let of = |rule: &RuleInfo| changes.get(rule.key).copied().unwrap_or(rule.limit);
    let of_side = |side| session.rules.iter().filter(move |rule| rule.side == side);
    for low in of_side(Side::Min) {
        for high in of_side(Side::Max).filter(|high| high.signal == low.signal) {
            if let (Some(least), Some(most)) = (of(low), of(high))
                && least > most
            {
                return Err(Error::usage(
                    format!(
                        "{} = {least} exceeds {} = {most}: no document could be kept",
                        low.key, high.key
                    ),
                    "change one of the two before the profile is written",
                ));
            }
        }
    }
    Ok(())
}

/// Sets a bound in place, or at the end of its section; `comment` takes the place of what stood behind it.
fn set(document: &mut DocumentMut, section: &str, name: &str, limit: Option<f32>, comment: &str) {
    let table = document
        .entry(section)
        .or_insert_with(|| Item::Table(Table::new()));
    let Some(table) = table.as_table_like_mut() else {
        return;
    };
    let mut value = match limit {
        Some(limit) => number(limit),
        None => Value::from(false),
    };
    value.decor_mut().set_prefix(" ");
    let comment = comment.replace(['\n', '\r'], " ");
    value.decor_mut().set_suffix(format!(" # {comment}"));
    match table.get_mut(name) {
        Some(item) => *item = Item::Value(value),
        None => {
            table.insert(name, Item::Value(value));
        }
    }
}

/// 50 and not 50.0, 0.3 and not 0.30000001192092896.
fn number(limit: f32) -> Value {
    if limit.fract() == 0.0 && limit.abs() < 1e9 {
        return Value::from(limit as i64);
    }
    Value::from(limit.to_string().parse::<f64>().unwrap_or(f64::from(limit)))
}

/// The labelled documents as examples; what the changed profile drops names its first reason.
fn examples(session: &Session, changes: &Changes, labels: &Labels) -> Result<(String, usize)> {
    let places = labels.places(session);
    let (keep, drop) = labels.counts();
    let mut skipped = (keep + drop).saturating_sub(places.len());
    let numbers: Vec<usize> = places.iter().map(|(at, _)| *at).collect();
    let what_if = session.what_if(changes);
    let mut out = String::new();
    for ((at, label), document) in places.iter().zip(session.documents(&numbers)?) {
        if document.text.chars().count() > EXAMPLE {
            skipped += 1;
            continue;
        }
        let mut table = Table::new();
        table.insert("text", toml_edit::value(document.text.as_str()));
        table.insert("keep", toml_edit::value(*label == Label::Keep));
        // Only bounds on signals are asked of an example.
        let reason = (BEFORE..session.rules.len()).find(|rule| what_if.masks.breaks(*at, *rule));
        if let (Label::Drop, Some(rule)) = (label, reason.and_then(|rule| session.rules.get(rule)))
        {
            table.insert("reason", toml_edit::value(rule.key));
        }
        // A comment of its own: whose text it is decides whether it may be passed on.
        out.push_str(&format!(
            "# {}\n[[examples]]\n{table}\n",
            document.url.replace(['\n', '\r'], " ")
        ));
    }
    Ok((out, skipped))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_set_in_place_and_comments_stay() {
        let text = "# Czech\ncode = \"ces_Latn\"\n\n[quality]\n# why\nmin_words = 50 # Gopher\nmax_words = 10\n";
        let mut document: DocumentMut = text.parse().unwrap();
        set(&mut document, "quality", "min_words", Some(40.0), "tuned");
        set(
            &mut document,
            "quality",
            "max_short_lines",
            Some(0.3),
            "tuned",
        );
        set(
            &mut document,
            "repetition",
            "max_dup_lines",
            None,
            "tuned\n",
        );
        let out = document.to_string();
        assert_eq!(
            out,
            "# Czech\ncode = \"ces_Latn\"\n\n[quality]\n# why\nmin_words = 40 # tuned\nmax_words = 10\n\
             max_short_lines = 0.3 # tuned\n\n[repetition]\nmax_dup_lines = false # tuned \n"
        );
    }
}
