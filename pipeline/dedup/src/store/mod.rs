//! Files of signatures and of pairs, which can be checked and refuse to mix.
//!
//! Both are the same kind of file, all numbers little-endian:
//!
//! ```text
//! magic      8 bytes, "TAMISSIG" or "TAMISPRS"
//! version    u32, of this format: 1
//! length     u32, of the header
//! header     JSON: family, params, normaliser, unicode
//! checksum   u64, XXH3-64 of all the bytes above
//! blocks     u32 n > 0, then n records of one fixed size, then u64 checksum
//! end        u32 0, then u64 number of records, then u64 checksum; nothing follows
//! ```
//!
//! A checksum is XXH3-64 of its block, with the checksum before it as the seed, so blocks cannot be
//! lost, repeated or put in another order either. A record is given out only after its block has been
//! checked. A file whose writer was not finished has no end, and reads as cut short.
//!
//! A signature record is `partition u32, row u32, group u64, goodness u64, id u128`, then the slots as
//! `u32`: 488 bytes with 112 slots. A pair record is two documents (the same 40 bytes each) and the
//! similarity as `f32`: 84 bytes.

mod pairs;
mod read;
mod signatures;
mod write;

use serde::{Deserialize, Serialize};

use crate::words::{NORMALISER, UNICODE};
use crate::{DocKey, Error, Node, Params, Rank};

pub use pairs::{PairReader, PairWriter};
pub use signatures::{SignatureReader, SignatureWriter};

/// Version of the file format.
pub const FORMAT_VERSION: u32 = 1;

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
}

impl Identity {
    /// The identity of the signatures that this program makes.
    #[must_use]
    pub fn new(params: &Params) -> Self {
        Self {
            family: params.family.stored_name().to_owned(),
            params: *params,
            normaliser: NORMALISER,
            unicode: UNICODE,
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
    same("shingle", &a.params.shingle, &b.params.shingle)?;
    same("seed", &a.params.seed, &b.params.seed)?;
    same("normaliser", &a.normaliser, &b.normaliser)?;
    same("unicode", &a.unicode, &b.unicode)
}

/// Records of a block fill about this much.
const BLOCK_BYTES: usize = 128 * 1024;

/// Records in a full block. Readers refuse longer ones.
fn block_records(record_bytes: usize) -> usize {
    (BLOCK_BYTES / record_bytes.max(1)).max(1)
}

/// Bytes of a document without its signature.
const NODE_BYTES: usize = 40;

fn put_node(node: &Node, out: &mut Vec<u8>) {
    out.extend_from_slice(&node.key.partition.to_le_bytes());
    out.extend_from_slice(&node.key.row.to_le_bytes());
    out.extend_from_slice(&node.group.to_le_bytes());
    out.extend_from_slice(&node.rank.goodness.to_le_bytes());
    out.extend_from_slice(&node.rank.id.to_le_bytes());
}

fn take_node(bytes: &mut &[u8]) -> Option<Node> {
    let partition = u32::from_le_bytes(take(bytes)?);
    let row = u32::from_le_bytes(take(bytes)?);
    let group = u64::from_le_bytes(take(bytes)?);
    let goodness = u64::from_le_bytes(take(bytes)?);
    let id = u128::from_le_bytes(take(bytes)?);
    Some(Node {
        key: DocKey { partition, row },
        rank: Rank { goodness, id },
        group,
    })
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (head, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(*head)
}
