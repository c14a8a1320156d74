//! The Rust peers: `minhash-peers FILE`, one text a line; microseconds a text as JSON on stdout.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::hint::black_box;
use std::time::Instant;

use gaoya::minhash::{MinHasher, MinHasher32};
use gaoya::text::whitespace_split;
use minhash_rs::prelude::MinHash;

const PERMUTATIONS: usize = 112;
const SHINGLE: usize = 5;

/// Microseconds a text of the fastest of many short passes.
fn fastest<T>(texts: &[T], mut sign: impl FnMut(&T)) -> f64 {
    let (begin, mut best) = (Instant::now(), f64::INFINITY);
    while begin.elapsed().as_secs_f64() < 3.0 {
        // Twenty texts, so that a pass is not often interrupted.
        let mut pass = 0.0;
        for some in texts.chunks(20) {
            let mut least = f64::INFINITY;
            for _ in 0..5 {
                let start = Instant::now();
                some.iter().for_each(&mut sign);
                least = least.min(start.elapsed().as_secs_f64());
            }
            pass += least;
        }
        best = best.min(pass);
    }
    best * 1e6 / texts.len() as f64
}

fn hashed(text: &str) -> Vec<u64> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let hash = |shingle: &[&str]| {
        let mut hasher = DefaultHasher::new();
        shingle.hash(&mut hasher);
        hasher.finish()
    };
    words.windows(SHINGLE).map(hash).collect()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("usage: minhash-peers FILE")?;
    let file = std::fs::read_to_string(file)?;
    let texts: Vec<&str> = file.lines().collect();
    let hashes: Vec<Vec<u64>> = texts.iter().map(|text| hashed(text)).collect();
    let gaoya = MinHasher32::new(PERMUTATIONS);
    let rows = [
        (
            "gaoya 0.2.2, MinHasher32",
            "text",
            fastest(&texts, |text| {
                let lower = text.to_lowercase();
                let words: Vec<&str> = whitespace_split(&lower).collect();
                black_box(gaoya.create_signature(words.windows(SHINGLE)));
            }),
        ),
        (
            "minhash-rs 0.6.0, MinHash<u64, 112>",
            "text",
            fastest(&texts, |text| {
                let shingles = hashed(text);
                black_box(shingles.into_iter().collect::<MinHash<u64, PERMUTATIONS>>());
            }),
        ),
        (
            "gaoya 0.2.2, MinHasher32",
            "hashed",
            fastest(&hashes, |hashes| {
                black_box(gaoya.create_signature(hashes.iter()));
            }),
        ),
        (
            "minhash-rs 0.6.0, MinHash<u64, 112>",
            "hashed",
            fastest(&hashes, |hashes| {
                black_box(hashes.iter().copied().collect::<MinHash<u64, PERMUTATIONS>>());
            }),
        ),
    ];
    println!("{}", serde_json::to_string(&rows)?);
    Ok(())
}
