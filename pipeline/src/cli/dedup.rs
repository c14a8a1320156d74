use std::path::PathBuf;

use clap::Args;
use tamis_dedup::Params;

use super::lines::problems;
use super::{Ended, print};
use crate::error::{Error, Result};
use crate::tools::dedup;

/// Finds near-duplicates among JSON lines {"id","text"[,"language"]} by MinHash, comparing
/// documents of one language, and writes DIR/kept.jsonl (the lines as they came; the longest of
/// each cluster) and DIR/removed.jsonl ({"id","kept","similarity","cluster_size"}).
#[derive(Args)]
pub(super) struct Dedup {
    /// Input files; `-` is standard input; gzip and zstd are recognised
    #[arg(required = true, value_name = "IN")]
    inputs: Vec<PathBuf>,
    /// Output folder
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// LSH bands
    #[arg(long, default_value_t = Params::default().bands)]
    bands: u16,
    /// MinHash values in a band
    #[arg(long, default_value_t = Params::default().rows)]
    rows: u16,
    /// Words in a shingle
    #[arg(long, default_value_t = Params::default().shingle)]
    shingle: u16,
    /// Estimated Jaccard similarity from which two documents are duplicates
    #[arg(long, default_value_t = 0.7)]
    threshold: f32,
    /// Seed of the hash family
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl Dedup {
    pub(super) fn call(self) -> Result<Ended> {
        if !(0.0..=1.0).contains(&self.threshold) {
            return Err(Error::usage(
                format!("the threshold {} is not a similarity", self.threshold),
                "give a number between 0 and 1",
            ));
        }
        let params = Params {
            bands: self.bands,
            rows: self.rows,
            shingle: self.shingle,
            seed: self.seed,
        };
        let done = dedup(&self.inputs, &self.output, &params, self.threshold)?;
        print(&format!(
            "{} documents, {} kept, {} removed; see {}\n",
            done.documents,
            done.kept,
            done.documents - done.kept,
            self.output.display()
        ))?;
        Ok(problems(&done.bad, "line", "lines"))
    }
}
