//! The second step: which of a few close languages a text is in.
//!
//! A model of letter sequences tells Croatian from Czech, and hardly Croatian from Bosnian: what
//! sets those apart are certain words and endings. For each close group a table, made from data by
//! `scripts/langs/lid/close.py`, says what each speaks for. The evidence for a label is
//!
//! ```text
//! model · ln p(label)  +  bias(label)  +  Σ min(count, 3) / √words · weight(feature, label)  +  hints
//! ```
//!
//! with p the model's probability among the group, and its softmax divides the probability that
//! the model gave to the group as a whole. The square root is there because the words of a text say
//! the same thing over and over: twice the text is not twice the evidence.

mod features;
mod table;

use std::sync::OnceLock;

use super::hints::Prior;
use crate::model::exp;
use table::Table;

/// The tables of `langs/close`, by file name.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/close.rs"));
/// Uses of a feature that count.
const MOST_USES: u8 = 3;
/// Words that are looked at: far more than a decision needs.
const MOST_WORDS: usize = 4_000;
/// Least share of the group that the model's opinion is taken to give to a label.
const LEAST: f32 = 1e-6;

/// A close group.
#[derive(Debug)]
pub(super) struct Group {
    table: Table,
}

/// What one feature of a text says.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// The feature as the group's table writes it: `tjedan`, `mje-`, `-irati`.
    pub feature: String,
    /// Times that it occurs.
    pub count: usize,
    /// What it adds to each of the group's labels.
    pub weights: Vec<f32>,
}

/// How a group was divided.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The group's labels.
    pub labels: Vec<String>,
    /// What the model's own opinion adds to each, the table's bias included.
    pub model: Vec<f32>,
    /// What words, beginnings and endings add to each.
    pub words: Vec<f32>,
    /// What URL, `html@lang` and `og:locale` add to each.
    pub hints: Vec<f32>,
    /// Each label's share of the group's probability.
    pub shares: Vec<f32>,
    /// The features found, the most decisive first. Only filled where it was asked for.
    pub evidence: Vec<Evidence>,
}

/// Buffers of one thread.
#[derive(Default)]
pub(super) struct Counts {
    /// Uses by row.
    uses: Vec<u8>,
    /// Rows with uses, in the order of their first.
    rows: Vec<u32>,
}

/// The built-in groups.
///
/// # Errors
/// The file and line of a table that cannot be read.
pub(super) fn groups() -> Result<&'static [Group], String> {
    static GROUPS: OnceLock<Result<Vec<Group>, String>> = OnceLock::new();
    let read = || {
        FILES
            .iter()
            .map(|(file, text)| match Table::parse(text) {
                Ok(table) => Ok(Group { table }),
                Err(wrong) => Err(format!("close/{file}, {wrong}")),
            })
            .collect()
    };
    match GROUPS.get_or_init(read) {
        Ok(groups) => Ok(groups),
        Err(wrong) => Err(wrong.clone()),
    }
}

impl Group {
    /// The labels that it divides.
    pub(super) fn labels(&self) -> &[String] {
        &self.table.labels
    }

    /// Divides the group for a text in normal form (`normalise.rs`).
    ///
    /// `opinion` is the model's probability of each label, of any sum; all zero or empty for none.
    pub(super) fn decide(
        &self,
        opinion: &[f32],
        text: &str,
        prior: &Prior,
        counts: &mut Counts,
        explain: bool,
    ) -> Decision {
        let table = &self.table;
        let wide = table.labels.len();
        let sum: f32 = opinion.iter().sum();
        let model = (0..wide).map(|at| {
            let share = match opinion.get(at) {
                Some(p) if sum > 0.0 => (p / sum).max(LEAST),
                _ => 1.0,
            };
            table.model * libm::logf(share) + table.bias.get(at).copied().unwrap_or_default()
        });
        let model: Vec<f32> = model.collect();
        let words = self.count(text, counts);
        let scale = 1.0 / (words.max(1) as f32).sqrt();
        let mut said = vec![0.0; wide];
        let mut evidence = Vec::new();
        for &row in &counts.rows {
            let uses = counts.uses.get(row as usize).copied().unwrap_or_default();
            let factor = f32::from(uses.min(MOST_USES)) * scale;
            let weights = table.weights(row);
            for (sum, weight) in said.iter_mut().zip(weights) {
                *sum += factor * weight;
            }
            if explain {
                evidence.push(Evidence {
                    feature: table.names.get(row as usize).cloned().unwrap_or_default(),
                    count: usize::from(uses),
                    weights: weights.iter().map(|weight| factor * weight).collect(),
                });
            }
        }
        evidence.sort_by(|a, b| spread(&b.weights).total_cmp(&spread(&a.weights)));
        let hints: Vec<f32> = table.labels.iter().map(|label| prior.of(label)).collect();
        let total: Vec<f32> = (0..wide)
            .map(|at| {
                [&model, &said, &hints]
                    .iter()
                    .filter_map(|part| part.get(at))
                    .sum()
            })
            .collect();
        Decision {
            labels: table.labels.clone(),
            shares: softmax(&total),
            model,
            words: said,
            hints,
            evidence,
        }
    }

