//! Formats that are told by their first bytes.

use crate::arc;
use crate::head::{self, Head};
use crate::resync::{Hit, find_record};

/// How much of a file is looked at to tell its format: room for an ARC record line with a long URL.
pub(crate) const FIRST_LINE: usize = 4096;

/// What a record looks like in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// `WARC/x.y`, fields, an empty line, the block, two line ends.
    Warc,
    /// A record line, the block, a line end.
    Arc,
}

impl Format {
    /// Whether a record begins here.
    pub(crate) fn begins(self, bytes: &[u8]) -> bool {
        match self {
            Self::Warc => head::begins(bytes),
            Self::Arc => arc::begins(bytes),
        }
    }

    /// Whether a record seems to begin here, told by some 60 bytes.
    pub(crate) fn seems(self, bytes: &[u8]) -> bool {
        match self {
            Self::Warc => head::begins(bytes),
            Self::Arc => arc::seems(bytes),
        }
    }

    /// Whether these few bytes are the beginning of a record.
    pub(crate) fn may_begin(self, bytes: &[u8]) -> bool {
        match self {
            Self::Warc => bytes.len() < head::MAGIC.len() && head::may_begin(bytes),
            Self::Arc => arc::may_begin(bytes),
        }
    }

    /// The index after the head at the start of `bytes`, searched from `from`.
    pub(crate) fn head_end(self, bytes: &[u8], from: usize) -> Option<usize> {
        match self {
            Self::Warc => head::end(bytes, from),
            Self::Arc => arc::head_end(bytes, from),
        }
    }

    /// Reads a head, or says what is wrong with it.
    pub(crate) fn parse(self, bytes: &[u8]) -> Result<Head, String> {
        match self {
            Self::Warc => head::parse(bytes),
            Self::Arc => arc::parse(bytes),
        }
    }

    /// Looks for a record from index `from`; see [`find_record`] and [`arc::find`].
    pub(crate) fn find(self, bytes: &[u8], from: usize, after_blank: bool) -> Hit {
        match self {
            Self::Warc => find_record(bytes, from, after_blank),
            Self::Arc => arc::find(bytes, from),
        }
    }

    /// What stands after the block of a record, in a file whose lines end in CRLF or LF.
    pub(crate) fn gap(self, crlf: bool) -> &'static [u8] {
        match (self, crlf) {
            (Self::Warc, true) => b"\r\n\r\n",
            (Self::Warc, false) => b"\n\n",
            (Self::Arc, true) => b"\r\n",
            (Self::Arc, false) => b"\n",
        }
    }

    /// Bytes enough to tell whether a record begins.
    pub(crate) fn look(self) -> usize {
        match self {
            Self::Warc => 16,
            Self::Arc => FIRST_LINE,
        }
    }
}

/// Names the format that the first bytes of a file belong to, if it is known but not read.
pub(crate) fn unsupported(bytes: &[u8]) -> Option<&'static str> {
    // The xz and LZ4 ("Legacy frame") format descriptions, the WACZ container's ZIP.
    const KNOWN: [(&[u8], &str); 3] = [
        (&[0xfd, b'7', b'z', b'X', b'Z', 0], "xz compression"),
        (
            &[0x02, 0x21, 0x4c, 0x18],
            "LZ4 compression in its legacy format",
        ),
        (
            b"PK\x03\x04",
            "a ZIP file; if it is a WACZ, unpack its archive/ folder",
        ),
    ];
    KNOWN
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
        .map(|&(_, name)| name)
}
