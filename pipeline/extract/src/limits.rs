//! How much work a page may take.

/// Caps that keep time and memory linear whatever a page holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Open elements; what is nested deeper is flattened (512 is the cap of Blink's parser).
    pub max_depth: usize,
    /// Blocks of text; a page with more is [exhausted](crate::Page::exhausted).
    pub max_blocks: usize,
    /// Block-level elements with text in them; the same.
    pub max_elements: usize,
    /// Steps of work: a tag, a piece of text, an attribute, an open element looked at for an end
    /// tag. Counted and not timed, so that the same bytes give the same text on any machine under
    /// any load; a page that needs more is [exhausted](crate::Page::exhausted).
    pub max_steps: u64,
    /// `meta` elements kept, and licence links.
    pub max_metas: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_depth: 512,
            max_blocks: 250_000,
            max_elements: 500_000,
            max_steps: 20_000_000,
            max_metas: 1_000,
        }
    }
}
