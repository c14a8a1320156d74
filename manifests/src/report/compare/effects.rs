//! What came out otherwise: counts, distributions, cost.

use std::collections::{BTreeMap, BTreeSet};

use super::super::flow::{Flows, Share, sum};
use super::{Cost, LanguageChange, Pair, ReasonChange, Shift};
use crate::Manifest;

/// Shifts below this are not told: a hundredth of the documents.
const SHIFT: f64 = 0.01;

fn pairs(a: BTreeMap<String, u64>, mut b: BTreeMap<String, u64>) -> Vec<Pair> {
    for key in a.keys() {
        b.entry(key.clone()).or_default();
    }
    b.into_iter()
        .map(|(what, b)| Pair {
            a: a.get(&what).copied().unwrap_or(0),
            what,
            b,
        })
        .collect()
}

fn changed(mut pairs: Vec<Pair>) -> Vec<Pair> {
    pairs.retain(|pair| pair.a != pair.b);
    pairs.sort_by(|x, y| {
        (y.a.abs_diff(y.b))
            .cmp(&x.a.abs_diff(x.b))
            .then(x.what.cmp(&y.what))
    });
    pairs
}

pub(super) fn totals(a: (&Manifest, &Flows), b: (&Manifest, &Flows)) -> Vec<Pair> {
    let of = |(m, flows): (&Manifest, &Flows)| {
        let mix = || m.mix.values();
        let bytes = |kind: &'static str| {
            sum(m
                .outputs
                .iter()
                .filter(move |o| o.kind == kind)
                .map(|o| o.bytes))
        };
        [
            ("input files", m.inputs.len() as u64),
            ("bytes of inputs", sum(m.inputs.iter().map(|i| i.bytes))),
            ("documents read", flows.read()),
            ("documents kept", flows.kept()),
            (
                "documents in the shards",
                sum(mix().map(|x| x.documents_given)),
            ),
            ("rows with repeats", sum(mix().map(|x| x.rows_given))),
            ("tokens available", sum(mix().map(|x| x.tokens_available))),
            ("tokens given", sum(mix().map(|x| x.tokens_given))),
            ("tokens short", sum(mix().map(|x| x.tokens_short))),
            ("bytes of shards", bytes("shard")),
            (
                "languages",
                mix().filter(|x| x.rows_given > 0).count() as u64,
            ),
        ]
    };
    of(a)
        .into_iter()
        .zip(of(b))
        .map(|((what, a), (_, b))| Pair {
            what: what.to_owned(),
            a,
            b,
        })
        .collect()
}

pub(super) fn languages(a: (&Manifest, &Flows), b: (&Manifest, &Flows)) -> Vec<LanguageChange> {
    let names: BTreeSet<&String> = (a.1.languages.keys())
        .chain(b.1.languages.keys())
        .chain(a.0.mix.keys())
        .chain(b.0.mix.keys())
        .collect();
    let none = Share::default();
    let mut out: Vec<LanguageChange> = names
        .into_iter()
        .map(|name| {
            let of = |(m, flows): (&Manifest, &Flows)| {
                let share = flows.languages.get(name).unwrap_or(&none).clone();
                (share, m.mix.get(name).map_or(0, |mix| mix.tokens_given))
            };
            let ((a, a_tokens), (b, b_tokens)) = (of(a), of(b));
            LanguageChange {
                language: name.clone(),
                documents: (a.all(), b.all()),
                kept: (a.kept, b.kept),
                tokens: (a_tokens, b_tokens),
                reasons: reasons(&a, &b),
            }
        })
        .filter(|one| {
            one.documents.0 != one.documents.1
                || one.kept.0 != one.kept.1
                || one.tokens.0 != one.tokens.1
                || !one.reasons.is_empty()
        })
        .collect();
    out.sort_by_key(|one| {
        let by = |(a, b): (u64, u64)| std::cmp::Reverse(a.abs_diff(b));
        (by(one.kept), by(one.tokens), one.language.clone())
    });
    out
}

fn reasons(a: &Share, b: &Share) -> Vec<ReasonChange> {
    let keys: BTreeSet<_> = a.removed.keys().chain(b.removed.keys()).collect();
    let count = |share: &Share, key| share.removed.get(key).copied().unwrap_or(0);
    let mut out: Vec<ReasonChange> = keys
        .into_iter()
        .map(|key| ReasonChange {
            stage: key.0.clone(),
            reason: key.1.clone(),
            a: count(a, key),
            b: count(b, key),
            why: Vec::new(),
        })
        .filter(|one| one.a != one.b)
        .collect();
    out.sort_by_key(|one| (std::cmp::Reverse(one.a.abs_diff(one.b)), one.reason.clone()));
    out
}

