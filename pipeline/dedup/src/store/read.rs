//! Reading the file format: a checked header, and blocks, each checked before it is used.

use std::io::{ErrorKind, Read};

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::{FORMAT_VERSION, Identity, block_records, take};
use crate::{Error, Params};

/// No header comes near this; a damaged length must not ask for memory.
const MAX_HEADER: usize = 64 * 1024;

/// Reads one file, block after block.
pub(super) struct FrameReader<R> {
    input: R,
    offset: u64,
    identity: Identity,
    record_bytes: usize,
    block_records: usize,
    block: Vec<u8>,
    /// Where the next record begins in `block`.
    at: usize,
    total: u64,
    checksum: u64,
    /// The end was read, or an error was given: nothing more comes.
    done: bool,
}

impl<R: Read> FrameReader<R> {
    /// `record_bytes` says how long records are under the parameters of the header.
    pub(super) fn new(
        input: R,
        magic: &[u8; 8],
        record_bytes: impl FnOnce(&Params) -> usize,
    ) -> Result<Self, Error> {
        let mut reader = Self {
            input,
            offset: 0,
            identity: Identity::new(&Params::default()),
            record_bytes: 1,
            block_records: 1,
            block: Vec::new(),
            at: 0,
            total: 0,
            checksum: 0,
            done: false,
        };
        let mut head = Vec::new();
        reader.append(&mut head, 16, "header")?;
        let mut fields = head.as_slice();
        let found: Option<[u8; 8]> = take(&mut fields);
        if found.as_ref() != Some(magic) {
            let kind = String::from_utf8_lossy(magic);
            return Err(corrupt(
                0,
                format!("it does not begin with {kind}, so it is another kind"),
            ));
        }
        let version = take(&mut fields).map_or(0, u32::from_le_bytes);
        if version != FORMAT_VERSION {
            return Err(Error::Version {
                found: version,
                expected: FORMAT_VERSION,
            });
        }
        let length = take(&mut fields).map_or(0, u32::from_le_bytes) as usize;
        if length > MAX_HEADER {
            return Err(corrupt(
                12,
                format!("a header of {length} bytes is too long"),
            ));
        }
        reader.append(&mut head, length, "header")?;
        reader.checksum = xxh3_64(&head);
        if reader.checksum()? != reader.checksum {
            return Err(corrupt(
                0,
                "the header does not match its checksum".to_owned(),
            ));
        }
        let json = head.get(16..).unwrap_or_default();
        reader.identity = serde_json::from_slice(json)
            .map_err(|e| corrupt(16, format!("the header cannot be understood ({e})")))?;
        reader.identity.params.validate()?;
        reader.record_bytes = record_bytes(&reader.identity.params);
        reader.block_records = block_records(reader.record_bytes);
        Ok(reader)
    }

    pub(super) fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The bytes of the next record, exactly `record_bytes`, or `None` at the end. After an error
    /// there is nothing more.
    pub(super) fn record(&mut self) -> Result<Option<&[u8]>, Error> {
        if self.at >= self.block.len() {
            if self.done {
                return Ok(None);
            }
            self.done = true;
            if !self.next_block()? {
                return Ok(None);
            }
            self.done = false;
        }
        let record = self.block.get(self.at..self.at + self.record_bytes);
        self.at += self.record_bytes;
        Ok(record)
    }

    /// Where the last record given out begins in the file.
    pub(super) fn record_offset(&self) -> u64 {
        let after = self
            .block
            .len()
            .saturating_sub(self.at.saturating_sub(self.record_bytes));
        self.offset.saturating_sub(8 + after as u64)
    }

    fn next_block(&mut self) -> Result<bool, Error> {
        let start = self.offset;
        let mut block = std::mem::take(&mut self.block);
        block.clear();
        self.append(&mut block, 4, "next block")?;
        let count = take(&mut block.as_slice()).map_or(0, u32::from_le_bytes) as usize;
        if count > self.block_records {
            return Err(corrupt(
                start,
                format!("a block of {count} records is too long"),
            ));
        }
        let length = if count == 0 {
            8
        } else {
            count * self.record_bytes
        };
        self.append(&mut block, length, if count == 0 { "end" } else { "block" })?;
        self.checksum = xxh3_64_with_seed(&block, self.checksum);
        if self.checksum()? != self.checksum {
            return Err(corrupt(
                start,
                "the block does not match its checksum".to_owned(),
            ));
        }
        if count > 0 {
            self.total += count as u64;
            self.block = block;
            self.at = 4;
            return Ok(true);
        }
        let total = block
            .get(4..)
            .and_then(|mut b| take(&mut b))
            .map_or(0, u64::from_le_bytes);
        if total != self.total {
            let what = format!("it ends after {} records, but had {total}", self.total);
            return Err(corrupt(start, what));
        }
        match self.append(&mut block, 1, "end") {
            Err(Error::Truncated { .. }) => Ok(false),
            Err(other) => Err(other),
            Ok(()) => {
                let what = "bytes follow after its end".to_owned();
                Err(corrupt(self.offset - 1, what))
            }
        }
    }

    fn checksum(&mut self) -> Result<u64, Error> {
        let mut bytes = Vec::with_capacity(8);
        self.append(&mut bytes, 8, "checksum")?;
        Ok(take(&mut bytes.as_slice()).map_or(0, u64::from_le_bytes))
    }

    /// Reads `length` bytes more onto the end of `bytes`.
    fn append(
        &mut self,
        bytes: &mut Vec<u8>,
        length: usize,
        what: &'static str,
    ) -> Result<(), Error> {
        let mut at = bytes.len();
        bytes.resize(at + length, 0);
        while let Some(rest @ [_, ..]) = bytes.get_mut(at..) {
            match self.input.read(rest) {
                Ok(0) => {
                    return Err(Error::Truncated {
                        offset: self.offset,
                        what,
                    });
                }
                Ok(n) => {
                    at += n;
                    self.offset += n as u64;
                }
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(source) => {
                    return Err(Error::Io {
                        offset: self.offset,
                        source,
                    });
                }
            }
        }
        Ok(())
    }
}

pub(super) fn corrupt(offset: u64, what: String) -> Error {
    Error::Corrupt { offset, what }
}
