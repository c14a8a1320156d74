//! A mix as a picture: one SVG, without scripts or other files.

use maud::{Markup, PreEscaped, html};

use crate::text::{fit, short, times, tokens, visible};
use crate::{Figures, Mix};

/// The rows of the picture, in its own units, which are pixels unless it is scaled.
const ROW: f64 = 24.0;
/// What stands above the first row, and below the last.
const TOP: f64 = 92.0;
const BOTTOM: f64 = 44.0;
/// Width of the scale, and of the figures to its right.
const SCALE: f64 = 470.0;
const FIGURES: f64 = 214.0;
/// Width of a character of a name.
const LETTER: f64 = 7.8;
/// Longer names are cut.
const NAMES: usize = 24;

/// The mix as an SVG: a row for each language, by what it is asked for, with what is available, asked and given
/// on a scale of powers of ten, and what is short marked. It has both colour schemes, by the reader's
/// preference, and a title and description for screen readers.
#[must_use]
pub fn picture(mix: &Mix) -> String {
    let rows = mix.ranked();
    let names = rows.iter().map(|(name, _)| name.chars().count()).max();
    let left = names.unwrap_or(0).clamp(8, NAMES) as f64 * LETTER + 28.0;
    let scale = Scale::of(&rows, left);
    let wide = left + SCALE + FIGURES;
    let tall = TOP + rows.len() as f64 * ROW + BOTTOM;
    let markup = html! {
        svg xmlns="http://www.w3.org/2000/svg" class="tamis-mix" role="img" aria-labelledby="mix-title mix-desc" width=(at(wide)) height=(at(tall)) viewBox={"0 0 " (at(wide)) " " (at(tall))} {
            title id="mix-title" { (title(mix)) }
            desc id="mix-desc" { (described(mix, &rows)) }
            style { (PreEscaped(include_str!("picture.css"))) }
            rect.paper width=(at(wide)) height=(at(tall)) rx="8" {}
            text.title x="20" y="30" { (title(mix)) }
            (legend(mix))
            (scale.lines(rows.len()))
            (heads(left))
            @for (place, (name, figures)) in rows.iter().enumerate() {
                (row(name, figures, &scale, left, TOP + (place as f64 + 0.5) * ROW))
            }
        }
    };
    let mut out = markup.into_string();
    out.push('\n');
    out
}

fn title(mix: &Mix) -> String {
    let total = &mix.total;
    format!(
        "A mix of {}: {} given, {} short",
        tokens(mix.horizon),
        short(total.tokens_given),
        short(total.tokens_short.saturating_sub(total.tokens_moved)),
    )
}

/// The same in words, for those who do not see it.
fn described(mix: &Mix, rows: &[(String, Figures)]) -> String {
    let mut out = String::from("Tokens by language. ");
    for (name, figures) in rows {
        out.push_str(&format!(
            "{}: {} available, {} asked, {} given, {} times",
            visible(name),
            short(figures.tokens_available),
            short(figures.tokens_asked),
            short(figures.tokens_given),
            times(figures.repeats),
        ));
        if figures.tokens_short > 0 {
            out.push_str(&format!(", {} short", short(figures.tokens_short)));
        }
        out.push_str(". ");
    }
    for note in &mix.notes {
        out.push_str(&visible(&note.to_string()));
        out.push(' ');
    }
    out.trim_end().to_owned()
}

/// Powers of ten from left to right.
struct Scale {
    left: f64,
    low: i32,
    high: i32,
}

impl Scale {
    fn of(rows: &[(String, Figures)], left: f64) -> Self {
        let all = rows
            .iter()
            .flat_map(|(_, f)| [f.tokens_available, f.tokens_asked, f.tokens_given]);
        let all: Vec<u64> = all.filter(|n| *n > 0).collect();
        let low = all.iter().min().map_or(0, |n| n.ilog10());
        let high = all.iter().max().map_or(0, |n| n.ilog10());
        Self {
            left,
            low: low.cast_signed(),
            high: high.cast_signed() + 1,
        }
    }

    /// Where a number stands; none does not.
    fn place(&self, n: u64) -> Option<f64> {
        let part = libm::log10(n as f64) - f64::from(self.low);
        (n > 0).then(|| self.left + part / f64::from(self.high - self.low) * SCALE)
    }

