//! What kind of model a file holds.

/// How a model makes probabilities of scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Loss {
    /// `softmax`: probabilities add up to 1.
    Softmax,
    /// `hs`: the product of the decisions on the way through a Huffman tree.
    HierarchicalSoftmax,
    /// `ova`: each label by itself; probabilities need not add up to 1.
    OneVsAll,
    /// `ns`: trained with negative sampling, asked as `ova`.
    NegativeSampling,
}

/// What kind of model a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Info {
    /// Version of the format, 11 or 12.
    pub version: i32,
    /// How probabilities are made.
    pub loss: Loss,
    /// Whether the input matrix is product-quantised (`.ftz`).
    pub quantised: bool,
    /// Whether the output matrix is as well (`-qout`).
    pub quantised_output: bool,
    /// N-grams left by pruning (`-cutoff`), if the model was pruned.
    pub kept_ngrams: Option<u64>,
    /// Components of a vector.
    pub dim: usize,
    /// Least characters of an n-gram; 0 is the same as 1.
    pub minn: u32,
    /// Most characters of an n-gram; 0: no n-grams of characters.
    pub maxn: u32,
    /// Most words of an n-gram; 0 or 1: none.
    pub word_ngrams: u32,
    /// Numbers that n-grams are hashed to.
    pub bucket: u32,
    /// Words of the dictionary.
    pub words: u32,
    /// Number of labels.
    pub labels: usize,
}
