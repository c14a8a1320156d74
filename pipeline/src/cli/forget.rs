use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{Ended, print};
use crate::account;
use crate::domain::is_suffix;
use crate::error::{Error, Result};
use crate::io::write_atomically;
use crate::run::{Layout, counted};
use crate::tools::forget::{Asked, Forgotten, Given, Request, claim, forget, interrupted, mend};

/// Takes documents down from a finished dataset: only the shards concerned are written again, the
/// ledger and the manifest say that they went, and when. Every value may be given several times, or
/// as @FILE with one value a line.
#[derive(Args)]
pub(super) struct Forget {
    /// The dataset's folder
    dataset: PathBuf,
    /// A document by its id
    #[arg(long, value_name = "ID")]
    id: Vec<String>,
    /// All documents of a URL, as it stands in the dataset
    #[arg(long, value_name = "URL")]
    url: Vec<String>,
    /// All documents of a host and the hosts below it
    #[arg(long, value_name = "DOMAIN")]
    domain: Vec<String>,
    /// All documents with an e-mail address of a domain in their text
    #[arg(long, value_name = "DOMAIN")]
    email_domain: Vec<String>,
    /// Why, in a few words: a request's number, a law. Goes into the manifest and the ledger
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
    /// The private key that signs the dataset anew; needed where it is signed
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Only tell what would go
    #[arg(long)]
    dry_run: bool,
    /// Take a domain that is a public suffix, such as gr or github.io: all domains below it go
    #[arg(long)]
    whole_suffix: bool,
    /// A file for the values that no document has, one a line behind the name of the option
    #[arg(long, value_name = "FILE")]
    unmatched: Option<PathBuf>,
}

impl Forget {
    pub(super) fn call(self) -> Result<Ended> {
        let root = self.dataset.as_path();
        let _lock = claim(root)?;
        if self.dry_run && interrupted(root) {
            return Err(Error::usage(
                format!("a takedown of {} was interrupted", root.display()),
                "`tamis forget DATASET` ends it, and changes files; ask again after that",
            ));
        }
        let mended = mend(root)?;
        if let Some(how) = mended {
            print(&format!("a takedown that was interrupted is {how}\n"))?;
        }
        let request = self.request()?;
        if request.is_empty() {
            return match mended {
                Some(_) => Ok(Ended::Done),
                None => Err(Error::usage(
                    "nothing is asked for",
                    "name documents with --id, --url, --domain or --email-domain",
                )),
            };
        }
        if self.dry_run {
            print(&told(&forget(root, &request, None)?, true))?;
            self.unmatched(&request)?;
            return Ok(Ended::Done);
        }
        let key = self.key.as_deref().map(account::private_key).transpose()?;
        account::check_key(root, key.is_some())?;
        let signers = account::signers(root);
        let given = Given {
            date: account::now(),
            reason: self.reason.clone(),
            render: &|manifest, staged| account::render_staged(manifest, staged, key.as_ref()),
        };
        let forgotten = forget(root, &request, Some(&given))?;
        print(&told(&forgotten, false))?;
        self.unmatched(&request)?;
        if let (Some(key), false) = (&key, forgotten.files.is_empty()) {
            // Whoever checks with such a key would take the dataset for a forged one.
            let own = key.public();
            for id in signers.iter().filter(|id| *id != own.id()) {
                print(&format!(
                    "the signature by {id} is gone, as it was of what was there before: \
                     `tamis sign` with that key makes a new one\n"
                ))?;
            }
        }
        let work = Layout::new(root.to_path_buf()).work();
        if !forgotten.files.is_empty() && work.exists() {
            print(&format!(
                "{} still has the texts as the run read them: delete it\n",
                work.display()
            ))?;
        }
        Ok(Ended::Done)
    }

