//! Numbers for 64-bit hashes, and how often each was seen, in a table that is emptied in constant
//! time. Slots are small, so that those of one document stay in the nearest cache.

/// Hashes numbered from 0 on in the order in which they were first seen. Two different strings with
/// one hash count as one: at a million entries that happens with a chance of about 3 in 10^8.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    slots: Vec<Slot>,
    mask: usize,
    /// What the number 0 is in a slot. Slots of documents before have less.
    base: u32,
    hashes: Vec<u64>,
    counts: Vec<u32>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Slot {
    /// Half of the hash, which spares most looks at the other half.
    tag: u32,
    number: u32,
}

impl Ids {
    /// Empties the table and makes room for `entries` different hashes.
    pub(crate) fn reset(&mut self, entries: usize) {
        let size = entries.max(8).saturating_mul(2).next_power_of_two();
        let seen = u32::try_from(self.hashes.len()).unwrap_or(u32::MAX);
        let base = self.base.saturating_add(seen);
        let most = u32::try_from(entries).unwrap_or(u32::MAX);
        if self.slots.len() < size || base.checked_add(most).is_none() {
            self.slots.clear();
            self.slots.resize(size, Slot::default());
            self.base = 1;
        } else {
            self.base = base;
        }
        // A small document uses a small part of a large table.
        self.mask = size - 1;
        self.hashes.clear();
        self.counts.clear();
    }

    /// The slot of `hash`, and its number if it has one.
    #[inline(always)]
    fn find(&self, hash: u64) -> (usize, Option<u32>) {
        // Hashes of n-grams are cheap mixes: spread them.
        let spread = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
        let mut at = spread as usize & self.mask;
        while let Some(slot) = self.slots.get(at) {
            let Some(number) = slot.number.checked_sub(self.base) else {
                break;
            };
            if slot.tag == hash as u32 && self.hashes.get(number as usize) == Some(&hash) {
                return (at, Some(number));
            }
            at = (at + 1) & self.mask;
        }
        (at, None)
    }

    /// Sees `hash` once more: its number, and how often it was seen before.
    #[inline(always)]
    pub(crate) fn add(&mut self, hash: u64) -> (u32, u32) {
        let (at, found) = self.find(hash);
        if let Some(number) = found {
            let Some(count) = self.counts.get_mut(number as usize) else {
                return (number, 0);
            };
            *count += 1;
            return (number, *count - 1);
        }
        let number = self.hashes.len() as u32;
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = Slot {
                tag: hash as u32,
                number: self.base + number,
            };
        }
        self.hashes.push(hash);
        self.counts.push(1);
        (number, 0)
    }

    /// How often `hash` was seen.
    pub(crate) fn get(&self, hash: u64) -> u32 {
        self.find(hash).1.map_or(0, |number| self.count(number))
    }

    /// How often the hash of that number was seen.
    #[inline(always)]
    pub(crate) fn count(&self, number: u32) -> u32 {
        self.counts
            .get(number as usize)
            .copied()
            .unwrap_or_default()
    }

    /// How many different hashes were seen.
    pub(crate) fn len(&self) -> usize {
        self.hashes.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_forgets() {
        let mut ids = Ids::default();
        for entries in [3, 100, 3] {
            ids.reset(entries);
            assert_eq!((ids.get(7), ids.len()), (0, 0));
            assert_eq!([7, 7, 0].map(|h| ids.add(h)), [(0, 0), (0, 1), (1, 0)]);
            assert_eq!((ids.get(7), ids.get(0), ids.get(1)), (2, 1, 0));
            assert_eq!((ids.count(0), ids.count(1), ids.len()), (2, 1, 2));
        }
    }

    #[test]
    fn equal_tags_are_told_apart() {
        let mut ids = Ids::default();
        ids.reset(1000);
        (0..1000_u64).for_each(|h| assert_eq!(ids.add(h << 40).1, 0));
        assert!((0..1000_u64).all(|h| ids.get(h << 40) == 1));
    }

    #[test]
    fn numbers_that_run_out_begin_again() {
        let mut ids = Ids::default();
        ids.reset(10);
        ids.add(5);
        ids.base = u32::MAX - 5;
        ids.reset(10);
        assert_eq!((ids.get(5), ids.base), (0, 1));
        assert_eq!(ids.add(5), (0, 0));
    }
}
