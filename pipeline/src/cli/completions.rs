use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

use super::{Cli, Ended, print};
use crate::error::Result;

/// Prints a script that lets a shell complete tamis's commands, options and their values. Save it where
/// the shell looks for such scripts, or source it.
#[derive(Args)]
pub(super) struct Completions {
    /// The shell that it is for
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub(super) fn call(self) -> Result<Ended> {
        let mut script = Vec::new();
        generate(self.shell, &mut Cli::command(), "tamis", &mut script);
        print(&String::from_utf8_lossy(&script))?;
        Ok(Ended::Done)
    }
}
