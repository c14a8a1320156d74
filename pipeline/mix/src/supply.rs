//! What there is: documents and tokens by weight, and by where the mixing hash puts them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::weight::{self, Weight};

/// Bins of one octave of the mixing hash.
const STEPS: u16 = 256;
/// Octaves of each half: the last one begins at 2^-12 of the hash's range, and below it the steps are even.
const OCTAVES: u16 = 11;
/// Bins of each half.
const HALF: u16 = STEPS * (OCTAVES + 1);

/// Bins of the mixing hash.
///
/// As with a floating-point number, the lower half of the range halves eleven times, and each part has 256
/// even bins; the rest, below 2^-12, has 256 more. The upper half is the mirror image. A threshold at a
/// bin's edge therefore meets any share of the documents, and any share that is left, to within 1/512 of it,
/// down to shares of 1/4096. Even bins would need 2^21 for that: with 256 of them a language of which a
/// tenth is asked for is met to within 2 % only.
pub const BINS: u16 = 2 * HALF;

/// A seeded hash of a document's id: its place in the order of its part. XXH3, which is stable and may be
/// persisted.
#[must_use]
pub fn mix_hash(id: &str, seed: u64) -> u64 {
    xxh3_64_with_seed(id.as_bytes(), seed)
}

/// The bin of a mixing hash, 0 to [`BINS`] - 1. It grows with the hash.
#[must_use]
pub fn bin(hash: u64) -> u16 {
    if hash >> 63 == 1 {
        return BINS - 1 - bin(!hash);
    }
    let lead = hash.leading_zeros().min(u32::from(OCTAVES) + 1);
    // The 8 bits after the leading one, or the 8 bits after twelve zeros.
    let kept = lead + u32::from(lead <= u32::from(OCTAVES));
    let step = (hash << kept) >> 56;
    (OCTAVES + 1 - lead as u16) * STEPS + step as u16
}

/// The least mixing hash of a bin; from [`BINS`] on the largest hash there is.
#[must_use]
pub fn first_hash(bin: u16) -> u64 {
    if bin >= BINS {
        return u64::MAX;
    }
    if bin == HALF {
        return 1 << 63;
    }
    if bin > HALF {
        // The mirror image of the first hash after the bin's own image.
        return u64::MAX - (first_hash(BINS - bin) - 1);
    }
    let (octave, step) = (bin / STEPS, u64::from(bin % STEPS));
    match octave {
        0 => step << 44,
        _ => (u64::from(STEPS) + step) << (43 + octave),
    }
}

/// The share of all hashes, 0 to 1, that are in bins below this one.
#[must_use]
pub fn share_below(bin: u16) -> f64 {
    if bin >= BINS {
        return 1.0;
    }
    if bin > HALF {
        return 1.0 - share_below(BINS - bin);
    }
    if bin == HALF {
        return 0.5;
    }
    first_hash(bin) as f64 / 2f64.powi(64)
}

/// The bin from which on documents are held out so that they are nearest to that share of all, 0 to 1; of a
/// share above 0 at least the last bin.
#[must_use]
pub fn held_out(share: f64) -> u16 {
    if share <= 0.0 || share.is_nan() {
        return BINS;
    }
    let off = |bin: &u16| (share - (1.0 - share_below(*bin))).abs();
    let nearest = (0..BINS).min_by(|a, b| off(a).total_cmp(&off(b)));
    nearest.unwrap_or(BINS - 1)
}

/// What a cluster size is counted as: its first two digits, and zeros.
#[must_use]
pub fn size_class(size: u32) -> u32 {
    let mut unit = 1u32;
    while size / unit >= 100 {
        unit *= 10;
    }
    size / unit * unit
}

/// Documents and tokens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(u64, u64)", into = "(u64, u64)")]
pub struct Count {
    /// Documents.
    pub documents: u64,
    /// Tokens in them.
    pub tokens: u64,
}

impl From<(u64, u64)> for Count {
    fn from((documents, tokens): (u64, u64)) -> Self {
        Self { documents, tokens }
    }
}

