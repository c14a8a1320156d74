//! Made supplies.

#![allow(dead_code)]

pub(crate) mod hplt;

use std::collections::BTreeMap;

use tamis_mix::{BINS, Bins, Count, Part, Supply, Weight, mix_hash, share_below};

/// A made document: what the mix sees of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Document {
    pub(crate) hash: u64,
    pub(crate) weight: Weight,
    pub(crate) tokens: u64,
}

/// Documents of a web-like spread of lengths (log-normal, a median of some 600 tokens and a tail of a
/// hundred times that), of the same weight.
pub(crate) fn documents(name: &str, count: u64, weight: Weight) -> Vec<Document> {
    (0..count)
        .map(|at| {
            let hash = mix_hash(&format!("{name} {at}"), 1);
            // Twelve uniform numbers less 6 are as good as normal.
            let normal: f64 = (0..12)
                .map(|seed| mix_hash(&format!("{name} {at}"), 100 + seed) as f64 / 2f64.powi(64))
                .sum::<f64>()
                - 6.0;
            Document {
                hash,
                weight,
                tokens: (6.4 + 1.1 * normal).exp() as u64 + 1,
            }
        })
        .collect()
}

pub(crate) fn supply(documents: &[Document]) -> Supply {
    let mut supply = Supply::default();
    for document in documents {
        let tokens = document.tokens;
        supply.add(document.hash, document.weight, tokens, tokens * 4);
    }
    supply
}

/// So many documents and tokens, spread over the bins as a hash spreads many.
pub(crate) fn even(documents: u64, tokens: u64) -> Supply {
    let up_to = |n: u64, bin: u16| (n as f64 * share_below(bin)).round() as u64;
    let mut bins = Bins::default();
    for bin in 0..BINS {
        let part = |n| up_to(n, bin + 1) - up_to(n, bin);
        let count = Count {
            documents: part(documents),
            tokens: part(tokens),
        };
        if count != Count::default() {
            bins.add(bin, count);
        }
    }
    Supply {
        documents,
        tokens,
        bytes: tokens * 4,
        classes: BTreeMap::from([(Weight::ONE, bins)]),
    }
}

/// Parts by their names.
pub(crate) fn parts(all: &[(&str, Supply)]) -> BTreeMap<Part, Supply> {
    let parts = all.iter();
    parts
        .map(|(name, supply)| (name.parse().unwrap(), supply.clone()))
        .collect()
}
