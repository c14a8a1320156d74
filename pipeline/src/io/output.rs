//! Files that appear under their final name only when they are whole.

use std::fs::File;
use std::hash::BuildHasher;
use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use tamis_manifests::digest::HashingWriter;

use crate::error::{Error, Result};

/// A word of eight hexadecimal digits in the temporary names of this process, so that two processes may
/// write the same file at the same time: each renames its own.
fn mark() -> &'static str {
    static MARK: OnceLock<String> = OnceLock::new();
    MARK.get_or_init(|| {
        let random = std::hash::RandomState::new().hash_one(std::process::id());
        format!("{:08x}", random as u32)
    })
}

/// The final name of a file with this temporary name, if it is one that tamis gives: of
/// `.NAME.0123abcd.tmp` it is `NAME`.
#[must_use]
pub fn final_name(name: &str) -> Option<&str> {
    let (final_name, mark) = name
        .strip_prefix('.')?
        .strip_suffix(".tmp")?
        .rsplit_once('.')?;
    let ours = mark.len() == 8 && mark.bytes().all(|b| b.is_ascii_hexdigit());
    ours.then_some(final_name)
}

/// Deletes what processes that were killed have left of unfinished files below a folder. Nobody may be
/// writing there.
///
/// # Errors
/// When one cannot be deleted.
pub fn sweep(folder: &Path) -> Result<()> {
    let found = walkdir::WalkDir::new(folder).into_iter();
    for entry in found.filter_map(std::result::Result::ok) {
        if entry.file_type().is_file() && final_name(&entry.file_name().to_string_lossy()).is_some()
        {
            std::fs::remove_file(entry.path()).map_err(Error::io(entry.path(), "delete"))?;
        }
    }
    Ok(())
}

/// A file under a temporary name, hashed as it is written.
pub struct OutFile {
    inner: Option<BufWriter<HashingWriter<File>>>,
    temporary: PathBuf,
    path: PathBuf,
}

impl Drop for OutFile {
    /// A file that was given up leaves nothing behind.
    fn drop(&mut self) {
        if self.inner.is_some() {
            let _ = std::fs::remove_file(&self.temporary);
        }
    }
}

impl OutFile {
    /// Starts a file beside its final place.
    ///
    /// # Errors
    /// When the folder or the file cannot be made.
    pub fn create(path: &Path) -> Result<Self> {
        let folder = path.parent().unwrap_or(Path::new("."));
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let temporary = folder.join(format!(".{name}.{}.tmp", mark()));
        // Mostly the folder is there: on a file system of many nodes it is dear to ask first.
        let file = match File::create(&temporary) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                std::fs::create_dir_all(folder).map_err(Error::io(folder, "make the folder"))?;
                File::create(&temporary)
            }
            created => created,
        };
        let file = file.map_err(Error::io(path, "create"))?;
        let inner = BufWriter::with_capacity(1 << 16, HashingWriter::new(file));
        Ok(Self {
            inner: Some(inner),
            temporary,
            path: path.to_path_buf(),
        })
    }

    /// The final name.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Flushes and syncs; the file keeps its temporary name until [`Synced::publish`].
    ///
    /// # Errors
    /// When the last bytes cannot be written.
    pub fn sync(self) -> Result<Synced> {
        let (file, whole) = self.end()?;
        file.sync_all()
            .map_err(Error::io(&whole.temporary, "sync"))?;
        Ok(whole)
    }

    /// Flushes.
    fn end(mut self) -> Result<(File, Synced)> {
        self.flush().map_err(Error::io(&self.temporary, "write"))?;
        let Some(inner) = self.inner.take() else {
            return Err(Error::run(format!(
                "{} was ended twice",
                self.path.display()
            )));
        };
        let hashed = inner.into_inner().map_err(|error| Error::Io {
            path: self.temporary.clone(),
            action: "write",
            source: error.into_error(),
        })?;
        let (file, sha256, bytes) = hashed.finish();
        let whole = Synced {
            temporary: std::mem::take(&mut self.temporary),
            path: std::mem::take(&mut self.path),
            sha256,
            bytes,
        };
        Ok((file, whole))
    }
}

impl Write for OutFile {
    fn write(&mut self, buffer: &[u8]) -> std::io::Result<usize> {
        match &mut self.inner {
            Some(inner) => inner.write(buffer),
            None => Err(std::io::ErrorKind::NotConnected.into()),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.as_mut().map_or(Ok(()), Write::flush)
    }
}

/// A whole file under its temporary name.
pub struct Synced {
    temporary: PathBuf,
    path: PathBuf,
    /// Digest of its bytes.
    pub sha256: String,
    /// Its length.
    pub bytes: u64,
}

impl Synced {
    /// Where it is until then.
    #[must_use]
    pub fn temporary(&self) -> &Path {
        &self.temporary
    }

    /// Gives the file its final name.
    ///
    /// # Errors
    /// When it cannot be renamed.
    pub fn publish(&self) -> Result<()> {
        std::fs::rename(&self.temporary, &self.path).map_err(Error::io(&self.path, "rename"))
    }
}

/// Writes a small file whole or not at all.
///
/// # Errors
/// When it cannot be written.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = OutFile::create(path)?;
    file.write_all(bytes).map_err(Error::io(path, "write"))?;
    published(file.sync()?)
}

/// The same without a sync, for what may be lost in a power cut: whoever reads it then finds it missing, empty or
/// broken, and takes all of them for missing.
///
/// # Errors
/// When it cannot be written.
pub fn write_unsynced(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = OutFile::create(path)?;
    file.write_all(bytes).map_err(Error::io(path, "write"))?;
    published(file.end()?.1)
}

fn published(whole: Synced) -> Result<()> {
    whole.publish().inspect_err(|_| {
        let _ = std::fs::remove_file(whole.temporary());
    })
}
