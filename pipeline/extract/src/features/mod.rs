//! The numbers that the classifier sees of every block: about the block itself, its neighbours,
//! the elements around it and the page. None depends on a language.
//!
//! What needs the whole page is counted once ([`Features::of`]); the numbers themselves are made
//! for [`TILE`] blocks at a time, so that memory stays small whatever a page holds.

mod down;
mod elements;
mod groups;
mod names;
mod neighbours;
mod page;
mod place;
mod scores;
mod text;
mod topic;

use std::ops::Range;

pub(crate) use names::{F, NAMES, WIDTH};

use crate::head::Head;
use crate::measure::{self, Measure, Script};
use crate::tree::Tree;

/// Blocks whose numbers are made together.
pub(crate) const TILE: usize = 128;

/// Numbers from one column of a tile to the next. More than [`TILE`]: with a power of two the
/// beginnings of all columns would share a few places of the first-level cache.
const STRIDE: usize = TILE + 16;

/// Where a feature's column begins in a tile.
pub(crate) const fn column(feature: usize) -> usize {
    feature * STRIDE
}

/// Numbers of a tile.
const NUMBERS: usize = column(WIDTH);

/// The numbers of up to [`TILE`] blocks, one column after the other.
#[derive(Debug)]
pub(crate) struct Tile {
    values: Box<[f32; NUMBERS]>,
}

impl Tile {
    pub(crate) fn new() -> Self {
        Self {
            values: Box::new([0.0; NUMBERS]),
        }
    }

    /// All numbers; those of a feature begin at [`column`].
    pub(crate) fn values(&self) -> &[f32] {
        self.values.as_slice()
    }

    /// The numbers of the first block.
    pub(crate) fn first(&self) -> Vec<f32> {
        self.values.iter().step_by(STRIDE).copied().collect()
    }

    /// Keeps the blocks at these places, which rise, and moves them to the front.
    pub(crate) fn gather(&mut self, places: &[u8]) {
        for column in self.values.chunks_mut(STRIDE) {
            for (to, from) in places.iter().enumerate() {
                if let Some(value) = column.get(usize::from(*from)).copied()
                    && let Some(slot) = column.get_mut(to)
                {
                    *slot = value;
                }
            }
        }
    }

    /// Sets every column to [`TILE`] of these numbers.
    #[cfg(test)]
    pub(crate) fn set_all(&mut self, numbers: &[f32]) {
        for (column, numbers) in self.values.chunks_mut(STRIDE).zip(numbers.chunks(TILE)) {
            column[..TILE].copy_from_slice(numbers);
        }
    }

    /// Gives the first `blocks` blocks the same number.
    fn set_column(&mut self, feature: F, blocks: usize, value: f32) {
        let begin = column(feature as usize);
        let values = self.values.get_mut(begin..begin + blocks.min(TILE));
        values.unwrap_or_default().fill(value);
    }

    fn row(&mut self, lane: usize) -> Row<'_> {
        Row {
            values: &mut self.values,
            lane,
        }
    }
}

/// The numbers of one block, being filled.
struct Row<'a> {
    values: &'a mut [f32; NUMBERS],
    lane: usize,
}

impl Row<'_> {
    fn set(&mut self, feature: F, value: f32) {
        self.set_at(feature, 0, value);
    }

    fn flag(&mut self, feature: F, value: bool) {
        self.set_at(feature, 0, f32::from(u8::from(value)));
    }

    /// Sets the column `offset` places after `from`.
    #[inline]
    fn set_at(&mut self, from: F, offset: usize, value: f32) {
        // The remainder shows the compiler that a column that it knows is within bounds.
        let at = column(from as usize + offset) + self.lane % TILE;
        if let Some(slot) = self.values.get_mut(at) {
            *slot = value;
        }
    }
}

/// The counts that all parts build on.
#[derive(Debug)]
struct Counts {
    blocks: Vec<Measure>,
    scripts: Vec<Script>,
    elements: Vec<Measure>,
}

impl Counts {
    fn page(&self) -> Measure {
        self.elements.first().copied().unwrap_or_default()
    }

    fn element(&self, element: u32) -> Measure {
        let sum = self.elements.get(element as usize);
        sum.copied().unwrap_or_default()
    }
}

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

/// Counts grow over orders of magnitude; their logarithm does not.
fn log(count: u32) -> f32 {
    (count as f32 + 1.0).log2()
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
