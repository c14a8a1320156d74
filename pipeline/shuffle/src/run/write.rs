//! Writing a run.

use std::io::Write;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

use super::block::Encoder;
use super::{Footer, Group, MAGIC, columns};
use crate::Error;

/// Writes a run, block after block.
pub struct RunWriter<W: Write> {
    out: W,
    at: u64,
    encoder: Encoder,
    columns: String,
    groups: Vec<Group>,
    /// Of the blocks of all groups, in order.
    entries: Vec<u8>,
}

impl<W: Write> RunWriter<W> {
    /// Starts a run of rows with these columns.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(mut out: W, schema: &SchemaRef) -> Result<Self, Error> {
        out.write_all(MAGIC)?;
        Ok(Self {
            out,
            at: MAGIC.len() as u64,
            encoder: Encoder::new()?,
            columns: columns(schema),
            groups: Vec::new(),
            entries: Vec::new(),
        })
    }

    /// Adds a block of one group: rows by key, none of which is less than those before it. Groups come
    /// one after the other.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&mut self, group: &str, keys: &[u64], rows: &RecordBatch) -> Result<(), Error> {
        let (Some(first), Some(last)) = (keys.first(), keys.last()) else {
            return Ok(());
        };
        let block = self.encoder.encode(keys, rows)?;
        self.out.write_all(&block)?;
        for number in [*first, *last, self.at] {
            self.entries.extend(number.to_le_bytes());
        }
        // Both are less than 2^31, see `block`.
        self.entries.extend((block.len() as u32).to_le_bytes());
        self.entries.extend((keys.len() as u32).to_le_bytes());
        self.at += block.len() as u64;
        let same = self.groups.last().is_some_and(|last| last.name == group);
        if !same {
            self.groups.push(Group {
                name: group.to_owned(),
                rows: 0,
                entries: 0,
                blocks: 0,
            });
        }
        if let Some(group) = self.groups.last_mut() {
            group.rows += keys.len() as u64;
            group.blocks += 1;
        }
        Ok(())
    }

    /// Ends the run; gives the writer and the number of rows.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> Result<(W, u64), Error> {
        let mut at = self.at;
        for group in &mut self.groups {
            group.entries = at;
            at += group.blocks * super::ENTRY as u64;
        }
        self.out.write_all(&self.entries)?;
        let rows = self.groups.iter().map(|group| group.rows).sum();
        let footer = Footer {
            columns: self.columns,
            groups: self.groups,
        };
        let footer = serde_json::to_vec(&footer).map_err(std::io::Error::from)?;
        self.out.write_all(&footer)?;
        let length = u32::try_from(footer.len())
            .map_err(|_| std::io::Error::other("a run of too many groups"))?;
        self.out.write_all(&length.to_le_bytes())?;
        self.out.write_all(MAGIC)?;
        Ok((self.out, rows))
    }
}
