//! From a file to records: what stands between records, and how reading goes on after a fault.

use std::io::{self, BufRead};

use crate::format::{FIRST_LINE, is_arc, unsupported};
use crate::gzip::{End, Header};
use crate::head;
use crate::stream::Stream;
use crate::{Damage, DamageKind, Record};

mod record;

/// Bounds on what a reader holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest body that is read, in bytes; 20 MiB by default. A larger one is passed over as
    /// [`DamageKind::TooLarge`] and never held. A reader's own memory is at most some twice this.
    pub max_body: u64,
    /// The longest record header, in bytes; 256 KiB by default.
    pub max_header: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_body: 20 * 1024 * 1024,
            max_header: 256 * 1024,
        }
    }
}

/// What a file gives, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A record that is whole.
    Record(Record),
    /// A part of the file that gave no record, or not all of one.
    Damage(Damage),
}

/// Reads the records of one file.
///
/// Plain or gzip is told by the first bytes. After any fault reading goes on at the next record: in
/// a plain file and inside a gzip member at the next line that begins a record, in a gzip file at
/// the next member whose data begin with `WARC/`.
pub struct Reader<R> {
    stream: Stream<R>,
    limits: Limits,
    state: State,
    /// What a damage gives as its offset: the current record of a plain file, or gzip member.
    at: u64,
    /// Where the part of the file that is being read starts: the lost bytes count from here.
    mark: u64,
    /// Nothing of the current gzip member was given yet.
    fresh: bool,
    /// A damage that follows the record given last.
    queued: Option<Damage>,
    events: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    /// Between gzip members.
    Between,
    /// In a plain file, or in a gzip member.
    Inside,
    Done,
}

impl<R: BufRead> Reader<R> {
    /// Reads `inner` with the default [`Limits`].
    pub fn new(inner: R) -> Self {
        Self::with_limits(inner, Limits::default())
    }

    /// Reads `inner` within `limits`.
    pub fn with_limits(inner: R, limits: Limits) -> Self {
        Self {
            stream: Stream::new(inner),
            limits,
            state: State::Start,
            at: 0,
            mark: 0,
            fresh: false,
            queued: None,
            events: 0,
        }
    }

    /// The next record or damage, `None` at the end of the file.
    ///
    /// Each call leaves a part of the file behind for good, so the sequence always ends.
    ///
    /// # Errors
    /// Only those of reading `inner`. A further call tries again.
    pub fn next_event(&mut self) -> io::Result<Option<Event>> {
        if let Some(damage) = self.queued.take() {
            return Ok(Some(Event::Damage(damage)));
        }
        loop {
            let event = match self.state {
                State::Start => self.start()?,
                State::Between => self.between()?,
                State::Inside => self.inside()?,
                State::Done => return Ok(None),
            };
            if event.is_some() {
                self.events += 1;
                return Ok(event);
            }
        }
    }

    /// Bytes of the file consumed so far, compressed bytes for gzip. After a fault in a gzip member
    /// it may go back, by at most 256 KiB, to what the damaged member seemed to reach into.
    pub fn position(&self) -> u64 {
        self.stream.source.offset()
    }

    /// The bytes that the reader was made from; what it has read ahead is gone.
    pub fn into_inner(self) -> R {
        self.stream.source.into_inner()
    }

    fn start(&mut self) -> io::Result<Option<Event>> {
        self.stream.source.ensure(FIRST_LINE)?;
        let bytes = self.stream.source.bytes();
        if let Some(format) = unsupported(bytes) {
            return Ok(self.unsupported(format));
        }
        if bytes.starts_with(&[0x1f, 0x8b]) {
            self.stream.set_gzip();
            self.state = State::Between;
        } else {
            self.state = State::Inside;
        }
        Ok(None)
    }

    fn unsupported(&mut self, format: &str) -> Option<Event> {
        self.state = State::Done;
        self.mark = self.position();
        let detail =
            format!("expected WARC, plain or in gzip, found {format}; the file was not read");
        Some(self.damage(DamageKind::Unsupported, detail))
    }

    /// Ends the file.
    fn finish(&mut self) -> Option<Event> {
        self.state = State::Done;
        if self.events > 0 {
            return None;
        }
        (self.at, self.mark) = (0, 0);
        let detail = match self.position() {
            0 => "expected a WARC file, found no bytes at all",
            _ => "expected a WARC file, found nothing but line ends or empty gzip members",
        };
        Some(self.damage(DamageKind::Empty, detail.to_owned()))
    }

