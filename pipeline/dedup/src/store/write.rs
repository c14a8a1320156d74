//! Writing a file: a header, blocks of records, an index.

use std::io::Write;

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::{BLOCK, Block, FORMAT_VERSION, Header, Identity, Kind, LONG_BLOCK, SHORT_BLOCKS};
use crate::Error;
use crate::sort::{Source, prefix};

/// Writes one file. [`finish`](Self::finish) must be called: without it the file reads as cut short.
/// Writes are of 64 KiB and more, so no buffer is needed around the writer.
pub struct FileWriter<W: Write> {
    out: W,
    kind: Kind,
    width: usize,
    offset: u64,
    block: Vec<u8>,
    blocks: Vec<Block>,
    records: u64,
    seed: u64,
    last: u64,
}

impl<W: Write> FileWriter<W> {
    /// Starts a file. `part` tells files of one kind apart: the number of the partition or the task.
    ///
    /// # Errors
    /// [`Error::Params`] or [`Error::Io`].
    pub fn new(out: W, kind: Kind, identity: &Identity, part: u32) -> Result<Self, Error> {
        Self::with_threshold(out, kind, identity, part, None)
    }

    /// The same, for a file that depends on a threshold too.
    ///
    /// # Errors
    /// As [`new`](Self::new); [`Error::Params`] for a threshold that is not from 0 to 1.
    pub fn with_threshold(
        out: W,
        kind: Kind,
        identity: &Identity,
        part: u32,
        threshold: Option<f32>,
    ) -> Result<Self, Error> {
        identity.params.validate()?;
        if let Some(threshold) = threshold.filter(|t| !(0.0..=1.0).contains(t)) {
            return Err(Error::Params {
                name: "threshold",
                found: threshold.to_string(),
                expected: "from 0 to 1",
            });
        }
        let header = Header {
            identity: identity.clone(),
            part,
            threshold,
        };
        let json = serde_json::to_vec(&header).map_err(|error| Error::Io {
            offset: 0,
            source: error.into(),
        })?;
        let mut head = kind.magic().to_vec();
        head.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
        // A header is some 200 bytes.
        head.extend_from_slice(&(json.len() as u32).to_le_bytes());
        head.extend_from_slice(&json);
        let seed = xxh3_64(&head);
        head.extend_from_slice(&seed.to_le_bytes());
        let mut writer = Self {
            out,
            kind,
            width: kind.width(&identity.params),
            offset: 0,
            block: Vec::with_capacity(BLOCK),
            blocks: Vec::new(),
            records: 0,
            seed,
            last: 0,
        };
        writer.put(&head)?;
        Ok(writer)
    }

    /// Adds a record; records come in the order of their bytes.
    ///
    /// # Errors
    /// [`Error::Io`], or [`Error::Order`] for a record of another width or out of order, as far as its
    /// first eight bytes tell.
    pub fn record(&mut self, record: &[u8]) -> Result<(), Error> {
        let key = prefix(record);
        if record.len() != self.width || (self.records > 0 && key < self.last) {
            return Err(Error::Order {
                record: self.records,
            });
        }
        self.last = key;
        self.block.extend_from_slice(record);
        self.records += 1;
        let full = if self.blocks.len() < SHORT_BLOCKS {
            BLOCK
        } else {
            LONG_BLOCK
        };
        if self.block.len() + self.width > full {
            self.end_block()?;
        }
        Ok(())
    }

    /// Adds all records of a source.
    ///
    /// # Errors
    /// As [`record`](Self::record), and those of the source.
    pub fn records(&mut self, source: &mut impl Source) -> Result<(), Error> {
        while let Some(record) = source.next()? {
            self.record(record)?;
        }
        Ok(())
    }

    /// Writes the index and the end, flushes, and gives the writer back with the number of records.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn finish(mut self) -> Result<(W, u64), Error> {
        self.end_block()?;
        let mut index = self.records.to_le_bytes().to_vec();
        index.extend_from_slice(&(self.blocks.len() as u64).to_le_bytes());
        for block in &self.blocks {
            for number in [block.offset, block.prefix, block.checksum] {
                index.extend_from_slice(&number.to_le_bytes());
            }
        }
        let checksum = xxh3_64_with_seed(&index, self.seed);
        index.extend_from_slice(&checksum.to_le_bytes());
        index.extend_from_slice(&self.offset.to_le_bytes());
        index.extend_from_slice(self.kind.magic());
        self.put(&index)?;
        let offset = self.offset;
        self.out
            .flush()
            .map_err(|source| Error::Io { offset, source })?;
        Ok((self.out, self.records))
    }

    fn end_block(&mut self) -> Result<(), Error> {
        if self.block.is_empty() {
            return Ok(());
        }
        self.blocks.push(Block {
            offset: self.offset,
            prefix: prefix(&self.block),
            checksum: xxh3_64(&self.block),
        });
        let mut block = std::mem::take(&mut self.block);
        self.put(&block)?;
        block.clear();
        self.block = block;
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let offset = self.offset;
        self.out
            .write_all(bytes)
            .map_err(|source| Error::Io { offset, source })?;
        self.offset += bytes.len() as u64;
        Ok(())
    }
}
