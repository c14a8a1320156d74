//! The words of a text, from its map.

use super::block::BLOCK;
use super::hash::{hash, hash_at, hash_lower_at};
use super::map::{Block, Map};
use super::{Tokens, Word, is_capitals, plain_lower};

/// What has been seen of a word.
#[derive(Clone, Copy, Default)]
pub(super) struct Seen {
    chars: u64,
    pub(super) upper: u32,
    alpha: bool,
    pub(super) joined: bool,
    /// It has characters that are not ASCII.
    pub(super) wide: bool,
}

impl Seen {
    #[inline(always)]
    fn add(&mut self, block: &Block, mask: u64) {
        self.chars += u64::from((block.heads & mask).count_ones());
        self.upper += (block.upper & mask).count_ones();
        self.alpha |= block.alpha & mask != 0;
        self.joined |= block.joined & mask != 0;
        self.wide |= block.wide & mask != 0;
    }
}

/// Where the next word is written to.
struct Writer<'a, I> {
    text: &'a str,
    lower: &'a mut String,
    slots: I,
    joined: &'a mut Vec<usize>,
    /// Characters of the words so far.
    chars: u64,
    alpha_words: usize,
    capitals: usize,
}

/// Places for what is known of a word, in the order of the fields of [`Tokens`].
type Slot<'a> = (
    usize,
    (((&'a mut u64, &'a mut u64), &'a mut Word), &'a mut u64),
);

impl Tokens {
    /// Finds the words.
    #[inline(always)]
    pub(super) fn words(&mut self, text: &str, map: &Map, lower: &mut String) {
        let n = map.words;
        self.hashes.resize(n, 0);
        self.lower.resize(n, 0);
        self.words.resize(n, Word::default());
        self.ids.resize(n, 0);
        self.before.resize(n, 0);
        self.chars_before.resize(n + 1, 0);
        self.joined.clear();
        let own = self.hashes.iter_mut().zip(&mut self.lower);
        let after = self.chars_before.iter_mut().skip(1);
        let mut writer = Writer {
            text,
            lower,
            slots: own.zip(&mut self.words).zip(after).enumerate(),
            joined: &mut self.joined,
            chars: 0,
            alpha_words: 0,
            capitals: 0,
        };
        each(map, text.len(), |start, end, seen| {
            writer.push(start, end, seen)
        });
        (self.alpha_words, self.capitals) = (writer.alpha_words, writer.capitals);
        self.number();
    }

    /// Numbers the words. In a loop of its own, in which the look-ups of many words overlap.
    #[inline(always)]
    fn number(&mut self) {
        self.vocabulary.reset(self.lower.len());
        let counts = self.ids.iter_mut().zip(&mut self.before);
        for (&hash, (id, before)) in self.lower.iter().zip(counts) {
            (*id, *before) = self.vocabulary.add(hash);
        }
    }
}

/// Calls `push` with every word of a text of `length` bytes, in order: where it begins and ends, and what
/// has been seen of it. Words are where runs of their bits begin and end.
#[inline(always)]
pub(super) fn each(map: &Map, length: usize, mut push: impl FnMut(usize, usize, Seen)) {
    let (mut start, mut seen, mut inside) = (0, Seen::default(), 0);
    for (number, block) in map.blocks.iter().enumerate() {
        let at = number * BLOCK;
        let mut edges = block.word ^ ((block.word << 1) | inside);
        // The bits from the beginning of the open word on.
        let mut since = u64::MAX;
        if inside != 0 && edges != 0 {
            let end = edges.trailing_zeros();
            edges &= edges - 1;
            seen.add(block, !(u64::MAX << end));
            push(start, at + end as usize, seen);
            inside = 0;
        }
        while edges != 0 {
            let bit = edges.trailing_zeros();
            edges &= edges - 1;
            since = u64::MAX << bit;
            (start, seen) = (at + bit as usize, Seen::default());
            if edges == 0 {
                inside = 1;
                break;
            }
            let end = edges.trailing_zeros();
            edges &= edges - 1;
            seen.add(block, since & !(u64::MAX << end));
            push(start, at + end as usize, seen);
        }
        if inside != 0 {
            seen.add(block, since);
        }
    }
    if inside != 0 {
        push(start, length, seen);
    }
}

impl<'a, I: Iterator<Item = Slot<'a>>> Writer<'a, I> {
    #[inline(always)]
    fn push(&mut self, start: usize, end: usize, seen: Seen) {
        let Some((number, (((own, lower), word), chars_before))) = self.slots.next() else {
            return;
        };
        let bytes = self.text.as_bytes();
        *own = hash_at(bytes, start, end);
        // Most words are in their plain form: they need no second hash.
        *lower = if seen.upper == 0 && !(seen.joined && seen.wide) {
            *own
        } else if seen.wide {
            hash_plain(self.text, start, end, self.lower)
        } else {
            hash_lower_at(bytes, start, end)
        };
        *word = Word {
            start,
            end,
            alpha: seen.alpha,
            upper: seen.upper,
        };
        if seen.joined {
            self.joined.push(number);
        }
        self.chars += seen.chars;
        *chars_before = self.chars;
        self.alpha_words += usize::from(seen.alpha);
        self.capitals += usize::from(is_capitals(seen.upper, seen.chars));
    }
}

#[inline(never)]
fn hash_plain(text: &str, start: usize, end: usize, lower: &mut String) -> u64 {
    plain_lower(text.get(start..end).unwrap_or_default(), lower);
    hash(lower)
}
