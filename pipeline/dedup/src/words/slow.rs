//! Words with characters that cannot be folded where they stand.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::rules::{Step, Table, fold, is_unspaced, step};
use super::run::{ROOM, Run, Sink};

/// Words are handed on when they fill this many bytes. Tests want that often.
const FULL: usize = if cfg!(test) { 50 } else { 4096 };

/// Words that wait to be handed on, one after the other, and the one that is being read.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// The words, and after them whatever the last writes left over.
    bytes: Vec<u8>,
    edges: Vec<[u32; 2]>,
    /// Where the word that is being read begins and ends.
    start: usize,
    end: usize,
    /// No letter may join it.
    alone: bool,
    /// Its last character is a mark that has an order among marks.
    ordered: bool,
    /// It has characters that may have to be composed or put in order.
    loose: bool,
}

impl Words {
    /// A stretch of text that separators end on both sides is taken into words.
    pub(super) fn run(&mut self, stretch: &str, table: &Table, sink: &mut impl Sink) {
        for c in stretch.chars() {
            self.take(c, table);
            if self.start > FULL {
                self.hand_on(sink);
            }
        }
        self.flush();
        self.hand_on(sink);
    }

    /// Hands on all words but the one that is being read.
    fn hand_on(&mut self, sink: &mut impl Sink) {
        // A word that is short of room is hashed in another way.
        self.bytes.resize(self.bytes.len().max(self.end + ROOM), 0);
        sink.words(Run {
            buffer: &self.bytes,
            edges: &self.edges,
        });
        self.edges.clear();
        self.bytes.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
    }

    #[inline(always)]
    fn take(&mut self, c: char, table: &Table) {
        match step(table, c) {
            Step::Separate => self.flush(),
            Step::Skip => {}
            Step::Letter(bytes) => {
                if self.alone {
                    self.flush();
                }
                self.append(bytes, c.len_utf8());
            }
            Step::Alone(bytes) => {
                self.flush();
                self.append(bytes, c.len_utf8());
                self.alone = true;
            }
            // A mark without a letter, as after an emoji, makes no word.
            Step::Mark(..) | Step::Compose if self.start == self.end => {}
            Step::Mark(bytes, ordered) => {
                self.loose |= self.ordered && ordered;
                self.append(bytes, c.len_utf8());
                self.ordered = ordered;
            }
            Step::Compose => self.push(c),
            Step::Fold => {
                let alone = fold(c).next().is_some_and(is_unspaced);
                if self.alone || alone {
                    self.flush();
                }
                fold(c).for_each(|c| self.push(c));
                self.alone = alone;
            }
        }
    }

    /// Adds the lowest `n` bytes of a character. All four are written, which takes no branch on `n`.
    #[inline(always)]
    fn append(&mut self, bytes: u32, n: usize) {
        if self.bytes.len() < self.end + 4 {
            self.bytes.resize(2 * self.end + ROOM, 0);
        }
        if let Some(room) = self.bytes.get_mut(self.end..self.end + 4) {
            room.copy_from_slice(&bytes.to_le_bytes());
        }
        self.end += n;
        self.ordered = false;
    }

    fn push(&mut self, c: char) {
        let mut bytes = [0; 4];
        let n = c.encode_utf8(&mut bytes).len();
        self.append(u32::from_le_bytes(bytes), n);
        self.loose = true;
    }

    /// Ends the word that is being read, if there is one.
    #[inline(always)]
    fn flush(&mut self) {
        if self.start == self.end {
            return;
        }
        if self.loose {
            self.compose();
        }
        // A stretch is far below 4 GiB, but for a word of that length.
        self.edges.push([self.start as u32, self.end as u32]);
        self.start = self.end;
        self.alone = false;
        self.ordered = false;
        self.loose = false;
    }

    /// Brings the word to form C, if it is not in it yet.
    #[cold]
    fn compose(&mut self) {
        let word = self.bytes.get(self.start..self.end).unwrap_or_default();
        let word = String::from_utf8_lossy(word);
        if is_nfc_quick(word.chars()) != IsNormalized::Yes {
            let composed: String = word.nfc().collect();
            self.end = self.start;
            composed.chars().for_each(|c| self.push(c));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Each;

    #[test]
    fn memory_is_that_of_some_words() {
        let (mut words, mut count) = (Words::default(), 0);
        let stretch = "漢字".repeat(5000);
        words.run(&stretch, Table::get(), &mut Each(|_: &[u8]| count += 1));
        assert_eq!(count, 10_000);
        let bytes = words.bytes.len();
        assert!(bytes < 4 * FULL + 2 * ROOM, "{bytes}");
    }
}
