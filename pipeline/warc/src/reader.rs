//! From a file to records: what stands between records, and how reading goes on after a fault.

use std::collections::VecDeque;
use std::io::{self, BufRead};

use crate::codec::{self, DICTIONARY_MAGIC, End, Header};
use crate::format::{FIRST_LINE, Format, unsupported};
use crate::stream::Stream;
use crate::{Damage, DamageKind, Limits, Options, Record, arc, digest};

mod large;
mod record;

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
/// Plain or compressed, WARC or ARC is told by the first bytes. After any fault reading goes on at
/// the next record: in a plain file and inside a member at the next line that begins a record, in a
/// compressed file at the next member (gzip member, zstd or LZ4 frame, bzip2 stream) whose data
/// begin like a record. A record that goes on in the next member is put together.
pub struct Reader<R> {
    stream: Stream<R>,
    limits: Limits,
    check_digests: bool,
    state: State,
    /// What a record or damage gives as its offset: the current record of a plain file, or member.
    at: u64,
    /// Where the part of the file that is being read starts: the lost bytes count from here.
    mark: u64,
    /// Nothing of the current member was given yet.
    fresh: bool,
    /// Damages that follow the record given last.
    queued: VecDeque<Damage>,
    events: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    /// Between members.
    Between,
    /// In a plain file, or in a member.
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
        let options = Options {
            limits,
            ..Options::default()
        };
        Self::with_options(inner, options)
    }

    /// Reads `inner` as `options` say.
    pub fn with_options(inner: R, options: Options) -> Self {
        Self {
            stream: Stream::new(inner),
            limits: options.limits,
            check_digests: options.check_digests,
            state: State::Start,
            at: 0,
            mark: 0,
            fresh: false,
            queued: VecDeque::new(),
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
        if let Some(damage) = self.queued.pop_front() {
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
                if let (true, Some(Event::Record(record))) = (self.check_digests, &event) {
                    self.check(record.offset, digest::check(record));
                }
                return Ok(event);
            }
        }
    }

    /// Queues what a check of a record found.
    fn check(&mut self, offset: u64, fault: Option<String>) {
        if let Some(detail) = fault {
            self.queued.push_front(Damage {
                offset,
                lost_bytes: 0,
                kind: DamageKind::BadDigest,
                detail,
            });
        }
    }

    /// Bytes of the file consumed so far, as they stand in it, compressed or not. After a fault in
    /// a member it may go back, by at most 256 KiB, to what the damaged member seemed to reach into.
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
        if bytes.starts_with(&DICTIONARY_MAGIC) {
            return self.dictionary();
        }
        match codec::detect(bytes) {
            Some(codec) => {
                self.stream.set_codec(codec);
                self.state = State::Between;
            }
            None => self.state = State::Inside,
        }
        Ok(None)
    }

    /// Reads the dictionary that a zstd file may begin with. Without it, frames that use it fail
    /// one by one.
    fn dictionary(&mut self) -> io::Result<Option<Event>> {
        let result = self.stream.read_dictionary()?;
        self.state = State::Between;
        let Err(why) = result else {
            return Ok(None);
        };
        if let Some(codec) = codec::detect(&DICTIONARY_MAGIC) {
            self.stream.set_codec(codec);
        }
        let detail = format!("expected a zstd dictionary at the start of the file, found {why}");
        Ok(Some(self.damage(DamageKind::BadFrame, detail)))
    }

    fn unsupported(&mut self, format: &str) -> Option<Event> {
        self.state = State::Done;
        self.mark = self.position();
        let detail = format!(
            "expected WARC or ARC, plain or compressed, found {format}; the file was not read"
        );
        Some(self.damage(DamageKind::Unsupported, detail))
    }

    /// Ends the file.
    fn finish(&mut self) -> Option<Event> {
        self.state = State::Done;
        if self.events > 0 {
            return None;
        }
        (self.at, self.mark) = (0, 0);
        let detail = match (self.position(), self.stream.unit()) {
            (0, _) => "expected a WARC file, found no bytes at all".to_owned(),
            (_, None) => "expected a WARC file, found nothing but line ends".to_owned(),
            (_, Some(unit)) => {
                format!("expected a WARC file, found nothing but line ends or empty {unit}s")
            }
        };
        Some(self.damage(DamageKind::Empty, detail))
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

    /// Opens the next member, or finds out what else there is.
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
                "a part of its header and the end of the file",
            ),
            _ if zeros => (DamageKind::Garbage, "zero bytes"),
            _ => (DamageKind::Garbage, "bytes that belong to none"),
        };
        let (next, unit) = (self.next_member(found), self.unit());
        let detail = format!("expected a {unit} with a record, found {what}; {next}");
        Ok(Some(self.damage(kind, detail)))
    }

    /// Reads what stands at the start of a plain file or member, or after a record.
    fn inside(&mut self) -> io::Result<Option<Event>> {
        self.stream.skip_newlines()?;
        self.at = self.stream.record_offset();
        self.mark = if self.fresh { self.at } else { self.position() };
        let have = self.look()?;
        if have == 0 {
            return match self.stream.end() {
                _ if !self.stream.is_compressed() => Ok(self.finish()),
                End::Clean => {
                    self.state = State::Between;
                    Ok(None)
                }
                _ => self.fault("").map(Some),
            };
        }
        let bytes = self.stream.bytes();
        if self.stream.is_unsettled() {
            if Format::Warc.begins(bytes) {
                self.stream.settle(Format::Warc);
            } else if Format::Arc.begins(bytes) {
                self.stream.settle(Format::Arc);
            }
        }
        let (format, bytes) = (self.stream.format(), self.stream.bytes());
        if format.begins(bytes) || format.may_begin(bytes) {
            return self.record();
        }
        self.garbage()
    }

    /// Makes enough bytes wait to tell whether a record begins; gives how many.
    fn look(&mut self) -> io::Result<usize> {
        if !self.stream.is_unsettled() && self.stream.format() == Format::Warc {
            return self.stream.ensure(Format::Warc.look());
        }
        // An ARC record is told by its whole line.
        let mut have = self.stream.ensure(FIRST_LINE)?;
        while have < arc::MAX_LINE
            && Format::Arc.may_begin(self.stream.bytes())
            && self.stream.ensure(have + FIRST_LINE)? > have
        {
            have = self.stream.bytes().len();
        }
        Ok(have)
    }

    /// Passes over bytes that begin no record.
    fn garbage(&mut self) -> io::Result<Option<Event>> {
        let first = self.events == 0;
        if first && !self.stream.is_compressed() && self.stream.turns_compressed()? {
            self.state = State::Between;
            return Ok(None);
        }
        if self.stream.is_unsettled() {
            self.stream.settle_by_search()?;
        }
        let found = self.stream.find_record(1)?;
        let compressed = self.stream.is_compressed();
        if !found && self.stream.end() != End::Clean {
            return self.fault("").map(Some);
        }
        let last = !found && (!compressed || self.stream.source.ensure(1)? == 0);
        let (kind, what) = if first && last {
            (
                DamageKind::NotWarc,
                "no record anywhere in the file".to_owned(),
            )
        } else if compressed && self.fresh && !found {
            let what = format!("a {} without a record", self.unit());
            (DamageKind::Garbage, what)
        } else {
            let what = "bytes that belong to no record".to_owned();
            (DamageKind::Garbage, what)
        };
        let detail = format!("expected a record, found {what}; passed over it");
        self.fresh = false;
        Ok(Some(self.damage(kind, detail)))
    }

    /// Reports a member that does not decode to its end, and goes to the next one. `then`
    /// says what became of the record that was being read.
    fn fault(&mut self, then: &str) -> io::Result<Event> {
        let end = self.stream.end();
        let found = self.stream.find_member(self.at + 1)?;
        self.state = if found { State::Between } else { State::Done };
        let broken = self.stream.fault_kind();
        let (kind, what) = match end {
            End::Corrupt(why) => (broken, why),
            _ if found => (broken, "data that run into the next one".to_owned()),
            _ => (DamageKind::Truncated, "the end of the file".to_owned()),
        };
        let part = if self.fresh {
            ""
        } else {
            "; what stands before in it was dealt with"
        };
        let (next, unit) = (self.next_member(found), self.unit());
        let detail = format!("expected a whole {unit}, found {what}{part}{then}; {next}");
        Ok(self.damage(kind, detail))
    }

    fn next_member(&self, found: bool) -> String {
        match found {
            true => format!("went on at the one at byte {}", self.position()),
            false => "no further one follows".to_owned(),
        }
    }

    /// What a part of the file is called.
    fn unit(&self) -> &'static str {
        self.stream.unit().unwrap_or("file")
    }
}
