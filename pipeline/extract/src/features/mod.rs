//! The numbers that the classifier sees of every block: about the block itself, its neighbours,
//! the elements around it and the page. None depends on a language.
//!
//! What needs the whole page is counted once ([`Features::of`]); the numbers themselves are made
//! for [`TILE`] blocks at a time, so that memory stays small whatever a page holds.

mod counts;
mod down;
mod elements;
mod groups;
mod names;
mod neighbours;
mod page;
mod place;
mod scores;
mod text;
mod tile;
mod topic;

use std::ops::Range;

use counts::Counts;
pub(crate) use names::NAMES;
#[cfg(test)]
pub(crate) use names::WIDTH;
pub(crate) use tile::{TILE, Tile, column};

use crate::head::Head;
use crate::measure::{self, Measure};
use crate::tree::Tree;

/// All that is counted of a page once.
pub(crate) struct Features<'t> {
    tree: &'t Tree,
    counts: Counts,
    topic: topic::Topic,
    neighbours: neighbours::Neighbours,
    places: place::Places,
    elements: elements::Elements,
    page: page::Facts,
}

impl<'t> Features<'t> {
    pub(crate) fn of(tree: &'t Tree, head: &Head) -> Self {
        let mut topic = topic::Topic::new(head);
        let (blocks, scripts) = topic.read(tree);
        let elements = measure::of_elements(tree, &blocks);
        let counts = Counts {
            blocks,
            scripts,
            elements,
        };
        Self {
            neighbours: neighbours::Neighbours::of(tree, &counts),
            places: place::Places::of(tree, &counts, &topic),
            elements: elements::Elements::of(tree, &counts, &topic),
            page: page::Facts::of(tree, &counts, head),
            tree,
            counts,
            topic,
        }
    }

    /// What was counted of a block.
    pub(crate) fn measure(&self, block: usize) -> Measure {
        self.counts.blocks.get(block).copied().unwrap_or_default()
    }

    /// Fills the tile with the numbers of at most [`TILE`] blocks.
    pub(crate) fn fill(&self, tile: &mut Tile, blocks: Range<usize>) {
        self.page.fill(tile, blocks.len());
        for (lane, index) in blocks.take(TILE).enumerate() {
            let Some(block) = self.tree.blocks.get(index) else {
                return;
            };
            let row = &mut tile.row(lane);
            text::fill(row, self.tree, &self.counts, index);
            self.topic.fill(row, &self.counts, index);
            self.neighbours.fill(row, self.tree, &self.counts, index);
            self.places.fill(row, &self.counts, index);
            self.elements
                .fill(row, self.tree, &self.counts, block.element);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builder;
    use crate::limits::Limits;

    fn page() -> String {
        let mut html = String::from("<title>The old path</title><body><h1>The old path</h1>");
        for i in 0..200 {
            html.push_str(match i % 5 {
                0 => "<div class=item><h3>A head</h3><p>Some words, and <a href=/x>a link</a>.</p></div>",
                1 => "<p>It was a long way round, they said; nobody took the old path in winter.</p>",
                2 => "<ul class='nav menu'><li><a href=/a>Home</a><li><a href=/b>News</a></ul>",
                3 => "<table><tr><td>Ville<td>139 000</table>",
                _ => "text<br>of the page<img src=x><input>",
            });
        }
        html
    }

    /// Nothing of one block is left in the numbers of another.
    #[test]
    fn a_block_has_the_same_numbers_alone_and_among_others() {
        let built = builder::build(&page(), &Limits::default());
        let features = Features::of(&built.tree, &built.head);
        let blocks = built.tree.blocks.len();
        assert!(blocks > 2 * TILE);
        let (mut many, mut single) = (Tile::new(), Tile::new());
        for start in (0..blocks).step_by(TILE) {
            features.fill(&mut many, start..(start + TILE).min(blocks));
            for index in start..(start + TILE).min(blocks) {
                features.fill(&mut single, index..index + 1);
                let lane = index - start;
                let among: Vec<f32> = (0..WIDTH)
                    .map(|f| many.values()[column(f) + lane])
                    .collect();
                assert_eq!(single.first(), among, "block {index}");
            }
        }
    }

    #[test]
    fn numbers_are_finite_on_any_page() {
        for html in [
            "",
            "<p>",
            "a",
            "<p>a<p>b",
            "<table><tr><td>x",
            "<title>a</title>",
        ] {
            let built = builder::build(html, &Limits::default());
            let features = Features::of(&built.tree, &built.head);
            let mut tile = Tile::new();
            for index in 0..built.tree.blocks.len() {
                features.fill(&mut tile, index..index + 1);
                for (name, value) in NAMES.iter().zip(tile.first()) {
                    assert!(value.is_finite(), "{name} of {html:?}");
                }
            }
        }
    }
}
