//! Reading a file: header, index, and blocks, each checked before it is used.

use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::{Block, END, FORMAT_VERSION, Header, INDEXED, Identity, Kind};
use crate::Error;
use crate::sort::{Source, prefix};

/// No header comes near this; a damaged length must not ask for memory.
const MAX_HEADER: usize = 64 * 1024;

/// Reads one file, from its beginning or from a place in the order of its records. Reads are as large
/// as blocks, so no buffer is needed around the reader.
#[derive(Debug)]
pub struct FileReader<R> {
    input: R,
    path: Option<PathBuf>,
    identity: Identity,
    part: u32,
    threshold: Option<f32>,
    width: usize,
    records: u64,
    /// Where the blocks end and the index begins.
    end: u64,
    blocks: Vec<Block>,
    next_block: usize,
    block: Vec<u8>,
    at: usize,
    /// An error was given: nothing more comes.
    broken: bool,
}

impl std::fmt::Debug for Block {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "block at {}", self.offset)
    }
}

impl FileReader<File> {
    /// Opens a file; its path stands in every error.
    ///
    /// # Errors
    /// As [`new`](Self::new), inside of [`Error::File`].
    pub fn open(path: &Path, kind: Kind) -> Result<Self, Error> {
        let named = |error| named(Some(path), error);
        let file = File::open(path).map_err(|error| named(error.into()))?;
        let mut reader = Self::new(file, kind).map_err(named)?;
        reader.path = Some(path.to_path_buf());
        Ok(reader)
    }
}

fn named(path: Option<&Path>, error: Error) -> Error {
    match path {
        Some(path) => Error::File {
            path: path.to_path_buf(),
            source: Box::new(error),
        },
        None => error,
    }
}

impl<R: Read + Seek> FileReader<R> {
    /// Reads and checks the header and the index.
    ///
    /// # Errors
    /// [`Error::Truncated`], [`Error::Corrupt`] (also for a file of another kind),
    /// [`Error::Version`], [`Error::Params`] or [`Error::Io`].
    pub fn new(mut input: R, kind: Kind) -> Result<Self, Error> {
        let length = input
            .seek(SeekFrom::End(0))
            .and_then(|length| input.rewind().map(|()| length))
            .map_err(|source| Error::Io { offset: 0, source })?;
        let mut head = Vec::new();
        append(&mut input, &mut head, 0, 16, "header")?;
        if !head.starts_with(kind.magic()) {
            let kind = String::from_utf8_lossy(kind.magic());
            return Err(corrupt(
                0,
                format!("it does not begin with {kind}, so it is another kind"),
            ));
        }
        let lengths = number(head.get(8..).unwrap_or_default());
        let (version, size) = (lengths as u32, (lengths >> 32) as usize);
        if version != FORMAT_VERSION {
            return Err(Error::Version {
                found: version,
                expected: FORMAT_VERSION,
            });
        }
        if size > MAX_HEADER {
            return Err(corrupt(12, format!("a header of {size} bytes is too long")));
        }
        append(&mut input, &mut head, 16, size + 8, "header")?;
        let (head, checksum) = head.split_at(16 + size);
        let seed = xxh3_64(head);
        if number(checksum) != seed {
            return Err(corrupt(
                0,
                "the header does not match its checksum".to_owned(),
            ));
        }
        let start = 24 + size as u64;
        let header: Header = serde_json::from_slice(head.get(16..).unwrap_or_default())
            .map_err(|e| corrupt(16, format!("the header cannot be understood ({e})")))?;
        header.identity.params.validate()?;
        let mut reader = Self {
            input,
            path: None,
            width: kind.width(&header.identity.params),
            identity: header.identity,
            part: header.part,
            threshold: header.threshold,
            records: 0,
            end: 0,
            blocks: Vec::new(),
            next_block: 0,
            block: Vec::new(),
            at: 0,
            broken: false,
        };
        reader.index(kind, start, length, seed)?;
        Ok(reader)
    }

    fn index(&mut self, kind: Kind, start: u64, length: u64, seed: u64) -> Result<(), Error> {
        let cut = |what| Error::Truncated {
            offset: length,
            what,
        };
        let end_at = length.saturating_sub(END as u64);
        if end_at < start + 24 {
            return Err(cut("blocks"));
        }
        let end = self.part_of(end_at, END, "end")?;
        let (offset, magic) = end.split_at(8);
        if magic != kind.magic() {
            return Err(cut("blocks"));
        }
        self.end = number(offset);
        let size = end_at.checked_sub(self.end).filter(|_| self.end >= start);
        let size = size.and_then(|size| usize::try_from(size).ok());
        let wrong = |what: &str| corrupt(end_at, format!("the index {what}"));
        let Some(size) = size.filter(|size| *size >= 24 && (*size - 24) % INDEXED == 0) else {
            return Err(wrong("is not where the end says"));
        };
        let index = self.part_of(self.end, size, "index")?;
        let (index, checksum) = index.split_at(size - 8);
        if number(checksum) != xxh3_64_with_seed(index, seed) {
            return Err(wrong("does not match its checksum"));
        }
        self.records = number(index);
        let blocks = index.get(16..).unwrap_or_default();
        self.blocks = blocks
            .as_chunks::<INDEXED>()
            .0
            .iter()
            .map(|block| Block {
                offset: number(block),
                prefix: number(block.get(8..).unwrap_or_default()),
                checksum: number(block.get(16..).unwrap_or_default()),
            })
            .collect();
        // Not damage, which the checksum would show, but a writer that is not ours.
        let mut at = start;
        let mut records = 0;
        for (i, block) in self.blocks.iter().enumerate() {
            let end = self.blocks.get(i + 1).map_or(self.end, |next| next.offset);
            let bytes = end.checked_sub(block.offset);
            match bytes {
                Some(bytes)
                    if block.offset == at && bytes > 0 && bytes % self.width as u64 == 0 =>
                {
                    records += bytes / self.width as u64;
                }
                _ => return Err(wrong("names blocks that are not there")),
            }
            at = end;
        }
        if at != self.end || records != self.records {
            return Err(wrong("does not have as many records as it says"));
        }
        Ok(())
    }

