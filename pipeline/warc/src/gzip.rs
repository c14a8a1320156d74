//! One gzip member at a time (RFC 1952), with the bytes that it takes counted exactly.
//!
//! The header and the trailer are read here and only the deflate data goes to the decoder, so a
//! message can say which of the three is wrong, and one decoder serves all members of a file.

use std::io::{self, BufRead};

use flate2::{Crc, Decompress, FlushDecompress, Status};

use crate::source::{Source, Window};

/// The first bytes of a member: the magic number and the method, deflate.
const MAGIC: [u8; 3] = [0x1f, 0x8b, 8];
/// Room given to the decoder in one call.
const CHUNK: usize = 64 * 1024;
/// A member's header holds at most 64 KiB of extra field; names and comments are short. Beyond this
/// the "header" is chance bytes without an end.
const MAX_HEADER: usize = 128 * 1024;
/// Compressed bytes that [`Member::probe`] looks at: a header, the Huffman tables and a few symbols.
const PROBE: usize = 2048;

/// How the bytes of a member, or of a plain file, came to an end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// At a member's end with the right CRC-32 and length, or at the end of a plain file.
    Clean,
    /// At the end of the file, inside the member.
    Truncated,
    /// At bytes that cannot be right.
    Corrupt(String),
}

/// What stands where a member should begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Header {
    /// A header of that many bytes.
    Whole(usize),
    /// The beginning of a header.
    Short,
    /// No header.
    Not,
}

