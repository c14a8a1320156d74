//! The index: n-grams by fingerprint, and whose they are.

use std::collections::BTreeSet;

use xxhash_rust::xxh3::Xxh3;

use super::filter::Filter;
use super::window::check;
use super::{Lengths, VERSION};

/// N-grams of benchmarks, in some 25 bytes each. Shared freely between threads.
#[derive(Debug)]
pub struct Index {
    pub(super) lengths: Lengths,
    /// Of texts of enough words.
    pub(super) long: Class,
    /// Of short items.
    pub(super) short: Class,
    /// Fingerprints, in order: the place of one is the number of its n-gram.
    pub(super) fingerprints: Vec<u64>,
    /// The second hash of each.
    pub(super) checks: Vec<u32>,
    /// Words of each.
    pub(super) words: Vec<u8>,
    /// Whose each is: the number of an item, or [`SHARED`] and a place in `shared`.
    pub(super) owners: Vec<u32>,
    /// How many items follow, and those.
    pub(super) shared: Vec<u32>,
    /// For each value of the first bits of a fingerprint the place of the first one that has it or more;
    /// and their number.
    pub(super) starts: Vec<u32>,
    /// Bits of a fingerprint that are not the first ones.
    pub(super) shift: u32,
    /// File and line of each item, in order.
    pub(super) items: Vec<(u32, u32)>,
    /// Benchmark and name of each file, in order.
    pub(super) files: Vec<(u32, String)>,
    /// By name.
    pub(super) benchmarks: Vec<Benchmark>,
}

/// Set in an owner that is a place in [`Index::shared`].
pub(super) const SHARED: u32 = 1 << 31;

/// N-grams whose beginnings are looked at together.
#[derive(Debug, Default)]
pub(super) struct Class {
    /// Words of a beginning.
    pub(super) head: usize,
    /// Lengths of n-grams that there are, in order.
    pub(super) lengths: Vec<usize>,
    /// Their beginnings.
    pub(super) heads: Filter,
}

/// A benchmark, and what of it is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Benchmark {
    /// Its name.
    pub name: String,
    /// Languages of the documents in which it is looked for, as profiles name them; none for all.
    pub languages: Option<BTreeSet<String>>,
    /// Items read.
    pub rows: u64,
    /// Items of which something is looked for.
    pub items: u64,
    /// Those of them that are short, and looked for as a whole.
    pub short: u64,
    /// Different n-grams, short items among them.
    pub ngrams: u64,
}

impl Benchmark {
    /// Whether it is looked for in documents of a language.
    #[must_use]
    pub fn applies_to(&self, language: &str) -> bool {
        let languages = self.languages.as_ref();
        languages.is_none_or(|languages| languages.contains(language))
    }
}

/// Where an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemRef<'a> {
    /// The place of its benchmark in [`Index::benchmarks`].
    pub benchmark: usize,
    /// Its file.
    pub file: &'a str,
    /// Its line or row there, from 1.
    pub line: u32,
}

impl Index {
    /// How many n-grams there are. They are numbered from 0 on.
    #[must_use]
    pub fn len(&self) -> usize {
        self.fingerprints.len()
    }

