//! `rust-identifiers`: a text a line on stdin, a code a line on stdout, empty if undecided.
//! `rust-identifiers --codes`: every code that it can give; Serbian once for each of its scripts.

use std::io::{self, BufRead, BufWriter, Write};

use whatlang::{Lang, Script};

fn codes(out: &mut impl Write) -> io::Result<()> {
    for lang in Lang::all() {
        let scripts = Script::all()
            .iter()
            .filter(|script| script.langs().contains(lang));
        for script in scripts {
            writeln!(out, "{}\t{}", lang.code(), script.name())?;
        }
    }
    Ok(())
}

fn main() -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    if std::env::args().nth(1).as_deref() == Some("--codes") {
        codes(&mut out)?;
        return out.flush();
    }
    for line in io::stdin().lock().lines() {
        let code = whatlang::detect_lang(&line?).map_or("", |lang| lang.code());
        writeln!(out, "{code}")?;
    }
    out.flush()
}
