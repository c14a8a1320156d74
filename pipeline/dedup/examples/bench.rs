//! How fast signatures are made, on one thread:
//! `cargo run --release --example bench [TEXTS] [read FILE | write FILE]`.
//!
//! Texts are made up: 1,000 words each from a vocabulary of 20,000, with frequencies as 1/rank, of the
//! letters of European languages. `read` takes the texts of a file instead, one a line, and `write`
//! leaves the Latin ones in a file for other programs and measures nothing.
//!
//! Other libraries run beside, on the same shingle hashes.
#![allow(clippy::print_stdout)]

use std::hint::black_box;
use std::time::Instant;

use minhash_rs::prelude::*;
use tamis_dedup::kernel::{Kernel, Permutations};
use tamis_dedup::{Params, Scratch, Signer, exact_hash, shingle, words};

/// As often as in the mean of 21 languages of the European Union in Latin script, each with the same
/// weight: 5 letters in 100 are not ASCII.
const LATIN: &str = "eeeeeeeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaaaaaaiiiiiiiiiiiiiiiinnnnnnnnnnnnnnooooooooo\
                     ooootttttttttttttssssssssssssrrrrrrrrrrrllllllllldddddddduuuuuuummmmmmkkkkkccccpp\
                     ppvvvvhhhhggggjjjbbbzzffyywáéäíčšőąè";
/// Of Bulgarian.
const CYRILLIC: &str = "ааааааааааааииииииииоооооооооееееееееенннннннтттттттсссссввввррррррддддккклллппппм\
                        мззббяяъгучжщйцхш";
const GREEK: &str = "ααααααααααεεεεεεεετττττττιιιιιιιοοοοοοοννννννκκκκσσσσρρρρππππηηηηςςςμμμυυυίίίλλλδδέ\
                     έάάόόήήωωγθχύώφβξ";

struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % bound
    }
}

fn texts(n: usize, letters: &str) -> Vec<String> {
    let letters: Vec<char> = letters.chars().collect();
    let mut random = Random(1);
    let mut word = || -> String {
        let longer = if random.below(20) == 0 { 16 } else { 1 };
        let length = 1 + random.below(5) + random.below(6) + random.below(longer);
        (0..length)
            .map(|_| letters[random.below(letters.len() as u64) as usize])
            .collect()
    };
    let mut vocabulary: Vec<String> = (0..20_000).map(|_| word()).collect();
    // Names and numbers.
    for (i, word) in vocabulary.iter_mut().enumerate() {
        if i % 20 == 19 {
            *word = word
                .chars()
                .take(1)
                .flat_map(char::to_uppercase)
                .collect::<String>()
                + &word.chars().skip(1).collect::<String>();
        } else if i % 50 == 7 {
            *word = (i * 7919 % 3000).to_string();
        }
    }
    let mut random = Random(2);
    // A uniform exponent gives frequencies as 1/rank.
    let mut pick = || {
        let share = random.below(1 << 31) as f64 / (1u64 << 31) as f64;
        &vocabulary[(20_000f64.powf(share) as usize).min(19_999)]
    };
    (0..n)
        .map(|_| {
            let mut text = String::new();
            for i in 0..1000 {
                text.push_str(pick());
                text.push_str(match i % 120 {
                    59 => " – ",
                    _ if i % 12 == 11 => ". ",
                    _ => " ",
                });
            }
            text
        })
        .collect()
}

/// Microseconds a text, in the fastest of many passes of some milliseconds: those which other processes
/// have neither interrupted nor slowed down.
fn measure(n: usize, mut pass: impl FnMut()) -> f64 {
    let (begin, mut best) = (Instant::now(), f64::INFINITY);
    while begin.elapsed().as_secs_f64() < 2.0 {
        let start = Instant::now();
        pass();
        best = best.min(start.elapsed().as_secs_f64());
    }
    best * 1e6 / n as f64
}

fn show(name: &str, time: f64) {
    println!(
        "  {name:<40} {:>9.0} texts/s {time:>8.2} us/text",
        1e6 / time
    );
}

/// The bands alone, 112 slots, as other libraries are measured.
fn bands() -> Params {
    Params {
        checks: 0,
        ..Params::default()
    }
}