    /// Says which values no document has: whoever asked for them wants to know.
    fn unmatched(&self, request: &Request) -> Result<()> {
        let unmet = request.unmet();
        let all: u64 = request.counts().values().sum();
        if unmet.is_empty() {
            return Ok(());
        }
        let mut out = format!("{} of {all} values named no document", unmet.len());
        match &self.unmatched {
            Some(path) => {
                let lines: String = unmatched_lines(&unmet).collect();
                write_atomically(path, lines.as_bytes())?;
                let _ = writeln!(out, ": {}", path.display());
            }
            None => {
                out.push_str(":\n");
                for line in unmatched_lines(&unmet).take(TOLD) {
                    let _ = write!(out, "  {line}");
                }
                if unmet.len() > TOLD {
                    let more = unmet.len() - TOLD;
                    let _ = writeln!(out, "  and {more} more: --unmatched FILE writes all");
                }
            }
        }
        print(&out)
    }

    fn request(&self) -> Result<Request> {
        let mut request = Request::default();
        for (asked, values) in [
            (Asked::Id, &self.id),
            (Asked::Url, &self.url),
            (Asked::Domain, &self.domain),
            (Asked::EmailDomain, &self.email_domain),
        ] {
            for value in values {
                match value
                    .strip_prefix('@')
                    .filter(|_| asked != Asked::EmailDomain || is_file(value))
                {
                    Some(path) => self.list(&mut request, asked, Path::new(path))?,
                    None => self.add(&mut request, asked, value).map_err(|message| {
                        Error::usage(message, format!("after --{}", asked.as_str()))
                    })?,
                }
            }
        }
        Ok(request)
    }

    /// Adds a value; says why it is refused.
    fn add(&self, request: &mut Request, asked: Asked, value: &str) -> Result<(), String> {
        if asked == Asked::Domain && !self.whole_suffix && is_suffix(value) {
            return Err(format!(
                "`{value}` is a public suffix, and all domains below it would go; give --whole-suffix too if \
                 that is meant"
            ));
        }
        request.add(asked, value)
    }

    fn list(&self, request: &mut Request, asked: Asked, path: &Path) -> Result<()> {
        let help =
            "a list has one value a line; empty lines and lines that begin with # are left out";
        let text = std::fs::read_to_string(path).map_err(|error| {
            Error::usage(format!("cannot read {}: {error}", path.display()), help)
        })?;
        // As Windows writes it.
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        for (line, value) in text.lines().enumerate() {
            let value = value.trim();
            if value.is_empty() || value.starts_with('#') {
                continue;
            }
            self.add(request, asked, value).map_err(|message| {
                Error::usage(
                    format!("{}, line {}: {message}", path.display(), line + 1),
                    help,
                )
            })?;
        }
        Ok(())
    }
}

/// Values that are told where no file is named.
const TOLD: usize = 10;

/// A line each: the name of the option and the value.
fn unmatched_lines<'r>(unmet: &'r [(Asked, &'r str)]) -> impl Iterator<Item = String> + 'r {
    let line = |(asked, value): &(Asked, &str)| format!("{} {value}\n", asked.as_str());
    unmet.iter().map(line)
}

/// `@firma.example` may be meant as an e-mail domain.
fn is_file(value: &str) -> bool {
    value
        .strip_prefix('@')
        .is_some_and(|path| Path::new(path).is_file())
}

fn told(forgotten: &Forgotten, dry: bool) -> String {
    let mut out = String::new();
    let takedown = &forgotten.takedown;
    let verb = if dry { "would go" } else { "went" };
    let _ = writeln!(
        out,
        "{} ({}) {verb}",
        counted(takedown.documents, "document"),
        counted(takedown.rows, "row")
    );
    for (asked, documents) in &forgotten.by {
        let _ = writeln!(out, "  {:<24}{documents:>12}", format!("by {asked}"));
    }
    if forgotten.noisy_rows > 0 {
        let _ = writeln!(
            out,
            "  {:<24}{:>12}",
            "rows of noisy/", forgotten.noisy_rows
        );
    }
    if takedown.documents == 0 && forgotten.noisy_rows == 0 {
        out.push_str("nothing of what is asked for is in the dataset; nothing was changed\n");
    } else if !dry {
        let files = match forgotten.files.len() {
            1 => "1 file was".to_owned(),
            n => format!("{n} files were"),
        };
        let _ = writeln!(out, "{files} written again; `tamis verify` checks them");
    }
    out
}
