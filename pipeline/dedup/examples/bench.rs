//! How fast signatures are made, on one thread: `cargo run --release --example bench [texts]`.
//!
//! Texts are made up: 1,000 words each from a vocabulary of 20,000, with frequencies as 1/rank, in
//! Latin script with accents and in Cyrillic. minhash-rs runs beside, on the same shingle hashes.
#![allow(clippy::print_stdout)]

use std::hint::black_box;
use std::time::Instant;

use minhash_rs::prelude::*;
use tamis_dedup::kernel::{Kernel, Permutations};
use tamis_dedup::{Params, Scratch, Signer, shingle, words};

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        self.0 >> 33
    }
}

fn texts(n: usize, letters: &[char]) -> Vec<String> {
    let mut random = Random(1);
    let mut word = || -> String {
        (0..2 + random.next() % 9)
            .map(|_| letters[(random.next() % letters.len() as u64) as usize])
            .collect()
    };
    let vocabulary: Vec<String> = (0..20_000).map(|_| word()).collect();
    let mut random = Random(2);
    // A uniform exponent gives frequencies as 1/rank.
    let mut pick = || {
        let share = random.next() as f64 / (1u64 << 31) as f64;
        &vocabulary[(20_000f64.powf(share) as usize).min(19_999)]
    };
    (0..n)
        .map(|_| {
            let mut text = String::new();
            for i in 0..1000 {
                text.push_str(pick());
                text.push_str(if i % 12 == 11 { ". " } else { " " });
            }
            text
        })
        .collect()
}

/// The time this thread has run, in seconds, which other processes do not add to; where the system does
/// not tell, the time that has passed.
fn seconds(start: Instant) -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds: Option<f64> = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |n| n / 1e9)
}

/// Passes over all texts until a second has run, the first one not counted; in texts a second. The
/// system tells its time in steps of some milliseconds, so single passes cannot be measured.
fn measure(name: &str, n: usize, mut pass: impl FnMut()) -> f64 {
    let zero = Instant::now();
    pass();
    let (start, mut passes, mut spent) = (seconds(zero), 0.0, 0.0);
    while spent < 1.0 {
        pass();
        passes += 1.0;
        spent = seconds(zero) - start;
    }
    let rate = n as f64 * passes / spent;
    println!(
        "{name:<44} {rate:>10.0} texts/s {:>8.2} us/text",
        1e6 / rate
    );
    rate
}

fn main() -> Result<(), tamis_dedup::Error> {
    let n = std::env::args()
        .nth(1)
        .and_then(|n| n.parse().ok())
        .unwrap_or(200);
    let params = Params::default();
    let signer = Signer::new(params)?;
    let permutations = Permutations::new(params.slots(), params.seed);
    println!("kernel: {}", permutations.kernel());
    // One letter in thirteen has an accent.
    let latin =
        "aaaaabbccdddeeeeeeefffgghhiiiiiijjkkklllllmmmmnnnnnooooopppqrrrrrsssssttttttuuuvvwxyzz";
    let latin: Vec<char> = latin.chars().chain("áéčšőèü".chars()).collect();
    let cyrillic: Vec<char> = "аабвгдеежзийклмннооопрссттуфхцчшщъьюя".chars().collect();
    for (script, letters) in [("Latin", latin), ("Cyrillic", cyrillic)] {
        let texts = texts(n, &letters);
        let bytes: usize = texts.iter().map(String::len).sum();
        println!(
            "{script}: {n} texts of 1000 words, {} bytes on average",
            bytes / n.max(1)
        );
        let mut word = Vec::new();
        measure("  text -> normalised words", n, || {
            for text in &texts {
                words::for_each(text, &mut word, |word| {
                    black_box(word);
                });
            }
        });
        let mut scratch = Scratch::default();
        measure("  text -> signature", n, || {
            for text in &texts {
                black_box(signer.sign(text, &mut scratch));
            }
        });
        if script != "Latin" {
            continue;
        }
        let hashed: Vec<Vec<u64>> = texts
            .iter()
            .map(|text| {
                let mut hashes = Vec::new();
                words::for_each(text, &mut word, |word| {
                    hashes.push(shingle::word_hash(word))
                });
                hashes
                    .windows(5)
                    .map(|window| u64::from(shingle::hash(window)))
                    .collect()
            })
            .collect();
        let narrow: Vec<Vec<u32>> = hashed
            .iter()
            .map(|text| text.iter().map(|hash| *hash as u32).collect())
            .collect();
        let mut minima = Vec::new();
        let mut fast = 0.0;
        for kernel in Kernel::available() {
            let Some(permutations) = Permutations::with_kernel(params.slots(), params.seed, kernel)
            else {
                continue;
            };
            fast = measure(&format!("  hashes -> signature, {kernel}"), n, || {
                for hashes in &narrow {
                    permutations.reset(&mut minima);
                    permutations.update(hashes, &mut minima);
                    black_box(&minima);
                }
            });
        }
        let theirs = measure("  hashes -> signature, minhash-rs (batched)", n, || {
            for hashes in &hashed {
                black_box(hashes.iter().copied().collect::<MinHash<u64, 112>>());
            }
        });
        println!("  chosen kernel / minhash-rs: {:.1}", fast / theirs);
    }
    Ok(())
}
