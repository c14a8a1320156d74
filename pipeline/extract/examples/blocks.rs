//! `blocks DIR OUT`: every block of the pages (`*.html.gz`) in a folder as the classifier sees it,
//! for fitting its weights (`scripts/extraction/fit.py`).
//!
//! Writes `OUT.names` (the names of the features, one a line), `OUT.jsonl` (a page a line: its id,
//! the texts of its blocks, and which of them are decided on together) and `OUT.f32` (the features of all blocks of all
//! pages, row after row, as little-endian 32-bit floats).

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};

use tamis_extract::charset::{Hints, decode};
use tamis_extract::{Page, mojibake};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(dir), Some(out)) = (args.next(), args.next()) else {
        return Err("usage: blocks DIR OUT".into());
    };
    fs::write(format!("{out}.names"), Page::feature_names().join("\n"))?;
    let mut texts = BufWriter::new(File::create(format!("{out}.jsonl"))?);
    let mut features = BufWriter::new(File::create(format!("{out}.f32"))?);
    let mut paths: Vec<_> = fs::read_dir(&dir)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let Some(id) = name.strip_suffix(".html.gz") else {
            continue;
        };
        let mut bytes = Vec::new();
        flate2::read::MultiGzDecoder::new(File::open(&path)?).read_to_end(&mut bytes)?;
        let decoded = decode(&bytes, &Hints::default());
        let repaired = mojibake::repair(&decoded.text);
        let page = Page::parse(&repaired.text);
        let blocks = page.blocks();
        let line = serde_json::json!({
            "id": id,
            "blocks": blocks.iter().map(|block| block.text).collect::<Vec<_>>(),
            "groups": blocks.iter().map(|block| block.group).collect::<Vec<_>>(),
        });
        writeln!(texts, "{line}")?;
        for value in blocks.iter().flat_map(|block| &block.features) {
            features.write_all(&value.to_le_bytes())?;
        }
    }
    Ok(())
}
