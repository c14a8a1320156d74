//! robots.txt (RFC 9309), with the lines that say how pages may be used.

mod read;
mod reduce;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use super::agents::{AgentList, product_token};
use super::evidence::{Evidences, Signal, Source, shorten};
use super::pattern::{Pattern, path_of};
use super::usage;

/// Octets of a file that are read; RFC 9309, 2.5 asks for at least 500 KiB.
pub const MAX_ROBOTS: usize = 500 * 1024;

/// What a robots.txt says. Reading never fails: [`Self::notes`] says what was not understood.
///
/// Groups are those of RFC 9309, 2.2.1: all groups of one agent count together, an agent without a
/// group of its own obeys that of `*`, blank lines end nothing. `Allow` and `Disallow`, `Content-Usage`
/// (draft-ietf-aipref-attach, 3) and `Content-Signal` (contentsignals.org) are rules of a group;
/// `License` (RSL 1.0) holds for everybody, wherever it stands.
///
/// Beyond the RFC, as in Google's parser (<https://github.com/google/robotstxt>): a colon may be
/// missing, a few misspelt keys are understood, an `Allow` of `…/index.html` allows `…/`, and a line
/// counts up to 16,663 octets.
#[derive(Debug, Clone, Default)]
pub struct Robots {
    blocks: Vec<Block>,
    /// By lower-cased token: its name as written first, and the blocks of its groups.
    agents: HashMap<String, Group>,
    licenses: Vec<String>,
    unreachable: Option<u16>,
    notes: Notes,
}

/// How much of a robots.txt could not be used. Nothing of it is fatal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Notes {
    /// Lines, empty ones too.
    pub lines: u32,
    /// Lines that are a key that is known, and its value.
    pub known: u32,
    /// Lines that are no key and value, or whose key nobody knows.
    pub unknown: u32,
    /// Rules before the first `User-agent`, which hold for nobody (RFC 9309, 2.2.2).
    pub outside: u32,
    /// Paths that start with neither `/` nor `*`, which can match nothing.
    pub no_path: u32,
    /// Lines longer than 16,663 octets, which were cut.
    pub long: u32,
    /// Octets beyond [`MAX_ROBOTS`], which were not read.
    pub beyond: u64,
    /// Lines that are no UTF-8.
    pub no_utf8: u32,
    /// Whether it was UTF-16, which is read although RFC 9309, 2.3 asks for UTF-8.
    pub utf16: bool,
}

/// The lines of one group, for all agents that it names.
#[derive(Debug, Clone, Default)]
struct Block {
    /// The longest pattern first, `Allow` before `Disallow` where they are as long.
    rules: Vec<Rule>,
    /// `Content-Usage` and `Content-Signal`, the longest pattern first.
    uses: Vec<Use>,
}

#[derive(Debug, Clone)]
struct Rule {
    allow: bool,
    pattern: Pattern,
    written: String,
}

#[derive(Debug, Clone)]
struct Use {
    signal: Signal,
    /// None where the line has no path.
    pattern: Option<Pattern>,
    statement: String,
}

#[derive(Debug, Clone, Default)]
struct Group {
    name: String,
    blocks: Vec<usize>,
}

/// The rule that holds for an agent and a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched<'a> {
    /// Whether it is an `Allow`.
    pub allow: bool,
    /// The line, `Disallow: /x`.
    pub rule: String,
    /// The agent of the group, as the file writes it; `*` where the agent has no group.
    pub agent: &'a str,
}

