//! Writing what is known of the documents of one partition: signatures, band keys, hashes.

use std::io::Write;

use crate::entry::id_order;
use crate::shingle::mix64;
use crate::sort::{Budget, Sorter};
use crate::store::records::{Band, Key, Signature, short, sketch};
use crate::store::{FileWriter, Identity, Kind};
use crate::{Error, Rank, band_key, sets};

/// A signed document.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    /// Its row in the partition; rows only grow.
    pub row: u32,
    /// Its group (a language, say): only documents of equal groups are compared.
    pub group: u64,
    /// The order in which the best of a cluster is chosen.
    pub rank: Rank,
    /// The crawl that it comes from, by a number of the caller's.
    pub crawl: u32,
    /// `bands * rows + checks` minima, band after band, then the checks.
    pub signature: &'a [u32],
    /// The hash of all its words ([`crate::Signed`]).
    pub exact: u128,
    /// A hash of its URL and the time when it was fetched, in any unit in which later is larger; where
    /// documents of equal URLs are not to be joined, nothing.
    pub url: Option<(u128, u64)>,
    /// Its set of shingles ([`crate::Signer::shingle_set`]), where sets are written.
    pub shingles: &'a [u32],
}

/// Takes the documents of one partition and writes three files about them: signatures by row, band keys
/// by key, hashes by hash. Memory is that of the budget and does not grow with the documents.
pub struct PartWriter<W: Write> {
    signatures: FileWriter<W>,
    shingles: Option<FileWriter<W>>,
    bands: Sorter,
    keys: Sorter,
    identity: Identity,
    part: u32,
    rows: u64,
    record: Vec<u8>,
    signature: Signature,
}

/// The three files of a partition, and how many documents they hold.
pub struct PartFiles<W> {
    /// [`Kind::Signatures`].
    pub signatures: W,
    /// [`Kind::Bands`].
    pub bands: W,
    /// [`Kind::Keys`].
    pub keys: W,
    /// [`Kind::Shingles`], where they were asked for.
    pub shingles: Option<W>,
    /// Documents.
    pub documents: u64,
}

impl<W: Write> PartWriter<W> {
    /// Starts the file of signatures of partition `part`.
    ///
    /// # Errors
    /// [`Error::Params`] or [`Error::Io`].
    pub fn new(
        signatures: W,
        identity: &Identity,
        part: u32,
        budget: &Budget,
    ) -> Result<Self, Error> {
        let params = &identity.params;
        // Of bands there are 14 a document, of hashes one or two.
        let (bands, keys) = (budget.share(2), budget.share(8));
        Ok(Self {
            signatures: FileWriter::new(signatures, Kind::Signatures, identity, part)?,
            shingles: None,
            bands: Sorter::new(Kind::Bands.width(params), &bands),
            keys: Sorter::new(Kind::Keys.width(params), &keys),
            identity: identity.clone(),
            part,
            rows: 0,
            record: Vec::new(),
            signature: Signature::default(),
        })
    }

    /// Writes sets of shingles too, into `out`.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn with_shingles(mut self, out: W) -> Result<Self, Error> {
        let writer = FileWriter::new(out, Kind::Shingles, &self.identity, self.part)?;
        self.shingles = Some(writer);
        Ok(self)
    }

    /// Adds a document.
    ///
    /// # Errors
    /// [`Error::SignatureLength`], [`Error::Order`] for a row that is not larger than the one before, or
    /// [`Error::Io`].
    pub fn push(&mut self, document: &Document<'_>) -> Result<(), Error> {
        let params = &self.identity.params;
        if document.signature.len() != params.slots() {
            return Err(Error::SignatureLength {
                row: document.row,
                found: document.signature.len(),
                expected: params.slots(),
            });
        }
        if u64::from(document.row) < self.rows {
            return Err(Error::Order { record: self.rows });
        }
        self.rows = u64::from(document.row) + 1;
        let signature = &mut self.signature;
        signature.row = document.row;
        signature.rank = document.rank;
        signature.crawl = document.crawl;
        signature.slots.clear();
        let slots = document.signature.iter().copied().map(short);
        signature.slots.extend(slots);
        self.record.clear();
        signature.put(&mut self.record);
        self.signatures.record(&self.record)?;

        if let Some(writer) = &mut self.shingles {
            let mut written = Ok(());
            sets::records(document.row, document.shingles, |record| {
                if written.is_ok() {
                    written = writer.record(record);
                }
            });
            written?;
        }

        let order = (id_order(document.rank.id) >> 32) as u32;
        let mut band = Band {
            key: 0,
            order,
            sketch: sketch(&signature.slots),
            row: document.row,
        };
        for at in 0..usize::from(params.bands) {
            let salt = salt(document.group, at as u64 + 1);
            let key = band_key(document.signature, at, params.rows.into());
            band.key = mix64(key ^ salt);
            self.bands.push_with(|out| band.put(out))?;
        }
        let group = (u128::from(salt(document.group, 0)) << 64)
            | u128::from(salt(document.group, u64::MAX));
        let mut key = Key {
            hash: (document.exact ^ group) >> 1,
            age: 0,
            order,
            row: document.row,
        };
        self.keys.push_with(|out| key.put(out))?;
        if let Some((hash, fetched)) = document.url {
            key.hash = (1 << 127) | (hash >> 1);
            key.age = !fetched;
            self.keys.push_with(|out| key.put(out))?;
        }
        Ok(())
    }

    /// Writes the other two files.
    ///
    /// # Errors
    /// [`Error::Io`] or [`Error::Spill`].
    pub fn finish(self, bands: W, keys: W) -> Result<PartFiles<W>, Error> {
        let (signatures, documents) = self.signatures.finish()?;
        let write = |sorter: Sorter, out, kind| {
            let mut writer = FileWriter::new(out, kind, &self.identity, self.part)?;
            writer.records(&mut sorter.finish()?.iter()?)?;
            Ok::<W, Error>(writer.finish()?.0)
        };
        Ok(PartFiles {
            signatures,
            bands: write(self.bands, bands, Kind::Bands)?,
            keys: write(self.keys, keys, Kind::Keys)?,
            shingles: match self.shingles {
                Some(writer) => Some(writer.finish()?.0),
                None => None,
            },
            documents,
        })
    }
}

/// Keeps groups and bands apart in one space of keys.
fn salt(group: u64, band: u64) -> u64 {
    mix64(group ^ band.wrapping_mul(0xa076_1d64_78bd_642f))
}
