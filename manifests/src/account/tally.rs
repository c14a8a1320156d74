//! The part of an account that is small: numbers by language.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::Sizes;
use crate::manifest::{BenchmarkCount, PersonalDataCount};

/// Lower edges of the bins of every signal: twentieths up to one, where shares lie, with 1, 2, 5 of each
/// power of ten below the first of them, where bounds on rare things lie (0.01 of `max_replacement_ratio`);
/// then counts: whole numbers up to ten, and 1, 2, 5 of each power of ten up to a million. Another list
/// raises the version of completion records, which hold bins without their edges.
pub const EDGES: [f64; 50] = [
    0.0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5,
    0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0,
    10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6,
];

/// The bin of a value: the last one whose lower edge, as a float32, is not above it; the first for
/// what is less than all.
#[must_use]
#[allow(clippy::cast_possible_truncation)]
pub fn bin_of(value: f32) -> usize {
    let above = EDGES.partition_point(|edge| *edge as f32 <= value);
    above.saturating_sub(1)
}

/// Numbers by language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Language, then signal by its place in the caller's list: documents by bin of [`EDGES`]; empty
    /// bins at the end are left out.
    pub signals: BTreeMap<String, Vec<Vec<u64>>>,
    /// Language, then kind.
    pub personal_data: BTreeMap<String, BTreeMap<String, PersonalDataCount>>,
    /// Language, then size: clusters.
    pub clusters: BTreeMap<String, BTreeMap<u32, u64>>,
    /// By benchmark: its texts in documents.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub benchmarks: BTreeMap<String, BenchmarkTally>,
    /// The earliest date of a document, as it stands in the archive.
    pub first_date: Option<String>,
    /// The latest one.
    pub last_date: Option<String>,
    /// Domain and language: documents. Written apart, see [`super::write`].
    #[serde(skip)]
    pub domains: HashMap<(String, String), Sizes>,
}

/// Texts of a benchmark in documents.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BenchmarkTally {
    /// Language: documents with any.
    pub documents: BTreeMap<String, u64>,
    /// Places of its n-grams.
    pub hits: u64,
    /// Numbers of the items that they are of.
    pub items: BTreeSet<u32>,
    /// Its n-grams that too many documents have to count.
    pub too_common: u64,
}

impl BenchmarkTally {
    fn merge(&mut self, other: Self) {
        for (language, documents) in other.documents {
            *self.documents.entry(language).or_default() += documents;
        }
        self.hits += other.hits;
        self.items.extend(other.items);
        self.too_common += other.too_common;
    }

    /// Adds what was found to what the manifest says of the benchmark.
    pub fn add_to(&self, count: &mut BenchmarkCount) {
        for (language, documents) in &self.documents {
            *count.documents.entry(language.clone()).or_default() += documents;
        }
        count.hits += self.hits;
        count.items_hit += self.items.len() as u64;
        count.too_common += self.too_common;
    }
}

impl Tally {
    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The signals of a document, in the caller's order.
    pub fn measured(&mut self, language: &str, values: &[f32]) {
        let signals = match self.signals.get_mut(language) {
            Some(signals) => signals,
            None => self.signals.entry(language.to_owned()).or_default(),
        };
        if signals.len() < values.len() {
            signals.resize(values.len(), Vec::new());
        }
        for (bins, value) in signals.iter_mut().zip(values) {
            let bin = bin_of(*value);
            if bins.len() <= bin {
                bins.resize(bin + 1, 0);
            }
            bins[bin] += 1;
        }
    }

