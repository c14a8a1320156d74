//! The account of a run: counts that must balance, digests, the removal ledger, the manifest and
//! the dataset card. Knows nothing of stages, of the DAG or of the command line.

pub mod card;
pub mod counts;
pub mod digest;
pub mod ledger;
pub mod manifest;
pub mod rights;

pub use counts::{Counts, Flow, Imbalance};
pub use ledger::{LedgerWriter, Removed};
pub use manifest::Manifest;
