//! Answers as JSON.

use serde_json::{Value, json};
use tamis_filters::signals::SIGNALS;
use tamis_langs::Scale;
use tamis_stats::tuning::{Amount, Masks};

use super::state::Workbench;
use crate::tools::shortest;
use crate::tune::{Label, Labels, Precision, Sample, Session};

/// Scripts that are written from right to left.
const RIGHT_TO_LEFT: &[&str] = &["Arab", "Hebr", "Syrc", "Thaa"];

pub(super) fn amount(amount: Amount) -> Value {
    json!({ "documents": amount.documents, "tokens": amount.tokens })
}

/// Everything that the page needs once.
pub(super) fn state_json(state: &Workbench, labels: &Labels) -> Value {
    let session = &state.session;
    let (keep, drop) = labels.counts();
    let code = session.profile.code.to_string();
    let script = code.split_once('_').map_or("", |(_, script)| script);
    let mut seen = Vec::new();
    let mut signals = Vec::new();
    for (rule, histogram) in session.rules.iter().zip(&state.histograms) {
        if seen.contains(&rule.signal) {
            continue;
        }
        seen.push(rule.signal);
        let def = SIGNALS.iter().find(|def| def.name == rule.signal);
        signals.push(json!({
            "name": rule.signal,
            "doc": def.map_or("probability of the document's language", |def| def.doc),
            "source": def.map_or("tamis_langs::Identifier", |def| def.source),
            "min": histogram.min, "max": histogram.max, "quantiles": histogram.quantiles,
            "histogram": { "edges": histogram.edges, "documents": histogram.documents },
        }));
    }
    let rules: Vec<Value> = session
        .rules
        .iter()
        .map(|rule| {
            json!({
                "key": rule.key, "signal": rule.signal, "side": rule.side.name(),
                "limit": rule.limit.map(shortest), "source": rule.source, "inherited": rule.inherited,
                "doc": rule.doc, "published": rule.published,
                "kind": match rule.scale { Scale::Share => "share", Scale::Number => "number" },
                "percent": rule.takes_percent(),
            })
        })
        .collect();
    let tokens: u64 = session
        .table
        .tokens
        .iter()
        .map(|tokens| u64::from(*tokens))
        .sum();
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "language": {
            "code": code, "name": session.profile.name, "rtl": RIGHT_TO_LEFT.contains(&script),
        },
        "run": session.run.display().to_string(),
        "documents": session.table.len(), "tokens": tokens,
        "signals": signals, "rules": rules,
        "labels": { "keep": keep, "drop": drop },
        "labels_file": labels.path().display().to_string(),
    })
}

/// A document as it is shown.
#[must_use]
pub fn sample_json(sample: &Sample) -> Value {
    let parts: Vec<Value> = sample
        .parts
        .iter()
        .map(
            |part| json!({ "text": part.text, "mark": if part.counted { "evidence" } else { "" } }),
        )
        .collect();
    let reasons: Vec<Value> = sample
        .reasons
        .iter()
        .map(|(key, value, limit)| {
            let (value, limit) = (shortest(*value as f32), shortest(*limit as f32));
            json!({ "key": key, "value": value, "limit": limit })
        })
        .collect();
    json!({
        "id": sample.id, "url": sample.url, "value": shortest(sample.value), "tokens": sample.tokens,
        "characters": sample.characters, "parts": parts, "truncated": sample.truncated,
        "verdict": if reasons.is_empty() { "keep" } else { "drop" }, "reasons": reasons,
        "label": sample.label.map(|label| match label { Label::Keep => "keep", Label::Drop => "drop" }),
    })
}

pub(super) fn precision_json(session: &Session, labels: &Labels, masks: &Masks) -> Value {
    let (rules, whole) = labels.precision(session, masks);
    let rules: Vec<Value> = session
        .rules
        .iter()
        .zip(rules)
        .map(
            |(
                rule,
                Precision {
                    labelled,
                    right,
                    low,
                    high,
                },
            )| {
                json!({
                    "key": rule.key, "labelled": labelled, "right": right, "low": low, "high": high,
                })
            },
        )
        .collect();
    json!({
        "rules": rules,
        "verdict": {
            "agree": whole.right, "labelled": whole.labelled, "low": whole.low, "high": whole.high,
        },
    })
}
