//! What a reader says about bytes that it could not turn into a record.

use std::fmt;

/// One fault in a file: where it is, what was lost, and a sentence about it.
///
/// A fault is a fact about the input and not an error of the reader, which goes on after it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind} at byte {offset}: {detail} ({lost_bytes} bytes of the file passed over)")]
pub struct Damage {
    /// Where the damaged part starts, in bytes of the file: the record in a plain file, the member
    /// (gzip member, zstd or LZ4 frame, bzip2 stream) in a compressed one.
    pub offset: u64,
    /// Bytes of the file that were passed over, as they stand in it, compressed or not. Inside a
    /// member that holds several records it is an estimate (the decoder reads ahead), and it is 0
    /// where nothing was lost and for [`DamageKind::Unsupported`], whose file is not read to its end.
    pub lost_bytes: u64,
    /// The class of the fault.
    pub kind: DamageKind,
    /// What was expected, what was found, what was done. Names the record's URI where known.
    pub detail: String,
}

/// The classes of faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum DamageKind {
    /// No record anywhere in the file, and not a format that is known.
    NotWarc,
    /// An archive or compression format that is recognised but not read.
    Unsupported,
    /// A file without a byte, or with nothing but empty members or newlines.
    Empty,
    /// A record header without an end, a known version or a usable Content-Length.
    BadHeader,
    /// A record whose Content-Length is not the length of its body.
    BadLength,
    /// A gzip member that does not inflate, or whose CRC-32 or length is not that of its data.
    BadGzip,
    /// A zstd or LZ4 frame or a bzip2 stream that does not decode, or whose checksum is not that of
    /// its data.
    BadFrame,
    /// A digest in a record's header that is not that of its data; see
    /// [`Options::check_digests`](crate::Options::check_digests). Nothing was lost: the record was
    /// given before.
    BadDigest,
    /// Bytes between records, or between members, that belong to none.
    Garbage,
    /// The file ends inside a record or a member.
    Truncated,
    /// A body over [`Limits::max_body`](crate::Limits::max_body).
    TooLarge,
}

impl DamageKind {
    /// A short stable name in kebab-case, for counters and ledgers: `bad-length`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NotWarc => "not-warc",
            Self::Unsupported => "unsupported",
            Self::Empty => "empty",
            Self::BadHeader => "bad-header",
            Self::BadLength => "bad-length",
            Self::BadGzip => "bad-gzip",
            Self::BadFrame => "bad-frame",
            Self::BadDigest => "bad-digest",
            Self::Garbage => "garbage",
            Self::Truncated => "truncated",
            Self::TooLarge => "too-large",
        }
    }
}

impl fmt::Display for DamageKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
