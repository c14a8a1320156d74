//! The bits of every signal, to compare two versions of this crate: no output may change unless the
//! version of a signal does.
//!
//! Usage: `signal_bits < texts.jsonl > bits.txt`, one `{"text"}` a line, with or without `"code"`, the
//! profile. A line of output for each: the values in hexadecimal, in the order of `SIGNALS`.

use std::io::{BufRead, BufWriter, Write, stdin, stdout};

use tamis_filters::{Scratch, signals};
use tamis_langs::Registry;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let registry = Registry::embedded();
    let mut scratch = Scratch::new();
    let mut out = BufWriter::new(stdout().lock());
    for line in stdin().lock().lines() {
        let row: serde_json::Value = serde_json::from_str(&line?)?;
        let text = row["text"].as_str().unwrap_or_default();
        let code = row["code"].as_str().unwrap_or("eng_Latn");
        let profile = registry
            .get(code)
            .ok_or_else(|| format!("no profile {code}"))?;
        let signals = signals::measure(text, &signals::Context::default(), profile, &mut scratch);
        for value in signals.values() {
            write!(out, "{:08x} ", value.to_bits())?;
        }
        writeln!(out)?;
    }
    Ok(out.flush()?)
}
