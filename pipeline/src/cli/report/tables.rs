//! The tables and JSON objects of `tamis report`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};
use tamis_langs::{LIMITS, LimitDef, Profile, Side};
use tamis_stats::{LanguageStats, QUANTILES, Removal, SignalStats};

/// A table of at most 80 columns, and what its columns mean.
pub(super) fn language_table(languages: &[LanguageStats]) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{:<9}{:>10}{:>10}{:>13}{:>12}{:>7}{:>7}{:>6}{:>6}",
        "language", "documents", "rows", "characters", "tokens", "mean", "median", "dup%", "pii%"
    );
    for stats in languages {
        language_row(&mut out, stats);
    }
    if languages.len() != 1 {
        let sum = |get: fn(&LanguageStats) -> u64| languages.iter().map(get).sum();
        let all = LanguageStats {
            code: "all".into(),
            documents: sum(|l| l.documents),
            rows: sum(|l| l.rows),
            characters: sum(|l| l.characters),
            tokens: sum(|l| l.tokens),
            clustered: sum(|l| l.clustered),
            with_pii: sum(|l| l.with_pii),
            ..LanguageStats::default()
        };
        language_row(&mut out, &all);
    }
    out.push_str(
        "\ndocuments are distinct ids; all else counts rows, copies included.\n\
         mean, median: characters in a row. dup%: rows that stand for a cluster of\n\
         near-duplicates. pii%: rows with a placeholder for personal data.\n",
    );
    out
}

fn language_row(out: &mut String, stats: &LanguageStats) {
    let whole = |value: Option<f64>| value.map_or("-".to_string(), |v| format!("{v:.0}"));
    let percent = |count| {
        stats
            .share(count)
            .map_or("-".to_string(), |share| format!("{:.1}", 100.0 * share))
    };
    let _ = writeln!(
        out,
        "{:<9}{:>10}{:>10}{:>13}{:>12}{:>7}{:>7}{:>6}{:>6}",
        stats.code,
        stats.documents,
        stats.rows,
        stats.characters,
        stats.tokens,
        whole(stats.mean_characters()),
        whole(stats.median_characters),
        percent(stats.clustered),
        percent(stats.with_pii),
    );
}

pub(super) fn language_json(stats: &LanguageStats) -> Value {
    json!({
        "language": stats.code,
        "shards": stats.shards,
        "documents": stats.documents,
        "rows": stats.rows,
        "characters": stats.characters,
        "tokens": stats.tokens,
        "mean_characters": stats.mean_characters(),
        "median_characters": stats.median_characters,
        "rows_in_clusters": stats.clustered,
        "largest_cluster": stats.largest_cluster,
        "rows_with_pii": stats.with_pii,
    })
}

/// The rules that look at a signal.
fn rules_of(signal: &str) -> impl Iterator<Item = &'static LimitDef> + use<'_> {
    LIMITS.iter().filter(move |rule| rule.signal == signal)
}

/// Documents of a language that the ledger has for a reason.
fn removed_by(ledger: &[Removal], code: &str, reason: &str) -> u64 {
    let same = |removal: &&Removal| removal.language == code && removal.reason == reason;
    ledger
        .iter()
        .filter(same)
        .map(|removal| removal.documents)
        .sum()
}

/// Each signal's quantiles in a line, and below it the rules that look at it.
pub(super) fn signal_table(
    code: &str,
    stats: &SignalStats,
    profile: Option<&Profile>,
    ledger: Option<&[Removal]>,
) -> String {
    let mut out = format!(
        "signals of the {} documents of {code};\n\
         in 5% of them a signal is at most what stands under 5%\n",
        stats.documents
    );
    let _ = write!(out, "\n{:<20}", "signal");
    for part in QUANTILES {
        let _ = write!(out, "{:>6}", format!("{:.0}%", 100.0 * part));
    }
    out.push('\n');
    for signal in &stats.signals {
        let _ = write!(out, "{:<20}", signal.name);
        for value in signal.values {
            let _ = write!(out, "{:>6}", short(value));
        }
        out.push('\n');
        for rule in rules_of(&signal.name) {
            if let Some(profile) = profile {
                let removed = ledger.map(|ledger| removed_by(ledger, code, rule.key));
                let _ = writeln!(out, "  {}", rule_line(rule, profile, removed));
            }
        }
    }
    out.push_str(match (profile, ledger) {
        (None, _) => "\nno profile for this language: name the folder of yours with --profiles\n",
        (_, None) => "\nThere is no folder removed/, so what rules removed is not known.\n",
        _ => {
            "\nThe documents are those that were kept. A removed one counts for the first\n\
             rule that it broke. Thresholds are of the profile as it is now.\n"
        }
    });
    out
}

