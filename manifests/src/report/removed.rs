//! What documents were removed for, and a few of them.

use maud::html;

use super::flow::{Flows, sum};
use super::page::Section;
use super::sample::Samples;
use super::table::{Cell, Row, Table, numbers, words};
use super::text::{address, code, name, number, visible};

/// Rows of the long table, largest first: about 240 bytes each.
const MOST: usize = 2000;

/// All reasons.
pub(super) fn section(flows: &Flows) -> Option<Section> {
    let read = flows.read();
    let mut reasons: Vec<(&str, &str, u64)> = flows
        .steps
        .iter()
        .flat_map(|step| {
            step.removed
                .iter()
                .map(|(reason, n)| (step.name.as_str(), reason.as_str(), *n))
        })
        .collect();
    reasons.sort_by_key(|(stage, reason, n)| (std::cmp::Reverse(*n), *reason, *stage));
    let removed = sum(reasons.iter().map(|(_, _, n)| *n));
    let rows: Vec<Row> = reasons
        .iter()
        .map(|(stage, reason, n)| {
            let in_languages = flows
                .languages
                .values()
                .filter(|share| {
                    share
                        .removed
                        .contains_key(&((*stage).to_owned(), (*reason).to_owned()))
                })
                .count() as u64;
            Row::of(vec![
                Cell::text(code(reason)),
                Cell::text(name(stage)),
                Cell::count(*n),
                Cell::share(*n, removed),
                Cell::share(*n, read),
                Cell::count(in_languages),
            ])
        })
        .collect();
    let mut each: Vec<_> = flows
        .languages
        .iter()
        .flat_map(|(language, share)| {
            share.removed.iter().map(move |((stage, reason), n)| {
                (
                    *n,
                    language.as_str(),
                    reason.as_str(),
                    stage.as_str(),
                    share.all(),
                )
            })
        })
        .collect();
    each.sort_by_key(|(n, language, reason, stage, _)| {
        (std::cmp::Reverse(*n), *language, *reason, *stage)
    });
    let more = each.len().saturating_sub(MOST);
    let long = each
        .iter()
        .take(MOST)
        .map(|(n, language, reason, stage, all)| {
            Row::language(
                language,
                vec![
                    Cell::text(code(language)),
                    Cell::text(code(reason)),
                    Cell::text(name(stage)),
                    Cell::count(*n),
                    Cell::share(*n, *all),
                ],
            )
        });
    let body = if rows.is_empty() {
        html! { p.empty { "Nothing was removed." } }
    } else {
        html! {
            (Table {
                id: "reasons",
                caption: html! { "Removed documents by reason, all languages" },
                heads: vec![
                    words("Reason"),
                    words("Stage"),
                    numbers("Documents"),
                    numbers("Share of removed"),
                    numbers("Share of read"),
                    numbers("Languages"),
                ],
                rows,
                total: None,
            }.render())
            details {
                summary { "Every reason of every language" }
                (Table {
                    id: "reasons-by-language",
                    caption: html! {
                        "Removed documents by language and reason"
                        @if more > 0 { "; the " (super::text::count(more as u64)) " smallest are left out" }
                    },
                    heads: vec![
                        words("Language"),
                        words("Reason"),
                        words("Stage"),
                        numbers("Documents"),
                        numbers("Share of the language"),
                    ],
                    rows: long.collect(),
                    total: None,
                }.render())
            }
        }
    };
    Some(Section {
        id: "removed",
        title: "Why documents were removed".into(),
        lead: html! { "The first rule that a document breaks is the one that it is counted under. " code { "removed/" } " lists every document." },
        body,
    })
}

/// A few removed documents.
pub(super) fn samples(samples: &Samples) -> Option<Section> {
    let rows: Vec<_> = samples.rows().take(MOST).collect();
    if rows.is_empty() {
        return None;
    }
    let mut reasons: Vec<String> = rows.iter().map(|row| visible(&row.reason)).collect();
    reasons.sort_unstable();
    reasons.dedup();
    let measure = |value: Option<f64>| match value {
        Some(value) => Cell::measure(value, &number(value)),
        None => Cell::measure(f64::NAN, "–"),
    };
    let table = rows.iter().map(|row| {
        let mut out = Row::language(
            &row.language,
            vec![
                Cell::text(html! { span.url { (address(&row.url)) } span.id { (code(&row.id)) } }),
                Cell::text(code(&row.language)),
                Cell::text(code(&row.reason)),
                measure(row.value),
                measure(row.threshold),
                Cell::text(name(row.detail.as_deref().unwrap_or("–"))),
            ],
        );
        out.reason = Some(visible(&row.reason));
        out
    });
    Some(Section {
        id: "samples",
        title: "Some removed documents".into(),
        lead: html! { "A few of each reason, chosen by a hash, so that the same run shows the same ones. No texts are kept here." },
        body: html! {
            p.control id="by-reason" hidden {
                label for="reason" { "Reason" }
                select id="reason" {
                    option value="" { "all" }
                    @for reason in &reasons { option { (reason) } }
                }
            }
            (Table {
                id: "sampled",
                caption: html! { "Removed documents, some of each reason" },
                heads: vec![
                    words("Address and id"),
                    words("Language"),
                    words("Reason"),
                    numbers("Measured"),
                    numbers("Bound"),
                    words("Detail"),
                ],
                rows: table.collect(),
                total: None,
            }.render())
        },
    })
}
