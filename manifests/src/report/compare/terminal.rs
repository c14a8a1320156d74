//! A comparison for the terminal: at most 80 columns.

use std::cmp::Ordering;

use super::super::text;
use super::{Comparison, Pair};

/// Columns of the terminal.
const WIDE: usize = 80;
/// Lines of each list; the page and the JSON have all.
const LINES: usize = 12;

/// For the terminal the narrow space is an ordinary one.
fn plain(words: &str) -> String {
    words.replace('\u{202f}', " ")
}

/// Words in so many columns, cut at the end.
fn fit(words: &str, wide: usize) -> String {
    let words = plain(&text::visible(words));
    let length = words.chars().count();
    if length <= wide {
        return words + &" ".repeat(wide - length);
    }
    words
        .chars()
        .take(wide.saturating_sub(1))
        .collect::<String>()
        + "…"
}

/// The same at the right end of its columns.
fn right(words: &str, wide: usize) -> String {
    let cut = fit(words, wide);
    let cut = cut.trim_end();
    " ".repeat(wide.saturating_sub(cut.chars().count())) + cut
}

/// A count in twelve columns; of larger ones three figures.
fn count(n: u64) -> String {
    let whole = plain(&text::count(n));
    if whole.chars().count() > 12 {
        plain(&text::short(n))
    } else {
        whole
    }
}

/// `+12`, `−3`, `0`.
pub(super) fn difference(a: u64, b: u64, words: fn(u64) -> String) -> String {
    match b.cmp(&a) {
        Ordering::Less => format!("−{}", words(a - b)),
        Ordering::Equal => "0".to_owned(),
        Ordering::Greater => format!("+{}", words(b - a)),
    }
}

/// `+3.1 %`; nothing where there was nothing.
pub(super) fn relative(a: f64, b: f64) -> String {
    if a == 0.0 || a == b {
        return String::new();
    }
    let by = (b - a) / a;
    let sign = if by < 0.0 { "−" } else { "+" };
    format!("{sign}{}", text::share(by.abs()))
}

struct Out(String);

impl Out {
    fn line(&mut self, line: &str) {
        let cut: String = line.chars().take(WIDE).collect();
        self.0.push_str(cut.trim_end());
        self.0.push('\n');
    }

    fn title(&mut self, title: &str) {
        self.0.push('\n');
        self.line(title);
    }

    /// Words in as many lines as they need, the later ones further in.
    fn wrapped(&mut self, head: &str, words: &str) {
        let mut line = head.trim_end().to_owned();
        for word in words.split(' ') {
            let length = line.chars().count() + 1 + word.chars().count();
            if length > WIDE && line.trim().len() > 1 {
                self.line(&line);
                line = " ".repeat(head.chars().count() - 1);
            }
            line.push(' ');
            line.push_str(word);
        }
        self.line(&line);
    }

    fn more(&mut self, all: usize) {
        if all > LINES {
            self.line(&format!("  … and {} more", all - LINES));
        }
    }

    fn heads(&mut self, title: &str) {
        self.0.push('\n');
        self.line(&format!(
            "{}{}{}{}{}",
            fit(title, 32),
            right("A", 13),
            right("B", 13),
            right("change", 13),
            right("", 9)
        ));
    }

    fn pair(&mut self, pair: &Pair) {
        self.numbers(
            &pair.what,
            &count(pair.a),
            &count(pair.b),
            &difference(pair.a, pair.b, count),
            &relative(pair.a as f64, pair.b as f64),
        );
    }

    fn numbers(&mut self, what: &str, a: &str, b: &str, by: &str, share: &str) {
        self.line(&format!(
            "  {}{}{}{}{}",
            fit(what, 30),
            right(a, 13),
            right(b, 13),
            right(by, 13),
            right(share, 9)
        ));
    }

    fn change(&mut self, what: &str, a: Option<&str>, b: Option<&str>) {
        let words = match (a, b) {
            (Some(a), Some(b)) => format!("{} → {}", short(a), short(b)),
            (Some(a), None) => format!("{} → nothing", short(a)),
            (None, Some(b)) => format!("new: {}", short(b)),
            (None, None) => String::new(),
        };
        self.line(&format!("  {} {}", fit(what, 32), fit(&words, 45)));
    }

    fn list(&mut self, title: &str, pairs: &[Pair]) {
        if pairs.is_empty() {
            return;
        }
        self.heads(title);
        pairs.iter().take(LINES).for_each(|pair| self.pair(pair));
        self.more(pairs.len());
    }
}

/// A value in few columns: digests by their first twelve figures.
fn short(value: &str) -> String {
    let value = value.trim_matches('"');
    let hex = value.len() >= 40 && value.chars().all(|c| c.is_ascii_hexdigit());
    text::visible(value)
        .chars()
        .take(if hex { 12 } else { 200 })
        .collect()
}

