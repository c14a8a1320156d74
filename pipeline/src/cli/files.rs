//! Arguments of the commands over files.

use std::path::PathBuf;

use clap::Args;

use crate::error::{Error, Result};

/// Inputs and output of the commands over files.
#[derive(Args)]
pub(super) struct Files {
    /// Input files; `-` is standard input; gzip and zstd are recognised
    #[arg(required = true, value_name = "IN")]
    pub(super) inputs: Vec<PathBuf>,
    /// Output file; standard output when left out
    #[arg(short, long, value_name = "OUT")]
    pub(super) output: Option<PathBuf>,
}

impl Files {
    /// Refuses to write over what is read.
    pub(super) fn check(&self) -> Result<()> {
        let same = |input: &PathBuf| {
            let real = |path: &PathBuf| std::fs::canonicalize(path).ok();
            let output = self.output.as_ref().and_then(real);
            output.is_some() && real(input) == output
        };
        match self.inputs.iter().find(|input| same(input)) {
            None => Ok(()),
            Some(input) => Err(Error::usage(
                format!("the output {} is also an input", input.display()),
                "name another file after -o",
            )),
        }
    }
}
