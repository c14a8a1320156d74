//! Where an input file is, on a disk or in a store, and how its bytes are read.

mod find;

use std::fmt;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::UNIX_EPOCH;

pub(crate) use find::find;
use serde::{Deserialize, Serialize};
use tamis_store::{Entry, Location, Settings, Stores};

use crate::error::{Error, Result};

/// The stores of a run. They are set up when the first input in one is met.
pub struct Reach {
    settings: Settings,
    stores: OnceLock<Stores>,
}

impl Reach {
    /// With the config's table `[stores]`.
    #[must_use]
    pub fn new(settings: Settings) -> Arc<Self> {
        Arc::new(Self {
            settings,
            stores: OnceLock::new(),
        })
    }

    /// The stores.
    ///
    /// # Errors
    /// Settings with which none can be reached.
    pub fn stores(&self) -> Result<&Stores> {
        if let Some(stores) = self.stores.get() {
            return Ok(stores);
        }
        let stores = Stores::new(self.settings.clone()).map_err(from_store)?;
        Ok(self.stores.get_or_init(|| stores))
    }
}

/// What a store, or the way to it, has said. A location, a setting or a place that is taken is a wrong call;
/// the rest is a failure, which another start may mend.
pub fn from_store(error: tamis_store::Error) -> Error {
    use tamis_store::Error as E;
    let message = error.to_string();
    match error {
        E::Location { .. } | E::Unsupported { .. } | E::Taken { .. } | E::Unsendable { .. } => {
            Error::Usage {
                message,
                help: None,
            }
        }
        E::Setting { .. } => Error::Usage {
            message,
            help: Some("the table [stores] of a config says how stores are reached".into()),
        },
        _ => Error::run_help(
            message,
            "see the table [stores] and the keys in the environment, or start the same command again",
        ),
    }
}

/// Whether a text names a place in a store rather than on a disk.
#[must_use]
pub fn is_remote(text: &str) -> bool {
    text.contains("://") && !text.starts_with("file://")
}

/// Where an input file is.
#[derive(Clone)]
pub struct Place(Where);

#[derive(Clone)]
enum Where {
    Disk(PathBuf),
    Store(Arc<Stored>),
}

struct Stored {
    location: Location,
    /// The location as text, where a path is asked for to be shown.
    shown: PathBuf,
    bytes: u64,
    mark: Option<String>,
    reach: Arc<Reach>,
}

/// A place as it is noted for another process. A location has its query, which may sign requests.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Noted {
    /// The path, absolute.
    Disk(PathBuf),
    /// Location and mark.
    Store(String, Option<String>),
}

impl Noted {
    /// Whether the location has a query.
    pub(crate) fn has_query(&self) -> bool {
        matches!(self, Self::Store(location, _) if location.contains('?'))
    }
}

/// By what it is seen that a file is still the one that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Mark {
    /// Time of last change, nanoseconds since 1970. Not a `u128`: serde cannot read one back in an untagged
    /// enum, and a record that cannot be read is a task that is done again.
    Time(u64),
    /// The store's mark of this content; none where it gives none.
    Etag(Option<String>),
}

impl From<PathBuf> for Place {
    fn from(path: PathBuf) -> Self {
        Self(Where::Disk(path))
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Place({})", self.shown().display())
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.shown() == other.shown() && self.is_stored() == other.is_stored()
    }
}

impl Eq for Place {}

impl Place {
    /// A file that a store has listed.
    pub(crate) fn stored(entry: Entry, reach: &Arc<Reach>) -> Self {
        Self(Where::Store(Arc::new(Stored {
            shown: entry.location.to_string().into(),
            location: entry.location,
            bytes: entry.bytes,
            mark: entry.etag,
            reach: reach.clone(),
        })))
    }

    /// For another process.
    pub(crate) fn noted(&self) -> Noted {
        match &self.0 {
            Where::Disk(path) => {
                Noted::Disk(std::path::absolute(path).unwrap_or_else(|_| path.clone()))
            }
            Where::Store(stored) => Noted::Store(stored.location.written(), stored.mark.clone()),
        }
    }

    /// What another process has noted.
    ///
    /// # Errors
    /// A location that is none.
    pub(crate) fn of(noted: &Noted, bytes: u64, reach: &Arc<Reach>) -> Result<Self> {
        Ok(match noted {
            Noted::Disk(path) => path.clone().into(),
            Noted::Store(location, mark) => {
                let entry = Entry {
                    location: Location::parse(location).map_err(from_store)?,
                    bytes,
                    etag: mark.clone(),
                };
                Self::stored(entry, reach)
            }
        })
    }

    /// The path, or the location, as messages have it.
    #[must_use]
    pub fn shown(&self) -> &Path {
        match &self.0 {
            Where::Disk(path) => path,
            Where::Store(stored) => &stored.shown,
        }
    }

