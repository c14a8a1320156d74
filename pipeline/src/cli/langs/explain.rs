use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anstyle::{AnsiColor, Style};
use clap::Args;
use tamis_filters::signals::{Context, Mark, Part};
use tamis_langs::{Registry, Side};

use super::of_run::{of_run, say_other_profile};
use crate::cli::{Ended, print};
use crate::document::Document;
use crate::error::{Error, Result};
use crate::stages::signal_parts;
use crate::tools::{Explained, ExplainedRule, explain, find_document};
use crate::wrap::wrapped;

/// Measures a text and says what each rule of a profile makes of it.
#[derive(Args)]
pub(super) struct Explain {
    /// A code such as mlt_Latn
    code: String,
    /// A file, `-` for standard input, a URL or id with --run, or the text itself
    text: String,
    /// The output folder of a run (or a dataset, or a run's config) in which the URL or id is looked for
    #[arg(long, value_name = "RUN")]
    run: Option<PathBuf>,
    /// One JSON object
    #[arg(long)]
    json: bool,
    /// Also show the signals whose rules are off
    #[arg(long)]
    all: bool,
    /// When to colour
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: Color,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

const BROKEN: Style = AnsiColor::Red.on_default().bold();
const KEPT: Style = AnsiColor::Green.on_default();
const FAINT: Style = Style::new().dimmed();
const MARKED: Style = Style::new()
    .fg_color(Some(anstyle::Color::Ansi(AnsiColor::Black)))
    .bg_color(Some(anstyle::Color::Ansi(AnsiColor::Yellow)));

/// Marks that are shown of one rule.
const SHOWN: usize = 8;
/// Characters of a mark, or around it, that are shown.
const AROUND: usize = 30;
const LONG: usize = 44;

impl Explain {
    /// `named` says that the registry is of a folder that was asked for, which goes before the config's.
    pub(super) fn call(mut self, mut registry: Registry, named: bool) -> Result<Ended> {
        if let Some(run) = self.run.take() {
            // As for `tune`, the config stands for its output folder and its profiles.
            let (root, own) = of_run(&run, named)?;
            (self.run, registry) = (Some(root), own.unwrap_or(registry));
        }
        let profile = super::profile(&registry, &self.code)?;
        let document = self.document()?;
        let parts: Vec<Part> = signal_parts(&document);
        let context = Context {
            parts: &parts,
            ..Context::default()
        };
        let mut explained = explain(&registry, profile, &document.text, &context);
        if let Some(run) = &self.run {
            explained.of_run(&document, profile);
            let so = "which this is the verdict of, and not the run's";
            say_other_profile(run, &registry, &self.code, so);
        }
        if self.json {
            print(&format!("{:#}\n", explained.to_json(&document.text)))?;
            return Ok(Ended::Done);
        }
        let coloured = match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never
            }
        };
        let text = render(&explained, &document, self.all, coloured);
        if coloured {
            print(&text)?;
        } else {
            print(&anstream::adapter::strip_str(&text).to_string())?;
        }
        Ok(Ended::Done)
    }

    /// The text: of the run's document, of a file, of standard input, or as it was given.
    fn document(&self) -> Result<Document> {
        if let Some(run) = &self.run {
            return find_document(run, &self.code, &self.text);
        }
        if self.text.starts_with("http://") || self.text.starts_with("https://") {
            return Err(Error::usage(
                "a URL is looked for in a run, not on the net".to_string(),
                "name the run's output folder with --run",
            ));
        }
        let path = Path::new(&self.text);
        let text = if self.text == "-" || path.is_file() {
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut crate::io::open(path)?, &mut bytes)
                .map_err(Error::io(path, "read"))?;
            String::from_utf8(bytes).map_err(|error| {
                let at = error.utf8_error().valid_up_to();
                Error::usage(
                    format!("{} is no UTF-8 at byte {at}", path.display()),
                    "convert it first, or let `tamis extract` read it",
                )
            })?
        } else if path.exists() || looks_like_a_file(&self.text) {
            return Err(Error::usage(
                format!("{} is no file", path.display()),
                "name a file of text; a text of one word can come from standard input, with `-`",
            ));
        } else {
            self.text.clone()
        };
        Ok(Document {
            text,
            ..Document::default()
        })
    }
}

/// One word with a slash or an extension, which is a mistyped path more often than a text.
fn looks_like_a_file(text: &str) -> bool {
    let extension = Path::new(text).extension();
    let extension = extension.is_some_and(|e| e.len() <= 5 && e.to_str().is_some_and(is_name));
    !text.contains(char::is_whitespace) && (text.contains('/') || extension)
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric())
}

