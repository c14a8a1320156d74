//! A comparison as a page of the report's style.

use maud::{Markup, html};

use super::super::account::pair;
use super::super::languages::language;
use super::super::page::{Page, Section};
use super::super::table::{Cell, Row, Table, numbers, words};
use super::super::text::{self, address, code, count, digest, name, number, share, visible};
use super::terminal::{difference, relative};
use super::{Comparison, Pair, Side};

/// Rows of one list.
const MOST: usize = 2000;

/// The page of a comparison, as HTML: complete in itself, like [`crate::report::render`].
#[must_use]
pub fn render(comparison: &Comparison) -> String {
    let languages: Vec<String> = comparison
        .languages
        .iter()
        .map(|one| one.language.clone())
        .collect();
    Page {
        title: &format!(
            "{} and {} – comparison",
            visible(&comparison.a.name),
            visible(&comparison.b.name)
        ),
        head: head(comparison),
        lead: html! {},
        languages: &languages,
        sections: [
            Some(causes(comparison)),
            Some(totals(comparison)),
            kept(comparison),
            removed(comparison),
            shifts(comparison),
            list("rights", "Rights", &comparison.rights),
            list("personal-data", "Personal data", &comparison.personal_data),
            list("domains", "Domains", &comparison.domains),
            list("clusters", "Clusters of duplicates", &comparison.clusters),
            cost(comparison),
        ]
        .into_iter()
        .flatten()
        .collect(),
        data: None,
    }
    .render()
}

fn side(letter: &str, side: &Side) -> Markup {
    html! {
        div { dt { "Run " (letter) } dd { strong { (name(&side.name)) } } dd.quiet { "run " (digest(&side.run)) ", " (name(&side.program)) ", " (text::counted(side.inputs, "input")) } }
    }
}

fn head(comparison: &Comparison) -> Markup {
    html! {
        div.who { h1 { "Two runs compared" } p.quiet { "B against A" } }
        dl.totals { (side("A", &comparison.a)) (side("B", &comparison.b)) }
        div.check {
            @if comparison.same { p { strong { "The accounts are the same" } " but for machine and cost." } }
            @else { p { strong { "The accounts differ. " } "What was changed comes first, then what came out otherwise." } }
        }
    }
}

fn value(value: Option<&String>) -> Cell {
    Cell::text(html! { @if let Some(value) = value { (code(value)) } @else { "–" } })
}

type Changed<'a> = (
    Vec<Cell>,
    Option<&'a String>,
    Option<&'a String>,
    Option<&'a String>,
);

/// A table of what is one thing in A and another in B.
fn changes(id: &'static str, caption: &str, heads: &[&str], rows: Vec<Changed>) -> Markup {
    let more = rows.len().saturating_sub(MOST);
    let mut all: Vec<_> = heads.iter().copied().map(words).collect();
    all.extend([words("A"), words("B")]);
    let rows: Vec<Row> = rows
        .into_iter()
        .take(MOST)
        .map(|(mut cells, language, a, b)| {
            cells.extend([value(a), value(b)]);
            match language {
                Some(language) => Row::language(language, cells),
                None => Row::of(cells),
            }
        })
        .collect();
    html! { @if !rows.is_empty() {
        (Table {
            id,
            caption: html! { (caption) @if more > 0 { "; " (count(more as u64)) " more are left out" } },
            heads: all,
            rows,
            total: None,
        }.render())
    } }
}

