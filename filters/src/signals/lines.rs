//! Signals on lines: how they begin, end and break.

use super::group::{Group, Input, Mark, SignalDef, ratio};
use super::scratch::Work;
use crate::text::Line;

const GOPHER: &str = "Rae et al. 2021, arXiv:2112.11446, A1.1 (MassiveText quality filters)";
const FINEWEB: &str = "Penedo et al. 2024, arXiv:2406.17557, 3.6 (FineWeb custom filters)";

/// Characters of a line that FineWeb calls short, inclusive.
const SHORT: usize = 30;

/// What ends a sentence when a profile names nothing.
const ENDERS: &str = ".!?…";

pub(super) const GROUP: Group = Group {
    defs: &[
        SignalDef {
            name: "lines",
            doc: "lines that are not blank",
            source: GOPHER,
            version: 1,
        },
        SignalDef {
            name: "bullet_lines",
            doc: "share of lines that begin with a bullet (`•`, `‣`, `▪`, `◦`, `●`, `*` and a \
                  space) or a hyphen",
            source: GOPHER,
            version: 1,
        },
        SignalDef {
            name: "ellipsis_lines",
            doc: "share of lines that end in `...` or `…`",
            source: GOPHER,
            version: 1,
        },
        SignalDef {
            name: "terminal_lines",
            doc: "share of lines that end in a sentence ender of the profile, closing quotes and \
                  brackets after it allowed",
            source: FINEWEB,
            version: 1,
        },
        SignalDef {
            name: "short_lines",
            doc: "share of lines of 30 characters or fewer",
            source: FINEWEB,
            version: 1,
        },
        SignalDef {
            name: "newline_ratio",
            doc: "line breaks per token; blank lines add none, so that it does not matter whether \
                  the extractor sets one or two breaks between paragraphs",
            source: FINEWEB,
            version: 1,
        },
    ],
    measure,
    mark,
};

fn measure(input: &Input<'_>, _: &mut Work, out: &mut [f32]) {
    let [lines, bullet, ellipsis, terminal, short, newline] = out else {
        return;
    };
    let all = &input.tokens.lines;
    let n = all.len();
    let share = |test: &dyn Fn(&Line, &str) -> bool| {
        let found = all
            .iter()
            .filter(|line| test(line, of(input, line)))
            .count();
        ratio(found, n)
    };
    let enders = enders(input);
    *lines = n as f32;
    *bullet = share(&|_, text| is_bullet(text));
    *ellipsis = share(&|_, text| is_cut(text));
    *terminal = share(&|_, text| is_ended(text, enders));
    *short = share(&|line, _| line.chars <= SHORT);
    *newline = ratio(n.saturating_sub(1), input.tokens.count());
}

fn of<'a>(input: &Input<'a>, line: &Line) -> &'a str {
    input.text.get(line.start..line.end).unwrap_or_default()
}

fn enders<'a>(input: &Input<'a>) -> &'a str {
    match input.profile.words.sentence_enders.as_str() {
        "" => ENDERS,
        own => own,
    }
}

fn is_bullet(line: &str) -> bool {
    line.starts_with(['•', '‣', '▪', '◦', '●', '-']) || line.starts_with("* ")
}

fn is_cut(line: &str) -> bool {
    line.ends_with("...") || line.ends_with('…')
}

fn is_ended(line: &str, enders: &str) -> bool {
    // A handful of characters: `contains` would start a search of bytes.
    let ends = |c| enders.chars().any(|ender| ender == c);
    line.ends_with(ends) || line.trim_end_matches(is_closing).ends_with(ends)
}

/// What may stand between the end of a sentence and the end of its line.
fn is_closing(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | ')' | ']' | '»' | '«' | '”' | '“' | '’' | '‘' | '›' | '‹'
    ) || c == ' '
}

/// The lines that speak against a document, or (for `newline_ratio`) where each one breaks.
fn mark(input: &Input<'_>, signal: &str, _: &mut Work, marks: &mut Vec<Mark>) {
    let enders = enders(input);
    for line in &input.tokens.lines {
        let text = of(input, line);
        let what = match signal {
            "bullet_lines" if is_bullet(text) => "bullet",
            "ellipsis_lines" if is_cut(text) => "breaks off",
            "terminal_lines" if !is_ended(text, enders) => "no end of a sentence",
            "short_lines" if line.chars <= SHORT => "short",
            "newline_ratio" if line.chars <= SHORT => "short line",
            _ => continue,
        };
        marks.push(Mark::new(line.start..line.end, what));
    }
}
