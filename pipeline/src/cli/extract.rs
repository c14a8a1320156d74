use clap::Args;

use super::lines::problems;
use super::{Ended, Files};
use crate::error::Result;
use crate::tools::{Extracted, extract, output};

/// Gives the main text of pages as JSON lines {"id","url","text"}. Inputs are WARC files, HTML
/// files (.html, .htm, also .gz and .zst; the id is the file's stem) and folders of them.
#[derive(Args)]
pub(super) struct Extract {
    #[command(flatten)]
    files: Files,
}

impl Extract {
    pub(super) fn call(self) -> Result<Ended> {
        let mut done = Extracted::default();
        output(self.files.output.as_deref(), |out| {
            done = extract(&self.files.inputs, out)?;
            Ok(())
        })?;
        Ok(problems(&done.bad, "place", "places"))
    }
}
