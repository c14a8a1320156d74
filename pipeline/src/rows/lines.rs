//! Lines with their ends, numbered as lines and as documents; and the way back into a file.

use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;
use zstd::stream::read::Decoder as ZstdDecoder;
use zstd::stream::write::Encoder as ZstdEncoder;

use super::detect::Compression;
use super::row::{BATCH, BATCH_BYTES, next_number};
use crate::error::{Error, Result};
use crate::io::OutFile;

/// A longer line is an error rather than an allocation; as in `tools::lines`.
const MAX_LINE: u64 = 64 << 20;

/// The largest window of zstd (`--long=31`), which some published dumps of the web have.
const ZSTD_WINDOW_LOG: u32 = 31;

/// What `zstd` takes by default.
const ZSTD_LEVEL: i32 = 3;

/// The byte order mark, which is no part of the first line.
pub(super) const BOM: &[u8] = b"\xef\xbb\xbf";

/// A line that is not blank.
pub(super) struct Line {
    /// Among the lines of the file, from 1.
    pub(super) number: u64,
    /// Among its documents, from 0.
    pub(super) document: u32,
    /// Where it begins in the decompressed file, bytes.
    pub(super) offset: u64,
    /// Bytes of it, its end among them.
    pub(super) length: u64,
    bytes: std::result::Result<Vec<u8>, String>,
}

impl Line {
    /// The line with its end.
    ///
    /// # Errors
    /// Says why it cannot be used.
    pub(super) fn text(&self) -> std::result::Result<&str, String> {
        let bytes = self.bytes.as_ref().map_err(Clone::clone)?;
        std::str::from_utf8(bytes).map_err(|error| format!("not UTF-8: {error}"))
    }
}

/// The lines of a file.
pub(super) struct Lines {
    reader: Box<dyn BufRead + Send>,
    path: PathBuf,
    number: u64,
    document: u32,
    /// Where the next line begins, in decompressed bytes.
    offset: u64,
    /// What ended the last batch.
    failed: Option<Error>,
    /// Whether the file started with a byte order mark; known after the first batch.
    pub(super) bom: bool,
}

impl Lines {
    pub(super) fn open(path: &Path, compression: Compression) -> Result<Self> {
        let file = File::open(path).map_err(Error::io(path, "open"))?;
        Self::over(file, path, compression)
    }

    /// The lines of a file's bytes.
    pub(super) fn over(
        file: impl Read + Send + 'static,
        path: &Path,
        compression: Compression,
    ) -> Result<Self> {
        let file = BufReader::with_capacity(1 << 17, file);
        let reader: Box<dyn BufRead + Send> = match compression {
            Compression::None => Box::new(file),
            Compression::Gzip => {
                Box::new(BufReader::with_capacity(1 << 17, MultiGzDecoder::new(file)))
            }
            Compression::Zstd => {
                let mut decoder =
                    ZstdDecoder::with_buffer(file).map_err(Error::io(path, "read"))?;
                decoder
                    .window_log_max(ZSTD_WINDOW_LOG)
                    .map_err(Error::io(path, "read"))?;
                Box::new(BufReader::with_capacity(1 << 17, decoder))
            }
        };
        Ok(Self {
            reader,
            path: path.to_path_buf(),
            number: 0,
            document: 0,
            offset: 0,
            failed: None,
            bom: false,
        })
    }

    /// Up to a batch of lines that are not blank; none at the end. What came before a fault is given
    /// before the fault is told.
    pub(super) fn batch(&mut self) -> Result<Vec<Line>> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        let mut batch = Vec::new();
        let mut bytes = 0;
        while batch.len() < BATCH && bytes < BATCH_BYTES {
            let begin = self.offset;
            let line = match self.next() {
                Ok(Some(line)) => line,
                Ok(None) => break,
                Err(error) => {
                    let error = self.cut(error);
                    if batch.is_empty() {
                        return Err(error);
                    }
                    self.failed = Some(error);
                    break;
                }
            };
            if line.as_ref().is_ok_and(|line| line.trim_ascii().is_empty()) {
                continue;
            }
            bytes += line.as_ref().map_or(0, Vec::len);
            batch.push(Line {
                number: self.number,
                document: next_number(&mut self.document, &self.path)?,
                offset: begin,
                length: self.offset - begin,
                bytes: line,
            });
        }
        Ok(batch)
    }

    fn next(&mut self) -> std::io::Result<Option<std::result::Result<Vec<u8>, String>>> {
        let mut line = Vec::new();
        let limit = MAX_LINE + 1;
        let mut start = (&mut self.reader).take(limit);
        if start.read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        self.number += 1;
        self.offset += line.len() as u64;
        if line.len() as u64 == limit {
            if line.last() != Some(&b'\n') {
                self.offset += self.reader.skip_until(b'\n')? as u64;
            }
            let limit = MAX_LINE >> 20;
            return Ok(Some(Err(format!("a line of more than {limit} MiB"))));
        }
        if self.number == 1 && line.starts_with(BOM) {
            self.bom = true;
            line.drain(..BOM.len());
        }
        Ok(Some(Ok(line)))
    }

    /// What a decoder says about a damaged file names neither the place nor what to do.
    fn cut(&self, error: std::io::Error) -> Error {
        match error.kind() {
            ErrorKind::PermissionDenied | ErrorKind::NotFound => {
                Error::io(&self.path, "read")(error)
            }
            _ => Error::run_help(
                format!(
                    "cannot read {} after line {}: {error}",
                    self.path.display(),
                    self.number
                ),
                "the file seems cut short or damaged: fetch it again",
            ),
        }
    }
}

/// A file of lines that appears when it is whole.
pub(super) enum Sink {
    Plain(OutFile),
    Gzip(GzEncoder<OutFile>),
    Zstd(ZstdEncoder<'static, OutFile>),
}

impl Sink {
    pub(super) fn create(path: &Path, compression: Compression) -> Result<Self> {
        let file = OutFile::create(path)?;
        Ok(match compression {
            Compression::None => Self::Plain(file),
            Compression::Gzip => Self::Gzip(GzEncoder::new(file, flate2::Compression::default())),
            Compression::Zstd => {
                let encoder = ZstdEncoder::new(file, ZSTD_LEVEL).and_then(|mut encoder| {
                    encoder.include_checksum(true)?;
                    Ok(encoder)
                });
                Self::Zstd(encoder.map_err(Error::io(path, "write"))?)
            }
        })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        match self {
            Self::Plain(out) => out.write_all(bytes),
            Self::Gzip(out) => out.write_all(bytes),
            Self::Zstd(out) => out.write_all(bytes),
        }
    }

    pub(super) fn publish(self, path: &Path) -> Result<()> {
        let file = match self {
            Self::Plain(out) => Ok(out),
            Self::Gzip(out) => out.finish(),
            Self::Zstd(out) => out.finish(),
        };
        file.map_err(Error::io(path, "write"))?.sync()?.publish()
    }
}
