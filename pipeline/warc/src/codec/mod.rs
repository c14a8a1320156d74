//! The compressions of archives, each behind one small interface.
//!
//! A compressed archive is a sequence of *members*: gzip members, zstd or LZ4 frames, bzip2
//! streams. Each begins with a magic number and says itself where it ends. A [`Codec`] knows one
//! such format; [`Member`](crate::member::Member) does with it what all have in common.

mod bzip2;
mod gzip;
mod lz4;
mod zstd;

use gzip::Gzip;
pub(crate) use zstd::{DICTIONARY_MAGIC, MAX_DICTIONARY, Zstd};

/// How the bytes of a member, or of a plain file, came to an end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// At a member's end, with the right checksum where there is one, or at that of a plain file.
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

/// What one step of decoding did.
#[derive(Debug)]
pub(crate) struct Step {
    /// Compressed bytes that it took.
    pub(crate) used: usize,
    /// Compressed bytes that the next step needs at least; fewer before the end of the file mean
    /// that the member is cut.
    pub(crate) want: usize,
    /// How the member ended, if it did.
    pub(crate) end: Option<End>,
}

impl Step {
    /// A step after which any number of bytes will do.
    fn more(used: usize) -> Self {
        Self {
            used,
            want: 1,
            end: None,
        }
    }

    /// A step that needs `want` bytes at once to go on.
    fn wants(used: usize, want: usize) -> Self {
        Self {
            used,
            want,
            end: None,
        }
    }

    /// The last step.
    fn end(used: usize, end: End) -> Self {
        Self {
            used,
            want: 0,
            end: Some(end),
        }
    }

    /// A step that met bytes that cannot be right.
    fn corrupt(why: impl Into<String>) -> Self {
        Self::end(0, End::Corrupt(why.into()))
    }
}

/// The first decoded bytes of what may be a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Peek {
    /// They are in the buffer.
    Data,
    /// It is a member beyond doubt, but its data cannot be had from so few bytes.
    Unseen,
    /// It is no member.
    Not,
}

/// One compression format, with the state of one decoder that serves all members of a file.
pub(crate) trait Codec: Send + Sync {
    /// What a member is called in messages, `gzip member`.
    fn unit(&self) -> &'static str;

    /// Whether the faults are [`DamageKind::BadGzip`](crate::DamageKind::BadGzip), which has a name
    /// of its own.
    fn is_gzip(&self) -> bool {
        false
    }

    /// Measures the header at the start of `bytes`.
    fn header(&self, bytes: &[u8]) -> Header;

    /// Prepares for a new member whose header, as measured, is `header`.
    fn start(&mut self, header: &[u8]);

    /// Decodes from `input`, which comes after what the steps before took, into the spare capacity
    /// of `out`, or beyond it by at most one block of the format.
    fn step(&mut self, input: &[u8], out: &mut Vec<u8>) -> Step;

    /// The bytes that a member begins with, as far as they are fixed.
    fn magic(&self) -> &'static [u8];

    /// The index of the first bytes that may be a member's.
    fn candidate(&self, bytes: &[u8]) -> Option<usize> {
        memchr::memmem::find(bytes, self.magic())
    }

    /// The longest magic number, less one: bytes at the end of a search that may begin one.
    fn overlap(&self) -> usize {
        self.magic().len() - 1
    }

    /// Compressed bytes that [`Codec::peek`] wants to see: first few, then as many as it takes.
    fn probes(&self) -> &'static [usize] {
        &[2048]
    }

    /// Decodes the first bytes of the member at the start of `bytes` into `out`.
    fn peek(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Peek {
        let Header::Whole(len) = self.header(bytes) else {
            return Peek::Not;
        };
        let (header, data) = bytes.split_at(len.min(bytes.len()));
        self.start(header);
        self.step(data, out);
        Peek::Data
    }
}

/// The codec that the first bytes of a file call for.
pub(crate) fn detect(bytes: &[u8]) -> Option<Box<dyn Codec>> {
    all().into_iter().find(|codec| match codec.header(bytes) {
        Header::Whole(_) => true,
        Header::Short => bytes.len() >= 2,
        // A magic number with a header that cannot be right.
        Header::Not => codec.candidate(bytes) == Some(0),
    })
}

/// A fresh decoder of each format, gzip first.
pub(crate) fn all() -> Vec<Box<dyn Codec>> {
    vec![
        Box::new(Gzip::new()),
        Box::new(Zstd::new()),
        Box::new(lz4::Lz4::new()),
        Box::new(bzip2::Bzip2::new()),
    ]
}
