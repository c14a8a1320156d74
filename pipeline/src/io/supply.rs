//! What selected documents a partition holds, counted as they are written: enough to plan a mix
//! without looking at any of them again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tamis_mix::{Bins, Count, SizeWeights, Supply, bin, mix_hash, size_class};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::document::Document;

/// The place of a document in the order of its language: a seeded hash of its duplicate cluster, which is
/// that of its own id where it is alone. So what belongs together is never parted.
#[must_use]
pub(crate) fn place(id: &str, cluster: u64, seed: u64) -> u64 {
    // A cluster is named by the first half of the id of the document that was kept of it.
    match id.get(..16) {
        Some(own) if cluster == 0 || u64::from_str_radix(own, 16) == Ok(cluster) => {
            mix_hash(own, seed)
        }
        _ if cluster == 0 => mix_hash(id, seed),
        _ => mix_hash(&format!("{cluster:016x}"), seed),
    }
}

/// Keys of the shuffle from here on are those of documents that are held out.
pub(crate) const HELD: u64 = 1 << 63;

/// Makes the key of another order than that of places.
const SCATTER: u64 = 0x7368_7566_666c_6564;

/// Where a document goes in the shuffle. A mix takes the first places of a language, so keys must not
/// follow places: else what is taken would fill the first shards, and no other. What is held out, the
/// places in bins from `held` on, has keys of its own, so that nobody reads a language for a few documents.
#[must_use]
pub(crate) fn shuffle_key(place: u64, held: u16, seed: u64) -> u64 {
    let key = xxh3_64_with_seed(&place.to_le_bytes(), seed ^ SCATTER) >> 1;
    if bin(place) < held { key } else { key | HELD }
}

/// What one partition holds of one language.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LanguageStats {
    /// Documents.
    pub documents: u64,
    /// Tokens.
    pub tokens: u64,
    /// UTF-8 bytes of text.
    pub bytes: u64,
    /// Documents and tokens by what the size of their cluster is counted as, and by place.
    pub sizes: BTreeMap<u32, Bins>,
}

impl LanguageStats {
    fn add(&mut self, document: &Document, seed: u64) {
        let tokens = u64::from(document.token_count);
        self.documents += 1;
        self.tokens += tokens;
        self.bytes += document.text.len() as u64;
        let at = bin(place(&document.id, document.minhash_cluster_id, seed));
        let size = size_class(document.minhash_cluster_size.max(1));
        let count = Count {
            documents: 1,
            tokens,
        };
        self.sizes.entry(size).or_default().add(at, count);
    }

    /// Adds what another partition holds.
    pub fn merge(&mut self, other: &Self) {
        self.documents += other.documents;
        self.tokens += other.tokens;
        self.bytes += other.bytes;
        for (size, bins) in &other.sizes {
            let sum = self.sizes.entry(*size).or_default();
            for (bin, count) in bins.iter() {
                sum.add(bin, count);
            }
        }
    }

    /// The documents in bins below `held`, each with the weight of its size; and those in the others.
    #[must_use]
    pub(crate) fn split(&self, weights: &SizeWeights, held: u16) -> (Supply, Count) {
        let mut supply = Supply::default();
        let mut others = Count::default();
        for (size, bins) in &self.sizes {
            let class = supply.classes.entry(weights.of(*size)).or_default();
            for (bin, count) in bins.iter() {
                if bin < held {
                    class.add(bin, count);
                    supply.documents += count.documents;
                    supply.tokens += count.tokens;
                } else {
                    others.documents += count.documents;
                    others.tokens += count.tokens;
                }
            }
        }
        let share = supply.tokens as f64 / self.tokens.max(1) as f64;
        supply.bytes = (self.bytes as f64 * share) as u64;
        (supply, others)
    }
}

/// Counts documents by language.
pub(crate) struct Counting {
    seed: u64,
    languages: BTreeMap<String, LanguageStats>,
}

