//! Words as they are handed on: many at once, in the buffer that they stand in.

/// At least this many bytes can be read from the beginning of a [`Word`].
pub(crate) const ROOM: usize = 32;

/// One normalised word, in a buffer that goes on for [`ROOM`] from its beginning at least.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word<'a> {
    buffer: &'a [u8],
    start: usize,
    /// Bytes of the word.
    pub(crate) length: usize,
}

impl<'a> Word<'a> {
    #[inline(always)]
    pub(crate) fn new(buffer: &'a [u8], start: usize, length: usize) -> Self {
        Self {
            buffer,
            start,
            length,
        }
    }

    /// The UTF-8 bytes of the word.
    #[inline(always)]
    pub(crate) fn bytes(self) -> &'a [u8] {
        let rest = self.buffer.get(self.start..).unwrap_or_default();
        rest.get(..self.length).unwrap_or_default()
    }

    /// The word, or its beginning, and whatever follows.
    #[inline(always)]
    pub(crate) fn room(self) -> Option<&'a [u8; ROOM]> {
        let rest = self.buffer.get(self.start..self.start + ROOM)?;
        rest.first_chunk()
    }
}

/// Words that stand in one buffer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run<'a> {
    pub(crate) buffer: &'a [u8],
    /// Where each word begins and ends.
    pub(crate) edges: &'a [[u32; 2]],
}

impl<'a> Run<'a> {
    /// The word between two edges.
    #[inline(always)]
    pub(crate) fn word(self, [start, end]: [u32; 2]) -> Word<'a> {
        let length = end.wrapping_sub(start) as usize;
        Word::new(self.buffer, start as usize, length)
    }
}

/// What takes the words of a text, in order.
pub(crate) trait Sink {
    fn words(&mut self, run: Run<'_>);
    /// Called after some kilobytes of text.
    fn pause(&mut self) {}
}
