//! From the items of benchmarks to the index.

use std::collections::BTreeSet;

use super::filter::Filter;
use super::index::{Benchmark, Class, Index, SHARED};
use super::window::{check, fingerprint, running};
use super::{ContaminationError, Lengths, Row};
use crate::text::Plain;

/// Takes the items of benchmarks, in any order of benchmarks and files.
#[derive(Debug)]
pub struct Builder {
    lengths: Lengths,
    benchmarks: Vec<Benchmark>,
    /// Benchmark and name.
    files: Vec<(u32, String)>,
    entries: Vec<Entry>,
    long_heads: Vec<u64>,
    short_heads: Vec<u64>,
    plain: Plain,
    sums: Vec<u64>,
}

/// An n-gram of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    fingerprint: u64,
    check: u32,
    words: u8,
    file: u32,
    line: u32,
}

impl Builder {
    /// # Errors
    /// [`ContaminationError::Lengths`] where they are not in order.
    pub fn new(lengths: Lengths) -> Result<Self, ContaminationError> {
        if !lengths.are_in_order() {
            return Err(ContaminationError::Lengths(lengths));
        }
        Ok(Self {
            lengths,
            benchmarks: Vec::new(),
            files: Vec::new(),
            entries: Vec::new(),
            long_heads: Vec::new(),
            short_heads: Vec::new(),
            plain: Plain::default(),
            sums: Vec::new(),
        })
    }

    /// Adds the items of a file to a benchmark, which is looked for in documents of these languages, or
    /// of all. The languages of a benchmark are those that its first file came with.
    ///
    /// # Errors
    /// [`ContaminationError::Twice`] for a file that the benchmark has, [`ContaminationError::Empty`] for
    /// one without words.
    pub fn add(
        &mut self,
        benchmark: &str,
        languages: Option<&BTreeSet<String>>,
        file: &str,
        rows: &[Row],
    ) -> Result<(), ContaminationError> {
        let known = self
            .benchmarks
            .iter()
            .position(|other| other.name == benchmark);
        let number = known.unwrap_or_else(|| {
            self.benchmarks.push(Benchmark {
                name: benchmark.to_owned(),
                languages: languages.cloned(),
                ..Benchmark::default()
            });
            self.benchmarks.len() - 1
        });
        let place = (number as u32, file.to_owned());
        if self.files.contains(&place) {
            return Err(ContaminationError::Twice {
                benchmark: benchmark.to_owned(),
                file: file.to_owned(),
            });
        }
        let of = self.files.len() as u32;
        self.files.push(place);
        let (mut items, mut short, mut words) = (0, 0, 0);
        for row in rows {
            let before = self.entries.len();
            let longest = self.long_texts(row, of, &mut words);
            if self.entries.len() == before && longest.1 >= self.lengths.short_words {
                let text = row.texts.get(longest.0).map_or("", String::as_str);
                self.whole(text, of, row.line);
                short += 1;
            }
            items += u64::from(self.entries.len() > before);
        }
        if words == 0 {
            return Err(ContaminationError::Empty {
                file: file.to_owned(),
            });
        }
        if let Some(benchmark) = self.benchmarks.get_mut(number) {
            benchmark.rows += rows.len() as u64;
            benchmark.items += items;
            benchmark.short += short;
        }
        Ok(())
    }

    /// Adds the n-grams of the texts of an item that have enough words; gives the place and the words of
    /// its longest text.
    fn long_texts(&mut self, row: &Row, file: u32, words: &mut u64) -> (usize, usize) {
        let mut longest = (0, 0);
        for (place, text) in row.texts.iter().enumerate() {
            self.read(text);
            let n = self.plain.hashes.len();
            *words += n as u64;
            if n > longest.1 {
                longest = (place, n);
            }
            if n < self.lengths.min_ngram {
                continue;
            }
            let length = n.min(self.lengths.max_ngram);
            for start in 0..=n - length {
                self.entry(start, length, file, row.line);
                let head = self.window(start, self.lengths.min_ngram);
                self.long_heads.push(head);
            }
        }
        longest
    }

    /// Adds a text as one n-gram.
    fn whole(&mut self, text: &str, file: u32, line: u32) {
        self.read(text);
        self.entry(0, self.plain.hashes.len(), file, line);
        let head = self.window(0, self.lengths.short_words);
        self.short_heads.push(head);
    }

    fn read(&mut self, text: &str) {
        self.plain.clear();
        self.plain.add(text, 0);
        running(&self.plain.hashes, &mut self.sums);
    }

    fn window(&self, start: usize, words: usize) -> u64 {
        let sum = |at: usize| self.sums.get(at).copied().unwrap_or_default();
        fingerprint(sum(start), sum(start + words), words)
    }

    fn entry(&mut self, start: usize, words: usize, file: u32, line: u32) {
        let hashes = self.plain.hashes.get(start..start + words);
        self.entries.push(Entry {
            fingerprint: self.window(start, words),
            check: check(hashes.unwrap_or_default()),
            words: words as u8,
            file,
            line,
        });
    }

