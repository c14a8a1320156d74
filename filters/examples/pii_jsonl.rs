//! Finds personal data in JSON lines.
//!
//! Reads `{"id", "text"[, "language"]}` from stdin and writes `{"id", "spans": [{"start", "end", "type",
//! "subtype"}]}`, offsets in UTF-8 bytes and the type in capitals.

use std::io::{BufRead, Write, stdin, stdout};

use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::BufWriter::new(stdout().lock());
    for line in stdin().lock().lines() {
        let row: Value = serde_json::from_str(&line?)?;
        let text = row["text"].as_str().unwrap_or_default();
        let spans: Vec<Value> = tamis_filters::pii::find(text, row["language"].as_str())
            .iter()
            .map(|s| {
                let kind = s.kind.as_str().to_uppercase();
                let subtype = s.subtype.as_str();
                json!({"start": s.start, "end": s.end, "type": kind, "subtype": subtype})
            })
            .collect();
        writeln!(out, "{}", json!({"id": row["id"], "spans": spans}))?;
    }
    Ok(())
}
