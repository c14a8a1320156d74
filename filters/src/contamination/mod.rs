//! Text of benchmarks in documents: an index of word n-grams, and a scan that finds them.
//!
//! The rules are those of GPT-3 (Brown et al. 2020, appendix C) and of NeMo Curator's
//! `TaskDecontamination`, with which OpenEuroLLM cleans: a text of a benchmark that has at least
//! [`Lengths::max_ngram`] words (13) is looked for by all its runs of so many words, a shorter one of at
//! least [`Lengths::min_ngram`] words (8) as a whole. Below 8 words GPT-3 found the hits spurious. An item
//! that has no text so long is looked for here too, from [`Lengths::short_words`] words (4) on, but
//! counts only where it *stands by itself*: between the ends of a line, a sentence, a quotation or a cell,
//! and not as a part of a longer phrase. GPT-4's report (appendix C) takes such items whole too, without
//! that condition, and says that it has false positives.
//!
//! N-grams that many documents have are phrases of the language, not leaks: who counts documents gives
//! [`Index::scan`] the set of those to pass over. Counting needs all of the data, so it is not done here.
//!
//! - *Words* are those of the signals: runs of letters, digits and marks, with apostrophes, hyphens and
//!   decimal marks inside; case, punctuation, white space and composition of letters make no difference.
//!   Scripts without spaces between words are not cut into words.
//! - *Hashes*: the words of a window are combined by a polynomial over their 64-bit hashes, from which
//!   every length is had in constant time, and mixed to a fingerprint of 64 bits; what agrees in that is
//!   compared by 32 bits of another hash over the words. A window of other words is taken for one of n
//!   n-grams with a chance of n / 2^96: 10^-23 for a million.
//! - *Order*: n-grams are numbered by their fingerprints, and items by benchmark, file and line, so the
//!   order in which files are read changes nothing.

mod build;
mod error;
mod filter;
mod index;
mod lengths;
mod read;
mod scan;
mod set;
mod short;
mod window;

pub use build::Builder;
pub use error::ContaminationError;
pub use index::{Benchmark, Index, ItemRef};
pub use lengths::{Lengths, MAX_WORDS};
pub use read::{Row, Unit, jsonl, text};
pub use scan::{Found, Hit, Scratch};
pub use set::NgramSet;

/// Version of what is found. A change of any hit needs a new one.
pub const VERSION: u32 = 1;