/// Shares of documents below each inner edge.
fn below(edges: &[f64], bins: &[u64]) -> Vec<(f64, f64)> {
    let all = sum(bins.iter().copied()).max(1) as f64;
    let mut seen = 0u64;
    edges
        .windows(2)
        .enumerate()
        .map(|(bin, edge)| {
            seen = seen.saturating_add(bins.get(bin).copied().unwrap_or(0));
            (edge[1], seen as f64 / all)
        })
        .collect()
}

pub(super) fn signals(a: &Manifest, b: &Manifest) -> Vec<Shift> {
    let mut out = Vec::new();
    for (language, of) in &a.signals.languages {
        for (signal, bins) in of {
            let Some(other) = b
                .signals
                .languages
                .get(language)
                .and_then(|of| of.get(signal))
            else {
                continue;
            };
            if bins == other && a.signals.edges == b.signals.edges {
                continue;
            }
            let (left, right) = (
                below(&a.signals.edges, bins),
                below(&b.signals.edges, other),
            );
            let mut largest = Shift::default();
            for (edge, x) in left {
                // Edges are compared by their bits: both stand for the same constant or for none.
                let same = right.iter().find(|(at, _)| at.to_bits() == edge.to_bits());
                let Some((_, y)) = same else { continue };
                if (x - y).abs() > largest.distance {
                    largest = Shift {
                        language: language.clone(),
                        signal: signal.clone(),
                        distance: (x - y).abs(),
                        at: edge,
                        higher: y < &x,
                    };
                }
            }
            if largest.distance >= SHIFT {
                out.push(largest);
            }
        }
    }
    out.sort_by(|x, y| {
        let by = y.distance.total_cmp(&x.distance);
        by.then_with(|| (&x.language, &x.signal).cmp(&(&y.language, &y.signal)))
    });
    out
}

pub(super) fn rights(a: &Manifest, b: &Manifest) -> Vec<Pair> {
    let of = |m: &Manifest| {
        let mut out = BTreeMap::new();
        let Some(rights) = &m.rights else { return out };
        let all = &rights.counts;
        out.insert("documents looked at".to_owned(), all.documents);
        out.insert("with a declaration".to_owned(), all.with_evidence);
        out.insert("dropped".to_owned(), all.dropped);
        for (signal, n) in &all.signals {
            out.insert(format!("signal {signal}"), n.documents);
        }
        for (rule, n) in &all.rules {
            out.insert(format!("rule {rule}"), *n);
        }
        for (what, n) in &all.unreadable {
            out.insert(format!("unreadable {what}"), *n);
        }
        out
    };
    changed(pairs(of(a), of(b)))
}

pub(super) fn personal_data(a: &Manifest, b: &Manifest) -> Vec<Pair> {
    let of = |m: &Manifest| {
        let mut out: BTreeMap<String, u64> = BTreeMap::new();
        for (kind, n) in m.personal_data.values().flat_map(|data| &data.kinds) {
            for (word, n) in [("found", n.found), ("handled", n.handled)] {
                let sum = out.entry(format!("{kind} {word}")).or_default();
                *sum = sum.saturating_add(n);
            }
        }
        out
    };
    changed(pairs(of(a), of(b)))
}

pub(super) fn domains(a: &Manifest, b: &Manifest) -> Vec<Pair> {
    let of = |m: &Manifest| {
        let top = m.domains.top.iter();
        let kept = top.map(|one| (format!("kept of {}", one.domain), one.documents));
        let all = [
            ("domains read", m.domains.read),
            ("domains kept", m.domains.kept),
        ];
        all.map(|(what, n)| (what.to_owned(), n))
            .into_iter()
            .chain(kept)
            .collect::<BTreeMap<_, _>>()
    };
    // The lists hold the largest domains only: one that is in one list may just have left the other.
    let (mut a, mut b) = (of(a), of(b));
    a.retain(|key, _| b.contains_key(key));
    b.retain(|key, _| a.contains_key(key));
    changed(pairs(a, b))
}

pub(super) fn clusters(a: &Manifest, b: &Manifest) -> Vec<Pair> {
    let of = |m: &Manifest| {
        let mut out = BTreeMap::new();
        for (language, sizes) in m.clusters.iter().flat_map(|clusters| &clusters.languages) {
            out.insert(format!("clusters {language}"), sum(sizes.values().copied()));
        }
        out
    };
    changed(pairs(of(a), of(b)))
}

pub(super) fn cost(a: &Manifest, b: &Manifest) -> Vec<Cost> {
    let (Some(a), Some(b)) = (&a.cost, &b.cost) else {
        return Vec::new();
    };
    let of = |cost: &crate::manifest::Cost| {
        let total = &cost.total;
        [
            ("CPU seconds", total.cpu_seconds),
            ("seconds of tasks", total.task_seconds),
            ("bytes of most memory", total.peak_memory as f64),
            ("bytes read", total.bytes_read as f64),
            ("bytes written", total.bytes_written as f64),
        ]
    };
    of(a)
        .into_iter()
        .zip(of(b))
        .map(|((what, a), (_, b))| Cost {
            what: what.to_owned(),
            a,
            b,
        })
        .collect()
}
