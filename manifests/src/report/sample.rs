//! A few removed documents of each reason, for the page: where they were and what was measured,
//! never a text.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Removed;

/// What the page shows of one row of the ledger.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// The document's id; empty for a record that could not be read.
    pub id: String,
    /// WARC-Target-URI, where known.
    pub url: String,
    /// `mlt_Latn`, or `und`.
    pub language: String,
    /// The stage that removed it.
    pub stage: String,
    /// Why.
    pub reason: String,
    /// What was measured.
    pub value: Option<f64>,
    /// The bound it was compared with.
    pub threshold: Option<f64>,
    /// Words for a reader.
    pub detail: Option<String>,
}

impl From<&Removed> for Sample {
    fn from(row: &Removed) -> Self {
        Self {
            id: row.id.clone(),
            url: row.url.clone(),
            language: row.language.clone(),
            stage: row.stage.clone(),
            reason: row.reason.clone(),
            value: row.value,
            threshold: row.threshold,
            detail: row.detail.clone(),
        }
    }
}

/// A sample of the ledger. Of each reason it holds the rows whose SHA-256 (over reason, id, file
/// and offset) is least: the same ledger gives the same sample, in whatever order it is read, and
/// memory is bounded by the number of reasons.
#[derive(Debug, Clone, PartialEq)]
pub struct Samples {
    each: usize,
    reasons: BTreeMap<String, BTreeMap<String, Sample>>,
}

impl Default for Samples {
    /// Five of each reason.
    fn default() -> Self {
        Self::new(5)
    }
}

impl Samples {
    /// An empty sample that will hold at most `each` rows of a reason.
    #[must_use]
    pub fn new(each: usize) -> Self {
        Self {
            each,
            reasons: BTreeMap::new(),
        }
    }

    /// Looks at one row of the ledger.
    pub fn push(&mut self, row: &Removed) {
        let place = format!(
            "{}\n{}\n{}\n{}",
            row.reason, row.id, row.file_path, row.offset
        );
        self.insert(crate::digest::sha256(place.as_bytes()), row);
    }

    fn insert(&mut self, key: String, row: &Removed) {
        if !self.reasons.contains_key(&row.reason) {
            self.reasons.insert(row.reason.clone(), BTreeMap::new());
        }
        let Some(rows) = self.reasons.get_mut(&row.reason) else {
            return;
        };
        let full = rows.len() >= self.each;
        if full && rows.last_key_value().is_none_or(|(last, _)| *last <= key) {
            return;
        }
        rows.insert(key, Sample::from(row));
        if rows.len() > self.each {
            rows.pop_last();
        }
    }

    /// Adds what another part of the ledger gave.
    pub fn merge(&mut self, other: Self) {
        for (reason, rows) in other.reasons {
            let into = self.reasons.entry(reason).or_default();
            into.extend(rows);
            while into.len() > self.each {
                into.pop_last();
            }
        }
    }

    /// The rows, by reason, then by their hash.
    pub fn rows(&self) -> impl Iterator<Item = &Sample> {
        self.reasons.values().flat_map(BTreeMap::values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(n: u64) -> Removed {
        Removed {
            id: format!("{n}"),
            reason: ["quality.min_words", "dedup.near"][n as usize % 2].to_owned(),
            ..Removed::default()
        }
    }

    #[test]
    fn any_order_gives_the_same_sample() {
        let mut forward = Samples::default();
        (0..500).for_each(|n| forward.push(&row(n)));
        let mut backward = Samples::default();
        (0..500).rev().for_each(|n| backward.push(&row(n)));
        assert_eq!(forward, backward);
        let (mut left, mut right) = (Samples::default(), Samples::default());
        (0..250).for_each(|n| left.push(&row(n)));
        (250..500).for_each(|n| right.push(&row(n)));
        right.merge(left);
        assert_eq!(forward, right);
        assert_eq!(forward.rows().count(), 10);
        assert_eq!(Samples::new(0), {
            let mut none = Samples::new(0);
            none.push(&row(1));
            none.reasons.clear();
            none
        });
    }
}
