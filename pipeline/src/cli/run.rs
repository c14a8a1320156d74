use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use super::{Ended, layout, load, print};
use crate::error::Result;
use crate::run::{self, Finished, Layout, Options, Progress, counted, summary};

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
        run::listen();
        let done = run::run(&plan, &layout, &options, &progress)?;
        told(&done, &progress);
        if done.stopped {
            print(&format!(
                "stopped before the end, as asked; {} tasks were run\n",
                done.tasks_run
            ))?;
            return Ok(Ended::Done);
        }
        finished(&done, &layout, Some(started), &progress)
    }
}

/// Warns of what a person should look at.
pub(super) fn told(done: &Finished, progress: &Progress) {
    for warning in &done.warnings {
        progress.warn(warning);
    }
}

/// Prints what a run that has ended has made. `started` is when, if all of it was made in this process.
pub(super) fn finished(
    done: &Finished,
    layout: &Layout,
    started: Option<Instant>,
    progress: &Progress,
) -> Result<Ended> {
    print(&summary(
        layout,
        started.map(|at| at.elapsed().as_secs_f64()),
    )?)?;
    let folder = layout.root.display();
    if done.tasks_run == 0 {
        print(&format!("nothing to do: {folder} was complete\n"))?;
    } else {
        print(&format!("dataset: {folder}\n"))?;
    }
    if !done.quarantined.is_empty() {
        let mut list = format!(
            "nothing is in the dataset of {} that could not be read; the same command tries \
             them again:\n",
            counted(done.quarantined.len() as u64, "archive")
        );
        for one in done.quarantined.iter().take(LISTED) {
            list.push_str(&format!(
                "  {}, byte {}: {}\n",
                one.file_path, one.offset, one.error
            ));
        }
        if let Some(more @ 1..) = done.quarantined.len().checked_sub(LISTED) {
            list.push_str(&format!("  and {more} more\n"));
        }
        list.push_str(&format!(
            "notes on each: {}\n",
            layout.quarantine().display()
        ));
        print(&list)?;
    }
    if done.damaged_beyond_limit {
        progress.warn(
            "more of the input was damaged than `max_damaged` allows, or all of a file; removed/ \
             lists it under source.damaged",
        );
    }
    Ok(
        match done.damaged_beyond_limit || !done.quarantined.is_empty() {
            true => Ended::Damaged,
            false => Ended::Done,
        },
    )
}

/// Archives that the last message names.
const LISTED: usize = 20;
