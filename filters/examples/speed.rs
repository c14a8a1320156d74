//! Bytes per second of processor time (Linux; elsewhere of the clock) of `measure` and `find`.
//!
//! Usage: `speed PROFILE < texts.jsonl`, one `{"text"}` a line.

use std::io::{BufRead, Write, stdin, stdout};
use std::time::Instant;

use tamis_filters::{Scratch, pii, signals};
use tamis_langs::Registry;

/// Seconds that this thread has run.
fn seconds(start: Instant) -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = stat.split(' ').next().and_then(|n| n.parse::<f64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |n| n / 1e9)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let code = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "eng_Latn".to_owned());
    let profile = Registry::embedded().get(&code).ok_or("no such profile")?;
    let mut texts = Vec::new();
    for line in stdin().lock().lines() {
        let row: serde_json::Value = serde_json::from_str(&line?)?;
        texts.push(row["text"].as_str().unwrap_or_default().to_owned());
    }
    let bytes: usize = texts.iter().map(String::len).sum();
    let mut scratch = Scratch::new();
    let mut measured = 0.0;
    let clock = Instant::now();
    let rate = |start: f64| bytes as f64 / 1e6 / (seconds(clock) - start);
    for _ in 0..3 {
        let start = seconds(clock);
        for text in &texts {
            measured += signals::measure(text, &signals::Context::default(), profile, &mut scratch)
                .values()[0];
        }
        let measure = rate(start);
        let start = seconds(clock);
        let spans: usize = texts
            .iter()
            .map(|text| pii::find(text, Some(&code)).len())
            .sum();
        let find = rate(start);
        let (documents, mb) = (texts.len(), bytes as f64 / 1e6);
        writeln!(
            stdout(),
            "{documents} documents, {mb:.1} MB: measure {measure:.1} MB/s, find {find:.1} MB/s \
             ({measured} words, {spans} spans)"
        )?;
    }
    Ok(())
}
