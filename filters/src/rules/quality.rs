//! Gopher's rules on words and lines.

use tamis_langs::Profile;

use super::{Rule, Side};

const fn rule(
    reason: &'static str,
    signal: &'static str,
    doc: &'static str,
    limit: fn(&Profile) -> Option<f32>,
    side: Side,
) -> Rule {
    const SOURCE: &str =
        "Rae et al. 2021, arXiv:2112.11446, A1.1, limits per language as FineWeb-2";
    Rule {
        reason,
        signal,
        version: 1,
        doc,
        source: SOURCE,
        limit,
        side,
    }
}

pub(super) const RULES: &[Rule] = &[
    rule(
        "quality.min_words",
        "words",
        "the text is too short",
        |p| p.quality.min_words,
        Side::Min,
    ),
    rule(
        "quality.max_words",
        "words",
        "the text is too long",
        |p| p.quality.max_words,
        Side::Max,
    ),
    rule(
        "quality.min_mean_word_length",
        "mean_word_length",
        "the words are too short for the language",
        |p| p.quality.min_mean_word_length,
        Side::Min,
    ),
    rule(
        "quality.max_mean_word_length",
        "mean_word_length",
        "the words are too long for the language",
        |p| p.quality.max_mean_word_length,
        Side::Max,
    ),
    rule(
        "quality.max_symbol_ratio",
        "symbol_ratio",
        "too many hash signs or ellipses",
        |p| p.quality.max_symbol_ratio,
        Side::Max,
    ),
    rule(
        "quality.max_bullet_lines",
        "bullet_lines",
        "nearly every line is an item of a list",
        |p| p.quality.max_bullet_lines,
        Side::Max,
    ),
    rule(
        "quality.max_ellipsis_lines",
        "ellipsis_lines",
        "too many lines break off",
        |p| p.quality.max_ellipsis_lines,
        Side::Max,
    ),
    rule(
        "quality.min_alpha_words",
        "alpha_words",
        "too many tokens are numbers and symbols",
        |p| p.quality.min_alpha_words,
        Side::Min,
    ),
    rule(
        "quality.min_stop_words",
        "stop_words",
        "the words that hold sentences together are missing",
        |p| p.quality.min_stop_words,
        Side::Min,
    ),
];
