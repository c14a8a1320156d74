use std::path::PathBuf;

use clap::Args;

use super::{CALIBRATION, Ended, layout, load, print};
use crate::dag::picture;
use crate::error::{Error, Result};
use crate::estimate::{Calibration, Estimate, Machines, table};
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
    /// Tell what the run will take instead: core-hours, time, memory, bytes and files by stage
    #[arg(long, conflicts_with = "mix")]
    estimate: bool,
    /// Scale it from this: a file of `tamis bench calibrate`, or the folder of a finished run
    /// [default: calibration.json beside the config]
    #[arg(long, value_name = "FILE", requires = "estimate")]
    calibration: Option<PathBuf>,
    /// For so many machines
    #[arg(long, default_value_t = 1, requires = "estimate")]
    nodes: u64,
    /// Of so many cores each [default: those of this one]
    #[arg(long, requires = "estimate")]
    cores: Option<u64>,
    /// As JSON
    #[arg(long)]
    json: bool,
}

impl Plan {
    pub(super) fn call(self) -> Result<Ended> {
        let plan = load(&self.config)?;
        if self.estimate {
            return self.estimated(&plan);
        }
        if self.json && !self.mix {
            return Err(Error::usage(
                "the drawing of a plan is no JSON",
                "give --json with --mix or --estimate",
            ));
        }
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
            print(&as_json(&mix)?)?;
        } else {
            print(&tamis_mix::table(&mix, WIDTH))?;
        }
        Ok(Ended::Done)
    }

    fn estimated(&self, plan: &crate::dag::Plan) -> Result<Ended> {
        let beside = self.config.with_file_name(CALIBRATION);
        let calibration = Calibration::read(self.calibration.as_ref().unwrap_or(&beside))?;
        let here = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let machines = Machines {
            nodes: self.nodes.max(1),
            cores: self.cores.unwrap_or_else(|| here() as u64).max(1),
        };
        let estimate = Estimate::new(plan, &calibration, machines);
        if self.json {
            print(&as_json(&estimate)?)?;
        } else {
            print(&table(&estimate, &calibration))?;
        }
        Ok(Ended::Done)
    }
}

fn as_json(value: &impl serde::Serialize) -> Result<String> {
    let json = serde_json::to_string_pretty(value)
        .map_err(|error| Error::run(format!("cannot write JSON: {error}")))?;
    Ok(json + "\n")
}

/// Columns of most terminals.
const WIDTH: usize = 80;
