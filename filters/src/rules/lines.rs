//! FineWeb's rules on lines.

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
        "Penedo et al. 2024, arXiv:2406.17557, 3.6, limits per language as FineWeb-2";
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
        "quality.min_terminal_lines",
        "terminal_lines",
        "too few lines end a sentence",
        |p| p.quality.min_terminal_lines,
        Side::Min,
    ),
    rule(
        "quality.max_short_lines",
        "short_lines",
        "too many lines are short: a menu or a table",
        |p| p.quality.max_short_lines,
        Side::Max,
    ),
    rule(
        "quality.max_newline_ratio",
        "newline_ratio",
        "the text breaks its lines too often",
        |p| p.quality.max_newline_ratio,
        Side::Max,
    ),
];
