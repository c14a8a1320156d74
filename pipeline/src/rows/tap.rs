//! The bytes of a file on their way to a decoder: counted, and hashed to the end whatever the decoder
//! makes of them.

use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

use tamis_manifests::digest::HashingReader;

/// A file that one reads and another asks about.
#[derive(Clone)]
pub(crate) struct Tap(Arc<Mutex<Tapped>>);

struct Tapped {
    file: Option<HashingReader<Box<dyn Read + Send>>>,
    position: u64,
    /// The file itself could not be read.
    failed: bool,
}

impl Tap {
    /// On the bytes of a file, from the first on.
    pub(crate) fn new(file: Box<dyn Read + Send>) -> Self {
        Self(Arc::new(Mutex::new(Tapped {
            file: Some(HashingReader::new(file)),
            position: 0,
            failed: false,
        })))
    }

    fn with<T>(&self, work: impl FnOnce(&mut Tapped) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Bytes that were read.
    pub(crate) fn position(&self) -> u64 {
        self.with(|tapped| tapped.position)
    }

    /// Whether reading failed, rather than what was read.
    pub(crate) fn failed(&self) -> bool {
        self.with(|tapped| tapped.failed)
    }

    /// Reads the rest; SHA-256 (hex) and length of the whole file.
    ///
    /// # Errors
    /// When the rest cannot be read.
    pub(crate) fn finish(&self) -> io::Result<(String, u64)> {
        let file = self.with(|tapped| tapped.file.take());
        file.ok_or(io::ErrorKind::NotConnected)?.finish()
    }
}

impl Read for Tap {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.with(|tapped| {
            let Some(file) = &mut tapped.file else {
                return Ok(0);
            };
            let read = file.read(buffer);
            match &read {
                Ok(bytes) => tapped.position += *bytes as u64,
                Err(error) => tapped.failed |= error.kind() != io::ErrorKind::Interrupted,
            }
            read
        })
    }
}
