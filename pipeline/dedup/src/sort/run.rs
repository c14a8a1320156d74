//! Sorted records on disk.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use super::Source;
use crate::Error;

/// Bytes of one read or write of a run.
const CHUNK: usize = 256 * 1024;

/// Sorted records in a file without a name.
pub(super) struct Run {
    file: Arc<File>,
    bytes: u64,
    folder: Arc<Path>,
}

impl Run {
    pub(super) fn read(&self, width: usize) -> RunReader {
        RunReader {
            file: self.file.clone(),
            folder: self.folder.clone(),
            left: self.bytes,
            offset: 0,
            width,
            buffer: Vec::new(),
            at: 0,
        }
    }
}

pub(super) struct RunWriter {
    out: BufWriter<File>,
    bytes: u64,
    folder: Arc<Path>,
}

impl RunWriter {
    pub(super) fn new(folder: &Path) -> Result<Self, Error> {
        let file = tempfile::tempfile_in(folder).map_err(|source| failed(folder, 0, source))?;
        Ok(Self {
            out: BufWriter::with_capacity(CHUNK, file),
            bytes: 0,
            folder: folder.into(),
        })
    }

    pub(super) fn write(&mut self, record: &[u8]) -> Result<(), Error> {
        let bytes = self.bytes;
        self.bytes += record.len() as u64;
        self.out
            .write_all(record)
            .map_err(|source| failed(&self.folder, bytes, source))
    }

    pub(super) fn finish(self) -> Result<Run, Error> {
        let bytes = self.bytes;
        let file = self
            .out
            .into_inner()
            .map_err(|error| failed(&self.folder, bytes, error.into_error()))?;
        Ok(Run {
            file: Arc::new(file),
            bytes,
            folder: self.folder,
        })
    }
}

fn failed(folder: &Path, offset: u64, source: std::io::Error) -> Error {
    Error::Spill {
        folder: folder.to_path_buf(),
        offset,
        source,
    }
}

pub(super) struct RunReader {
    file: Arc<File>,
    folder: Arc<Path>,
    offset: u64,
    left: u64,
    width: usize,
    buffer: Vec<u8>,
    at: usize,
}

impl Source for RunReader {
    fn next(&mut self) -> Result<Option<&[u8]>, Error> {
        if self.at >= self.buffer.len() {
            let whole = (CHUNK / self.width).max(1) * self.width;
            let length = whole.min(usize::try_from(self.left).unwrap_or(usize::MAX));
            if length == 0 {
                return Ok(None);
            }
            self.buffer.resize(length, 0);
            read_at(&self.file, &mut self.buffer, self.offset)
                .map_err(|source| failed(&self.folder, self.offset, source))?;
            self.offset += length as u64;
            self.left -= length as u64;
            self.at = 0;
        }
        let record = self.buffer.get(self.at..self.at + self.width);
        self.at += self.width;
        Ok(record)
    }
}

/// Several readers of one run do not share a position.
#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> std::io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, offset)
}

#[cfg(not(unix))]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> std::io::Result<()> {
    use std::io::{Read, Seek, SeekFrom};
    let mut file = file;
    file.seek(SeekFrom::Start(offset))?;
    file.read_exact(buffer)
}
