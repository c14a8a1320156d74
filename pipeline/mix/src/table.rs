//! A mix as a table for a terminal.

use crate::text::{counted, fit, short, tokens};
use crate::{Bound, Figures, Mix};

/// Narrower bars say nothing.
const NARROWEST_BAR: usize = 6;

/// Columns of names, at least and at most.
const NAMES: (usize, usize) = (9, 24);

/// Left ends of a filled character, by eighths.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// The mix as a table of `width` columns, 80 on most terminals: languages by what they are asked for, and below
/// those with several sources each source; the sums; and the notes. Without room for a bar (below some 70
/// columns) there is none, and the rest stays as wide as it must be.
#[must_use]
pub fn table(mix: &Mix, width: usize) -> String {
    let rows = rows(mix);
    let names = rows.iter().map(|row| row.name.chars().count()).max();
    let names = names.unwrap_or(0).clamp(NAMES.0, NAMES.1);
    let mut table = Table {
        out: String::new(),
        names,
        bar: 0,
        most: rows.iter().map(Row::length).fold(0.0, f64::max),
    };
    table.bar = width.saturating_sub(table.fixed() + 2);
    if table.bar < NARROWEST_BAR {
        table.bar = 0;
    }
    table.head(mix, width);
    if !rows.is_empty() {
        table.rows(&rows);
        let total = Row::of("all".into(), &mix.total);
        let line = table.line(&total.cells(), "");
        table.push(&line);
    }
    if table.bar > 0 && !rows.is_empty() {
        table.push("");
        table.push("█ given  ░ short; lengths grow with the root of the tokens");
    }
    if !mix.notes.is_empty() {
        table.push("");
    }
    for note in &mix.notes {
        table.wrapped("- ", &note.to_string(), width);
    }
    table.out
}

const HEADS: [&str; 7] = [
    "language",
    "available",
    "asked",
    "given",
    "repeats",
    "short",
    "bound",
];

/// One line.
struct Row {
    name: String,
    figures: Figures,
    bar: bool,
}

impl Row {
    fn of(name: String, figures: &Figures) -> Self {
        Self {
            name,
            figures: figures.clone(),
            bar: true,
        }
    }

    /// What the bar's length stands for.
    fn length(&self) -> f64 {
        self.figures.tokens_asked.max(self.figures.tokens_given) as f64
    }

    fn cells(&self) -> [String; 7] {
        let figures = &self.figures;
        let bound = bound(figures).unwrap_or("");
        [
            self.name.clone(),
            short(figures.tokens_available),
            short(figures.tokens_asked),
            short(figures.tokens_given),
            if figures.tokens_available == 0 {
                "–".into()
            } else {
                format!("{:.2}", figures.repeats)
            },
            match figures.tokens_short {
                0 => "–".into(),
                n => short(n),
            },
            bound.into(),
        ]
    }
}

/// The bound that set what is asked; without one, the one that set what is given.
fn bound(figures: &Figures) -> Option<&'static str> {
    figures.bounds.iter().next().map(|bound| match bound {
        Bound::Floor => "floor",
        Bound::Cap => "cap",
        Bound::MaxRepeats => "repeats",
        Bound::Supply => "supply",
    })
}

/// Every line but the sums, in their order.
fn rows(mix: &Mix) -> Vec<Row> {
    let mut rows = Vec::new();
    for (language, figures) in mix.ranked() {
        rows.push(Row::of(language.clone(), &figures));
        let parts = mix
            .parts
            .iter()
            .filter(|(part, _)| part.language == language);
        let parts: Vec<_> = parts.collect();
        if parts.len() < 2 {
            continue;
        }
        for (part, given) in parts {
            rows.push(Row {
                name: format!("  {}", part.source),
                figures: given.figures.clone(),
                bar: false,
            });
        }
    }
    rows
}

struct Table {
    out: String,
    /// Columns of names.
    names: usize,
    /// Columns of the bar.
    bar: usize,
    /// What the longest bar stands for, in tokens.
    most: f64,
}

impl Table {
    fn push(&mut self, line: &str) {
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    /// Columns up to the bar.
    fn fixed(&self) -> usize {
        self.names + 11 + 4 * 9 + 2 + 7
    }

    /// Cells in their columns, and a bar.
    fn line(&self, cells: &[impl AsRef<str>; 7], bar: &str) -> String {
        let [name, available, asked, given, repeats, short, bound] = cells;
        format!(
            "{}{:>11}{:>9}{:>9}{:>9}{:>9}  {:<7}  {bar}",
            fit(name.as_ref(), self.names),
            available.as_ref(),
            asked.as_ref(),
            given.as_ref(),
            repeats.as_ref(),
            short.as_ref(),
            bound.as_ref(),
        )
        .trim_end()
        .to_owned()
    }

    fn head(&mut self, mix: &Mix, width: usize) {
        let total = &mix.total;
        let mut words = format!(
            "A mix of {} in {}: {} given, {} short.",
            tokens(mix.horizon),
            counted(mix.languages.len() as u64, "language"),
            short(total.tokens_given),
            short(total.tokens_short.saturating_sub(total.tokens_moved)),
        );
        if mix.unasked > 0 {
            words.push_str(&format!(" {} are asked of nobody.", short(mix.unasked)));
        }
        self.wrapped("", &words, width);
        self.push("");
    }

    fn rows(&mut self, rows: &[Row]) {
        let heads = self.line(&HEADS, "");
        self.push(&heads);
        let rule = "─".repeat(self.fixed() + if self.bar > 0 { 2 + self.bar } else { 0 });
        self.push(&rule);
        for row in rows {
            let bar = if row.bar {
                self.drawn(row)
            } else {
                String::new()
            };
            let line = self.line(&row.cells(), &bar);
            self.push(&line);
        }
        self.push(&rule);
    }

    /// A bar: what is given, and up to what is asked.
    fn drawn(&self, row: &Row) -> String {
        let long = |tokens: f64| {
            if self.most > 0.0 {
                (tokens / self.most).max(0.0).sqrt() * self.bar as f64
            } else {
                0.0
            }
        };
        let given = long(row.figures.tokens_given as f64);
        let all = long(row.length()).round() as usize;
        let eighths = (given * 8.0).round() as usize;
        let end = EIGHTHS.get(eighths % 8).copied().unwrap_or("");
        let mut bar = "█".repeat(eighths / 8) + end;
        if bar.is_empty() && row.figures.tokens_given > 0 {
            bar.push('▏');
        }
        if row.figures.tokens_short > 0 {
            let drawn = bar.chars().count();
            bar.push_str(&"░".repeat(all.saturating_sub(drawn).max(1)));
        }
        bar.chars().take(self.bar).collect()
    }

    /// Words in as many lines as they need, the later ones further in.
    fn wrapped(&mut self, head: &str, words: &str, width: usize) {
        let indent = head.chars().count();
        let mut line = String::from(head);
        for word in words.split(' ') {
            let length = line.chars().count();
            if length > indent && length + 1 + word.chars().count() > width {
                self.push(&line);
                line = " ".repeat(indent);
            }
            if line.chars().count() > indent {
                line.push(' ');
            }
            line.push_str(word);
        }
        self.push(&line);
    }
}