impl Comparison {
    /// The comparison as a table for the terminal, no line longer than 80 columns. Lists are cut;
    /// the page and the JSON have all of them.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = Out(String::new());
        for (letter, side) in [("A", &self.a), ("B", &self.b)] {
            out.line(&format!(
                "{letter}  {} run {}  {}",
                fit(&side.name, 28),
                side.run.chars().take(12).collect::<String>(),
                text::visible(&side.program)
            ));
        }
        if self.same {
            out.title("The accounts are the same but for machine and cost.");
        }
        self.causes(&mut out);
        self.effects(&mut out);
        out.0
    }

    fn causes(&self, out: &mut Out) {
        if !self.code.is_empty() {
            out.title("Program");
            for one in &self.code {
                out.change(&one.what, one.a.as_deref(), one.b.as_deref());
            }
        }
        if !self.config.is_empty() {
            out.title("Config");
            for line in self.config.iter().take(3 * LINES) {
                let mark = if line.mark == "@" { "…" } else { &line.mark };
                out.line(&format!("  {mark} {}", text::visible(&line.text)));
            }
            if self.config.len() > 3 * LINES {
                out.line(&format!(
                    "  … and {} more lines",
                    self.config.len() - 3 * LINES
                ));
            }
        }
        if !self.settings.is_empty() {
            out.title("Settings of stages");
            for one in self.settings.iter().take(LINES) {
                let what = format!("{} {}", one.stage, one.setting);
                out.change(what.trim_end(), one.a.as_deref(), one.b.as_deref());
            }
            out.more(self.settings.len());
        }
        if !self.resources.is_empty() {
            out.title("Models, profiles, lists and policies");
            for one in self.resources.iter().take(LINES) {
                out.change(
                    &format!("{} {}", one.kind, one.name),
                    one.a.as_deref(),
                    one.b.as_deref(),
                );
            }
            out.more(self.resources.len());
        }
        if !self.bounds.is_empty() {
            out.title("Bounds of profiles");
            for one in self.bounds.iter().take(LINES) {
                out.change(
                    &format!("{} {}", one.language, one.rule),
                    one.a.as_deref(),
                    one.b.as_deref(),
                );
            }
            out.more(self.bounds.len());
        }
        if !self.inputs.is_empty() {
            out.title("Inputs");
            for one in self.inputs.iter().take(LINES) {
                let what = match (&one.a, &one.b) {
                    (Some(_), Some(_)) => "changed",
                    (Some(_), None) => "gone",
                    _ => "new",
                };
                out.line(&format!(
                    "  {} {}",
                    fit(what, 8),
                    text::visible(&one.file_path)
                ));
            }
            out.more(self.inputs.len());
        }
        if !self.takedowns.is_empty() {
            out.title("Taken down after the run");
            for one in self.takedowns.iter().take(LINES) {
                out.change(&one.what, one.a.as_deref(), one.b.as_deref());
            }
            out.more(self.takedowns.len());
        }
    }

    fn effects(&self, out: &mut Out) {
        out.heads("In all");
        self.totals.iter().for_each(|pair| out.pair(pair));
        let kept = || self.languages.iter().filter(|one| one.kept.0 != one.kept.1);
        if kept().next().is_some() {
            out.heads("Documents kept");
            for one in kept().take(LINES) {
                out.pair(&Pair {
                    what: one.language.clone(),
                    a: one.kept.0,
                    b: one.kept.1,
                });
            }
            out.more(kept().count());
        }
        self.reasons(out);
        if !self.signals.is_empty() {
            out.title("Signals that are spread otherwise (share of documents that moved)");
            for one in self.signals.iter().take(LINES) {
                let way = if one.higher { "higher" } else { "lower" };
                let what = format!("{} {}", one.language, one.signal);
                let words = format!(
                    "{} {way} around {}",
                    text::share(one.distance),
                    text::number(one.at)
                );
                out.line(&format!("  {} {}", fit(&what, 40), plain(&words)));
            }
            out.more(self.signals.len());
        }
        out.list("Rights", &self.rights);
        out.list("Personal data", &self.personal_data);
        out.list("Domains", &self.domains);
        out.list("Clusters of duplicates", &self.clusters);
        if !self.cost.is_empty() {
            out.heads("Cost");
            for one in &self.cost {
                out.numbers(
                    &one.what,
                    &plain(&text::number(one.a)),
                    &plain(&text::number(one.b)),
                    "",
                    &relative(one.a, one.b),
                );
            }
        }
    }

    fn reasons(&self, out: &mut Out) {
        let mut all: Vec<_> = self
            .languages
            .iter()
            .flat_map(|language| language.reasons.iter().map(move |one| (language, one)))
            .collect();
        if all.is_empty() {
            return;
        }
        all.sort_by_key(|(_, one)| std::cmp::Reverse(one.a.abs_diff(one.b)));
        out.heads("Documents removed");
        for (language, one) in all.iter().take(LINES) {
            out.pair(&Pair {
                what: format!("{} {}", language.language, one.reason),
                a: one.a,
                b: one.b,
            });
            out.wrapped("    because ", &plain(&text::visible(&one.why.join("; "))));
        }
        out.more(all.len());
    }
}
