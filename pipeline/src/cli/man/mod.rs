//! Manual pages, made from the same definitions as the help. What a page says beyond it, exit codes,
//! environment and files, stands in `facts`.

mod described;
mod facts;

use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, Command, CommandFactory};
use clap_mangen::roff::{Roff, bold, roman};

use self::facts::Facts;
use super::{Cli, Ended, print};
use crate::error::{Error, Result};

/// Writes manual pages into a folder: tamis.1, and one for each command, as tamis-run.1 and
/// tamis-langs-check.1. Without a folder it prints tamis.1.
#[derive(Args)]
pub(super) struct Man {
    /// The folder, which is made where it is not there; pages in it are replaced
    dir: Option<PathBuf>,
}

impl Man {
    pub(super) fn call(self) -> Result<Ended> {
        let mut tamis = Cli::command().disable_help_subcommand(true);
        tamis.build();
        let failed = |error| Error::io(Path::new("a manual page"), "write")(error);
        let Some(dir) = self.dir else {
            let text = page(&tamis).map_err(failed)?;
            print(&String::from_utf8_lossy(&text))?;
            return Ok(Ended::Done);
        };
        std::fs::create_dir_all(&dir).map_err(Error::io(&dir, "make the folder"))?;
        let mut pages = Vec::new();
        collect(&tamis, &mut pages).map_err(failed)?;
        for (name, text) in &pages {
            crate::io::write_atomically(&dir.join(name), text)?;
        }
        let main = dir.join("tamis.1");
        print(&format!(
            "wrote {} pages; to read one: man -l {}\n",
            pages.len(),
            main.display()
        ))?;
        Ok(Ended::Done)
    }
}

/// The page of a command and those of all commands below it, with the names of their files.
fn collect(command: &Command, pages: &mut Vec<(String, Vec<u8>)>) -> io::Result<()> {
    pages.push((format!("{}.1", name(command)), page(command)?));
    for below in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        collect(below, pages)?;
    }
    Ok(())
}

/// `tamis-langs-check`
fn name(command: &Command) -> String {
    let name = command.get_display_name();
    name.unwrap_or_else(|| command.get_name()).to_owned()
}

/// `langs check`; nothing for `tamis` itself.
fn path(command: &Command) -> &str {
    let path = command.get_bin_name().unwrap_or_default();
    path.strip_prefix("tamis").unwrap_or(path).trim_start()
}

fn page(command: &Command) -> io::Result<Vec<u8>> {
    let facts = Facts::of(path(command));
    let man = clap_mangen::Man::new(command.clone());
    // Name, section, no date, version, manual. `roff` would leave the empty date out, and the version be it.
    let title = name(command).to_uppercase();
    let version = env!("CARGO_PKG_VERSION");
    let head = format!(".TH {title} 1 \"\" \"tamis {version}\" \"tamis\"\n");
    let mut out = Vec::new();
    man.render_name_section(&mut out)?;
    man.render_synopsis_section(&mut out)?;
    described(command, &facts).to_writer(&mut out)?;
    if command.get_arguments().any(|arg| !arg.is_hide_set()) {
        man.render_options_section(&mut out)?;
    }
    if command.has_subcommands() {
        man.render_subcommands_section(&mut out)?;
    }
    listed("EXIT STATUS", &facts.exit).to_writer(&mut out)?;
    listed("ENVIRONMENT", &facts.environment).to_writer(&mut out)?;
    listed("FILES", &facts.files).to_writer(&mut out)?;
    listed("EXAMPLES", &facts.examples).to_writer(&mut out)?;
    see_also(command, &facts).to_writer(&mut out)?;
    // Each part begins with the definition of an apostrophe; once is enough.
    let parts = String::from_utf8_lossy(&out).replace(APOSTROPHE, "");
    Ok(format!("{APOSTROPHE}{head}{parts}").into_bytes())
}

/// What `roff` writes before everything: an apostrophe that is none of typographers.
const APOSTROPHE: &str = ".ie \\n(.g .ds Aq \\(aq\n.el .ds Aq '\n";

fn described(command: &Command, facts: &Facts) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["DESCRIPTION"]);
    let about = || command.get_about().map(ToString::to_string);
    let text = described::of(path(command)).or_else(about);
    let mut text = text.unwrap_or_default();
    if !text.ends_with(['.', '!', '?']) {
        text.push('.');
    }
    roff.text([roman(text)]);
    for paragraph in &facts.more {
        roff.control("PP", []);
        roff.text([roman(*paragraph)]);
    }
    roff
}

/// A section of terms and what each of them means; nothing where there is none.
fn listed(title: &str, terms: &[(&str, &str)]) -> Roff {
    let mut roff = Roff::new();
    if !terms.is_empty() {
        roff.control("SH", [title]);
    }
    for (term, meaning) in terms {
        roff.control("TP", []);
        roff.text([bold(*term)]);
        roff.text([roman(*meaning)]);
    }
    roff
}

fn see_also(command: &Command, facts: &Facts) -> Roff {
    let mut names: Vec<String> = facts.see.iter().map(|name| (*name).to_owned()).collect();
    let own = name(command);
    if let Some((above, _)) = own.rsplit_once('-') {
        names.insert(0, above.to_owned());
    }
    names.dedup();
    let mut line = Vec::new();
    for (at, name) in names.iter().enumerate() {
        if at > 0 {
            line.push(roman(", "));
        }
        line.push(bold(name.as_str()));
        line.push(roman("(1)"));
    }
    let mut roff = Roff::new();
    roff.control("SH", ["SEE ALSO"]);
    if !line.is_empty() {
        roff.text(line);
        roff.control("PP", []);
    }
    roff.text([roman(concat!(
        "The book in docs/src of ",
        env!("CARGO_PKG_REPOSITORY")
    ))]);
    roff
}
