//! Files of signatures.

use std::io::{Read, Write};

use super::read::FrameReader;
use super::write::FrameWriter;
use super::{Identity, NODE_BYTES, put_node, take, take_node};
use crate::{Entry, Error, Node, Params};

const MAGIC: &[u8; 8] = b"TAMISSIG";

fn record_bytes(params: &Params) -> usize {
    NODE_BYTES + 4 * params.slots()
}

/// Writes a file of signatures. [`finish`](Self::finish) must be called: without it the file reads as
/// cut short. Writes are of about 128 KiB, so no buffer is needed around the writer.
pub struct SignatureWriter<W: Write> {
    frame: FrameWriter<W>,
    slots: usize,
}

impl<W: Write> SignatureWriter<W> {
    /// Starts a file and writes its header.
    ///
    /// # Errors
    /// [`Error::Params`] or [`Error::Io`].
    pub fn new(out: W, params: &Params) -> Result<Self, Error> {
        params.validate()?;
        let frame = FrameWriter::new(out, MAGIC, params, record_bytes(params))?;
        Ok(Self {
            frame,
            slots: params.slots(),
        })
    }

    /// Adds one document.
    ///
    /// # Errors
    /// [`Error::SignatureLength`] or [`Error::Io`].
    pub fn write(&mut self, entry: &Entry) -> Result<(), Error> {
        if entry.signature.len() != self.slots {
            return Err(Error::SignatureLength {
                key: entry.key,
                found: entry.signature.len(),
                expected: self.slots,
            });
        }
        self.frame.record(|bytes| {
            put_node(
                &Node {
                    key: entry.key,
                    rank: entry.rank,
                    group: entry.group,
                },
                bytes,
            );
            bytes.extend(entry.signature.iter().flat_map(|slot| slot.to_le_bytes()));
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

/// Reads a file of signatures. Reads are small and large: put a buffer around a slow reader.
pub struct SignatureReader<R: Read> {
    frame: FrameReader<R>,
}

impl<R: Read> SignatureReader<R> {
    /// Reads and checks the header.
    ///
    /// # Errors
    /// [`Error::Truncated`], [`Error::Corrupt`] (also for a file of another kind),
    /// [`Error::Version`], [`Error::Params`] or [`Error::Io`].
    pub fn new(input: R) -> Result<Self, Error> {
        Ok(Self {
            frame: FrameReader::new(input, MAGIC, record_bytes)?,
        })
    }

    /// The parameters of the file.
    #[must_use]
    pub fn params(&self) -> &Params {
        &self.frame.identity().params
    }

    /// All that its signatures depend on, for [`super::refuse_to_mix`].
    #[must_use]
    pub fn identity(&self) -> &Identity {
        self.frame.identity()
    }

    /// The next document, or `None` at the end, when the whole file has been checked. After an error
    /// there is nothing more.
    ///
    /// # Errors
    /// [`Error::Truncated`], [`Error::Corrupt`] or [`Error::Io`].
    #[expect(
        clippy::should_implement_trait,
        reason = "the error stands outside of the option"
    )]
    pub fn next(&mut self) -> Result<Option<Entry>, Error> {
        let mut entry = Entry::default();
        Ok(self.read(&mut entry)?.then_some(entry))
    }

    /// As [`next`](Self::next), into an entry whose memory is used again. False at the end, when the
    /// entry is as it was.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    pub fn read(&mut self, entry: &mut Entry) -> Result<bool, Error> {
        let Some(mut bytes) = self.frame.record()? else {
            return Ok(false);
        };
        let Some(node) = take_node(&mut bytes) else {
            return Ok(false);
        };
        (entry.key, entry.rank, entry.group) = (node.key, node.rank, node.group);
        entry.signature.clear();
        while let Some(slot) = take(&mut bytes) {
            entry.signature.push(u32::from_le_bytes(slot));
        }
        Ok(true)
    }
}
