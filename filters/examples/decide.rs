//! Documents a second of `rules::decide` on stored signals, one core.
//!
//! Usage: `decide PROFILE < texts.jsonl`, one `{"text"}` a line: their signals are measured once and
//! decided on a thousand times.

use std::io::{BufRead, Write, stdin, stdout};
use std::time::Instant;

use tamis_filters::signals::{Context, Signals, measure};
use tamis_filters::{Scratch, Verdict, rules};
use tamis_langs::Registry;

const TIMES: usize = 1_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let code = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "eng_Latn".to_owned());
    let profile = Registry::embedded().get(&code).ok_or("no such profile")?;
    let mut scratch = Scratch::new();
    let mut signals: Vec<Signals> = Vec::new();
    for line in stdin().lock().lines() {
        let row: serde_json::Value = serde_json::from_str(&line?)?;
        let text = row["text"].as_str().unwrap_or_default();
        signals.push(measure(text, &Context::default(), profile, &mut scratch));
    }
    let start = Instant::now();
    let mut kept = 0_usize;
    for _ in 0..TIMES {
        for one in &signals {
            kept += usize::from(rules::decide(one, profile) == Verdict::Keep);
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    let documents = signals.len() * TIMES;
    writeln!(
        stdout(),
        "{documents} decisions in {seconds:.2} s: {:.1} million a second, {kept} kept",
        documents as f64 / 1e6 / seconds
    )?;
    Ok(())
}
