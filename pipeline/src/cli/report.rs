use std::path::PathBuf;

use clap::Args;

use super::{Ended, print};
use crate::error::Result;

/// Statistics of a finished dataset.
#[derive(Args)]
pub(super) struct Report {
    /// A dataset
    dataset: PathBuf,
}

impl Report {
    pub(super) fn call(self) -> Result<Ended> {
        print("")?;
        Ok(Ended::Done)
    }
}
