//! The arena: the block-level elements that hold text, and the blocks of text, both in document
//! order. A parent stands before its children, so a pass over the arena backwards is a
//! bottom-up pass over the tree. No node is made for inline elements or for empty ones.

use crate::classes::Hint;
use crate::marks::Mark;
use crate::tags::Tag;

/// Index of the root element, which stands for `html` and `body`.
pub(crate) const ROOT: u32 = 0;

/// A block-level element with text somewhere in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Element {
    pub(crate) tag: Tag,
    pub(crate) hint: Hint,
    /// The root is its own parent.
    pub(crate) parent: u32,
    /// Of a cell its column, from 0; of an item of an `ol` its number.
    pub(crate) order: u32,
}

/// A run of text with no line break in it (but for preformatted text).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Block {
    /// The innermost block-level element around it.
    pub(crate) element: u32,
    /// Byte range in [`Tree::text`].
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Bytes of it inside links that lead to other pages.
    pub(crate) link: u32,
    /// Heading level 1 to 6, or 0.
    pub(crate) heading: u8,
    /// Text of a `button`.
    pub(crate) button: bool,
    /// Line breaks (`br`) between this block and the one before it, [`APART`] when an element
    /// began or ended there.
    pub(crate) breaks: u8,
}

/// See [`Block::breaks`].
pub(crate) const APART: u8 = u8::MAX;

/// A parsed page.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) elements: Vec<Element>,
    pub(crate) blocks: Vec<Block>,
    pub(crate) text: String,
    /// Inline markup, sorted by start; no mark reaches over the end of a block.
    pub(crate) marks: Vec<Mark>,
    /// Programming languages that the markup names, each with the place in [`Tree::text`] where
    /// the preformatted text begins; sorted.
    pub(crate) languages: Vec<(u32, String)>,
}

impl Tree {
    pub(crate) fn element(&self, index: u32) -> Element {
        self.elements
            .get(index as usize)
            .copied()
            .unwrap_or(Element {
                tag: Tag::Body,
                hint: Hint::NONE,
                parent: ROOT,
                order: 0,
            })
    }

    pub(crate) fn text_of(&self, block: &Block) -> &str {
        self.text
            .get(block.start as usize..block.end as usize)
            .unwrap_or_default()
    }
}
