//! How often a document is wanted for the size of its cluster: what the web repeats is often worth
//! repeating, up to a point.

use serde::{Deserialize, Serialize};

use crate::supply::size_class;
use crate::weight::{MOST, Weight};
use crate::{Error, rates};

/// Penedo et al. 2025, *FineWeb2*, section on rehydration (the table of datatrove's example
/// configuration): clusters of 1,000 and more are boilerplate again.
const FINEWEB_2: &[(u32, f64)] = &[
    (1, 1.0),
    (2, 2.0),
    (3, 3.0),
    (5, 5.0),
    (100, 8.0),
    (1000, 1.0),
];

/// Weights by cluster size: a document of a cluster of at least the first number has the second one; of
/// several entries the largest size counts. Sizes are counted by [`size_class`]. Without entries, once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SizeWeights(Vec<(u32, Weight)>);

impl SizeWeights {
    /// A published table by its name. There is one, `fineweb-2`: clusters of 2 twice, of 3 and 4 three times,
    /// of 5 to 99 five times, of 100 to 999 eight times, of more once.
    ///
    /// # Errors
    /// [`Error::Setting`] for any other name.
    pub fn named(name: &str) -> Result<Self, Error> {
        if name == "fineweb-2" {
            return Self::pairs(FINEWEB_2);
        }
        Err(Error::setting(
            "rehydrate",
            format!("no scheme of rehydration is named `{name}`"),
            "write \"fineweb-2\", or pairs of a cluster size and a number of times: \
             [[2, 2], [100, 8]]",
        ))
    }

    /// A table of one's own: the least size of a cluster, and a number of times (0 to 1,000).
    ///
    /// # Errors
    /// [`Error::Setting`] if sizes do not grow, if one is not counted by itself ([`size_class`]), or if a
    /// number of times is out of its range.
    pub fn pairs(pairs: &[(u32, f64)]) -> Result<Self, Error> {
        let wrong = |message, help| Err(Error::setting("rehydrate", message, help));
        let mut last = 0;
        for (size, times) in pairs {
            if *size == 0 || size_class(*size) != *size {
                return wrong(
                    format!("{size} is no cluster size that is counted"),
                    "sizes are counted by their first two digits: 1, 35, 120, 4500",
                );
            }
            if *size <= last {
                return wrong(
                    format!("the cluster size {size} comes after {last}"),
                    "sizes only grow",
                );
            }
            last = *size;
            if !(0.0..=f64::from(MOST)).contains(times) {
                return wrong(
                    format!("{times} times is not between 0 and 1000"),
                    "1 is once, 0 leaves documents of such clusters out",
                );
            }
        }
        let pairs = pairs
            .iter()
            .map(|(size, times)| (*size, Weight::of(*times)));
        Ok(Self(pairs.collect()))
    }

    /// A table from what the filters removed, as FineWeb-2's newer scheme does it, for one language. Classes
    /// that hold few documents are [pooled](rates::pool) first, so that the sizes are those of [`size_class`].
    ///
    /// `classes` are cluster sizes upwards; `most` is how often the best one is given, at least 1.
    ///
    /// # Errors
    /// [`Error::Setting`] as for [`pairs`](Self::pairs), or if more documents passed than came in.
    pub fn from_rates(classes: &[rates::Class], most: u32) -> Result<Self, Error> {
        let pooled = rates::pool(classes, rates::FEWEST);
        Self::pairs(&rates::times(&pooled, most)?)
    }

    /// The weight of a document of a cluster of that size.
    #[must_use]
    pub fn of(&self, size: u32) -> Weight {
        let size = size_class(size.max(1));
        let below = self.0.partition_point(|(at, _)| *at <= size);
        let entry = below.checked_sub(1).and_then(|at| self.0.get(at));
        entry.map_or(Weight::ONE, |(_, weight)| *weight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_size_that_fits_counts() {
        let weights = SizeWeights::named("fineweb-2").unwrap();
        let of = [0, 1, 2, 4, 5, 99, 100, 999, 1000, 70_000].map(|size| weights.of(size).times());
        assert_eq!(of, [1.0, 1.0, 2.0, 3.0, 5.0, 5.0, 8.0, 8.0, 1.0, 1.0]);
        assert_eq!(SizeWeights::default().of(50), Weight::ONE);
        let own = SizeWeights::pairs(&[(120, 0.5)]).unwrap();
        // 129 counts as 120.
        let of = [119, 120, 129, 130].map(|size| own.of(size).times());
        assert_eq!(of, [1.0, 0.5, 0.5, 0.5]);
    }

    #[test]
    fn wrong_schemes_are_refused() {
        let refused = |pairs: &[(u32, f64)]| SizeWeights::pairs(pairs).unwrap_err().to_string();
        let named = SizeWeights::named("fineweb").unwrap_err().to_string();
        assert!(named.contains("`fineweb`"));
        assert!(refused(&[(5, 1.0), (2, 1.0)]).contains("2 comes after 5"));
        assert!(refused(&[(5, 1.0), (5, 1.0)]).contains("5 comes after 5"));
        assert!(refused(&[(123, 1.0)]).contains("123"));
        assert!(refused(&[(2, -1.0)]).contains("-1 times"));
        assert!(refused(&[(2, f64::NAN)]).contains("NaN times"));
    }
}
