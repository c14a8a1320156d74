mod check;
mod explain;
mod of_run;
#[cfg(feature = "stats")]
mod tune;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use tamis_langs::{Profile, Registry};

use super::{Ended, print};
use crate::error::{Error, Result};
use crate::wrap::wrapped;

/// Language profiles: which there are, what they say, whether their examples hold.
#[derive(Args)]
pub(super) struct Langs {
    #[command(subcommand)]
    command: Command,
    /// A folder with profiles that add to or replace the built-in ones
    #[arg(long, global = true, value_name = "DIR")]
    profiles: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// One line for each language variant
    List,
    /// The profile of one variant, with what it inherits
    Show {
        /// A code such as mlt_Latn
        code: String,
    },
    /// Check every profile, and that every example in it gets its verdict
    Check,
    /// What a profile says of a text: every signal, its bound, what counted
    Explain(explain::Explain),
    /// What other bounds would keep and drop in a run: numbers and documents
    #[cfg(feature = "stats")]
    Tune(Box<tune::Tune>),
    /// The JSON Schema of profiles, from which editors complete and check TOML
    Schema,
}

impl Langs {
    pub(super) fn call(self) -> Result<Ended> {
        let registry = registry(self.profiles.as_deref())?;
        match self.command {
            Command::List => list(&registry),
            Command::Show { code } => show(&registry, &code),
            Command::Check => check::call(&registry),
            Command::Explain(explain) => explain.call(registry, self.profiles.is_some()),
            #[cfg(feature = "stats")]
            Command::Tune(tune) => tune.call(registry, self.profiles.is_some()),
            Command::Schema => {
                print(&tamis_langs::json_schema())?;
                Ok(Ended::Done)
            }
        }
    }
}

/// The built-in profiles, with those of a folder.
pub(super) fn registry(folder: Option<&Path>) -> Result<Registry> {
    match folder {
        Some(folder) => {
            let registry = Registry::with_dir(folder)?;
            let built_in = |p: &Profile| registry.source(p.code).starts_with("embedded:");
            let for_all = ["default.toml", "all.toml"].map(|name| folder.join(name).is_file());
            if registry.iter().all(built_in) && for_all == [false, false] {
                return Err(Error::usage(
                    format!("no profile is in {}", folder.display()),
                    "name a folder of profiles, each named after its code, as mlt_Latn.toml",
                ));
            }
            Ok(registry)
        }
        None => Ok(Registry::embedded().clone()),
    }
}

/// The profile of a code, or the nearest code.
fn profile<'a>(registry: &'a Registry, code: &str) -> Result<&'a Profile> {
    registry
        .get(code)
        .ok_or_else(|| crate::tools::no_profile(registry, code))
}

fn list(registry: &Registry) -> Result<Ended> {
    let mut out = format!(
        "{:<10} {:<24} {:>10} {:>9}\n",
        "code", "name", "stop words", "examples"
    );
    for profile in registry.iter() {
        out.push_str(&format!(
            "{:<10} {:<24} {:>10} {:>9}\n",
            profile.code.to_string(),
            profile.name,
            profile.words.stop_words.len(),
            profile.examples.len()
        ));
    }
    print(&out)?;
    Ok(Ended::Done)
}

fn show(registry: &Registry, code: &str) -> Result<Ended> {
    let profile = profile(registry, code)?;
    print(&format!(
        "{}\n{}",
        wrapped(
            &format!(
                "# {}, resolved: each value with the file and the words that it comes from",
                registry.source(code)
            ),
            "# "
        ),
        with_sources(registry, code, &profile.to_toml())
    ))?;
    Ok(Ended::Done)
}

/// The lines of a profile with where each value was set, as comments behind them.
fn with_sources(registry: &Registry, code: &str, toml: &str) -> String {
    let mut section = String::new();
    let mut out = String::new();
    for line in toml.lines() {
        out.push_str(line);
        if let Some(name) = line.strip_prefix('[') {
            section = name.trim_end_matches(']').to_owned();
        } else if let Some((name, value)) = line.split_once(" = ")
            && !section.starts_with('[')
            && !value.starts_with("\"\"\"")
        {
            let key = if section.is_empty() {
                name.to_owned()
            } else {
                format!("{section}.{name}")
            };
            if let Some(origin) = registry.origin(code, &key)
                && !section.is_empty()
            {
                let file = origin.file.rsplit([':', '/']).next().unwrap_or_default();
                let gap = if origin.source.is_empty() { "" } else { ": " };
                out.push_str(&format!(" # {file}{gap}{}", origin.source));
            }
        }
        out.push('\n');
    }
    out
}
