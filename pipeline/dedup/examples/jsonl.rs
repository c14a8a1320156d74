//! Near-duplicates among JSON lines with a field `text`, from texts to a file of those that are kept, in
//! one thread; for comparisons with other programs:
//!
//! ```sh
//! cargo run --release -p tamis-dedup --example jsonl -- KEPT.jsonl IN.jsonl...
//! ```
//!
//! What it prints is a JSON object.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::PathBuf;

use serde::Deserialize;
use tamis_dedup::chain::{self, Part, Settings};
use tamis_dedup::numbering::{DocSet, Numbering};
use tamis_dedup::part::{Document, PartWriter};
use tamis_dedup::sort::Budget;
use tamis_dedup::store::Identity;
use tamis_dedup::{Params, Rank, Scratch, Signer, THRESHOLD};

const MEMORY: usize = 512 << 20;

#[derive(Deserialize)]
struct Line {
    text: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut paths = std::env::args_os().skip(1).map(PathBuf::from);
    let kept = paths.next().ok_or("KEPT.jsonl IN.jsonl...")?;
    let inputs: Vec<PathBuf> = paths.collect();
    let folder = tempfile::tempdir()?;
    let params = Params::default();
    let identity = Identity::new(&params, "none");
    let path = |part: usize, kind: &str| folder.path().join(format!("{part}.{kind}"));

    let (signer, mut scratch) = (Signer::new(params)?, Scratch::default());
    let budget = Budget::new(folder.path(), MEMORY);
    let mut parts = Vec::new();
    let mut line = String::new();
    for (part, input) in inputs.iter().enumerate() {
        let create = |kind| File::create(path(part, kind));
        let mut writer = PartWriter::new(create("signatures")?, &identity, part as u32, &budget)?;
        let mut reader = BufReader::new(File::open(input)?);
        let mut row = 0;
        while reader.read_line(&mut line)? > 0 {
            let text = serde_json::from_str::<Line>(&line)?.text;
            if let Some(signed) = signer.sign(&text, &mut scratch) {
                writer.push(&Document {
                    row,
                    group: 0,
                    rank: Rank {
                        goodness: text.len() as u128,
                        id: ((part as u128) << 32) | u128::from(row),
                    },
                    crawl: 0,
                    signature: &signed.signature,
                    exact: signed.exact,
                    url: None,
                    shingles: &[],
                })?;
            }
            row += 1;
            line.clear();
        }
        writer.finish(create("bands")?, create("keys")?)?;
        parts.push(Part {
            signatures: path(part, "signatures"),
            bands: path(part, "bands"),
            keys: path(part, "keys"),
            shingles: None,
            rows: row.into(),
        });
    }

    let settings = Settings {
        identity,
        threshold: THRESHOLD,
        urls: false,
        kept: 0,
        threads: 1,
        tasks: 1,
        memory: MEMORY,
        folder: folder.path().to_path_buf(),
        consume: true,
    };
    let numbering = Numbering::new(parts.iter().map(|part| part.rows));
    let mut left_out = DocSet::new(&numbering);
    chain::run(&parts, &settings, &mut |_| {}, &mut |member| {
        if !member.kept {
            left_out.insert(numbering.number(member.key)?);
        }
        Ok(())
    })?;

    let mut out = BufWriter::new(File::create(kept)?);
    let mut number = 0;
    for input in &inputs {
        let mut reader = BufReader::new(File::open(input)?);
        while reader.read_line(&mut line)? > 0 {
            if !left_out.contains(number) {
                out.write_all(line.as_bytes())?;
            }
            number += 1;
            line.clear();
        }
    }
    out.flush()?;
    let kept = number - left_out.len();
    println!("{}", serde_json::json!({ "docs": number, "kept": kept }));
    Ok(())
}
