//! The way of the documents through the stages, as a picture and as a table.

use maud::{Markup, html};

use super::family;
use super::flow::{Flows, Step, sum};
use super::page::Section;
use super::table::{Cell, Row, Table, numbers, words};
use super::text::{at, counted, name, percent, short, visible};

/// Height of all documents that were read, in pixels, as all lengths here.
const TALL: f64 = 200.0;
/// Width of a stage.
const NODE: f64 = 12.0;
/// Where stages begin, below their names.
const TOP: f64 = 48.0;
/// From a stage that removed documents to the next one: room for the words.
const WIDE: f64 = 164.0;
/// From a stage that removed nothing to the next one.
const NARROW: f64 = 96.0;
/// Height of the two lines that say what was removed.
const LINES: f64 = 32.0;
/// Between stages of one column.
const APART: f64 = 56.0;

/// A stage in its place.
struct Place {
    x: f64,
    y: f64,
    tall: f64,
    out: f64,
}

/// A band from the right side of one stage to the left side of another one.
fn band((x0, y0, h0): (f64, f64, f64), (x1, y1, h1): (f64, f64, f64)) -> String {
    let middle = f64::midpoint(x0, x1);
    let [x0, y0, x1, y1, m, low0, low1] = [x0, y0, x1, y1, middle, y0 + h0, y1 + h1].map(at);
    format!("M{x0} {y0}C{m} {y0} {m} {y1} {x1} {y1}V{low1}C{m} {low1} {m} {low0} {x0} {low0}Z")
}

/// A name that fits into so many characters.
fn fit(name: &str, most: usize) -> String {
    let whole = visible(name);
    if whole.chars().count() <= most {
        return whole;
    }
    let cut: String = whole.chars().take(most.saturating_sub(1)).collect();
    cut + "…"
}

struct Layout<'a> {
    flows: &'a Flows,
    scale: f64,
    columns: Vec<f64>,
    places: Vec<Place>,
    end: f64,
}

impl<'a> Layout<'a> {
    fn of(flows: &'a Flows) -> Self {
        let steps = &flows.steps;
        let depth = steps.iter().map(|s| s.column + 1).max().unwrap_or(0);
        let (mut tops, mut wide) = (vec![0u64; depth], vec![false; depth]);
        for step in steps {
            let here = &mut tops[step.column];
            *here = here.saturating_add(step.documents_in.max(step.documents_out));
            wide[step.column] |= !step.removed.is_empty();
        }
        let scale = TALL / tops.iter().copied().max().unwrap_or(0).max(1) as f64;
        let mut columns = Vec::with_capacity(depth);
        let mut x = 1.0;
        for wide in wide {
            columns.push(x);
            x += if wide { WIDE } else { NARROW };
        }
        let mut low = vec![TOP; depth];
        let places = steps
            .iter()
            .map(|step| {
                let tall = (step.documents_in as f64 * scale).max(1.0);
                let y = low[step.column];
                low[step.column] += tall + APART;
                Place {
                    x: columns[step.column],
                    y,
                    tall,
                    out: (step.documents_out as f64 * scale).min(tall),
                }
            })
            .collect();
        Self {
            flows,
            scale,
            columns,
            places,
            end: x,
        }
    }

    /// Bands from stage to stage, and from the last ones to what was kept.
    fn passing(&self) -> Vec<(String, String)> {
        let steps = &self.flows.steps;
        let mut left = vec![0.0; steps.len()];
        let mut used = vec![0.0; steps.len()];
        let mut bands = Vec::new();
        for (to, step) in steps.iter().enumerate() {
            for &from in &step.from {
                let (a, b) = (&self.places[from], &self.places[to]);
                let tall = (a.out - used[from]).min(b.tall - left[to]).max(0.0);
                let tall = if step.from.len() == 1 {
                    a.out.min(b.tall)
                } else {
                    tall
                };
                let path = band(
                    (a.x + NODE, a.y + used[from], tall),
                    (b.x, b.y + left[to], tall),
                );
                if step.from.len() > 1 {
                    used[from] += tall;
                }
                left[to] += tall;
                let words = format!(
                    "{} to {}: {}",
                    visible(&steps[from].name),
                    visible(&step.name),
                    counted(steps[from].documents_out.min(step.documents_in), "document")
                );
                bands.push((path, words));
            }
        }
        let mut y = TOP;
        for place in self.last() {
            let (step, from) = (&steps[place], &self.places[place]);
            bands.push((
                band((from.x + NODE, from.y, from.out), (self.end, y, from.out)),
                format!("kept: {}", counted(step.documents_out, "document")),
            ));
            y += from.out;
        }
        bands
    }

    /// Stages that hand on to no other one.
    fn last(&self) -> impl Iterator<Item = usize> {
        let steps = &self.flows.steps;
        (0..steps.len()).filter(|place| !steps.iter().any(|step| step.from.contains(place)))
    }

    /// What leaves each stage: the band, the bar that it ends in, and its words.
    fn leaving(&self) -> (Vec<Leaving<'a>>, f64) {
        let mut bottom = TOP + TALL;
        let mut low: Vec<f64> = vec![TOP; self.columns.len()];
        for (step, place) in self.flows.steps.iter().zip(&self.places) {
            let next = &mut low[step.column];
            *next = next.max(place.y + place.out + 26.0);
        }
        let mut all = Vec::new();
        for (step, place) in self.flows.steps.iter().zip(&self.places) {
            let mut from = place.y + place.out;
            for (family, n) in step.families() {
                let tall = (n as f64 * self.scale).max(1.5);
                let y = low[step.column];
                low[step.column] = y + tall.max(LINES) + 8.0;
                all.push(Leaving {
                    step,
                    family,
                    n,
                    path: band(
                        (place.x + NODE, from, n as f64 * self.scale),
                        (place.x + NODE + 36.0, y, tall),
                    ),
                    x: place.x + NODE + 36.0,
                    y,
                    tall,
                });
                from += n as f64 * self.scale;
                bottom = bottom.max(low[step.column]);
            }
            bottom = bottom.max(place.y + place.tall);
        }
        (all, bottom + 8.0)
    }
}