impl From<Count> for (u64, u64) {
    fn from(count: Count) -> Self {
        (count.documents, count.tokens)
    }
}

impl Count {
    fn add(&mut self, other: Self) {
        self.documents = self.documents.saturating_add(other.documents);
        self.tokens = self.tokens.saturating_add(other.tokens);
    }
}

/// Documents and tokens by bin of the mixing hash; empty bins are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Bins(BTreeMap<u16, Count>);

impl Bins {
    /// Adds to a bin; bins from [`BINS`] on count as the last one.
    pub fn add(&mut self, bin: u16, count: Count) {
        self.0.entry(bin.min(BINS - 1)).or_default().add(count);
    }

    /// Bins with documents, upwards.
    pub fn iter(&self) -> impl Iterator<Item = (u16, Count)> + '_ {
        self.0.iter().map(|(bin, count)| (*bin, *count))
    }

    /// All of them.
    #[must_use]
    pub fn total(&self) -> Count {
        self.below(u16::MAX)
    }

    /// Those in bins below this one.
    #[must_use]
    pub fn below(&self, bin: u16) -> Count {
        let mut sum = Count::default();
        for (_, count) in self.0.range(..bin) {
            sum.add(*count);
        }
        sum
    }
}

/// What there is of one part. Sums of partitions are made by [`merge`](Self::merge), in any order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Supply {
    /// Documents.
    pub documents: u64,
    /// Tokens in them, each document once.
    pub tokens: u64,
    /// UTF-8 bytes of text in them, each document once.
    pub bytes: u64,
    /// The same documents by weight and bin.
    pub classes: BTreeMap<Weight, Bins>,
}

impl Supply {
    /// Adds a document: its mixing hash, how often it is wanted, its tokens and bytes of text.
    pub fn add(&mut self, hash: u64, weight: Weight, tokens: u64, bytes: u64) {
        self.documents = self.documents.saturating_add(1);
        self.tokens = self.tokens.saturating_add(tokens);
        self.bytes = self.bytes.saturating_add(bytes);
        let count = Count {
            documents: 1,
            tokens,
        };
        self.classes
            .entry(weight)
            .or_default()
            .add(bin(hash), count);
    }

    /// So many documents and tokens, spread as evenly as can be: for a plan from numbers alone.
    #[must_use]
    pub fn even(documents: u64, tokens: u64, bytes: u64) -> Self {
        let mut bins = Bins::default();
        let until = |n: u64, bin: u16| (n as f64 * share_below(bin)).round() as u64;
        for bin in 0..BINS {
            let of = |n: u64| until(n, bin + 1) - until(n, bin);
            let (documents, tokens) = (of(documents), of(tokens));
            if documents > 0 || tokens > 0 {
                bins.add(bin, Count { documents, tokens });
            }
        }
        Self {
            documents,
            tokens,
            bytes,
            classes: BTreeMap::from([(Weight::ONE, bins)]),
        }
    }

    /// Adds what another partition holds.
    pub fn merge(&mut self, other: &Self) {
        self.documents = self.documents.saturating_add(other.documents);
        self.tokens = self.tokens.saturating_add(other.tokens);
        self.bytes = self.bytes.saturating_add(other.bytes);
        for (weight, bins) in &other.classes {
            let sum = self.classes.entry(*weight).or_default();
            for (bin, count) in bins.iter() {
                sum.add(bin, count);
            }
        }
    }

