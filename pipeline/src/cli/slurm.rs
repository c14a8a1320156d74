use std::path::PathBuf;

use clap::Args;

use super::{Ended, layout, load_with, print};
use crate::config::SlurmTable;
use crate::error::{Error, Result};
use crate::run::{Hold, Progress, RunFile, claim};
use crate::slurm::{Call, jobs, submit, table, write};
use crate::stages::{Listing, listing_file};

/// Writes sbatch scripts for a run: an array of jobs for each group of stages, each to begin when the one
/// before it has ended. They lie in `.tamis/slurm` of the output folder.
#[derive(Args)]
pub(super) struct Slurm {
    /// The config, whose table [slurm] says how jobs are to be
    config: PathBuf,
    /// A file with a table [slurm] of the site; keys of the config go before those of it
    #[arg(long, value_name = "FILE")]
    site: Option<PathBuf>,
    /// Submit them too
    #[arg(long)]
    submit: bool,
    /// Accept a changed config: tasks that still hold are kept
    #[arg(long)]
    update: bool,
}

impl Slurm {
    pub(super) fn call(self) -> Result<Ended> {
        let plan = load_with(&self.config, Listing::to_write())?;
        let layout = layout(&plan);
        let site = self.site.as_deref().map(SlurmTable::site).transpose()?;
        let settings = plan.graph.slurm.clone().over(site.unwrap_or_default());
        // The folder is this run's from here on.
        let held = claim(
            &plan,
            &layout,
            self.update,
            Hold::Alone,
            &Progress::stderr(),
        )?;
        let run = RunFile::read(&layout);
        if run.as_ref().is_some_and(|run| run.cleaned) {
            return Err(Error::usage(
                format!(
                    "the run in {} has ended and cleaned up",
                    layout.root.display()
                ),
                "bring it up to date with `tamis run CONFIG --update`",
            ));
        }
        if run.is_none() || self.update {
            RunFile::begin(&plan).write(&layout)?;
        }
        let jobs = jobs(&plan, run.as_ref().filter(|_| !self.update), &settings);
        let path =
            |path: &std::path::Path| std::path::absolute(path).map_err(Error::io(path, "find"));
        let call = Call {
            binary: std::env::current_exe()
                .map_err(Error::io(&self.config, "find the program beside"))?,
            config: path(&self.config)?,
            update: self.update,
        };
        let folder = write(&plan, &layout, &jobs, &settings, &call)?;
        plan.graph.listing.write(&listing_file(&folder))?;
        drop(held);
        print(&table(&plan, &jobs))?;
        if self.submit {
            let said = submit(&folder)?;
            print(&format!("\nsubmitted:\n{said}"))?;
            print(&format!(
                "\nfollow it: tamis status {} --watch\n",
                layout.root.display()
            ))?;
        } else {
            let script = folder.join("submit.sh");
            print(&format!(
                "\nscripts: {}\nsubmit:  bash {}\n",
                folder.display(),
                script.display()
            ))?;
        }
        Ok(Ended::Done)
    }
}
