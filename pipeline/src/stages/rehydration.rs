//! How often a document is given for the size of its cluster: what the web repeats is often worth
//! repeating, up to a point.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::io::{LanguageStats, size_class};

/// Times by cluster size: a document of a cluster of at least the first number is given as often as the
/// second says; of several entries the largest size counts. Without entries, once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Weights(Vec<(u32, u32)>);

/// The key `rehydrate`: a name, or pairs of a cluster size and a number of times.
#[derive(Deserialize, Debug, Clone)]
#[serde(untagged)]
pub(super) enum Rehydrate {
    /// The name of a published scheme.
    Named(String),
    /// A scheme of the user's own.
    Pairs(Vec<(u32, u32)>),
}

/// Penedo et al. 2025, *FineWeb2*, section on rehydration (the table of datatrove's example
/// configuration): clusters of 1,000 and more are boilerplate again.
const FINEWEB_2: &[(u32, u32)] = &[(1, 1), (2, 2), (3, 3), (5, 5), (100, 8), (1000, 1)];

impl Weights {
    /// # Errors
    /// What is wrong, and what to do.
    pub(super) fn parse(key: &Rehydrate) -> Result<Self, (String, String)> {
        let pairs = match key {
            Rehydrate::Pairs(pairs) => pairs.clone(),
            Rehydrate::Named(name) if name == "fineweb-2" => FINEWEB_2.to_vec(),
            Rehydrate::Named(name) => {
                return Err((
                    format!("no scheme of rehydration is named `{name}`"),
                    "write \"fineweb-2\", or pairs of a cluster size and a number of times: \
                     [[2, 2], [100, 8]]"
                        .into(),
                ));
            }
        };
        for two in pairs.windows(2) {
            if let [(first, _), (second, _)] = two
                && first >= second
            {
                return Err((
                    format!("the cluster size {second} comes after {first}"),
                    "sizes only grow".into(),
                ));
            }
        }
        for (size, times) in &pairs {
            if *size == 0 || size_class(*size) != *size {
                return Err((
                    format!("{size} is no cluster size that is counted"),
                    "sizes are counted by their first two digits: 1, 35, 120, 4500".into(),
                ));
            }
            if !(1..=1000).contains(times) {
                return Err((
                    format!("{times} times is not between 1 and 1000"),
                    "a document that is kept is given at least once".into(),
                ));
            }
        }
        Ok(Self(pairs))
    }

    /// How often a document of a cluster of that size is given.
    pub(crate) fn of(&self, size: u32) -> u32 {
        let size = size_class(size.max(1));
        let below = self.0.partition_point(|(at, _)| *at <= size);
        let entry = below.checked_sub(1).and_then(|at| self.0.get(at));
        entry.map_or(1, |(_, times)| *times)
    }
}

/// What there is of a language, each document as often as rehydration asks for.
pub(super) struct Available {
    pub(super) documents: u64,
    pub(super) rows: u64,
    pub(super) tokens: u64,
    pub(super) bytes: u64,
    /// Documents, rows and tokens by bin of the mixing hash.
    pub(super) bins: BTreeMap<usize, (u64, u64, u64)>,
}

impl Available {
    pub(super) fn new(stats: &LanguageStats, weights: &Weights) -> Self {
        let mut bins: BTreeMap<usize, (u64, u64, u64)> = BTreeMap::new();
        for (bin, (documents, tokens)) in &stats.bins {
            bins.insert(*bin, (*documents, *documents, *tokens));
        }
        for (size, clustered) in &stats.clustered {
            let more = u64::from(weights.of(*size)).saturating_sub(1);
            for (bin, (documents, tokens)) in clustered {
                let sum = bins.entry(*bin).or_default();
                sum.1 += more * documents;
                sum.2 += more * tokens;
            }
        }
        let tokens = bins.values().map(|(_, _, tokens)| tokens).sum();
        let share = tokens as f64 / stats.tokens.max(1) as f64;
        Self {
            documents: stats.documents,
            rows: bins.values().map(|(_, rows, _)| rows).sum(),
            tokens,
            bytes: (stats.bytes as f64 * share) as u64,
            bins,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_size_that_fits_counts() {
        let weights = Weights::parse(&Rehydrate::Named("fineweb-2".into())).unwrap();
        let of: Vec<u32> = [0, 1, 2, 4, 5, 99, 100, 999, 1000, 70_000]
            .map(|size| weights.of(size))
            .to_vec();
        assert_eq!(of, [1, 1, 2, 3, 5, 5, 8, 8, 1, 1]);
        assert_eq!(Weights::default().of(50), 1);
        let own = Weights::parse(&Rehydrate::Pairs(vec![(120, 4)])).unwrap();
        // 129 counts as 120.
        assert_eq!([119, 120, 129, 130].map(|size| own.of(size)), [1, 4, 4, 4]);
    }

    #[test]
    fn wrong_schemes_are_refused() {
        let refused = |key: Rehydrate| Weights::parse(&key).unwrap_err().0;
        assert!(refused(Rehydrate::Named("fineweb".into())).contains("`fineweb`"));
        assert!(refused(Rehydrate::Pairs(vec![(5, 1), (2, 1)])).contains("2 comes after 5"));
        assert!(refused(Rehydrate::Pairs(vec![(123, 1)])).contains("123"));
        assert!(refused(Rehydrate::Pairs(vec![(2, 0)])).contains("0 times"));
    }
}
