//! Which blocks are the main text: one probability a block, one threshold a page.

use std::cell::RefCell;

use crate::features::{Features, TILE, Tile};
use crate::forest;
use crate::head::Head;
use crate::tree::{ALONE, Tree};

/// How much of a page to keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// The main text, as clean as can be.
    #[default]
    Main,
    /// The main text, with what may belong to it.
    Recall,
    /// All text that the page shows.
    AllText,
}

/// For every block whether it is kept.
pub(crate) fn kept(tree: &Tree, head: &Head, mode: Mode) -> Vec<bool> {
    if mode == Mode::AllText {
        return vec![true; tree.blocks.len()];
    }
    let features = Features::of(tree, head);
    let chances = chances(tree, &features);
    decide(&chances, &features, mode)
}

/// For every block the probability that it belongs to the main text.
pub(crate) fn chances(tree: &Tree, features: &Features<'_>) -> Vec<f32> {
    thread_local! {
        // Larger than all else that a small page needs.
        static TILES: RefCell<Tile> = RefCell::new(Tile::new());
    }
    TILES.with_borrow_mut(|tile| chances_with(tree, features, tile))
}

fn chances_with(tree: &Tree, features: &Features<'_>, tile: &mut Tile) -> Vec<f32> {
    let blocks = tree.blocks.len();
    let mut chances = Vec::with_capacity(blocks);
    for start in (0..blocks).step_by(TILE) {
        let end = (start + TILE).min(blocks);
        features.fill(tile, start..end);
        let scores = forest::main_text().scores(tile, end - start);
        chances.extend(
            scores
                .iter()
                .take(end - start)
                .map(|score| logistic(*score)),
        );
    }
    even_out(tree, features, &mut chances);
    chances
}

/// A row of a table is one line of the text: its cells are kept together or not at all.
fn even_out(tree: &Tree, features: &Features<'_>, chances: &mut [f32]) {
    let groups = tree.groups();
    let mut start = 0;
    for row in groups.chunk_by(|a, b| a == b) {
        let blocks = start..start + row.len();
        start = blocks.end;
        if row.first() == Some(&ALONE) || row.len() < 2 {
            continue;
        }
        let words = |block: usize| features.measure(block).words.max(1) as f32;
        let Some(cells) = chances.get_mut(blocks.clone()) else {
            return;
        };
        let (mut sum, mut all) = (0.0, 0.0);
        for (block, chance) in blocks.zip(cells.iter()) {
            sum += words(block) * chance;
            all += words(block);
        }
        cells.fill(sum / all);
    }
}

fn logistic(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}

/// A choice that keeps every block more likely than half of the best F1 to be expected has itself
/// the best F1 to be expected (Lipton, Elkan and Narayanaswamy, "Optimal Thresholding of
/// Classifiers to Maximize F1 Measure", 2014); so a page of which little is certain keeps what is
/// merely likely. The factor leans to precision: from 1.3 on, precision, cross-validated, is above 0.90.
const PRECISION: f32 = 1.4;
const LOWEST: f32 = 0.2;
const HIGHEST: f32 = 0.65;

/// The threshold of [`Mode::Recall`], as a share of that of [`Mode::Main`].
const RECALL: f32 = 0.4;

pub(crate) fn decide(chances: &[f32], features: &Features<'_>, mode: Mode) -> Vec<bool> {
    let words = |block: usize| features.measure(block).words.max(1) as f32;
    let mut order: Vec<usize> = (0..chances.len()).collect();
    let chance = |block: usize| chances.get(block).copied().unwrap_or(0.0);
    order.sort_by(|&a, &b| chance(b).total_cmp(&chance(a)));
    let wanted: f32 = order
        .iter()
        .map(|&block| words(block) * chance(block))
        .sum();
    let (mut hits, mut taken, mut best) = (0.0, 0.0, 0.0_f32);
    for &block in &order {
        hits += words(block) * chance(block);
        taken += words(block);
        best = best.max(2.0 * hits / (taken + wanted));
    }
    let mut threshold = (PRECISION * best / 2.0).clamp(LOWEST, HIGHEST);
    if mode == Mode::Recall {
        threshold *= RECALL;
    }
    // Never nothing of a page that has text: the likeliest block stays.
    let likeliest = order.first().map_or(0.0, |&block| chance(block));
    let threshold = threshold.min(likeliest);
    chances.iter().map(|chance| *chance >= threshold).collect()
}
