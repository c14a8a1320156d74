use clap::Args;

use super::lines::problems;
use super::{Ended, Files};
use crate::error::Result;
use crate::io::output;
use crate::stages::{self, ModeName};
use crate::tools::{Extracted, extract};

/// Gives the main text of pages as JSON lines {"id","url","text"}. Inputs are web archives (WARC,
/// WET, ARC; plain or in gzip, zstd, LZ4, bzip2), HTML files (.html, .htm, also .gz and .zst; the
/// id is the file's stem) and folders of them.
#[derive(Args)]
pub(super) struct Extract {
    #[command(flatten)]
    files: Files,
    /// How much of a page to keep
    #[arg(long, value_enum, default_value_t)]
    mode: ModeName,
    /// Adds "markdown": headings, lists, tables, quotes and code kept
    #[arg(long)]
    markdown: bool,
    /// Marks emphasis in the Markdown
    #[arg(long, requires = "markdown")]
    emphasis: bool,
    /// Adds "metadata": title, author, dates, canonical URL and more, as the page says
    #[arg(long)]
    metadata: bool,
}

impl Extract {
    pub(super) fn call(self) -> Result<Ended> {
        self.files.check()?;
        let what = stages::Extract {
            mode: self.mode,
            markdown: self.markdown,
            emphasis: self.emphasis,
            metadata: self.metadata,
        };
        let mut done = Extracted::default();
        output(self.files.output.as_deref(), |out| {
            done = extract(&self.files.inputs, &what, out)?;
            Ok(())
        })?;
        Ok(problems(&done.bad, "place", "places"))
    }
}
