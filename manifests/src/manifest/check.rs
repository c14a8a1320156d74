//! Whether a manifest agrees with itself.

use std::collections::BTreeMap;

use super::inconsistent::Inconsistent;
use super::{Manifest, Mix, Output, Tree};
use crate::Counts;
use crate::merkle::{FileLeaf, Root};

impl Manifest {
    /// Checks that counts, ledger, shards and trees agree with one another.
    ///
    /// # Errors
    /// The first thing that does not add up.
    pub fn check(&self) -> Result<(), Inconsistent> {
        match self.contradictions().into_iter().next() {
            Some(first) => Err(first),
            None => Ok(()),
        }
    }

    /// All that does not add up.
    #[must_use]
    pub fn contradictions(&self) -> Vec<Inconsistent> {
        let mut found = Vec::new();
        let counts = Counts {
            stages: self.counts.clone(),
            ..Counts::default()
        };
        found.extend(counts.imbalances().map(Inconsistent::Stage));
        found.extend(super::edges::contradictions(self));
        found.extend(self.ledger());
        found.extend(self.evidence());
        found.extend(self.shards());
        found.extend(self.folders());
        found.extend(self.input_records());
        for (what, kind, stated) in [
            ("kept", "shard", &self.trees.kept),
            ("removed", "ledger", &self.trees.removed),
        ] {
            let tree = self.tree_over(kind);
            if tree != *stated {
                found.push(Inconsistent::Root {
                    what,
                    stated: stated.root.clone(),
                    found: tree.root,
                });
            }
        }
        found
    }

    /// The tree over the listed files of one kind: of those, each is a leaf.
    #[must_use]
    pub fn tree_over(&self, kind: &str) -> Tree {
        let mut root = Root::default();
        let mut rows = 0;
        for output in self.outputs.iter().filter(|output| output.kind == kind) {
            root.push(FileLeaf::of(output).hash());
            rows += output.rows;
        }
        Tree {
            leaves: root.leaves(),
            rows,
            root: root.hex(),
        }
    }

    fn ledger(&self) -> Option<Inconsistent> {
        let flows = self.counts.values().flat_map(BTreeMap::values);
        let taken_down: u64 = self.history.iter().map(|v| v.takedown.documents).sum();
        let removed = flows.flat_map(|flow| flow.removed.values()).sum::<u64>() + taken_down;
        let rows = self.rows("ledger", None);
        (removed != rows).then_some(Inconsistent::Ledger { removed, rows })
    }

    fn evidence(&self) -> Option<Inconsistent> {
        let rights = self.rights.as_ref();
        let counted = rights.map_or(0, |rights| rights.counts.with_evidence);
        let taken_down = self.history.iter().map(|v| v.takedown.evidence_rows);
        let rows = self.rows("rights", None) + taken_down.sum::<u64>();
        (counted != rows).then_some(Inconsistent::Rights { counted, rows })
    }

    fn shards(&self) -> Vec<Inconsistent> {
        let mut rows: BTreeMap<&str, u64> = self.mix.keys().map(|l| (l.as_str(), 0)).collect();
        for shard in self.outputs.iter().filter(|output| output.kind == "shard") {
            *rows.entry(language(shard)).or_default() += shard.rows;
        }
        rows.into_iter()
            .filter_map(|(language, rows)| match self.mix.get(language) {
                None => Some(Inconsistent::NoMix {
                    language: language.to_owned(),
                }),
                Some(mix) => (mix.rows_given != rows).then(|| Inconsistent::Shards {
                    language: language.to_owned(),
                    asked: mix.rows_given,
                    rows,
                }),
            })
            .chain(self.sources())
            .collect()
    }

    /// Languages whose sources do not sum to what the language has.
    fn sources(&self) -> Vec<Inconsistent> {
        let wrong = self.mix.iter().filter_map(|(language, mix)| {
            let of = |get: fn(&Mix) -> u64| (get(mix), mix.sources.values().map(get).sum::<u64>());
            let sums = [
                ("documents_available", of(|mix| mix.documents_available)),
                ("tokens_available", of(|mix| mix.tokens_available)),
                ("tokens_given", of(|mix| mix.tokens_given)),
                ("documents_given", of(|mix| mix.documents_given)),
                ("rows_given", of(|mix| mix.rows_given)),
                ("documents_held_out", of(|mix| mix.documents_held_out)),
                ("tokens_held_out", of(|mix| mix.tokens_held_out)),
            ];
            let mut sums = sums.into_iter();
            let (what, (stated, sum)) = sums.find(|(_, (stated, sum))| stated != sum)?;
            (!mix.sources.is_empty()).then(|| Inconsistent::Sources {
                language: language.clone(),
                what,
                stated,
                sum,
            })
        });
        wrong.collect()
    }

    fn folders(&self) -> impl Iterator<Item = Inconsistent> {
        let shards = self.outputs.iter().filter(|output| output.kind == "shard");
        let elsewhere = |shard: &&Output| {
            let folder = format!("data/{}/", language(shard));
            !shard.path.starts_with(&folder)
        };
        shards.filter(elsewhere).map(|shard| Inconsistent::Folder {
            path: shard.path.clone(),
            language: language(shard).to_owned(),
        })
    }

    fn input_records(&self) -> Vec<Inconsistent> {
        let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
        for (kind, n) in self.inputs.iter().flat_map(|input| &input.records) {
            *sums.entry(kind).or_default() += n;
        }
        let kinds: std::collections::BTreeSet<&str> = sums
            .keys()
            .copied()
            .chain(self.records.keys().map(String::as_str))
            .collect();
        kinds
            .into_iter()
            .filter_map(|kind| {
                let inputs = sums.get(kind).copied().unwrap_or(0);
                let sum = self.records.get(kind).copied().unwrap_or(0);
                (inputs != sum).then(|| Inconsistent::Records {
                    kind: kind.to_owned(),
                    inputs,
                    sum,
                })
            })
            .collect()
    }
}

fn language(output: &Output) -> &str {
    output.language.as_deref().unwrap_or("und")
}
