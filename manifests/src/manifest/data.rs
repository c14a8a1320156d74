//! What a dataset holds, and how it is spread.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One language's share.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mix {
    /// Documents that the profiles kept.
    pub documents_available: u64,
    /// Their tokens; with rehydration, each as often as the size of its cluster asks for.
    pub tokens_available: u64,
    /// Tokens that the mix asked for.
    pub tokens_asked: u64,
    /// Tokens in the shards, repeats counted.
    pub tokens_given: u64,
    /// Asked but not given, because the repeat cap was reached.
    pub tokens_short: u64,
    /// Different documents in the shards.
    pub documents_given: u64,
    /// Rows in the shards, repeats counted.
    pub rows_given: u64,
    /// Tokens given for each available one by the mix.
    pub repeats: f64,
    /// Of the documents available and given, those that are held out for validation, each in one row.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub documents_held_out: u64,
    /// Their tokens, which are among those given and not among those available to the mix.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub tokens_held_out: u64,
    /// The same for each source, where the language has several.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sources: BTreeMap<String, Mix>,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// One file written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Output {
    /// Path below the dataset's folder.
    pub path: String,
    /// `shard`, `jsonl`, `mixed`, `ledger`, `rights`, `noisy` or `domains`.
    pub kind: String,
    /// The language of a shard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Length in bytes.
    pub bytes: u64,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Rows.
    pub rows: u64,
    /// UTF-8 bytes of text in a shard, repeats counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_bytes: Option<u64>,
    /// Unicode scalar values of text in a shard, repeats counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub characters: Option<u64>,
    /// Lines of text in a shard, repeats counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segments: Option<u64>,
    /// Root (hex) of the Merkle tree over its rows, for a shard and a part of the ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root: Option<String>,
}

/// How signals are spread over the measured documents.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignalHistograms {
    /// Lower edges of the bins, ascending; a bin holds its lower edge and not its upper one, the
    /// first one holds all that is less, the last one all that is more. One list for all signals.
    pub edges: Vec<f64>,
    /// Language, then signal: documents by bin; empty bins at the end are left out.
    pub languages: BTreeMap<String, BTreeMap<String, Vec<u64>>>,
    /// Language, then rule: the bound by which documents were kept, and the signal that it is on.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub bounds: BTreeMap<String, Vec<Bound>>,
}

/// A bound of a profile.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bound {
    /// The reason in the ledger, `quality.min_words`.
    pub rule: String,
    /// The signal.
    pub signal: String,
    /// Documents below it go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// Documents above it go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
}

/// Personal data of one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonalData {
    /// By kind, or kind and subtype: `email`, `national_id.PL_PESEL`.
    pub kinds: BTreeMap<String, PersonalDataCount>,
    /// What the profile does with each kind: `annotate`, `tag`, `surrogate`, `drop-document`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub actions: BTreeMap<String, String>,
}

/// Personal data of one kind in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonalDataCount {
    /// Places found in measured documents.
    pub found: u64,
    /// Measured documents with at least one.
    pub documents: u64,
    /// Places in documents that are in the shards, each document once: annotated or replaced.
    pub handled: u64,
}

/// Sizes of duplicate clusters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Clusters {
    /// Language, then size (of sizes above 99 the first two digits, and zeros): clusters. Documents
    /// without duplicates are not in it.
    pub languages: BTreeMap<String, BTreeMap<u32, u64>>,
}

/// Texts of benchmarks in the documents.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contamination {
    /// By name.
    pub benchmarks: BTreeMap<String, BenchmarkCount>,
}

/// What was looked for of a benchmark, and what was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BenchmarkCount {
    /// Languages of the documents in which it was looked for; none for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub languages: Option<BTreeSet<String>>,
    /// Items in its files.
    pub items: u64,
    /// Items of which something was looked for; the others have too few words.
    pub looked_for: u64,
    /// Those of them that are short, and were looked for as a whole.
    pub short: u64,
    /// Different n-grams looked for, short items among them.
    pub ngrams: u64,
    /// N-grams that were passed over, because too many documents have them.
    pub too_common: u64,
    /// Language: documents with text of it, before anything was done about that.
    pub documents: BTreeMap<String, u64>,
    /// Places of its n-grams in those documents.
    pub hits: u64,
    /// Items that they are of. An n-gram that several items have counts for the first.
    pub items_hit: u64,
}

/// Where the documents come from. `domains.parquet` has every registrable domain and language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Domains {
    /// Registrable domains (those of the public suffix list) of which a document was read.
    pub read: u64,
    /// Those of which a document is in the shards.
    pub kept: u64,
    /// The domains with most text read: all of them up to a hundred, then the first hundred.
    pub top: Vec<DomainSize>,
    /// The public suffix list: the package that holds it, and its version.
    pub suffix_list: String,
}

/// What was read and kept of a domain.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DomainSize {
    /// The registrable domain, or the host where it has none.
    pub domain: String,
    /// Documents read.
    pub documents_read: u64,
    /// UTF-8 bytes of text extracted from them.
    pub bytes_read: u64,
    /// Estimated tokens of it.
    pub tokens_read: u64,
    /// Different documents in the shards.
    pub documents: u64,
    /// UTF-8 bytes of their text.
    pub bytes: u64,
    /// Tokens of it.
    pub tokens: u64,
}

/// A Merkle tree (RFC 9162, section 2.1.1).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tree {
    /// Its leaves: files for what was kept and removed, domains for the domains.
    pub leaves: u64,
    /// Rows of those files, or rows of those domains.
    pub rows: u64,
    /// Its root, hex.
    pub root: String,
}

/// The trees of a dataset.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trees {
    /// Over the shards, each with the root of its own tree over its rows.
    pub kept: Tree,
    /// Over the parts of the removal ledger, the same way.
    pub removed: Tree,
    /// Over the registrable domains of kept documents, sorted by SHA-256 of their names.
    pub domains: Tree,
}
