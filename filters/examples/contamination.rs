//! Speed and memory of an index of benchmarks, on one core.
//!
//! Usage: `contamination [NGRAMS] < texts.jsonl`, one `{"text"}` a line. The index is made of items of 60
//! words each, a million n-grams of them unless told otherwise: runs of words of the texts with every
//! tenth word changed, so that beginnings of n-grams do occur, and every hundredth item as it is.

use std::io::{BufRead, Write, stdin, stdout};
use std::time::Instant;

use tamis_filters::contamination::{Builder, Lengths, Row, Scratch};

/// Seconds that this thread has run (Linux; elsewhere of the clock).
fn seconds(start: Instant) -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = stat.split(' ').next().and_then(|n| n.parse::<f64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |n| n / 1e9)
}

const WORDS: usize = 60;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let ngrams: usize = std::env::args()
        .nth(1)
        .map_or(Ok(1_000_000), |n| n.parse())?;
    let mut texts = Vec::new();
    for line in stdin().lock().lines() {
        let row: serde_json::Value = serde_json::from_str(&line?)?;
        texts.push(row["text"].as_str().unwrap_or_default().to_owned());
    }
    let bytes: usize = texts.iter().map(String::len).sum();
    let items = ngrams.div_ceil(WORDS - 12);
    let words: Vec<&str> = texts
        .iter()
        .flat_map(|text| text.split_whitespace())
        .collect();
    let rows: Vec<Row> = (0..items)
        .map(|item| {
            let from = item.wrapping_mul(7919) % words.len().saturating_sub(WORDS).max(1);
            let own = words.iter().skip(from).take(WORDS).enumerate();
            let word = |(at, word): (usize, &&str)| match at % 10 {
                9 if item % 100 != 0 => format!("changed{item}x{at}"),
                _ => (*word).to_owned(),
            };
            Row {
                line: item as u32 + 1,
                texts: vec![own.map(word).collect::<Vec<_>>().join(" ")],
            }
        })
        .collect();

    let clock = Instant::now();
    let start = seconds(clock);
    let mut builder = Builder::new(Lengths::default())?;
    builder.add("made-up", None, "made-up", &rows)?;
    let index = builder.finish()?;
    writeln!(
        stdout(),
        "{} n-grams of {items} items: built in {:.2} s, {:.1} MB, {:.1} bytes an n-gram",
        index.len(),
        seconds(clock) - start,
        index.memory() as f64 / 1e6,
        index.memory() as f64 / index.len().max(1) as f64,
    )?;
    let mut scratch = Scratch::new();
    for _ in 0..5 {
        let start = seconds(clock);
        let (mut hits, mut words) = (0, 0);
        for text in &texts {
            let found = index.scan(text, "eng_Latn", None, &mut scratch);
            hits += found.hits.len();
            words += found.words;
        }
        let mb = bytes as f64 / 1e6;
        writeln!(
            stdout(),
            "{} documents, {mb:.1} MB, {words} words: {:.0} MB/s, {hits} hits",
            texts.len(),
            mb / (seconds(clock) - start),
        )?;
    }
    Ok(())
}
