//! Text of people: a file, compressed or not, or standard input and output.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;

use super::output::OutFile;
use crate::error::{Error, Result};

/// Opens a file, or standard input for `-`; gzip and zstd are recognised by their first bytes.
///
/// # Errors
/// When the file cannot be opened.
pub fn open(path: &Path) -> Result<Box<dyn BufRead + Send>> {
    let raw: Box<dyn Read + Send> = if path == Path::new("-") {
        Box::new(std::io::stdin())
    } else {
        if path.is_dir() {
            return Err(Error::usage(
                format!("{} is a folder", path.display()),
                "name the files in it",
            ));
        }
        Box::new(File::open(path).map_err(|error| {
            Error::usage(
                format!("cannot open {}: {error}", path.display()),
                "check the path, or use `-` for standard input",
            )
        })?)
    };
    let mut reader = BufReader::with_capacity(1 << 17, raw);
    let head = reader.fill_buf().map_err(Error::io(path, "read"))?;
    Ok(if head.starts_with(&[0x1f, 0x8b]) {
        Box::new(BufReader::new(flate2::bufread::MultiGzDecoder::new(reader)))
    } else if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        let decoder = zstd::stream::read::Decoder::with_buffer(reader);
        Box::new(BufReader::new(decoder.map_err(Error::io(path, "read"))?))
    } else {
        Box::new(reader)
    })
}

/// Where results go: a file that appears when it is whole, or standard output.
///
/// # Errors
/// When the file cannot be made or written.
pub fn output(path: Option<&Path>, work: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    match path {
        Some(path) if path != Path::new("-") => {
            if path.is_dir() {
                return Err(Error::usage(
                    format!("the output {} is a folder", path.display()),
                    "name a file",
                ));
            }
            let refused =
                |error: Error| Error::usage(error.to_string(), "name a file that you may write");
            // What is there and no file, a pipe or a device, is written to and never replaced.
            if path.metadata().is_ok_and(|there| !there.is_file()) {
                let file = File::options().write(true).open(path);
                let file = file.map_err(Error::io(path, "open")).map_err(refused)?;
                let mut out = std::io::BufWriter::new(file);
                work(&mut out)?;
                return out
                    .flush()
                    .or_else(quiet_pipe)
                    .map_err(Error::io(path, "write"));
            }
            // Nor is a link: the file that it leads to is.
            let place = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
            let mut file = OutFile::create(&place).map_err(refused)?;
            work(&mut file)?;
            file.sync()?.publish()
        }
        _ => {
            let mut out = std::io::BufWriter::new(std::io::stdout().lock());
            work(&mut out)?;
            out.flush()
                .or_else(quiet_pipe)
                .map_err(Error::io(Path::new("standard output"), "write"))
        }
    }
}

/// A reader that has seen enough (`| head`) is no error.
pub(crate) fn quiet_pipe(error: std::io::Error) -> std::io::Result<()> {
    if error.kind() == std::io::ErrorKind::BrokenPipe {
        Ok(())
    } else {
        Err(error)
    }
}
