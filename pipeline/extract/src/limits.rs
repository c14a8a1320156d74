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

/// What a page had more of than it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exhausted {
    /// `steps of work`, `blocks of text` or `elements with text`.
    pub what: &'static str,
    /// How many it had when reading ended.
    pub count: u64,
    /// The most that it may have.
    pub most: u64,
}

impl Limits {
    pub(crate) fn exceeded(&self, steps: u64, blocks: usize, elements: usize) -> Option<Exhausted> {
        let (blocks, most_blocks) = (blocks as u64, self.max_blocks as u64);
        let (elements, most_elements) = (elements as u64, self.max_elements as u64);
        let exhausted = |what, count, most| Some(Exhausted { what, count, most });
        if steps > self.max_steps {
            exhausted("steps of work", steps, self.max_steps)
        } else if blocks >= most_blocks {
            exhausted("blocks of text", blocks, most_blocks)
        } else if elements > most_elements {
            exhausted("elements with text", elements, most_elements)
        } else {
            None
        }
    }
}
