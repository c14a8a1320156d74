use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::{Ended, layout, load, print};
use crate::error::{Error, Result};
use crate::run::{Layout, Watch};

/// Between two looks.
const PAUSE: Duration = Duration::from_secs(5);

/// Tells how far a run is: for every group of stages tasks done, running, failed and lost, what they counted
/// and took; what is slowest, what failed, and where its log is.
#[derive(Args)]
pub(super) struct Status {
    /// The output folder of a run, or its config
    run: PathBuf,
    /// Look again every five seconds, until the run is complete
    #[arg(long)]
    watch: bool,
    /// As JSON, one line a look
    #[arg(long)]
    json: bool,
}

impl Status {
    pub(super) fn call(self) -> Result<Ended> {
        let layout = if self.run.is_file() {
            layout(&load(&self.run)?)
        } else {
            Layout::new(self.run)
        };
        let clear = self.watch && !self.json && std::io::stdout().is_terminal();
        let mut watch = Watch::default();
        loop {
            let status = watch.look(&layout)?;
            let text = match self.json {
                true => serde_json::to_string(&status)
                    .map_err(|error| Error::run(format!("cannot write the status: {error}")))?,
                false => status.to_string(),
            };
            // Home, and all below it cleared: a screen that is erased first flickers.
            let before = if clear { "\x1b[H\x1b[J" } else { "" };
            let end = if self.json { "\n" } else { "" };
            print(&format!("{before}{text}{end}"))?;
            if !self.watch || status.complete {
                return Ok(Ended::Done);
            }
            std::thread::sleep(PAUSE);
        }
    }
}
