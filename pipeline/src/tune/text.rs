//! The answers as they are printed, at most 80 columns wide.

use std::fmt::Write as _;

use tamis_langs::Side;
use tamis_stats::tuning::{Amount, Histogram};

use super::documents::Sample;
use super::session::{Session, WhatIf};

/// Bins of a distribution in one line.
const BINS: usize = 16;
const BLOCKS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Every rule: where its bound lies in the distribution of its signal, what it removes. Rules that
/// are off only with `all`.
#[must_use]
pub fn overview(session: &Session, what_if: &WhatIf, all: bool) -> String {
    let mut out = format!(
        "{} ({}), {} documents of {}\n",
        session.profile.code,
        session.profile.name,
        session.table.len(),
        session.run.display()
    );
    if session.table.duplicates > 0 {
        let _ = writeln!(
            out,
            "{} more are duplicates of these or go for personal data, and are not counted",
            session.table.duplicates
        );
    }
    totals(&mut out, session, what_if);
    out.push_str(TOKENS);
    let _ = writeln!(
        out,
        "\n{:<34}{:<18} {:>9}{:>9}{:>9}",
        "rule", "distribution", "bound", "alone", "only"
    );
    for (at, rule) in session.rules.iter().enumerate() {
        let limit = what_if.bounds.get(at).and_then(|bound| bound.limit);
        if limit.is_none() && !all {
            continue;
        }
        let column = session.table.column(rule.signal).unwrap_or(usize::MAX);
        let histogram = Histogram::new(&session.table, column, BINS);
        let effect = what_if.effect.rules.get(at).copied().unwrap_or_default();
        let _ = writeln!(
            out,
            "{:<34}{} {:>9}{:>9}{:>9}",
            rule.key,
            line(&histogram, limit, rule.side),
            limit.map_or_else(|| "off".into(), number),
            effect.alone.documents,
            effect.only.documents,
        );
    }
    out.push_str(
        "\nalone: documents that break the rule; only: those that break no other, which\n\
         would come back without it. The bar | stands at the bound; · marks the bins\n\
         that it drops.\n",
    );
    overlap(&mut out, session, what_if);
    out
}

/// The run counts them when it has selected documents, with a tokenizer or by language.
const TOKENS: &str = "* characters / 4, for comparison; the run counts them otherwise\n";

fn totals(out: &mut String, session: &Session, what_if: &WhatIf) {
    let all = session.table.len().max(1) as f64;
    let share = |amount: Amount| 100.0 * amount.documents as f64 / all;
    let effect = &what_if.effect;
    for (name, amount) in [("kept", effect.kept), ("dropped", effect.dropped)] {
        let _ = writeln!(
            out,
            "{name:<8} {:>10} documents ({:.1} %), {} tokens*",
            amount.documents,
            share(amount),
            amount.tokens
        );
    }
}

/// The distribution in one line of 18 characters, with a bar at the bound.
fn line(histogram: &Histogram, limit: Option<f32>, side: Side) -> String {
    let most = histogram
        .documents
        .iter()
        .copied()
        .max()
        .unwrap_or(0)
        .max(1);
    // The bar stands before the first bin that begins at the bound or above it.
    let bar = limit.map(|limit| {
        let edges = histogram
            .edges
            .get(..histogram.documents.len())
            .unwrap_or_default();
        edges.partition_point(|edge| *edge < limit)
    });
    let mut out = String::new();
    for (bin, count) in histogram.documents.iter().enumerate() {
        if bar == Some(bin) {
            out.push('|');
        }
        let dropped = match (bar, side) {
            (Some(bar), Side::Min) => bin < bar,
            (Some(bar), Side::Max) => bin >= bar,
            (None, _) => false,
        };
        // The logarithm, since what rules drop are tails.
        let height = if *count == 0 {
            0
        } else {
            1 + ((*count as f64).ln_1p() / (most as f64).ln_1p() * 7.0) as usize
        };
        let block = BLOCKS.get(height.min(8)).copied().unwrap_or(' ');
        out.push(if *count == 0 && dropped { '·' } else { block });
    }
    if bar == Some(histogram.documents.len()) {
        out.push('|');
    }
    let width = out.chars().count();
    out.extend(std::iter::repeat_n(' ', (BINS + 2).saturating_sub(width)));
    out
}

