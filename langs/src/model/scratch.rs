//! What one thread reuses from text to text.

use super::rows::stride;

/// Buffers of [`Model::add`](super::Model::add). One for each thread; what is left in it never
/// changes a result.
#[derive(Default)]
pub struct Scratch {
    /// Rows to be added up.
    pub(super) rows: Vec<u32>,
    /// Words of the dictionary, whose features are added up already.
    pub(super) known: Vec<u32>,
    /// Hashes of the text's words.
    pub(super) hashes: Vec<u32>,
    /// A word between `<` and `>`.
    pub(super) marked: Vec<u8>,
    /// The sum of the text.
    pub(super) total: Vec<f32>,
}

impl Scratch {
    /// For another text, of a model whose vectors have `dim` components.
    pub(super) fn clear(&mut self, dim: usize) {
        self.rows.clear();
        self.known.clear();
        self.hashes.clear();
        self.total.clear();
        self.total.resize(stride(dim), 0.0);
    }
}