fn rule_line(rule: &LimitDef, profile: &Profile, removed: Option<u64>) -> String {
    let limit = profile.limits.get(rule.key);
    let side = match rule.side {
        Side::Min => "below",
        Side::Max => "above",
    };
    let mut line = match limit {
        Some(limit) => format!("{} = {limit}: drops what is {side}", rule.key),
        None => format!("{} = false: off", rule.key),
    };
    if let Some(removed) = removed.filter(|removed| limit.is_some() || *removed > 0) {
        let _ = write!(line, "; removed {removed}");
    }
    line
}

pub(super) fn signals_json(
    code: &str,
    stats: &SignalStats,
    profile: Option<&Profile>,
    ledger: Option<&[Removal]>,
) -> Value {
    let rule_json = |rule: &LimitDef| {
        json!({
            "reason": rule.key,
            "drops": match rule.side { Side::Min => "below", Side::Max => "above" },
            "threshold": profile.and_then(|profile| profile.limits.get(rule.key)).map(|limit| plain(f64::from(limit))),
            "removed": ledger.map(|ledger| removed_by(ledger, code, rule.key)),
        })
    };
    let signals: Vec<Value> = stats
        .signals
        .iter()
        .map(|signal| {
            json!({
                "name": signal.name,
                "values": signal.values.map(plain),
                "rules": rules_of(&signal.name).map(rule_json).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({
        "language": code,
        "documents": stats.documents,
        "quantiles": QUANTILES,
        "signals": signals,
    })
}

/// The double that is written like the float: 0.3, not 0.30000001192092896.
fn plain(value: f64) -> f64 {
    (value as f32).to_string().parse().unwrap_or(value)
}

/// A number in at most five characters.
fn short(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() {
        "-".into()
    } else if size >= 99_999.5 {
        format!("{value:.0e}")
    } else if value.fract() == 0.0 || size >= 999.5 {
        format!("{value:.0}")
    } else if size >= 99.95 {
        format!("{value:.1}")
    } else if size >= 9.995 {
        format!("{value:.2}")
    } else if size >= 0.0005 {
        format!("{value:.3}")
    } else {
        format!("{value:.0e}")
    }
}

/// Reasons, those that took most first; the languages of each in as many lines as they need.
pub(super) fn removal_table(ledger: Option<&[Removal]>) -> String {
    let Some(ledger) = ledger else {
        return "no folder removed/: nothing was removed, or the ledger was not kept\n".into();
    };
    let mut reasons: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
    for removal in ledger {
        let languages = reasons.entry(&removal.reason).or_default();
        *languages.entry(&removal.language).or_default() += removal.documents;
    }
    let mut rows: Vec<_> = reasons
        .into_iter()
        .map(|(reason, languages)| {
            let mut languages: Vec<(&str, u64)> = languages.into_iter().collect();
            languages.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
            let total: u64 = languages.iter().map(|(_, n)| n).sum();
            (total, reason, languages)
        })
        .collect();
    rows.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let mut out = format!(
        "{:<34}{:>10}  {}\n",
        "removed because of", "documents", "languages"
    );
    for (total, reason, languages) in &rows {
        let mut line = format!("{reason:<34}{total:>10}  ");
        for (i, (language, n)) in languages.iter().enumerate() {
            let comma = if i + 1 < languages.len() { ", " } else { "" };
            let next = format!("{language} {n}{comma}");
            if line.len() > 46 && line.len() + next.trim_end().len() > 80 {
                let _ = writeln!(out, "{}", line.trim_end());
                line = " ".repeat(46);
            }
            line.push_str(&next);
        }
        let _ = writeln!(out, "{line}");
    }
    let all: u64 = rows.iter().map(|row| row.0).sum();
    let _ = writeln!(out, "{:<34}{all:>10}", "all");
    out
}

pub(super) fn removal_json(removal: &Removal) -> Value {
    json!({
        "language": removal.language,
        "stage": removal.stage,
        "reason": removal.reason,
        "documents": removal.documents,
    })
}

#[cfg(test)]
mod tests {
    use tamis_langs::Registry;
    use tamis_stats::SignalQuantiles;

    use super::*;

    fn removal(language: &str, reason: &str, documents: u64) -> Removal {
        let (language, reason) = (language.to_string(), reason.to_string());
        Removal {
            language,
            stage: "select".into(),
            reason,
            documents,
        }
    }

    fn fits(table: &str) {
        for line in table.lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }

    #[test]
    fn numbers_take_five_characters() {
        let cases = [
            (0.0, "0"),
            (2.0, "2"),
            (0.0004, "4e-4"),
            (0.0005, "0.001"),
            (0.1234, "0.123"),
            (9.994, "9.994"),
            (9.996, "10.00"),
            (12.345, "12.35"),
            (99.96, "100.0"),
            (999.6, "1000"),
            (12345.6, "12346"),
            (99_999.6, "1e5"),
            (1_234_567.0, "1e6"),
            (f64::NAN, "-"),
        ];
        for (value, text) in cases {
            assert_eq!(short(value), text);
        }
        assert_eq!(plain(f64::from(0.3f32)), 0.3);
    }

    #[test]
    fn the_language_table_is_narrow_and_sums_up() {
        let large = LanguageStats {
            code: "eng_Latn".into(),
            shards: 10_000,
            documents: 999_999_999,
            rows: 999_999_999,
            characters: 999_999_999_999,
            tokens: 99_999_999_999,
            median_characters: Some(100_000.4),
            clustered: 999_999_999,
            largest_cluster: 7,
            with_pii: 3,
        };
        let none = LanguageStats {
            code: "gle_Latn".into(),
            ..LanguageStats::default()
        };
        let table = language_table(&[large, none]);
        fits(&table);
        let lines: Vec<&str> = table.lines().collect();
        assert!(
            lines[1].ends_with("  1000 100000 100.0   0.0"),
            "{}",
            lines[1]
        );
        assert!(
            lines[2].ends_with("      -      -     -     -"),
            "{}",
            lines[2]
        );
        assert!(
            lines[3].starts_with("all       999999999 999999999"),
            "{}",
            lines[3]
        );
    }

    #[test]
    fn rules_stand_below_their_signal() {
        let words = SignalQuantiles {
            name: "words".into(),
            values: [
                51.0, 60.5, 70.0, 80.0, 100.0, 200.0, 300.0, 12_345.0, 999_999.0,
            ],
        };
        let own = SignalQuantiles {
            name: "something_new".into(),
            values: [0.5; 9],
        };
        let stats = SignalStats {
            documents: 999_999_999,
            signals: vec![words, own],
        };
        let mut profile = Registry::embedded().get("mlt_Latn").unwrap().clone();
        profile.limits.set("quality.min_words", Some(50.0));
        profile.limits.set("quality.max_words", None);
        let ledger = [
            removal("mlt_Latn", "quality.min_words", 3),
            removal("ita_Latn", "quality.min_words", 5),
        ];
        let table = signal_table("mlt_Latn", &stats, Some(&profile), Some(&ledger));
        fits(&table);
        assert!(table.contains("\n  quality.min_words = 50: drops what is below; removed 3\n"));
        assert!(
            table.contains("\n  quality.max_words = false: off\n"),
            "{table}"
        );
        assert!(
            table.contains("something_new"),
            "a signal that no rule looks at"
        );
        let bare = signal_table("mlt_Latn", &stats, None, None);
        assert!(
            !bare.contains("min_words") && bare.contains("--profiles"),
            "{bare}"
        );

        let json = signals_json("mlt_Latn", &stats, Some(&profile), Some(&ledger));
        let rule = &json["signals"][0]["rules"][0];
        assert_eq!(
            *rule,
            json!({
                "reason": "quality.min_words", "drops": "below", "threshold": 50.0, "removed": 3,
            })
        );
    }

    #[test]
    fn removals_are_sorted_and_wrapped() {
        let mut ledger: Vec<Removal> = Registry::embedded()
            .iter()
            .map(|profile| removal(profile.code.as_ref(), "dedup.near", 12_345))
            .collect();
        ledger.push(removal(
            "mlt_Latn",
            "repetition.max_dup_paragraph_chars",
            9_999_999,
        ));
        let table = removal_table(Some(&ledger));
        fits(&table);
        let lines: Vec<&str> = table.lines().collect();
        assert!(lines[1].starts_with("repetition.max_dup_paragraph_chars   9999999  mlt_Latn"));
        assert!(lines[2].starts_with("dedup.near "), "{table}");
        assert!(
            lines[3].starts_with("                          "),
            "{table}"
        );
        assert!(removal_table(None).starts_with("no folder removed/"));
        assert!(removal_table(Some(&[])).ends_with(" 0\n"));
    }
}