/// The pairs of rules that most documents break together.
fn overlap(out: &mut String, session: &Session, what_if: &WhatIf) {
    let mut pairs: Vec<(u64, usize, usize)> = Vec::new();
    for (i, row) in what_if.effect.overlap.iter().enumerate() {
        for (j, count) in row.iter().enumerate().skip(i + 1) {
            if *count > 0 {
                pairs.push((*count, i, j));
            }
        }
    }
    pairs.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.cmp(b)));
    if pairs.is_empty() {
        return;
    }
    out.push_str("\ndocuments that break two rules, the most frequent pairs\n");
    for (count, i, j) in pairs.iter().take(8) {
        let key = |at: &usize| session.rules.get(*at).map_or("", |rule| rule.key);
        let _ = writeln!(out, "{count:>9}  {} and {}", key(i), key(j));
    }
}

/// What changed bounds do, with sampled documents of both sides.
#[must_use]
pub fn what_if(
    session: &Session,
    answer: &WhatIf,
    changed: &[String],
    returned: &[Sample],
    removed: &[Sample],
) -> String {
    let mut out = String::new();
    for key in changed {
        let Some(at) = session.rule(key) else {
            continue;
        };
        let before = session.rules.get(at).and_then(|rule| rule.limit);
        let after = answer.bounds.get(at).and_then(|bound| bound.limit);
        let show = |limit: Option<f32>| limit.map_or_else(|| "off".into(), number);
        let effect = answer.effect.rules.get(at).copied().unwrap_or_default();
        let _ = writeln!(out, "{key} = {} (was {})", show(after), show(before));
        let _ = writeln!(
            out,
            "  breaks it: {} documents, {} of them nothing else",
            effect.alone.documents, effect.only.documents
        );
    }
    out.push('\n');
    totals(&mut out, session, answer);
    for (name, amount) in [
        ("removed", answer.change.removed),
        ("returned", answer.change.returned),
    ] {
        let _ = writeln!(
            out,
            "{name:<8} {:>10} documents, {} tokens*",
            amount.documents, amount.tokens
        );
    }
    out.push_str(TOKENS);
    for (title, samples) in [("would be removed", removed), ("would come back", returned)] {
        if samples.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n{title}, {} of them:", samples.len());
        for sample in samples {
            let _ = writeln!(out, "\n  {}", cut(&sample.url, 76));
            for (key, value, limit) in &sample.reasons {
                let _ = writeln!(
                    out,
                    "  {key}: {} against {}",
                    number(*value as f32),
                    number(*limit as f32)
                );
            }
            let text: String = sample
                .parts
                .iter()
                .map(|part| {
                    if part.counted {
                        format!("[{}]", part.text)
                    } else {
                        part.text.clone()
                    }
                })
                .collect();
            let words: Vec<&str> = text.split_whitespace().collect();
            for row in wrap(&words, 74).iter().take(4) {
                let _ = writeln!(out, "    {row}");
            }
        }
    }
    out
}

/// Lines of at most so many characters.
fn wrap(words: &[&str], width: usize) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for word in words {
        let word: String = cut(word, width)
            .chars()
            .filter(|c| !c.is_control())
            .collect();
        match rows.last_mut() {
            Some(row) if row.chars().count() + 1 + word.chars().count() <= width => {
                row.push(' ');
                row.push_str(&word);
            }
            _ => rows.push(word),
        }
    }
    rows
}

fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let mut out: String = text.chars().take(width - 1).collect();
    out.push('…');
    out
}

/// A measured number in four digits.
fn number(value: f32) -> String {
    crate::tools::number(f64::from(value))
}
