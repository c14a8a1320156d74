//! What was kept and removed of each language, and how the languages are balanced.

use maud::{Markup, html};

use super::family;
use super::flow::{Flows, Share, sum};
use super::page::Section;
use super::table::{Cell, Row, Table, drawings, numbers, words};
use super::text::{at, code, number, percent, share, visible};
use crate::Manifest;

/// A language's code, and room for its name, which the script writes in the reader's browser's
/// words.
pub(super) fn language(which: &str) -> Markup {
    html! {
        (code(which))
        @if which == "und" { " " span.quiet { "not known yet" } }
        @else if which == "oth" { " " span.quiet { "none of these" } }
        @else { " " span.name data-name=(visible(which)) {} }
    }
}

/// What a bar is filled with: a class, documents, words.
fn parts(all: &Share, families: &[String]) -> Vec<(String, u64, String)> {
    let mut parts = vec![("kept".to_owned(), all.kept, "kept".to_owned())];
    for which in families {
        let n = all.family(which);
        if n > 0 {
            parts.push((format!("f{}", family::fill(which)), n, visible(which)));
        }
    }
    parts
}

fn bar(all: &Share, families: &[String], most: u64) -> Markup {
    let whole = all.all().max(1) as f64;
    let width = all.all() as f64 / most.max(1) as f64 * 100.0;
    let mut from = 0.0;
    let parts: Vec<_> = parts(all, families)
        .into_iter()
        .map(|(class, n, words)| {
            let wide = n as f64 / whole * 100.0;
            let x = from;
            from += wide;
            (
                class,
                x,
                wide,
                format!("{words}: {}", percent(n, all.all())),
            )
        })
        .collect();
    html! {
        svg.bar data-w={(at(width.max(0.2))) "%"} aria-hidden="true" width="100%" height="18" {
            @for (class, x, wide, words) in parts {
                rect class=(class) x={(at(x)) "%"} width={(at(wide)) "%"} height="18" { title { (words) } }
            }
        }
    }
}

fn legend(families: &[String]) -> Markup {
    html! {
        ul.legend aria-label="Fills of the bars, from left to right" {
            li { (swatch("kept")) "kept" }
            @for which in families {
                li {
                    (swatch(&format!("f{}", family::fill(which))))
                    (visible(which))
                    @if let Some(words) = family::words(which) { @if words != which { span.quiet { " " (words) } } }
                }
            }
        }
    }
}

fn swatch(class: &str) -> Markup {
    html! { svg.swatch aria-hidden="true" width="14" height="14" { rect class=(class) width="14" height="14" {} } }
}

/// Kept and removed by language.
pub(super) fn section(manifest: &Manifest, flows: &Flows) -> Option<Section> {
    let families = &flows.families;
    let most = flows.languages.values().map(Share::all).max().unwrap_or(0);
    let mut order: Vec<(&String, &Share)> = flows.languages.iter().collect();
    order.sort_by_key(|(name, share)| (std::cmp::Reverse(share.all()), *name));
    let tokens = |language: &str| manifest.mix.get(language).map_or(0, |mix| mix.tokens_given);
    let cells = |title: Markup, share: &Share, drawing: Markup, tokens: u64| {
        let mut cells = vec![
            Cell::text(title),
            Cell::drawing(drawing),
            Cell::count(share.all()),
            Cell::count(share.kept),
            Cell::share(share.kept, share.all()),
            Cell::count(tokens),
        ];
        cells.extend(
            families
                .iter()
                .map(|family| Cell::count(share.family(family))),
        );
        cells
    };
    let rows: Vec<Row> = order
        .iter()
        .map(|(name, share)| {
            Row::language(
                name,
                cells(
                    language(name),
                    share,
                    bar(share, families, most),
                    tokens(name),
                ),
            )
        })
        .collect();
    let mut all = Share::default();
    for share in flows.languages.values() {
        all.kept = all.kept.saturating_add(share.kept);
        for (key, n) in &share.removed {
            let sum = all.removed.entry(key.clone()).or_default();
            *sum = sum.saturating_add(*n);
        }
    }
    let total = sum(manifest.mix.values().map(|mix| mix.tokens_given));
    let mut heads = vec![
        words("Language"),
        drawings("Kept and removed"),
        numbers("Documents"),
        numbers("Kept"),
        numbers("Share kept"),
        numbers("Tokens given"),
    ];
    heads.extend(families.iter().map(|family| numbers(visible(family))));
    let all_bar = bar(&all, families, all.all());
    let body = if rows.is_empty() {
        html! { p.empty { "No document came through any stage." } }
    } else {
        html! {
            div.row {
                (legend(families))
                fieldset.switch id="scale" hidden {
                    legend { "Length of a bar" }
                    label { input type="radio" name="scale" value="share" checked; " share" }
                    label { input type="radio" name="scale" value="documents"; " documents" }
                }
            }
            (Table {
                id: "languages",
                caption: html! { "Documents by language: kept, and removed by family of reasons" },
                heads,
                rows,
                total: Some(Row::of(cells(html! { "All" }, &all, all_bar, total))),
            }.render())
        }
    };
    Some(Section {
        id: "by-language",
        title: "Kept and removed by language".into(),
        lead: html! {
            "A document belongs to a language from the stage on that identifies it; what was removed before stands under "
            code { "und" } "."
        },
        body,
    })
}

