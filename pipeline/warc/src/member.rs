//! One member of a compressed file at a time, whatever the compression.

use std::io::{self, BufRead};

use crate::codec::{Codec, End, Header, Peek, Step};
use crate::format::Format;
use crate::source::{Source, Window};

/// Room given to the decoder in one call.
const CHUNK: usize = 64 * 1024;
/// A gzip member's header holds at most 64 KiB of extra field; names and comments are short. Beyond
/// this the "header" is chance bytes without an end.
const MAX_HEADER: usize = 128 * 1024;
/// Decoded bytes that are looked at to tell whether a member begins a record.
const PEEK: usize = 64;

/// The member that is being read, and its decoded bytes.
pub(crate) struct Member {
    codec: Box<dyn Codec>,
    /// Compressed bytes that the codec needs to go on.
    want: usize,
    /// Decoded bytes that wait to be parsed.
    pub(crate) out: Window,
    /// The offset in the file of the member's first byte.
    pub(crate) start: u64,
    /// How it ended, once all of it is in `out`.
    pub(crate) end: Option<End>,
    /// Bytes decoded since `out` was last emptied for a member.
    decoded: u64,
    /// The members whose bytes are or were in `out`: where each begins among the decoded bytes, and
    /// in the file.
    members: Vec<(u64, u64)>,
}

impl Member {
    pub(crate) fn new(codec: Box<dyn Codec>) -> Self {
        Self {
            codec,
            want: 1,
            out: Window::default(),
            start: 0,
            end: Some(End::Clean),
            decoded: 0,
            members: Vec::new(),
        }
    }

    /// What a member is called in messages.
    pub(crate) fn unit(&self) -> &'static str {
        self.codec.unit()
    }

    pub(crate) fn is_gzip(&self) -> bool {
        self.codec.is_gzip()
    }

    /// Starts the member at the source's position, if one is there.
    pub(crate) fn open<R: BufRead>(&mut self, source: &mut Source<R>) -> io::Result<Header> {
        let found = self.go_on(source)?;
        if let Header::Whole(_) = found {
            self.out.clear();
            self.decoded = 0;
            self.members.clear();
            self.members.push((0, self.start));
        }
        Ok(found)
    }

    /// Where the member begins, in the file, that holds the first of the bytes that wait: the next
    /// member may have been joined already.
    pub(crate) fn start_of_waiting(&self) -> u64 {
        let at = self.decoded.saturating_sub(self.out.len() as u64);
        let before = self.members.partition_point(|(first, _)| *first <= at);
        let member = before
            .checked_sub(1)
            .and_then(|last| self.members.get(last));
        member.map_or(self.start, |(_, start)| *start)
    }

    /// The same, keeping the decoded bytes of the member before, which go on in this one.
    fn go_on<R: BufRead>(&mut self, source: &mut Source<R>) -> io::Result<Header> {
        let mut want = 512;
        let found = loop {
            let have = source.ensure(want)?;
            match self.codec.header(source.bytes()) {
                Header::Short if have >= MAX_HEADER => break Header::Not,
                Header::Short if have >= want => want = have * 2,
                found => break found,
            }
        };
        if let Header::Whole(len) = found {
            self.start = source.offset();
            source.retain_from(self.start);
            self.codec
                .start(source.bytes().get(..len).unwrap_or_default());
            source.consume(len);
            self.want = 1;
            self.end = None;
        }
        Ok(found)
    }

    /// Goes on in the next member, if this one ended well in the middle of a record and the next
    /// does not begin one. Some writers cut their output into members of one size, and some cut
    /// where it happens.
    pub(crate) fn join<R: BufRead>(
        &mut self,
        source: &mut Source<R>,
        format: Format,
    ) -> io::Result<bool> {
        if self.end != Some(End::Clean) || source.ensure(1)? == 0 {
            return Ok(false);
        }
        if self.begins(source, Some(format))? == Begins::Record {
            return Ok(false);
        }
        let joined = matches!(self.go_on(source)?, Header::Whole(_));
        if joined {
            // Of those whose bytes were consumed, the last is the only one that may still be asked for.
            let at = self.decoded.saturating_sub(self.out.len() as u64);
            let gone = self.members.partition_point(|(first, _)| *first <= at);
            self.members.drain(..gone.saturating_sub(1));
            self.members.push((self.decoded, self.start));
        }
        Ok(joined)
    }

    /// Decodes a little more, or finds the end.
    pub(crate) fn fill<R: BufRead>(&mut self, source: &mut Source<R>) -> io::Result<()> {
        if self.out.len() == 0 {
            self.out.clear();
        } else {
            self.out.compact(u64::MAX);
        }
        self.out.buf.reserve(CHUNK);
        let waiting = source.ensure(self.want.max(1))?;
        if waiting < self.want {
            source.consume(waiting);
            self.end = Some(End::Truncated);
            return Ok(());
        }
        let had = self.out.buf.len();
        let Step { used, want, end } = self.codec.step(source.bytes(), &mut self.out.buf);
        source.consume(used);
        self.decoded += (self.out.buf.len() - had) as u64;
        self.want = want;
        self.end = end;
        let stuck = used == 0 && self.out.buf.len() == had && want <= waiting;
        if self.end.is_none() && stuck {
            self.end = Some(End::Corrupt("data that lead nowhere".into()));
        }
        Ok(())
    }

    /// Looks for the next member whose data begin like a record, from `from` on (or from the
    /// earliest offset still held), and leaves the source there, or at the end of the file.
    pub(crate) fn find<R: BufRead>(
        &mut self,
        source: &mut Source<R>,
        from: u64,
        format: Option<Format>,
    ) -> io::Result<bool> {
        source.rewind(from);
        // A codec that reads the header itself may have failed before it took a byte.
        let ahead = usize::try_from(from.saturating_sub(source.offset())).unwrap_or(0);
        if ahead > 0 {
            source.ensure(ahead)?;
            source.consume(ahead);
        }
        source.retain_from(u64::MAX);
        self.out.clear();
        loop {
            if let Some(at) = self.codec.candidate(source.bytes()) {
                source.consume(at);
                if self.begins(source, format)?.may_be_record() {
                    return Ok(true);
                }
                source.consume(1);
                continue;
            }
            // The last bytes may begin the magic number.
            let waiting = source.bytes().len();
            source.consume(waiting.saturating_sub(self.codec.overlap()));
            let kept = source.bytes().len();
            if source.ensure(kept + CHUNK)? == kept {
                source.consume(kept);
                return Ok(false);
            }
        }
    }

    /// The index of the first member in `bytes` whose data begin like a record.
    pub(crate) fn find_in(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut from = 0;
        loop {
            let rest = bytes.get(from..)?;
            let at = self.codec.candidate(rest)?;
            let rest = rest.get(at..)?;
            let probes = self.codec.probes();
            let found = probes.iter().any(|&n| {
                let bytes = rest.get(..n).unwrap_or(rest);
                self.probe(bytes, None).may_be_record()
            });
            if found {
                return Some(from + at);
            }
            from += at + 1;
        }
    }

    /// What begins at the source's position.
    fn begins<R: BufRead>(
        &mut self,
        source: &mut Source<R>,
        format: Option<Format>,
    ) -> io::Result<Begins> {
        let mut found = Begins::Not;
        for &n in self.codec.probes() {
            let have = source.ensure(n)?;
            let bytes = source.bytes();
            found = self.probe(bytes.get(..n).unwrap_or(bytes), format);
            if found != Begins::Nothing || have < n {
                break;
            }
        }
        Ok(found)
    }

    /// What the data of a member at the start of `bytes` begin with.
    fn probe(&mut self, bytes: &[u8], format: Option<Format>) -> Begins {
        let mut out = Vec::with_capacity(PEEK);
        match self.codec.peek(bytes, &mut out) {
            Peek::Not => return Begins::Not,
            Peek::Unseen => return Begins::Unseen,
            Peek::Data => {}
        }
        let lines = out
            .iter()
            .take_while(|b| matches!(b, b'\r' | b'\n'))
            .count();
        let start = out.get(lines..).unwrap_or_default();
        let record = match format {
            Some(format) => format.seems(start),
            None => Format::Warc.seems(start) || Format::Arc.seems(start),
        };
        match (record, start) {
            (true, _) if lines > 0 => Begins::Lines,
            (true, _) => Begins::Record,
            (_, []) => Begins::Nothing,
            _ => Begins::Other,
        }
    }
}

