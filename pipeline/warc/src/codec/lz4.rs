//! LZ4 frames (LZ4 Frame Format Description 1.6.4).
//!
//! The frame is walked here and the library decodes the blocks: a frame reader of its own would
//! read ahead, and the bytes that a frame takes have to be counted exactly.

use lz4_flex::block::{decompress_into, decompress_into_with_dict};
use xxhash_rust::xxh32::{Xxh32, xxh32};

use super::{Codec, End, Header, Peek, Step};

const MAGIC: [u8; 4] = [0x04, 0x22, 0x4d, 0x18];
/// Linked blocks reach back this far.
const HISTORY: usize = 64 * 1024;
/// Set in a block's length where the block is stored as it is.
const STORED: u32 = 0x8000_0000;

const INDEPENDENT: u8 = 0x20;
const BLOCK_CHECKSUM: u8 = 0x10;
const CONTENT_SIZE: u8 = 0x08;
const CONTENT_CHECKSUM: u8 = 0x04;
const DICTIONARY: u8 = 0x01;

pub(super) struct Lz4 {
    flags: u8,
    /// The largest block, in decoded bytes.
    block_max: usize,
    /// Bytes of a skippable frame that are still to come, in place of blocks.
    skip: Option<usize>,
    content: Xxh32,
    history: Vec<u8>,
}

impl Lz4 {
    pub(super) fn new() -> Self {
        Self {
            flags: 0,
            block_max: 0,
            skip: None,
            content: Xxh32::new(0),
            history: Vec::new(),
        }
    }

    fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    /// Checks the checksum after the end mark.
    fn finish(&self, input: &[u8]) -> Step {
        if !self.has(CONTENT_CHECKSUM) {
            return Step::end(4, End::Clean);
        }
        let Some(stated) = word(input, 4) else {
            return Step::wants(0, 8);
        };
        match self.content.digest() {
            got if got == stated => Step::end(8, End::Clean),
            got => Step::end(
                8,
                End::Corrupt(format!(
                    "checksum {stated:08x} over data that give {got:08x}"
                )),
            ),
        }
    }

    /// Appends the decoded block to `out`.
    fn block(&mut self, data: &[u8], stored: bool, out: &mut Vec<u8>) -> Result<(), &'static str> {
        let had = out.len();
        if stored {
            out.extend_from_slice(data);
        } else {
            out.resize(had + self.block_max, 0);
            let room = out.get_mut(had..).unwrap_or_default();
            let result = if self.has(INDEPENDENT) || self.history.is_empty() {
                decompress_into(data, room)
            } else {
                decompress_into_with_dict(data, room, &self.history)
            };
            out.truncate(had + *result.as_ref().unwrap_or(&0));
            result.map_err(|_| "an LZ4 block with a fault")?;
        }
        let new = out.get(had..).unwrap_or_default();
        if self.has(CONTENT_CHECKSUM) {
            self.content.update(new);
        }
        if !self.has(INDEPENDENT) {
            let tail = new.get(new.len().saturating_sub(HISTORY)..);
            self.history.extend_from_slice(tail.unwrap_or_default());
            let over = self.history.len().saturating_sub(HISTORY);
            self.history.drain(..over);
        }
        Ok(())
    }
}

impl Codec for Lz4 {
    fn unit(&self) -> &'static str {
        "LZ4 frame"
    }

    fn header(&self, bytes: &[u8]) -> Header {
        if let [0x50..=0x5f, 0x2a, 0x4d, 0x18, rest @ ..] = bytes {
            return if rest.len() >= 4 {
                Header::Whole(8)
            } else {
                Header::Short
            };
        }
        let known = bytes.len().min(MAGIC.len());
        if bytes.get(..known) != MAGIC.get(..known) {
            return Header::Not;
        }
        let (Some(&flags), Some(&size)) = (bytes.get(4), bytes.get(5)) else {
            return Header::Short;
        };
        if flags & 0xc2 != 0x40 || size & 0x8f != 0 || size >> 4 < 4 {
            return Header::Not;
        }
        let optional = |flag, n| if flags & flag != 0 { n } else { 0 };
        let end = 6 + optional(CONTENT_SIZE, 8) + optional(DICTIONARY, 4);
        let (Some(descriptor), Some(&check)) = (bytes.get(4..end), bytes.get(end)) else {
            return Header::Short;
        };
        match u32::from(check) == (xxh32(descriptor, 0) >> 8) & 0xff {
            true => Header::Whole(end + 1),
            false => Header::Not,
        }
    }

    fn start(&mut self, header: &[u8]) {
        self.skip = match header.starts_with(&MAGIC) {
            true => None,
            false => word(header, 4).map(|n| usize::try_from(n).unwrap_or(usize::MAX)),
        };
        self.flags = header.get(4).copied().unwrap_or_default();
        let size = header.get(5).copied().unwrap_or_default() >> 4;
        self.block_max = 1 << (8 + 2 * size.min(7));
        self.content.reset(0);
        self.history.clear();
    }

    fn step(&mut self, input: &[u8], out: &mut Vec<u8>) -> Step {
        if let Some(left) = self.skip {
            let used = left.min(input.len());
            self.skip = Some(left - used);
            return match left - used {
                0 => Step::end(used, End::Clean),
                _ => Step::more(used),
            };
        }
        if self.has(DICTIONARY) {
            return Step::corrupt("a frame that needs a dictionary");
        }
        let Some(size) = word(input, 0) else {
            return Step::wants(0, 4);
        };
        if size == 0 {
            return self.finish(input);
        }
        let len = usize::try_from(size & !STORED).unwrap_or(usize::MAX);
        if len > self.block_max {
            let max = self.block_max;
            return Step::corrupt(format!("a block of {len} bytes where {max} are allowed"));
        }
        let checked = if self.has(BLOCK_CHECKSUM) { 4 } else { 0 };
        let whole = 4 + len + checked;
        let (Some(data), true) = (input.get(4..4 + len), input.len() >= whole) else {
            return Step::wants(0, whole);
        };
        if checked > 0 && word(input, 4 + len) != Some(xxh32(data, 0)) {
            return Step::corrupt("a block checksum over other data");
        }
        match self.block(data, size & STORED != 0, out) {
            Ok(()) => Step::wants(whole, 4),
            Err(why) => Step::corrupt(why),
        }
    }

    fn magic(&self) -> &'static [u8] {
        &MAGIC
    }

    /// What a block begins with stands in it as it is: its first sequence has nothing to repeat
    /// (LZ4 Block Format Description, "Compressed block format").
    fn peek(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Peek {
        let Header::Whole(len) = self.header(bytes) else {
            return Peek::Not;
        };
        let block = bytes.get(len..).unwrap_or_default();
        let Some(size) = word(block, 0) else {
            return Peek::Not;
        };
        let mut data = block.get(4..).unwrap_or_default();
        let mut literals = usize::try_from(size & !STORED).unwrap_or(usize::MAX);
        if size & STORED == 0
            && let Some((token, rest)) = data.split_first()
        {
            data = rest;
            literals = usize::from(token >> 4);
            while literals >= 15
                && let Some((more, rest)) = data.split_first()
            {
                data = rest;
                literals += usize::from(*more);
                if *more < 255 {
                    break;
                }
            }
        }
        let room = out.capacity() - out.len();
        out.extend(data.iter().take(literals.min(room)));
        Peek::Data
    }
}

/// The little-endian number at `at`.
fn word(bytes: &[u8], at: usize) -> Option<u32> {
    let (word, _) = bytes.get(at..)?.split_first_chunk::<4>()?;
    Some(u32::from_le_bytes(*word))
}
