//! Why a file is no model that can be used.

use std::io;

/// Why a file cannot be read as a fastText classifier. `at` is a byte offset from the file's start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FormatError {
    /// The reader failed.
    #[error("byte {at}: reading {what} failed: {source}")]
    Io {
        /// Where.
        at: u64,
        /// What was being read.
        what: &'static str,
        /// The system's answer.
        source: io::Error,
    },
    /// The first four bytes are not those of any fastText model.
    #[error(
        "byte 0: no fastText model: it starts with {found:#010x}, a model with 0x2f4f16ba; give a \
         `.bin` or `.ftz` file that `fasttext supervised` or `quantize` wrote (a `.vec` file holds \
         vectors only)"
    )]
    NotFastText {
        /// The first four bytes, little endian.
        found: u32,
    },
    /// A version that is neither 11 nor 12.
    #[error(
        "byte 4: version {found} of the format, expected 11 or 12; load and save the model with \
         fastText 0.9.2"
    )]
    Version {
        /// The version that the file names.
        found: i32,
    },
    /// Word vectors without a classifier.
    #[error(
        "byte {at}: a {kind} model holds word vectors and no classifier; give one that `fasttext \
         supervised` trained"
    )]
    Unsupervised {
        /// Where.
        at: u64,
        /// `cbow` or `skipgram`.
        kind: &'static str,
    },
    /// The file ends too early.
    #[error(
        "byte {at}: {what} needs the file to have {needs} bytes, it has {len}: it is cut short or \
         damaged; fetch it again"
    )]
    Truncated {
        /// Where what is cut begins.
        at: u64,
        /// What was to be read.
        what: &'static str,
        /// Bytes the whole file must have at least.
        needs: u64,
        /// Bytes it has.
        len: u64,
    },
    /// A number that cannot be.
    #[error(
        "byte {at}: {what} is {found}, expected {expected}: the file is damaged; fetch it again"
    )]
    Value {
        /// Where the number stands, or where the table that it is in begins.
        at: u64,
        /// What the number says.
        what: &'static str,
        /// The number.
        found: String,
        /// What it may be.
        expected: String,
    },
    /// A classifier without classes.
    #[error("byte {at}: the model has no labels; train it on lines that begin with `__label__`")]
    NoLabels {
        /// Where the number of labels stands.
        at: u64,
    },
}

impl FormatError {
    pub(super) fn value(
        at: u64,
        what: &'static str,
        found: impl ToString,
        expected: impl Into<String>,
    ) -> Self {
        Self::Value {
            at,
            what,
            found: found.to_string(),
            expected: expected.into(),
        }
    }
}
