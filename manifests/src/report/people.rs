//! What documents said about rights, and personal data.

use maud::{Markup, html};

use super::account::pair;
use super::languages::language;
use super::page::Section;
use super::table::{Cell, Row, Table, numbers, words};
use super::text::{address, code, count, digest, name, percent, visible};
use crate::Manifest;
use crate::manifest::{PersonalData, PersonalDataCount};
use crate::rights::{LanguageCount, Named, Rights};

fn named(what: &Named) -> Markup {
    html! { (name(&what.name)) " " (name(&what.version)) ", " (digest(&what.sha256)) }
}

/// The largest few of a map, in words.
fn main(map: &std::collections::BTreeMap<String, u64>) -> String {
    let mut all: Vec<_> = map.iter().collect();
    all.sort_by_key(|(key, n)| (std::cmp::Reverse(**n), *key));
    let mut words: Vec<String> = all
        .iter()
        .take(4)
        .map(|(key, n)| format!("{} {}", visible(key), count(**n)))
        .collect();
    if all.len() > 4 {
        words.push(format!("{} more", all.len() - 4));
    }
    if words.is_empty() {
        "–".to_owned()
    } else {
        words.join(", ")
    }
}

/// Reserved rights.
pub(super) fn rights(manifest: &Manifest) -> Option<Section> {
    let lead = html! { "What pages and sites declared about the use of their texts, and what the policy made of it." };
    let Some(rights) = &manifest.rights else {
        return Some(Section {
            id: "rights",
            title: "Rights".into(),
            lead,
            body: html! { p.empty { "This run had no stage that reads reservations of rights." } },
        });
    };
    let all = &rights.counts;
    Some(Section {
        id: "rights",
        title: "Rights".into(),
        lead,
        body: html! {
            dl.pairs {
                (pair("Policy", named(&rights.policy)))
                (pair("Agents", named(&rights.agents)))
                (pair("Documents looked at", html! { (count(all.documents)) }))
                (pair("Their site was asked for robots.txt", html! { (count(all.with_robots)) " (" (percent(all.with_robots, all.documents)) ")" }))
                (pair("With a declaration", html! { (count(all.with_evidence)) " (" (percent(all.with_evidence, all.documents)) ")" }))
                (pair("Dropped", html! { (count(all.dropped)) " (" (percent(all.dropped, all.documents)) ")" }))
            }
            div.columns { (signals(rights)) (rules(rights)) (domains(rights)) (unreadable(rights)) }
            (languages(rights))
            (robots(rights))
        },
    })
}

fn signals(rights: &Rights) -> Markup {
    let rows = rights.counts.signals.iter().map(|(signal, n)| {
        Row::of(vec![
            Cell::text(code(signal)),
            Cell::count(n.documents),
            Cell::count(n.evidence),
            Cell::count(n.dropped),
        ])
    });
    Table {
        id: "rights-signals",
        caption: html! { "Declarations by kind" },
        heads: vec![
            words("Signal"),
            numbers("Documents"),
            numbers("Pieces"),
            numbers("Dropped"),
        ],
        rows: rows.collect(),
        total: None,
    }
    .render()
}

fn rules(rights: &Rights) -> Markup {
    let rows = rights.counts.rules.iter().map(|(rule, n)| {
        Row::of(vec![
            Cell::text(code(rule)),
            Cell::count(*n),
            Cell::share(*n, rights.counts.dropped),
        ])
    });
    Table {
        id: "rights-rules",
        caption: html! { "Dropped by rule of the policy" },
        heads: vec![words("Rule"), numbers("Dropped"), numbers("Share")],
        rows: rows.collect(),
        total: None,
    }
    .render()
}

fn languages(rights: &Rights) -> Markup {
    let row = |(which, n): (&String, &LanguageCount)| {
        Row::language(
            which,
            vec![
                Cell::text(language(which)),
                Cell::count(n.documents),
                Cell::count(n.dropped),
                Cell::share(n.dropped, n.documents),
                Cell::text(html! { (main(&n.signals)) }),
                Cell::text(html! { (main(&n.rules)) }),
            ],
        )
    };
    Table {
        id: "rights-languages",
        caption: html! { "Documents with a declaration, by language" },
        heads: vec![
            words("Language"),
            numbers("With a declaration"),
            numbers("Dropped"),
            numbers("Share dropped"),
            words("Signals"),
            words("Rules"),
        ],
        rows: rights.counts.languages.iter().map(row).collect(),
        total: None,
    }
    .render()
}

fn domains(rights: &Rights) -> Markup {
    let rows = rights.domains.top.iter().map(|one| {
        Row::of(vec![
            Cell::text(address(&one.domain)),
            Cell::count(one.documents),
            Cell::count(one.dropped),
        ])
    });
    Table {
        id: "rights-domains",
        caption: html! {
            "Domains that lost most; of " (count(rights.domains.total)) " with a declaration, "
            (count(rights.domains.dropped)) " lost documents"
        },
        heads: vec![
            words("Domain"),
            numbers("With a declaration"),
            numbers("Dropped"),
        ],
        rows: rows.collect(),
        total: None,
    }
    .render()
}

