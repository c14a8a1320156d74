//! The numbers of many blocks side by side, as trees are asked of them.

use super::names::{F, WIDTH};

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
    pub(super) fn set_column(&mut self, feature: F, blocks: usize, value: f32) {
        let begin = column(feature as usize);
        let values = self.values.get_mut(begin..begin + blocks.min(TILE));
        values.unwrap_or_default().fill(value);
    }

    pub(super) fn row(&mut self, lane: usize) -> Row<'_> {
        Row {
            values: &mut self.values,
            lane,
        }
    }
}

/// The numbers of one block, being filled.
pub(super) struct Row<'a> {
    values: &'a mut [f32; NUMBERS],
    lane: usize,
}

impl Row<'_> {
    pub(super) fn set(&mut self, feature: F, value: f32) {
        self.set_at(feature, 0, value);
    }

    pub(super) fn flag(&mut self, feature: F, value: bool) {
        self.set_at(feature, 0, f32::from(u8::from(value)));
    }

    /// Sets the column `offset` places after `from`.
    #[inline]
    pub(super) fn set_at(&mut self, from: F, offset: usize, value: f32) {
        // The remainder shows the compiler that a column that it knows is within bounds.
        let at = column(from as usize + offset) + self.lane % TILE;
        if let Some(slot) = self.values.get_mut(at) {
            *slot = value;
        }
    }
}