    /// The path, if it is on a disk.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match &self.0 {
            Where::Disk(path) => Some(path),
            Where::Store(_) => None,
        }
    }

    /// Whether it is in a store.
    #[must_use]
    pub fn is_stored(&self) -> bool {
        self.path().is_none()
    }

    /// A reader from the first byte on.
    ///
    /// # Errors
    /// When it cannot be opened; when a store has another object there than when the run was planned.
    pub fn open(&self) -> Result<Box<dyn Read + Send>> {
        let stored = match &self.0 {
            Where::Disk(path) => {
                let file = File::open(path).map_err(Error::io(path, "open"))?;
                return Ok(Box::new(file));
            }
            Where::Store(stored) => stored,
        };
        let opened = stored.reach.stores()?.open(&stored.location);
        let reader = opened.map_err(|error| Error::io(self.shown(), "open")(error.into()))?;
        let (now, then) = (reader.etag(), stored.mark.as_deref());
        if reader.length() != stored.bytes || now.is_some() && then.is_some() && now != then {
            return Err(Error::run_help(
                format!(
                    "{} was replaced after the run was planned: it had {} bytes and the mark {}, and has \
                     {} bytes and the mark {}",
                    self.shown().display(),
                    stored.bytes,
                    then.unwrap_or("none"),
                    reader.length(),
                    now.unwrap_or("none"),
                ),
                "start the same command again, which plans with what is there now",
            ));
        }
        Ok(Box::new(reader))
    }

    /// Its first bytes, at most `count`.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn head(&self, count: u64) -> Result<Vec<u8>> {
        let failed = |error| Error::io(self.shown(), "read")(error);
        match &self.0 {
            Where::Disk(path) => {
                let mut head = Vec::new();
                let file = File::open(path).map_err(Error::io(path, "open"))?;
                file.take(count).read_to_end(&mut head).map_err(failed)?;
                Ok(head)
            }
            Where::Store(stored) => {
                let stores = stored.reach.stores()?;
                let failed = |error: tamis_store::Error| failed(error.into());
                let stat = stores.stat(&stored.location).map_err(failed)?;
                let range = 0..count.min(stat.bytes);
                let bytes = stores.range(&stored.location, &stat, range);
                Ok(bytes.map_err(failed)?.to_vec())
            }
        }
    }

    /// A file to be read here and there: the file itself, or a copy of the object in `scratch`, without a
    /// name, that is gone when it is closed. Of a copy, its SHA-256 and length too.
    ///
    /// # Errors
    /// When it cannot be read, or the copy not be written.
    pub(crate) fn file(&self, scratch: &Path) -> Result<(File, Option<(String, u64)>)> {
        if let Some(path) = self.path() {
            return Ok((File::open(path).map_err(Error::io(path, "open"))?, None));
        }
        std::fs::create_dir_all(scratch).map_err(Error::io(scratch, "make the folder"))?;
        let mut copy = tempfile::tempfile_in(scratch).map_err(Error::io(scratch, "write to"))?;
        let mut reader = tamis_manifests::digest::HashingReader::new(self.open()?);
        let mut buffer = vec![0; 1 << 20];
        loop {
            let count = match reader.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(Error::io(self.shown(), "read")(error)),
            };
            copy.write_all(&buffer[..count])
                .map_err(Error::io(scratch, "write to"))?;
        }
        let read = reader.finish().map_err(Error::io(self.shown(), "read"))?;
        Ok((copy, Some(read)))
    }

    /// How it is seen whether it has changed.
    ///
    /// # Errors
    /// When it is not there.
    pub fn mark(&self) -> Result<Mark> {
        Ok(match &self.0 {
            Where::Disk(path) => Mark::Time(modified(path)?),
            Where::Store(stored) => Mark::Etag(stored.mark.clone()),
        })
    }

    /// Whether it is what was read when it had this mark and SHA-256. A copy on a disk with another time is
    /// hashed; an object without a mark is never taken for the same.
    #[must_use]
    pub fn is_still(&self, mark: &Mark, sha256: &str) -> bool {
        match (&self.0, mark) {
            (Where::Store(stored), Mark::Etag(Some(mark))) => stored.mark.as_ref() == Some(mark),
            (Where::Store(_), _) => false,
            (Where::Disk(path), mark) => {
                modified(path).is_ok_and(|now| Mark::Time(now) == *mark)
                    || File::open(path)
                        .and_then(tamis_manifests::digest::sha256_of)
                        .is_ok_and(|(now, _)| now == sha256)
            }
        }
    }
}

/// The time of last change of a file, nanoseconds since 1970.
pub(crate) fn modified(path: &Path) -> Result<u64> {
    let time = std::fs::metadata(path)
        .and_then(|meta| meta.modified())
        .map_err(Error::io(path, "read the time of"))?;
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(u64::try_from(since.as_nanos()).unwrap_or(u64::MAX))
}
