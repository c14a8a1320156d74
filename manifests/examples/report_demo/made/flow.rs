//! Documents through the stages, and how their signals are spread.

use super::*;

/// Takes reasons away from a flow, one after another.
pub(super) fn remove(chance: &mut Chance, flow: &mut Flow, reasons: &[(&str, f64)]) {
    flow.documents_out = flow.documents_in;
    for (reason, share) in reasons {
        let n = chance
            .of(flow.documents_in, share * 0.6, share * 1.4)
            .min(flow.documents_out);
        if n > 0 {
            flow.documents_out -= n;
            *flow.removed.entry((*reason).to_owned()).or_default() += n;
        }
    }
    flow.characters_out = flow.documents_out * 2345;
    flow.bytes_out = flow.documents_out * 2987;
}

pub(super) const SOURCE: [(&str, f64); 3] = [
    ("source.mime", 0.06),
    ("source.status", 0.03),
    ("source.damaged", 0.001),
];
pub(super) const RIGHTS: [(&str, f64); 4] = [
    ("rights.tdm", 0.02),
    ("rights.robots_txt", 0.03),
    ("rights.noai", 0.011),
    ("rights.noindex", 0.02),
];
pub(super) const SELECT: [(&str, f64); 12] = [
    ("identify.score", 0.02),
    ("dedup.near", 0.19),
    ("dedup.exact", 0.08),
    ("dedup.url", 0.01),
    ("quality.min_words", 0.14),
    ("quality.max_bullet_lines", 0.03),
    ("quality.min_stop_words", 0.06),
    ("quality.min_terminal_lines", 0.05),
    ("quality.min_wds", 0.04),
    ("repetition.max_dup_lines", 0.03),
    ("repetition.max_top_2gram", 0.015),
    ("pii.max_share", 0.002),
];

pub(super) fn counts(wish: &Wish, chance: &mut Chance) -> Counts {
    let mut counts = Counts::default();
    let mut on = wish.documents;
    for (stage, reasons) in [
        ("crawl", &SOURCE[..]),
        ("rights", &RIGHTS[..]),
        ("extract", &[("extract.empty", 0.05)][..]),
    ] {
        let flow = counts.flow(stage, "und");
        flow.documents_in = on;
        remove(chance, flow, reasons);
        on = flow.documents_out;
    }
    let weights: Vec<f64> = (0..wish.languages.len())
        .map(|place| 0.62f64.powf(place as f64 * 10.0 / wish.languages.len().max(10) as f64))
        .collect();
    let all: f64 = weights.iter().sum::<f64>() + 0.08;
    for (language, weight) in wish.languages.iter().zip(&weights) {
        let n = (on as f64 * weight / all) as u64;
        let flow = counts.flow("identify", language);
        flow.documents_in = n;
        remove(chance, flow, &[]);
    }
    let known = counts.stages.get("identify").into_iter().flatten();
    let known: u64 = known.map(|(_, flow)| flow.documents_in).sum();
    let flow = counts.flow("identify", "oth");
    flow.documents_in = on - known;
    remove(chance, flow, &[("identify.rejected", 9.0)]);
    for language in &wish.languages {
        let passed = counts.flow("identify", language).clone();
        counts
            .stages
            .entry("annotate".into())
            .or_default()
            .insert(language.clone(), passed.clone());
        counts
            .stages
            .entry("signatures".into())
            .or_default()
            .insert(language.clone(), passed.clone());
        let mut reasons = SELECT.to_vec();
        reasons[4].1 = wish.min_words / 350.0;
        let flow = counts.flow("select", language);
        flow.documents_in = passed.documents_out;
        remove(chance, flow, &reasons);
        let left = flow.documents_out;
        let flow = counts.flow("emit", language);
        flow.documents_in = left;
        let cut = if Some(language) == wish.languages.first() {
            0.3
        } else {
            0.0
        };
        remove(chance, flow, &[("balance.budget", cut)]);
    }
    counts
}

pub(super) fn bound_of(
    signal: &str,
    min_words: f64,
) -> Option<(&'static str, Option<f64>, Option<f64>)> {
    Some(match signal {
        "words" => ("quality.min_words", Some(min_words), None),
        "mean_word_length" => ("quality.min_mean_word_length", Some(3.0), Some(10.0)),
        "symbol_ratio" => ("quality.max_symbol_ratio", None, Some(0.1)),
        "alpha_words" => ("quality.min_alpha_words", Some(0.7), None),
        "stop_words" => ("quality.min_stop_words", Some(8.0), None),
        "terminal_lines" => ("quality.min_terminal_lines", Some(0.11), None),
        "bullet_lines" => ("quality.max_bullet_lines", None, Some(0.9)),
        "dup_lines" => ("repetition.max_dup_lines", None, Some(0.3)),
        "top_2gram" => ("repetition.max_top_2gram", None, Some(0.2)),
        "wds" => ("quality.min_wds", Some(5.0), None),
        _ => return None,
    })
}

pub(super) fn signals(wish: &Wish, counts: &Counts, chance: &mut Chance) -> SignalHistograms {
    let mut out = SignalHistograms {
        edges: edges(),
        ..SignalHistograms::default()
    };
    for language in &wish.languages {
        let documents = counts.stages["annotate"][language].documents_out;
        for (number, signal) in wish.signals.iter().enumerate() {
            let (middle, wide) = match signal.as_str() {
                "words" => (76.0, 8.0),
                "mean_word_length" => (57.0, 1.6),
                "stop_words" => (64.0, 5.0),
                "alpha_words" => (42.0, 5.0),
                "wds" => (58.0, 2.5),
                "top_2gram" | "symbol_ratio" | "digit_ratio" => (3.0, 4.0),
                "bullet_lines" | "dup_lines" | "dup_line_chars" => (2.0, 9.0),
                _ => (
                    20.0 + (number as f64 * 7.3) % 60.0,
                    4.0 + (number as f64 * 1.7) % 9.0,
                ),
            };
            let middle = middle + chance.part() * 3.0 - 1.5;
            let weights: Vec<f64> = (0..out.edges.len())
                .map(|bin| (-0.5 * ((bin as f64 - middle) / wide).powi(2)).exp())
                .collect();
            let all: f64 = weights.iter().sum();
            let mut bins: Vec<u64> = weights
                .iter()
                .map(|weight| {
                    (documents as f64 * weight / all * (0.85 + 0.3 * chance.part())) as u64
                })
                .collect();
            while bins.last() == Some(&0) {
                bins.pop();
            }
            let of = out.languages.entry(language.clone()).or_default();
            of.insert(signal.clone(), bins);
            if let Some((rule, min, max)) = bound_of(signal, wish.min_words) {
                let low = if signal == "stop_words" {
                    (chance.part() * 6.0).round()
                } else {
                    0.0
                };
                out.bounds.entry(language.clone()).or_default().push(Bound {
                    rule: rule.to_owned(),
                    signal: signal.clone(),
                    min: min.map(|min| min - low),
                    max,
                });
            } else if wish.signals.len() > 30 && number % 2 == 0 {
                out.bounds.entry(language.clone()).or_default().push(Bound {
                    rule: format!("quality.max_{signal}"),
                    signal: signal.clone(),
                    min: None,
                    max: Some(0.3 + chance.part()),
                });
            }
        }
    }
    out
}
