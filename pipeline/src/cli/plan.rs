use std::path::PathBuf;

use clap::Args;

use super::{Ended, layout, load, print};
use crate::dag::picture;
use crate::error::{Error, Result};
use crate::io::write_atomically;
use crate::tools::mix;

/// Checks a config and draws what a run would do, without running it.
#[derive(Args)]
pub(super) struct Plan {
    /// The config
    config: PathBuf,
    /// Show the mix instead: available, asked, given, repeats and shortfall by language
    #[arg(long)]
    mix: bool,
    /// Plan it from the tokens in this file instead of the run's own documents
    #[arg(long, value_name = "FILE", requires = "mix")]
    available: Option<PathBuf>,
    /// Draw it as well, as SVG
    #[arg(long, value_name = "SVG", requires = "mix")]
    picture: Option<PathBuf>,
    /// As JSON
    #[arg(long, requires = "mix")]
    json: bool,
}

impl Plan {
    pub(super) fn call(self) -> Result<Ended> {
        let plan = load(&self.config)?;
        if !self.mix {
            print(&picture(&plan))?;
            return Ok(Ended::Done);
        }
        let mix = match &self.available {
            Some(file) => mix::of_numbers(&plan, file)?,
            None => mix::of_run(&plan, &layout(&plan))?,
        };
        if let Some(path) = &self.picture {
            write_atomically(path, tamis_mix::picture(&mix).as_bytes())?;
        }
        if self.json {
            let json = serde_json::to_string_pretty(&mix)
                .map_err(|error| Error::run(format!("cannot write the mix: {error}")))?;
            print(&(json + "\n"))?;
        } else {
            print(&tamis_mix::table(&mix, WIDTH))?;
        }
        Ok(Ended::Done)
    }
}

/// Columns of most terminals.
const WIDTH: usize = 80;
