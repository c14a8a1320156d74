//! A set of texts by their 64-bit hashes, in less than 11 bytes an entry.

use xxhash_rust::xxh3::xxh3_64;

/// The hash of an entry: XXH3 with 64 bits and no seed, the same on every machine.
pub(super) fn hash(entry: &str) -> u64 {
    xxh3_64(entry.as_bytes())
}

/// What memory gives at once: a look-up that waits for a second line costs nearly twice as much.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(64))]
struct Line([u64; 8]);

/// Hashes in order, with gaps: each stands in the line that its size says, or in the next with
/// room. Six of eight places are taken in the mean, so that most look-ups read one line.
///
/// A text that is not in a set of `n` is taken for one of it with a chance of `n / 2^64`:
/// for five million entries and ten thousand million texts, 0.003 of them are to be expected.
#[derive(Debug, Clone, Default)]
pub(super) struct Hashes {
    lines: Box<[Line]>,
    /// Lines that a hash can say; those after it took what had no room.
    direct: usize,
    len: usize,
}

impl Hashes {
    pub(super) fn new(mut hashes: Vec<u64>) -> Self {
        hashes.iter_mut().for_each(|hash| *hash = filled(*hash));
        hashes.sort_unstable();
        hashes.dedup();
        let direct = hashes.len().div_ceil(6);
        // With room behind, or one line more would double the memory for a moment.
        let mut lines = Vec::with_capacity(direct + 64);
        lines.resize(direct, Line::default());
        let (mut at, mut taken) = (0, 0);
        for &hash in &hashes {
            let said = said(hash, direct);
            if said > at {
                (at, taken) = (said, 0);
            } else if taken == 8 {
                (at, taken) = (at + 1, 0);
            }
            if at == lines.len() {
                lines.push(Line::default());
            }
            if let Some(place) = lines.get_mut(at).and_then(|line| line.0.get_mut(taken)) {
                *place = hash;
                taken += 1;
            }
        }
        Self {
            lines: lines.into_boxed_slice(),
            direct,
            len: hashes.len(),
        }
    }

    pub(super) fn contains(&self, hash: u64) -> bool {
        let hash = filled(hash);
        let lines = self.lines.get(said(hash, self.direct)..);
        for Line(line) in lines.unwrap_or_default() {
            if line.contains(&hash) {
                return true;
            }
            if line[7] == 0 {
                break;
            }
        }
        false
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Bytes on the heap.
    pub(super) fn memory(&self) -> usize {
        size_of_val(&*self.lines)
    }
}

/// Zero is a place that is free.
fn filled(hash: u64) -> u64 {
    hash.max(1)
}

/// The line for a hash, of so many: greater hashes have no smaller one.
fn said(hash: u64, direct: usize) -> usize {
    ((u128::from(hash) * direct as u128) >> 64) as usize
}

#[cfg(test)]
mod tests {
    use super::{Hashes, hash};

    #[test]
    fn sets_of_every_size_hold_what_was_put_in() {
        for size in (0..200).chain([1000, 4096, 70_000]) {
            let hashes: Vec<u64> = (0..size).map(|n| hash(&n.to_string())).collect();
            let set = Hashes::new([hashes.clone(), hashes.clone()].concat());
            assert_eq!(set.len(), size);
            assert!(hashes.iter().all(|&hash| set.contains(hash)), "{size}");
            let others = (size..size + 1000).filter(|n| set.contains(hash(&n.to_string())));
            assert_eq!(others.count(), 0, "{size}");
        }
    }

    #[test]
    fn the_ends_of_the_range() {
        let all = (0..64).flat_map(|shift| [1 << shift, u64::MAX >> shift, u64::MAX << shift]);
        let set = Hashes::new(all.clone().chain([0]).collect());
        assert!(all.chain([0]).all(|hash| set.contains(hash)));
        assert!(!Hashes::default().contains(0));
        // All in one line, and so in those behind it.
        let set = Hashes::new((1..100).map(|n| u64::MAX - n).collect());
        assert!((1..100).all(|n| set.contains(u64::MAX - n)));
        assert!(!set.contains(u64::MAX) && !set.contains(u64::MAX - 100));
    }

    #[test]
    fn sets_take_less_than_eleven_bytes_an_entry() {
        let set = Hashes::new((0..100_000).map(|n| hash(&n.to_string())).collect());
        assert!(set.memory() < 11 * set.len(), "{}", set.memory());
    }
}