    /// Whether there is nothing to look for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fingerprints.is_empty()
    }

    /// The benchmarks, by name.
    #[must_use]
    pub fn benchmarks(&self) -> &[Benchmark] {
        &self.benchmarks
    }

    /// How long its n-grams are.
    #[must_use]
    pub fn lengths(&self) -> Lengths {
        self.lengths
    }

    /// The numbers of the items that an n-gram is of, in order: of each benchmark that has it the first.
    pub fn owners(&self, ngram: u32) -> impl Iterator<Item = u32> {
        let owner = self.owners.get(ngram as usize).copied();
        let place = owner.map_or(0, |owner| (owner & !SHARED) as usize);
        let (alone, several) = match owner {
            Some(owner) if owner & SHARED == 0 => (Some(owner), None),
            Some(_) => (
                None,
                self.shared.get(place).zip(self.shared.get(place + 1..)),
            ),
            None => (None, None),
        };
        let several = several
            .into_iter()
            .flat_map(|(n, rest)| rest.iter().take(*n as usize));
        alone.into_iter().chain(several.copied())
    }

    /// Where an item stands.
    #[must_use]
    pub fn item(&self, number: u32) -> Option<ItemRef<'_>> {
        let (file, line) = *self.items.get(number as usize)?;
        let (benchmark, file) = self.files.get(file as usize)?;
        Some(ItemRef {
            benchmark: *benchmark as usize,
            file,
            line,
        })
    }

    /// Words of an n-gram; 0 for a number that there is not.
    #[must_use]
    pub fn words(&self, ngram: u32) -> usize {
        self.words.get(ngram as usize).copied().unwrap_or(0).into()
    }

    /// Whether an n-gram is a short item.
    #[must_use]
    pub fn is_short(&self, ngram: u32) -> bool {
        self.words(ngram) < self.lengths.min_ngram
    }

    /// Whether a benchmark with the n-gram is looked for in documents of a language.
    pub(super) fn applies_to(&self, ngram: u32, language: &str) -> bool {
        let benchmarks = self.owners(ngram).filter_map(|item| self.item(item));
        let mut benchmarks = benchmarks.filter_map(|item| self.benchmarks.get(item.benchmark));
        benchmarks.any(|benchmark| benchmark.applies_to(language))
    }

    /// The places that n-grams with the first bits of this fingerprint have, the first and the one after the
    /// last.
    #[inline(always)]
    pub(super) fn bucket(&self, fingerprint: u64) -> (u32, u32) {
        let bucket = (fingerprint >> self.shift) as usize;
        let start = |at: usize| self.starts.get(at).copied().unwrap_or_default();
        (start(bucket), start(bucket + 1))
    }

    /// The fingerprint at a place; at none that there is, 0.
    #[inline(always)]
    pub(super) fn fingerprint_at(&self, place: u32) -> u64 {
        let fingerprint = self.fingerprints.get(place as usize).copied();
        fingerprint.unwrap_or_default()
    }

    /// The n-gram of the words with these hashes, which have this fingerprint, in its bucket.
    pub(super) fn find(
        &self,
        fingerprint: u64,
        (from, to): (u32, u32),
        hashes: &[u64],
    ) -> Option<u32> {
        let mut same = (from..to).filter(|at| self.fingerprint_at(*at) == fingerprint);
        let second = check(hashes);
        same.find(|at| {
            self.words(*at) == hashes.len() && self.checks.get(*at as usize) == Some(&second)
        })
    }

    /// Bytes of memory that it takes.
    #[must_use]
    pub fn memory(&self) -> usize {
        let names: usize = self
            .files
            .iter()
            .map(|(_, name)| name.capacity() + 32)
            .sum();
        8 * self.fingerprints.capacity()
            + 4 * (self.checks.capacity() + self.owners.capacity() + self.shared.capacity())
            + self.words.capacity()
            + 4 * self.starts.capacity()
            + 8 * self.items.capacity()
            + self.long.heads.memory()
            + self.short.heads.memory()
            + names
    }

    /// A digest of what is looked for: numbers of n-grams and items mean the same where it is the same.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut hasher = Xxh3::new();
        hasher.update(&VERSION.to_le_bytes());
        let Lengths {
            min_ngram,
            max_ngram,
            short_words,
        } = self.lengths;
        for length in [min_ngram, max_ngram, short_words] {
            hasher.update(&(length as u64).to_le_bytes());
        }
        for n in &self.fingerprints {
            hasher.update(&n.to_le_bytes());
        }
        for n in self.checks.iter().chain(&self.owners).chain(&self.shared) {
            hasher.update(&n.to_le_bytes());
        }
        for n in self.items.iter().flat_map(|(file, line)| [file, line]) {
            hasher.update(&n.to_le_bytes());
        }
        for (benchmark, file) in &self.files {
            hasher.update(&benchmark.to_le_bytes());
            hasher.update(file.as_bytes());
            hasher.update(&[0xff]);
        }
        for benchmark in &self.benchmarks {
            hasher.update(benchmark.name.as_bytes());
            for language in benchmark.languages.iter().flatten() {
                hasher.update(&[0xfe]);
                hasher.update(language.as_bytes());
            }
            hasher.update(&[0xff]);
        }
        format!("{:032x}", hasher.digest128())
    }
}
