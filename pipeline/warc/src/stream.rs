//! The bytes that records are parsed from: a plain file's own, or those of one member.

use std::io::{self, BufRead};

use crate::DamageKind;
use crate::codec::{self, Codec, End, Header, MAX_DICTIONARY, Zstd};
use crate::format::Format;
use crate::member::Member;
use crate::resync::Hit;
use crate::source::{RETAIN, Source};

/// Bytes asked for at a time while passing over something.
const CHUNK: usize = 64 * 1024;
/// Bytes kept before a place where a record may begin: the blank line that ends the record before,
/// and a beginning of `WARC/` itself.
const LOOK_BACK: usize = 8;

pub(crate) struct Stream<R> {
    pub(crate) source: Source<R>,
    member: Option<Member>,
    format: Option<Format>,
}

impl<R: BufRead> Stream<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self {
            source: Source::new(inner),
            member: None,
            format: None,
        }
    }

    /// What records look like here; WARC as long as nothing shows otherwise.
    pub(crate) fn format(&self) -> Format {
        self.format.unwrap_or(Format::Warc)
    }

    /// Whether the first record is still to come.
    pub(crate) fn is_unsettled(&self) -> bool {
        self.format.is_none()
    }

    pub(crate) fn settle(&mut self, format: Format) {
        self.format = Some(format);
    }

    /// From here on the file is read as compressed.
    pub(crate) fn set_codec(&mut self, codec: Box<dyn Codec>) {
        self.member = Some(Member::new(codec));
    }

    /// What a member is called in messages, if the file is compressed.
    pub(crate) fn unit(&self) -> Option<&'static str> {
        self.member.as_ref().map(Member::unit)
    }

    pub(crate) fn is_compressed(&self) -> bool {
        self.member.is_some()
    }

    /// The kind of a member's faults.
    pub(crate) fn fault_kind(&self) -> DamageKind {
        match self.member.as_ref().is_some_and(Member::is_gzip) {
            true => DamageKind::BadGzip,
            false => DamageKind::BadFrame,
        }
    }

    /// Reads the dictionary frame at the start of a zstd file, and passes over it.
    pub(crate) fn read_dictionary(&mut self) -> io::Result<Result<(), String>> {
        self.source.ensure(8)?;
        let size = match self.source.bytes().get(4..8) {
            Some(&[a, b, c, d]) => u32::from_le_bytes([a, b, c, d]),
            _ => return Ok(Err("the end of the file".to_owned())),
        };
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        if size > MAX_DICTIONARY {
            return Ok(Err(format!("one of {size} bytes")));
        }
        if self.source.ensure(8 + size)? < 8 + size {
            return Ok(Err("the end of the file".to_owned()));
        }
        let content = self.source.bytes().get(8..8 + size).unwrap_or_default();
        let result = Zstd::from_frame(content);
        self.source.consume(8 + size);
        Ok(result.map(|codec| self.set_codec(Box::new(codec))))
    }

    /// Whether a file that begins with neither a record nor a member is a compressed file whose
    /// first member is damaged: a later one comes before anything that looks like a plain record.
    /// Looks at the first [`RETAIN`] bytes. (Where such a first member holds its record
    /// uncompressed, that is what comes first, and the file is taken for a plain one.)
    pub(crate) fn turns_compressed(&mut self) -> io::Result<bool> {
        self.source
            .ensure(usize::try_from(RETAIN).unwrap_or(usize::MAX))?;
        let bytes = self.source.bytes();
        let plain = [Format::Warc, Format::Arc]
            .iter()
            .filter_map(|format| match format.find(bytes, 1, false) {
                Hit::At(at) => Some(at),
                _ => None,
            })
            .min()
            .unwrap_or(usize::MAX);
        let mut first = (plain, None);
        for codec in codec::all() {
            let mut member = Member::new(codec);
            if let Some(at) = member.find_in(bytes)
                && at < first.0
            {
                first = (at, Some(member));
            }
        }
        self.member = first.1;
        Ok(self.member.is_some())
    }

    /// Finds out, from garbage at the start of a file or member, whether ARC records follow.
    pub(crate) fn settle_by_search(&mut self) -> io::Result<()> {
        self.ensure(usize::try_from(RETAIN).unwrap_or(usize::MAX))?;
        let bytes = self.bytes();
        if let Hit::At(arc) = Format::Arc.find(bytes, 1, false)
            && !matches!(Format::Warc.find(bytes, 1, false), Hit::At(warc) if warc < arc)
        {
            self.format = Some(Format::Arc);
        }
        Ok(())
    }

    /// The start of the member that holds the next byte, or the position in a plain file.
    pub(crate) fn record_offset(&self) -> u64 {
        self.member
            .as_ref()
            .map_or(self.source.offset(), Member::start_of_waiting)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.member
            .as_ref()
            .map_or(self.source.bytes(), |m| m.out.bytes())
    }

    pub(crate) fn consume(&mut self, n: usize) {
        match &mut self.member {
            Some(member) => member.out.consume(n),
            None => self.source.consume(n),
        }
    }

    /// Reads until `n` bytes wait, or the member or plain file ends; gives how many wait.
    pub(crate) fn ensure(&mut self, n: usize) -> io::Result<usize> {
        let Some(member) = &mut self.member else {
            return self.source.ensure(n);
        };
        while member.out.len() < n && member.end.is_none() {
            member.fill(&mut self.source)?;
        }
        Ok(member.out.len())
    }

    /// The same for bytes that belong to one record, which may go on in the next members.
    pub(crate) fn ensure_joined(&mut self, n: usize) -> io::Result<usize> {
        loop {
            let have = self.ensure(n)?;
            if have >= n || !self.join()? {
                return Ok(have);
            }
        }
    }

    /// Goes on in the next member; see [`Member::join`].
    pub(crate) fn join(&mut self) -> io::Result<bool> {
        let format = self.format();
        match &mut self.member {
            Some(member) => member.join(&mut self.source, format),
            None => Ok(false),
        }
    }

    /// How the bytes ended, known once [`Stream::ensure`] has given less than it was asked for.
    pub(crate) fn end(&self) -> End {
        let end = self.member.as_ref().and_then(|m| m.end.clone());
        end.unwrap_or(End::Clean)
    }

    /// Opens the member at the file's position.
    pub(crate) fn open_member(&mut self) -> io::Result<Header> {
        match &mut self.member {
            Some(member) => member.open(&mut self.source),
            None => Ok(Header::Not),
        }
    }

    /// Goes to the next member after a damaged one; see [`Member::find`].
    pub(crate) fn find_member(&mut self, from: u64) -> io::Result<bool> {
        match &mut self.member {
            Some(member) => member.find(&mut self.source, from, self.format),
            None => Ok(false),
        }
    }

    /// Passes over line ends.
    pub(crate) fn skip_newlines(&mut self) -> io::Result<()> {
        while self.ensure(1)? > 0 {
            let bytes = self.bytes();
            let n = bytes
                .iter()
                .take_while(|b| matches!(b, b'\r' | b'\n'))
                .count();
            let all = n == bytes.len();
            self.consume(n);
            if !all {
                break;
            }
        }
        Ok(())
    }

    /// Goes to the first record that seems to begin at or after `from` bytes from here (never
    /// right here), or to the end.
    pub(crate) fn find_record(&mut self, from: usize) -> io::Result<bool> {
        let (search, _) = self.search(from, false, None)?;
        Ok(search == Search::Found)
    }

    /// The same inside a record of `limit` bytes, which may go on in the next members; says too
    /// how many bytes it passed over. The record that is looked for has a blank line before it.
    pub(crate) fn find_record_within(&mut self, limit: u64) -> io::Result<(Search, u64)> {
        self.search(1, true, Some(limit))
    }

    fn search(
        &mut self,
        from: usize,
        after_blank: bool,
        within: Option<u64>,
    ) -> io::Result<(Search, u64)> {
        let format = self.format();
        let limit = within.unwrap_or(u64::MAX);
        let mut from = from.max(1);
        let mut left = limit;
        let pass = |stream: &mut Self, left: &mut u64, n: usize| {
            stream.consume(n);
            *left -= n as u64;
        };
        loop {
            let have = self.bytes().len();
            let reach = usize::try_from(left).unwrap_or(usize::MAX);
            match format.find(self.bytes(), from, after_blank) {
                Hit::At(at) if at < reach => {
                    pass(self, &mut left, at);
                    return Ok((Search::Found, limit - left));
                }
                Hit::Perhaps(at) if at < reach => {
                    let more = self.ensure(have + 1)? > have;
                    from = if more { at } else { at + 1 };
                }
                _ if have >= reach => {
                    pass(self, &mut left, reach);
                    return Ok((Search::Limit, limit - left));
                }
                _ => {
                    let passed = have.saturating_sub(LOOK_BACK);
                    pass(self, &mut left, passed);
                    from = from.saturating_sub(passed).max(1);
                    let kept = have - passed;
                    if self.ensure(kept + CHUNK)? == kept && !(within.is_some() && self.join()?) {
                        pass(self, &mut left, kept);
                        return Ok((Search::Ended, limit - left));
                    }
                }
            }
        }
    }
}

/// How a bounded search for a record came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Search {
    /// The stream stands at what seems to be a record.
    Found,
    /// All of the allowed bytes were passed over.
    Limit,
    /// The member or file ended first.
    Ended,
}
