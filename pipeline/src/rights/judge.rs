//! The policy that decides, and the list of agents, by name or from a file.

use std::path::Path;

use tamis_filters::Verdict;
use tamis_filters::rights::{AgentList, Evidence, FileError, Moment, Policy};
use tamis_manifests::digest::sha256;
use tamis_manifests::rights::Named;

use crate::config::suggest;
use crate::error::{ConfigError, Error, Result};
use crate::io::RightsRow;

/// A policy.
#[derive(Debug)]
pub struct Judge {
    /// Its name, version and digest.
    pub named: Named,
    policy: Policy,
}

/// Why a document is dropped.
#[derive(Debug, Clone, Default)]
pub struct Drop {
    /// The reason in the ledger.
    pub reason: &'static str,
    /// The rule of the policy.
    pub rule: String,
    /// The signal that it is about.
    pub signal: String,
    /// The evidence and the rule, in words.
    pub detail: String,
}

impl Judge {
    /// A shipped policy by its name, or the one in a TOML file, whose path starts at `folder`; with
    /// another list of agents, if there is one.
    ///
    /// # Errors
    /// `Usage` when there is no such policy, `Config` when its file is wrong.
    pub fn load(name: &str, folder: &Path, agents: Option<&Agents>) -> Result<Self> {
        let path = folder.join(name);
        let policy = match Policy::shipped(name) {
            Some(policy) => policy.clone(),
            None if name.ends_with(".toml") || path.is_file() => {
                let text = std::fs::read_to_string(&path).map_err(|error| {
                    Error::usage(
                        format!("cannot read the policy {}: {error}", path.display()),
                        "name a TOML file of rules, or a policy that tamis comes with",
                    )
                })?;
                let policy = Policy::parse(&text, &path.to_string_lossy()).map_err(wrong)?;
                let shipped = Policy::shipped(policy.name());
                if shipped.is_some_and(|shipped| shipped.digest() != policy.digest()) {
                    // In a manifest the name is what people read.
                    return Err(Error::usage(
                        format!(
                            "{} calls itself `{}`, which is a policy that tamis comes with",
                            path.display(),
                            policy.name()
                        ),
                        "give it a name of its own",
                    ));
                }
                policy
            }
            None => {
                let names: Vec<&str> = Policy::names().collect();
                return Err(Error::usage(
                    format!("no policy on rights is called `{name}`"),
                    format!("{}; or a path to a TOML file", suggest(name, &names)),
                ));
            }
        };
        let policy = match agents {
            Some(agents) => policy.with_agents(agents.list.clone()),
            None => policy,
        };
        let named = Named {
            name: policy.name().to_owned(),
            version: policy.version().to_string(),
            sha256: policy.digest(),
        };
        Ok(Self { named, policy })
    }

    /// Whether a document with this evidence is dropped; `date` is that of its record.
    #[must_use]
    pub fn decide(&self, evidence: &[Evidence], date: &str) -> Option<Drop> {
        let Verdict::Drop(removal) = self.policy.decide(evidence, Moment::parse(date)) else {
            return None;
        };
        let detail = removal.detail.unwrap_or_default();
        // The detail begins with the declaration that met the rule.
        let met = evidence
            .iter()
            .filter(|one| detail.starts_with(&one.to_string()))
            .max_by_key(|one| one.value.len());
        Some(Drop {
            rule: removal.reason.trim_start_matches("rights.").to_owned(),
            reason: removal.reason,
            signal: met.map_or_else(String::new, |one| one.signal.to_string()),
            detail,
        })
    }
}

/// What the run itself has decided on a row.
#[must_use]
pub fn judged(row: &RightsRow) -> Option<Drop> {
    let met = || {
        row.rights
            .iter()
            .find(|one| one.signal.as_str() == row.signal)
    };
    (row.verdict == "drop").then(|| Drop {
        rule: row.rule.clone(),
        signal: row.signal.clone(),
        detail: met().map_or_else(String::new, ToString::to_string),
        ..Drop::default()
    })
}

/// The agents for which `robots.txt` is asked.
#[derive(Debug)]
pub struct Agents {
    /// Its name, date and digest.
    pub named: Named,
    /// The list.
    pub list: AgentList,
}

impl Agents {
    /// The list in a file, or the one that tamis comes with.
    ///
    /// # Errors
    /// `Usage` when the file cannot be read, `Config` when it is wrong.
    pub fn load(path: Option<&Path>) -> Result<Self> {
        let list = match path {
            None => AgentList::shipped().clone(),
            Some(path) => {
                let text = std::fs::read_to_string(path).map_err(|error| {
                    Error::usage(
                        format!("cannot read the list of agents {}: {error}", path.display()),
                        "name a TOML file with a table of agents for each purpose",
                    )
                })?;
                AgentList::parse(&text, &path.to_string_lossy()).map_err(wrong)?
            }
        };
        let canonical = serde_json::to_string(&(list.name(), list.date(), list.agents()))
            .map_err(|error| Error::run(format!("cannot write a list of agents: {error}")))?;
        let named = Named {
            name: list.name().to_owned(),
            version: list.date().to_owned(),
            sha256: sha256(canonical.as_bytes()),
        };
        Ok(Self { named, list })
    }
}

/// A mistake in a policy or list, with its place.
fn wrong(error: FileError) -> Error {
    let near = error.nearest.as_deref();
    Error::from(ConfigError {
        path: error.file.clone(),
        text: error.text.clone(),
        span: error.span.clone(),
        label: near.map_or_else(|| "here".into(), |near| format!("did you mean `{near}`?")),
        message: error.message,
        help: Some("the auditor's part of the book explains policies and lists of agents".into()),
    })
}
