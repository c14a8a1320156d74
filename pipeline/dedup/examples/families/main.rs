//! The families of MinHash signatures beside each other: error, band hits and time, in the tables of
//! `docs/src/engineer/minhash-families.md`.
//!
//! `cargo run --release -p tamis-dedup --example families [seeds]`. Each of the `seeds` (200) draws of
//! the hash functions meets 8 to 50 pairs of sets of every shape; the sets are random 32-bit values,
//! as mixed shingles are.
#![allow(clippy::print_stdout)]

mod accuracy;
mod c_minhash;
mod classic;
mod fast;
// The module of the crate, which is not public.
#[allow(dead_code)]
#[path = "../../src/fss.rs"]
mod fss;
mod one_permutation;
mod random;
mod set_sketch;
mod speed;
mod super_minhash;
mod tables;
mod wide;

/// Where `fss` looks for it in the crate.
mod shingle {
    pub(crate) use crate::random::mix64;
}

use classic::{Classic, MultiplyShift};
use one_permutation::{Densification, OnePermutation};
use set_sketch::SetSketch;

/// Slots of a signature, and how bands divide them: the defaults of tamis.
const SLOTS: usize = BANDS * ROWS;
const BANDS: usize = 14;
const ROWS: usize = 8;

/// One way to make signatures of [`SLOTS`] slots.
trait Family {
    /// Replaces `out` by the signature of a set of mixed shingles, at least one.
    fn sketch(&mut self, shingles: &[u32], out: &mut Vec<u32>);

    /// The Jaccard similarity that two signatures tell.
    fn estimate(&self, a: &[u32], b: &[u32]) -> f64 {
        equal_share(a, b)
    }
}

fn equal_share(a: &[u32], b: &[u32]) -> f64 {
    a.iter().zip(b).filter(|(a, b)| a == b).count() as f64 / a.len() as f64
}

struct Kind {
    name: &'static str,
    build: fn(u64) -> Box<dyn Family>,
}

/// The first is the reference.
const KINDS: [Kind; 13] = [
    Kind {
        name: "classic, 32-bit a*x+b",
        build: |seed| Box::new(Classic::new(seed, 32)),
    },
    Kind {
        name: "classic, 16 bits kept",
        build: |seed| Box::new(Classic::new(seed, 16)),
    },
    Kind {
        name: "classic, 8 bits kept",
        build: |seed| Box::new(Classic::new(seed, 8)),
    },
    Kind {
        name: "64-bit multiply-shift",
        build: |seed| Box::new(MultiplyShift::new(seed)),
    },
    Kind {
        name: "OPH, optimal densification",
        build: |seed| Box::new(OnePermutation::new(seed, Densification::Optimal)),
    },
    Kind {
        name: "OPH, fast densification",
        build: |seed| Box::new(OnePermutation::new(seed, Densification::Fast)),
    },
    Kind {
        name: "SuperMinHash",
        build: |seed| Box::new(super_minhash::SuperMinHash::new(seed)),
    },
    Kind {
        name: "C-MinHash, D = 2^16",
        build: |seed| Box::new(c_minhash::Table::new(seed, 16)),
    },
    Kind {
        name: "C-MinHash, D = 2^20",
        build: |seed| Box::new(c_minhash::Table::new(seed, 20)),
    },
    Kind {
        name: "C-MinHash, D = 2^32",
        build: |seed| Box::new(c_minhash::Computed::new(seed)),
    },
    Kind {
        name: "FastSimilaritySketching",
        build: |seed| Box::new(fast::Fast::new(seed)),
    },
    Kind {
        name: "SetSketch2, likelihood",
        build: |seed| Box::new(SetSketch::new(seed, true)),
    },
    Kind {
        name: "SetSketch2, equal registers",
        build: |seed| Box::new(SetSketch::new(seed, false)),
    },
];

fn main() {
    let seeds = std::env::args().nth(1).and_then(|n| n.parse().ok());
    let times = speed::measure(&KINDS);
    let cells: Vec<accuracy::Cells> = KINDS
        .iter()
        .map(|kind| accuracy::measure(kind, seeds.unwrap_or(200)))
        .collect();
    tables::print(&KINDS, &cells, &times);
}
