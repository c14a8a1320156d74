//! What was removed from a dataset: a line of languages for each reason.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};
use tamis_stats::Removal;

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
pub(super) mod tests {
    use tamis_langs::Registry;

    use super::*;

    pub(in super::super) fn removal(language: &str, reason: &str, documents: u64) -> Removal {
        let (language, reason) = (language.to_string(), reason.to_string());
        Removal {
            language,
            stage: "select".into(),
            reason,
            documents,
        }
    }

    pub(in super::super) fn fits(table: &str) {
        for line in table.lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
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
