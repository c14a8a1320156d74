//! Writing the file format: a header, and blocks of records of one size.

use std::io::Write;

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::{FORMAT_VERSION, Identity, block_records};
use crate::{Error, Params};

/// Writes one file. Records are put together in `block`, after four bytes for their number.
pub(super) struct FrameWriter<W> {
    out: W,
    offset: u64,
    block: Vec<u8>,
    in_block: usize,
    block_records: usize,
    total: u64,
    checksum: u64,
}

impl<W: Write> FrameWriter<W> {
    pub(super) fn new(
        out: W,
        magic: &[u8; 8],
        params: &Params,
        record_bytes: usize,
    ) -> Result<Self, Error> {
        let header = serde_json::to_vec(&Identity::new(params)).map_err(|e| Error::Io {
            offset: 0,
            source: e.into(),
        })?;
        let mut head = magic.to_vec();
        head.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
        // A header is some 150 bytes.
        head.extend_from_slice(&(header.len() as u32).to_le_bytes());
        head.extend_from_slice(&header);
        let checksum = xxh3_64(&head);
        head.extend_from_slice(&checksum.to_le_bytes());
        let mut writer = Self {
            out,
            offset: 0,
            block: vec![0; 4],
            in_block: 0,
            block_records: block_records(record_bytes),
            total: 0,
            checksum,
        };
        writer.put(&head)?;
        Ok(writer)
    }

    /// Adds one record; `fill` appends exactly the record's bytes.
    pub(super) fn record(&mut self, fill: impl FnOnce(&mut Vec<u8>)) -> Result<(), Error> {
        fill(&mut self.block);
        self.in_block += 1;
        self.total += 1;
        if self.in_block == self.block_records {
            self.end_block()
        } else {
            Ok(())
        }
    }

    pub(super) fn finish(mut self) -> Result<W, Error> {
        if self.in_block > 0 {
            self.end_block()?;
        }
        let total = self.total.to_le_bytes();
        self.block.extend_from_slice(&total);
        self.end_block()?;
        let offset = self.offset;
        self.out
            .flush()
            .map_err(|source| Error::Io { offset, source })?;
        Ok(self.out)
    }

    fn end_block(&mut self) -> Result<(), Error> {
        // `block_records` fits, so the number does.
        let count = (self.in_block as u32).to_le_bytes();
        self.block
            .iter_mut()
            .zip(count)
            .for_each(|(byte, count)| *byte = count);
        self.checksum = xxh3_64_with_seed(&self.block, self.checksum);
        let mut block = std::mem::take(&mut self.block);
        block.extend_from_slice(&self.checksum.to_le_bytes());
        self.put(&block)?;
        block.clear();
        block.resize(4, 0);
        self.block = block;
        self.in_block = 0;
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
