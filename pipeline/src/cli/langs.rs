use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use tamis_langs::Registry;

use super::{Ended, print};
use crate::error::{Error, Result};
use crate::tools::check_profiles;

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
}

impl Langs {
    pub(super) fn call(self) -> Result<Ended> {
        let registry = registry(self.profiles.as_deref())?;
        match self.command {
            Command::List => list(&registry),
            Command::Show { code } => show(&registry, &code),
            Command::Check => check(&registry),
        }
    }
}

/// The built-in profiles, with those of a folder.
pub(super) fn registry(folder: Option<&Path>) -> Result<Registry> {
    match folder {
        Some(folder) => Registry::with_dir(folder)
            .map_err(|error| Error::usage(error.to_string(), "mend the profile")),
        None => Ok(Registry::embedded().clone()),
    }
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
    let Some(profile) = registry.get(code) else {
        let codes: Vec<String> = registry.iter().map(|p| p.code.to_string()).collect();
        let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        return Err(Error::usage(
            format!("no profile for `{code}`"),
            crate::config::suggest(code, &codes),
        ));
    };
    print(&format!(
        "# {}, resolved\n{}",
        registry.source(code),
        profile.to_toml()
    ))?;
    Ok(Ended::Done)
}

fn check(registry: &Registry) -> Result<Ended> {
    let report = check_profiles(registry);
    for problem in &report.problems {
        print(&format!("{problem}\n"))?;
    }
    print(&format!(
        "{} profiles, {} examples, {} with another verdict than they must get\n",
        report.profiles,
        report.examples,
        report.problems.len()
    ))?;
    if report.problems.is_empty() {
        Ok(Ended::Done)
    } else {
        Err(Error::run_help(
            "some examples do not get the verdict that they must get",
            "change the thresholds or the examples of these profiles",
        ))
    }
}
