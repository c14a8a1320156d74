//! How long the n-grams are that are looked for.

/// Words in an n-gram, at most.
pub const MAX_WORDS: usize = 32;

/// How long n-grams are, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lengths {
    /// A text of fewer words is short. GPT-3, appendix C, and NeMo Curator: 8.
    pub min_ngram: usize,
    /// A text of as many words or more is looked for by its runs of so many. The same: 13.
    pub max_ngram: usize,
    /// A short item of fewer words is not looked for; as much as `min_ngram` and no short one is.
    pub short_words: usize,
}

impl Default for Lengths {
    fn default() -> Self {
        Self {
            min_ngram: 8,
            max_ngram: 13,
            short_words: 4,
        }
    }
}

impl Lengths {
    /// Whether the shortest is the first and none is longer than [`MAX_WORDS`].
    pub(super) fn are_in_order(self) -> bool {
        let Self {
            min_ngram,
            max_ngram,
            short_words,
        } = self;
        let in_order = 2 <= short_words && short_words <= min_ngram && min_ngram <= max_ngram;
        in_order && max_ngram <= MAX_WORDS
    }
}
