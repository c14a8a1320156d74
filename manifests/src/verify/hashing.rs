//! Reading files from their beginnings to their ends, and hashing them, two at a time.

use std::fs::File;
use std::io::{ErrorKind, Read, Seek};

use sha2::{Digest as _, Sha256};

use super::paths::Refused;
use crate::digest::{hex, lanes};

/// Bytes read at once of each file.
const CHUNK: usize = 1 << 17;

/// A file that is hashed.
pub(super) struct Hashing {
    file: Result<File, Refused>,
    hasher: Sha256,
    /// Hashed so far.
    pub(super) bytes: u64,
    buffer: Vec<u8>,
    /// Bytes of the buffer that were read last.
    read: usize,
}

impl Hashing {
    pub(super) fn new(file: Result<File, Refused>) -> Self {
        Self {
            file,
            hasher: Sha256::new(),
            bytes: 0,
            buffer: vec![0; CHUNK],
            read: 0,
        }
    }

    /// Reads on; as much as fits, unless the file ends before. Says whether that was anything.
    fn fill(&mut self, progress: &dyn Fn(u64)) -> bool {
        self.read = 0;
        while let (Ok(file), true) = (&mut self.file, self.read < CHUNK) {
            match file.read(&mut self.buffer[self.read..]) {
                Ok(0) => break,
                Ok(n) => self.read += n,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => self.file = Err(failed(&error)),
            }
        }
        if self.read > 0 {
            self.bytes += self.read as u64;
            progress(self.read as u64);
        }
        self.read > 0
    }

    /// The digest (hex), and the file, at its start again.
    pub(super) fn finish(self) -> Result<(String, File), Refused> {
        let mut file = self.file?;
        file.rewind().map_err(|error| failed(&error))?;
        Ok((hex(&self.hasher.finalize()), file))
    }
}

fn failed(error: &std::io::Error) -> Refused {
    Refused::Unreadable(format!("it cannot be read: {error}"))
}

/// Reads and hashes files. `progress` hears of bytes.
pub(super) fn read(files: &mut [Hashing], progress: &dyn Fn(u64)) {
    for two in files.chunks_mut(2) {
        match two {
            [a, b] => {
                while a.fill(progress) | b.fill(progress) {
                    lanes::update_both(
                        (&mut a.hasher, &a.buffer[..a.read]),
                        (&mut b.hasher, &b.buffer[..b.read]),
                    );
                }
            }
            alone => {
                for file in alone {
                    while file.fill(progress) {
                        file.hasher.update(&file.buffer[..file.read]);
                    }
                }
            }
        }
    }
}
