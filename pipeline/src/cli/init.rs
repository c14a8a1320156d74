use std::path::PathBuf;

use clap::Args;

use super::{Ended, print};
use crate::error::{Error, Result};

const TEMPLATE: &str = include_str!("init.toml");

/// Writes a commented config to start from.
#[derive(Args)]
pub(super) struct Init {
    /// The file to write; `-` prints it
    #[arg(default_value = "tamis.toml")]
    path: PathBuf,
}

impl Init {
    pub(super) fn call(self) -> Result<Ended> {
        if self.path.as_os_str() == "-" {
            print(TEMPLATE)?;
            return Ok(Ended::Done);
        }
        if self.path.exists() {
            return Err(Error::usage(
                format!("{} is there already", self.path.display()),
                "name another file, or delete this one",
            ));
        }
        crate::io::write_atomically(&self.path, TEMPLATE.as_bytes())?;
        print(&format!(
            "wrote {0}; edit its paths, then: tamis plan {0}\n",
            self.path.display()
        ))?;
        Ok(Ended::Done)
    }
}