fn causes(comparison: &Comparison) -> Section {
    let cell = |words: &str| Cell::text(code(words));
    let nothing = comparison.code.is_empty()
        && comparison.config.is_empty()
        && comparison.settings.is_empty()
        && comparison.resources.is_empty()
        && comparison.bounds.is_empty()
        && comparison.inputs.is_empty()
        && comparison.takedowns.is_empty();
    let of =
        |rows: Vec<Changed>, id, caption: &str, heads: &[&str]| changes(id, caption, heads, rows);
    Section {
        id: "causes",
        title: "What was changed".into(),
        lead: html! { "Program, config, settings, resources, inputs and takedowns. Lists that are not here are the same in both." },
        body: html! {
            @if nothing { p.empty { "Nothing that decides the output was changed." } }
            (of(comparison.code.iter().map(|one| (vec![cell(&one.what)], None, one.a.as_ref(), one.b.as_ref())).collect(), "code", "The program", &["What"]))
            @if !comparison.config.is_empty() { (config(comparison)) }
            (of(comparison.bounds.iter().map(|one| (vec![cell(&one.language), cell(&one.rule)], Some(&one.language), one.a.as_ref(), one.b.as_ref())).collect(), "bounds", "Bounds of profiles", &["Language", "Rule"]))
            (of(comparison.settings.iter().map(|one| (vec![cell(&one.stage), cell(&one.setting)], None, one.a.as_ref(), one.b.as_ref())).collect(), "settings", "Settings of stages", &["Stage", "Setting"]))
            (of(comparison.resources.iter().map(|one| (vec![cell(&one.kind), cell(&one.name)], None, one.a.as_ref(), one.b.as_ref())).collect(), "resources", "Models, profiles, lists and policies", &["Kind", "Name"]))
            (of(comparison.inputs.iter().map(|one| (vec![Cell::text(address(&one.file_path))], None, one.a.as_ref(), one.b.as_ref())).collect(), "inputs", "Inputs that came, went or changed: SHA-256", &["File"]))
            (of(comparison.takedowns.iter().map(|one| (vec![cell(&one.what)], None, one.a.as_ref(), one.b.as_ref())).collect(), "takedowns", "Taken down after the run", &["When"]))
        },
    }
}

fn config(comparison: &Comparison) -> Markup {
    html! {
        h3 { "The config" }
        pre.diff { @for line in comparison.config.iter().take(MOST) {
            @match line.mark.as_str() {
                "-" => { del { "- " (visible(&line.text)) } }
                "+" => { ins { "+ " (visible(&line.text)) } }
                "@" => { span.quiet { "…" } }
                _ => { span { "  " (visible(&line.text)) } }
            }
            "\n"
        } }
    }
}

fn pair_cells(a: u64, b: u64) -> Vec<Cell> {
    let by = b as f64 - a as f64;
    vec![
        Cell::count(a),
        Cell::count(b),
        Cell::measure(by, &difference(a, b, count)),
        Cell::measure(
            if a == 0 { 0.0 } else { by / a as f64 },
            &relative(a as f64, b as f64),
        ),
    ]
}

fn pairs(id: &'static str, caption: &str, pairs: &[Pair]) -> Markup {
    let rows = pairs.iter().take(MOST).map(|one| {
        let mut cells = vec![Cell::text(name(&one.what))];
        cells.extend(pair_cells(one.a, one.b));
        Row::of(cells)
    });
    Table {
        id,
        caption: html! { (caption) },
        heads: vec![
            words("What"),
            numbers("A"),
            numbers("B"),
            numbers("Change"),
            numbers("In per cent"),
        ],
        rows: rows.collect(),
        total: None,
    }
    .render()
}

fn totals(comparison: &Comparison) -> Section {
    Section {
        id: "totals",
        title: "In all".into(),
        lead: html! { "Documents, tokens and bytes of both runs." },
        body: pairs("all", "Totals", &comparison.totals),
    }
}

fn list(id: &'static str, title: &str, all: &[Pair]) -> Option<Section> {
    let table = match id {
        "rights" => "rights-changes",
        "domains" => "domains-changes",
        "clusters" => "clusters-changes",
        _ => "personal-data-changes",
    };
    (!all.is_empty()).then(|| Section {
        id,
        title: title.to_owned(),
        lead: html! { "Counts that are not the same, the largest change first." },
        body: pairs(table, title, all),
    })
}

