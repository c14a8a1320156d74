//! One block: keys and a record batch.

use std::collections::HashMap;

use arrow_array::RecordBatch;
use arrow_buffer::Buffer;
use arrow_ipc::reader::read_record_batch;
use arrow_ipc::writer::{DictionaryTracker, IpcDataGenerator, IpcWriteContext, IpcWriteOptions};
use arrow_schema::SchemaRef;
use zstd::bulk::Compressor;
use zstd::zstd_safe::CParameter;

use crate::Error;

/// Alignment of the parts of a block.
const ALIGN: usize = 64;

/// Read once and deleted: the quickest level.
const LEVEL: i32 = 1;

/// More than any block that [`crate::Sorter`] makes of a row of sane length.
const MOST: usize = 1 << 31;

/// Makes blocks.
pub(super) struct Encoder {
    generator: IpcDataGenerator,
    options: IpcWriteOptions,
    context: IpcWriteContext,
    compressor: Compressor<'static>,
    plain: Vec<u8>,
}

impl Encoder {
    pub(super) fn new() -> Result<Self, Error> {
        let mut compressor = Compressor::new(LEVEL)?;
        compressor.set_parameter(CParameter::ChecksumFlag(true))?;
        Ok(Self {
            generator: IpcDataGenerator::default(),
            options: IpcWriteOptions::default(),
            context: IpcWriteContext::default(),
            compressor,
            plain: Vec::new(),
        })
    }

    /// A block; there is one key for each row.
    pub(super) fn encode(&mut self, keys: &[u64], batch: &RecordBatch) -> Result<Vec<u8>, Error> {
        let mut dictionaries = DictionaryTracker::new(false);
        let (_, encoded) =
            self.generator
                .encode(batch, &mut dictionaries, &self.options, &mut self.context)?;
        let plain = &mut self.plain;
        plain.clear();
        plain.extend(length(keys.len())?.to_le_bytes());
        plain.extend(length(encoded.ipc_message.len())?.to_le_bytes());
        plain.extend(keys.iter().flat_map(|key| key.to_le_bytes()));
        plain.extend(&encoded.ipc_message);
        plain.resize(plain.len().next_multiple_of(ALIGN), 0);
        plain.extend(&encoded.arrow_data);
        length(plain.len())?;
        Ok(self.compressor.compress(plain)?)
    }
}

fn length(bytes: usize) -> Result<u32, Error> {
    let length = u32::try_from(bytes).ok().filter(|_| bytes < MOST);
    length.ok_or_else(|| {
        Error::Arrow(arrow_schema::ArrowError::InvalidArgumentError(format!(
            "a block of {bytes} bytes is too large"
        )))
    })
}

/// Keys and rows of a block.
pub(super) fn decode(block: &[u8], schema: &SchemaRef) -> Result<(Vec<u64>, RecordBatch), Error> {
    let size = zstd::zstd_safe::get_frame_content_size(block)
        .ok()
        .flatten()
        .and_then(|size| usize::try_from(size).ok())
        .filter(|size| *size < MOST)
        .ok_or_else(|| Error::damaged("a block does not say its length"))?;
    let plain = zstd::bulk::decompress(block, size)
        .map_err(|error| Error::damaged(format!("a block cannot be unpacked: {error}")))?;
    let short = || Error::damaged("a block is too short");
    let number = |at: usize| {
        let bytes = plain.get(at..at + 4).and_then(|b| b.try_into().ok());
        bytes
            .map(|b| u32::from_le_bytes(b) as usize)
            .ok_or_else(short)
    };
    let (rows, message_bytes) = (number(0)?, number(4)?);
    let message_at = 8 + rows.saturating_mul(8);
    let body_at = message_at
        .saturating_add(message_bytes)
        .checked_next_multiple_of(ALIGN)
        .ok_or_else(short)?;
    let keys = plain.get(8..message_at).ok_or_else(short)?;
    let keys = keys.chunks_exact(8).filter_map(|key| key.try_into().ok());
    let keys = keys.map(u64::from_le_bytes).collect();
    let buffer = Buffer::from_vec(plain);
    let message = buffer
        .get(message_at..message_at + message_bytes)
        .ok_or_else(short)?;
    let message = arrow_ipc::root_as_message(message)
        .map_err(|error| Error::damaged(format!("a block has no message: {error}")))?;
    let batch = message
        .header_as_record_batch()
        .ok_or_else(|| Error::damaged("a block has another message than rows"))?;
    if body_at > buffer.len() {
        return Err(short());
    }
    let body = buffer.slice(body_at);
    let none = HashMap::new();
    let batch = read_record_batch(
        &body,
        batch,
        schema.clone(),
        &none,
        None,
        &message.version(),
    )?;
    if batch.num_rows() == rows {
        Ok((keys, batch))
    } else {
        Err(Error::damaged("a block has not a key for each row"))
    }
}
