//! Files between the steps, which can be checked and refuse to mix.
//!
//! All are of one form: records of one width, in the order of their bytes, so that a reader can go
//! straight to a part of the order. Numbers inside records are big-endian for that reason, those of the
//! frame little-endian.
//!
//! ```text
//! magic      8 bytes, which say what the file holds (Kind)
//! version    u32, of this format: 2
//! length     u32, of the header
//! header     JSON: identity (family, params, normaliser, unicode, scope), part, of candidates and
//!            what comes after them also the threshold
//! checksum   u64, XXH3-64 of all the bytes above
//! blocks     records, back to back; 64 KiB a block, from the 4097th on 1 MiB
//! index      u64 number of records, u64 number of blocks, then for each block:
//!            u64 offset, u64 first eight bytes of its first record, u64 XXH3-64 of its bytes
//! checksum   u64, XXH3-64 of the index with the header's checksum as the seed
//! end        u64 offset of the index, then the magic again
//! ```
//!
//! The checksum of the index covers those of all blocks and of the header: blocks cannot be lost,
//! repeated, put in another order or taken from another file. A file that was cut short has no end and
//! is recognised when it is opened; a block is given out only after it has been checked.

mod read;
pub mod records;
mod write;

use serde::{Deserialize, Serialize};

use crate::words::{NORMALISER, UNICODE};
use crate::{Error, Params};

pub use read::FileReader;
pub use write::FileWriter;

/// Version of the file format.
pub const FORMAT_VERSION: u32 = 2;

/// What a file holds. The layouts are in [`records`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Every document of a part with its rank and signature, by row.
    Signatures,
    /// The band keys of a part, by key.
    Bands,
    /// The hashes of whole texts and URLs of a part, by hash.
    Keys,
    /// Pairs of documents that may be duplicates, by the first.
    Candidates,
    /// Candidates with the signature of the first, by the second.
    Attached,
    /// Pairs that were compared and are duplicates, by the second.
    Pairs,
    /// A set of documents: those that need no comparison, since the same text or URL stands elsewhere,
    /// or those that are not kept.
    Doubles,
    /// The documents of clusters, by key.
    Members,
    /// The sets of shingles of a part, by row ([`crate::sets`]).
    Shingles,
    /// The lines of a part's documents, by hash.
    Lines,
    /// The lines that are to be cut, by document.
    Cuts,
}

impl Kind {
    pub(crate) fn magic(self) -> &'static [u8; 8] {
        match self {
            Self::Signatures => b"TAMISSIG",
            Self::Bands => b"TAMISBND",
            Self::Keys => b"TAMISKEY",
            Self::Candidates => b"TAMISCND",
            Self::Attached => b"TAMISATT",
            Self::Pairs => b"TAMISPRS",
            Self::Doubles => b"TAMISDBL",
            Self::Members => b"TAMISMBR",
            Self::Shingles => b"TAMISSHG",
            Self::Lines => b"TAMISLIN",
            Self::Cuts => b"TAMISCUT",
        }
    }

    /// Bytes of a record.
    #[must_use]
    pub fn width(self, params: &Params) -> usize {
        match self {
            Self::Signatures => 4 + records::RANK + 2 * params.slots(),
            Self::Bands => 30,
            Self::Keys => 32,
            Self::Candidates => 17,
            Self::Attached => 17 + records::RANK + 2 * params.slots(),
            Self::Pairs => 2 * (8 + records::RANK) + 5,
            Self::Doubles => 16,
            Self::Members => records::MEMBER,
            Self::Shingles => 9 + 4 * records::CHUNK,
            Self::Lines => records::LINE,
            Self::Cuts => records::CUT,
        }
    }
}

/// Everything that signatures depend on. Only those of equal identity can be compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// The [`stored_name`](crate::Family::stored_name) of the family, as of the program that signed.
    pub family: String,
    /// The parameters.
    pub params: Params,
    /// Its [`NORMALISER`].
    pub normaliser: u32,
    /// Its [`UNICODE`].
    pub unicode: [u8; 3],
    /// What documents are compared within, in the caller's words: `language`, say.
    pub scope: String,
}

impl Identity {
    /// The identity of the signatures that this program makes.
    #[must_use]
    pub fn new(params: &Params, scope: &str) -> Self {
        Self {
            family: params.family.stored_name().to_owned(),
            params: *params,
            normaliser: NORMALISER,
            unicode: UNICODE,
            scope: scope.to_owned(),
        }
    }
}

/// Checks that signatures of two identities can be compared.
///
/// # Errors
/// [`Error::Mixed`] names the first thing that differs, and both values.
pub fn refuse_to_mix(a: &Identity, b: &Identity) -> Result<(), Error> {
    fn same<T: PartialEq + std::fmt::Debug>(
        field: &'static str,
        a: &T,
        b: &T,
    ) -> Result<(), Error> {
        if a == b {
            return Ok(());
        }
        Err(Error::Mixed {
            field,
            a: format!("{a:?}"),
            b: format!("{b:?}"),
        })
    }
    same("family", &a.family, &b.family)?;
    same("bands", &a.params.bands, &b.params.bands)?;
    same("rows", &a.params.rows, &b.params.rows)?;
    same("checks", &a.params.checks, &b.params.checks)?;
    same("shingle", &a.params.shingle, &b.params.shingle)?;
    same("seed", &a.params.seed, &b.params.seed)?;
    same("normaliser", &a.normaliser, &b.normaliser)?;
    same("unicode", &a.unicode, &b.unicode)?;
    same("scope", &a.scope, &b.scope)
}

/// Records of a block fill about this much; later blocks of a long file are longer, so that its index
/// stays small.
const BLOCK: usize = 64 * 1024;
const LONG_BLOCK: usize = 1024 * 1024;
const SHORT_BLOCKS: usize = 4096;

/// Bytes of one block in the index.
const INDEXED: usize = 24;

/// The end of the file.
const END: usize = 16;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    identity: Identity,
    part: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    threshold: Option<f32>,
}

/// A block as the index knows it.
#[derive(Clone, Copy)]
struct Block {
    offset: u64,
    prefix: u64,
    checksum: u64,
}
