use std::path::PathBuf;

use clap::Args;

use super::{Ended, layout, load, print};
use crate::error::Result;
use crate::run::{Layout, status};

/// Tells, for every group of stages, how many tasks are done, what they counted and took.
#[derive(Args)]
pub(super) struct Status {
    /// The output folder of a run, or its config
    run: PathBuf,
}

impl Status {
    pub(super) fn call(self) -> Result<Ended> {
        let layout = if self.run.is_file() {
            layout(&load(&self.run)?)
        } else {
            Layout::new(self.run)
        };
        print(&status(&layout)?)?;
        Ok(Ended::Done)
    }
}