    /// Fills `counts` for a text and gives its number of words.
    fn count(&self, text: &str, counts: &mut Counts) -> usize {
        for row in counts.rows.drain(..) {
            if let Some(uses) = counts.uses.get_mut(row as usize) {
                *uses = 0;
            }
        }
        let rows = self.table.names.len();
        if counts.uses.len() < rows {
            counts.uses.resize(rows, 0);
        }
        let mut words = 0;
        for word in text
            .split(' ')
            .filter(|word| !word.is_empty())
            .take(MOST_WORDS)
        {
            words += 1;
            self.table.vocabulary.of_word(word, |row| {
                if let Some(uses) = counts.uses.get_mut(row as usize) {
                    if *uses == 0 {
                        counts.rows.push(row);
                    }
                    *uses = uses.saturating_add(1);
                }
            });
        }
        words
    }
}

/// How far a feature drives labels apart.
fn spread(weights: &[f32]) -> f32 {
    let most = weights.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let least = weights.iter().copied().fold(f32::INFINITY, f32::min);
    most - least
}

fn softmax(logits: &[f32]) -> Vec<f32> {
    let most = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let parts: Vec<f32> = logits.iter().map(|logit| exp(logit - most)).collect();
    let sum: f32 = parts.iter().sum();
    parts.iter().map(|part| part / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group() -> Group {
        let text = "@labels\tces_Latn\tslk_Latn\n@model\t0.5\n@bias\t0\t0\nže\t2\t-2\n-ých\t0.5\t-0.5\n\
            som\t-3\t3\n";
        Group {
            table: Table::parse(text).unwrap(),
        }
    }

    #[test]
    fn words_outweigh_the_model() {
        let mut counts = Counts::default();
        let none = Prior::default();
        let found = group().decide(&[0.9, 0.1], "ja som to vedel", &none, &mut counts, true);
        assert!(found.shares[1] > 0.8, "{found:?}");
        assert_eq!(found.evidence[0].feature, "som");
        assert_eq!(found.words, [-1.5, 1.5]);
        // Without words the model's opinion stays, and what was counted before is forgotten.
        let found = group().decide(&[0.9, 0.1], "x y", &none, &mut counts, true);
        assert_eq!(found.words, [0.0, 0.0]);
        assert!(found.evidence.is_empty() && found.shares[0] > 0.7);
        // No opinion and no word: no decision.
        let found = group().decide(&[], "", &none, &mut counts, false);
        assert_eq!(found.shares, [0.5, 0.5]);
    }

    #[test]
    fn uses_count_three_times_at_most() {
        let mut counts = Counts::default();
        let none = Prior::default();
        let three = group().decide(&[], "že že že a", &none, &mut counts, false);
        let many = group().decide(&[], "že že že že", &none, &mut counts, false);
        assert_eq!(three.words, many.words);
    }

    #[test]
    fn built_in_tables_can_be_read() {
        let groups = groups().unwrap();
        assert!(groups.len() >= 10);
        // No label is in two groups.
        let mut labels: Vec<_> = groups.iter().flat_map(|group| group.labels()).collect();
        let all = labels.len();
        labels.sort_unstable();
        labels.dedup();
        assert_eq!(labels.len(), all);
    }
}
