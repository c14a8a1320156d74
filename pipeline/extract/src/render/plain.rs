//! Blocks to lines of text.

use crate::tags::Tag;
use crate::tree::{Block, Tree};

/// One block a line; the cells of a table row share a line, with a tab between them, as long
/// as each holds one block.
pub(crate) fn render(tree: &Tree, kept: impl Fn(usize) -> bool) -> String {
    let mut out = String::new();
    let mut last: Option<(usize, &Block)> = None;
    for (index, block) in tree
        .blocks
        .iter()
        .enumerate()
        .filter(|(index, _)| kept(*index))
    {
        if let Some((last_index, last_block)) = last {
            let together = row_of(tree, last_block)
                .is_some_and(|row| row_of(tree, block) == Some(row))
                && is_single(tree, last_index)
                && is_single(tree, index);
            out.push(if together { '\t' } else { '\n' });
        }
        out.push_str(tree.text_of(block));
        last = Some((index, block));
    }
    out
}

/// The row of a block that stands directly in a table cell.
fn row_of(tree: &Tree, block: &Block) -> Option<u32> {
    let cell = tree.element(block.element);
    matches!(cell.tag, Tag::Td | Tag::Th).then_some(cell.parent)
}

/// Whether a block is the only one directly in its element, as far as its neighbours tell.
fn is_single(tree: &Tree, index: usize) -> bool {
    let element = |index: Option<usize>| {
        index
            .and_then(|index| tree.blocks.get(index))
            .map(|block| block.element)
    };
    let own = element(Some(index));
    own != element(index.checked_sub(1)) && own != element(index.checked_add(1))
}
