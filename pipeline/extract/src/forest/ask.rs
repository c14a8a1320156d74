//! Asking the questions of trees, of many blocks at once.
//!
//! A walk down a tree waits for each answer before it knows the next question. Here all questions
//! of a tree are asked of all blocks in the order in which they stand, which a processor can do for
//! eight blocks in one instruction: every "more" shuts the leaves below the "no more", and the
//! block falls into the first leaf that is left open. That is QuickScorer (Lucchese et al., "QuickScorer: a
//! Fast Algorithm to Rank Documents with Additive Ensembles of Regression Trees", SIGIR 2015) with a
//! word for each block (Lucchese et al., "Exploiting CPU SIMD Extensions to Speed-up Document
//! Scoring with Tree Ensembles", SIGIR 2016), but tree after tree, so that the leaves are
//! summed in the same order whatever the processor.

use super::tree::{LEAVES, Question, Tree};

/// Blocks that are asked side by side at least.
pub(super) const LANES: usize = 8;

/// How many blocks are asked together where there are as many: a question is then read once for
/// more of them.
const WIDE: usize = 4 * LANES;

/// [`super::add`] for the instructions that every processor of the architecture has.
pub(super) fn add_portable(trees: &[Tree], values: &[f32], sums: &mut [f32]) {
    add_with(trees, values, sums);
}

/// [`super::add`], compiled into the caller, for the instructions that it may use.
#[inline(always)]
pub(super) fn add_with(trees: &[Tree], values: &[f32], sums: &mut [f32]) {
    let (wide, rest) = sums.as_chunks_mut::<WIDE>();
    let mut at = 0;
    for sums in wide {
        add_lanes(trees, values.get(at..).unwrap_or_default(), sums);
        at += WIDE;
    }
    for sums in rest.as_chunks_mut::<LANES>().0 {
        add_lanes(trees, values.get(at..).unwrap_or_default(), sums);
        at += LANES;
    }
}

#[inline(always)]
fn add_lanes<const N: usize>(trees: &[Tree], values: &[f32], sums: &mut [f32; N]) {
    for tree in trees {
        let mut shut = [0_u32; N];
        for &Question {
            column,
            threshold,
            shuts,
        } in &tree.questions
        {
            let column = values.get(column as usize..).unwrap_or_default();
            let Some(column) = column.first_chunk::<N>() else {
                continue;
            };
            for (shut, value) in shut.iter_mut().zip(column) {
                // Without a branch: all ones for "more".
                *shut |= u32::from(*value > threshold).wrapping_neg() & shuts;
            }
        }
        for (sum, shut) in sums.iter_mut().zip(shut) {
            *sum += tree.leaves[shut.trailing_ones() as usize % LEAVES];
        }
    }
}
