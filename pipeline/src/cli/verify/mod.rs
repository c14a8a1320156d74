mod dataset;
mod proof;

use std::path::PathBuf;

use clap::Args;
use tamis_manifests::sign::PublicKey;

use super::{Ended, print};
use crate::account;
use crate::error::Result;

/// Makes everything that a dataset says of itself again from its files, and compares: digests, rows,
/// counts, trees, signature. Names all that is wrong. Or checks a proof without the dataset. Exit
/// code 0: it holds; 1: something is wrong.
#[derive(Args)]
#[command(group(clap::ArgGroup::new("what").required(true)))]
pub(super) struct Verify {
    /// The dataset's folder
    #[arg(group = "what")]
    dataset: Option<PathBuf>,
    /// A proof, as `tamis prove` makes it, instead of a dataset
    #[arg(long, value_name = "FILE", group = "what")]
    proof: Option<PathBuf>,
    /// A public key that must have signed it; may be given several times
    #[arg(long, value_name = "FILE")]
    key: Vec<PathBuf>,
    /// The root (hex) that a proof must lead to
    #[arg(long, value_name = "HEX", requires = "proof")]
    root: Option<String>,
    /// Hash every text again too, not only the files that they are in
    #[arg(long, conflicts_with = "proof")]
    texts: bool,
    /// Threads; every core when left out
    #[arg(long, value_name = "N", default_value_t = 0)]
    threads: usize,
    /// One JSON object instead of lines
    #[arg(long, conflicts_with = "proof")]
    json: bool,
}

impl Verify {
    pub(super) fn call(self) -> Result<Ended> {
        let keys = self.key.iter().map(|path| account::public_key(path));
        let keys = keys.collect::<Result<Vec<PublicKey>>>()?;
        let (holds, text) = match (&self.proof, &self.dataset) {
            (Some(proof), _) => proof::check(proof, &keys, self.root.as_deref())?,
            (None, dataset) => {
                let dataset = dataset.clone().unwrap_or_default();
                dataset::check(&dataset, keys, self.texts, self.threads, self.json)?
            }
        };
        print(&text)?;
        Ok(if holds { Ended::Done } else { Ended::Failed })
    }
}
