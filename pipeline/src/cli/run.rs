use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use super::{Ended, layout, load, print};
use crate::error::Result;
use crate::run::{Options, Progress, run, summary};

/// Runs a config from where it stands to the end. Started again after a stop of any kind, it goes
/// on with the tasks that are not done yet; the output is the same, byte for byte.
#[derive(Args)]
pub(super) struct Run {
    /// The config, a TOML file; `tamis init` writes one
    config: PathBuf,
    /// Worker threads; 0 takes every core [default: the config's `threads`]
    #[arg(short, long)]
    threads: Option<usize>,
    /// Bring the output folder up to date with a changed config: tasks that still hold are kept
    #[arg(long)]
    update: bool,
    /// Stop when this stage has ended; the same command without it goes on from there
    #[arg(long, value_name = "STAGE")]
    until: Option<String>,
}

impl Run {
    pub(super) fn call(self) -> Result<Ended> {
        let started = Instant::now();
        let plan = load(&self.config)?;
        let layout = layout(&plan);
        let progress = Progress::stderr();
        let options = Options {
            threads: self.threads.unwrap_or(plan.graph.run.threads),
            update: self.update,
            until: self.until,
        };
        let finished = run(&plan, &layout, &options, &progress)?;
        for warning in &finished.warnings {
            progress.warn(warning);
        }
        if finished.stopped {
            print(&format!(
                "stopped before the end, as asked; {} tasks were run\n",
                finished.tasks_run
            ))?;
            return Ok(Ended::Done);
        }
        print(&summary(&layout, started.elapsed().as_secs_f64())?)?;
        let folder = layout.root.display();
        if finished.tasks_run == 0 {
            print(&format!("nothing to do: {folder} was complete\n"))?;
        } else {
            print(&format!("dataset: {folder}\n"))?;
        }
        if finished.damaged_beyond_limit {
            progress.warn(
                "more of the input was damaged than `max_damaged` allows; removed/ lists it under \
                 source.damaged",
            );
            return Ok(Ended::Damaged);
        }
        Ok(Ended::Done)
    }
}