impl Counting {
    /// `seed` is the run's.
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            seed,
            languages: BTreeMap::new(),
        }
    }

    /// Counts one.
    pub(crate) fn add(&mut self, document: &Document) {
        let seed = self.seed;
        match self.languages.get_mut(&document.language) {
            Some(stats) => stats.add(document, seed),
            None => {
                let stats = self.languages.entry(document.language.clone());
                stats.or_default().add(document, seed);
            }
        }
    }

    /// What was counted.
    pub(crate) fn finish(self) -> BTreeMap<String, LanguageStats> {
        self.languages
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_has_one_place() {
        let alone = place("00112233445566778899aabbccddeeff", 0, 1);
        assert_eq!(
            place("00112233445566778899aabbccddeeff", 0x0011_2233_4455_6677, 1),
            alone
        );
        assert_eq!(
            place("ffff2233445566778899aabbccddeeff", 0x0011_2233_4455_6677, 1),
            alone
        );
        assert_ne!(place("ffff2233445566778899aabbccddeeff", 0, 1), alone);
        assert_ne!(place("00112233445566778899aabbccddeeff", 0, 2), alone);
        // An id of another form has a place as well.
        assert_ne!(place("é", 0, 1), place("è", 0, 1));
    }

    /// Counts of what a mix takes by shard, against the even spread: chi-square with 49 degrees of freedom,
    /// of which 85.4 is the 99.9th percentile. The mix takes a tenth of one source and all of another, and
    /// holds out a fiftieth.
    #[test]
    fn what_is_taken_fills_all_shards_alike() {
        let held = tamis_mix::held_out(0.02);
        let places = tamis_shuffle::Places::new(0..=HELD - 1, 50, 7);
        let (mut taken, mut out) = ([[0u64; 50]; 2], 0);
        for id in 0..100_000u64 {
            let place = place(&format!("{id:016x}{id:016x}"), 0, 7);
            let key = shuffle_key(place, held, 7);
            assert_eq!(bin(place) >= held, key >= HELD);
            if key >= HELD {
                out += 1;
                continue;
            }
            let shard = places.shard(key, 0) as usize;
            let source = (id % 2) as usize;
            if source == 1 || tamis_mix::share_below(bin(place)) < 0.1 {
                taken[source][shard] += 1;
            }
        }
        assert!((1_800..2_200).contains(&out), "{out}");
        for counts in taken {
            let even = counts.iter().sum::<u64>() as f64 / 50.0;
            let chi: f64 = counts
                .iter()
                .map(|n| (*n as f64 - even).powi(2) / even)
                .sum();
            assert!(even > 90.0 && chi < 85.4, "{chi}: {counts:?}");
        }
    }

    #[test]
    fn what_is_held_out_is_not_supplied() {
        let mut stats = LanguageStats::default();
        for id in 0..1000u64 {
            let document = Document {
                id: format!(
                    "{:032x}",
                    u128::from(id.wrapping_mul(0x9E37_79B9_7F4A_7C15)) << 64
                ),
                text: "x".repeat(8),
                token_count: 2,
                minhash_cluster_size: 1 + u32::from(id % 5 == 0),
                ..Document::default()
            };
            stats.add(&document, 1);
        }
        let held = tamis_mix::held_out(0.1);
        let weights = SizeWeights::named("fineweb-2").unwrap();
        let (supply, others) = stats.split(&weights, held);
        assert_eq!(supply.documents + others.documents, 1000);
        assert_eq!(supply.tokens + others.tokens, 2000);
        assert!((60..140).contains(&others.documents), "{others:?}");
        assert_eq!(supply.classes.len(), 2);
        assert_eq!(supply.bytes, supply.tokens * 4);
        let mut twice = stats.clone();
        twice.merge(&stats);
        assert_eq!(
            twice.split(&weights, held).0.documents,
            supply.documents * 2
        );
    }
}
