//! The text of a block, and the tags in and around it.

use super::counts::Counts;
use super::names::F;
use super::tile::Row;
use crate::measure::{First, Last, share};
use crate::tree::Tree;

pub(super) fn fill(row: &mut Row<'_>, tree: &Tree, counts: &Counts, index: usize) {
    let (Some(block), Some(measure), Some(script)) = (
        tree.blocks.get(index),
        counts.blocks.get(index),
        counts.scripts.get(index),
    ) else {
        return;
    };
    let bytes = block.end.saturating_sub(block.start);
    row.set(F::chars, measure.chars as f32);
    row.set(F::words, measure.words as f32);
    row.set(F::link, measure.link_density());
    row.set(F::links, measure.links as f32);
    row.set(F::commas, measure.commas as f32);
    row.set(F::ends, measure.ends as f32);
    row.set(F::prose, measure.prose as f32);
    row.set(F::word_length, share(measure.chars, measure.words));
    row.set(F::digits, share(script.digits, measure.chars));
    row.set(F::upper, share(script.upper, script.letters));
    row.set(F::capitals, share(script.capitals, measure.words));
    row.set(F::separators, share(script.separators, measure.words));
    row.set(F::wide, share(script.wide, measure.chars));
    row.set(F::currency, script.currency as f32);
    row.set(
        F::first,
        match script.first {
            First::Other => 0.0,
            First::Digit => 1.0,
            First::Upper => 2.0,
            First::Lower => 3.0,
        },
    );
    row.set(
        F::last,
        match script.last {
            Last::Other => 0.0,
            Last::Digit => 1.0,
            Last::Colon => 2.0,
            Last::Ellipsis => 3.0,
            Last::Sentence => 4.0,
        },
    );
    row.flag(F::at, script.at);
    row.flag(F::copyright, script.copyright);
    row.flag(F::address, script.address);
    row.set(F::heading, f32::from(block.heading));
    row.flag(F::button, block.button);
    row.set(F::bold, share(block.bold, bytes));
    row.flag(F::broken, block.broken);
    row.set(F::density, share(bytes, block.source));
    row.set(F::tags, f32::from(block.tags));
    row.set(F::images, f32::from(block.images));
    row.set(F::controls, f32::from(block.controls));
    row.set(F::tag, tree.element(block.element).tag as u8 as f32);
}
