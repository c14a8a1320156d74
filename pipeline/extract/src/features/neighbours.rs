//! The blocks before and after a block.

use super::counts::Counts;
use super::names::F;
use super::tile::Row;
use crate::measure::{Measure, share};
use crate::tree::Tree;

/// Sums from the start of the page, for windows.
pub(super) struct Neighbours {
    prose: Vec<u32>,
    link: Vec<u32>,
    chars: Vec<u32>,
    /// Blocks directly in the same element as each block, and its place among them.
    siblings: Vec<(u32, u32)>,
}

impl Neighbours {
    pub(super) fn of(tree: &Tree, counts: &Counts) -> Self {
        let sums = |value: fn(&Measure) -> u32| {
            let mut sum = 0_u32;
            std::iter::once(0)
                .chain(counts.blocks.iter().map(move |measure| {
                    sum = sum.saturating_add(value(measure));
                    sum
                }))
                .collect()
        };
        let mut direct = vec![0_u32; tree.elements.len()];
        let places: Vec<u32> = tree
            .blocks
            .iter()
            .map(|block| {
                let Some(slot) = direct.get_mut(block.element as usize) else {
                    return 0;
                };
                *slot += 1;
                *slot
            })
            .collect();
        let siblings = tree
            .blocks
            .iter()
            .zip(places)
            .map(|(block, place)| {
                let all = direct.get(block.element as usize).copied();
                (all.unwrap_or_default(), place)
            })
            .collect();
        Self {
            prose: sums(|measure| measure.prose),
            link: sums(|measure| measure.link),
            chars: sums(|measure| measure.chars),
            siblings,
        }
    }

    pub(super) fn fill(&self, row: &mut Row<'_>, tree: &Tree, counts: &Counts, index: usize) {
        let kind = |at: usize| {
            tree.blocks
                .get(at)
                .map(|block| tree.element(block.element).kind)
        };
        let own = kind(index);
        for (offset, at) in [
            index.checked_sub(1),
            index.checked_sub(2),
            index.checked_sub(3),
            Some(index + 1),
            Some(index + 2),
            Some(index + 3),
        ]
        .into_iter()
        .enumerate()
        {
            let near = at.and_then(|at| counts.blocks.get(at));
            row.set_at(
                F::chars_m1,
                offset,
                near.map_or(-1.0, |near| near.chars as f32),
            );
            row.set_at(F::link_m1, offset, near.map_or(-1.0, Measure::link_density));
            row.set_at(
                F::ends_m1,
                offset,
                near.map_or(-1.0, |near| near.ends as f32),
            );
            let same = at.is_some_and(|at| kind(at) == own);
            row.set_at(F::kind_m1, offset, f32::from(u8::from(same)));
        }
        for (offset, at) in [
            index.checked_sub(1),
            index.checked_sub(2),
            Some(index + 1),
            Some(index + 2),
        ]
        .into_iter()
        .enumerate()
        {
            let near = at.and_then(|at| tree.blocks.get(at));
            row.set_at(
                F::heading_m1,
                offset,
                near.map_or(-1.0, |near| f32::from(near.heading)),
            );
        }
        let block = |at: usize| tree.blocks.get(at);
        row.set(F::gap_m1, block(index).map_or(0.0, |b| b.source as f32));
        row.set(
            F::gap_p1,
            block(index + 1).map_or(-1.0, |b| {
                (b.source - (b.end - b.start).min(b.source)) as f32
            }),
        );
        for (from, width) in [(F::prose_w4, 4), (F::prose_w12, 12)] {
            let window = |sums: &[u32]| {
                let end = sums.get((index + width + 1).min(sums.len() - 1));
                let start = sums.get(index.saturating_sub(width));
                end.copied().unwrap_or_default() - start.copied().unwrap_or_default()
            };
            let chars = window(&self.chars);
            row.set_at(from, 0, window(&self.prose) as f32);
            row.set_at(from, 1, share(window(&self.link), chars));
            row.set_at(from, 2, chars as f32);
        }
        if let Some((all, place)) = self.siblings.get(index) {
            row.set(F::siblings, *all as f32);
            row.set(F::sibling_index, *place as f32);
        }
    }
}
