//! Corpus statistics over a finished tamis dataset, with polars.
//!
//! A dataset is a folder with `data/<lang_Script>/*.parquet` (one row for each copy of a document)
//! and, beside it, `removed/*.parquet` (the ledger: one row for each document that was removed).
//!
//! - [`codes`]: which languages there are.
//! - [`language`]: rows, characters, tokens, duplicates and personal data of one language.
//! - [`signals`]: quantiles of every signal of one language.
//! - [`tuning`]: what other bounds would keep and drop.
//! - [`removals`]: what was removed, by language, stage and reason.
//!
//! Columns are read by `tamis-table`, and polars works on what is left of them. What is held in memory grows with the number of documents
//! of one language, not with their text: the ids for [`language`], the ids and 4 bytes for each
//! signal for [`signals`].

mod dataset;
mod error;
mod frame;
mod languages;
mod read;
mod removals;
mod signals;
pub mod tuning;

pub use dataset::codes;
pub use error::{Error, Result};
pub use languages::{LanguageStats, language};
pub use removals::{Removal, removals, removed_ids};
pub use signals::{QUANTILES, SignalQuantiles, SignalStats, signals};
