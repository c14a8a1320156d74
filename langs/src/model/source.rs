//! Little-endian numbers from a file whose length is known.

use std::io::{BufRead, ErrorKind};

use super::FormatError;

/// Weights greater than this are refused. Trained ones stay below some hundred; with this bound no
/// sum or product of a prediction leaves the range of an `f32`, so that no answer is NaN.
const MAX_WEIGHT: f32 = 1e6;
/// Bytes read at once: a multiple of four.
const CHUNK: usize = 64 << 10;

pub(super) struct Source<R> {
    reader: R,
    at: u64,
    len: u64,
    /// Bytes of weights on their way. Kept, as clearing it for each row takes longer than the row.
    buffer: Vec<u8>,
}

impl<R: BufRead> Source<R> {
    pub(super) fn new(reader: R, len: u64) -> Self {
        Self {
            reader,
            at: 0,
            len,
            buffer: vec![0; CHUNK],
        }
    }

    /// Bytes before the next one.
    pub(super) fn at(&self) -> u64 {
        self.at
    }

    pub(super) fn len(&self) -> u64 {
        self.len
    }

    /// That `count` things of `size` bytes each can still follow, and `count` as a length. To be
    /// asked before anything is allocated for them.
    pub(super) fn room(
        &self,
        what: &'static str,
        count: u64,
        size: u64,
    ) -> Result<usize, FormatError> {
        let needs = count.saturating_mul(size).saturating_add(self.at);
        match usize::try_from(count) {
            Ok(count) if needs <= self.len => Ok(count),
            _ => Err(FormatError::Truncated {
                at: self.at,
                what,
                needs,
                len: self.len,
            }),
        }
    }

    fn fill(&mut self, what: &'static str, buffer: &mut [u8]) -> Result<(), FormatError> {
        let size = buffer.len() as u64;
        self.room(what, size, 1)?;
        self.reader.read_exact(buffer).map_err(|source| {
            if source.kind() == ErrorKind::UnexpectedEof {
                // Shorter than the metadata said: it changed, or the caller was wrong.
                FormatError::Truncated {
                    at: self.at,
                    what,
                    needs: self.at + size,
                    len: self.at,
                }
            } else {
                FormatError::Io {
                    at: self.at,
                    what,
                    source,
                }
            }
        })?;
        self.at += size;
        Ok(())
    }

    fn array<const N: usize>(&mut self, what: &'static str) -> Result<[u8; N], FormatError> {
        let mut bytes = [0; N];
        self.fill(what, &mut bytes)?;
        Ok(bytes)
    }

    pub(super) fn u32(&mut self, what: &'static str) -> Result<u32, FormatError> {
        self.array(what).map(u32::from_le_bytes)
    }

    pub(super) fn i32(&mut self, what: &'static str) -> Result<i32, FormatError> {
        self.array(what).map(i32::from_le_bytes)
    }

    pub(super) fn i64(&mut self, what: &'static str) -> Result<i64, FormatError> {
        self.array(what).map(i64::from_le_bytes)
    }

    pub(super) fn f64(&mut self, what: &'static str) -> Result<f64, FormatError> {
        self.array(what).map(f64::from_le_bytes)
    }

    pub(super) fn u8(&mut self, what: &'static str) -> Result<u8, FormatError> {
        self.array(what).map(u8::from_le_bytes)
    }

    pub(super) fn bool(&mut self, what: &'static str) -> Result<bool, FormatError> {
        let at = self.at;
        match self.u8(what)? {
            0 => Ok(false),
            1 => Ok(true),
            other => Err(FormatError::value(at, what, other, "0 or 1")),
        }
    }

    /// A number that counts something: not negative.
    pub(super) fn count(&mut self, what: &'static str) -> Result<u32, FormatError> {
        let at = self.at;
        let value = self.i32(what)?;
        u32::try_from(value).map_err(|_| FormatError::value(at, what, value, "0 or more"))
    }

    /// As [`count`](Self::count), of eight bytes.
    pub(super) fn count64(&mut self, what: &'static str) -> Result<u64, FormatError> {
        let at = self.at;
        let value = self.i64(what)?;
        u64::try_from(value).map_err(|_| FormatError::value(at, what, value, "0 or more"))
    }

    pub(super) fn bytes(&mut self, what: &'static str, count: u64) -> Result<Vec<u8>, FormatError> {
        let mut bytes = vec![0; self.room(what, count, 1)?];
        self.fill(what, &mut bytes)?;
        Ok(bytes)
    }

    /// Appends the bytes before the next zero byte, and passes that one.
    pub(super) fn zero_ended(
        &mut self,
        what: &'static str,
        out: &mut Vec<u8>,
    ) -> Result<(), FormatError> {
        let begin = self.at;
        loop {
            let ready = self.reader.fill_buf().map_err(|source| FormatError::Io {
                at: self.at,
                what,
                source,
            })?;
            let left = usize::try_from(self.len - self.at).unwrap_or(usize::MAX);
            let ready = ready.get(..left).unwrap_or(ready);
            if ready.is_empty() {
                return Err(FormatError::Truncated {
                    at: begin,
                    what,
                    needs: self.at + 1,
                    len: self.at,
                });
            }
            let end = ready.iter().position(|&byte| byte == 0);
            let taken = end.map_or(ready.len(), |end| end + 1);
            out.extend_from_slice(ready.get(..end.unwrap_or(taken)).unwrap_or_default());
            self.reader.consume(taken);
            self.at += taken as u64;
            if end.is_some() {
                return Ok(());
            }
        }
    }

    /// Fills `out` with weights, and refuses those that are no numbers or too great.
    pub(super) fn weights(
        &mut self,
        what: &'static str,
        out: &mut [f32],
    ) -> Result<(), FormatError> {
        self.room(what, out.len() as u64, 4)?;
        let mut buffer = std::mem::take(&mut self.buffer);
        let read = self.weights_through(what, out, &mut buffer);
        self.buffer = buffer;
        read
    }

    fn weights_through(
        &mut self,
        what: &'static str,
        out: &mut [f32],
        buffer: &mut [u8],
    ) -> Result<(), FormatError> {
        for part in out.chunks_mut(CHUNK / 4) {
            let at = self.at;
            let bytes = &mut buffer[..part.len() * 4];
            self.fill(what, bytes)?;
            for (weight, four) in part.iter_mut().zip(bytes.as_chunks().0) {
                *weight = f32::from_le_bytes(*four);
            }
            // NaN is in no range.
            let range = -MAX_WEIGHT..=MAX_WEIGHT;
            if let Some(wrong) = part.iter().find(|weight| !range.contains(weight)) {
                let expected = format!("every weight between -{MAX_WEIGHT} and {MAX_WEIGHT}");
                return Err(FormatError::value(at, what, wrong, expected));
            }
        }
        Ok(())
    }
}
