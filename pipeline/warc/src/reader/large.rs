//! Passing over a record that is too large to be held.

use std::io::{self, BufRead};

use super::record::After;
use super::{Event, Reader};
use crate::DamageKind;
use crate::head::{self, Head};
use crate::stream::Search;

impl<R: BufRead> Reader<R> {
    /// Passes over a body that is not to be held.
    ///
    /// A length that large may well be wrong, and in a plain file everything to the end could hang
    /// on it. So a record that seems to begin inside the body is followed, unless the stated end
    /// can be looked at from there within `max_body` bytes and proves right.
    pub(super) fn too_large(&mut self, len: usize, head: &Head) -> io::Result<Option<Event>> {
        let (what, length, max) = (
            head::about(&head.headers),
            head.length,
            self.limits.max_body,
        );
        self.stream.consume(len - 1);
        let (search, passed) = self.stream.find_record_within(length.saturating_add(1))?;
        let left = length.saturating_add(1).saturating_sub(passed);
        let near = usize::try_from(left.min(max)).unwrap_or(usize::MAX);
        let ended = match search {
            Search::Ended => return self.missing(false, passed.saturating_sub(1), head),
            Search::Limit => self.after(0, head.crlf)?,
            Search::Found if left > max => After::Wrong,
            Search::Found if self.stream.ensure_joined(near)? < near => After::Wrong,
            Search::Found => match self.after(near, head.crlf)? {
                After::Wrong => After::Wrong,
                right => {
                    self.stream.consume(near);
                    right
                }
            },
        };
        let why = format!("expected at most {max} bytes of body, found {length} stated for {what}");
        match (ended, search) {
            (After::Wrong, Search::Found) if left > max => {
                let why = format!("{why} and another record inside them");
                Ok(self.dropped(DamageKind::TooLarge, &why))
            }
            (After::Wrong, Search::Found) => self.missing(true, passed, head),
            (After::Wrong, _) => {
                let why = format!("expected the end of {what} after {length} bytes, found more");
                self.resync(1, DamageKind::BadLength, why)
            }
            _ => Ok(self.dropped(DamageKind::TooLarge, &why)),
        }
    }
}