fn unreadable(rights: &Rights) -> Markup {
    let rows = rights
        .counts
        .unreadable
        .iter()
        .map(|(what, n)| Row::of(vec![Cell::text(code(what)), Cell::count(*n)]));
    html! { @if !rights.counts.unreadable.is_empty() {
        (Table {
            id: "rights-unreadable",
            caption: html! { "Documents with something that could not be read" },
            heads: vec![words("What"), numbers("Documents")],
            rows: rows.collect(),
            total: None,
        }.render())
    } }
}

/// Files with answers of sites that the page lists; the manifest has all.
const FILES: usize = 400;

fn robots(rights: &Rights) -> Markup {
    let files = &rights.counts.robots;
    let rows = files.iter().take(FILES).map(|file| {
        Row::of(vec![
            Cell::text(address(&file.file_path)),
            Cell::bytes(file.bytes),
            Cell::count(file.answers),
            Cell::count(file.robots),
            Cell::count(file.tdmrep),
            Cell::text(html! { @if file.missing { "missing" } @else { (main(&file.problems)) } }),
            Cell::text(digest(&file.sha256)),
        ])
    });
    html! { @if !files.is_empty() {
        details {
            summary { "Files with the answers of sites" }
            (Table {
                id: "robots",
                caption: html! {
                    "Where robots.txt and tdmrep.json were read from"
                    @if files.len() > FILES { "; the first " (count(FILES as u64)) " of " (count(files.len() as u64)) }
                },
                heads: vec![
                    words("File"), numbers("Size"), numbers("Answers"), numbers("robots.txt"),
                    numbers("tdmrep.json"), words("Problems"), words("SHA-256"),
                ],
                rows: rows.collect(),
                total: None,
            }.render())
        }
    } }
}

/// What the profile does with a kind; a subtype has the action of its kind unless it has one.
fn action<'a>(data: &'a PersonalData, kind: &str) -> &'a str {
    let whole = kind.split_once('.').map_or(kind, |(whole, _)| whole);
    let found = data.actions.get(kind).or_else(|| data.actions.get(whole));
    found.map_or("–", String::as_str)
}

/// Rows of the table by language and kind, those with most places: about 220 bytes each. Kinds have
/// subtypes by country, so that many languages make many rows.
const KINDS: usize = 2000;

/// Personal data by language and kind.
pub(super) fn personal_data(manifest: &Manifest) -> Option<Section> {
    let mut each: Vec<(&String, &PersonalData, &String, &PersonalDataCount)> = manifest
        .personal_data
        .iter()
        .flat_map(|(which, data)| {
            data.kinds
                .iter()
                .map(move |(kind, n)| (which, data, kind, n))
        })
        .collect();
    let more = each.len().saturating_sub(KINDS);
    if more > 0 {
        each.sort_by_key(|(which, _, kind, n)| (std::cmp::Reverse(n.found), *which, *kind));
        each.truncate(KINDS);
        each.sort_by_key(|(which, _, kind, _)| (*which, *kind));
    }
    let rows: Vec<Row> = each
        .into_iter()
        .map(|(which, data, kind, n)| {
            Row::language(
                which,
                vec![
                    Cell::text(code(which)),
                    Cell::text(code(kind)),
                    Cell::count(n.found),
                    Cell::count(n.documents),
                    Cell::count(n.handled),
                    Cell::text(name(action(data, kind))),
                ],
            )
        })
        .collect();
    let body = if rows.is_empty() {
        html! { p.empty { "No personal data was found, or nothing looked for it." } }
    } else {
        html! {
            (kinds(manifest))
            details {
                summary { "By language and kind" }
                (Table {
                    id: "pii",
                    caption: html! {
                        "Personal data by language and kind"
                        @if more > 0 { "; the " (count(more as u64)) " rarest are left out" }
                    },
                    heads: vec![
                        words("Language"), words("Kind"), numbers("Places found"),
                        numbers("Documents"), numbers("Handled"), words("Action"),
                    ],
                    rows,
                    total: None,
                }.render())
            }
        }
    };
    Some(Section {
        id: "personal-data",
        title: "Personal data".into(),
        lead: html! {
            "Found is counted in all measured documents, handled in those that are in the shards. "
            "The difference is in documents that were removed."
        },
        body,
    })
}

fn kinds(manifest: &Manifest) -> Markup {
    let mut kinds: std::collections::BTreeMap<&str, [u64; 4]> = Default::default();
    for data in manifest.personal_data.values() {
        for (kind, n) in &data.kinds {
            let sums = kinds.entry(kind).or_default();
            for (sum, n) in sums.iter_mut().zip([n.found, n.documents, n.handled, 1]) {
                *sum = sum.saturating_add(n);
            }
        }
    }
    let rows = kinds.iter().map(|(kind, sums)| {
        let mut actions: Vec<&str> = manifest
            .personal_data
            .values()
            .filter(|data| data.kinds.contains_key(*kind))
            .map(|data| action(data, kind))
            .collect();
        actions.sort_unstable();
        actions.dedup();
        let mut cells = vec![Cell::text(code(kind))];
        cells.extend(sums.iter().map(|n| Cell::count(*n)));
        cells.push(Cell::text(name(&actions.join(", "))));
        Row::of(cells)
    });
    Table {
        id: "pii-kinds",
        caption: html! { "Personal data by kind, all languages" },
        heads: vec![
            words("Kind"),
            numbers("Places found"),
            numbers("Documents"),
            numbers("Handled"),
            numbers("Languages"),
            words("Action"),
        ],
        rows: rows.collect(),
        total: None,
    }
    .render()
}
