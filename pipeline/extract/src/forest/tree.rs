//! A tree, as it is asked: all its questions in a row, and its leaves.

/// Leaves of a tree at most: the bits of a word.
pub(super) const LEAVES: usize = 32;

/// Whether a block has more of something than the threshold.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question {
    /// Where the feature's column begins in a tile.
    pub(super) column: u32,
    pub(super) threshold: f32,
    /// The leaves that are out of reach then, a bit each: those below the "no more".
    pub(super) shuts: u32,
}

#[derive(Debug)]
pub(super) struct Tree {
    pub(super) questions: Vec<Question>,
    /// Values, from the leaf of those that have no more of anything.
    pub(super) leaves: [f32; LEAVES],
}
