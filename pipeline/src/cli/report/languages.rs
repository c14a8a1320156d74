//! Languages of a dataset: a line of counts for each.

use std::fmt::Write as _;

use serde_json::{Value, json};
use tamis_stats::LanguageStats;

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

#[cfg(test)]
mod tests {
    use super::super::removals::tests::fits;
    use super::*;

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
}
