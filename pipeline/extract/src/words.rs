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

/// Words out of characters that are given one after the other. Each ideograph is a word of its own,
/// with the one before it as its stem.
pub(crate) struct Words {
    word: Word,
    wide: Option<char>,
}

impl Words {
    const START: Word = Word {
        whole: OFFSET,
        stem: OFFSET,
        letters: 0,
    };

    pub(crate) fn new() -> Self {
        Self {
            word: Self::START,
            wide: None,
        }
    }

    /// The next character is a letter, this one in lower case.
    #[inline]
    pub(crate) fn letter(&mut self, lower: char) {
        self.wide = None;
        let word = &mut self.word;
        word.whole = step(word.whole, lower);
        word.letters += 1;
        if word.letters <= STEM {
            word.stem = word.whole;
        }
    }

    /// The next character is an ideograph.
    #[inline]
    pub(crate) fn ideograph(&mut self, value: char, mut each: impl FnMut(Word)) {
        let before = self.wide;
        self.gap(&mut each);
        each(Word {
            whole: step(OFFSET, value),
            stem: before.map_or(OFFSET, |last| step(step(OFFSET, last), value)),
            letters: if before.is_some() { PAIR } else { 1 },
        });
        self.wide = Some(value);
    }

    /// The next character is no letter, or there is none.
    #[inline]
    pub(crate) fn gap(&mut self, mut each: impl FnMut(Word)) {
        self.wide = None;
        if self.word.letters > 0 {
            each(std::mem::replace(&mut self.word, Self::START));
        }
    }
}

/// Calls `each` with every word of letters.
pub(crate) fn each_word(text: &str, mut each: impl FnMut(Word)) {
    let mut words = Words::new();
    let letters = letters();
    for value in text.chars() {
        let kind = letters.kind(value);
        if !kind.is_letter() {
            words.gap(&mut each);
        } else if is_wide(value) {
            words.ideograph(value, &mut each);
        } else {
            words.letter(kind.lower(value));
        }
    }
    words.gap(each);
}

/// The hashes of the whole words.
pub(crate) fn hashes(text: &str) -> Vec<u64> {
    let mut all = Vec::new();
    each_word(text, |word| all.push(word.whole));
    all
}