/// Measures the gzip header at the start of `bytes` (RFC 1952, 2.3).
pub(crate) fn header(bytes: &[u8]) -> Header {
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

/// The member that is being read, and its inflated bytes.
pub(crate) struct Member {
    inflate: Decompress,
    crc: Crc,
    /// Inflated bytes that wait to be parsed.
    pub(crate) out: Window,
    /// The offset in the file of the member's first byte.
    pub(crate) start: u64,
    /// How it ended, once all of it is in `out`.
    pub(crate) end: Option<End>,
}

impl Member {
    pub(crate) fn new() -> Self {
        Self {
            inflate: Decompress::new(false),
            crc: Crc::new(),
            out: Window::default(),
            start: 0,
            end: Some(End::Clean),
        }
    }

    /// Starts the member at the source's position, if one is there.
    pub(crate) fn open<R: BufRead>(&mut self, source: &mut Source<R>) -> io::Result<Header> {
        let mut want = 512;
        let found = loop {
            let have = source.ensure(want)?;
            match header(source.bytes()) {
                Header::Short if have >= MAX_HEADER => break Header::Not,
                Header::Short if have >= want => want = have * 2,
                found => break found,
            }
        };
        if let Header::Whole(len) = found {
            self.start = source.offset();
            source.retain_from(self.start);
            source.consume(len);
            self.inflate.reset(false);
            self.crc.reset();
            self.out.clear();
            self.end = None;
        }
        Ok(found)
    }

    /// Inflates a little more, or finds the end.
    pub(crate) fn fill<R: BufRead>(&mut self, source: &mut Source<R>) -> io::Result<()> {
        if self.out.len() == 0 {
            self.out.clear();
        } else {
            self.out.compact(u64::MAX);
        }
        self.out.buf.reserve(CHUNK);
        let waiting = source.ensure(1)?;
        let (had, before) = (self.out.buf.len(), self.inflate.total_in());
        let status =
            self.inflate
                .decompress_vec(source.bytes(), &mut self.out.buf, FlushDecompress::None);
        let used = usize::try_from(self.inflate.total_in() - before).unwrap_or(waiting);
        source.consume(used);
        let new = self.out.buf.get(had..).unwrap_or_default();
        self.crc.update(new);
        let stuck = used == 0 && new.is_empty();
        match status {
            Ok(Status::StreamEnd) => self.end = Some(self.trailer(source)?),
            Ok(_) if stuck && waiting == 0 => self.end = Some(End::Truncated),
            Ok(_) if stuck => {
                self.end = Some(End::Corrupt("deflate data that lead nowhere".into()))
            }
            Ok(_) => {}
            Err(e) => {
                let why = e.message().unwrap_or("invalid data");
                self.end = Some(End::Corrupt(format!("deflate data with a fault ({why})")));
            }
        }
        Ok(())
    }

    fn trailer<R: BufRead>(&self, source: &mut Source<R>) -> io::Result<End> {
        source.ensure(8)?;
        let Some((&[a, b, c, d, e, f, g, h], _)) = source.bytes().split_first_chunk::<8>() else {
            let rest = source.bytes().len();
            source.consume(rest);
            return Ok(End::Truncated);
        };
        source.consume(8);
        let (crc, len) = (
            u32::from_le_bytes([a, b, c, d]),
            u32::from_le_bytes([e, f, g, h]),
        );
        if crc != self.crc.sum() {
            let got = self.crc.sum();
            return Ok(End::Corrupt(format!(
                "CRC-32 {crc:08x} over data that give {got:08x}"
            )));
        }
        if len != self.crc.amount() {
            let got = self.crc.amount();
            return Ok(End::Corrupt(format!(
                "length {len} over {got} bytes of data"
            )));
        }
        Ok(End::Clean)
    }

    /// Looks for the next member whose data begin like a record, from `from` on (or from the
    /// earliest offset still held), and leaves the source there, or at the end of the file.
    pub(crate) fn find<R: BufRead>(
        &mut self,
        source: &mut Source<R>,
        from: u64,
    ) -> io::Result<bool> {
        source.rewind(from);
        source.retain_from(u64::MAX);
        self.out.clear();
        let magic = memchr::memmem::Finder::new(&MAGIC);
        loop {
            if let Some(at) = magic.find(source.bytes()) {
                source.consume(at);
                source.ensure(PROBE)?;
                if self.probe(source.bytes()) {
                    return Ok(true);
                }
                source.consume(1);
                continue;
            }
            // The last two bytes may begin the magic.
            let waiting = source.bytes().len();
            source.consume(waiting.saturating_sub(2));
            let kept = source.bytes().len();
            if source.ensure(kept + CHUNK)? == kept {
                source.consume(kept);
                return Ok(false);
            }
        }
    }

    /// The index of the first member in `bytes` whose data begin like a record.
    pub(crate) fn find_in(&mut self, bytes: &[u8]) -> Option<usize> {
        memchr::memmem::find_iter(bytes, &MAGIC)
            .find(|&at| self.probe(bytes.get(at..).unwrap_or_default()))
    }

    /// Whether `bytes` begin with a member whose data begin with `WARC/`.
    fn probe(&mut self, bytes: &[u8]) -> bool {
        let bytes = bytes.get(..PROBE).unwrap_or(bytes);
        let Header::Whole(len) = header(bytes) else {
            return false;
        };
        let data = bytes.get(len..).unwrap_or_default();
        let mut out = [0; 64];
        self.inflate.reset(false);
        let _ = self
            .inflate
            .decompress(data, &mut out, FlushDecompress::None);
        let got = usize::try_from(self.inflate.total_out()).unwrap_or(0);
        let start = out.get(..got).unwrap_or_default();
        let lines = start
            .iter()
            .take_while(|b| matches!(b, b'\r' | b'\n'))
            .count();
        crate::head::begins(start.get(lines..).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// What is consumed is forgotten, on the file's side and on the member's.
    #[test]
    fn windows_stay_small() {
        let size = 30_000_000;
        let noise = (0..size).map(|i: u32| (i.wrapping_mul(2_654_435_761) >> 24) as u8);
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
        gz.write_all(&noise.collect::<Vec<_>>()).unwrap();
        let file = gz.finish().unwrap();
        let mut source = Source::new(std::io::BufReader::new(&file[..]));
        let mut member = Member::new();
        assert_eq!(member.open(&mut source).unwrap(), Header::Whole(10));
        let mut total = 0;
        while member.end.is_none() {
            member.fill(&mut source).unwrap();
            // Leaves one byte, as a parser may.
            let n = member.out.len().saturating_sub(1);
            member.out.consume(n);
            total += n;
            assert!(member.out.buf.capacity() + source.held() < 3 << 20);
        }
        assert_eq!(
            (total + member.out.len(), member.end),
            (size as usize, Some(End::Clean))
        );
    }
}
