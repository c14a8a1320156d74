//! Speed and memory of an index of benchmarks, on one core.
//!
//! Usage: `contamination [NGRAMS] < texts.jsonl`, one `{"text"}` a line. The index is made of items of 60
//! words each from every second text, a million n-grams of them unless told otherwise. In each item every
//! tenth word is changed, so that n-grams differ; every hundredth item stays as it is. The other texts are
//! then scanned, and those of the index, in which n-grams begin at every fifth word.

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
    let every_second = |first: usize| -> Vec<&str> {
        texts
            .iter()
            .skip(first)
            .step_by(2)
            .map(String::as_str)
            .collect()
    };
    let (own, others) = (every_second(0), every_second(1));
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
    for (name, texts) in [("other texts", others), ("texts of the index", own)] {
        let mb = texts.iter().map(|text| text.len()).sum::<usize>() as f64 / 1e6;
        for _ in 0..4 {
            let start = seconds(clock);
            let (mut hits, mut words) = (0, 0);
            for text in &texts {
                let found = index.scan(text, "eng_Latn", None, &mut scratch);
                hits += found.hits.len();
                words += found.words;
            }
            let rate = mb / (seconds(clock) - start);
            writeln!(
                stdout(),
                "{name}, {mb:.1} MB, {words} words: {rate:.0} MB/s, {hits} hits"
            )?;
        }
    }
    Ok(())
}