/// What stands at a place where a member may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Begins {
    /// A member whose data begin like a record.
    Record,
    /// The same after line ends, which may belong to the record before.
    Lines,
    /// A member whose data cannot be seen.
    Unseen,
    /// A member of which no data could be decoded from the bytes at hand.
    Nothing,
    /// A member with other data.
    Other,
    /// No member.
    Not,
}

impl Begins {
    fn may_be_record(self) -> bool {
        matches!(self, Self::Record | Self::Lines | Self::Unseen)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn noise(size: u32) -> Vec<u8> {
        (0..size)
            .map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8)
            .collect()
    }

    /// What is consumed is forgotten, on the file's side and on the member's.
    #[test]
    fn windows_stay_small() {
        let size = 30_000_000;
        let data = noise(size);
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
        gz.write_all(&data).unwrap();
        // A block is decoded as a whole, and may have 4 MiB.
        let blocks = lz4_flex::frame::BlockSize::Max64KB;
        let info = lz4_flex::frame::FrameInfo::new().block_size(blocks);
        let mut lz4 = lz4_flex::frame::FrameEncoder::with_frame_info(info, Vec::new());
        lz4.write_all(&data).unwrap();
        let mut bz = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        bz.write_all(&data[..3_000_000]).unwrap();
        let files = [
            (gz.finish().unwrap(), data.len()),
            (zstd::bulk::compress(&data, 1).unwrap(), data.len()),
            (lz4.finish().unwrap(), data.len()),
            (bz.finish().unwrap(), 3_000_000),
        ];
        for (file, size) in files {
            let mut source = Source::new(std::io::BufReader::new(&file[..]));
            let mut member = Member::new(crate::codec::detect(&file).unwrap());
            assert!(matches!(
                member.open(&mut source).unwrap(),
                Header::Whole(_)
            ));
            let mut total = 0;
            while member.end.is_none() {
                member.fill(&mut source).unwrap();
                // Leaves one byte, as a parser may.
                let n = member.out.len().saturating_sub(1);
                member.out.consume(n);
                total += n;
                let held = member.out.buf.capacity() + source.held();
                assert!(held < 3 << 20, "{}: {held}", member.unit());
            }
            assert_eq!(
                (total + member.out.len(), &member.end),
                (size, &Some(End::Clean)),
                "{}",
                member.unit()
            );
        }
    }
}
