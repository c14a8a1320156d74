//! What may be wrong with benchmarks.

use super::lengths::{Lengths, MAX_WORDS};

/// A benchmark that cannot be taken.
#[derive(Debug, thiserror::Error)]
pub enum ContaminationError {
    /// Lengths that are not in order.
    #[error(
        "n-grams of {} to {} words with short items from {} words on: expected 2 <= short_words <= \
         min_ngram <= max_ngram <= {MAX_WORDS}; published are 8 and 13",
        .0.min_ngram, .0.max_ngram, .0.short_words
    )]
    Lengths(Lengths),
    /// A line that is not JSON.
    #[error(
        "{file}, line {line}, column {column}: {message}; a JSON Lines file has one JSON object a line"
    )]
    Json {
        /// The file.
        file: String,
        /// The line, from 1.
        line: u32,
        /// The column, from 1.
        column: usize,
        /// What the JSON reader says.
        message: String,
    },
    /// A line that is JSON, but neither an object nor a text.
    #[error(
        "{file}, line {line}: {found}, where a JSON object with the texts of an item (or one text) \
         was expected"
    )]
    NotAnItem {
        /// The file.
        file: String,
        /// The line, from 1.
        line: u32,
        /// What stands there.
        found: &'static str,
    },
    /// A field that was asked for and that no line has a text in.
    #[error("{file}: no line has a text in the field `{field}`; there are {known}")]
    NoField {
        /// The file.
        file: String,
        /// The field.
        field: String,
        /// Fields of its lines.
        known: String,
    },
    /// Bytes that are not UTF-8.
    #[error(
        "{file}, line {line}: not UTF-8, which benchmark files have to be; `iconv -t UTF-8` converts \
         them"
    )]
    Utf8 {
        /// The file.
        file: String,
        /// The line, from 1.
        line: u32,
    },
    /// A file without a single word.
    #[error("{file}: no word in it; expected one item or more")]
    Empty {
        /// The file.
        file: String,
    },
    /// A file that is given twice under one benchmark.
    #[error("{file} is given twice for the benchmark `{benchmark}`; name each file once")]
    Twice {
        /// The benchmark.
        benchmark: String,
        /// The file.
        file: String,
    },
    /// More than the index can number.
    #[error("more than {most} {what}; look for them in several runs")]
    TooMany {
        /// N-grams, items, lines of a file.
        what: &'static str,
        /// How many there may be.
        most: u32,
    },
}
