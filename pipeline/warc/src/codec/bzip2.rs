//! bzip2 streams, one after the other (as `bzip2` and `pbzip2` write them).

use bzip2::{Decompress, Status};

use super::{Codec, End, Header, Peek, Step};

/// `BZh`, the block size in 100 kB as a digit, and the magic number of the first block, or that of
/// the end of a stream without one.
const SIGNATURE: &[u8] = b"BZh";
const BLOCK: [u8; 6] = [0x31, 0x41, 0x59, 0x26, 0x53, 0x59];
const NO_BLOCK: [u8; 6] = [0x17, 0x72, 0x45, 0x38, 0x50, 0x90];
const MAGIC: usize = 10;

pub(super) struct Bzip2 {
    /// Made for each stream: the library has no way to begin anew.
    decoder: Option<Decompress>,
}

impl Bzip2 {
    pub(super) fn new() -> Self {
        Self { decoder: None }
    }
}

impl Codec for Bzip2 {
    fn unit(&self) -> &'static str {
        "bzip2 stream"
    }

    fn header(&self, bytes: &[u8]) -> Header {
        let Some((magic, _)) = bytes.split_first_chunk::<MAGIC>() else {
            let known = bytes.len().min(SIGNATURE.len());
            return match bytes.get(..known) == SIGNATURE.get(..known) {
                true => Header::Short,
                false => Header::Not,
            };
        };
        let (signature, block) = magic.split_at(4);
        let sized = matches!(signature, [b'B', b'Z', b'h', b'1'..=b'9']);
        // The decoder reads the header itself.
        match sized && (block == BLOCK || block == NO_BLOCK) {
            true => Header::Whole(0),
            false => Header::Not,
        }
    }

    fn start(&mut self, _: &[u8]) {
        self.decoder = Some(Decompress::new(false));
    }

    fn step(&mut self, input: &[u8], out: &mut Vec<u8>) -> Step {
        let Some(decoder) = &mut self.decoder else {
            return Step::corrupt("no stream");
        };
        let before = decoder.total_in();
        let status = decoder.decompress_vec(input, out);
        let used = usize::try_from(decoder.total_in() - before).unwrap_or(input.len());
        match status {
            Ok(Status::StreamEnd) => {
                self.decoder = None;
                Step::end(used, End::Clean)
            }
            Ok(_) => Step::more(used),
            Err(_) => Step::end(
                used,
                End::Corrupt("bzip2 data with a fault or a wrong CRC-32".into()),
            ),
        }
    }

    fn magic(&self) -> &'static [u8] {
        b"BZh"
    }

    /// The fixed bytes of the block behind it are rarer than the three of the magic number.
    fn candidate(&self, bytes: &[u8]) -> Option<usize> {
        memchr::memmem::find_iter(bytes, &BLOCK)
            .filter_map(|at| at.checked_sub(MAGIC - BLOCK.len()))
            .find(|&at| {
                matches!(
                    self.header(bytes.get(at..).unwrap_or_default()),
                    Header::Whole(_)
                )
            })
    }

    fn overlap(&self) -> usize {
        MAGIC - 1
    }

    fn probes(&self) -> &'static [usize] {
        &[MAGIC]
    }

    /// A whole block, up to 900 kB, must be there before the first byte comes out. So the magic
    /// number has to do; ten bytes are beyond chance.
    fn peek(&mut self, bytes: &[u8], _: &mut Vec<u8>) -> Peek {
        match self.header(bytes) {
            Header::Whole(_) => Peek::Unseen,
            _ => Peek::Not,
        }
    }
}
