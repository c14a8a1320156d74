//! A page to its head and its arena, in one pass or two.

use crate::limits::Limits;
use crate::pass::pass;

pub(crate) use crate::pass::Built;

/// Parses a page into its head and its arena.
///
/// `noscript` holds what a page shows when no script runs. Beside the text itself that is
/// notices and doubled pictures, so it is skipped; but where scripts make the whole page, the text
/// is there and nowhere else, and the page is read once more with it.
pub(crate) fn build(html: &str, limits: &Limits) -> Built {
    let (mut first, noscript) = pass(html, limits, false);
    if first.tree.text.len() < SCRIPTED_TEXT && noscript >= SCRIPTED_NOSCRIPT {
        let (second, _) = pass(html, limits, true);
        if second.tree.text.len() > first.tree.text.len() {
            first.tree = second.tree;
            first.exhausted = first.exhausted.or(second.exhausted);
        }
        first.steps += second.steps;
    }
    first
}

/// A page with less text than this (bytes) outside `noscript` …
const SCRIPTED_TEXT: usize = 500;

/// … and at least this many bytes of markup inside is made by scripts.
const SCRIPTED_NOSCRIPT: usize = 1000;
