//! Bias, error and band hits over many sets and many seeds of the hash functions.

use crate::random::{Random, mix64};
use crate::{BANDS, Kind, ROWS, SLOTS};

/// Shingles in a set.
pub(crate) const SIZES: [usize; 6] = [10, 30, 100, 300, 1000, 10_000];
/// Aimed at; sets of whole elements come near.
pub(crate) const SIMILARITIES: [f64; 3] = [0.5, 0.8, 0.95];

/// What two sets have: `shared` elements, and `own[0]` and `own[1]` of their own.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) shared: usize,
    pub(crate) own: [usize; 2],
}

impl Shape {
    /// Two sets of `size` elements. Where the nearest would be equal sets, one has an element more.
    pub(crate) fn new(size: usize, jaccard: f64) -> Self {
        let shared = (2.0 * size as f64 * jaccard / (1.0 + jaccard)).round() as usize;
        let own = size - shared;
        Self {
            shared,
            own: [own, own.max(1)],
        }
    }

    /// The exact similarity.
    pub(crate) fn jaccard(&self) -> f64 {
        self.shared as f64 / (self.shared + self.own[0] + self.own[1]) as f64
    }

    fn draw(&self, random: &mut Random, sets: &mut [Vec<u32>; 2]) {
        let shared: Vec<u32> = (0..self.shared).map(|_| random.high()).collect();
        for (set, own) in sets.iter_mut().zip(self.own) {
            set.clear();
            set.extend_from_slice(&shared);
            set.extend((0..own).map(|_| random.high()));
        }
    }
}

/// The chance that a band of [`ROWS`] independent slots agrees, and that one of [`BANDS`] does.
pub(crate) fn theory(jaccard: f64) -> (f64, f64) {
    let band = jaccard.powi(ROWS as i32);
    (band, 1.0 - (1.0 - band).powi(BANDS as i32))
}

/// Sums over the pairs of one shape.
#[derive(Default, Clone, Copy)]
pub(crate) struct Cell {
    pub(crate) jaccard: f64,
    pub(crate) pairs: f64,
    sum: f64,
    squares: f64,
    hits: f64,
    bands: f64,
}

impl Cell {
    fn add(&mut self, error: f64, bands: usize) {
        self.pairs += 1.0;
        self.sum += error;
        self.squares += error * error;
        self.bands += bands as f64;
        self.hits += f64::from(u8::from(bands > 0));
    }

    pub(crate) fn bias(&self) -> f64 {
        self.sum / self.pairs
    }

    /// Of the bias.
    pub(crate) fn standard_error(&self) -> f64 {
        ((self.squares / self.pairs - self.bias().powi(2)) / self.pairs).sqrt()
    }

    /// Against `sqrt(J(1-J)/k)`.
    pub(crate) fn relative_rmse(&self) -> f64 {
        let variance = self.jaccard * (1.0 - self.jaccard) / SLOTS as f64;
        (self.squares / self.pairs / variance).sqrt()
    }

    pub(crate) fn rmse(&self) -> f64 {
        (self.squares / self.pairs).sqrt()
    }

    /// Share of pairs that agree in a band.
    pub(crate) fn hit(&self) -> f64 {
        self.hits / self.pairs
    }

    /// Share of bands that agree.
    pub(crate) fn band(&self) -> f64 {
        self.bands / self.pairs / BANDS as f64
    }
}

/// Every shape: similarities, and sizes within each.
pub(crate) type Cells = [[Cell; SIZES.len()]; SIMILARITIES.len()];

/// `seeds` draws of the hash functions; with each 8 pairs of sets of 10,000, and 50 of every smaller
/// shape. All families see the same sets.
pub(crate) fn measure(kind: &Kind, seeds: u64) -> Cells {
    let mut cells = Cells::default();
    let (mut sets, mut sketches) = ([vec![], vec![]], [vec![], vec![]]);
    for seed in 0..seeds {
        let mut family = (kind.build)(mix64(seed + 1));
        for (row, jaccard) in cells.iter_mut().zip(SIMILARITIES) {
            for (cell, size) in row.iter_mut().zip(SIZES) {
                let shape = Shape::new(size, jaccard);
                cell.jaccard = shape.jaccard();
                let mut random = Random(mix64(seed) ^ mix64(size as u64) ^ jaccard.to_bits());
                for _ in 0..(80_000 / size).clamp(8, 50) {
                    shape.draw(&mut random, &mut sets);
                    for (set, sketch) in sets.iter().zip(&mut sketches) {
                        family.sketch(set, sketch);
                    }
                    let [a, b] = &sketches;
                    let bands = a.chunks(ROWS).zip(b.chunks(ROWS)).filter(|(a, b)| a == b);
                    cell.add(family.estimate(a, b) - cell.jaccard, bands.count());
                }
            }
        }
    }
    cells
}
