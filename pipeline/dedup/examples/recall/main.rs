//! Which duplicates are found, and what is taken for one, against exact sets of shingles:
//!
//! ```sh
//! cargo run --release -p tamis-dedup --example recall -- --folder SCRATCH [--texts FILE.jsonl]...
//! ```
//!
//! `planted.rs` makes pairs of every similarity by six kinds of edits, `families.rs` larger families, and
//! `real.rs` takes texts from files of JSON lines with a field `text`. Pairs of texts with the same words
//! count nowhere: they are found by their hashes.
#![allow(clippy::print_stdout)]

mod exact;
mod families;
mod planted;
mod real;
mod steps;
mod texts;

use std::error::Error;
use std::path::PathBuf;

pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Thresholds that are compared; the first is the default.
pub(crate) const THRESHOLDS: [f32; 7] = [0.71, 0.65, 0.70, 0.72, 0.74, 0.77, 0.80];

fn main() -> Result<()> {
    let (mut pairs, mut families) = (400_000, 300);
    let (mut folder, mut curve, mut texts) = (PathBuf::new(), None, Vec::<PathBuf>::new());
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words
            .next()
            .ok_or_else(|| format!("{word} needs a value"))?;
        match word.as_str() {
            "--pairs" => pairs = value.parse()?,
            "--families" => families = value.parse()?,
            "--folder" => folder = value.into(),
            "--curve" => curve = Some(PathBuf::from(value)),
            "--texts" => texts.push(value.into()),
            other => return Err(format!("{other} is not known").into()),
        }
    }
    if folder.as_os_str().is_empty() {
        return Err("--folder FOLDER: where files may be written".into());
    }
    let scratch = tempfile::tempdir_in(&folder)?;
    if pairs > 0 {
        planted::run(pairs, scratch.path(), curve.as_deref())?;
    }
    if families > 0 {
        families::run(families, scratch.path())?;
    }
    if !texts.is_empty() {
        real::run(&texts, scratch.path())?;
    }
    Ok(())
}
