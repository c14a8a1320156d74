//! What is counted of a page before any of its numbers are made.

use crate::measure::{Measure, Script};

/// The counts that all parts build on.
#[derive(Debug)]
pub(super) struct Counts {
    pub(super) blocks: Vec<Measure>,
    pub(super) scripts: Vec<Script>,
    pub(super) elements: Vec<Measure>,
}

impl Counts {
    pub(super) fn page(&self) -> Measure {
        self.elements.first().copied().unwrap_or_default()
    }

    pub(super) fn element(&self, element: u32) -> Measure {
        let sum = self.elements.get(element as usize);
        sum.copied().unwrap_or_default()
    }
}

/// Counts grow over orders of magnitude; their logarithm does not.
pub(super) fn log(count: u32) -> f32 {
    (count as f32 + 1.0).log2()
}