/// The whole way and its steps.
fn steps(script: &str, texts: &[String]) -> Result<(), tamis_dedup::Error> {
    let n = texts.len();
    let params = bands();
    let signer = Signer::new(params)?;
    let mut scratch = Scratch::default();
    let bytes = texts.iter().map(String::len).sum::<usize>() as f64 / n as f64;
    let whole = measure(n, || {
        for text in texts {
            black_box(signer.sign(text, &mut scratch));
        }
    });
    let full = Signer::new(Params::default())?;
    let checked = measure(n, || {
        for text in texts {
            black_box(full.sign(text, &mut scratch));
        }
    });
    let mut words_scratch = words::Scratch::default();
    let splitting = measure(n, || {
        for text in texts {
            words::for_each(text, &mut words_scratch, |word| {
                black_box(word.as_ptr());
            });
        }
    });
    let hashing = measure(n, || {
        for text in texts {
            black_box(exact_hash(text, &mut scratch));
        }
    });
    let rolling = measure(n, || {
        for text in texts {
            signer.shingles(text, &mut scratch, |shingles| {
                black_box(shingles);
            });
        }
    });
    let permutations = Permutations::new(params.slots(), params.seed);
    let mut minima = Vec::new();
    let hashed = hash_words(texts);
    let narrow = shingle_words(&hashed);
    let kernel = measure(n, || {
        for hashes in &narrow {
            permutations.reset(&mut minima);
            permutations.update(hashes, &mut minima);
            black_box(permutations.signature(&minima));
        }
    });
    let words = hashed.iter().map(Vec::len).sum::<usize>() as f64 / n as f64;
    println!(
        "{script}: {n} texts, on average {words:.0} words, {bytes:.0} bytes, {:.1} % of them ASCII",
        100.0
            * texts
                .iter()
                .flat_map(|text| text.bytes())
                .filter(u8::is_ascii)
                .count() as f64
            / (bytes * n as f64)
    );
    show("text -> signature", whole);
    println!("  {:<40} {:>9.0} MB/s", "", bytes / whole);
    show(
        &format!("text -> signature of {} slots", full.params().slots()),
        checked,
    );
    show("hashes -> signature", kernel);
    for (step, time) in [
        ("words", splitting),
        ("word hashes", hashing - splitting),
        ("shingles", rolling - hashing),
        ("minima", whole - rolling),
    ] {
        println!(
            "    {step:<38} {time:>9.2} us {:>6.0} %",
            100.0 * time / whole
        );
    }
    Ok(())
}

fn hash_words(texts: &[String]) -> Vec<Vec<u64>> {
    let mut scratch = words::Scratch::default();
    let hash = |text: &String| {
        let mut hashes = Vec::new();
        words::for_each(text, &mut scratch, |word| {
            hashes.push(shingle::word_hash(word))
        });
        hashes
    };
    texts.iter().map(hash).collect()
}

fn shingle_words(hashed: &[Vec<u64>]) -> Vec<Vec<u32>> {
    hashed
        .iter()
        .map(|words| words.windows(5).map(shingle::hash).collect())
        .collect()
}

/// The kernels beside other libraries, from hashes of shingles on.
fn peers(texts: &[String]) {
    let n = texts.len();
    let params = bands();
    let narrow = shingle_words(&hash_words(texts));
    let wide: Vec<Vec<u64>> = narrow
        .iter()
        .map(|text| text.iter().map(|hash| u64::from(*hash)).collect())
        .collect();
    let mut minima = Vec::new();
    println!("From shingle hashes of the Latin texts to signatures of 112 slots:");
    let mut fast = 0.0;
    for kernel in Kernel::available() {
        let Some(permutations) = Permutations::with_kernel(params.slots(), params.seed, kernel)
        else {
            continue;
        };
        fast = measure(n, || {
            for hashes in &narrow {
                permutations.reset(&mut minima);
                permutations.update(hashes, &mut minima);
                black_box(&minima);
            }
        });
        show(&format!("{kernel}"), fast);
    }
    let theirs = measure(n, || {
        for hashes in &wide {
            black_box(hashes.iter().copied().collect::<MinHash<u64, 112>>());
        }
    });
    show(
        &format!("minhash-rs, {:.1} times as long", theirs / fast),
        theirs,
    );
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (n, rest) = match arguments.split_first() {
        Some((n, rest)) if n.parse::<usize>().is_ok() => (n.parse()?, rest),
        _ => (200, &arguments[..]),
    };
    match rest {
        [] => {
            let latin = texts(n, LATIN);
            steps("Latin", &latin)?;
            steps("Cyrillic", &texts(n, CYRILLIC))?;
            steps("Greek", &texts(n, GREEK))?;
            peers(&latin);
        }
        [read, file] if read == "read" => {
            let texts: Vec<String> = std::fs::read_to_string(file)?
                .lines()
                .take(n)
                .map(str::to_owned)
                .collect();
            steps(file, &texts)?;
        }
        [write, file] if write == "write" => std::fs::write(file, texts(n, LATIN).join("\n"))?,
        _ => return Err("usage: bench [TEXTS] [read FILE | write FILE]".into()),
    }
    Ok(())
}
