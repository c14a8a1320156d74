//! What fitting scripts need of a model: for every line of standard input its normal form, the
//! number of its letters, and all probabilities above 1e-7 before calibration and second step,
//! `normal form<TAB>letters<TAB>label:p label:p ...`. A line may stand for a text of several: a
//! vertical tab is read as a line break. The argument is the model; without one, the embedded one.

use std::io::{BufRead, Write};
use std::path::Path;

use tamis_langs::Identifier;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let model = match std::env::args_os().nth(1) {
        Some(path) => Identifier::from_path(Path::new(&path))?,
        None => Identifier::embedded()?,
    };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut line = Vec::new();
    let mut input = std::io::stdin().lock();
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            return Ok(out.flush()?);
        }
        let text = String::from_utf8_lossy(&line)
            .trim_end_matches('\n')
            .replace('\u{b}', "\n");
        let (normal, letters, all) = model.uncalibrated(&text);
        write!(out, "{normal}\t{letters}\t")?;
        for (label, p) in all.iter().filter(|(_, p)| *p > 1e-7) {
            write!(out, "{label}:{p:.4e} ")?;
        }
        writeln!(out)?;
    }
}
