//! Several sorted sequences as one.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

use super::order::prefix;
use crate::Error;

/// Gives records of one width, one after another.
pub trait Source {
    /// The next record, or `None` at the end.
    ///
    /// # Errors
    /// What the source meets.
    fn next(&mut self) -> Result<Option<&[u8]>, Error>;
}

/// Merges sorted sources. Equal records come in the order of their sources.
pub struct Merge<S> {
    sources: Vec<S>,
    heads: BinaryHeap<Head>,
    /// Whether the first of `heads` was given out.
    taken: bool,
}

impl<S: Source> Merge<S> {
    /// # Errors
    /// What a source meets at its first record.
    pub fn new(sources: Vec<S>) -> Result<Self, Error> {
        let mut merge = Self {
            heads: BinaryHeap::with_capacity(sources.len()),
            sources,
            taken: false,
        };
        for (from, source) in merge.sources.iter_mut().enumerate() {
            if let Some(record) = source.next()? {
                merge.heads.push(Head {
                    prefix: prefix(record),
                    record: record.to_vec(),
                    from,
                });
            }
        }
        Ok(merge)
    }
}

impl<S: Source> Source for Merge<S> {
    fn next(&mut self) -> Result<Option<&[u8]>, Error> {
        if self.taken
            && let Some(mut head) = self.heads.peek_mut()
        {
            let next = match self.sources.get_mut(head.from) {
                Some(source) => source.next()?,
                None => None,
            };
            match next {
                Some(record) => {
                    head.prefix = prefix(record);
                    head.record.clear();
                    head.record.extend_from_slice(record);
                }
                None => {
                    PeekMut::pop(head);
                }
            }
        }
        self.taken = true;
        Ok(self.heads.peek().map(|head| head.record.as_slice()))
    }
}

/// The next record of a source. The least is the greatest, since heaps give the greatest first.
struct Head {
    prefix: u64,
    record: Vec<u8>,
    from: usize,
}

impl Ord for Head {
    fn cmp(&self, other: &Self) -> Ordering {
        other
            .prefix
            .cmp(&self.prefix)
            .then_with(|| other.record.cmp(&self.record))
            .then_with(|| other.from.cmp(&self.from))
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Head {}
