//! What to do, and what was done.

use std::collections::BTreeMap;
use std::path::PathBuf;

use tamis_dedup::Params;

use crate::rows::Columns;
use crate::stages::{Order, Scope};

/// What to do.
#[derive(Debug, Clone)]
pub struct Dedup {
    /// Files of JSON lines or Parquet; `-` is standard input.
    pub inputs: Vec<PathBuf>,
    /// Where results go.
    pub folder: PathBuf,
    /// Which columns mean what.
    pub columns: Columns,
    /// Whether kept documents get columns about their clusters.
    pub added: bool,
    /// Parameters of the signatures.
    pub params: Params,
    /// Which documents are compared.
    pub scope: Scope,
    /// Whether the newest document of a URL replaces the others.
    pub urls: bool,
    /// Which of several duplicates is kept.
    pub best: Order,
    /// Estimated similarity from which documents are duplicates, 0 to 1.
    pub threshold: f32,
    /// Whether candidates are compared by their sets of shingles, not by signatures alone.
    pub exact: bool,
    /// An index of documents that were kept before; made if it is not there.
    pub against: Option<PathBuf>,
    /// Bytes of memory for sorting, of all threads together.
    pub memory: usize,
    /// Threads.
    pub threads: usize,
}

/// What was done.
#[derive(Debug, Clone, Default)]
pub struct Deduplicated {
    /// Documents read.
    pub documents: u64,
    /// Documents kept.
    pub kept: u64,
    /// Removed documents by reason: `dedup.exact`, `dedup.near`, `dedup.url`.
    pub removed: BTreeMap<&'static str, u64>,
    /// Documents in the index, those of now among them, if there is one.
    pub index: Option<u64>,
    /// Rows that are no documents, each with its place and reason; they are nowhere in the output.
    pub bad: Vec<String>,
}