    /// A line and a label for each power of ten.
    fn lines(&self, rows: usize) -> Markup {
        let below = TOP + rows as f64 * ROW;
        let powers = (self.low..=self.high).filter_map(|power| {
            let n = 10u64.checked_pow(power.unsigned_abs())?;
            Some((n, self.place(n)?))
        });
        html! {
            @for (n, x) in powers {
                line.grid x1=(at(x)) x2=(at(x)) y1=(at(TOP)) y2=(at(below)) {}
                text.quiet x=(at(x)) y=(at(below + 20.0)) text-anchor="middle" { (power(n)) }
            }
        }
    }
}

/// `10 B`.
fn power(n: u64) -> String {
    let text = short(n);
    match text.split_once(' ') {
        Some((number, unit)) => {
            let whole = number.split('.').next().unwrap_or(number);
            format!("{whole} {unit}")
        }
        None => text,
    }
}

fn legend(mix: &Mix) -> Markup {
    let mut kinds = vec![
        ("available", "available"),
        ("asked", "asked"),
        ("given", "given"),
    ];
    if mix.total.tokens_short > 0 {
        kinds.push(("short", "short"));
    }
    html! {
        @for (place, (kind, words)) in kinds.iter().enumerate() {
            @let x = 26.0 + place as f64 * 92.0;
            (mark(kind, x, 54.0))
            text.quiet x=(at(x + 12.0)) y="58.5" { (words) }
        }
    }
}

fn mark(kind: &str, x: f64, y: f64) -> Markup {
    html! {
        @match kind {
            "asked" => { line.asked x1=(at(x)) x2=(at(x)) y1=(at(y - 8.0)) y2=(at(y + 8.0)) {} }
            "short" => { line.short x1=(at(x - 7.0)) x2=(at(x + 7.0)) y1=(at(y)) y2=(at(y)) {} }
            _ => { circle class=(kind) cx=(at(x)) cy=(at(y)) r=(if kind == "given" { "5" } else { "4.5" }) {} }
        }
    }
}

fn columns(left: f64) -> [f64; 3] {
    [78.0, 138.0, FIGURES - 16.0].map(|right| left + SCALE + right)
}

fn heads(left: f64) -> Markup {
    html! {
        @for (x, words) in columns(left).iter().zip(["given", "repeats", "short"]) {
            text.quiet x=(at(*x)) y=(at(TOP - 10.0)) text-anchor="end" { (words) }
        }
    }
}

fn row(name: &str, figures: &Figures, scale: &Scale, left: f64, y: f64) -> Markup {
    let available = scale.place(figures.tokens_available);
    let asked = scale.place(figures.tokens_asked);
    let given = scale.place(figures.tokens_given);
    let lacking = figures.tokens_short > 0;
    let texts = [
        short(figures.tokens_given),
        if figures.tokens_available > 0 {
            format!("{:.2}", figures.repeats)
        } else {
            "–".into()
        },
        if lacking {
            short(figures.tokens_short)
        } else {
            String::new()
        },
    ];
    html! {
        g {
            text x=(at(left - 16.0)) y=(at(y + 4.5)) text-anchor="end" { (fit(name, NAMES).trim_end()) }
            line.row x1=(at(left)) x2=(at(left + SCALE)) y1=(at(y)) y2=(at(y)) {}
            @if let (Some(from), Some(to)) = (available, given) {
                line.path x1=(at(from)) x2=(at(to)) y1=(at(y)) y2=(at(y)) {}
            }
            @if let (true, Some(to)) = (lacking, asked) {
                line.short x1=(at(given.unwrap_or(left))) x2=(at(to)) y1=(at(y)) y2=(at(y)) {}
            }
            @if let Some(x) = available { (mark("available", x, y)) }
            @if let Some(x) = given { (mark("given", x, y)) }
            @if let Some(x) = asked { (mark("asked", x, y)) }
            @for (place, (x, words)) in columns(left).iter().zip(texts).enumerate() {
                @let class = if place == 2 { "lacking" } else { "figure" };
                text class=(class) x=(at(*x)) y=(at(y + 4.5)) text-anchor="end" { (words) }
            }
        }
    }
}

/// A coordinate: one decimal at most.
fn at(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    format!("{}", if rounded == 0.0 { 0.0 } else { rounded })
}
