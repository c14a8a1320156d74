//! Words with characters that cannot be folded where they stand.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::rules::{Entry, Step, TABLE, fold, step};
use super::{ROOM, Sink, Word};

/// A stretch of text that separators end on both sides is taken into words here.
pub(super) fn run(
    stretch: &str,
    characters: &[Entry; TABLE],
    word: &mut Vec<u8>,
    sink: &mut impl Sink,
) {
    let mut builder = Builder {
        word,
        length: 0,
        alone: false,
        ordered: false,
        loose: false,
    };
    for c in stretch.chars() {
        builder.take(c, characters, sink);
    }
    builder.flush(sink);
}

/// The word that is being read.
struct Builder<'a> {
    /// The word, and after it whatever the last writes left over.
    word: &'a mut Vec<u8>,
    length: usize,
    /// No letter may join it.
    alone: bool,
    /// Its last character is a mark that has an order among marks.
    ordered: bool,
    /// It has characters that may have to be composed or put in order.
    loose: bool,
}

impl Builder<'_> {
    fn take(&mut self, c: char, characters: &[Entry; TABLE], sink: &mut impl Sink) {
        match step(characters, c) {
            Step::Separate => self.flush(sink),
            Step::Skip => {}
            Step::Letter(bytes) => {
                if self.alone {
                    self.flush(sink);
                }
                self.append(bytes, c.len_utf8());
            }
            Step::Alone(bytes) => {
                self.flush(sink);
                self.append(bytes, c.len_utf8());
                self.alone = true;
            }
            // A mark without a letter, as after an emoji, makes no word.
            Step::Mark(..) | Step::Compose if self.length == 0 => {}
            Step::Mark(bytes, ordered) => {
                self.loose |= self.ordered && ordered;
                self.append(bytes, c.len_utf8());
                self.ordered = ordered;
            }
            Step::Compose => self.push(c),
            Step::Fold => {
                let alone = fold(c).next().is_some_and(super::rules::is_unspaced);
                if self.alone || alone {
                    self.flush(sink);
                }
                fold(c).for_each(|c| self.push(c));
                self.alone = alone;
            }
        }
    }

    /// Adds the lowest `n` bytes of a character. All four are written, which takes no branch on `n`.
    #[inline(always)]
    fn append(&mut self, bytes: u32, n: usize) {
        if self.word.len() < self.length + ROOM + 4 {
            self.word.resize(2 * self.length + 2 * ROOM, 0);
        }
        if let Some(room) = self.word.get_mut(self.length..self.length + 4) {
            room.copy_from_slice(&bytes.to_le_bytes());
        }
        self.length += n;
        self.ordered = false;
    }

    fn push(&mut self, c: char) {
        let mut bytes = [0; 4];
        let n = c.encode_utf8(&mut bytes).len();
        self.append(u32::from_le_bytes(bytes), n);
        self.loose = true;
    }

    #[inline(always)]
    fn flush(&mut self, sink: &mut impl Sink) {
        if self.length == 0 {
            return;
        }
        if !(self.loose && self.composed(sink)) {
            sink.word(Word::new(self.word, 0, self.length));
        }
        self.length = 0;
        self.alone = false;
        self.ordered = false;
        self.loose = false;
    }

    /// Gives the word in form C, if it is not in it yet.
    #[cold]
    fn composed(&self, sink: &mut impl Sink) -> bool {
        let word = self.word.get(..self.length).unwrap_or_default();
        let word = String::from_utf8_lossy(word);
        if is_nfc_quick(word.chars()) == IsNormalized::Yes {
            return false;
        }
        let mut composed: String = word.nfc().collect();
        let length = composed.len();
        composed.extend(['\0'; ROOM]);
        sink.word(Word::new(composed.as_bytes(), 0, length));
        true
    }
}
