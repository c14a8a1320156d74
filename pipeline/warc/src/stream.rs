//! The bytes that records are parsed from: a plain file's own, or those of one gzip member.

use std::io::{self, BufRead};

use crate::gzip::{End, Header, Member};
use crate::resync::{Hit, find_record};
use crate::source::{RETAIN, Source};

/// Bytes asked for at a time while passing over something.
const CHUNK: usize = 64 * 1024;
/// Bytes kept before a place where a record may begin: the blank line that ends the record before,
/// and a beginning of `WARC/` itself.
const LOOK_BACK: usize = 8;

pub(crate) struct Stream<R> {
    pub(crate) source: Source<R>,
    member: Option<Member>,
}

impl<R: BufRead> Stream<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self {
            source: Source::new(inner),
            member: None,
        }
    }

    /// From here on the file is read as gzip.
    pub(crate) fn set_gzip(&mut self) {
        self.member = Some(Member::new());
    }

    pub(crate) fn is_gzip(&self) -> bool {
        self.member.is_some()
    }

    /// Whether a file that begins with neither a record nor a gzip member is a gzip file whose first
    /// member is damaged: a later one comes before anything that looks like a plain record. Looks
    /// at the first [`RETAIN`] bytes. (Where such a first member holds its record uncompressed, that
    /// is what comes first, and the file is taken for a plain one.)
    pub(crate) fn turns_gzip(&mut self) -> io::Result<bool> {
        self.source
            .ensure(usize::try_from(RETAIN).unwrap_or(usize::MAX))?;
        let bytes = self.source.bytes();
        let mut member = Member::new();
        let found = match (member.find_in(bytes), find_record(bytes, 1, false)) {
            (Some(gzip), Hit::At(plain)) => gzip < plain,
            (gzip, _) => gzip.is_some(),
        };
        if found {
            self.member = Some(member);
        }
        Ok(found)
    }

    /// The start of the current member, or the position in a plain file.
    pub(crate) fn record_offset(&self) -> u64 {
        self.member
            .as_ref()
            .map_or(self.source.offset(), |m| m.start)
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

    /// How the bytes ended, known once [`Stream::ensure`] has given less than it was asked for.
    pub(crate) fn end(&self) -> End {
        let end = self.member.as_ref().and_then(|m| m.end.clone());
        end.unwrap_or(End::Clean)
    }

    /// Opens the gzip member at the file's position.
    pub(crate) fn open_member(&mut self) -> io::Result<Header> {
        match &mut self.member {
            Some(member) => member.open(&mut self.source),
            None => Ok(Header::Not),
        }
    }

    /// Goes to the next member after a damaged one; see [`Member::find`].
    pub(crate) fn find_member(&mut self, from: u64) -> io::Result<bool> {
        match &mut self.member {
            Some(member) => member.find(&mut self.source, from),
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
        let (search, _) = self.find_record_within(from, false, u64::MAX)?;
        Ok(search == Search::Found)
    }

    /// The same, going no further than `limit` bytes; says too how many bytes it passed over.
    /// `after_blank` asks for a blank line before the record.
    pub(crate) fn find_record_within(
        &mut self,
        from: usize,
        after_blank: bool,
        limit: u64,
    ) -> io::Result<(Search, u64)> {
        let mut from = from.max(1);
        let mut left = limit;
        let pass = |stream: &mut Self, left: &mut u64, n: usize| {
            stream.consume(n);
            *left -= n as u64;
        };
        loop {
            let have = self.bytes().len();
            let reach = usize::try_from(left).unwrap_or(usize::MAX);
            match find_record(self.bytes(), from, after_blank) {
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
                    if self.ensure(kept + CHUNK)? == kept {
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
