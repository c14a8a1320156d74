//! Where the words of a text are, from its map.

use super::block::BLOCK;
use super::map::{Block, Map};

/// What has been seen of a word.
#[derive(Clone, Copy, Default)]
pub(super) struct Seen {
    pub(super) chars: u64,
    pub(super) upper: u32,
    pub(super) alpha: bool,
    pub(super) joined: bool,
    /// It has characters that are not ASCII.
    pub(super) wide: bool,
}

impl Seen {
    #[inline(always)]
    fn add(&mut self, block: &Block, mask: u64) {
        self.chars += u64::from((block.heads & mask).count_ones());
        self.upper += (block.upper & mask).count_ones();
        self.alpha |= block.alpha & mask != 0;
        self.joined |= block.joined & mask != 0;
        self.wide |= block.wide & mask != 0;
    }
}

/// Calls `push` with every word of a text of `length` bytes, in order: where it begins and ends, and what
/// has been seen of it. Words are where runs of their bits begin and end.
#[inline(always)]
pub(super) fn each(map: &Map, length: usize, mut push: impl FnMut(usize, usize, Seen)) {
    let (mut start, mut seen, mut inside) = (0, Seen::default(), 0);
    for (number, block) in map.blocks.iter().enumerate() {
        let at = number * BLOCK;
        let mut edges = block.word ^ ((block.word << 1) | inside);
        // The bits from the beginning of the open word on.
        let mut since = u64::MAX;
        if inside != 0 && edges != 0 {
            let end = edges.trailing_zeros();
            edges &= edges - 1;
            seen.add(block, !(u64::MAX << end));
            push(start, at + end as usize, seen);
            inside = 0;
        }
        while edges != 0 {
            let bit = edges.trailing_zeros();
            edges &= edges - 1;
            since = u64::MAX << bit;
            (start, seen) = (at + bit as usize, Seen::default());
            if edges == 0 {
                inside = 1;
                break;
            }
            let end = edges.trailing_zeros();
            edges &= edges - 1;
            seen.add(block, since & !(u64::MAX << end));
            push(start, at + end as usize, seen);
        }
        if inside != 0 {
            seen.add(block, since);
        }
    }
    if inside != 0 {
        push(start, length, seen);
    }
}