fn render(explained: &Explained, document: &Document, all: bool, coloured: bool) -> String {
    let mut out = String::new();
    let broken: Vec<&ExplainedRule> = explained.broken().collect();
    let (on, off): (Vec<_>, Vec<_>) = explained
        .rules
        .iter()
        .partition(|rule| rule.limit.is_some());
    let reasons: Vec<&str> = explained
        .of_language
        .iter()
        .map(|(reason, ..)| *reason)
        .chain(broken.iter().map(|rule| rule.def.key))
        .collect();
    match reasons.as_slice() {
        [] => {
            let _ = writeln!(
                out,
                "{KEPT}kept{KEPT:#}: none of {} rules drops it",
                on.len()
            );
        }
        [first, rest @ ..] => {
            let _ = writeln!(out, "{BROKEN}dropped{BROKEN:#}: {first}");
            if !rest.is_empty() {
                let _ = writeln!(out, "it also breaks");
                for reason in rest {
                    let _ = writeln!(out, "  {reason}");
                }
            }
        }
    }
    if document.text.trim().is_empty() {
        out.push_str("the text is empty\n");
    }
    for (reason, value, bound) in &explained.of_language {
        let (value, bound) = (number(*value), number(*bound));
        let _ = writeln!(
            out,
            "\n{BROKEN}{reason}{BROKEN:#}: it has {value}, and the bound is {bound}"
        );
    }
    for rule in &broken {
        let _ = writeln!(out);
        let _ = writeln!(out, "{BROKEN}{}{BROKEN:#}: {}", rule.def.key, rule.def.doc);
        let limit = rule.limit.unwrap_or_default();
        let side = match rule.def.side {
            Side::Min => "at least",
            Side::Max => "at most",
        };
        let _ = writeln!(
            out,
            "  it has {}, and must have {side} {}",
            number(rule.value),
            number(limit)
        );
        if !rule.source.is_empty() {
            let source = wrapped(&format!("  the bound: {}", rule.source), "    ");
            let _ = writeln!(out, "{FAINT}{source}{FAINT:#}");
        }
        passages(&mut out, &document.text, &rule.marks, coloured);
    }
    let _ = writeln!(out, "\n  {:<36} {:>10} {:>12}", "rule", "measured", "bound");
    for rule in on.iter().chain(if all { off.as_slice() } else { &[] }) {
        let sign = match rule.def.side {
            Side::Min => "≥",
            Side::Max => "≤",
        };
        let (tick, style) = if rule.limit.is_none() {
            ("·", FAINT)
        } else if rule.breaks() {
            ("✗", BROKEN)
        } else {
            ("✓", KEPT)
        };
        let bound = rule.limit.map_or_else(
            || "off".to_owned(),
            |limit| format!("{sign} {}", number(limit)),
        );
        let _ = writeln!(
            out,
            "{style}{tick}{style:#} {:<36} {:>10} {bound:>12}",
            rule.def.key,
            number(rule.value)
        );
    }
    if !all && !off.is_empty() {
        let _ = writeln!(
            out,
            "{FAINT}{} rules are off: --all shows them{FAINT:#}",
            off.len()
        );
    }
    out
}

/// What a signal counted, each in the words around it: in brackets where there are no colours.
fn passages(out: &mut String, text: &str, marks: &[Mark], coloured: bool) {
    let (open, close) = match coloured {
        true => (
            MARKED.render().to_string(),
            MARKED.render_reset().to_string(),
        ),
        false => ("[".to_owned(), "]".to_owned()),
    };
    for mark in marks.iter().take(SHOWN) {
        let (before, inside, behind) = around(text, mark);
        let line = text
            .get(..mark.span.start)
            .unwrap_or_default()
            .matches('\n')
            .count()
            + 1;
        let _ = writeln!(
            out,
            "  {FAINT}line {line}, {}:{FAINT:#} {before}{open}{inside}{close}{behind}",
            mark.what
        );
    }
    if marks.len() > SHOWN {
        let _ = writeln!(out, "  {FAINT}and {} more{FAINT:#}", marks.len() - SHOWN);
    }
}

/// A mark with some characters before and behind it, in one line.
fn around(text: &str, mark: &Mark) -> (String, String, String) {
    let of = |range: std::ops::Range<usize>| text.get(range).unwrap_or_default();
    let before = of(0..mark.span.start)
        .rsplit('\n')
        .next()
        .unwrap_or_default();
    let behind = of(mark.span.end..text.len())
        .split('\n')
        .next()
        .unwrap_or_default();
    let skip = before.chars().count().saturating_sub(AROUND);
    let mut inside: String = of(mark.span.clone()).chars().map(plain).collect();
    if inside.chars().count() > LONG {
        inside = inside.chars().take(LONG - 1).collect();
        inside.push('…');
    }
    let room = AROUND.saturating_sub(inside.chars().count() / 2);
    (
        before
            .chars()
            .skip(skip.max(before.chars().count().saturating_sub(room)))
            .map(plain)
            .collect(),
        inside,
        behind.chars().take(room).map(plain).collect(),
    )
}

/// Hostile text must not steer a terminal.
fn plain(c: char) -> char {
    match c {
        '\n' => '⏎',
        c if c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') =>
        {
            ' '
        }
        c => c,
    }
}

/// A measured number in four digits.
fn number(value: f32) -> String {
    crate::tools::number(f64::from(value))
}
