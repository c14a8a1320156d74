//! What bounds on stored signals keep and drop.
//!
//! [`Table::load`] reads the signals of one language's documents, column by column; everything
//! after that is arithmetic on columns in memory: [`Masks`] says which documents break which
//! bounds, [`Effect`] and [`Change`] count them, [`Histogram`] shows a signal's distribution,
//! [`derive_bound`] proposes bounds. This crate knows no names of rules: a [`Bound`] is a column, a side
//! and a number.

mod derive;
mod effect;
mod histogram;
mod load;
mod masks;
mod pick;

pub use derive::{Method, Reference, derive_bound};
pub use effect::{Amount, Change, Effect, RuleEffect};
pub use histogram::Histogram;
pub use load::Table;
pub use masks::{MAX_BOUNDS, Masks};
pub use pick::{Pick, Side, pick, some_of};

/// A bound on one signal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bound {
    /// Place of the signal in [`Table::columns`].
    pub column: usize,
    /// A document is dropped below it; else above it.
    pub lower: bool,
    /// The number; none while it is off.
    pub limit: Option<f32>,
}

impl Bound {
    /// Whether a document with this value is dropped.
    #[must_use]
    pub fn drops(&self, value: f32) -> bool {
        match self.limit {
            Some(limit) if self.lower => value < limit,
            Some(limit) => value > limit,
            None => false,
        }
    }
}
