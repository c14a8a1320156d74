//! Files of verified pairs.

use std::io::{Read, Write};

use super::read::{FrameReader, corrupt};
use super::write::FrameWriter;
use super::{Identity, NODE_BYTES, put_node, take, take_node};
use crate::{Error, Pair, Params};

const MAGIC: &[u8; 8] = b"TAMISPRS";
const RECORD_BYTES: usize = 2 * NODE_BYTES + 4;

/// Writes a file of pairs. [`finish`](Self::finish) must be called: without it the file reads as cut
/// short. Writes are of about 128 KiB, so no buffer is needed around the writer.
pub struct PairWriter<W: Write> {
    frame: FrameWriter<W>,
}

impl<W: Write> PairWriter<W> {
    /// Starts a file and writes its header. `params` are those of the signatures.
    ///
    /// # Errors
    /// [`Error::Params`] or [`Error::Io`].
    pub fn new(out: W, params: &Params) -> Result<Self, Error> {
        params.validate()?;
        Ok(Self {
            frame: FrameWriter::new(out, MAGIC, params, RECORD_BYTES)?,
        })
    }

    /// Adds one pair.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn write(&mut self, pair: &Pair) -> Result<(), Error> {
        self.frame.record(|bytes| {
            put_node(&pair.a, bytes);
            put_node(&pair.b, bytes);
            bytes.extend_from_slice(&pair.similarity.to_le_bytes());
        })
    }

    /// Writes the end, flushes, and gives the writer back.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn finish(self) -> Result<W, Error> {
        self.frame.finish()
    }
}

/// Reads a file of pairs; an iterator, which ends after an error. Reads are small and large: put a
/// buffer around a slow reader.
pub struct PairReader<R: Read> {
    frame: FrameReader<R>,
}

impl<R: Read> PairReader<R> {
    /// Reads and checks the header.
    ///
    /// # Errors
    /// [`Error::Truncated`], [`Error::Corrupt`] (also for a file of another kind),
    /// [`Error::Version`], [`Error::Params`] or [`Error::Io`].
    pub fn new(input: R) -> Result<Self, Error> {
        Ok(Self {
            frame: FrameReader::new(input, MAGIC, |_| RECORD_BYTES)?,
        })
    }

    /// The parameters of the signatures that the pairs come from.
    #[must_use]
    pub fn params(&self) -> &Params {
        &self.frame.identity().params
    }

    /// All that they depend on, for [`super::refuse_to_mix`].
    #[must_use]
    pub fn identity(&self) -> &Identity {
        self.frame.identity()
    }

    fn read(&mut self) -> Result<Option<Pair>, Error> {
        let Some(mut bytes) = self.frame.record()? else {
            return Ok(None);
        };
        let (Some(a), Some(b)) = (take_node(&mut bytes), take_node(&mut bytes)) else {
            return Ok(None);
        };
        let similarity = take(&mut bytes).map_or(f32::NAN, f32::from_le_bytes);
        if !(0.0..=1.0).contains(&similarity) {
            let what = format!("a similarity of {similarity} is not between 0 and 1");
            return Err(corrupt(self.frame.record_offset(), what));
        }
        Ok(Some(Pair { a, b, similarity }))
    }
}

impl<R: Read> Iterator for PairReader<R> {
    type Item = Result<Pair, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}
