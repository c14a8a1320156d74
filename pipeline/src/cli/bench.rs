use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Ended, print};
use crate::error::{Error, Result};
use crate::io::write_atomically;
use crate::run::Progress;
use crate::tools::{Calibrate, calibrate};

/// Measures this machine.
#[derive(Args)]
pub(super) struct Bench {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run a config over a part of its input, for `tamis plan --estimate`
    Calibrate(CalibrateArgs),
}

#[derive(Args)]
struct CalibrateArgs {
    /// The config
    config: PathBuf,
    /// How long it may take, about
    #[arg(long, default_value_t = 60.0)]
    seconds: f64,
    /// Worker threads; 0 takes every core
    #[arg(short, long, default_value_t = 0)]
    threads: usize,
    /// Folder for the part of the input and what comes out, which are deleted at the end
    /// [default: the system's for temporary files]
    #[arg(long, value_name = "FOLDER")]
    scratch: Option<PathBuf>,
    /// Output file [default: calibration.json beside the config]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Bench {
    pub(super) fn call(self) -> Result<Ended> {
        let Command::Calibrate(args) = self.command;
        if !(args.seconds >= 0.0 && args.seconds.is_finite()) {
            return Err(Error::usage(
                format!("{} seconds are no time", args.seconds),
                "give a number from 0 on, such as 60",
            ));
        }
        let scratch = args.scratch.unwrap_or_else(std::env::temp_dir);
        let ask = Calibrate {
            config: &args.config,
            seconds: args.seconds,
            threads: args.threads,
            scratch: &scratch,
        };
        let calibration = calibrate(&ask, &Progress::stderr())?;
        let path = args
            .output
            .unwrap_or_else(|| args.config.with_file_name(super::CALIBRATION));
        let json = serde_json::to_string_pretty(&calibration)
            .map_err(|error| Error::run(format!("cannot write the calibration: {error}")))?;
        write_atomically(&path, (json + "\n").as_bytes())?;
        let bytes = calibration.bytes() as f64 / 1e6;
        let largest = calibration.runs.iter().max_by_key(|run| run.bytes);
        let groups = largest.map_or(&[][..], |run| &run.groups);
        let seconds: f64 = groups.iter().map(|group| group.cpu_seconds).sum();
        print(&format!(
            "{bytes:.1} MB of input took {seconds:.1} s of CPU, {:.2} MB a second and core\n{}\n",
            bytes / seconds.max(1e-3),
            path.display()
        ))?;
        Ok(Ended::Done)
    }
}
