//! The estimate against theory, against another library and against exact sets.
#![allow(clippy::unwrap_used)]

mod common;

use std::collections::HashSet;

use common::Random;
use minhash_rs::prelude::*;
use tamis_dedup::kernel::Permutations;
use tamis_dedup::{Params, Scratch, Signer, band_key, shingle, similarity, words};

const SLOTS: usize = 112;

/// Two sets of `size` random elements with a Jaccard similarity near `jaccard`, and the exact one.
fn sets(random: &mut Random, size: usize, jaccard: f64) -> (Vec<u64>, Vec<u64>, f64) {
    let shared = (2.0 * size as f64 * jaccard / (1.0 + jaccard)).round() as usize;
    let common: Vec<u64> = (0..shared).map(|_| random.next()).collect();
    let mut with_own = || {
        let own = (shared..size).map(|_| random.next());
        common.iter().copied().chain(own).collect::<Vec<u64>>()
    };
    (
        with_own(),
        with_own(),
        shared as f64 / (2 * size - shared) as f64,
    )
}

fn sign(permutations: &Permutations, set: &[u64]) -> Vec<u32> {
    let hashes: Vec<u32> = set.iter().map(|element| shingle::mix(*element)).collect();
    let mut minima = Vec::new();
    permutations.reset(&mut minima);
    permutations.update(&hashes, &mut minima);
    permutations.signature(&minima)
}

/// Theory: unbiased, variance J(1-J)/k (Broder 1997). The tolerances are five standard errors of the
/// mean and of the root mean square error of that many trials, and a hundredth for the family, which
/// is only nearly min-wise independent.
#[test]
fn bias_and_error_are_those_of_theory() {
    let permutations = Permutations::new(SLOTS, Params::default().seed);
    for (size, jaccard, trials) in [
        (30, 0.8, 2000),
        (100, 0.8, 2000),
        (1000, 0.8, 1000),
        (100, 0.5, 2000),
        (20_000, 0.8, 60),
    ] {
        let mut random = Random(size as u64 * 31 + trials as u64);
        let (mut ours, mut theirs) = (Errors::default(), Errors::default());
        let mut exact = 0.0;
        for _ in 0..trials {
            let (a, b, jaccard) = sets(&mut random, size, jaccard);
            exact = jaccard;
            let estimate = similarity(&sign(&permutations, &a), &sign(&permutations, &b));
            ours.add(f64::from(estimate) - exact);
            let [a, b]: [MinHash<u64, SLOTS>; 2] = [a, b].map(|set| set.into_iter().collect());
            theirs.add(a.estimate_jaccard_index(&b) - exact);
        }
        let theory = (exact * (1.0 - exact) / SLOTS as f64).sqrt();
        let (n, line) = (
            f64::from(trials),
            format!("size {size}, J {exact:.3}, theory {theory:.4}"),
        );
        println!("{line}: bias {:+.4}, RMSE {:.4}", ours.bias(), ours.rmse());
        println!(
            "{line}: bias {:+.4}, RMSE {:.4} (minhash-rs)",
            theirs.bias(),
            theirs.rmse()
        );
        assert!(
            ours.bias().abs() < 5.0 * theory / n.sqrt() + 0.001,
            "{line}: {}",
            ours.bias()
        );
        let slack = 5.0 / (2.0 * n).sqrt() + 0.01;
        assert!(
            (ours.rmse() / theory - 1.0).abs() < slack,
            "{line}: {}",
            ours.rmse()
        );
        assert!(
            ours.rmse() < theirs.rmse() * (1.0 + slack),
            "{line}: {}",
            theirs.rmse()
        );
    }
}

#[derive(Default)]
struct Errors {
    n: f64,
    sum: f64,
    squares: f64,
}

impl Errors {
    fn add(&mut self, error: f64) {
        self.n += 1.0;
        self.sum += error;
        self.squares += error * error;
    }
    fn bias(&self) -> f64 {
        self.sum / self.n
    }
    fn rmse(&self) -> f64 {
        (self.squares / self.n).sqrt()
    }
}

