//! `why FILE`: every block of a page with what the classifier makes of it.

use std::error::Error;
use std::io::{Write, stdout};

use tamis_extract::charset::{Hints, decode};
use tamis_extract::{Page, mojibake};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: why FILE")?;
    let bytes = std::fs::read(path)?;
    let decoded = decode(&bytes, &Hints::default());
    let repaired = mojibake::repair(&decoded.text);
    let page = Page::parse(&repaired.text);
    let mut out = stdout().lock();
    for block in page.blocks() {
        let sign = if block.kept { '+' } else { '-' };
        let text: String = block.text.chars().take(90).collect();
        writeln!(out, "{sign} {:.3} {text:?}", block.probability)?;
    }
    Ok(())
}
