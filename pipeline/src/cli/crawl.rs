use std::path::PathBuf;

use clap::{Args, Subcommand};
use tamis_store::crawl::{Choice, Kind};

use super::{Ended, print, stores};
use crate::error::{Error, Result};
use crate::io::write_atomically;
use crate::run::Progress;
use crate::tools::crawl;

/// Which crawls of Common Crawl there are, and which files of one a run should read.
#[derive(Args)]
pub(super) struct Crawl {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// All crawls, the newest first
    List(List),
    /// The files of a crawl as a list that `paths = ["@FILE"]` reads
    Paths(Paths),
}

/// All crawls, the newest first.
#[derive(Args)]
struct List {
    /// The list of crawls, if it is elsewhere
    #[arg(long, value_name = "URL")]
    list: Option<String>,
    #[command(flatten)]
    stores: stores::Of,
}

/// The files of a crawl as a list that `paths = ["@FILE"]` reads.
#[derive(Args)]
struct Paths {
    /// The crawl, such as CC-MAIN-2024-33
    crawl: String,
    /// warc, wet, wat, robotstxt, non200 or table
    #[arg(long, default_value = "warc")]
    kind: String,
    /// Those with most pages in these languages first, by the columnar index: ISO 639-3 codes or names of
    /// profiles, with commas between
    #[arg(long, value_delimiter = ',')]
    languages: Vec<String>,
    /// Of the index, read one row group of so many; 1 reads all
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
    every: u64,
    /// So many files, drawn by their names
    #[arg(long, value_name = "FILES")]
    sample: Option<usize>,
    /// Of the sample
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only the first so many
    #[arg(long, value_name = "FILES")]
    limit: Option<usize>,
    /// What has Common Crawl's layout elsewhere: s3://commoncrawl, or a folder
    #[arg(long, value_name = "URL")]
    data: Option<String>,
    /// Output file; standard output when left out
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    stores: stores::Of,
}

impl Crawl {
    pub(super) fn call(self) -> Result<Ended> {
        match self.command {
            Command::List(call) => {
                let crawl = crawl::at(call.stores.reach()?, None, call.list.as_deref())?;
                print(&crawl::list(&crawl)?)?;
            }
            Command::Paths(call) => call.call()?,
        }
        Ok(Ended::Done)
    }
}

impl Paths {
    fn call(self) -> Result<()> {
        let kind: std::result::Result<Kind, _> = self.kind.parse();
        let kind = kind
            .map_err(|error| Error::usage(error.to_string(), "see `tamis crawl paths --help`"))?;
        let wanted = crawl::Wanted {
            crawl: self.crawl,
            kind,
            languages: self.languages,
            every: self.every,
            choice: Choice {
                sample: self.sample,
                seed: self.seed,
                limit: self.limit,
            },
        };
        let crawl = crawl::at(self.stores.reach()?, self.data.as_deref(), None)?;
        let progress = Progress::stderr();
        let begun = std::sync::Once::new();
        let told = |_done: usize, of: usize| {
            begun.call_once(|| progress.group("index", 0, of, 0));
            progress.task_done();
        };
        let list = crawl::paths(&crawl, &wanted, &told)?;
        progress.group_done();
        match self.output {
            Some(path) => write_atomically(&path, list.as_bytes()),
            None => print(&list),
        }
    }
}
