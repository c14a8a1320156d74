//! One rule of a policy.

use serde::Serialize;

use super::super::agents::{AgentList, Purpose};
use super::super::evidence::{Evidence, Signal, Source};
use super::super::license::License;
use super::super::pattern::is_like;
use super::super::words::words;
use super::super::{Moment, tags};

words! {
    /// What a rule does.
    Action, "action", {
        /// The document is dropped.
        Drop = "drop",
        /// The document is kept, whatever later rules say.
        Keep = "keep",
    }
}

/// Which agents a declaration must address. One to all agents always counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Addressed {
    /// Any, known or not.
    Any,
    /// Those of the list with one of these purposes.
    Of(Vec<Purpose>),
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Rule {
    pub(super) name: String,
    /// `rights.<name>`.
    #[serde(skip)]
    pub(super) reason: &'static str,
    pub(super) action: Action,
    pub(super) signals: Vec<Signal>,
    /// None: wherever it was declared.
    pub(super) sources: Option<Vec<Source>>,
    pub(super) agents: Addressed,
    /// Types of things (JSON-LD) and paths (`tdmrep.json`) that the declaration may be limited
    /// to; an empty pattern is one without limit. None: any.
    pub(super) about: Option<Vec<String>>,
    pub(super) values: Vec<String>,
    pub(super) except: Vec<String>,
    /// Only dates of `unavailable_after` that had passed.
    pub(super) expired: bool,
    /// Of declarations with a valid value only those of the first of these sources count.
    pub(super) precedence: Vec<Source>,
    /// The values that take part in precedence. None: all.
    pub(super) valid: Option<Vec<String>>,
    /// Who says so. No part of the decision.
    #[serde(skip)]
    pub(super) source: String,
}

impl Rule {
    /// The first declaration that meets it.
    pub(super) fn meets<'a>(
        &self,
        evidence: &'a [Evidence],
        agents: &AgentList,
        fetched: Option<Moment>,
    ) -> Option<&'a Evidence> {
        let concerns = |e: &&Evidence| self.concerns(e, agents);
        let first = self.precedence.iter().copied().find(|source| {
            let here = |e: &&Evidence| e.source == *source && self.is_valid(&e.value);
            evidence.iter().filter(concerns).any(|e| here(&e))
        });
        let counts = |e: &&Evidence| {
            self.precedence.is_empty() || (Some(e.source) == first && self.is_valid(&e.value))
        };
        let mut found = evidence.iter().filter(concerns).filter(counts);
        found.find(|e| self.names(e) && (!self.expired || has_passed(e, fetched)))
    }

    /// By everything but its value.
    fn concerns(&self, e: &Evidence, agents: &AgentList) -> bool {
        let scope = e.scope.as_deref().unwrap_or_default();
        let addressed = || match &self.agents {
            Addressed::Any => true,
            _ if matches!(scope, "" | "*") => true,
            Addressed::Of(purposes) => agents
                .get(scope)
                .is_some_and(|agent| purposes.contains(&agent.purpose)),
        };
        let about = || like_any(self.about.as_deref(), scope);
        self.signals.contains(&e.signal)
            && self
                .sources
                .as_ref()
                .is_none_or(|all| all.contains(&e.source))
            && if e.signal.of_agents() {
                addressed()
            } else {
                about()
            }
    }

    fn is_valid(&self, value: &str) -> bool {
        like_any(self.valid.as_deref(), value)
    }

    /// By its value; a licence also by its identifier.
    fn names(&self, e: &Evidence) -> bool {
        let like = |value: &str| {
            self.values.iter().any(|pattern| is_like(pattern, value))
                && !self.except.iter().any(|pattern| is_like(pattern, value))
        };
        match License::of(&e.value).filter(|_| e.signal == Signal::License) {
            Some(license) => like(&license.id),
            None => like(&e.value),
        }
    }
}

fn like_any(patterns: Option<&[String]>, value: &str) -> bool {
    patterns.is_none_or(|all| all.iter().any(|pattern| is_like(pattern, value)))
}

fn has_passed(e: &Evidence, fetched: Option<Moment>) -> bool {
    let until = tags::unavailable_after(&e.value);
    matches!((until, fetched), (Some(until), Some(fetched)) if fetched >= until)
}
