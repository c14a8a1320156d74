//! What Markdown needs to know about the place of every element, in one pass down the arena.

use std::collections::HashSet;

use crate::tags::Tag;
use crate::tree::{Block, Tree};

/// No such element around.
pub(super) const NONE: u32 = u32::MAX;

/// Lists and quotes nested deeper than this are flattened into the one at this depth: every
/// line repeats the indents of all levels, so that the size of the output stays within a
/// constant factor of the text.
const DEEPEST: u8 = 6;

/// Where an element stands; the element itself counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// The innermost list item or quote.
    pub(super) container: u32,
    depth: u8,
    pub(super) pre: u32,
    pub(super) list: u32,
    pub(super) table: u32,
    /// The innermost cell of that table.
    pub(super) cell: u32,
}

const TOP: Place = Place {
    container: NONE,
    depth: 0,
    pre: NONE,
    list: NONE,
    table: NONE,
    cell: NONE,
};

/// The places of all elements of a tree.
#[derive(Debug)]
pub(super) struct Layout<'t> {
    pub(super) tree: &'t Tree,
    places: Vec<Place>,
    /// Tables with a table in one of their cells.
    pub(super) outer_tables: HashSet<u32>,
}

impl<'t> Layout<'t> {
    pub(super) fn new(tree: &'t Tree) -> Self {
        let mut places: Vec<Place> = Vec::with_capacity(tree.elements.len());
        let mut outer_tables = HashSet::new();
        for (index, element) in tree.elements.iter().enumerate() {
            let index = u32::try_from(index).unwrap_or(NONE);
            let mut place = places.get(element.parent as usize).copied().unwrap_or(TOP);
            match element.tag {
                Tag::Blockquote | Tag::Li | Tag::Dd if place.depth < DEEPEST => {
                    place.container = index;
                    place.depth += 1;
                }
                Tag::Ul | Tag::Ol | Tag::Menu | Tag::Dir | Tag::Dl => place.list = index,
                Tag::Pre => place.pre = index,
                Tag::Table => {
                    if place.cell != NONE {
                        outer_tables.insert(place.table);
                    }
                    place.table = index;
                    place.cell = NONE;
                }
                Tag::Td | Tag::Th => place.cell = index,
                _ => {}
            }
            places.push(place);
        }
        Self {
            tree,
            places,
            outer_tables,
        }
    }

    pub(super) fn place(&self, element: u32) -> Place {
        self.places.get(element as usize).copied().unwrap_or(TOP)
    }

    pub(super) fn of(&self, block: &Block) -> Place {
        self.place(block.element)
    }

    /// The containers around a place, outermost first.
    pub(super) fn path(&self, place: Place) -> Vec<u32> {
        let mut path = Vec::with_capacity(usize::from(place.depth));
        let mut container = place.container;
        while container != NONE && path.len() < usize::from(DEEPEST) {
            path.push(container);
            container = self.place(self.tree.element(container).parent).container;
        }
        path.reverse();
        path
    }
}
