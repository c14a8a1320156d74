//! The account of a run: counts that must balance, digests, the removal ledger, the manifest and
//! what is rendered from it for readers of other tools. Knows nothing of stages, of the DAG or of
//! the command line.

pub mod account;
pub mod canonical;
pub mod counts;
pub mod digest;
pub mod domains;
pub mod ecosystem;
pub mod ledger;
pub mod manifest;
pub mod merkle;
pub mod prove;
pub mod provider;
pub mod report;
pub mod rights;
pub mod sign;
pub mod summary;
pub mod verify;
pub mod why;

pub use counts::{Counts, Flow, Imbalance};
pub use ledger::{LedgerWriter, Removed};
pub use manifest::Manifest;

use tamis_table as table;
