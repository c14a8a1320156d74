//! Checks identifiers in JSON lines.
//!
//! Reads `{"id", "value"}` from stdin and writes `true` or `false` for each. With `--list` it writes
//! one line for each identifier instead, with all ways to write it and its examples.

use std::io::{BufRead, Write, stdin, stdout};

use serde_json::{Value, json};
use tamis_filters::pii::identifiers::Identifiers;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let all = Identifiers::embedded();
    let mut out = std::io::BufWriter::new(stdout().lock());
    if std::env::args().any(|arg| arg == "--list") {
        for identifier in all.iter() {
            let line = json!({
                "id": identifier.id,
                "english": identifier.english,
                "context": format!("{:?}", identifier.context).to_lowercase(),
                "rate": identifier.random_pass_rate,
                "forms": identifier.forms(),
                "valid": identifier.examples.valid,
                "invalid": identifier.examples.invalid,
            });
            writeln!(out, "{line}")?;
        }
        return Ok(());
    }
    for line in stdin().lock().lines() {
        let row: Value = serde_json::from_str(&line?)?;
        let text = |key: &str| row[key].as_str().unwrap_or_default();
        let identifier = all.by_id(text("id")).ok_or("no such identifier")?;
        writeln!(out, "{}", identifier.is_valid(text("value")))?;
    }
    Ok(())
}