/// Two bars, one over the other, on a scale of roots.
fn twin(before: f64, after: f64, most: f64) -> Markup {
    let length = |part: f64| {
        let root = if most > 0.0 {
            (part / most).max(0.0).sqrt()
        } else {
            0.0
        };
        format!("{}%", at(root.min(1.0) * 100.0))
    };
    html! {
        svg.bar aria-hidden="true" width="100%" height="18" {
            rect.gone y="0" height="8" width=(length(before)) { title { "before: " (share(before)) } }
            rect.kept y="10" height="8" width=(length(after)) { title { "after: " (share(after)) } }
        }
    }
}

/// The balance of languages before and after.
pub(super) fn mix(manifest: &Manifest) -> Option<Section> {
    if manifest.mix.is_empty() {
        return None;
    }
    let available = sum(manifest.mix.values().map(|mix| mix.tokens_available));
    let given = sum(manifest.mix.values().map(|mix| mix.tokens_given));
    let part = |n: u64, all: u64| if all == 0 { 0.0 } else { n as f64 / all as f64 };
    let most = manifest
        .mix
        .values()
        .flat_map(|mix| {
            [
                part(mix.tokens_available, available),
                part(mix.tokens_given, given),
            ]
        })
        .fold(0.0, f64::max);
    let mut order: Vec<_> = manifest.mix.iter().collect();
    order.sort_by_key(|(name, mix)| (std::cmp::Reverse(mix.tokens_available), *name));
    let rows = order.into_iter().map(|(name, mix)| {
        let (before, after) = (
            part(mix.tokens_available, available),
            part(mix.tokens_given, given),
        );
        Row::language(
            name,
            vec![
                Cell::text(language(name)),
                Cell::drawing(twin(before, after, most)),
                Cell::measure(before, &share(before)),
                Cell::measure(after, &share(after)),
                Cell::count(mix.documents_available),
                Cell::count(mix.tokens_available),
                Cell::count(mix.tokens_asked),
                Cell::count(mix.tokens_given),
                Cell::count(mix.tokens_short),
                Cell::measure(mix.repeats, &number(mix.repeats)),
                Cell::count(mix.documents_given),
                Cell::count(mix.rows_given),
            ],
        )
    });
    Some(Section {
        id: "balance",
        title: "Balance of languages".into(),
        lead: html! {
            "Shares of tokens before the mix and in the shards. Tokens: " (manifest.tokenizer) ". "
            "Short is what the mix asked for and the cap on repeats did not let it have."
        },
        body: html! {
            ul.legend aria-label="The two bars" {
                li { (swatch("gone")) "before: of what the profiles kept" }
                li { (swatch("kept")) "after: of what is in the shards" }
                li.quiet { "lengths grow with the root of the share" }
            }
            (Table {
                id: "mix",
                caption: html! { "Available, asked for and given, by language" },
                heads: vec![
                    words("Language"),
                    drawings("Before and after"),
                    numbers("Share before"),
                    numbers("Share after"),
                    numbers("Documents available"),
                    numbers("Tokens available"),
                    numbers("Tokens asked"),
                    numbers("Tokens given"),
                    numbers("Tokens short"),
                    numbers("Repeats"),
                    numbers("Documents given"),
                    numbers("Rows given"),
                ],
                rows: rows.collect(),
                total: None,
            }.render())
        },
    })
}
