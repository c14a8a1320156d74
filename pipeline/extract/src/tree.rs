//! The arena: the block-level elements that hold text, and the blocks of text, both in document
//! order. A parent stands before its children, so a pass over the arena backwards is a
//! bottom-up pass over the tree. No node is made for inline elements or for empty ones.

use crate::hint::Hint;
use crate::marks::Mark;
use crate::tags::Tag;

/// Index of the root element, which stands for `html` and `body`.
pub(crate) const ROOT: u32 = 0;

/// A block that is decided on by itself.
pub(crate) const ALONE: u32 = u32::MAX;

/// A block-level element with text somewhere in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Element {
    pub(crate) tag: Tag,
    pub(crate) hint: Hint,
    /// The root is its own parent.
    pub(crate) parent: u32,
    /// Hash of tag and class value: elements that look alike have the same.
    pub(crate) kind: u32,
    /// Of a cell its column, from 0; of an item of an `ol` its number.
    pub(crate) order: u32,
}

/// A run of text with no line break in it (but for preformatted text).
#[derive(Debug, Clone, Copy, Default)]
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
    /// Links in it that lead to other pages.
    pub(crate) links: u16,
    /// Bytes of it in `b` or `strong`.
    pub(crate) bold: u32,
    /// Bytes of source from the end of the block before to the end of this one.
    pub(crate) source: u32,
    /// Tags in that stretch of source.
    pub(crate) tags: u16,
    /// Pictures in that stretch of source.
    pub(crate) images: u16,
    /// Form controls in that stretch of source.
    pub(crate) controls: u16,
    /// It ended at a `br`.
    pub(crate) broken: bool,
    /// Line breaks (`br`) between this block and the one before it, [`APART`] when an element
    /// began or ended there.
    pub(crate) breaks: u8,
}

/// See [`Block::breaks`].
pub(crate) const APART: u8 = u8::MAX;

/// A parsed page.
#[derive(Debug, Clone, Default)]
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
                kind: 0,
                order: 0,
            })
    }

    pub(crate) fn text_of(&self, block: &Block) -> &str {
        self.text
            .get(block.start as usize..block.end as usize)
            .unwrap_or_default()
    }

    /// A tree of paragraphs, one a line.
    pub(crate) fn of_lines(lines: impl Iterator<Item = String>) -> Self {
        let mut tree = Self::default();
        tree.elements.push(tree.element(ROOT));
        for line in lines.filter(|line| !line.is_empty()) {
            let size = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX);
            let (start, end) = (tree.text.len(), tree.text.len() + line.len());
            tree.text.push_str(&line);
            tree.blocks.push(Block {
                element: size(tree.elements.len()),
                start: size(start),
                end: size(end),
                breaks: APART,
                ..Block::default()
            });
            tree.elements.push(Element {
                tag: Tag::P,
                ..tree.element(ROOT)
            });
        }
        tree
    }

    /// For every block the element whose blocks are kept together or not at all, or [`ALONE`]: a
    /// table row (if its cells hold one block each: those of a layout hold more), a `pre`, a
    /// paragraph cut up by line breaks.
    pub(crate) fn groups(&self) -> Vec<u32> {
        let mut pre = vec![ALONE; self.elements.len()];
        for (index, element) in self.elements.iter().enumerate().skip(1) {
            let outer = pre.get(element.parent as usize).copied().unwrap_or(ALONE);
            if let Some(slot) = pre.get_mut(index) {
                *slot = match element.tag {
                    Tag::Pre if outer == ALONE => u32::try_from(index).unwrap_or(ALONE),
                    _ => outer,
                };
            }
        }
        let element = |at: Option<usize>| at.and_then(|at| self.blocks.get(at)).map(|b| b.element);
        let group = |(index, block): (usize, &Block)| {
            let own = Some(block.element);
            let single = own != element(index.checked_sub(1)) && own != element(Some(index + 1));
            let pre = pre.get(block.element as usize).copied().unwrap_or(ALONE);
            let around = self.element(block.element);
            match around.tag {
                _ if pre != ALONE => pre,
                Tag::Td | Tag::Th if single => around.parent,
                Tag::P if !single => block.element,
                _ => ALONE,
            }
        };
        self.blocks.iter().enumerate().map(group).collect()
    }
}
