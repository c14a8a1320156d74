//! Reading the blocks of a run.

use std::fs::File;
use std::ops::RangeInclusive;
use std::os::unix::fs::FileExt;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

use super::{ENTRY, Footer, MAGIC, block, columns};
use crate::Error;

/// A block of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The first and the last key in it.
    pub keys: RangeInclusive<u64>,
    /// Its rows.
    pub rows: u32,
    offset: u64,
    bytes: u32,
}

impl Block {
    /// Whether it may have rows with keys of that range.
    #[must_use]
    pub fn overlaps(&self, keys: &RangeInclusive<u64>) -> bool {
        self.keys.start() <= keys.end() && keys.start() <= self.keys.end()
    }
}

/// An open run.
pub struct RunReader {
    file: File,
    schema: SchemaRef,
    footer: Footer,
}

impl RunReader {
    /// Reads the footer.
    ///
    /// # Errors
    /// When it is no run, cut short, or has other columns than `schema`.
    pub fn new(file: File, schema: &SchemaRef) -> Result<Self, Error> {
        let length = file.metadata()?.len();
        let tail = (MAGIC.len() + 4) as u64;
        let footer_end = length
            .checked_sub(tail)
            .ok_or_else(|| Error::damaged("it is too short to be one"))?;
        let tail = read(&file, footer_end, tail as usize)?;
        let (size, magic) = tail.split_at(4);
        if magic != MAGIC {
            return Err(Error::damaged("it does not end as one does"));
        }
        let size = size.try_into().map_or(0, u32::from_le_bytes);
        let start = footer_end
            .checked_sub(size.into())
            .ok_or_else(|| Error::damaged("its footer is longer than the file"))?;
        let footer = read(&file, start, size as usize)?;
        let footer: Footer = serde_json::from_slice(&footer)
            .map_err(|error| Error::damaged(format!("its footer: {error}")))?;
        if footer.columns != columns(schema) {
            return Err(Error::Columns);
        }
        Ok(Self {
            file,
            schema: schema.clone(),
            footer,
        })
    }

    /// The groups in it, in order, with their rows.
    pub fn groups(&self) -> impl Iterator<Item = (&str, u64)> {
        self.footer.groups.iter().map(|g| (g.name.as_str(), g.rows))
    }

    /// The blocks of a group, by key; none where it has no such group.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn blocks(&self, group: &str) -> Result<Vec<Block>, Error> {
        let Some(group) = self.footer.groups.iter().find(|g| g.name == group) else {
            return Ok(Vec::new());
        };
        let size = usize::try_from(group.blocks)
            .ok()
            .and_then(|blocks| blocks.checked_mul(ENTRY))
            .filter(|size| (*size as u64) < self.file.metadata().map_or(0, |m| m.len()))
            .ok_or_else(|| Error::damaged("it has more blocks than bytes"))?;
        let entries = read(&self.file, group.entries, size)?;
        let number = |bytes: &[u8]| bytes.try_into().map_or(0, u64::from_le_bytes);
        let short = |bytes: &[u8]| bytes.try_into().map_or(0, u32::from_le_bytes);
        let block = |entry: &[u8]| Block {
            keys: number(&entry[..8])..=number(&entry[8..16]),
            offset: number(&entry[16..24]),
            bytes: short(&entry[24..28]),
            rows: short(&entry[28..]),
        };
        Ok(entries.chunks_exact(ENTRY).map(block).collect())
    }

    /// Keys and rows of a block, by key.
    ///
    /// # Errors
    /// When it cannot be read or is damaged.
    pub fn read(&self, block: &Block) -> Result<(Vec<u64>, RecordBatch), Error> {
        let bytes = read(&self.file, block.offset, block.bytes as usize)?;
        block::decode(&bytes, &self.schema)
    }
}

fn read(file: &File, at: u64, size: usize) -> Result<Vec<u8>, Error> {
    // Before memory is asked for: a damaged entry may name any number of bytes.
    let length = file.metadata()?.len();
    if at.checked_add(size as u64).is_none_or(|end| end > length) {
        return Err(Error::damaged("it names a place behind its end"));
    }
    let mut bytes = vec![0; size];
    file.read_exact_at(&mut bytes, at)?;
    Ok(bytes)
}