    /// The index of what was added.
    ///
    /// # Errors
    /// [`ContaminationError::TooMany`] where its numbers end.
    pub fn finish(mut self) -> Result<Index, ContaminationError> {
        let (benchmarks, files) = self.in_order();
        self.entries.sort_unstable();
        self.entries.dedup();
        let mut items: Vec<(u32, u32)> = self.entries.iter().map(|e| (e.file, e.line)).collect();
        items.sort_unstable();
        items.dedup();
        if items.len() >= SHARED as usize {
            return Err(ContaminationError::TooMany {
                what: "items",
                most: SHARED,
            });
        }
        let long = |length: &usize| *length >= self.lengths.min_ngram;
        let lengths: BTreeSet<usize> = self.entries.iter().map(|e| e.words.into()).collect();
        let class = |head, lengths: Vec<usize>, heads: &mut Vec<u64>| {
            heads.sort_unstable();
            heads.dedup();
            let heads = Filter::new(&std::mem::take(heads));
            Class {
                head,
                lengths,
                heads,
            }
        };
        let of_long = lengths.iter().copied().filter(long).collect();
        let of_short = lengths
            .iter()
            .copied()
            .filter(|length| !long(length))
            .collect();
        let mut index = Index {
            lengths: self.lengths,
            long: class(self.lengths.min_ngram, of_long, &mut self.long_heads),
            short: class(self.lengths.short_words, of_short, &mut self.short_heads),
            fingerprints: Vec::new(),
            checks: Vec::new(),
            words: Vec::new(),
            owners: Vec::new(),
            shared: Vec::new(),
            starts: Vec::new(),
            shift: 63,
            items,
            files,
            benchmarks,
        };
        fill(&mut index, &self.entries)?;
        Ok(index)
    }

    /// Puts benchmarks and files in the order of their names, and entries to the new numbers.
    fn in_order(&mut self) -> (Vec<Benchmark>, Vec<(u32, String)>) {
        let mut benchmarks = std::mem::take(&mut self.benchmarks);
        let name = |number: u32| benchmarks.get(number as usize).map(|b| b.name.clone());
        let mut files: Vec<(Option<String>, String, usize)> = Vec::new();
        for (place, (benchmark, file)) in std::mem::take(&mut self.files).into_iter().enumerate() {
            files.push((name(benchmark), file, place));
        }
        files.sort_unstable();
        benchmarks.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        let mut numbers = vec![0; files.len()];
        let mut named = Vec::with_capacity(files.len());
        for (number, (benchmark, file, place)) in files.into_iter().enumerate() {
            if let Some(to) = numbers.get_mut(place) {
                *to = number as u32;
            }
            let benchmark = benchmarks.partition_point(|b| Some(&b.name) < benchmark.as_ref());
            named.push((benchmark as u32, file));
        }
        for entry in &mut self.entries {
            entry.file = numbers
                .get(entry.file as usize)
                .copied()
                .unwrap_or_default();
        }
        (benchmarks, named)
    }
}

/// Puts the entries, which are in order, into the index.
fn fill(index: &mut Index, entries: &[Entry]) -> Result<(), ContaminationError> {
    let key = |e: &Entry| (e.fingerprint, e.check, e.words);
    let groups = || entries.chunk_by(|a, b| key(a) == key(b));
    let n = groups().count();
    let most = SHARED;
    if n >= most as usize {
        return Err(ContaminationError::TooMany {
            what: "n-grams",
            most,
        });
    }
    index.fingerprints.reserve_exact(n);
    index.checks.reserve_exact(n);
    index.words.reserve_exact(n);
    index.owners.reserve_exact(n);
    let bits = n.max(2).next_power_of_two().trailing_zeros();
    index.shift = 64 - bits;
    index.starts.reserve_exact((1 << bits) + 1);
    let mut owners: Vec<u32> = Vec::new();
    for group in groups() {
        let Some(first) = group.first() else {
            continue;
        };
        let bucket = (first.fingerprint >> index.shift) as usize;
        while index.starts.len() <= bucket {
            index.starts.push(index.fingerprints.len() as u32);
        }
        index.fingerprints.push(first.fingerprint);
        index.checks.push(first.check);
        index.words.push(first.words);
        // Of each benchmark the first item, which is the first of its files and lines.
        owners.clear();
        let mut last = None;
        for entry in group {
            let benchmark = index.files.get(entry.file as usize).map(|file| file.0);
            if benchmark == last {
                continue;
            }
            last = benchmark;
            let item = index.items.binary_search(&(entry.file, entry.line));
            owners.push(item.unwrap_or_default() as u32);
            if let Some(benchmark) = benchmark.and_then(|b| index.benchmarks.get_mut(b as usize)) {
                benchmark.ngrams += 1;
            }
        }
        if let [owner] = owners.as_slice() {
            index.owners.push(*owner);
        } else {
            index.owners.push(SHARED | index.shared.len() as u32);
            index.shared.push(owners.len() as u32);
            index.shared.extend(&owners);
        }
        if index.shared.len() >= most as usize {
            return Err(ContaminationError::TooMany {
                what: "shared n-grams",
                most,
            });
        }
    }
    index
        .starts
        .resize((1 << bits) + 1, index.fingerprints.len() as u32);
    index.shared.shrink_to_fit();
    index.items.shrink_to_fit();
    Ok(())
}