    fn part_of(&mut self, offset: u64, size: usize, what: &'static str) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        self.input
            .seek(SeekFrom::Start(offset))
            .map_err(|source| Error::Io { offset, source })?;
        append(&mut self.input, &mut bytes, offset, size, what)?;
        Ok(bytes)
    }

    /// All that its signatures depend on, for [`super::refuse_to_mix`].
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The number of the partition or task that wrote it.
    #[must_use]
    pub fn part(&self) -> u32 {
        self.part
    }

    /// The threshold that it depends on, if it does.
    #[must_use]
    pub fn threshold(&self) -> Option<f32> {
        self.threshold
    }

    /// Records in the whole file.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.records
    }

    /// Goes on at the first record whose first eight bytes are `key` or more.
    ///
    /// # Errors
    /// As [`next`](Source::next).
    pub fn seek(&mut self, key: u64) -> Result<(), Error> {
        let in_block = !self.block.is_empty() && self.next_block > 0;
        let block = self
            .blocks
            .partition_point(|block| block.prefix < key)
            .saturating_sub(1);
        // Forward within the block at hand there is nothing to read.
        let here = self.next_block.saturating_sub(1);
        let ahead = in_block && block == here && self.before(key);
        if !ahead {
            self.next_block = block;
            self.block.clear();
            self.at = 0;
        }
        while self.fill()? {
            match self.block.get(self.at..) {
                Some(rest) if !rest.is_empty() && prefix(rest) < key => self.at += self.width,
                Some([]) | None => {}
                Some(_) => break,
            }
        }
        Ok(())
    }

    /// Whether the next record of the block at hand, if there is one, comes before `key`.
    fn before(&self, key: u64) -> bool {
        let last = self.at.checked_sub(self.width);
        last.and_then(|last| self.block.get(last..))
            .is_none_or(|record| prefix(record) < key)
    }

    /// Makes sure that a record is at hand; false at the end.
    fn fill(&mut self) -> Result<bool, Error> {
        while self.at >= self.block.len() {
            let Some(block) = self.blocks.get(self.next_block).copied() else {
                return Ok(false);
            };
            let end = self.blocks.get(self.next_block + 1);
            let end = end.map_or(self.end, |next| next.offset);
            let size = usize::try_from(end.saturating_sub(block.offset)).unwrap_or(usize::MAX);
            let result = self.load(block, size);
            if result.is_err() {
                self.broken = true;
            }
            result.map_err(|error| named(self.path.as_deref(), error))?;
            self.next_block += 1;
            self.at = 0;
        }
        Ok(true)
    }

    fn load(&mut self, block: Block, size: usize) -> Result<(), Error> {
        let offset = block.offset;
        self.block.clear();
        self.input
            .seek(SeekFrom::Start(offset))
            .map_err(|source| Error::Io { offset, source })?;
        append(&mut self.input, &mut self.block, offset, size, "block")?;
        if xxh3_64(&self.block) != block.checksum {
            self.block.clear();
            return Err(corrupt(
                offset,
                "the block does not match its checksum".to_owned(),
            ));
        }
        Ok(())
    }
}

impl<R: Read + Seek> Source for FileReader<R> {
    /// The next record. After an error there is nothing more.
    ///
    /// # Errors
    /// [`Error::Truncated`], [`Error::Corrupt`] or [`Error::Io`].
    fn next(&mut self) -> Result<Option<&[u8]>, Error> {
        if self.broken || !self.fill()? {
            return Ok(None);
        }
        let record = self.block.get(self.at..self.at + self.width);
        self.at += self.width;
        Ok(record)
    }
}

/// Reads `size` bytes more onto the end of `bytes`. Memory is asked for as bytes come.
fn append(
    input: &mut impl Read,
    bytes: &mut Vec<u8>,
    offset: u64,
    size: usize,
    what: &'static str,
) -> Result<(), Error> {
    let before = bytes.len();
    let end = before + size;
    while bytes.len() < end {
        let at = bytes.len();
        bytes.resize(end.min(at + (4 << 20)), 0);
        let mut filled = at;
        while let Some(rest @ [_, ..]) = bytes.get_mut(filled..) {
            match input.read(rest) {
                Ok(0) => {
                    return Err(Error::Truncated {
                        offset: offset + (filled - before) as u64,
                        what,
                    });
                }
                Ok(n) => filled += n,
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(source) => {
                    return Err(Error::Io {
                        offset: offset + (filled - before) as u64,
                        source,
                    });
                }
            }
        }
    }
    Ok(())
}

fn number(bytes: &[u8]) -> u64 {
    bytes
        .first_chunk()
        .map_or(0, |eight| u64::from_le_bytes(*eight))
}

fn corrupt(offset: u64, what: String) -> Error {
    Error::Corrupt { offset, what }
}
