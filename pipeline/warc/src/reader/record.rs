//! Reading one record, and deciding whether its length is to be believed.

use std::io::{self, BufRead};

use super::{Event, Reader};
use crate::arc;
use crate::codec::End;
use crate::format::Format;
use crate::head::{self, Head};
use crate::headers::split_line;
use crate::resync::Hit;
use crate::{DamageKind, Record};

/// What stands after Content-Length bytes of body.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    /// The next record, or the end: the length is right.
    Record,
    /// The blank lines that end a record, then something else: garbage follows.
    Gap,
    /// Something else: the length is wrong.
    Wrong,
    /// The gzip member breaks off here.
    Broken,
}

impl<R: BufRead> Reader<R> {
    /// Reads the record whose head begins at the front of the stream.
    pub(super) fn record(&mut self) -> io::Result<Option<Event>> {
        let len = match self.head_len()? {
            Ok(len) => len,
            Err(kind) => return self.no_head(kind),
        };
        let bytes = self.stream.bytes().get(..len).unwrap_or_default();
        let format = self.stream.format();
        if let Hit::At(next) = format.find(bytes, 1, false) {
            let why = "expected an empty line after a record header, found another record";
            return self.resync(next, DamageKind::BadHeader, why.to_owned());
        }
        let head = match format.parse(bytes) {
            Ok(head) => head,
            Err(why) => return self.resync(len, DamageKind::BadHeader, why),
        };
        if head.length > self.limits.max_body {
            return self.too_large(len, &head);
        }
        // Below max_body, which is held as a whole; so it fits.
        let body = usize::try_from(head.length).unwrap_or(usize::MAX);
        let whole = len.saturating_add(body);
        let have = self.stream.ensure_joined(whole)?;
        if have < whole {
            return self.cut_short(len, have - len.min(have), &head);
        }
        match self.after(whole, head.crlf)? {
            After::Record => Ok(Some(Event::Record(self.take(len, whole, head)))),
            After::Gap if !self.holds_record(len, whole) => {
                Ok(Some(Event::Record(self.take(len, whole, head))))
            }
            After::Gap | After::Wrong => {
                let what = head::about(&head.headers);
                let why = format!(
                    "expected the end of {what} after {body} bytes of body, found neither a blank \
                     line and a record nor the end"
                );
                self.resync(len, DamageKind::BadLength, why)
            }
            After::Broken => self.broken(len, whole, head),
        }
    }

    /// The length of the head with its empty line, or what is the matter with it.
    fn head_len(&mut self) -> io::Result<Result<usize, DamageKind>> {
        let format = self.stream.format();
        let mut from = 0;
        loop {
            let have = self.stream.bytes().len();
            match format.head_end(self.stream.bytes(), from) {
                Some(len) if len <= self.limits.max_header => return Ok(Ok(len)),
                None if have <= self.limits.max_header => {}
                _ => return Ok(Err(DamageKind::BadHeader)),
            }
            // The line end and the CR of the empty line may be here already.
            from = have.saturating_sub(2);
            if self.stream.ensure_joined(have + 1024)? == have {
                return Ok(Err(DamageKind::Truncated));
            }
        }
    }

    /// Passes over a head without an end.
    fn no_head(&mut self, kind: DamageKind) -> io::Result<Option<Event>> {
        let max = self.limits.max_header;
        let (kind, why) = match kind {
            DamageKind::Truncated if !self.stream.is_compressed() => (
                kind,
                "expected a whole record header, found the end of the file".to_owned(),
            ),
            DamageKind::Truncated => {
                let unit = self.unit();
                let why = format!("expected a whole record header, found the end of the {unit}");
                (DamageKind::BadHeader, why)
            }
            _ => {
                let why =
                    format!("expected an empty line within {max} bytes of header, found none");
                (DamageKind::BadHeader, why)
            }
        };
        self.resync(1, kind, why)
    }

    /// Drops the record at the front and goes to the next, or to the end. Where the member
    /// turns out to be corrupt, that is the fault to report, and not what it made of the record.
    pub(super) fn resync(
        &mut self,
        from: usize,
        kind: DamageKind,
        why: String,
    ) -> io::Result<Option<Event>> {
        let found = self.stream.find_record(from)?;
        if !found && self.stream.end() != End::Clean {
            return self.fault("").map(Some);
        }
        let kind = if found && kind == DamageKind::Truncated {
            DamageKind::BadHeader
        } else {
            kind
        };
        Ok(self.dropped(kind, &why))
    }

    /// The stream ended after `have` bytes of a longer body.
    fn cut_short(&mut self, len: usize, have: usize, head: &Head) -> io::Result<Option<Event>> {
        let found = self.stream.find_record(len)?;
        self.missing(found, have as u64, head)
    }

