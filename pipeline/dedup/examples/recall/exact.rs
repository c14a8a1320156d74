//! The exact similarity of sets of shingles, and what theory expects of estimates of it.

use std::collections::HashMap;

use tamis_dedup::{Params, words};
use xxhash_rust::xxh3::xxh3_64;

/// The distinct shingles of a text, sorted: 64-bit hashes of words that stand together.
pub(crate) fn shingles(text: &str, width: usize) -> Vec<u64> {
    let mut hashes = Vec::new();
    words::for_each(text, &mut words::Scratch::default(), |word| {
        hashes.extend_from_slice(&xxh3_64(word).to_le_bytes());
    });
    let width = (width * 8).min(hashes.len()).max(1);
    let mut set: Vec<u64> = hashes.windows(width).step_by(8).map(xxh3_64).collect();
    set.sort_unstable();
    set.dedup();
    set
}

pub(crate) fn jaccard(a: &[u64], b: &[u64]) -> f64 {
    let (mut rest, mut both) = (b, 0);
    for x in a {
        rest = rest
            .get(rest.partition_point(|y| y < x)..)
            .unwrap_or_default();
        both += usize::from(rest.first() == Some(x));
    }
    of_counts(both, a.len(), b.len())
}

fn of_counts(both: usize, a: usize, b: usize) -> f64 {
    both as f64 / (a + b - both).max(1) as f64
}

/// All pairs of sets that have an element in common and a similarity of at least `least`.
pub(crate) fn pairs(sets: &[Vec<u64>], least: f64) -> Vec<(u32, u32, f64)> {
    let mut holders: HashMap<u64, Vec<u32>> = HashMap::new();
    let mut counts = vec![0u32; sets.len()];
    let mut found = Vec::new();
    for (set, at) in sets.iter().zip(0u32..) {
        let mut touched = Vec::new();
        for element in set {
            let holders = holders.entry(*element).or_default();
            for holder in holders.iter() {
                if let Some(count) = counts.get_mut(*holder as usize) {
                    if *count == 0 {
                        touched.push(*holder);
                    }
                    *count += 1;
                }
            }
            holders.push(at);
        }
        for other in touched {
            let size = sets.get(other as usize).map_or(0, Vec::len);
            if let Some(count) = counts.get_mut(other as usize) {
                let jaccard = of_counts(*count as usize, set.len(), size);
                if jaccard >= least {
                    found.push((other, at, jaccard));
                }
                *count = 0;
            }
        }
    }
    found
}

/// Chances of two documents by their exact similarity, slots taken as independent.
pub(crate) struct Theory {
    bands: usize,
    rows: usize,
    checks: usize,
}

impl Theory {
    pub(crate) fn new(params: &Params) -> Self {
        Self {
            bands: params.bands.into(),
            rows: params.rows.into(),
            checks: params.checks.into(),
        }
    }

    /// That a band agrees and at least `slots` slots do.
    pub(crate) fn joined(&self, jaccard: f64, slots: usize) -> f64 {
        let row = binomial(self.rows, jaccard);
        let mut short = row.clone();
        // Slots that agree, with no whole band among them.
        short.pop();
        let (mut all, mut without) = (vec![1.0], vec![1.0]);
        for _ in 0..self.bands {
            all = convolve(&all, &row);
            without = convolve(&without, &short);
        }
        let checks = binomial(self.checks, jaccard);
        let tail = |bands: &[f64]| -> f64 { convolve(bands, &checks).iter().skip(slots).sum() };
        tail(&all) - tail(&without)
    }
}

fn binomial(n: usize, p: f64) -> Vec<f64> {
    (0..n).fold(vec![1.0], |chances, _| convolve(&chances, &[1.0 - p, p]))
}

fn convolve(a: &[f64], b: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; a.len() + b.len() - 1];
    for (i, x) in a.iter().enumerate() {
        for (slot, y) in out.iter_mut().skip(i).zip(b) {
            *slot += x * y;
        }
    }
    out
}
