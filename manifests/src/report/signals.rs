//! How signals are spread, and what lies beyond the profiles' bounds.

mod beyond;
mod encode;

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};
use serde_json::{Value, json};

pub(super) use beyond::{Beyond, bound_words};

use super::flow::Flows;
use super::page::Section;
use super::table::{Cell, Row, Table, drawings, numbers, words};
use super::text::{code, count, number, visible};
use crate::Manifest;
use crate::manifest::{Bound, SignalHistograms};

/// Rows of the long table, about 150 bytes each.
const MOST: usize = 1000;

/// One bound in one language, or in all.
struct Line<'a> {
    rule: &'a str,
    signal: &'a str,
    bounds: Vec<&'a Bound>,
    beyond: Beyond,
}

fn lines<'a>(signals: &'a SignalHistograms) -> Vec<Line<'a>> {
    let mut rules: BTreeMap<(&str, &str), Line<'a>> = BTreeMap::new();
    for (language, bounds) in &signals.bounds {
        for bound in bounds {
            let line = rules
                .entry((&bound.rule, &bound.signal))
                .or_insert_with(|| Line {
                    rule: &bound.rule,
                    signal: &bound.signal,
                    bounds: Vec::new(),
                    beyond: Beyond::default(),
                });
            line.bounds.push(bound);
            if let Some(bins) = bins(signals, language, &bound.signal) {
                line.beyond.merge(Beyond::of(&signals.edges, bins, bound));
            }
        }
    }
    let mut lines: Vec<_> = rules.into_values().collect();
    lines.sort_by(|a, b| {
        b.beyond
            .middle()
            .total_cmp(&a.beyond.middle())
            .then(a.rule.cmp(b.rule))
    });
    lines
}

fn bins<'a>(signals: &'a SignalHistograms, language: &str, signal: &str) -> Option<&'a Vec<u64>> {
    signals.languages.get(language)?.get(signal)
}

/// The sum of a signal over all languages.
fn together(signals: &SignalHistograms) -> BTreeMap<&str, Vec<u64>> {
    let mut sums: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for (signal, bins) in signals.languages.values().flatten() {
        let sum = sums.entry(signal).or_default();
        if sum.len() < bins.len() {
            sum.resize(bins.len(), 0);
        }
        for (sum, n) in sum.iter_mut().zip(bins) {
            *sum = sum.saturating_add(*n);
        }
    }
    sums
}

fn range(values: impl Iterator<Item = Option<f64>>) -> Option<(f64, f64)> {
    values
        .flatten()
        .fold(None, |range: Option<(f64, f64)>, value| {
            Some(range.map_or((value, value), |(low, high)| {
                (low.min(value), high.max(value))
            }))
        })
}

