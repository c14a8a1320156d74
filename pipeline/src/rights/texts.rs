//! The files of sites, each different one once, compressed in blocks.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::LazyLock;

use xxhash_rust::xxh3::xxh3_128;
use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::DecoderDictionary;

use crate::error::{Error, Result};

/// Most texts of one table.
pub(super) const MOST: u32 = 1 << 30;

/// Bytes of texts that are compressed together. Small, as a block is unpacked for one of its texts.
const BLOCK: usize = 16 << 10;

/// zstd's level: higher ones gain a twentieth.
const LEVEL: i32 = 9;

/// Text that robots files have in common, from which zstd refers to what it has seen. Part of no
/// file that lasts, so it may change.
const COMMON: &[u8] = b"content-signal:search=yes,ai-train=no\nlicense:https://\
user-agent:Amazonbot\ndisallow:/\nuser-agent:Applebot-Extended\ndisallow:/\n\
user-agent:Bytespider\ndisallow:/\nuser-agent:CCBot\ndisallow:/\nuser-agent:ClaudeBot\n\
disallow:/\nuser-agent:Google-Extended\ndisallow:/\nuser-agent:meta-externalagent\n\
user-agent:PerplexityBot\nuser-agent:anthropic-ai\nuser-agent:Googlebot\nuser-agent:bingbot\n\
disallow:/cgi-bin/\ndisallow:/search\ndisallow:/admin/\ndisallow:/user/login/\n\
disallow:/checkout/\ndisallow:/cart\ndisallow:/*?\nallow:/core/*.css$\n\
user-agent:GPTBot\ndisallow:/\nuser-agent:*\ndisallow:/wp-content/uploads/wpforms/\n\
user-agent:*\ndisallow:/wp-admin/\nallow:/wp-admin/admin-ajax.php\nuser-agent:*\nallow:\n";

/// Where a block stands.
#[derive(Debug)]
struct Block {
    start: u64,
    /// The number of its first text.
    first: u32,
    /// Bytes when unpacked.
    length: u32,
}

/// Texts by number, in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Texts {
    blocks: Vec<Block>,
    bytes: Vec<u8>,
}

/// Gathers texts.
pub(super) struct Gatherer {
    texts: Texts,
    /// 96 bits of the digest of each text, and its number: enough that of a thousand million no two
    /// are taken for one (10⁻¹¹).
    numbers: HashMap<[u32; 3], u32>,
    /// The block that is not full: each text after its length.
    open: Vec<u8>,
    /// The number of its first text.
    first: u32,
    compressor: Compressor<'static>,
}

impl Gatherer {
    pub(super) fn new() -> Result<Self> {
        Ok(Self {
            texts: Texts::default(),
            numbers: HashMap::new(),
            open: Vec::new(),
            first: 0,
            compressor: Compressor::with_dictionary(LEVEL, COMMON).map_err(failed)?,
        })
    }

    /// The number of a text; that of an equal one if there was one.
    pub(super) fn add(&mut self, text: &[u8]) -> Result<u32> {
        let digest = xxh3_128(text);
        let digest = [0, 32, 64].map(|shift| (digest >> shift) as u32);
        if let Some(number) = self.numbers.get(&digest) {
            return Ok(*number);
        }
        let number = u32::try_from(self.numbers.len()).unwrap_or(MOST);
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        if number >= MOST || length == u32::MAX {
            return Err(Error::run("too many different robots files for one table"));
        }
        self.numbers.insert(digest, number);
        self.open.extend(length.to_le_bytes());
        self.open.extend_from_slice(text);
        if self.open.len() >= BLOCK {
            self.close()?;
        }
        Ok(number)
    }

    fn close(&mut self) -> Result<()> {
        let packed = self.compressor.compress(&self.open).map_err(failed)?;
        self.texts.blocks.push(Block {
            start: self.texts.bytes.len() as u64,
            first: self.first,
            length: u32::try_from(self.open.len()).unwrap_or(u32::MAX),
        });
        self.texts.bytes.extend_from_slice(&packed);
        self.open.clear();
        self.first = u32::try_from(self.numbers.len()).unwrap_or(MOST);
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<Texts> {
        if !self.open.is_empty() {
            self.close()?;
        }
        self.texts.blocks.shrink_to_fit();
        self.texts.bytes.shrink_to_fit();
        Ok(self.texts)
    }
}

thread_local! {
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

impl Texts {
    /// A text; empty for a number that there is not.
    pub(super) fn get(&self, number: u32) -> Vec<u8> {
        self.unpack(number).unwrap_or_default()
    }

    fn unpack(&self, number: u32) -> Option<Vec<u8>> {
        let after = self.blocks.partition_point(|block| block.first <= number);
        let block = self.blocks.get(after.checked_sub(1)?)?;
        let end = self.blocks.get(after).map(|next| next.start);
        let start = usize::try_from(block.start).ok()?;
        let end = end.map_or(Some(self.bytes.len()), |end| usize::try_from(end).ok())?;
        let all = decompress(self.bytes.get(start..end)?, block.length as usize)?;
        let mut rest = all.as_slice();
        for _ in block.first..number {
            rest = text(rest)?.1;
        }
        text(rest).map(|(text, _)| text.to_vec())
    }

    /// Bytes of memory that they take.
    pub(super) fn memory(&self) -> usize {
        self.blocks.len() * size_of::<Block>() + self.bytes.len()
    }
}

/// The first text of a block, and the others.
fn text(block: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = block.split_first_chunk::<4>()?;
    rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)
}

fn decompress(packed: &[u8], length: usize) -> Option<Vec<u8>> {
    static DICTIONARY: LazyLock<DecoderDictionary<'static>> =
        LazyLock::new(|| DecoderDictionary::copy(COMMON));
    DECOMPRESSOR.with_borrow_mut(|kept| {
        if kept.is_none() {
            *kept = Decompressor::with_prepared_dictionary(&DICTIONARY).ok();
        }
        kept.as_mut()?.decompress(packed, length).ok()
    })
}

fn failed(error: std::io::Error) -> Error {
    Error::run(format!("cannot keep a robots file in memory: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_by_their_numbers() {
        let mut gatherer = Gatherer::new().unwrap();
        // Empty, small, larger than a block, and again.
        let text = |number: usize| match number % 50 {
            49 => vec![b'a' + (number / 50) as u8; 3 * BLOCK],
            _ => format!("disallow:/{number}\n")
                .repeat(number % 20)
                .into_bytes(),
        };
        let numbers: Vec<u32> = (0..500).map(|n| gatherer.add(&text(n)).unwrap()).collect();
        assert_eq!(gatherer.add(&text(123)).unwrap(), numbers[123]);
        let texts = gatherer.finish().unwrap();
        assert!(texts.blocks.len() >= 10, "{}", texts.blocks.len());
        for (place, number) in numbers.into_iter().enumerate() {
            assert_eq!(texts.get(number), text(place), "{place}");
        }
        assert_eq!(texts.get(5000), b"");
        assert_eq!(Texts::default().get(0), b"");
    }
}
