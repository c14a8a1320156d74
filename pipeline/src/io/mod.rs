//! Document files and the way they reach their final names.

mod by_language;
mod documents;
mod output;

pub use by_language::{BINS, ByLanguage, LanguageStats, bin, mix_hash};
pub use documents::{DocumentReader, DocumentWriter};
pub use output::{OutFile, Synced, write_atomically};