    /// Tokens with every document as often as its weight says.
    #[must_use]
    pub fn weighted_tokens(&self) -> u64 {
        let classes = self.classes.iter();
        weight::whole(classes.map(|(w, bins)| w.scaled(bins.total().tokens)).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bins_begin_and_end_where_they_should() {
        assert_eq!((bin(0), first_hash(0)), (0, 0));
        assert_eq!((bin(u64::MAX), first_hash(BINS)), (BINS - 1, u64::MAX));
        assert_eq!((bin(1 << 63), bin((1 << 63) - 1)), (HALF, HALF - 1));
        assert_eq!((bin(1 << 52), bin((1 << 52) - 1)), (STEPS, STEPS - 1));
        assert_eq!((share_below(0), share_below(BINS)), (0.0, 1.0));
        assert_eq!((share_below(HALF), share_below(HALF - STEPS)), (0.5, 0.25));
        assert_eq!(share_below(STEPS), 1.0 / 4096.0);
        for at in 1..BINS {
            let first = first_hash(at);
            assert_eq!((bin(first), bin(first - 1)), (at, at - 1));
        }
    }

    #[test]
    fn every_bin_is_narrow() {
        for at in 0..BINS {
            let (low, high) = (share_below(at), share_below(at + 1));
            assert!(low < high);
            if (STEPS..BINS - STEPS).contains(&at) {
                let width = (high - low) / low.min(1.0 - high);
                assert!(width <= 1.0 / 256.0 + 1e-12, "{at}: {width}");
            }
        }
    }

    #[test]
    fn what_is_held_out_is_near_to_the_share() {
        assert_eq!(
            (held_out(0.0), held_out(1.0), held_out(1e-9)),
            (BINS, 0, BINS - 1)
        );
        for share in [0.001, 0.01, 0.1, 0.5, 0.77] {
            let held = 1.0 - share_below(held_out(share));
            assert!((held / share - 1.0).abs() < 1.0 / 256.0, "{share}: {held}");
        }
    }

    #[test]
    fn sizes_are_counted_by_two_digits() {
        let classes = [0, 1, 99, 100, 129, 4567, u32::MAX].map(size_class);
        assert_eq!(classes, [0, 1, 99, 100, 120, 4500, 4_200_000_000]);
    }

    #[test]
    fn an_even_supply_has_all_of_it() {
        for documents in [0, 1, 7, 5000] {
            let supply = Supply::even(documents, documents * 300 + 1, documents * 999);
            let total = supply.classes[&Weight::ONE].total();
            assert_eq!(
                (total.documents, total.tokens),
                (supply.documents, supply.tokens)
            );
        }
        let half = Supply::even(5000, 1_000_000, 0).classes[&Weight::ONE].below(HALF);
        assert_eq!((half.documents, half.tokens), (2500, 500_000));
    }

    #[test]
    fn a_supply_is_written_and_read() {
        let mut supply = Supply::default();
        supply.add(u64::MAX, Weight::of(2.0), 10, 40);
        let json = serde_json::to_string(&supply).unwrap();
        assert_eq!(
            json,
            r#"{"documents":1,"tokens":10,"bytes":40,"classes":{"128":{"6143":[1,10]}}}"#
        );
        assert_eq!(serde_json::from_str::<Supply>(&json).unwrap(), supply);
    }

    proptest! {
        #[test]
        fn a_hash_is_inside_of_its_bin(hash: u64, lead in 0u32..20) {
            let hash = hash >> lead;
            let (at, place) = (bin(hash), hash as f64 / 2f64.powi(64));
            // The place is rounded to 53 bits.
            prop_assert!(share_below(at) <= place * (1.0 + 1e-15));
            prop_assert!(place <= share_below(at + 1));
        }

        #[test]
        fn supplies_add_in_any_order(documents in proptest::collection::vec((any::<u64>(), 0u32..200, 0u64..999), 0..60), cut in 0usize..60) {
            let sum = |documents: &[(u64, u32, u64)]| {
                let mut supply = Supply::default();
                for (hash, weight, tokens) in documents {
                    supply.add(*hash, Weight::from_steps(*weight), *tokens, tokens * 4);
                }
                supply
            };
            let (a, b) = documents.split_at(cut.min(documents.len()));
            let (mut ab, mut ba) = (sum(a), sum(b));
            ab.merge(&sum(b));
            ba.merge(&sum(a));
            prop_assert_eq!(&ab, &sum(&documents));
            prop_assert_eq!(ab, ba);
        }
    }
}
