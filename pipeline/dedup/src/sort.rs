//! The seam for sorting: everything that has to come in order goes through here.
//!
//! This first form sorts in memory. A form that spills sorted runs to disk and merges them takes the
//! same items and gives the same sequence, as long as the order is total.

use std::cmp::Ordering;

/// Takes items in any order and gives them back in `order`.
pub(crate) struct Sorter<T, F> {
    items: Vec<T>,
    order: F,
}

impl<T, F: Fn(&T, &T) -> Ordering> Sorter<T, F> {
    /// `order` must be total: items that it finds equal come in any order.
    pub(crate) fn new(order: F) -> Self {
        Self {
            items: Vec::new(),
            order,
        }
    }

    pub(crate) fn push(&mut self, item: T) {
        self.items.push(item);
    }

    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    pub(crate) fn finish(mut self) -> Vec<T> {
        self.items.sort_unstable_by(&self.order);
        self.items
    }
}
