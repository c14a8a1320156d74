//! Reservations of rights, counted: by signal, rule, language and domain, and the files that they
//! were read from. Counts of tasks merge in any order to the same sum.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A file, or a folder of files, with what sites answered for `/robots.txt` and
/// `/.well-known/tdmrep.json`.
#[derive(
    Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub struct RobotsInput {
    /// Its name in the dataset.
    pub file_path: String,
    /// Length in bytes; of a folder that of all files read.
    pub bytes: u64,
    /// SHA-256 of the file; of a folder that of the lines `SHA-256  HOST/robots.txt`, sorted by
    /// host.
    pub sha256: String,
    /// Answers of all kinds, redirections and errors among them.
    pub answers: u64,
    /// Files `robots.txt`.
    pub robots: u64,
    /// Files `tdmrep.json`.
    pub tdmrep: u64,
    /// What could not be used, by kind: `damaged`, `http`, `robots`, `tdmrep`, `name`; `cut` of what
    /// was used in part.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub problems: BTreeMap<String, u64>,
    /// The first few of them, each with file and place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub first_problems: Vec<String>,
    /// Lines of `robots.txt` that could not be used, by why (`unknown`, `outside`, `no-path`, `long`,
    /// `no-utf8`), and rules of `tdmrep.json`: `tdmrep-rule`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unread: BTreeMap<String, u64>,
    /// The file was expected beside an archive and is not there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub missing: bool,
}

/// Documents with a kind of evidence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SignalCount {
    /// Documents with at least one.
    pub documents: u64,
    /// Pieces of evidence.
    pub evidence: u64,
    /// Documents that were dropped because of it.
    pub dropped: u64,
}

/// Documents of one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LanguageCount {
    /// Documents with evidence.
    pub documents: u64,
    /// Those of them that were dropped.
    pub dropped: u64,
    /// The same by signal: documents with at least one.
    pub signals: BTreeMap<String, u64>,
    /// Dropped documents by rule.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rules: BTreeMap<String, u64>,
}

/// What the documents of one task, or of all, said about rights.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RightsCounts {
    /// Documents looked at.
    pub documents: u64,
    /// Documents of sites whose `robots.txt` was asked for, whatever came back.
    pub with_robots: u64,
    /// Documents with any evidence: rows in `rights/`.
    pub with_evidence: u64,
    /// Documents dropped.
    pub dropped: u64,
    /// By signal.
    pub signals: BTreeMap<String, SignalCount>,
    /// Documents dropped, by the policy's rule.
    pub rules: BTreeMap<String, u64>,
    /// By language: the one identified, else the one that the page declares, else `und`.
    pub languages: BTreeMap<String, LanguageCount>,
    /// Documents with something that could not be read, by what it was: `header`, `tdmrep`, ….
    pub unreadable: BTreeMap<String, u64>,
    /// Files with the answers of sites.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub robots: BTreeSet<RobotsInput>,
}

fn add(into: &mut BTreeMap<String, u64>, other: &BTreeMap<String, u64>) {
    for (key, n) in other {
        *into.entry(key.clone()).or_default() += n;
    }
}

impl RightsCounts {
    /// Whether nothing was counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds other counts. Files are kept in the order of their names, each once.
    pub fn merge(&mut self, other: &Self) {
        self.documents += other.documents;
        self.with_robots += other.with_robots;
        self.with_evidence += other.with_evidence;
        self.dropped += other.dropped;
        for (signal, count) in &other.signals {
            let sum = self.signals.entry(signal.clone()).or_default();
            sum.documents += count.documents;
            sum.evidence += count.evidence;
            sum.dropped += count.dropped;
        }
        add(&mut self.rules, &other.rules);
        for (language, count) in &other.languages {
            let sum = self.languages.entry(language.clone()).or_default();
            sum.documents += count.documents;
            sum.dropped += count.dropped;
            add(&mut sum.signals, &count.signals);
            add(&mut sum.rules, &count.rules);
        }
        add(&mut self.unreadable, &other.unreadable);
        self.robots.extend(other.robots.iter().cloned());
    }
}

/// Evidence and drops of one registrable domain.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DomainCount {
    /// The domain.
    pub domain: String,
    /// Documents with evidence.
    pub documents: u64,
    /// Those of them that were dropped.
    pub dropped: u64,
}

/// Domains with evidence: how many, and those that lost most.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Domains {
    /// All of them.
    pub total: u64,
    /// Those with a dropped document.
    pub dropped: u64,
    /// The first by dropped documents, then by documents, then by name. All are in `rights/`.
    pub top: Vec<DomainCount>,
}

/// A policy or list that decided, as it was.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// Its version or date.
    pub version: String,
    /// SHA-256 of its text.
    pub sha256: String,
}

/// The part of the manifest about rights.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rights {
    /// The policy that decided.
    pub policy: Named,
    /// The agents that were asked for; the version is the date of the list.
    pub agents: Named,
    /// What was counted.
    #[serde(flatten)]
    pub counts: RightsCounts,
    /// By registrable domain.
    pub domains: Domains,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_merge_in_any_order() {
        let input = |name: &str| RobotsInput {
            file_path: name.into(),
            ..RobotsInput::default()
        };
        let mut one = RightsCounts {
            documents: 3,
            robots: [input("b")].into(),
            ..RightsCounts::default()
        };
        one.rules.insert("r".into(), 2);
        one.signals.entry("s".into()).or_default().documents = 2;
        one.languages.entry("und".into()).or_default().rules = [("r".into(), 2)].into();
        let mut two = RightsCounts {
            robots: [input("a"), input("b")].into(),
            ..RightsCounts::default()
        };
        two.rules.insert("r".into(), 1);
        let (mut left, mut right) = (one.clone(), two.clone());
        left.merge(&two);
        right.merge(&one);
        assert_eq!(left, right);
        assert_eq!(left.rules["r"], 3);
        assert_eq!(left.robots.len(), 2);
        one.merge(&RightsCounts::default());
        assert_eq!(one.documents, 3);
    }
}
