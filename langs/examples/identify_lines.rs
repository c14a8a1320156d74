//! Reads one text a line from standard input and prints `label<TAB>score`.
//! With a path as its argument it uses that model instead of the embedded one.

use std::io::{self, BufRead, Write};
use std::path::Path;

use tamis_langs::Identifier;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let identifier = match std::env::args().nth(1) {
        Some(path) => Identifier::from_path(Path::new(&path))?,
        None => Identifier::embedded()?,
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let found = identifier.identify(&line?);
        writeln!(out, "{}\t{:.4}", found.label, found.score)?;
    }
    Ok(out.flush()?)
}
