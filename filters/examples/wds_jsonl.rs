//! The document score of JSON lines, for comparison with HPLT's (`scripts/filters/wds/parity.py`).
//!
//! Usage: `wds_jsonl < texts.jsonl`, one `{"id", "text", "language"}` a line and perhaps
//! `"parts": [[start, end, own], …]`.

use std::io::{BufRead, Write, stdin, stdout};

use serde_json::{Value, json};
use tamis_filters::signals::wds::{Buffers, measure};
use tamis_filters::signals::{Part, Whose};

fn part(row: &Value) -> Option<Part> {
    Some(Part {
        start: usize::try_from(row[0].as_u64()?).ok()?,
        end: usize::try_from(row[1].as_u64()?).ok()?,
        whose: if row[2].as_bool()? {
            Whose::Own
        } else {
            Whose::Foreign
        },
    })
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut work = Buffers::new();
    let mut out = stdout().lock();
    for line in stdin().lock().lines() {
        let row: Value = serde_json::from_str(&line?)?;
        let text = row["text"].as_str().unwrap_or_default();
        let code = row["language"].as_str().unwrap_or_default();
        let parts = row["parts"].as_array().map(Vec::as_slice);
        let parts: Vec<Part> = parts.unwrap_or_default().iter().filter_map(part).collect();
        let s = measure(text, code, &parts, &mut work);
        let scores = json!({
            "score": s.score,
            "language": s.language,
            "long_segments": s.long_segments,
            "great_segment": s.great_segment,
            "urls": s.urls,
            "punctuation": s.punctuation,
            "singular_chars": s.singular_chars,
            "numbers": s.numbers,
            "repeated": s.repeated,
            "informativeness": s.informativeness,
            "short_segments": s.short_segments,
            "compression": s.compression,
        });
        writeln!(out, "{}", json!({"id": row["id"], "scores": scores}))?;
    }
    Ok(())
}
