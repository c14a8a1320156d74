//! Sizes of clusters of duplicates.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::languages::language;
use super::page::Section;
use super::table::{Cell, Row, Table, numbers, words};
use super::text::{at, count, short};
use crate::Manifest;

/// First sizes of the classes that the page shows, and their names.
const CLASSES: [(u32, &str); 7] = [
    (0, "2"),
    (3, "3"),
    (4, "4–9"),
    (10, "10–99"),
    (100, "100–999"),
    (1000, "1000–9999"),
    (10_000, "10 000 and more"),
];

fn classes(sizes: &BTreeMap<u32, u64>) -> [u64; CLASSES.len()] {
    let mut out = [0u64; CLASSES.len()];
    for (size, n) in sizes {
        let class = CLASSES
            .iter()
            .rposition(|(first, _)| first <= size)
            .unwrap_or(0);
        out[class] = out[class].saturating_add(*n);
    }
    out
}

fn documents(sizes: &BTreeMap<u32, u64>) -> u64 {
    super::flow::sum(
        sizes
            .iter()
            .map(|(size, n)| u64::from(*size).saturating_mul(*n)),
    )
}

fn row(title: Markup, sizes: &BTreeMap<u32, u64>) -> Vec<Cell> {
    let largest = sizes
        .last_key_value()
        .map_or(0, |(size, _)| u64::from(*size));
    let mut cells = vec![
        Cell::text(title),
        Cell::count(super::flow::sum(sizes.values().copied())),
        Cell::count(documents(sizes)),
        Cell::count(largest),
    ];
    cells.extend(classes(sizes).map(Cell::count));
    cells
}

/// The section of the page.
pub(super) fn clusters(manifest: &Manifest) -> Option<Section> {
    let clusters = manifest.clusters.as_ref()?;
    let mut all: BTreeMap<u32, u64> = BTreeMap::new();
    for sizes in clusters.languages.values() {
        for (size, n) in sizes {
            let sum = all.entry(*size).or_default();
            *sum = sum.saturating_add(*n);
        }
    }
    let mut heads = vec![
        words("Language"),
        numbers("Clusters"),
        numbers("Documents in them"),
        numbers("Largest"),
    ];
    heads.extend(CLASSES.map(|(_, name)| numbers(name)));
    let mut order: Vec<_> = clusters.languages.iter().collect();
    order.sort_by_key(|(name, sizes)| (std::cmp::Reverse(documents(sizes)), *name));
    let rows = order
        .into_iter()
        .map(|(name, sizes)| Row::language(name, row(language(name), sizes)));
    let rows: Vec<Row> = rows.collect();
    let body = if rows.is_empty() {
        html! { p.empty { "No document had a duplicate." } }
    } else {
        html! {
            (picture(&classes(&all)))
            (Table {
                id: "clusters-by-language",
                caption: html! { "Clusters by language and size" },
                heads,
                rows,
                total: Some(Row::of(row(html! { "All" }, &all))),
            }.render())
        }
    };
    Some(Section {
        id: "clusters",
        title: "Clusters of duplicates".into(),
        lead: html! {
            "How many documents say the same. Of each cluster one document went on. "
            "Sizes above 99 are known to two figures."
        },
        body,
    })
}

/// Bars by class of size.
fn picture(classes: &[u64; CLASSES.len()]) -> Markup {
    const TALL: f64 = 120.0;
    const STEP: f64 = 96.0;
    let most = classes.iter().copied().max().unwrap_or(0).max(1) as f64;
    let used = classes
        .iter()
        .rposition(|n| *n > 0)
        .map_or(1, |last| last + 1);
    let bars = CLASSES.iter().zip(classes).take(used).enumerate();
    let wide = used as f64 * STEP;
    html! {
        figure {
            div.scroll.plain role="group" aria-label="Clusters by size, as a picture" {
                svg.chart role="img" aria-labelledby="clusters-svg clusters-desc" width=(at(wide)) height="172" viewBox={"0 0 " (at(wide)) " 172"} {
                    title id="clusters-svg" { "Clusters by number of documents" }
                    desc id="clusters-desc" {
                        @for ((_, name), n) in CLASSES.iter().zip(classes).take(used) { (name) " documents: " (count(*n)) " clusters. " }
                    }
                    @for (place, ((_, name), n)) in bars {
                        @let tall = if *n == 0 { 0.0 } else { (*n as f64 / most).sqrt() * TALL };
                        @let tall = if *n == 0 { 0.0 } else { tall.max(2.0) };
                        @let x = place as f64 * STEP;
                        rect.kept x=(at(x + 4.0)) y=(at(22.0 + TALL - tall)) width=(at(STEP - 8.0)) height=(at(tall)) {}
                        text.strong x=(at(x + STEP / 2.0)) y=(at(16.0 + TALL - tall)) text-anchor="middle" { (short(*n)) }
                        text x=(at(x + STEP / 2.0)) y="160" text-anchor="middle" { (name) }
                    }
                    line.tick x1="0" x2=(at(wide)) y1="142" y2="142" {}
                }
            }
            figcaption.quiet { "Across: documents in a cluster. Up: clusters, on a root scale so that rare sizes stay visible." }
        }
    }
}