    /// A damage that reaches from the mark to here.
    fn damage(&self, kind: DamageKind, detail: String) -> Event {
        let lost_bytes = self.position().saturating_sub(self.mark);
        Event::Damage(Damage {
            offset: self.at,
            lost_bytes,
            kind,
            detail,
        })
    }

    /// Opens the next gzip member, or finds out what else there is.
    fn between(&mut self) -> io::Result<Option<Event>> {
        self.mark = self.position();
        self.at = self.mark;
        if self.stream.source.ensure(1)? == 0 {
            return Ok(self.finish());
        }
        let header = self.stream.open_member()?;
        if let Header::Whole(_) = header {
            self.fresh = true;
            self.state = State::Inside;
            return Ok(None);
        }
        let zeros = self.stream.source.bytes().iter().take(64).all(|&b| b == 0);
        let from = self.mark + u64::from(header == Header::Short);
        let found = self.stream.find_member(from)?;
        self.state = if found { State::Between } else { State::Done };
        let (kind, what) = match (header, found) {
            (Header::Short, false) => (
                DamageKind::Truncated,
                "a part of a gzip header and the end of the file",
            ),
            _ if zeros => (DamageKind::Garbage, "zero bytes"),
            _ => (DamageKind::Garbage, "bytes that are no gzip member"),
        };
        let next = self.next_member(found);
        let detail = format!("expected a gzip member with a record, found {what}; {next}");
        Ok(Some(self.damage(kind, detail)))
    }

    /// Reads what stands at the start of a plain file or member, or after a record.
    fn inside(&mut self) -> io::Result<Option<Event>> {
        self.stream.skip_newlines()?;
        self.at = self.stream.record_offset();
        self.mark = if self.fresh { self.at } else { self.position() };
        // A whole line only for the first record: it may tell another format.
        let look = if self.events == 0 { FIRST_LINE } else { 16 };
        let have = self.stream.ensure(look)?;
        if have == 0 {
            return match self.stream.end() {
                _ if !self.stream.is_gzip() => Ok(self.finish()),
                End::Clean => {
                    self.state = State::Between;
                    Ok(None)
                }
                _ => self.fault("").map(Some),
            };
        }
        let bytes = self.stream.bytes();
        if head::begins(bytes) || (have < 5 && head::may_begin(bytes)) {
            return self.record();
        }
        if self.events == 0 && is_arc(bytes) {
            return Ok(self.unsupported("an ARC file"));
        }
        self.garbage()
    }

    /// Passes over bytes that begin no record.
    fn garbage(&mut self) -> io::Result<Option<Event>> {
        let first = self.events == 0;
        if first && !self.stream.is_gzip() && self.stream.turns_gzip()? {
            self.state = State::Between;
            return Ok(None);
        }
        let found = self.stream.find_record(1)?;
        let gzip = self.stream.is_gzip();
        if !found && self.stream.end() != End::Clean {
            return self.fault("").map(Some);
        }
        let last = !found && (!gzip || self.stream.source.ensure(1)? == 0);
        let (kind, what) = if first && last {
            (DamageKind::NotWarc, "no record anywhere in the file")
        } else if gzip && self.fresh && !found {
            (DamageKind::Garbage, "a gzip member without a record")
        } else {
            (DamageKind::Garbage, "bytes that belong to no record")
        };
        let detail = format!("expected a record, found {what}; passed over it");
        self.fresh = false;
        Ok(Some(self.damage(kind, detail)))
    }

    /// Reports a gzip member that does not inflate to its end, and goes to the next one. `then`
    /// says what became of the record that was being read.
    fn fault(&mut self, then: &str) -> io::Result<Event> {
        let end = self.stream.end();
        let found = self.stream.find_member(self.at + 1)?;
        self.state = if found { State::Between } else { State::Done };
        let (kind, what) = match end {
            End::Corrupt(why) => (DamageKind::BadGzip, why),
            _ if found => (
                DamageKind::BadGzip,
                "deflate data that run into the next member".to_owned(),
            ),
            _ => (DamageKind::Truncated, "the end of the file".to_owned()),
        };
        let part = if self.fresh {
            ""
        } else {
            "; what stands before in the member was dealt with"
        };
        let next = self.next_member(found);
        let detail = format!("expected a whole gzip member, found {what}{part}{then}; {next}");
        Ok(self.damage(kind, detail))
    }

    fn next_member(&self, found: bool) -> String {
        match found {
            true => format!("went on at the member at byte {}", self.position()),
            false => "no further member follows".to_owned(),
        }
    }
}