/// Bounds of several languages in few words: `at least 50`, `at least 20 to 50`.
fn together_words(bounds: &[&Bound]) -> String {
    let words = |what: &str, range: Option<(f64, f64)>| {
        range.map(|(low, high)| {
            if low == high {
                format!("{what} {}", number(low))
            } else {
                format!("{what} {} to {}", number(low), number(high))
            }
        })
    };
    let min = words("at least", range(bounds.iter().map(|bound| bound.min)));
    let max = words("at most", range(bounds.iter().map(|bound| bound.max)));
    [min, max]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

/// A small histogram: heights grow with the root, bins are equally wide.
fn spark(signals: &SignalHistograms, bins: &[u64], bounds: &[&Bound]) -> Markup {
    const WIDE: f64 = 160.0;
    const TALL: f64 = 30.0;
    let (Some(first), Some(last)) = (
        bins.iter().position(|n| *n > 0),
        bins.iter().rposition(|n| *n > 0),
    ) else {
        return html! { "no values" };
    };
    let most = bins.iter().copied().max().unwrap_or(1).max(1) as f64;
    let step = WIDE / (last - first + 1) as f64;
    let (low, high) = (
        range(bounds.iter().map(|b| b.min)).map(|(low, _)| low),
        range(bounds.iter().map(|b| b.max)).map(|(_, high)| high),
    );
    let (mut kept, mut gone) = (String::new(), String::new());
    for (place, n) in bins[first..=last]
        .iter()
        .enumerate()
        .filter(|(_, n)| **n > 0)
    {
        let bin = first + place;
        let from = signals.edges.get(bin).copied().unwrap_or(f64::INFINITY);
        let to = signals.edges.get(bin + 1).copied().unwrap_or(f64::INFINITY);
        let dropped = low.is_some_and(|low| to <= low) || high.is_some_and(|high| from > high);
        let tall = ((*n as f64 / most).sqrt() * TALL).max(1.0);
        let path = if dropped { &mut gone } else { &mut kept };
        path.push_str(&format!(
            "M{} {}h{}v{}h-{}z",
            super::text::at(place as f64 * step),
            TALL as u64,
            super::text::at(step),
            super::text::at(-tall),
            super::text::at(step)
        ));
    }
    html! {
        svg.spark aria-hidden="true" width="160" height="30" viewBox="0 0 160 30" {
            @if !kept.is_empty() { path.kept d=(kept) {} }
            @if !gone.is_empty() { path.gone d=(gone) {} }
        }
    }
}

/// What the script draws from; none where nothing was measured.
pub(super) fn data(manifest: &Manifest) -> Option<Value> {
    let signals = &manifest.signals;
    if signals.languages.is_empty() {
        return None;
    }
    let names: BTreeSet<&str> = signals
        .languages
        .values()
        .flat_map(|of| of.keys().map(String::as_str))
        .collect();
    let names: Vec<&str> = names.into_iter().collect();
    let packed = encode::pack(signals, &names);
    let mut rules: BTreeSet<&str> = BTreeSet::new();
    rules.extend(
        signals
            .bounds
            .values()
            .flatten()
            .map(|bound| bound.rule.as_str()),
    );
    let rules: Vec<&str> = rules.into_iter().collect();
    let bounds: Vec<Value> = signals
        .languages
        .keys()
        .map(|language| {
            let of = signals.bounds.get(language).map_or(&[][..], Vec::as_slice);
            of.iter()
                .filter_map(|bound| {
                    let signal = names.binary_search(&bound.signal.as_str()).ok()?;
                    let rule = rules.binary_search(&bound.rule.as_str()).ok()?;
                    let beyond = Beyond::of(
                        &signals.edges,
                        bins(signals, language, &bound.signal)?,
                        bound,
                    );
                    Some(json!([
                        signal,
                        rule,
                        bound.min,
                        bound.max,
                        beyond.least,
                        beyond.most,
                        beyond.all
                    ]))
                })
                .collect()
        })
        .collect();
    let shown = |names: &[&str]| names.iter().map(|name| visible(name)).collect::<Vec<_>>();
    let languages: Vec<&str> = signals.languages.keys().map(String::as_str).collect();
    Some(json!({
        "edges": packed.edges,
        "signals": shown(&names),
        "rules": shown(&rules),
        "languages": shown(&languages),
        "alphabet": encode::ALPHABET,
        "step": encode::step(),
        "joined": packed.joined,
        "bins": packed.bins,
        "bounds": bounds,
    }))
}

/// The section of the page.
pub(super) fn section(manifest: &Manifest, flows: &Flows) -> Option<Section> {
    let signals = &manifest.signals;
    let body = if signals.languages.is_empty() {
        html! { p.empty { "This run measured no signals." } }
    } else {
        html! {
            div id="explore" hidden {
                div.row {
                    p.control { label for="histogram-language" { "Language" } select id="histogram-language" { option value="" { "all together" } } }
                    p.control { label for="histogram-signal" { "Signal" } select id="histogram-signal" {} }
                }
                figure.histogram id="histogram" {}
            }
            (by_rule(signals, flows))
            (without(signals))
            (by_language(signals))
        }
    };
    Some(Section {
        id: "signals",
        title: "Signals and bounds".into(),
        lead: html! {
            "How measured numbers are spread over all measured documents, before anything was decided by them, and what share of them lies on "
            "the dropped side of a profile's bound. One document may be beyond several bounds."
        },
        body,
    })
}

fn removed(flows: &Flows, rule: &str) -> u64 {
    let of = flows.steps.iter().filter_map(|step| step.removed.get(rule));
    super::flow::sum(of.copied())
}

fn by_rule(signals: &SignalHistograms, flows: &Flows) -> Markup {
    let sums = together(signals);
    let rows: Vec<Row> = lines(signals)
        .into_iter()
        .map(|line| {
            let none = Vec::new();
            let bins = sums.get(line.signal).unwrap_or(&none);
            Row::of(vec![
                Cell::text(code(line.rule)),
                Cell::text(code(line.signal)),
                Cell::drawing(spark(signals, bins, &line.bounds)),
                Cell::text(html! { (together_words(&line.bounds)) }),
                Cell::measure(line.beyond.middle(), &line.beyond.words()),
                Cell::count(removed(flows, line.rule)),
                Cell::count(line.bounds.len() as u64),
            ])
        })
        .collect();
    html! { @if !rows.is_empty() {
        (Table {
            id: "bounds",
            caption: html! {
                "Bounds of all languages together. Hatched: beyond the bound of every language. "
                "Two shares where a bound lies within a bin; one or none where most documents lie in that one"
            },
            heads: vec![
                words("Rule"), words("Signal"), drawings("Spread"), words("Bound"),
                numbers("Beyond it"), numbers("Removed for it"), numbers("Languages"),
            ],
            rows,
            total: None,
        }.render())
    } }
}

/// Signals that no bound looks at.
fn without(signals: &SignalHistograms) -> Markup {
    let bound: BTreeSet<&str> = signals
        .bounds
        .values()
        .flatten()
        .map(|b| b.signal.as_str())
        .collect();
    let rows: Vec<Row> = together(signals)
        .into_iter()
        .filter(|(signal, _)| !bound.contains(signal))
        .map(|(signal, bins)| {
            Row::of(vec![
                Cell::text(code(signal)),
                Cell::drawing(spark(signals, &bins, &[])),
                Cell::count(super::flow::sum(bins.iter().copied())),
                Cell::text(html! { (middle(signals, &bins)) }),
            ])
        })
        .collect();
    html! { @if !rows.is_empty() {
        details {
            summary { (count(rows.len() as u64)) " signals without a bound" }
            (Table {
                id: "unbound",
                caption: html! { "Signals that are measured and decide nothing, all languages together" },
                heads: vec![words("Signal"), drawings("Spread"), numbers("Documents"), words("Half of them lie in")],
                rows,
                total: None,
            }.render())
        }
    } }
}

/// The bins that hold the middle half of all documents.
fn middle(signals: &SignalHistograms, bins: &[u64]) -> String {
    let all = super::flow::sum(bins.iter().copied());
    let place = |quarter: u64| {
        let mut seen = 0u64;
        bins.iter().position(|n| {
            seen = seen.saturating_add(*n);
            u128::from(seen) * 4 >= u128::from(all) * u128::from(quarter)
        })
    };
    let edge = |bin: usize| signals.edges.get(bin).copied();
    match (place(1), place(3)) {
        (Some(low), Some(high)) => format!(
            "{} to {}",
            edge(low).map_or_else(|| "–".to_owned(), number),
            edge(high + 1).map_or_else(|| "the end".to_owned(), number)
        ),
        _ => "–".to_owned(),
    }
}

fn by_language(signals: &SignalHistograms) -> Markup {
    let all = signals.bounds.values().map(Vec::len).sum::<usize>();
    let mut rows: Vec<(f64, Row)> = signals
        .bounds
        .iter()
        .flat_map(|(language, bounds)| bounds.iter().map(move |bound| (language, bound)))
        .map(|(language, bound)| {
            let beyond = bins(signals, language, &bound.signal)
                .map(|bins| Beyond::of(&signals.edges, bins, bound))
                .unwrap_or_default();
            let cells = vec![
                Cell::text(code(language)),
                Cell::text(code(&bound.rule)),
                Cell::text(html! { (bound_words(bound)) }),
                Cell::measure(beyond.middle(), &beyond.words()),
                Cell::count(beyond.most),
            ];
            (beyond.middle(), Row::language(language, cells))
        })
        .collect();
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    rows.truncate(MOST);
    html! { @if !rows.is_empty() {
        details {
            summary { "Every bound of every language" }
            (Table {
                id: "bounds-by-language",
                caption: html! {
                    "Bounds by language"
                    @if all > MOST { "; the first " (count(MOST as u64)) " of " (count(all as u64)) }
                },
                heads: vec![
                    words("Language"), words("Rule"), words("Bound"), numbers("Beyond it"),
                    numbers("Documents at most"),
                ],
                rows: rows.into_iter().map(|(_, row)| row).collect(),
                total: None,
            }.render())
        }
    } }
}
