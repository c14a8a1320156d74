//! Bytes per second of the document score: the best of nine passes for each document.
//!
//! Usage: `wds_speed PATH [CODE]`, the path of a text of which every 40 lines are taken as a
//! document, or of JSON lines (`.jsonl`) with `{"text"}`. zstd is timed alone too, on the same
//! text in lower case, so that what remains is the score's own part.

use std::io::{Write, stdout};
use std::time::Instant;

use tamis_filters::signals::wds::{Buffers, measure};
use zstd::bulk::Compressor;
use zstd::zstd_safe::compress_bound;

const PASSES: usize = 9;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let path = args.next().ok_or("no path")?;
    let code = args.next().unwrap_or_else(|| "eng_Latn".to_owned());
    let content = std::fs::read_to_string(&path)?;
    let lines: Vec<&str> = content.lines().collect();
    let mut texts = Vec::new();
    if path.ends_with(".jsonl") {
        for line in lines {
            let row: serde_json::Value = serde_json::from_str(line)?;
            texts.push(row["text"].as_str().unwrap_or_default().to_owned());
        }
    } else {
        texts.extend(lines.chunks(40).map(|lines| lines.join("\n")));
    }
    let folded: Vec<String> = texts.iter().map(|text| text.to_lowercase()).collect();
    let mb = texts.iter().map(String::len).sum::<usize>() as f64 / 1e6;
    let mut work = Buffers::new();
    let mut zstd = Compressor::new(3)?;
    let mut compressed = Vec::new();
    let mut best = vec![(f64::MAX, f64::MAX); texts.len()];
    let mut sum = 0.0;
    for _ in 0..PASSES {
        for ((text, folded), (all, alone)) in texts.iter().zip(&folded).zip(&mut best) {
            let start = Instant::now();
            sum += f64::from(measure(text, &code, &[], &mut work).score);
            *all = all.min(start.elapsed().as_secs_f64());
            compressed.clear();
            compressed.reserve(compress_bound(folded.len()));
            let start = Instant::now();
            zstd.compress_to_buffer(folded.as_bytes(), &mut compressed)?;
            *alone = alone.min(start.elapsed().as_secs_f64());
        }
    }
    let (all, alone) = best
        .iter()
        .fold((0.0, 0.0), |sum, of| (sum.0 + of.0, sum.1 + of.1));
    writeln!(
        stdout(),
        "{} documents, {mb:.1} MB: {:.1} MB/s, zstd alone {:.1} MB/s, the rest {:.1} MB/s (mean \
         score {:.3})",
        texts.len(),
        mb / all,
        mb / alone,
        mb / (all - alone),
        sum / (texts.len() * PASSES) as f64
    )?;
    Ok(())
}
