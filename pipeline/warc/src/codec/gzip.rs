//! gzip members (RFC 1952).
//!
//! The header and the trailer are read here and only the deflate data goes to the decoder, so a
//! message can say which of the three is wrong, and the bytes that a member takes are counted
//! exactly.

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::{Codec, End, Header, Step};

/// The first bytes of a member: the magic number and the method, deflate.
const MAGIC: [u8; 3] = [0x1f, 0x8b, 8];
/// CRC-32 and length of the data.
const TRAILER: usize = 8;

pub(crate) struct Gzip {
    inflate: Decompress,
    crc: Crc,
    /// The deflate data are over and the trailer comes.
    ended: bool,
}

impl Gzip {
    pub(crate) fn new() -> Self {
        Self {
            inflate: Decompress::new(false),
            crc: Crc::new(),
            ended: false,
        }
    }

    fn trailer(&self, input: &[u8]) -> Step {
        let Some((&[a, b, c, d, e, f, g, h], _)) = input.split_first_chunk::<TRAILER>() else {
            return Step::wants(0, TRAILER);
        };
        let (crc, len) = (
            u32::from_le_bytes([a, b, c, d]),
            u32::from_le_bytes([e, f, g, h]),
        );
        let end = match (self.crc.sum(), self.crc.amount()) {
            (got, _) if got != crc => {
                End::Corrupt(format!("CRC-32 {crc:08x} over data that give {got:08x}"))
            }
            (_, got) if got != len => {
                End::Corrupt(format!("length {len} over {got} bytes of data"))
            }
            _ => End::Clean,
        };
        Step::end(TRAILER, end)
    }
}

impl Codec for Gzip {
    fn unit(&self) -> &'static str {
        "gzip member"
    }

    fn is_gzip(&self) -> bool {
        true
    }

    fn header(&self, bytes: &[u8]) -> Header {
        header(bytes)
    }

    fn start(&mut self, _: &[u8]) {
        self.inflate.reset(false);
        self.crc.reset();
        self.ended = false;
    }

    fn step(&mut self, input: &[u8], out: &mut Vec<u8>) -> Step {
        if self.ended {
            return self.trailer(input);
        }
        let (had, before) = (out.len(), self.inflate.total_in());
        let status = self
            .inflate
            .decompress_vec(input, out, FlushDecompress::None);
        let used = usize::try_from(self.inflate.total_in() - before).unwrap_or(input.len());
        self.crc.update(out.get(had..).unwrap_or_default());
        match status {
            Ok(Status::StreamEnd) => {
                self.ended = true;
                Step::wants(used, TRAILER)
            }
            Ok(_) => Step::more(used),
            // What the library says of it are terms of its own source code.
            Err(_) => Step::end(used, End::Corrupt("deflate data with a fault".into())),
        }
    }

    fn magic(&self) -> &'static [u8] {
        &MAGIC
    }
}

/// Measures the gzip header at the start of `bytes` (RFC 1952, 2.3).
fn header(bytes: &[u8]) -> Header {
    const FHCRC: u8 = 2;
    const FEXTRA: u8 = 4;
    const FNAME: u8 = 8;
    const FCOMMENT: u8 = 16;
    const RESERVED: u8 = 0xe0;
    let known = bytes.len().min(MAGIC.len());
    if bytes.get(..known) != MAGIC.get(..known) {
        return Header::Not;
    }
    let Some(&flags) = bytes.get(3) else {
        return Header::Short;
    };
    if flags & RESERVED != 0 {
        return Header::Not;
    }
    let mut at = 10;
    if flags & FEXTRA != 0 {
        match (bytes.get(at), bytes.get(at + 1)) {
            (Some(&low), Some(&high)) => at += 2 + usize::from(u16::from_le_bytes([low, high])),
            _ => return Header::Short,
        }
    }
    for flag in [FNAME, FCOMMENT] {
        if flags & flag != 0 {
            match bytes.get(at..).and_then(|rest| memchr::memchr(0, rest)) {
                Some(end) => at += end + 1,
                None => return Header::Short,
            }
        }
    }
    if flags & FHCRC != 0 {
        at += 2;
    }
    if at <= bytes.len() {
        Header::Whole(at)
    } else {
        Header::Short
    }
}
