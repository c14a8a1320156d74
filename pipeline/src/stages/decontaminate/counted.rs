//! How many documents have each n-gram.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Documents by n-gram. Those of several partitions add up in any order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    /// The digest of the index whose n-grams they are.
    index: String,
    /// Number of the n-gram, documents.
    documents: BTreeMap<u32, u64>,
}

impl Counted {
    pub(super) fn new(index: String) -> Self {
        Self {
            index,
            documents: BTreeMap::new(),
        }
    }

    /// Adds a document with these n-grams, each once.
    pub(crate) fn push(&mut self, ngrams: &[u32]) {
        for ngram in ngrams {
            *self.documents.entry(*ngram).or_default() += 1;
        }
    }

    /// Adds what another partition has.
    ///
    /// # Errors
    /// N-grams of another index.
    pub(super) fn merge(&mut self, other: &Self) -> Result<()> {
        if self.index != other.index {
            return Err(Error::run_help(
                "n-grams of other benchmarks were counted",
                "benchmark files changed during the run: start it again",
            ));
        }
        for (ngram, documents) in &other.documents {
            *self.documents.entry(*ngram).or_default() += documents;
        }
        Ok(())
    }

    /// Those that more than so many documents have.
    pub(super) fn above(mut self, max_count: u64) -> Self {
        self.documents.retain(|_, documents| *documents > max_count);
        self
    }

    /// The n-grams, in order.
    pub(super) fn ngrams(&self) -> impl Iterator<Item = u32> {
        self.documents.keys().copied()
    }

    /// How many n-grams there are.
    pub(super) fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether they are those of an index.
    pub(super) fn is_of(&self, index: &str) -> bool {
        self.index == index
    }

    /// # Errors
    /// Those of the writer.
    pub(crate) fn write(&self, mut out: impl Write) -> std::io::Result<()> {
        serde_json::to_writer(&mut out, self)?;
        out.flush()
    }

    /// # Errors
    /// A file that cannot be read or is damaged.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let bytes = std::fs::read(path).map_err(Error::io(path, "read"))?;
        serde_json::from_slice(&bytes)
            .map_err(|error| Error::run(format!("{}: {error}", path.display())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_add_up_in_any_order() {
        let of = |documents: &[&[u32]]| {
            let mut counted = Counted::new("i".into());
            documents.iter().for_each(|ngrams| counted.push(ngrams));
            counted
        };
        let (one, two) = (of(&[&[1, 2], &[2]]), of(&[&[2, 9]]));
        let (mut left, mut right) = (one.clone(), two.clone());
        left.merge(&two).unwrap();
        right.merge(&one).unwrap();
        assert_eq!(left, right);
        assert_eq!(left.clone().above(2).ngrams().collect::<Vec<_>>(), [2]);
        assert_eq!(left.clone().above(3).len(), 0);
        let mut bytes = Vec::new();
        left.write(&mut bytes).unwrap();
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            r#"{"index":"i","documents":{"1":1,"2":3,"9":1}}"#
        );
        assert!(left.merge(&Counted::new("j".into())).is_err());
    }
}
