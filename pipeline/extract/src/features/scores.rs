//! The element that looks most like the container of the text.

use super::counts::Counts;
use super::names::F;
use super::tile::Row;
use crate::tags::Tag;
use crate::tree::{ROOT, Tree};

/// Levels counted at most.
const FAR: u8 = 60;

/// Readability's scores: every block of running text gives points to the element around its own
/// and half of them to the next one up, links counted off in the end.
#[derive(Debug)]
pub(super) struct Scores {
    scores: Vec<f32>,
    best: f32,
    /// Levels from the best element down, from 1; 0 outside of it.
    within: Vec<u8>,
}

impl Scores {
    pub(super) fn of(tree: &Tree, counts: &Counts) -> Self {
        let mut scores = vec![0.0_f32; tree.elements.len()];
        for (block, measure) in tree.blocks.iter().zip(&counts.blocks) {
            if measure.chars < 25 || block.heading > 0 {
                continue;
            }
            let points = 1.0 + measure.commas as f32 + (measure.chars as f32 / 100.0).min(3.0);
            let own = tree.element(block.element);
            // Text that stands in a box beside others counts for the box.
            let leaf = matches!(
                own.tag,
                Tag::P | Tag::Pre | Tag::Li | Tag::Td | Tag::Blockquote | Tag::Dd
            );
            let mut at = if leaf { own.parent } else { block.element };
            for part in [1.0, 0.5, 1.0 / 3.0, 0.25] {
                if let Some(score) = scores.get_mut(at as usize) {
                    *score += points * part;
                }
                if at == ROOT {
                    break;
                }
                at = tree.element(at).parent;
            }
        }
        for (score, sum) in scores.iter_mut().zip(&counts.elements) {
            *score *= 1.0 - sum.link_density();
        }
        let mut best = (0.0_f32, ROOT);
        for (index, score) in scores.iter().enumerate() {
            if *score > best.0 {
                best = (*score, index as u32);
            }
        }
        let mut within: Vec<u8> = Vec::with_capacity(scores.len());
        for (index, element) in tree.elements.iter().enumerate() {
            let outer = if index == 0 {
                0
            } else {
                within.get(element.parent as usize).copied().unwrap_or(0)
            };
            let here = if index as u32 == best.1 {
                1
            } else if outer > 0 {
                (outer + 1).min(FAR)
            } else {
                0
            };
            within.push(here);
        }
        Self {
            scores,
            best: best.0,
            within,
        }
    }

    pub(super) fn fill(&self, row: &mut Row<'_>, tree: &Tree, element: u32) {
        let score = |id: u32| {
            let own = self.scores.get(id as usize).copied().unwrap_or(0.0);
            if self.best > 0.0 {
                own / self.best
            } else {
                0.0
            }
        };
        let within = |id: u32| self.within.get(id as usize).copied().unwrap_or(0);
        let parent = tree.element(element).parent;
        row.set(F::top_up, f32::from(within(element)));
        row.set(F::top_in, f32::from(u8::from(within(element) > 0)));
        row.set(F::top_score, score(element));
        row.set(F::parent_score, score(parent));
        let mut at = element;
        let mut best = 0.0_f32;
        for _ in 0..6 {
            at = tree.element(at).parent;
            if at == ROOT {
                break;
            }
            best = best.max(score(at));
        }
        row.set(F::top_parent_in, best);
    }
}