impl Robots {
    /// Reads a file, whatever it is.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Self {
        read::read(bytes)
    }

    /// A shorter file of the same meaning for these agents, and what could not be used of this one:
    /// [`Self::evidence`] of both is the same for every path. It has the groups of the agents in the
    /// list and of `*`, one rule a line; comments, sitemaps and groups of others are not in it.
    #[must_use]
    pub fn reduce(bytes: &[u8], agents: &AgentList) -> (Vec<u8>, Notes) {
        reduce::reduce(bytes, agents)
    }

    /// A robots.txt by the response that had it (RFC 9309, 2.3.1): what was fetched is read, a fault
    /// of the server makes it [`Self::is_unreachable`], and all else counts as no rules at all.
    #[must_use]
    pub fn of_response(status: u16, body: &[u8]) -> Self {
        match status {
            200..=299 => Self::parse(body),
            500..=599 => Self {
                unreachable: Some(status),
                ..Self::default()
            },
            _ => Self::default(),
        }
    }

    /// Whether the server could not give it (RFC 9309, 2.3.1.4: then nothing may be fetched).
    #[must_use]
    pub fn is_unreachable(&self) -> bool {
        self.unreachable.is_some()
    }

    /// What was not understood.
    #[must_use]
    pub fn notes(&self) -> &Notes {
        &self.notes
    }

    /// The addresses of RSL licences.
    pub fn licenses(&self) -> impl Iterator<Item = &str> {
        self.licenses.iter().map(String::as_str)
    }

    /// The rule that holds for an agent (a product token) and a URL or path, or none, which allows.
    #[must_use]
    pub fn matched(&self, agent: &str, path: &str) -> Option<Matched<'_>> {
        let path = path_of(path);
        if path == b"/robots.txt" {
            return None;
        }
        let group = self.group(agent)?;
        let rule = self.best(group, &path, &mut HashMap::new())?;
        Some(Matched {
            allow: rule.allow,
            rule: rule.line(),
            agent: &group.name,
        })
    }

    /// Whether an agent (a product token) may fetch a URL or path.
    #[must_use]
    pub fn allows(&self, agent: &str, path: &str) -> bool {
        !self.is_unreachable() && self.matched(agent, path).is_none_or(|found| found.allow)
    }

    /// Adds what the file says of a path, to `*` and to each agent of the list that has a group of
    /// its own: the rule that holds, and the statements on use of the longest path that matches.
    /// Where a path is disallowed, `Content-Usage` says nothing (draft-ietf-aipref-attach, 3.1).
    pub fn evidence(&self, path: &str, agents: &AgentList, out: &mut Evidences) {
        let source = Source::RobotsTxt;
        if let Some(status) = self.unreachable {
            let status = status.to_string();
            out.push(Signal::RobotsTxtUnreachable, source, Some("*"), &status);
        }
        for license in &self.licenses {
            out.push(Signal::Rsl, source, None, license);
        }
        let path = path_of(path);
        if path == b"/robots.txt" {
            return;
        }
        // In the order of the file's names, so that the order of its groups is none of ours.
        let known = |(token, _): &(&String, &Group)| *token == "*" || agents.get(token).is_some();
        let mut groups: Vec<_> = self.agents.iter().filter(known).collect();
        groups.sort_unstable_by_key(|(token, _)| *token);
        let mut seen = HashMap::new();
        for (_, group) in groups {
            let agent = Some(group.name.as_str());
            let rule = self.best(group, &path, &mut seen);
            if let Some(rule) = rule {
                out.push(Signal::RobotsTxt, source, agent, &rule.line());
            }
            if rule.is_none_or(|rule| rule.allow) {
                for statement in self.uses(group, Signal::ContentUsage, &path) {
                    usage::content_usage(statement, source, agent, out);
                }
            }
            for statement in self.uses(group, Signal::ContentSignal, &path) {
                usage::content_signal(statement, source, agent, out);
            }
        }
    }

    /// The group of an agent, or that of `*`. What is no token obeys `*`.
    fn group(&self, agent: &str) -> Option<&Group> {
        let own = self.agents.get(&agent.to_ascii_lowercase());
        own.or_else(|| self.agents.get("*"))
    }

    /// The longest rule that matches in the blocks of a group (RFC 9309, 2.2.2). A block that many
    /// agents share is asked once.
    fn best<'a>(
        &'a self,
        group: &Group,
        path: &[u8],
        seen: &mut HashMap<usize, Option<&'a Rule>>,
    ) -> Option<&'a Rule> {
        let of_block = |at: &usize| {
            *seen.entry(*at).or_insert_with(|| {
                let rules = &self.blocks.get(*at)?.rules;
                rules.iter().find(|rule| rule.matches(path))
            })
        };
        let found = group.blocks.iter().filter_map(of_block);
        found.max_by_key(|rule| (rule.pattern.octets(), rule.allow))
    }

    /// The statements of the longest path that matches; all of them where there are several
    /// (draft-ietf-aipref-attach, 3.1: they "apply separately").
    fn uses(&self, group: &Group, signal: Signal, path: &[u8]) -> Vec<&str> {
        let mut longest = None;
        let mut found = Vec::new();
        let blocks = group.blocks.iter().filter_map(|at| self.blocks.get(*at));
        for used in blocks.flat_map(|block| &block.uses) {
            let matches = |pattern: &Pattern| pattern.matches(path);
            if used.signal != signal || !used.pattern.as_ref().is_none_or(matches) {
                continue;
            }
            let octets = used.pattern.as_ref().map_or(0, Pattern::octets);
            if longest.is_none_or(|longest| octets > longest) {
                longest = Some(octets);
                found.clear();
            }
            if longest == Some(octets) {
                found.push(used.statement.as_str());
            }
        }
        found
    }
}

impl Rule {
    fn line(&self) -> String {
        let key = if self.allow { "Allow" } else { "Disallow" };
        format!("{key}: {}", self.written)
    }

    /// Google's parser lets an `Allow` of `…/index.html` allow `…/` too.
    fn matches(&self, path: &[u8]) -> bool {
        self.pattern.matches(path)
            || (self.allow
                && self
                    .written
                    .strip_suffix("/index.html")
                    .is_some_and(|directory| {
                        Pattern::new(format!("{directory}/$").as_bytes()).matches(path)
                    }))
    }
}
