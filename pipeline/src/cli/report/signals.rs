//! How the signals of a language are spread, and the rules that look at them.

use std::fmt::Write as _;

use serde_json::{Value, json};
use tamis_langs::{LIMITS, LimitDef, Profile, Side};
use tamis_stats::{QUANTILES, Removal, SignalStats};

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

#[cfg(test)]
mod tests {
    use tamis_langs::Registry;
    use tamis_stats::SignalQuantiles;

    use super::super::removals::tests::{fits, removal};
    use super::*;

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
}
