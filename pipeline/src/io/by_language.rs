//! Selected documents of one partition, each row group of one language only, so that a later task
//! reads the languages that it needs and nothing else.

use std::collections::BTreeMap;
use std::io::Write;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::DocumentWriter;
use crate::document::Document;
use crate::error::Result;

/// Bins of the mixing hash: tokens are summed by its top 8 bits, so that a budget can be met to
/// within a 256th of a language without looking at each document again.
pub const BINS: usize = 256;

/// Bytes held for one language before its row group is written, and for all together.
const LANGUAGE_BYTES: usize = 8 << 20;
const TOTAL_BYTES: usize = 48 << 20;

/// A seeded hash of a document's id: its place in the order of its language.
#[must_use]
pub fn mix_hash(id: &str, seed: u64) -> u64 {
    xxh3_64_with_seed(id.as_bytes(), seed)
}

/// The bin of a mixing hash.
#[must_use]
pub fn bin(hash: u64) -> usize {
    (hash >> 56) as usize
}

/// What a cluster size is counted as: its first two digits, and zeros.
#[must_use]
pub fn size_class(size: u32) -> u32 {
    let mut unit = 1u32;
    while size / unit >= 100 {
        unit *= 10;
    }
    size / unit * unit
}

/// Documents and tokens by bin of the mixing hash; empty bins left out.
pub(crate) type Bins = BTreeMap<usize, (u64, u64)>;

/// What one partition holds of one language.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct LanguageStats {
    /// Documents.
    pub documents: u64,
    /// Estimated tokens.
    pub tokens: u64,
    /// UTF-8 bytes of text.
    pub bytes: u64,
    /// Documents and tokens.
    pub bins: Bins,
    /// Those of them that have duplicates, by what the size of their cluster is counted as.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub clustered: BTreeMap<u32, Bins>,
    /// Row groups of this language in the file.
    pub groups: Vec<usize>,
}

/// Gathers documents by language and writes them in row groups of one language.
pub struct ByLanguage<W: Write + Send> {
    writer: DocumentWriter<W>,
    seed: u64,
    waiting: BTreeMap<String, (usize, Vec<Document>)>,
    total: usize,
    stats: BTreeMap<String, LanguageStats>,
}

impl LanguageStats {
    /// Adds what another partition holds.
    pub fn merge(&mut self, other: Self) {
        fn add(into: &mut Bins, bins: Bins) {
            for (bin, (documents, tokens)) in bins {
                let sum = into.entry(bin).or_default();
                sum.0 += documents;
                sum.1 += tokens;
            }
        }
        self.documents += other.documents;
        self.tokens += other.tokens;
        self.bytes += other.bytes;
        add(&mut self.bins, other.bins);
        for (size, bins) in other.clustered {
            add(self.clustered.entry(size).or_default(), bins);
        }
    }
}

impl<W: Write + Send> ByLanguage<W> {
    /// Writes through `writer`; `seed` is the run's.
    pub fn new(writer: DocumentWriter<W>, seed: u64) -> Self {
        Self {
            writer,
            seed,
            waiting: BTreeMap::new(),
            total: 0,
            stats: BTreeMap::new(),
        }
    }

    /// Adds a document.
    ///
    /// # Errors
    /// When a row group cannot be written.
    pub fn push(&mut self, document: Document) -> Result<()> {
        let language = document.language.clone();
        let stats = self.stats.entry(language.clone()).or_default();
        stats.documents += 1;
        stats.tokens += u64::from(document.token_count);
        stats.bytes += document.text.len() as u64;
        let bin = bin(mix_hash(&document.id, self.seed));
        let size = document.minhash_cluster_size;
        let clustered = (size > 1).then(|| stats.clustered.entry(size_class(size)).or_default());
        for bins in std::iter::once(&mut stats.bins).chain(clustered) {
            let bin = bins.entry(bin).or_default();
            bin.0 += 1;
            bin.1 += u64::from(document.token_count);
        }
        let size = document.size();
        let waiting = self.waiting.entry(language.clone()).or_default();
        waiting.0 += size;
        waiting.1.push(document);
        self.total += size;
        if waiting.0 >= LANGUAGE_BYTES {
            self.write(&language)?;
        } else if self.total >= TOTAL_BYTES {
            let largest = self
                .waiting
                .iter()
                .max_by_key(|(_, w)| w.0)
                .map(|(l, _)| l.clone());
            if let Some(largest) = largest {
                self.write(&largest)?;
            }
        }
        Ok(())
    }

    fn write(&mut self, language: &str) -> Result<()> {
        let Some((size, documents)) = self.waiting.remove(language) else {
            return Ok(());
        };
        self.total -= size;
        let group = self.writer.groups();
        self.writer.write(&documents)?;
        self.writer.end_group()?;
        if let Some(stats) = self.stats.get_mut(language) {
            stats.groups.push(group);
        }
        Ok(())
    }

    /// Writes what waits, and ends the file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> Result<(W, u64, BTreeMap<String, LanguageStats>)> {
        let languages: Vec<String> = self.waiting.keys().cloned().collect();
        for language in languages {
            self.write(&language)?;
        }
        let (out, rows) = self.writer.finish()?;
        Ok((out, rows, self.stats))
    }
}