#[test]
fn bands_hit_as_often_as_theory_says() {
    let params = Params::default();
    let permutations = Permutations::new(SLOTS, params.seed);
    for (size, jaccard) in [(30, 0.8), (300, 0.8), (300, 0.6), (300, 0.4)] {
        let (mut random, mut hits, trials) = (Random(size as u64), 0, 3000);
        let mut exact = 0.0;
        for _ in 0..trials {
            let (a, b, jaccard) = sets(&mut random, size, jaccard);
            exact = jaccard;
            let (a, b) = (sign(&permutations, &a), sign(&permutations, &b));
            let hit =
                (0..params.bands.into()).any(|band| band_key(&a, band, 8) == band_key(&b, band, 8));
            hits += i32::from(hit);
        }
        let (share, theory) = (
            f64::from(hits) / f64::from(trials),
            params.hit_probability(exact),
        );
        let error = (theory * (1.0 - theory) / f64::from(trials)).sqrt();
        println!("size {size}, J {exact:.3}: theory {theory:.4}, hit {share:.4}, s.e. {error:.4}");
        assert!(
            (share - theory).abs() < 5.0 * error + 0.002,
            "J {exact}: {share}, not {theory}"
        );
    }
}

/// The whole way from a text, against the set of its shingles as strings.
#[test]
fn texts_agree_with_exact_sets_of_shingles() {
    let signer = Signer::new(Params::default()).unwrap();
    let (mut scratch, mut random, mut errors) = (Scratch::default(), Random(5), Errors::default());
    let mut variance = 0.0;
    for trial in 0..400 {
        let text = random.text(60 + trial, 5000);
        let mut edited: Vec<String> = text.split(' ').map(str::to_owned).collect();
        for _ in 0..random.below(8) {
            let at = random.below(edited.len());
            edited[at] = random.word(5000);
        }
        let edited = edited.join(" ").to_uppercase();
        let exact = jaccard(&text, &edited);
        let [a, b] = [text, edited].map(|text| signer.sign(&text, &mut scratch).unwrap().signature);
        errors.add(f64::from(similarity(&a, &b)) - exact);
        variance += exact * (1.0 - exact) / Params::default().slots() as f64;
    }
    let theory = (variance / 400.0).sqrt();
    println!(
        "texts: bias {:+.4}, RMSE {:.4}, theory {theory:.4}",
        errors.bias(),
        errors.rmse()
    );
    assert!(errors.bias().abs() < 5.0 * theory / 20.0);
    assert!((errors.rmse() / theory - 1.0).abs() < 0.2);
}

fn jaccard(a: &str, b: &str) -> f64 {
    let [a, b] = [a, b].map(|text| {
        words::words(text)
            .windows(5)
            .map(|window| window.join(" "))
            .collect::<HashSet<_>>()
    });
    a.intersection(&b).count() as f64 / a.union(&b).count() as f64
}

/// The definition, without runs, rolling sums, groups or vector code.
#[test]
fn signatures_are_those_of_the_plain_definition() {
    let params = Params {
        bands: 3,
        rows: 7,
        checks: 0,
        shingle: 4,
        seed: 99,
        ..Params::default()
    };
    let signer = Signer::new(params).unwrap();
    let mut random = Random(8);
    for length in [1, 3, 4, 5, 50, 4000] {
        let text = random.text(length, 300);
        let hashes: Vec<u64> = words::words(&text)
            .iter()
            .map(|word| shingle::word_hash(word.as_bytes()))
            .collect();
        let shingles: Vec<u32> = hashes
            .windows(4.min(hashes.len()))
            .map(shingle::hash)
            .collect();
        let mut draw = Random(99);
        let plain: Vec<u32> = (0..21)
            .map(|_| {
                let a = (draw.next() >> 32) as u32 | 1;
                let b = (draw.next() >> 32) as u32;
                shingles
                    .iter()
                    .map(|x| a.wrapping_mul(*x).wrapping_add(b))
                    .min()
                    .unwrap()
            })
            .collect();
        let (mut scratch, mut pieces) = (Scratch::default(), Vec::new());
        let exact = signer.shingles(&text, &mut scratch, |piece| pieces.extend_from_slice(piece));
        assert_eq!(pieces, shingles);
        let signed = signer.sign(&text, &mut scratch).unwrap();
        assert_eq!(exact, Some(signed.exact));
        assert_eq!(signed.signature, plain);
    }
}
