//! Labelled lines of a file.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use crate::Error;

/// Largest window that is accepted, 2^31 bytes: what `zstd --long=31` writes.
const WINDOW_LOG_MAX: u32 = 31;

/// Calls `each` with every line of the file, without its line break; damaged UTF-8 is replaced.
pub(super) fn for_each(path: &Path, mut each: impl FnMut(&str)) -> Result<(), Error> {
    let file = File::open(path).map_err(Error::io(path))?;
    let reader: Box<dyn Read> = if path.extension().is_some_and(|ext| ext == "zst") {
        let mut decoder = zstd::Decoder::new(file).map_err(Error::io(path))?;
        decoder
            .window_log_max(WINDOW_LOG_MAX)
            .map_err(Error::io(path))?;
        Box::new(decoder)
    } else {
        Box::new(file)
    };
    let mut reader = BufReader::with_capacity(1 << 16, reader);
    let mut line = Vec::new();
    loop {
        line.clear();
        if reader
            .read_until(b'\n', &mut line)
            .map_err(Error::io(path))?
            == 0
        {
            return Ok(());
        }
        each(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']));
    }
}
