use std::path::PathBuf;

use clap::Args;

use super::{Ended, load, print};
use crate::dag::picture;
use crate::error::Result;

/// Checks a config and draws what a run would do, without running it.
#[derive(Args)]
pub(super) struct Plan {
    /// The config
    config: PathBuf,
}

impl Plan {
    pub(super) fn call(self) -> Result<Ended> {
        print(&picture(&load(&self.config)?))?;
        Ok(Ended::Done)
    }
}
