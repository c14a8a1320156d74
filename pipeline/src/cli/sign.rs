use std::path::PathBuf;

use clap::Args;
use tamis_manifests::sign::{SignError, sign};

use super::{Ended, print};
use crate::account;
use crate::error::{Error, Result};

/// Signs a finished dataset: manifest.intoto.json, a DSSE envelope around an in-toto statement with
/// a SLSA provenance. Several people may sign the same dataset.
#[derive(Args)]
pub(super) struct Sign {
    /// The dataset's folder
    dataset: PathBuf,
    /// The private key, as `tamis keygen` makes it
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
}

impl Sign {
    pub(super) fn call(self) -> Result<Ended> {
        let key = account::private_key(&self.key)?;
        let help = "name the output folder of a run that has ended";
        let signed = sign(&self.dataset, &key).map_err(|error| match error {
            SignError::Json(error) => Error::run(error.to_string()),
            error => Error::usage(error.to_string(), help),
        })?;
        let mut out = format!(
            "signed by {}\n{} of {} signature{}\n",
            signed.key_id,
            signed.path.display(),
            signed.signatures,
            if signed.signatures == 1 { "" } else { "s" }
        );
        if signed.dropped > 0 {
            out.push_str(&format!(
                "{} of another content taken out\n",
                signed.dropped
            ));
        }
        print(&out)?;
        Ok(Ended::Done)
    }
}
