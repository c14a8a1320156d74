//! Some of many files.

use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Which files of a list are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// So many, drawn by the hash of their names: the same on any machine, and a smaller sample is a part of
    /// a larger one with the same seed.
    pub sample: Option<usize>,
    /// Of the sample.
    pub seed: u64,
    /// The first so many of what is left.
    pub limit: Option<usize>,
}

impl Choice {
    /// The chosen ones, in the order of the list.
    #[must_use]
    pub fn of(&self, names: Vec<String>) -> Vec<String> {
        let mut names = match self.sample {
            Some(count) if count < names.len() => {
                let hash = |name: &String| xxh3_64_with_seed(name.as_bytes(), self.seed);
                let mut order: Vec<usize> = (0..names.len()).collect();
                order.sort_by_cached_key(|index| (hash(&names[*index]), names[*index].clone()));
                order.truncate(count);
                order.sort_unstable();
                order
                    .into_iter()
                    .map(|index| names[index].clone())
                    .collect()
            }
            _ => names,
        };
        names.truncate(self.limit.unwrap_or(usize::MAX));
        names
    }
}
