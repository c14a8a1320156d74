//! Words as hashes: lower case, marks and digits left out.

use crate::letters::{is_wide, letters};

/// Letters of a word's beginning that stand for the word where its ending does not matter.
const STEM: u32 = 5;

/// What two ideographs count, in letters.
const PAIR: u32 = 4;

/// A word of a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    /// Hash of the whole word.
    pub(crate) whole: u64,
    /// Hash of its first [`STEM`] letters; pairs of ideographs have one, single letters not.
    pub(crate) stem: u64,
    pub(crate) letters: u32,
}

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

fn step(hash: u64, value: char) -> u64 {
    (hash ^ u64::from(u32::from(value))).wrapping_mul(PRIME)
}

/// Calls `each` with every word of letters. Each ideograph is a word of its own, with the one
/// before it as its stem.
pub(crate) fn each_word(text: &str, mut each: impl FnMut(Word)) {
    let start = Word {
        whole: OFFSET,
        stem: OFFSET,
        letters: 0,
    };
    let mut word = start;
    let mut wide = None;
    let letters = letters();
    for value in text.chars() {
        if is_wide(value) && letters.kind(value).is_letter() {
            if word.letters > 0 {
                each(word);
                word = start;
            }
            each(Word {
                whole: step(OFFSET, value),
                stem: wide.map_or(OFFSET, |last| step(step(OFFSET, last), value)),
                letters: if wide.is_some() { PAIR } else { 1 },
            });
            wide = Some(value);
            continue;
        }
        wide = None;
        if let Some(lower) = letters.lower(value) {
            word.whole = step(word.whole, lower);
            word.letters += 1;
            if word.letters <= STEM {
                word.stem = word.whole;
            }
        } else if word.letters > 0 {
            each(word);
            word = start;
        }
    }
    if word.letters > 0 {
        each(word);
    }
}

/// The hashes of the whole words.
pub(crate) fn hashes(text: &str) -> Vec<u64> {
    let mut all = Vec::new();
    each_word(text, |word| all.push(word.whole));
    all
}
