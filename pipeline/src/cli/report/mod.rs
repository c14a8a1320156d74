mod compare;
#[cfg(feature = "stats")]
mod languages;
#[cfg(feature = "stats")]
mod removals;
#[cfg(feature = "stats")]
mod signals;
#[cfg(feature = "stats")]
mod single;

use std::path::PathBuf;

use clap::Args;

use super::{Ended, print};
#[cfg(not(feature = "stats"))]
use crate::error::Error;
use crate::error::Result;

/// Counts of a finished dataset by language, from its files alone; or of two datasets, what changed
/// from the first to the second, and why.
#[derive(Args)]
pub(super) struct Report {
    /// The output folder of a run, or its config
    dataset: PathBuf,
    /// Another one, to compare with the first
    other: Option<PathBuf>,
    /// Of two: write a page with all that differs to this file
    #[arg(long, value_name = "FILE", requires = "other")]
    html: Option<PathBuf>,
    /// One JSON object instead of tables
    #[arg(long)]
    json: bool,
    #[cfg(feature = "stats")]
    #[command(flatten)]
    single: single::Single,
}

impl Report {
    pub(super) fn call(self) -> Result<Ended> {
        let text = match &self.other {
            Some(other) => compare::tell(&self.dataset, other, self.html.as_deref(), self.json)?,
            None => self.one()?,
        };
        print(&text)?;
        Ok(Ended::Done)
    }

    #[cfg(feature = "stats")]
    fn one(self) -> Result<String> {
        self.single.tell(&self.dataset, self.json)
    }

    #[cfg(not(feature = "stats"))]
    fn one(self) -> Result<String> {
        Err(Error::usage(
            "this tamis was built without statistics of one dataset",
            "open its report.html, name a second dataset to compare with, or build with the \
             feature `stats`",
        ))
    }
}
