//! From evidence to a verdict, by the rules of a policy file.
//!
//! A policy is data: a name, a version, a date, and rules in order. The first rule that a
//! declaration meets decides; without one the document is kept. It sees nothing but stored
//! evidence and the day of the fetch, so that another policy can be asked later.
//!
//! Declarations that contradict each other are each asked by themselves, so one that reserves is
//! enough: the most restrictive wins (draft-ietf-aipref-vocab, 5.1, and Google Search Central,
//! "Combining", say so of theirs). Where a specification gives one carrier precedence over
//! another, as TDMRep does in "Processing priority", the rule says `precedence`.

mod read;
mod rule;

#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::sync::{LazyLock, Mutex, PoisonError};

use serde::Serialize;
use sha2::{Digest, Sha256};
use tamis_langs::nearest;

use super::agents::AgentList;
use super::file::FileError;
use super::{Evidence, Moment};
use crate::{Removal, Verdict};
pub use rule::Action;
use rule::Rule;

/// A mistake in a policy file.
pub type PolicyError = FileError;

/// The policies that come with this crate, `filters/rights/*.toml`, by name.
const SHIPPED: [(&str, &str); 4] = [
    ("standard", include_str!("../../../rights/standard.toml")),
    ("strict", include_str!("../../../rights/strict.toml")),
    (
        "record-only",
        include_str!("../../../rights/record-only.toml"),
    ),
    (
        "oellm-compat",
        include_str!("../../../rights/oellm-compat.toml"),
    ),
];

static POLICIES: LazyLock<Vec<Policy>> = LazyLock::new(|| {
    let read = |(name, text): (&str, &str)| Policy::parse(text, &format!("{name}.toml")).ok();
    // A test reads each of them.
    SHIPPED.into_iter().filter_map(read).collect()
});

/// A name that no shipped policy has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "unknown rights policy `{name}`, expected {} or a file{}",
    Policy::names().collect::<Vec<_>>().join(", "),
    .nearest.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
)]
pub struct UnknownPolicy {
    /// The name that was given.
    pub name: String,
    /// The shipped name that was most likely meant.
    pub nearest: Option<&'static str>,
}

/// Which declarations are honoured.
#[derive(Debug, Clone)]
pub struct Policy {
    name: String,
    version: u32,
    date: String,
    description: String,
    rules: Vec<Rule>,
    agents: AgentList,
    text: String,
}

impl Policy {
    /// The names of the shipped policies; the first is the default.
    pub fn names() -> impl Iterator<Item = &'static str> {
        SHIPPED.into_iter().map(|(name, _)| name)
    }

    /// A shipped policy.
    #[must_use]
    pub fn shipped(name: &str) -> Option<&'static Self> {
        POLICIES.iter().find(|policy| policy.name == name)
    }

    /// A shipped policy, or an error with the nearest name.
    ///
    /// # Errors
    /// [`UnknownPolicy`].
    pub fn named(name: &str) -> Result<&'static Self, UnknownPolicy> {
        Self::shipped(name).ok_or_else(|| UnknownPolicy {
            name: name.to_owned(),
            nearest: nearest(name, Self::names()),
        })
    }

    /// Reads a policy; `file` is the name for messages. Which keys there are is said in
    /// docs/src/auditor/rights.md.
    ///
    /// # Errors
    /// The first mistake, with its line, what was expected and the nearest valid word.
    pub fn parse(text: &str, file: &str) -> Result<Self, PolicyError> {
        read::read(text, file)
    }

    /// The same policy with another list of agents, for rules that name purposes.
    #[must_use]
    pub fn with_agents(mut self, agents: AgentList) -> Self {
        self.agents = agents;
        self
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its version, which rises with every change of its rules.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.version
    }

    /// The day of this version, `2026-11-27`.
    #[must_use]
    pub fn date(&self) -> &str {
        &self.date
    }

    /// What it is for, in a sentence.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.description
    }

    /// The agents that its rules mean.
    #[must_use]
    pub fn agents(&self) -> &AgentList {
        &self.agents
    }

    /// The file as it was read.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The names of its rules in order: the reasons without `rights.`.
    pub fn rules(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|rule| rule.name.as_str())
    }

    /// The specification or convention that a rule rests on, as the file says it.
    #[must_use]
    pub fn source_of(&self, rule: &str) -> Option<&str> {
        let found = self.rules.iter().find(|known| known.name == rule);
        found.map(|rule| rule.source.as_str())
    }

    /// All that a decision rests on, as one line of JSON: the same for files that differ in
    /// comments and spaces only.
    #[must_use]
    pub fn canonical(&self) -> String {
        let all = Canonical {
            name: &self.name,
            version: self.version,
            date: &self.date,
            rules: &self.rules,
            agents: (self.agents.name(), self.agents.date(), self.agents.agents()),
        };
        // Strings and numbers only, which serialise always.
        serde_json::to_string(&all).unwrap_or_default()
    }

    /// SHA-256 of [`Self::canonical`], lower-case hexadecimal.
    #[must_use]
    pub fn digest(&self) -> String {
        let digest = Sha256::digest(self.canonical());
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Drops the document for the first rule that a declaration meets, or keeps it. `fetched` is
    /// the day of the fetch, against which `unavailable_after` is read; without it no such date
    /// has passed.
    ///
    /// The reason is `rights.<rule>`, and the detail says what was declared and which rule of
    /// which policy it met.
    #[must_use]
    pub fn decide(&self, evidence: &[Evidence], fetched: Option<Moment>) -> Verdict {
        for rule in &self.rules {
            let Some(met) = rule.meets(evidence, &self.agents, fetched) else {
                continue;
            };
            if rule.action == Action::Keep {
                return Verdict::Keep;
            }
            let detail = format!(
                "{met} (rule {} of {} {})",
                rule.name, self.name, self.version
            );
            return Verdict::Drop(Removal {
                reason: rule.reason,
                value: None,
                threshold: None,
                detail: Some(detail),
            });
        }
        Verdict::Keep
    }
}

/// The reason that a rule's name makes. Reasons live as long as the program, as those of all other
/// filters do; each name is kept once, however often policies are read.
fn reason(rule: &str) -> &'static str {
    static REASONS: LazyLock<Mutex<HashSet<&'static str>>> = LazyLock::new(Mutex::default);
    let reason = format!("rights.{rule}");
    let mut known = REASONS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = known.get(reason.as_str()) {
        return known;
    }
    let reason = Box::leak(reason.into_boxed_str());
    known.insert(reason);
    reason
}

#[derive(Serialize)]
struct Canonical<'a> {
    name: &'a str,
    version: u32,
    date: &'a str,
    rules: &'a [Rule],
    agents: (&'a str, &'a str, &'a [super::Agent]),
}
