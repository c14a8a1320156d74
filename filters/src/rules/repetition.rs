//! Gopher's rules on repetition.

use tamis_langs::Profile;

use super::{Rule, Side};

const fn rule(
    reason: &'static str,
    signal: &'static str,
    doc: &'static str,
    limit: fn(&Profile) -> Option<f32>,
) -> Rule {
    const SOURCE: &str =
        "Rae et al. 2021, arXiv:2112.11446, table A1, limits per language as FineWeb-2";
    Rule {
        reason,
        signal,
        version: 1,
        doc,
        source: SOURCE,
        limit,
        side: Side::Max,
    }
}

const LINES: &str = "too many lines stand there more than once";
const PARAGRAPHS: &str = "too many paragraphs stand there more than once";
const TOP: &str = "one phrase takes up too much of the text";
const DUP: &str = "too much of the text was said before in the same words";

pub(super) const RULES: &[Rule] = &[
    rule(
        "repetition.max_dup_paragraphs",
        "dup_paragraphs",
        PARAGRAPHS,
        |p| p.repetition.max_dup_paragraphs,
    ),
    rule(
        "repetition.max_dup_paragraph_chars",
        "dup_paragraph_chars",
        PARAGRAPHS,
        |p| p.repetition.max_dup_paragraph_chars,
    ),
    rule("repetition.max_dup_lines", "dup_lines", LINES, |p| {
        p.repetition.max_dup_lines
    }),
    rule(
        "repetition.max_dup_line_chars",
        "dup_line_chars",
        LINES,
        |p| p.repetition.max_dup_line_chars,
    ),
    rule("repetition.max_top_2gram", "top_2gram", TOP, |p| {
        p.repetition.max_top_2gram
    }),
    rule("repetition.max_top_3gram", "top_3gram", TOP, |p| {
        p.repetition.max_top_3gram
    }),
    rule("repetition.max_top_4gram", "top_4gram", TOP, |p| {
        p.repetition.max_top_4gram
    }),
    rule("repetition.max_dup_5gram", "dup_5gram", DUP, |p| {
        p.repetition.max_dup_5gram
    }),
    rule("repetition.max_dup_6gram", "dup_6gram", DUP, |p| {
        p.repetition.max_dup_6gram
    }),
    rule("repetition.max_dup_7gram", "dup_7gram", DUP, |p| {
        p.repetition.max_dup_7gram
    }),
    rule("repetition.max_dup_8gram", "dup_8gram", DUP, |p| {
        p.repetition.max_dup_8gram
    }),
    rule("repetition.max_dup_9gram", "dup_9gram", DUP, |p| {
        p.repetition.max_dup_9gram
    }),
    rule("repetition.max_dup_10gram", "dup_10gram", DUP, |p| {
        p.repetition.max_dup_10gram
    }),
];
