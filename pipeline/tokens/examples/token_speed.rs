//! How fast tokens are counted, on one core.
//!
//! ```sh
//! token_speed [--check | --hostile] TEXTS TOKENIZER.json ...
//! ```
//!
//! TEXTS has one text a line, or lines of `label<TAB>text<TAB>source`. For each tokenizer there is a row with
//! megabytes (10^6 bytes) a second, the fastest of three passes. `--check` prints the sum over all texts and
//! a SHA-256 of the counts, one a line, as `scripts/tokens/check.py` does of the Python package. `--hostile`
//! reads no texts: it counts one letter or sign again and again, 100 kB and 1 MB of it.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use sha2::{Digest, Sha256};
use tamis_tokens::{Estimate, TokenCounter};

/// What is repeated, and its name.
const HOSTILE: &[(&str, &str)] = &[
    ("one letter", "a"),
    ("spaces", " "),
    ("line ends", "\n"),
    ("NUL", "\0"),
    ("combining accents", "\u{301}"),
    ("replacement characters", "\u{fffd}"),
    ("joined emoji", "👩\u{200d}"),
    ("ideographs", "漢"),
    ("capitals in between", "aA"),
    ("digits", "7"),
    ("apostrophes", "'"),
    ("unassigned", "\u{10ffff}"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let mode = args.first().filter(|arg| arg.starts_with("--")).cloned();
    if mode.is_some() {
        args.remove(0);
    }
    let mut args = args.into_iter();
    if mode.as_deref() == Some("--hostile") {
        return hostile(args);
    }
    let file = std::fs::read_to_string(args.next().ok_or("expected a file of texts")?)?;
    let lines = file.split('\n').filter(|line| !line.is_empty());
    let texts: Vec<&str> = lines
        .map(|line| line.split('\t').nth(1).unwrap_or(line))
        .collect();
    if mode.as_deref() == Some("--check") {
        return check(&texts, args);
    }
    let bytes: usize = texts.iter().map(|text| text.len()).sum();
    println!("{} texts, {:.1} MB\n", texts.len(), bytes as f64 / 1e6);
    println!("| | tokens | MB/s | loaded in, s |\n|---|---:|---:|---:|");
    let estimate = Estimate::embedded();
    run("estimate", bytes, 0.0, || {
        let one = |text: &&str| estimate.tokens(black_box("ces_Latn"), text.len() as u64);
        texts.iter().map(one).sum()
    });
    for path in args {
        let start = Instant::now();
        let counter = TokenCounter::from_file(&path)?;
        let loaded = start.elapsed().as_secs_f64();
        run(counter.name(), bytes, loaded, || {
            texts
                .iter()
                .map(|text| u64::from(counter.count(text)))
                .sum()
        });
    }
    Ok(())
}

fn run(name: &str, bytes: usize, loaded: f64, count: impl Fn() -> u64) {
    let mut best = f64::MAX;
    let mut tokens = 0;
    for _ in 0..3 {
        let start = Instant::now();
        tokens = black_box(count());
        best = best.min(start.elapsed().as_secs_f64());
    }
    let speed = bytes as f64 / 1e6 / best;
    println!("| {name} | {tokens} | {speed:.1} | {loaded:.2} |");
}

fn check(texts: &[&str], paths: impl Iterator<Item = String>) -> Result<(), Box<dyn Error>> {
    for path in paths {
        let counter = TokenCounter::from_file(&path)?;
        let counts: Vec<u32> = texts.iter().map(|text| counter.count(text)).collect();
        let lines: String = counts.iter().map(|count| format!("{count}\n")).collect();
        let digest = Sha256::digest(lines.as_bytes());
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let sum: u64 = counts.iter().map(|count| u64::from(*count)).sum();
        println!("{path} {sum} {digest}");
    }
    Ok(())
}

fn hostile(paths: impl Iterator<Item = String>) -> Result<(), Box<dyn Error>> {
    println!("| | of | tokens of 1 MB | 100 kB, ms | 1 MB, ms |\n|---|---|---:|---:|---:|");
    for path in paths {
        let counter = TokenCounter::from_file(&path)?;
        for (name, piece) in HOSTILE {
            let [short, long] = [100_000, 1_000_000].map(|bytes| {
                let text = piece.repeat(bytes / piece.len());
                let start = Instant::now();
                let tokens = black_box(counter.count(&text));
                (tokens, start.elapsed().as_secs_f64() * 1e3)
            });
            println!(
                "| {} | {name} | {} | {:.0} | {:.0} |",
                counter.name(),
                long.0,
                short.1,
                long.1
            );
        }
    }
    Ok(())
}
