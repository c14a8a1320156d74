//! Space for measuring, which is kept from one text to the next.

use super::alphabet::Alphabet;
use super::phrases::Phrase;
use super::repeated::Place;
use super::stop_words::StopWords;
use super::wds::Buffers;
use crate::text::{Ids, Tokens};

/// Reusable buffers of [`measure`](super::measure): keep one per thread.
#[derive(Debug, Default)]
pub struct Scratch {
    pub(crate) tokens: Tokens,
    pub(crate) work: Work,
}

impl Scratch {
    /// Empty buffers; they grow to the largest document seen.
    pub fn new() -> Self {
        Self::default()
    }
}

/// Space for counting; its content means nothing between two signals.
#[derive(Debug, Default)]
pub(crate) struct Work {
    /// Lines, paragraphs or n-grams.
    pub(crate) units: Ids,
    pub(crate) places: Vec<Place>,
    pub(crate) seen: Vec<bool>,
    pub(crate) phrases: Vec<(usize, Phrase)>,
    pub(crate) stop_words: StopWords,
    pub(crate) alphabet: Alphabet,
    pub(crate) wds: Buffers,
    pub(crate) lower: String,
}
