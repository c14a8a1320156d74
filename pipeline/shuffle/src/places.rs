//! Where rows go.

use std::ops::RangeInclusive;

use xxhash_rust::xxh3::xxh3_64_with_seed;

/// 2^64 divided by the golden ratio: copies of a row at multiples of it lie far from each other,
/// however many there are (Knuth, The Art of Computer Programming 3, section 6.4).
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// The places of rows whose keys lie in a range, in shards of even size.
///
/// A shard is a range of *positions*; the position of a row's first copy is its key, and those of
/// further copies are moved on by a fixed step, around the end of the range. So the rows of a shard
/// are, for each copy, one range of keys, or two. Within a shard rows stand in an order drawn
/// from the seed, in which keys that are neighbours are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    start: u64,
    width: u128,
    step: u128,
    shards: u64,
    seed: u64,
}

impl Places {
    /// Keys of `keys`, cut into `shards` (at least one is taken).
    #[must_use]
    pub fn new(keys: RangeInclusive<u64>, shards: u64, seed: u64) -> Self {
        let start = *keys.start();
        let width = u128::from(keys.end().saturating_sub(start)) + 1;
        Self {
            start,
            width,
            step: (width * u128::from(GOLDEN)) >> 64,
            shards: shards.max(1),
            seed,
        }
    }

    /// How many shards there are.
    #[must_use]
    pub fn shards(&self) -> u64 {
        self.shards
    }

    fn position(&self, key: u64, copy: u32) -> u128 {
        let first = u128::from(key.saturating_sub(self.start)) % self.width;
        (first + u128::from(copy) * self.step) % self.width
    }

    /// The shard that a copy of a row goes to; the first copy is 0.
    #[must_use]
    pub fn shard(&self, key: u64, copy: u32) -> u64 {
        let shard = self.position(key, copy) * u128::from(self.shards) / self.width;
        u64::try_from(shard).unwrap_or(u64::MAX)
    }

    /// Its place among the rows of that shard. Rows of the same key are to be told apart by
    /// something of their own.
    #[must_use]
    pub fn order(&self, key: u64, copy: u32) -> u64 {
        let mut bytes = [0u8; 12];
        bytes[..8].copy_from_slice(&key.to_le_bytes());
        bytes[8..].copy_from_slice(&copy.to_le_bytes());
        xxh3_64_with_seed(&bytes, self.seed)
    }

    /// The keys of the rows of which a copy goes to a shard, as ranges.
    #[must_use]
    pub fn keys(&self, shard: u64, copy: u32) -> Vec<RangeInclusive<u64>> {
        let shards = u128::from(self.shards);
        let edge = |shard: u64| (u128::from(shard) * self.width).div_ceil(shards);
        let (from, to) = (edge(shard), edge(shard.saturating_add(1)).min(self.width));
        if from >= to {
            return Vec::new();
        }
        let back = u128::from(copy) * self.step % self.width;
        let key = |position: u128| {
            let offset = (position + self.width - back) % self.width;
            self.start
                .saturating_add(u64::try_from(offset).unwrap_or(u64::MAX))
        };
        let (first, last) = (key(from), key(to - 1));
        if first <= last {
            return vec![first..=last];
        }
        let end = key((back + self.width - 1) % self.width);
        vec![self.start..=last, first..=end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_shard_knows_the_keys_of_its_rows(
            (a, b) in any::<(u64, u64)>(), at in any::<u64>(), shards in 1u64..5000, copy in 0u32..200,
        ) {
            let (start, end) = (a.min(b), a.max(b));
            let places = Places::new(start..=end, shards, 1);
            let key = if end - start == u64::MAX { at } else { start + at % (end - start + 1) };
            let shard = places.shard(key, copy);
            prop_assert!(shard < shards);
            let holds = |shard: u64| places.keys(shard, copy).iter().any(|r| r.contains(&key));
            prop_assert!(holds(shard));
            prop_assert!(shard == 0 || !holds(shard - 1));
            prop_assert!(shard + 1 == shards || !holds(shard + 1));
        }

        #[test]
        fn shards_have_all_keys_and_each_once(width in 1u64..300, shards in 1u64..40, copy in 0u32..9) {
            let places = Places::new(7..=6 + width, shards, 1);
            let mut seen: Vec<u64> = (0..shards)
                .flat_map(|shard| places.keys(shard, copy))
                .flatten()
                .collect();
            seen.sort_unstable();
            prop_assert_eq!(seen, (7..7 + width).collect::<Vec<_>>());
        }
    }

    #[test]
    fn copies_lie_apart() {
        let places = Places::new(0..=u64::MAX, 100, 1);
        let mut at: Vec<u64> = (0..20).map(|copy| places.shard(12345, copy)).collect();
        at.sort_unstable();
        at.dedup();
        assert_eq!(at.len(), 20);
    }

    /// Counts of rows by shard and by tenth of the order in it, against the even spread: the
    /// statistic has a chi-square distribution with 999 degrees of freedom, of which 1,143 is the
    /// 99.9th percentile.
    #[test]
    fn rows_are_spread_evenly() {
        let places = Places::new(0..=u64::MAX, 100, 7);
        for copy in [0, 1, 5] {
            let mut cells = vec![0u64; 1000];
            let rows = 200_000u64;
            for row in 0..rows {
                let key = xxh3_64_with_seed(&row.to_le_bytes(), 3);
                let tenth = ((u128::from(places.order(key, copy)) * 10) >> 64) as u64;
                cells[(places.shard(key, copy) * 10 + tenth) as usize] += 1;
            }
            let even = rows as f64 / 1000.0;
            let chi: f64 = cells
                .iter()
                .map(|n| (*n as f64 - even).powi(2) / even)
                .sum();
            assert!(chi < 1143.0, "copy {copy}: {chi}");
        }
    }

    /// The rank correlation between the order of rows before and after has a standard deviation of
    /// 1 / sqrt(n - 1) where there is none; and so has that of neighbours.
    #[test]
    fn nothing_is_left_of_the_order_before() {
        let places = Places::new(0..=u64::MAX, 1, 7);
        let rows = 20_000usize;
        let mut order: Vec<(u64, usize)> = (0..rows)
            .map(|row| {
                (
                    places.order(xxh3_64_with_seed(&row.to_le_bytes(), 3), 0),
                    row,
                )
            })
            .collect();
        order.sort_unstable();
        let mean = (rows - 1) as f64 / 2.0;
        let spread: f64 = (0..rows).map(|r| (r as f64 - mean).powi(2)).sum();
        let with = |shift: usize| {
            let pairs = order.windows(shift + 1).enumerate();
            let at = |(place, rows): (usize, &[(u64, usize)])| {
                let other = if shift == 0 { place } else { rows[0].1 };
                (rows[shift].1 as f64 - mean) * (other as f64 - mean)
            };
            pairs.map(at).sum::<f64>() / spread
        };
        let limit = 4.0 / ((rows - 1) as f64).sqrt();
        for shift in [0, 1, 2] {
            assert!(with(shift).abs() < limit, "{shift}: {}", with(shift));
        }
    }
}
