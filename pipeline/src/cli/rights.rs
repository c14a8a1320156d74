use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use tamis_manifests::ecosystem::escape::visible;
use tamis_manifests::rights::Named;

use super::{Ended, layout, load, print};
use crate::error::{Error, Result};
use crate::rights::{Agents, Judge};
use crate::run::{counted, rights_files};
use crate::tools::{Change, WhatIf, what_if};

/// What another policy on rights would drop and keep of a run, from the evidence that the run has
/// stored in `rights/`: documents by rule, signal, language and domain.
#[derive(Args)]
pub(super) struct Rights {
    /// The output folder of a run, or its config
    dataset: PathBuf,
    /// The policy asked about: record-only, standard, strict, oellm-compat, or a TOML file
    #[arg(long, value_name = "POLICY")]
    policy: String,
    /// The policy to compare it with; what the run itself decided when left out
    #[arg(long, value_name = "POLICY")]
    against: Option<String>,
    /// A list of agents in place of the one that tamis comes with, for both policies
    #[arg(long, value_name = "FILE")]
    agents: Option<PathBuf>,
    /// One JSON object instead of tables
    #[arg(long)]
    json: bool,
}

impl Rights {
    pub(super) fn call(self) -> Result<Ended> {
        let root = if self.dataset.is_file() {
            layout(&load(&self.dataset)?).root
        } else {
            self.dataset.clone()
        };
        let folder = Path::new(".");
        let agents = self.agents.as_deref();
        let agents = agents.map(|path| Agents::load(Some(path))).transpose()?;
        let policy = Judge::load(&self.policy, folder, agents.as_ref())?;
        let against = self.against.as_deref();
        let against = against
            .map(|name| Judge::load(name, folder, agents.as_ref()))
            .transpose()?;
        let found = what_if(&rights_files(&root)?, &policy, against.as_ref())?;
        let text = if self.json {
            let json = serde_json::to_string_pretty(&found);
            json.map_err(|error| Error::run(format!("cannot write JSON: {error}")))? + "\n"
        } else {
            table(&found, against.is_some())
        };
        print(&text)?;
        Ok(Ended::Done)
    }
}

/// At most 80 columns.
fn table(found: &WhatIf, compared: bool) -> String {
    let mut out = String::new();
    let name = |named: &Named| match &*named.name {
        "" => "unknown".to_owned(),
        name => format!("{name}, version {}", named.version),
    };
    let what = if compared { "against" } else { "the run's" };
    let _ = writeln!(out, "documents with evidence {:>20}", found.documents);
    let line = |out: &mut String, what: &str, named: &Named, drops: u64| {
        let label = cut(&format!("{what}: {}", name(named)), 56);
        let _ = writeln!(out, "{label:<57}drops {drops:>12}");
    };
    line(&mut out, "policy", &found.policy, found.drops);
    line(&mut out, what, &found.against, found.against_drops);
    change(&mut out, "dropped by the policy only", &found.lost);
    let other = if compared {
        "dropped by the other only"
    } else {
        "dropped by the run only"
    };
    change(&mut out, other, &found.won);
    out
}

fn change(out: &mut String, what: &str, change: &Change) {
    let documents = counted(change.documents, "document");
    let _ = writeln!(out, "\n{what}: {documents}");
    if change.documents == 0 {
        return;
    }
    let _ = writeln!(
        out,
        "  text is known of {}: {} characters",
        change.with_text, change.characters
    );
    let _ = writeln!(out, "\n  {:<32}{:<32}{:>12}", "rule", "signal", "documents");
    for count in &change.rules {
        let (rule, signal) = (cut(&count.rule, 31), cut(&count.signal, 31));
        let _ = writeln!(out, "  {rule:<32}{signal:<32}{:>12}", count.documents);
    }
    let _ = writeln!(out, "\n  {:<64}{:>12}", "language", "documents");
    let mut languages: Vec<_> = change.languages.iter().collect();
    languages.sort_by(|a, b| (b.1, a.0).cmp(&(a.1, b.0)));
    for (language, documents) in languages {
        let _ = writeln!(out, "  {language:<64}{documents:>12}");
    }
    let head = format!(
        "domain (first {} of {})",
        change.top_domains.len(),
        change.domains
    );
    let _ = writeln!(out, "\n  {head:<64}{:>12}", "documents");
    for count in &change.top_domains {
        let domain = cut(&count.domain, 63);
        let _ = writeln!(out, "  {domain:<64}{:>12}", count.documents);
    }
    let _ = writeln!(out, "\n  for example");
    for example in &change.examples {
        let _ = writeln!(out, "    {}", cut(&example.url, 76));
        let _ = writeln!(out, "      {}", cut(&example.evidence, 74));
    }
}

/// The start of a text, on one line.
fn cut(text: &str, most: usize) -> String {
    let text = visible(text);
    if text.chars().count() <= most {
        return text;
    }
    let start: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{start}…")
}
