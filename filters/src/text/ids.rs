//! Numbers for 64-bit hashes, and how often each was seen, in a table that is emptied in constant
//! time. Slots are small, so that those of one document stay in the nearest cache.

/// Hashes numbered from 0 on in the order in which they were first seen. Two different strings with
/// one hash count as one: at a million entries that happens with a chance of about 3 in 10^8.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    /// Numbers of hashes, `base` added. Those of documents before are less than `base`.
    slots: Vec<u32>,
    mask: usize,
    /// What the number 0 is in a slot.
    base: u32,
    /// What has each number, the first `len` of them; what follows means nothing.
    entries: Vec<Entry>,
    len: u32,
}

#[derive(Debug, Default, Clone, Copy)]
struct Entry {
    hash: u64,
    count: u32,
}

impl Ids {
    /// Empties the table and makes room for `entries` different hashes.
    pub(crate) fn reset(&mut self, entries: usize) {
        let size = entries.max(8).saturating_mul(2).next_power_of_two();
        let base = self.base.saturating_add(self.len);
        let most = u32::try_from(entries).unwrap_or(u32::MAX);
        if self.slots.len() < size || base.checked_add(most).is_none() {
            self.slots.clear();
            self.slots.resize(size, 0);
            self.base = 1;
        } else {
            self.base = base;
        }
        // A small document uses a small part of a large table.
        self.mask = size - 1;
        self.len = 0;
        if self.entries.len() < entries {
            self.entries.resize(entries, Entry::default());
        }
    }

    /// The first slot in which `hash` may be.
    #[inline(always)]
    fn home(&self, hash: u64) -> usize {
        // Hashes of n-grams are cheap mixes: spread them.
        let spread = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
        spread as usize & self.mask
    }

    /// The slot of `hash`, from slot `at` on, and its number if it has one.
    fn find(&self, mut at: usize, hash: u64) -> (usize, Option<u32>) {
        while let Some(number) = self.slots.get(at).and_then(|n| n.checked_sub(self.base)) {
            let entry = self.entries.get(number as usize);
            if entry.is_some_and(|entry| entry.hash == hash) {
                return (at, Some(number));
            }
            at = (at + 1) & self.mask;
        }
        (at, None)
    }

    /// Sees `hash` once more: its number, and how often it was seen before.
    ///
    /// Whether a word is a new one cannot be foreseen, so nothing branches on it: a new hash writes
    /// what one that is known would read.
    #[inline(always)]
    pub(crate) fn add(&mut self, hash: u64) -> (u32, u32) {
        let at = self.home(hash);
        let old = self.slots.get(at).copied().unwrap_or_default();
        let new = old < self.base;
        let number = if new {
            self.len
        } else {
            old.wrapping_sub(self.base)
        };
        let (Some(slot), Some(entry)) = (
            self.slots.get_mut(at),
            self.entries.get_mut(number as usize),
        ) else {
            return self.add_elsewhere(at, hash);
        };
        if !new & (entry.hash != hash) {
            return self.add_elsewhere(at, hash);
        }
        let before = if new { 0 } else { entry.count };
        *slot = self.base + number;
        *entry = Entry {
            hash,
            count: before + 1,
        };
        self.len += u32::from(new);
        (number, before)
    }

    /// As [`add`](Self::add), where another hash has the first slot.
    #[cold]
    #[inline(never)]
    fn add_elsewhere(&mut self, at: usize, hash: u64) -> (u32, u32) {
        let (at, found) = self.find(at, hash);
        let number = found.unwrap_or(self.len);
        if self.entries.len() <= number as usize {
            self.entries.push(Entry::default());
        }
        let (Some(slot), Some(entry)) = (
            self.slots.get_mut(at),
            self.entries.get_mut(number as usize),
        ) else {
            return (number, 0);
        };
        let before = found.map_or(0, |_| entry.count);
        *slot = self.base + number;
        *entry = Entry {
            hash,
            count: before + 1,
        };
        self.len += u32::from(found.is_none());
        (number, before)
    }

    /// How often `hash` was seen.
    pub(crate) fn get(&self, hash: u64) -> u32 {
        let (_, found) = self.find(self.home(hash), hash);
        found.map_or(0, |number| self.count(number))
    }

    /// How often the hash of that number was seen.
    #[inline(always)]
    pub(crate) fn count(&self, number: u32) -> u32 {
        let entry = self.entries.get(number as usize);
        entry.map_or(0, |entry| entry.count)
    }

    /// How many different hashes were seen.
    pub(crate) fn len(&self) -> usize {
        self.len as usize
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

    #[test]
    fn numbers_and_counts_are_those_of_a_map() {
        let mut ids = Ids::default();
        for most in [3, 400, 50] {
            // Fewer than are added: room is made.
            ids.reset(most / 2);
            let mut map = std::collections::HashMap::new();
            for i in 0..most as u64 {
                // Hashes that begin in the same slots, most of them more than once.
                let hash = (i * i % 37) << 50;
                let next = map.len() as u32;
                let (number, count) = map.entry(hash).or_insert((next, 0));
                assert_eq!(ids.add(hash), (*number, *count));
                *count += 1;
            }
            assert_eq!(ids.len(), map.len());
            assert!(
                map.iter()
                    .all(|(&hash, &(_, count))| ids.get(hash) == count)
            );
        }
    }
}
