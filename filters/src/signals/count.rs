//! An open-addressing table from 64-bit hashes to counts, emptied in constant time.

/// Counts of 64-bit hashes. Two different strings with one hash count as one: at a million
/// entries that happens with a chance of about 3 in 10^8.
#[derive(Debug, Default)]
pub(crate) struct Table {
    slots: Vec<Slot>,
    mask: usize,
    epoch: u32,
}

#[derive(Debug, Default, Clone, Copy)]
struct Slot {
    hash: u64,
    /// The slot is empty unless this is the table's epoch.
    epoch: u32,
    count: u32,
}

impl Table {
    /// Empties the table and makes room for `entries` different hashes.
    pub(crate) fn reset(&mut self, entries: usize) {
        let size = entries.max(8).saturating_mul(2).next_power_of_two();
        if self.epoch == u32::MAX || self.slots.len() < size {
            self.slots.clear();
            self.slots.resize(size, Slot::default());
            self.epoch = 0;
        }
        // A small document uses a small part of a large table, so that it stays in cache.
        self.mask = size - 1;
        self.epoch += 1;
    }

    fn slot(&mut self, hash: u64) -> Option<&mut Slot> {
        // FNV-like inputs are not expected, but n-gram hashes are cheap mixes: spread them.
        let spread = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
        let mut at = usize::try_from(spread).unwrap_or(usize::MAX) & self.mask;
        loop {
            let slot = *self.slots.get(at)?;
            if slot.epoch != self.epoch || slot.hash == hash {
                break;
            }
            at = (at + 1) & self.mask;
        }
        self.slots.get_mut(at)
    }

    /// Adds one to `hash` and gives the count before that.
    pub(crate) fn add(&mut self, hash: u64) -> u32 {
        let epoch = self.epoch;
        let Some(slot) = self.slot(hash) else {
            return 0;
        };
        if slot.epoch != epoch {
            *slot = Slot {
                hash,
                epoch,
                count: 0,
            };
        }
        slot.count = slot.count.saturating_add(1);
        slot.count - 1
    }

    /// Gives `hash` this count.
    pub(crate) fn set(&mut self, hash: u64, count: u32) {
        let epoch = self.epoch;
        if let Some(slot) = self.slot(hash) {
            *slot = Slot { hash, epoch, count };
        }
    }

    /// How often `hash` was added.
    pub(crate) fn get(&mut self, hash: u64) -> u32 {
        let epoch = self.epoch;
        self.slot(hash)
            .filter(|slot| slot.epoch == epoch)
            .map_or(0, |slot| slot.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_forgets() {
        let mut table = Table::default();
        for entries in [3, 100, 3] {
            table.reset(entries);
            assert_eq!(table.get(7), 0);
            assert_eq!((table.add(7), table.add(7), table.add(0)), (0, 1, 0));
            assert_eq!((table.get(7), table.get(0), table.get(1)), (2, 1, 0));
        }
    }

    #[test]
    fn a_full_load_still_finds_everything() {
        let mut table = Table::default();
        table.reset(1000);
        (0..1000_u64).for_each(|h| assert_eq!(table.add(h << 40), 0));
        assert!((0..1000_u64).all(|h| table.get(h << 40) == 1));
    }
}