    /// Personal data of a measured document: the kind of each place.
    pub fn found<'k>(&mut self, language: &str, kinds: impl Iterator<Item = &'k str>) {
        let mut kinds: Vec<&str> = kinds.collect();
        kinds.sort_unstable();
        for same in kinds.chunk_by(|a, b| a == b) {
            let count = self.personal(language, same[0]);
            count.found += same.len() as u64;
            count.documents += 1;
        }
    }

    /// Personal data of a document in the shards.
    pub fn handled<'k>(&mut self, language: &str, kinds: impl Iterator<Item = &'k str>) {
        for kind in kinds {
            self.personal(language, kind).handled += 1;
        }
    }

    fn personal(&mut self, language: &str, kind: &str) -> &mut PersonalDataCount {
        let kinds = self.personal_data.entry(language.to_owned()).or_default();
        kinds.entry(kind.to_owned()).or_default()
    }

    /// A cluster of documents.
    pub fn cluster(&mut self, language: &str, size: u32) {
        let sizes = self.clusters.entry(language.to_owned()).or_default();
        *sizes.entry(size).or_default() += 1;
    }

    /// What is counted of a benchmark.
    pub fn benchmark(&mut self, name: &str) -> &mut BenchmarkTally {
        self.benchmarks.entry(name.to_owned()).or_default()
    }

    /// The date of a document, RFC 3339; empty where it has none. Dates in UTC sort as texts.
    pub fn date(&mut self, date: &str) {
        if date.is_empty() {
            return;
        }
        if self.first_date.as_deref().is_none_or(|first| date < first) {
            self.first_date = Some(date.to_owned());
        }
        if self.last_date.as_deref().is_none_or(|last| date > last) {
            self.last_date = Some(date.to_owned());
        }
    }

    /// Documents of a domain.
    pub fn domain(&mut self, domain: String, language: &str, sizes: &Sizes) {
        let entry = self.domains.entry((domain, language.to_owned()));
        entry.or_default().add(sizes);
    }

    /// Adds another one.
    pub fn merge(&mut self, other: Self) {
        for (language, signals) in other.signals {
            let mine = self.signals.entry(language).or_default();
            if mine.len() < signals.len() {
                mine.resize(signals.len(), Vec::new());
            }
            for (mine, theirs) in mine.iter_mut().zip(signals) {
                if mine.len() < theirs.len() {
                    mine.resize(theirs.len(), 0);
                }
                mine.iter_mut().zip(theirs).for_each(|(a, b)| *a += b);
            }
        }
        for (language, kinds) in other.personal_data {
            for (kind, count) in kinds {
                let mine = self.personal(&language, &kind);
                mine.found += count.found;
                mine.documents += count.documents;
                mine.handled += count.handled;
            }
        }
        for (language, sizes) in other.clusters {
            let mine = self.clusters.entry(language).or_default();
            for (size, n) in sizes {
                *mine.entry(size).or_default() += n;
            }
        }
        for (name, benchmark) in other.benchmarks {
            self.benchmark(&name).merge(benchmark);
        }
        for date in other.first_date.iter().chain(&other.last_date) {
            self.date(date);
        }
        for ((domain, language), sizes) in other.domains {
            self.domain(domain, &language, &sizes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_hold_their_lower_edge() {
        assert!(EDGES.is_sorted());
        for (bin, edge) in EDGES.iter().enumerate() {
            assert_eq!(bin_of(*edge as f32), bin);
            assert_eq!(bin_of((*edge as f32).next_down()), bin.saturating_sub(1));
        }
        assert_eq!(bin_of(f32::INFINITY), EDGES.len() - 1);
        assert_eq!(bin_of(-1.0), 0);
        assert_eq!(bin_of(f32::NAN), 0);
    }

    #[test]
    fn tallies_merge_in_any_order() {
        let mut one = Tally::default();
        one.measured("mlt_Latn", &[0.5, 300.0]);
        one.found("mlt_Latn", ["email", "phone.MT", "email"].into_iter());
        one.cluster("mlt_Latn", 3);
        one.date("2024-01-02T00:00:00Z");
        let benchmark = one.benchmark("b");
        benchmark.documents.insert("mlt_Latn".into(), 2);
        benchmark.items.extend([1, 7]);
        one.domain("a.example".into(), "mlt_Latn", &Sizes::read(10, 3));
        let mut two = Tally::default();
        two.measured("mlt_Latn", &[1.0]);
        two.measured("gle_Latn", &[0.0, 1.0]);
        two.handled("mlt_Latn", ["email"].into_iter());
        two.cluster("mlt_Latn", 3);
        two.date("2023-01-02T00:00:00Z");
        let benchmark = two.benchmark("b");
        benchmark.documents.insert("mlt_Latn".into(), 1);
        (benchmark.hits, benchmark.too_common) = (4, 1);
        benchmark.items.extend([7, 9]);
        two.date("");
        two.domain("a.example".into(), "mlt_Latn", &Sizes::kept(7, 2));
        let (mut left, mut right) = (one.clone(), two.clone());
        left.merge(two);
        right.merge(one);
        assert_eq!(left, right);
        let email = &left.personal_data["mlt_Latn"]["email"];
        assert_eq!((email.found, email.documents, email.handled), (2, 1, 1));
        assert_eq!(left.clusters["mlt_Latn"][&3], 2);
        let benchmark = &left.benchmarks["b"];
        let items = Vec::from_iter(benchmark.items.iter().copied());
        assert_eq!((benchmark.documents["mlt_Latn"], benchmark.hits), (3, 4));
        assert_eq!((items, benchmark.too_common), (vec![1, 7, 9], 1));
        assert_eq!(left.first_date.as_deref(), Some("2023-01-02T00:00:00Z"));
        assert_eq!(left.signals["mlt_Latn"][0][bin_of(0.5)], 1);
        assert_eq!(left.signals["mlt_Latn"][0][bin_of(1.0)], 1);
        let sizes = left.domains[&("a.example".into(), "mlt_Latn".into())];
        assert_eq!((sizes.bytes_read, sizes.bytes), (10, 7));
        left.merge(Tally::default());
        assert_eq!(left, right);
    }
}
