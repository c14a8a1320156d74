//! The one tokenisation that all signals share.
//!
//! A *word* is a maximal run of letters, digits and marks. A joiner (apostrophe, hyphen, the
//! Catalan middle dot, a soft hyphen) belongs to the word when a letter or digit stands on both
//! sides of it, and so does a full stop or comma between two digits (UAX #29, rules WB11/12). A
//! *symbol* is a maximal run of one and the same character that is neither part of a word nor
//! white space: `.`, `...` and `##` are one symbol each. *Tokens* are words and symbols together.
//! This stands in for the spaCy tokens on which the FineWeb-2 thresholds were measured; it differs
//! in that URLs are several tokens here, and a hyphenated compound is one.

#[cfg(target_arch = "x86_64")]
mod avx2;
mod block;
mod class;
mod fastest;
mod hash;
mod ids;
mod lower;
pub(crate) mod map;
mod mapping;
mod plain;
pub(crate) mod props;
mod tokens;
pub(crate) mod wds;
mod words;

pub(crate) use class::{ends_sentence, is_joiner, is_mark};
pub(crate) use hash::{hash, hash_lower_at};
pub(crate) use ids::Ids;
pub(crate) use lower::plain_lower;
pub(crate) use plain::Plain;
pub(crate) use tokens::{Line, Tokens, Word, is_capitals};

/// The instructions that texts are read with on this processor: `"AVX2"`, or `"portable"`.
#[must_use]
pub fn instructions() -> &'static str {
    #[cfg(target_arch = "x86_64")]
    if avx2::Avx2::detect().is_some() {
        return "AVX2";
    }
    "portable"
}

#[cfg(test)]
mod same;