struct Leaving<'a> {
    step: &'a Step,
    family: &'a str,
    n: u64,
    path: String,
    x: f64,
    y: f64,
    tall: f64,
}

fn picture(flows: &Flows) -> Markup {
    let layout = Layout::of(flows);
    let (leaving, tall) = layout.leaving();
    let wide = layout.end + 128.0;
    let kept = flows.kept();
    let kept_tall =
        (sum(layout.last().map(|p| flows.steps[p].documents_out)) as f64 * layout.scale).max(1.0);
    html! {
        figure.flow {
            div.scroll.plain role="group" aria-label="The way of the documents, as a picture" {
                svg.sankey role="img" aria-labelledby="flow-svg flow-desc"
                    viewBox={"0 0 " (at(wide)) " " (at(tall))} width=(at(wide)) height=(at(tall)) {
                    title id="flow-svg" { "Documents from stage to stage" }
                    desc id="flow-desc" {
                        "Of " (counted(flows.read(), "document")) " read, "
                        (counted(kept, "document")) " were kept. The table below has every number."
                    }
                    @for leaving in &leaving {
                        path.leave d=(leaving.path) {
                            title { (visible(&leaving.step.name)) " removed " (counted(leaving.n, "document")) ": " (visible(leaving.family)) }
                        }
                    }
                    @for (path, words) in layout.passing() {
                        path.pass d=(path) { title { (words) } }
                    }
                    @for (step, place) in flows.steps.iter().zip(&layout.places) {
                        (stage(step, place))
                    }
                    @for leaving in &leaving {
                        rect class={"f" (family::fill(leaving.family))} x=(at(leaving.x)) y=(at(leaving.y)) width="8" height=(at(leaving.tall)) {}
                        text x=(at(leaving.x + 14.0)) y=(at(leaving.y + 12.0)) {
                            (fit(family::words(leaving.family).unwrap_or(leaving.family), 18))
                        }
                        text.quiet x=(at(leaving.x + 14.0)) y=(at(leaving.y + 28.0)) {
                            (short(leaving.n)) " · " (percent(leaving.n, leaving.step.documents_in))
                        }
                    }
                    rect.node x=(at(layout.end)) y=(at(TOP)) width=(at(NODE)) height=(at(kept_tall)) {}
                    text.strong x=(at(layout.end)) y=(at(TOP - 26.0)) { "kept" }
                    text x=(at(layout.end)) y=(at(TOP - 9.0)) {
                        (short(kept)) " · " (percent(kept, flows.read()))
                    }
                }
            }
            figcaption.quiet {
                "The height of a band is the number of documents. What a stage removes leaves downwards: what for, how many, "
                "and their share of what came into that stage."
            }
        }
    }
}

fn stage(step: &Step, place: &Place) -> Markup {
    let room = if step.removed.is_empty() { 12 } else { 21 };
    html! {
        g {
            title { (visible(&step.name)) ": " (counted(step.documents_in, "document")) " in, " (counted(step.documents_out, "document")) " out" }
            rect.node x=(at(place.x)) y=(at(place.y)) width=(at(NODE)) height=(at(place.tall)) {}
            text.strong x=(at(place.x)) y=(at(place.y - 26.0)) { (fit(&step.name, room)) }
            text x=(at(place.x)) y=(at(place.y - 9.0)) { (short(step.documents_in)) }
        }
    }
}

/// The section of the page.
pub(super) fn section(flows: &Flows) -> Option<Section> {
    let body = if flows.steps.is_empty() {
        html! { p.empty { "No stage of this run counted documents." } }
    } else {
        html! { (picture(flows)) details { summary { "The same in numbers" } (table(flows)) } }
    };
    Some(Section {
        id: "flow",
        title: "The way of the documents".into(),
        lead: html! { "All languages together. A stage that is not here handles no single documents." },
        body,
    })
}

fn table(flows: &Flows) -> Markup {
    let read = flows.read();
    let rows = flows.steps.iter().map(|step| {
        let mut reasons: Vec<_> = step.removed.iter().collect();
        reasons.sort_by_key(|(reason, n)| (std::cmp::Reverse(**n), *reason));
        let main: Vec<String> = reasons
            .iter()
            .take(3)
            .map(|(reason, n)| format!("{} {}", visible(reason), short(**n)))
            .collect();
        let rest = reasons.len().saturating_sub(3);
        Row::of(vec![
            Cell::text(name(&step.name)),
            Cell::text(name(&step.kind)),
            Cell::count(step.documents_in),
            Cell::count(sum(step.removed.values().copied())),
            Cell::count(step.documents_out),
            Cell::share(step.documents_out, read),
            Cell::text(html! {
                @if main.is_empty() { "–" } @else {
                    (main.join(", "))
                    @if rest > 0 { " and " (counted(rest as u64, "other reason")) }
                }
            }),
        ])
    });
    Table {
        id: "stages",
        caption: html! { "Documents in, removed and out, by stage" },
        heads: vec![
            words("Stage"),
            words("Kind"),
            numbers("In"),
            numbers("Removed"),
            numbers("Out"),
            numbers("Still there"),
            words("Mostly for"),
        ],
        rows: rows.collect(),
        total: None,
    }
    .render()
}
