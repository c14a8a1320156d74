//! A user's own rules, in the format of gitleaks' configuration (its README, "Configuration").
//!
//! A rule with keywords is tried around its keywords only, [`LEFT`] bytes before and [`RIGHT`]
//! bytes after each, so a text without keywords costs one pass for all rules. gitleaks tries the
//! whole file. A search that is not done by every construct of the format says what it leaves out
//! ([`Skipped`]).
//!
//! Patterns are matched in time linear in a stretch; a pattern that matches again and again up to
//! the end of the stretch makes that quadratic, so stretches have [`STRETCH`] bytes at most.

mod read;

use aho_corasick::AhoCorasick;
use regex::bytes::{Captures, Regex};

use super::super::hit::Hit;
use super::check;
use super::error::RulesError;

/// Bytes before a keyword in which a match may begin.
const LEFT: usize = 256;
/// Bytes after a keyword in which a match may end.
const RIGHT: usize = 4096;
/// Most bytes that a rule is tried on at once.
const STRETCH: usize = 64 << 10;

/// Something of a rule file that is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Skipped {
    /// The rule's id, or `global`.
    pub(crate) rule: String,
    /// What is left out and why, in words.
    pub(crate) what: String,
}

/// The rules of a file.
#[derive(Debug)]
pub(super) struct Rules {
    rules: Vec<Rule>,
    /// Allowlists of all rules.
    allowed: Vec<Allowlist>,
    /// Keywords of all rules, in any case.
    keywords: AhoCorasick,
    /// Which rule a keyword is of.
    owners: Vec<usize>,
}

#[derive(Debug)]
struct Rule {
    id: String,
    pattern: Regex,
    /// Which group is the secret; 0 stands for the first group that matched something, or the
    /// match where there is none.
    group: usize,
    entropy: Option<f64>,
    /// The rule is tried on the whole text.
    everywhere: bool,
    allowed: Vec<Allowlist>,
}

/// Matches to leave alone.
#[derive(Debug)]
struct Allowlist {
    /// All criteria must hold, not one.
    all: bool,
    target: Target,
    patterns: Vec<Regex>,
    /// In small letters.
    stopwords: Vec<String>,
    /// Empty for every rule.
    rules: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Secret,
    Match,
    Line,
}

impl Rules {
    /// Reads a file's text.
    pub(super) fn read(file: &str) -> Result<(Self, Vec<Skipped>), RulesError> {
        read::read(file)
    }

    /// Appends the secrets that the rules find, rule by rule.
    pub(super) fn find<'a>(&'a self, text: &str, out: &mut Vec<Hit<'a>>) {
        let mut around = vec![Vec::new(); self.rules.len()];
        for found in self.keywords.find_overlapping_iter(text) {
            let owner = self.owners.get(found.pattern().as_usize());
            if let Some(stretches) = owner.and_then(|o| around.get_mut(*o)) {
                add(stretches, found.start(), found.end(), text.len());
            }
        }
        for (rule, mut stretches) in self.rules.iter().zip(around) {
            if rule.everywhere {
                stretches = whole(text.len());
            }
            for (start, end) in stretches {
                self.search(rule, text, start, end, out);
            }
        }
    }

    fn search<'a>(
        &self,
        rule: &'a Rule,
        text: &str,
        start: usize,
        end: usize,
        out: &mut Vec<Hit<'a>>,
    ) {
        // With what is before the stretch, so that `^` and `\b` mean what they say.
        let Some(head) = text.as_bytes().get(..end) else {
            return;
        };
        let mut at = start;
        while let Some(groups) = (at <= end)
            .then(|| rule.pattern.captures_at(head, at))
            .flatten()
        {
            let Some(whole) = groups.get(0) else {
                return;
            };
            out.extend(self.hit(rule, text, &groups));
            at = whole.end().max(whole.start() + 1);
        }
    }

    fn hit<'a>(&self, rule: &'a Rule, text: &str, groups: &Captures<'_>) -> Option<Hit<'a>> {
        let whole = groups.get(0)?;
        let secret = match rule.group {
            0 => (1..groups.len())
                .filter_map(|i| groups.get(i))
                .find(|g| !g.is_empty())
                .unwrap_or(whole),
            n => groups.get(n)?,
        };
        let start = text.floor_char_boundary(secret.start());
        let end = text.ceil_char_boundary(secret.end());
        let enough = rule
            .entropy
            .is_none_or(|least| check::entropy(secret.as_bytes()) > least);
        let allowed = || {
            let lists = rule.allowed.iter().chain(&self.allowed);
            let mut lists = lists.filter(|l| l.rules.is_empty() || l.rules.contains(&rule.id));
            lists.any(|l| l.allows(text.as_bytes(), secret.range(), whole.range()))
        };
        (start < end && enough && !allowed()).then_some(Hit {
            start,
            end,
            subtype: &rule.id,
        })
    }
}

impl Allowlist {
    fn allows(
        &self,
        text: &[u8],
        secret: std::ops::Range<usize>,
        whole: std::ops::Range<usize>,
    ) -> bool {
        let bytes = |range| text.get(range).unwrap_or_default();
        let target = match self.target {
            Target::Secret => bytes(secret.clone()),
            Target::Match => bytes(whole),
            Target::Line => bytes(line(text, secret.clone())),
        };
        let by_pattern = self.patterns.iter().any(|p| p.is_match(target));
        let lower = bytes(secret).to_ascii_lowercase();
        let holds = |word: &String| memchr::memmem::find(&lower, word.as_bytes()).is_some();
        let by_word = self.stopwords.iter().any(holds);
        if self.all {
            (self.patterns.is_empty() || by_pattern) && (self.stopwords.is_empty() || by_word)
        } else {
            by_pattern || by_word
        }
    }
}

/// The line or lines of a secret, no more than [`RIGHT`] bytes to either side.
fn line(text: &[u8], of: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let head = text
        .get(of.start.saturating_sub(RIGHT)..of.start)
        .unwrap_or_default();
    let tail = text
        .get(of.end..text.len().min(of.end + RIGHT))
        .unwrap_or_default();
    let before = memchr::memrchr(b'\n', head).map_or(head.len(), |i| head.len() - i - 1);
    let after = memchr::memchr(b'\n', tail).unwrap_or(tail.len());
    of.start - before..of.end + after
}

/// Adds the stretch around a keyword; keywords come from left to right by their ends.
fn add(stretches: &mut Vec<(usize, usize)>, start: usize, end: usize, len: usize) {
    let (from, to) = (start.saturating_sub(LEFT), len.min(end + RIGHT));
    match stretches.last_mut() {
        // One stretch with the last, unless that one is long enough: then the two overlap, and
        // what both find is kept once.
        Some((begin, last)) if from <= *last && to - *begin <= STRETCH => *last = to.max(*last),
        _ => stretches.push((from, to)),
    }
}

/// The whole text in stretches that overlap by as much as a match may take.
fn whole(len: usize) -> Vec<(usize, usize)> {
    let step = STRETCH - LEFT - RIGHT;
    let starts = (0..len.max(1)).step_by(step);
    starts.map(|at| (at, len.min(at + STRETCH))).collect()
}

#[cfg(test)]
mod tests;
