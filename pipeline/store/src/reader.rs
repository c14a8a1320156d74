//! A file that is read in order, wherever it is.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::mpsc::{self, Receiver};

use bytes::{Buf, Bytes};
use tokio::task::AbortHandle;

use crate::error::Result;
use crate::stores::{Stat, stopped};
use crate::{Location, Stores};

/// A reader of a local file or an object; see [`Stores::open`].
#[derive(Debug)]
pub struct Reader(Source);

#[derive(Debug)]
enum Source {
    Local(File, u64),
    Remote(Box<Remote>),
}

#[derive(Debug)]
struct Remote {
    stores: Stores,
    location: Location,
    stat: Stat,
    /// What is read next.
    at: u64,
    /// Bytes that have come, from `at` on.
    here: Bytes,
    /// Requests under way, in order.
    ahead: VecDeque<Pending>,
    /// Where the next request begins.
    next: u64,
}

#[derive(Debug)]
struct Pending {
    answer: Receiver<Result<Bytes>>,
    task: Option<AbortHandle>,
}

impl Drop for Pending {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

impl Reader {
    pub(crate) fn local(file: File, bytes: u64) -> Self {
        Self(Source::Local(file, bytes))
    }

    pub(crate) fn remote(stores: Stores, location: Location, stat: Stat) -> Self {
        Self(Source::Remote(Box::new(Remote {
            stores,
            location,
            stat,
            at: 0,
            here: Bytes::new(),
            ahead: VecDeque::new(),
            next: 0,
        })))
    }

    /// Bytes of the whole file.
    #[must_use]
    pub fn length(&self) -> u64 {
        match &self.0 {
            Source::Local(_, bytes) => *bytes,
            Source::Remote(remote) => remote.stat.bytes,
        }
    }

    /// The store's mark of what is read; none of a local file.
    #[must_use]
    pub fn etag(&self) -> Option<&str> {
        match &self.0 {
            Source::Local(..) => None,
            Source::Remote(remote) => remote.stat.etag.as_deref(),
        }
    }
}

impl Remote {
    /// Requests what comes next, so that at most `most` requests are under way.
    fn ask(&mut self, most: usize) {
        while self.ahead.len() < most && self.next < self.stat.bytes {
            let chunk = self.stores.settings().chunk;
            let range = self.next..self.stat.bytes.min(self.next.saturating_add(chunk));
            self.next = range.end;
            let (sender, answer) = mpsc::sync_channel(1);
            let (core, location) = (self.stores.core.clone(), self.location.clone());
            let stat = self.stat.clone();
            let task = self.stores.spawn(async move {
                let _ = sender.send(core.range(&location, &stat, range).await);
            });
            self.ahead.push_back(Pending { answer, task });
        }
    }

    fn fill(&mut self) -> Result<()> {
        let ahead = self.stores.settings().ahead;
        self.ask(1 + ahead);
        let Some(pending) = self.ahead.pop_front() else {
            return Ok(());
        };
        let came = pending.answer.recv().unwrap_or_else(|_| Err(stopped()));
        match came {
            Ok(bytes) => self.here = bytes,
            Err(error) => {
                // Whoever reads on asks again from here.
                self.ahead.clear();
                self.next = self.at;
                return Err(error);
            }
        }
        self.ask(ahead);
        Ok(())
    }

    fn seek(&mut self, to: u64) {
        let skip = to.checked_sub(self.at);
        if let Some(skip) = skip.filter(|skip| *skip <= self.here.len() as u64) {
            self.here.advance(skip as usize);
        } else {
            self.here = Bytes::new();
            self.ahead.clear();
            self.next = to;
        }
        self.at = to;
    }
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let remote = match &mut self.0 {
            Source::Local(file, _) => return file.read(buffer),
            Source::Remote(remote) => remote,
        };
        if buffer.is_empty() {
            return Ok(0);
        }
        if remote.here.is_empty() {
            remote.fill()?;
        }
        let count = buffer.len().min(remote.here.len());
        remote.here.copy_to_slice(&mut buffer[..count]);
        remote.at += count as u64;
        if remote.here.is_empty() {
            // Its memory is given back before the next chunk comes.
            remote.here = Bytes::new();
        }
        Ok(count)
    }
}

impl Seek for Reader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let remote = match &mut self.0 {
            Source::Local(file, _) => return file.seek(to),
            Source::Remote(remote) => remote,
        };
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => remote.at.checked_add_signed(by),
            SeekFrom::End(by) => remote.stat.bytes.checked_add_signed(by),
        };
        let target = target.ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidInput, "before the file's first byte")
        })?;
        remote.seek(target);
        Ok(target)
    }
}