    /// Reports a body of which only `have` bytes came before the end, or before a record if one
    /// was `found` inside it.
    pub(super) fn missing(
        &mut self,
        found: bool,
        have: u64,
        head: &Head,
    ) -> io::Result<Option<Event>> {
        let (what, length) = (head::about(&head.headers), head.length);
        if !found && self.stream.end() != End::Clean {
            return self.fault(&format!("; {what} was dropped")).map(Some);
        }
        let (kind, met) = match (found, self.stream.is_compressed()) {
            (true, _) => (
                DamageKind::BadLength,
                "another record inside them".to_owned(),
            ),
            (_, true) => (
                DamageKind::BadLength,
                format!("the end of the {} after {have}", self.unit()),
            ),
            (_, false) => (
                DamageKind::Truncated,
                format!("the end of the file after {have}"),
            ),
        };
        let why = format!("expected {length} bytes of body for {what}, found {met}");
        Ok(self.dropped(kind, &why))
    }

    /// Looks at what follows the first `at` bytes.
    pub(super) fn after(&mut self, at: usize, crlf: bool) -> io::Result<After> {
        /// More line ends than this between records are taken for granted.
        const MAX_NEWLINES: usize = 4096;
        /// A record this near the stated end, and no blank line before it, shows that the length is
        /// right and the blank line damaged. With one, it is the body that goes on.
        const NEAR: usize = 16;
        /// Enough to see the start of such a record.
        const LOOK: usize = NEAR + 48;
        let format = self.stream.format();
        let mut want = at + LOOK;
        loop {
            let have = self.stream.ensure(want)?;
            let tail = self.stream.bytes().get(at..).unwrap_or_default();
            let newlines = tail
                .iter()
                .take_while(|b| matches!(b, b'\r' | b'\n'))
                .count();
            let next = tail.get(newlines..).unwrap_or_default();
            if format.begins(next) || newlines >= MAX_NEWLINES {
                return Ok(After::Record);
            }
            let enough = match format {
                Format::Warc => next.len() >= LOOK - NEAR,
                Format::Arc => !format.may_begin(next) || next.len() > arc::MAX_LINE,
            };
            if have < want && !next.is_empty() && format.may_begin(next) {
                // The next record may begin with the last bytes of this member.
                if self.stream.join()? {
                    continue;
                }
            }
            let tail = self.stream.bytes().get(at..).unwrap_or_default();
            let next = tail.get(newlines..).unwrap_or_default();
            if (enough && !next.is_empty()) || have < want {
                let near = |blank| matches!(format.find(tail, 0, blank), Hit::At(n) if n <= NEAR);
                // In an ARC file a line end, which pages are full of, is all that there is.
                let near = |blank| format == Format::Warc && near(blank);
                let gap = format.gap(crlf);
                let clean = self.stream.end() == End::Clean;
                return Ok(match () {
                    () if !clean && (next.is_empty() || format.may_begin(next)) => After::Broken,
                    () if next.is_empty() => After::Record,
                    () if tail.starts_with(gap) || (near(false) && !near(true)) => After::Gap,
                    () => After::Wrong,
                });
            }
            want = have + LOOK;
        }
    }

    /// Whether a record seems to begin inside a body.
    fn holds_record(&self, len: usize, whole: usize) -> bool {
        let bytes = self.stream.bytes().get(..whole).unwrap_or_default();
        matches!(self.stream.format().find(bytes, len, true), Hit::At(_))
    }

    fn take(&mut self, len: usize, whole: usize, mut head: Head) -> Record {
        let bytes = self.stream.bytes();
        let body = bytes.get(len..whole).unwrap_or_default().to_vec();
        // Some ARC writers stored pages without their HTTP headers.
        if self.stream.format() == Format::Arc
            && !body.starts_with(b"HTTP/")
            && let Some(line) = arc::Line::parse(split_line(bytes).0)
            && line.is_web()
        {
            head.headers = arc::headers(&line, false);
        }
        self.stream.consume(whole);
        self.fresh = false;
        Record {
            offset: self.at,
            version: head.version,
            headers: head.headers,
            body,
        }
    }

    /// The body is there, and then the member breaks off. If all that is missing is the end
    /// of the file, the record is good; if the member is corrupt, so may the body be.
    fn broken(&mut self, len: usize, whole: usize, head: Head) -> io::Result<Option<Event>> {
        let what = head::about(&head.headers);
        let truncated = self.stream.end() == End::Truncated;
        let fresh = self.fresh;
        let record = truncated.then(|| self.take(len, whole, head));
        self.fresh = fresh;
        let event = self.fault(&format!("; {what} was dropped"))?;
        match (record, event) {
            (Some(record), Event::Damage(mut damage)) if damage.kind == DamageKind::Truncated => {
                damage.lost_bytes = 0;
                let unit = self.unit();
                damage.detail = format!(
                    "expected the end of the {unit} after {what}, found the end of the file; the \
                     record is whole and was read, but no checksum could be verified"
                );
                self.queued.push_back(damage);
                Ok(Some(Event::Record(record)))
            }
            (_, event) => Ok(Some(event)),
        }
    }

    /// Reports the record that began at the mark and was passed over.
    pub(super) fn dropped(&mut self, kind: DamageKind, why: &str) -> Option<Event> {
        self.fresh = false;
        Some(self.damage(kind, format!("{why}; dropped the record")))
    }
}
