//! The command line: each file parses one subcommand, calls the library, prints. No logic here.

mod annotate;
mod answer;
mod bench;
mod completions;
mod crawl;
mod dedup;
mod diagnostic;
mod extract;
mod files;
mod forget;
mod identify;
mod init;
mod keygen;
mod langs;
mod lines;
mod load;
mod man;
mod model;
mod pii;
mod plan;
mod prove;
mod publish;
mod report;
mod rights;
mod run;
mod sign;
mod slurm;
mod status;
mod stores;
mod task;
mod verify;
mod version;
mod why;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::error::Result;
use answer::{Ended, print};
use files::Files;
use load::{CALIBRATION, layout, load, load_noted, load_with};

/// Web archives in; a balanced, deduplicated, filtered and accounted-for corpus out.
#[derive(Parser)]
#[command(name = "tamis", version, long_version = version::long())]
#[command(max_term_width = 80, propagate_version = true)]
#[command(
    after_help = "Exit codes: 0 done; 1 the run failed; 2 the call or the config is wrong; \
                        3 done, but inputs were damaged beyond the limit or given up; 75 an \
                        element of an array was stopped and has to be started again."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run a config: archives in, balanced Parquet and a manifest out
    Run(run::Run),
    /// Draw what a run would do: stages, tasks, fusion, edges
    Plan(plan::Plan),
    /// Measure what a run will take
    Bench(bench::Bench),
    /// Crawls of Common Crawl, and lists of their files
    Crawl(crawl::Crawl),
    /// Write a run as Slurm job arrays, and submit them
    Slurm(slurm::Slurm),
    /// Run one task, or the share of one element of an array
    Task(task::Task),
    /// Tell how far a run has come
    Status(status::Status),
    /// Write a commented config to start from
    Init(init::Init),
    /// Main text of HTML and WARC files, as JSON lines
    Extract(extract::Extract),
    /// Language of each text
    Identify(identify::Identify),
    /// Language, quality signals and personal data of each text
    Annotate(annotate::Annotate),
    /// Personal data in each text
    Pii(pii::Pii),
    /// Near-duplicates among documents
    Dedup(dedup::Dedup),
    /// What another policy on rights would drop and keep of a run
    Rights(rights::Rights),
    /// Make a pair of keys to sign with
    Keygen(keygen::Keygen),
    /// Sign a finished dataset
    Sign(sign::Sign),
    /// Tell where a document of a dataset is, or why it is not
    Why(why::Why),
    /// Prove a document, a removal, or that a domain is absent
    Prove(prove::Prove),
    /// Check all that a dataset says of itself against its files
    Verify(verify::Verify),
    /// Send a finished dataset to an object store
    Publish(publish::Publish),
    /// Take documents down from a finished dataset
    Forget(forget::Forget),
    /// Language profiles
    Langs(langs::Langs),
    /// Train models, and tell what is in one
    Model(model::Model),
    /// Statistics of a finished dataset, or what differs between two
    Report(report::Report),
    /// Print a script with which a shell completes all of this
    Completions(completions::Completions),
    /// Write manual pages, one for each command
    Man(man::Man),
}

/// Parses the arguments, runs the command, says what went wrong.
#[must_use]
pub fn main() -> ExitCode {
    #[cfg(all(target_env = "gnu", target_feature = "crt-static"))]
    crate::static_glibc::look_names_up_without_modules();
    diagnostic::install();
    tamis_store::on_trouble(|message| crate::run::Progress::stderr().warn(message));
    let cli = Cli::parse();
    match dispatch(cli.command) {
        Ok(Ended::Done) => ExitCode::SUCCESS,
        Ok(Ended::Damaged) => ExitCode::from(3),
        Ok(Ended::Failed) => ExitCode::from(1),
        Ok(Ended::Again) => ExitCode::from(crate::run::AGAIN),
        Err(error) => {
            let code = error.exit_code();
            diagnostic::print(error);
            ExitCode::from(code)
        }
    }
}

fn dispatch(command: Command) -> Result<Ended> {
    match command {
        Command::Run(command) => command.call(),
        Command::Plan(command) => command.call(),
        Command::Bench(command) => command.call(),
        Command::Crawl(command) => command.call(),
        Command::Slurm(command) => command.call(),
        Command::Task(command) => command.call(),
        Command::Status(command) => command.call(),
        Command::Init(command) => command.call(),
        Command::Extract(command) => command.call(),
        Command::Identify(command) => command.call(),
        Command::Annotate(command) => command.call(),
        Command::Pii(command) => command.call(),
        Command::Dedup(command) => command.call(),
        Command::Rights(command) => command.call(),
        Command::Keygen(command) => command.call(),
        Command::Sign(command) => command.call(),
        Command::Why(command) => command.call(),
        Command::Prove(command) => command.call(),
        Command::Verify(command) => command.call(),
        Command::Publish(command) => command.call(),
        Command::Forget(command) => command.call(),
        Command::Langs(command) => command.call(),
        Command::Model(command) => command.call(),
        Command::Report(command) => command.call(),
        Command::Completions(command) => command.call(),
        Command::Man(command) => command.call(),
    }
}
