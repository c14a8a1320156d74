//! The file's bytes, with a window that can be looked into and, in part, gone back in.

use std::io::{self, BufRead};

/// Bytes already read and not yet forgotten: `buf[pos..]` is what comes next.
#[derive(Default)]
pub(crate) struct Window {
    pub(crate) buf: Vec<u8>,
    pos: usize,
    /// The offset of `buf[0]`, counted from the start of what flows through the window.
    base: u64,
}

/// Below this much dead weight at the front, moving the rest down costs more than it frees.
const COMPACT_AT: usize = 256 * 1024;
/// Above this capacity a window that holds little gives its memory back.
const KEEP_CAPACITY: usize = 4 * 1024 * 1024;

impl Window {
    pub(crate) fn bytes(&self) -> &[u8] {
        self.buf.get(self.pos..).unwrap_or_default()
    }

    pub(crate) fn len(&self) -> usize {
        self.buf.len() - self.pos
    }

    pub(crate) fn offset(&self) -> u64 {
        self.base + self.pos as u64
    }

    pub(crate) fn consume(&mut self, n: usize) {
        self.pos = (self.pos + n).min(self.buf.len());
    }

    pub(crate) fn clear(&mut self) {
        self.base += self.buf.len() as u64;
        self.buf.clear();
        self.pos = 0;
        self.shrink();
    }

    /// Forgets consumed bytes before the offset `from`, when there are enough to be worth it.
    pub(crate) fn compact(&mut self, from: u64) {
        let before = usize::try_from(from.saturating_sub(self.base)).unwrap_or(usize::MAX);
        let dead = self.pos.min(before);
        if dead < COMPACT_AT.max(self.buf.len() - dead) {
            return;
        }
        self.buf.drain(..dead);
        self.base += dead as u64;
        self.pos -= dead;
        self.shrink();
    }

    fn shrink(&mut self) {
        if self.buf.capacity() > KEEP_CAPACITY && self.buf.len() < KEEP_CAPACITY / 4 {
            self.buf.shrink_to(KEEP_CAPACITY / 4);
        }
    }

    fn rewind(&mut self, offset: u64) {
        let at = usize::try_from(offset.saturating_sub(self.base)).unwrap_or(usize::MAX);
        self.pos = at.min(self.pos);
    }
}

/// A file behind a [`Window`].
pub(crate) struct Source<R> {
    inner: R,
    window: Window,
    ended: bool,
    /// Where [`Source::rewind`] may want to go back to; not further than [`RETAIN`] bytes.
    retain_from: u64,
}

/// How far a gzip file can be gone back in after a fault. A damaged deflate stream goes wrong for
/// a block or two, some tens of kilobytes, before the decoder can tell; what it took for its own
/// in that stretch may be the next members.
pub(crate) const RETAIN: u64 = 256 * 1024;

impl<R> Source<R> {
    pub(crate) fn into_inner(self) -> R {
        self.inner
    }
}

impl<R: BufRead> Source<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self {
            inner,
            window: Window::default(),
            ended: false,
            retain_from: u64::MAX,
        }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.window.bytes()
    }

    pub(crate) fn offset(&self) -> u64 {
        self.window.offset()
    }

    pub(crate) fn consume(&mut self, n: usize) {
        self.window.consume(n);
    }

    #[cfg(test)]
    pub(crate) fn held(&self) -> usize {
        self.window.buf.capacity()
    }

    /// Keeps the bytes from here on, so that a later [`Source::rewind`] finds them.
    pub(crate) fn retain_from(&mut self, offset: u64) {
        self.retain_from = offset;
    }

    /// Goes back to `offset`, or to the earliest offset that is still held.
    pub(crate) fn rewind(&mut self, offset: u64) {
        self.window.rewind(offset);
    }

    /// Reads until `n` bytes wait or the file ends; gives how many wait.
    pub(crate) fn ensure(&mut self, n: usize) -> io::Result<usize> {
        while self.window.len() < n && !self.ended {
            let floor = self.window.offset().saturating_sub(RETAIN);
            self.window.compact(self.retain_from.max(floor));
            let chunk = match self.inner.fill_buf() {
                Ok(chunk) => chunk,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            };
            let got = chunk.len();
            self.window.buf.extend_from_slice(chunk);
            self.inner.consume(got);
            self.ended = got == 0;
        }
        Ok(self.window.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_back_as_far_as_it_was_told_to_retain() {
        let file: Vec<u8> = (0..2_000_000_u32).map(|i| (i / 251) as u8).collect();
        let mut source = Source::new(io::BufReader::with_capacity(1000, &file[..]));
        for step in 0..1900_u64 {
            // Marks a place, goes on for less than RETAIN, and comes back.
            let mark = step * 1000;
            source.rewind(mark);
            assert_eq!(source.offset(), mark);
            source.retain_from(mark);
            for _ in 0..(step % 25) {
                source.ensure(9000).unwrap();
                source.consume(9000);
            }
            source.rewind(mark);
            assert_eq!(source.offset(), mark, "{step}");
            source.ensure(1).unwrap();
            assert_eq!(source.bytes().first(), file.get(mark as usize));
            source.consume(1000);
        }
        assert_eq!(source.ensure(usize::MAX).unwrap(), file.len() - 1_900_000);
    }
}