fn kept(comparison: &Comparison) -> Option<Section> {
    let rows = comparison.languages.iter().map(|one| {
        let mut cells = vec![Cell::text(language(&one.language))];
        cells.extend(pair_cells(one.kept.0, one.kept.1));
        cells.extend([
            Cell::share(one.kept.0, one.documents.0),
            Cell::share(one.kept.1, one.documents.1),
        ]);
        cells.extend(pair_cells(one.tokens.0, one.tokens.1));
        Row::language(&one.language, cells)
    });
    (!comparison.languages.is_empty()).then(|| Section {
        id: "kept",
        title: "Languages".into(),
        lead: html! { "Languages with other counts, the largest change of kept documents first." },
        body: Table {
            id: "languages",
            caption: html! { "Kept documents and tokens by language" },
            heads: vec![
                words("Language"),
                numbers("Kept, A"),
                numbers("Kept, B"),
                numbers("Change"),
                numbers("In per cent"),
                numbers("Share kept, A"),
                numbers("Share kept, B"),
                numbers("Tokens, A"),
                numbers("Tokens, B"),
                numbers("Change of tokens"),
                numbers("Tokens in per cent"),
            ],
            rows: rows.collect(),
            total: None,
        }
        .render(),
    })
}

fn removed(comparison: &Comparison) -> Option<Section> {
    let mut all: Vec<_> = comparison
        .languages
        .iter()
        .flat_map(|language| language.reasons.iter().map(move |one| (language, one)))
        .collect();
    all.sort_by_key(|(_, one)| std::cmp::Reverse(one.a.abs_diff(one.b)));
    let rows = all.iter().take(MOST).map(|(language, one)| {
        let mut cells = vec![
            Cell::text(code(&language.language)),
            Cell::text(code(&one.reason)),
        ];
        cells.extend(pair_cells(one.a, one.b));
        cells.push(Cell::text(html! { (visible(&one.why.join("; "))) }));
        Row::language(&language.language, cells)
    });
    (!all.is_empty()).then(|| Section {
        id: "removed",
        title: "Removed documents, and why their number changed".into(),
        lead: html! {
            "Beside each change stands what was changed that can explain it, the most direct cause first. "
            "These are causes that are possible, not ones that are proven."
        },
        body: Table {
            id: "reasons",
            caption: html! { "Removed documents by language and reason" },
            heads: vec![
                words("Language"),
                words("Reason"),
                numbers("A"),
                numbers("B"),
                numbers("Change"),
                numbers("In per cent"),
                words("What can explain it"),
            ],
            rows: rows.collect(),
            total: None,
        }
        .render(),
    })
}

fn shifts(comparison: &Comparison) -> Option<Section> {
    let rows = comparison.signals.iter().take(MOST).map(|one| {
        let way = if one.higher {
            "higher in B"
        } else {
            "lower in B"
        };
        Row::language(
            &one.language,
            vec![
                Cell::text(code(&one.language)),
                Cell::text(code(&one.signal)),
                Cell::measure(one.distance, &share(one.distance)),
                Cell::text(html! { (way) }),
                Cell::measure(one.at, &number(one.at)),
            ],
        )
    });
    (!comparison.signals.is_empty()).then(|| Section {
        id: "signals",
        title: "Signals that are spread otherwise".into(),
        lead: html! {
            "The largest difference between the shares of documents below one value. It depends on the documents and on how the "
            "signal is measured, not on bounds. Below 1 % it is not listed."
        },
        body: Table {
            id: "shifts",
            caption: html! { "Shifts by language and signal" },
            heads: vec![words("Language"), words("Signal"), numbers("Moved"), words("Where to"), numbers("Around")],
            rows: rows.collect(),
            total: None,
        }
        .render(),
    })
}

fn cost(comparison: &Comparison) -> Option<Section> {
    (!comparison.cost.is_empty()).then(|| Section {
        id: "cost",
        title: "Cost".into(),
        lead: html! { "What both took. Machines may differ." },
        body: html! { dl.pairs { @for one in &comparison.cost {
            (pair(&one.what, html! { (number(one.a)) " → " (number(one.b)) " " span.quiet { (relative(one.a, one.b)) } }))
        } } },
    })
}
