use super::{Bound, Table};

/// Most bounds that can be looked at together.
pub const MAX_BOUNDS: usize = 128;

/// Which bounds each document breaks: bit i stands for bound i. Bounds beyond [`MAX_BOUNDS`] are not
/// looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masks(pub Vec<u128>);

impl Masks {
    /// Looks at all documents.
    #[must_use]
    pub fn new(table: &Table, bounds: &[Bound]) -> Self {
        let mut masks = Self(vec![0; table.len()]);
        for at in 0..bounds.len() {
            masks.update(table, bounds, at);
        }
        masks
    }

    /// Looks at one bound again, after it was changed.
    pub fn update(&mut self, table: &Table, bounds: &[Bound], at: usize) {
        let (Some(bound), true) = (bounds.get(at), at < MAX_BOUNDS) else {
            return;
        };
        let bit = 1_u128 << at;
        let Some(column) = table.columns.get(bound.column) else {
            return;
        };
        let (limit, lower) = match bound.limit {
            Some(limit) => (limit, bound.lower),
            // No value is below the least number.
            None => (f32::NEG_INFINITY, true),
        };
        for (mask, value) in self.0.iter_mut().zip(column) {
            let drops = if lower {
                *value < limit
            } else {
                *value > limit
            };
            *mask = (*mask & !bit) | (u128::from(drops) << at);
        }
    }

    /// Whether a document breaks none.
    #[must_use]
    pub fn keeps(&self, document: usize) -> bool {
        self.0.get(document).is_some_and(|mask| *mask == 0)
    }

    /// Whether a document breaks that bound.
    #[must_use]
    pub fn breaks(&self, document: usize, bound: usize) -> bool {
        bound < MAX_BOUNDS
            && self
                .0
                .get(document)
                .is_some_and(|mask| mask >> bound & 1 == 1)
    }
}
