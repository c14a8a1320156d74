//! What a command does, in the words above its struct. The help shows the shorter line of the list of
//! commands in their place.

use clap::{Args, Command};

use crate::cli;

/// What the command at this path does; none where its line in the list of commands is all there is.
pub(super) fn of(path: &str) -> Option<String> {
    match path {
        "run" => text::<cli::run::Run>(),
        "plan" => text::<cli::plan::Plan>(),
        "crawl" => text::<cli::crawl::Crawl>(),
        "slurm" => text::<cli::slurm::Slurm>(),
        "task" => text::<cli::task::Task>(),
        "status" => text::<cli::status::Status>(),
        "init" => text::<cli::init::Init>(),
        "extract" => text::<cli::extract::Extract>(),
        "identify" => text::<cli::identify::Identify>(),
        "annotate" => text::<cli::annotate::Annotate>(),
        "pii" => text::<cli::pii::Pii>(),
        "dedup" => text::<cli::dedup::Dedup>(),
        "rights" => text::<cli::rights::Rights>(),
        "keygen" => text::<cli::keygen::Keygen>(),
        "sign" => text::<cli::sign::Sign>(),
        "why" => text::<cli::why::Why>(),
        "prove" => text::<cli::prove::Prove>(),
        "verify" => text::<cli::verify::Verify>(),
        "publish" => text::<cli::publish::Publish>(),
        "forget" => text::<cli::forget::Forget>(),
        "langs" => text::<cli::langs::Langs>(),
        "report" => text::<cli::report::Report>(),
        "completions" => text::<cli::completions::Completions>(),
        "man" => text::<super::Man>(),
        _ => None,
    }
}

fn text<A: Args>() -> Option<String> {
    let command = A::augment_args(Command::new("tamis"));
    command.get_about().map(ToString::to_string)
}
