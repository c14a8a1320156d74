//! Beginnings of n-grams as bits: most windows of a text are told from them by one look.

/// A Bloom filter whose three bits stand in one word of 64 (Putze, Sanders and Singler 2007, *Cache-, Hash-
/// and Space-Efficient Bloom Filters*). With 16 bits for each entry or more, about 1 of 100 other
/// hashes passes.
#[derive(Debug, Default)]
pub(super) struct Filter {
    /// A power of two.
    words: Vec<u64>,
}

/// Entries for each word of 64 bits.
const ENTRIES: usize = 4;

impl Filter {
    pub(super) fn new(hashes: &[u64]) -> Self {
        let mut filter = Self {
            words: vec![0; hashes.len().div_ceil(ENTRIES).next_power_of_two()],
        };
        for hash in hashes {
            let (place, bits) = filter.place(*hash);
            if let Some(word) = filter.words.get_mut(place) {
                *word |= bits;
            }
        }
        filter
    }

    /// The word in which the bits of a hash would stand, and those bits: the hash may be one of those that
    /// the filter was made of where the word [has](has) them. Reading the words of many hashes before
    /// looking at any lets the processor wait for all of them at once.
    #[inline(always)]
    pub(super) fn word(&self, hash: u64) -> (u64, u64) {
        let (place, bits) = self.place(hash);
        (self.words.get(place).copied().unwrap_or_default(), bits)
    }

    #[inline(always)]
    fn place(&self, hash: u64) -> (usize, u64) {
        let place = (hash >> 18) as usize & self.words.len().wrapping_sub(1);
        let bit = |shift: u32| 1 << ((hash >> shift) & 63);
        (place, bit(0) | bit(6) | bit(12))
    }

    pub(super) fn memory(&self) -> usize {
        8 * self.words.len()
    }
}

/// Whether a word has all bits of a hash.
#[inline(always)]
pub(super) fn has((word, bits): (u64, u64)) -> bool {
    word & bits == bits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes(from: u64, to: u64) -> Vec<u64> {
        let mix = |n: u64| xxhash_rust::xxh3::xxh3_64(&n.to_le_bytes());
        (from..to).map(mix).collect()
    }

    #[test]
    fn all_entries_pass_and_few_others() {
        let (own, others) = (hashes(0, 50_000), hashes(50_000, 150_000));
        let filter = Filter::new(&own);
        assert!(own.iter().all(|hash| has(filter.word(*hash))));
        let passed = others
            .iter()
            .filter(|hash| has(filter.word(**hash)))
            .count();
        assert!(passed < 1_500, "{passed}");
        assert!(
            hashes(0, 99)
                .iter()
                .all(|hash| !has(Filter::default().word(*hash)))
        );
        assert!(
            hashes(0, 99)
                .iter()
                .all(|hash| !has(Filter::new(&[]).word(*hash)))
        );
    }
}
