use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::run::{finished, told};
use super::{Ended, load_noted, print};
use crate::error::{Error, Result};
use crate::run::{self, Options, Part, Progress, Share};

/// Runs tasks of one group of stages: one by its number, or the share of one element of an array, as the
/// scripts of `tamis slurm` do. The groups before it must have ended. Several may be at work at the same time.
#[derive(Args)]
pub(super) struct Task {
    /// The config
    config: PathBuf,
    /// The group, or a stage of it
    stage: String,
    /// The number of a task, from 0
    #[arg(required_unless_present = "element", conflicts_with = "element")]
    number: Option<usize>,
    /// The number of an element, from 0: it runs the tasks dealt to it, then what others leave
    #[arg(long, requires = "of")]
    element: Option<usize>,
    /// All elements of the array
    #[arg(long, requires = "element")]
    of: Option<usize>,
    /// Worker threads; 0 takes what the job has [default: the config's `threads`]
    #[arg(short, long)]
    threads: Option<usize>,
    /// Accept a changed config: tasks that still hold are kept
    #[arg(long)]
    update: bool,
    /// Seconds that tasks at hand may go on after SIGTERM or SIGUSR1 [default: to their end]
    #[arg(long, value_name = "SECONDS")]
    grace: Option<u64>,
    /// Seconds between two signs of life
    #[arg(long, value_name = "SECONDS", default_value_t = 30.0)]
    heartbeat: f64,
}

impl Task {
    pub(super) fn call(self) -> Result<Ended> {
        run::listen();
        let (plan, layout) = load_noted(&self.config)?;
        let progress = Progress::stderr();
        let part = match (self.number, self.element, self.of) {
            (_, Some(element), Some(of)) => Part::Element { element, of },
            (number, ..) => Part::Task(number.unwrap_or(0)),
        };
        let options = Options {
            threads: self.threads.unwrap_or(plan.graph.run.threads),
            update: self.update,
            until: None,
        };
        let share = Share {
            stage: self.stage,
            part,
            beat: Duration::from_secs_f64(self.heartbeat.clamp(0.1, 3600.0)),
            grace: self.grace.map(Duration::from_secs),
        };
        match run::element(&plan, &layout, &options, &share, &progress) {
            Ok(run::Ended::Done { tasks_run }) => {
                print(&format!("{tasks_run} tasks were run\n"))?;
                Ok(Ended::Done)
            }
            Ok(run::Ended::Finished(done)) => {
                told(&done, &progress);
                finished(&done, &layout, None, &progress)
            }
            Err(Error::Stopped) if self.element.is_some() => {
                progress.warn("stopped before its end; started again it goes on");
                Ok(Ended::Again)
            }
            Err(error) => Err(error),
        }
    }
}
