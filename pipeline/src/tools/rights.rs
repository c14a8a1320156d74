//! What another policy would make of the evidence that a run has stored.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use serde::Serialize;
use tamis_manifests::rights::{DomainCount, Named};

use crate::error::Result;
use crate::io::{RightsReader, RightsRow};
use crate::rights::{Drop, Judge, judged};

/// Domains and examples that are told of each change.
const MOST_DOMAINS: usize = 10;
const MOST_EXAMPLES: usize = 5;

/// Two policies over the same evidence.
#[derive(Debug, Clone, Default, Serialize)]
pub struct WhatIf {
    /// The policy asked about.
    pub policy: Named,
    /// The policy that it is compared with: what the run itself has decided, or another one.
    pub against: Named,
    /// Documents with evidence.
    pub documents: u64,
    /// Documents that the policy drops.
    pub drops: u64,
    /// Documents that the other one drops.
    pub against_drops: u64,
    /// Documents that only the policy drops.
    pub lost: Change,
    /// Documents that only the other one drops.
    pub won: Change,
}

/// Documents of which two policies think differently.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Change {
    /// All of them.
    pub documents: u64,
    /// Those whose text is known, and its Unicode scalar values: a document that the run dropped
    /// for its rights was never extracted.
    pub with_text: u64,
    /// See `with_text`.
    pub characters: u64,
    /// By the rule that drops them and the signal that it is about.
    pub rules: Vec<RuleCount>,
    /// By language.
    pub languages: BTreeMap<String, u64>,
    /// Registrable domains.
    pub domains: u64,
    /// Those with most documents.
    pub top_domains: Vec<DomainCount>,
    /// The first few documents.
    pub examples: Vec<Example>,
}

/// Documents that a rule drops.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RuleCount {
    /// The rule.
    pub rule: String,
    /// The signal.
    pub signal: String,
    /// Documents.
    pub documents: u64,
}

/// One document.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Example {
    /// Its URL.
    pub url: String,
    /// The rule that drops it.
    pub rule: String,
    /// The evidence, in words.
    pub evidence: String,
}

/// A change as it is being counted.
#[derive(Default)]
struct Counting {
    change: Change,
    rules: BTreeMap<(String, String), u64>,
    domains: HashMap<String, u64>,
}

impl Counting {
    fn add(&mut self, row: &RightsRow, drop: &Drop) {
        let change = &mut self.change;
        change.documents += 1;
        change.with_text += u64::from(row.characters > 0);
        change.characters += row.characters;
        *change.languages.entry(row.language.clone()).or_default() += 1;
        if change.examples.len() < MOST_EXAMPLES {
            change.examples.push(Example {
                url: row.url.clone(),
                rule: drop.rule.clone(),
                evidence: drop.detail.clone(),
            });
        }
        let key = (drop.rule.clone(), drop.signal.clone());
        *self.rules.entry(key).or_default() += 1;
        *self.domains.entry(row.domain.clone()).or_default() += 1;
    }

    fn finish(self) -> Change {
        let mut change = self.change;
        change.rules = self
            .rules
            .into_iter()
            .map(|((rule, signal), documents)| RuleCount {
                rule,
                signal,
                documents,
            })
            .collect();
        change
            .rules
            .sort_by(|a, b| (b.documents, a).cmp(&(a.documents, b)));
        change.domains = self.domains.len() as u64;
        let mut domains: Vec<(String, u64)> = self.domains.into_iter().collect();
        domains.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
        domains.truncate(MOST_DOMAINS);
        change.top_domains = domains
            .into_iter()
            .map(|(domain, documents)| DomainCount {
                domain,
                documents,
                dropped: documents,
            })
            .collect();
        change
    }
}

/// Decides again on every row of these files, by `policy` and by `against`, or where that is none,
/// by what the run has decided.
///
/// # Errors
/// When a file cannot be read.
pub fn what_if(files: &[PathBuf], policy: &Judge, against: Option<&Judge>) -> Result<WhatIf> {
    let mut result = WhatIf {
        policy: policy.named.clone(),
        ..WhatIf::default()
    };
    let (mut lost, mut won) = (Counting::default(), Counting::default());
    for path in files {
        let reader = RightsReader::open(path)?;
        let other = against.map_or_else(|| reader.policy().clone(), |judge| judge.named.clone());
        if result.against == Named::default() {
            result.against = other;
        }
        for rows in reader {
            for row in rows? {
                let one = policy.decide(&row.rights, &row.date);
                let two = match against {
                    Some(judge) => judge.decide(&row.rights, &row.date),
                    None => judged(&row),
                };
                result.documents += 1;
                result.drops += u64::from(one.is_some());
                result.against_drops += u64::from(two.is_some());
                match (one, two) {
                    (Some(drop), None) => lost.add(&row, &drop),
                    (None, Some(drop)) => won.add(&row, &drop),
                    _ => {}
                }
            }
        }
    }
    (result.lost, result.won) = (lost.finish(), won.finish());
    Ok(result)
}
