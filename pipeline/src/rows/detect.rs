//! What a file holds, by its first bytes.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::error::{Error, Result};

/// How JSON lines are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    None,
    /// gzip, of one member or many.
    Gzip,
    /// zstd, of one frame or many.
    Zstd,
}

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line. A file of no bytes is one with no lines.
    JsonLines(Compression),
    /// Parquet, of which every row is a document.
    Parquet,
}

/// What is met and cannot be read, by its first bytes. None of them can start a JSON object.
const OTHERS: [(&[u8], &str); 14] = [
    (b"PARE", "an encrypted Parquet file"),
    (b"BZh", "compressed with bzip2"),
    (b"\xfd7zXZ\0", "compressed with xz"),
    (b"\x04\x22\x4d\x18", "compressed with LZ4"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"ARROW1", "an Arrow IPC (Feather) file"),
    (b"\xff\xff\xff\xff", "an Arrow IPC stream"),
    (b"FEA1", "a Feather file"),
    (b"ORC", "an ORC file"),
    (b"Obj\x01", "an Avro file"),
    (b"WARC/", "a WARC file"),
    (b"\xff\xfe", "text in UTF-16"),
    (b"\xfe\xff", "text in UTF-16"),
];

/// Finds the format of a file that can be read twice.
///
/// # Errors
/// When there is no such file, or it is of a format that is known and not read.
pub(crate) fn format(path: &Path) -> Result<Format> {
    let once = |what: &str| {
        Error::usage(
            format!("{what} can be read only once, and documents are read twice"),
            "write it into a file first, and name that",
        )
    };
    if path == Path::new("-") {
        return Err(once("standard input"));
    }
    let cannot = |error: std::io::Error| {
        Error::usage(
            format!("cannot open {}: {error}", path.display()),
            "check the path, and who may read the file",
        )
    };
    let kind = path.metadata().map_err(cannot)?;
    if kind.is_dir() {
        return Err(Error::usage(
            format!("{} is a folder", path.display()),
            "name the files in it",
        ));
    }
    if !kind.is_file() {
        return Err(once(&format!("{}, a pipe or a device,", path.display())));
    }
    let mut head = Vec::new();
    let file = File::open(path).map_err(cannot)?;
    file.take(HEAD)
        .read_to_end(&mut head)
        .map_err(Error::io(path, "read"))?;
    of_head(&head, path)
}

/// Bytes from which a format is told.
pub(crate) const HEAD: u64 = 8;

/// Finds the format of a file by its first bytes.
///
/// # Errors
/// When it is one that is known and not read.
pub(crate) fn of_head(head: &[u8], path: &Path) -> Result<Format> {
    // pzstd puts a skippable frame before the first real one.
    let skippable = matches!(head, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..]);
    if head.starts_with(b"PAR1") {
        return Ok(Format::Parquet);
    }
    if head.starts_with(&[0x1f, 0x8b]) {
        return Ok(Format::JsonLines(Compression::Gzip));
    }
    if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) || skippable {
        return Ok(Format::JsonLines(Compression::Zstd));
    }
    match OTHERS.iter().find(|(magic, _)| head.starts_with(magic)) {
        Some((_, what)) => Err(Error::usage(
            format!("{} is {what}", path.display()),
            "expected JSON lines (plain, gzip or zstd) or Parquet: convert it first",
        )),
        None => Ok(Format::JsonLines(Compression::None)),
    }
}
