//! A folder is published as one thing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use xxhash_rust::xxh3::xxh3_64;

use crate::digest::of_file;
use crate::error::Result;
use crate::location::Place;
use crate::put::{Journal, Put, is_unfinished};
use crate::{Error, Location, Stores};

/// The folder of a dataset that is its maker's affair, and stays where it is.
const HIDDEN: &str = ".tamis";
/// Files that are sent at a time. The parts of large ones share the connections besides.
const FILES: usize = 4;

/// How far publishing is, after each file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The file, relative to the folder, with `/`.
    pub file: String,
    /// Whether it was there already.
    pub skipped: bool,
    /// Files that are there now.
    pub files: usize,
    /// All files.
    pub of_files: usize,
    /// Bytes that are there now.
    pub bytes: u64,
    /// All bytes.
    pub of_bytes: u64,
}

/// A folder that is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Files of the folder; all of them are there.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// How many of them were there already.
    pub skipped: usize,
    /// What was at the place before and is not of this folder. A reader that takes all files it finds would
    /// take these too.
    pub extra: Vec<Location>,
}

impl Stores {
    /// Sends a folder, without its `.tamis`. The files named in `last`, relative to the folder, are sent
    /// when all others are there, in that order: a reader who waits for them never sees half a dataset.
    /// Called again after it was killed, it sends only what is missing, and clears the parts of uploads
    /// that the killed process had begun, which it finds in the folder's `.tamis`.
    ///
    /// # Errors
    /// If one of `last` is not in the folder, is already at the place with another content
    /// ([`Error::Taken`]), or a file cannot be sent. Files that were sent until then stay, and are not sent
    /// again.
    pub fn publish(
        &self,
        folder: &Path,
        to: &Location,
        last: &[&str],
        progress: &(dyn Fn(&Progress) + Sync),
    ) -> Result<Published> {
        if let Place::Web(_) = to.place() {
            let what = "cannot be written to: outputs go to s3://, gs:// or a local path";
            return Err(Error::unsupported(to, what));
        }
        if to.is_remote() && to.is_pattern() {
            let what = "has a letter of patterns (`*`, `?`, `[`, `{`) in it: nobody could name what is there";
            return Err(Error::unsupported(to, what));
        }
        let mut files = files_of(folder)?;
        for name in last {
            if !files.contains_key(*name) {
                return Err(Error::Unsendable {
                    path: folder.join(name),
                    what: "it is not there, and should be sent last: is the folder finished?"
                        .into(),
                });
            }
            self.not_taken(folder, name, to)?;
        }
        let journal = OnDisk::open(folder, to)?;
        for (place, upload) in journal.left() {
            // One that cannot be taken back hinders nobody, and is tried again the next time.
            if let Ok(place) = Location::parse(&place)
                && self.take_back(&place, &upload).is_ok()
            {
                journal.ended(&place);
            }
        }
        let extra = self.extra(to, &files)?;
        let sending = Sending {
            stores: self,
            folder,
            to,
            journal: &journal,
            progress,
            of_files: files.len(),
            of_bytes: files.values().sum(),
            done: Mutex::new((0, 0, 0)),
        };
        for name in last {
            files.remove(*name);
        }
        sending.all(&files.into_keys().collect::<Vec<_>>())?;
        for name in last {
            // Somebody else may have published another dataset there meanwhile. What they were told is whole must
            // not be called by this one's name.
            self.not_taken(folder, name, to)?;
            sending.one(name)?;
        }
        let (files, bytes, skipped) = sending
            .done
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        Ok(Published {
            files,
            bytes,
            skipped,
            extra,
        })
    }

    fn not_taken(&self, folder: &Path, name: &str, to: &Location) -> Result<()> {
        let there = to.join(name);
        let stat = match self.stat(&there) {
            Ok(stat) => stat,
            Err(error) if error.is_not_found() => return Ok(()),
            Err(error) => return Err(error),
        };
        let (bytes, sha256) = of_file(&folder.join(name))?;
        let digest = match there.as_local() {
            Some(path) => Some(of_file(path)?.1),
            None => stat.sha256,
        };
        match stat.bytes == bytes && digest.is_some_and(|digest| digest == sha256) {
            true => Ok(()),
            false => Err(Error::Taken { location: there }),
        }
    }

    fn extra(&self, to: &Location, files: &BTreeMap<String, u64>) -> Result<Vec<Location>> {
        let ours: BTreeSet<Location> = files.keys().map(|name| to.join(name)).collect();
        let there = match self.list(to) {
            Ok(there) => there,
            Err(error) if error.is_not_found() => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let there = there.into_iter().map(|entry| entry.location);
        // What another process is about to write on a disk is none of a reader's files.
        let unfinished =
            |place: &Location| place.as_local().is_some() && is_unfinished(place.name());
        Ok(there
            .filter(|place| !ours.contains(place) && !unfinished(place))
            .collect())
    }
}

struct Sending<'a> {
    stores: &'a Stores,
    folder: &'a Path,
    to: &'a Location,
    journal: &'a OnDisk,
    progress: &'a (dyn Fn(&Progress) + Sync),
    of_files: usize,
    of_bytes: u64,
    /// Files, bytes, and files that were there already.
    done: Mutex<(usize, u64, usize)>,
}

impl Sending<'_> {
    fn all(&self, names: &[String]) -> Result<()> {
        let next = AtomicUsize::new(0);
        let failed = AtomicBool::new(false);
        let work = || -> Result<()> {
            while !failed.load(Ordering::Relaxed) {
                let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)) else {
                    break;
                };
                self.one(name)
                    .inspect_err(|_| failed.store(true, Ordering::Relaxed))?;
            }
            Ok(())
        };
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..FILES.min(names.len()))
                .map(|_| scope.spawn(work))
                .collect();
            let mut result = Ok(());
            for worker in workers {
                let ended = worker
                    .join()
                    .unwrap_or_else(|_| Err(crate::stores::stopped()));
                result = result.and(ended);
            }
            result
        })
    }

    fn one(&self, name: &str) -> Result<()> {
        let Put { bytes, skipped, .. } = self.stores.put_journaled(
            &self.folder.join(name),
            &self.to.join(name),
            self.journal,
        )?;
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        done.0 += 1;
        done.1 += bytes;
        done.2 += usize::from(skipped);
        (self.progress)(&Progress {
            file: name.to_owned(),
            skipped,
            files: done.0,
            of_files: self.of_files,
            bytes: done.1,
            of_bytes: self.of_bytes,
        });
        Ok(())
    }
}

/// The files of a folder, with `/` between the parts of their names, and their lengths.
fn files_of(folder: &Path) -> Result<BTreeMap<String, u64>> {
    let mut files = BTreeMap::new();
    let walk = walkdir::WalkDir::new(folder).follow_links(true);
    let walk = walk
        .into_iter()
        .filter_entry(|entry| entry.depth() != 1 || entry.file_name() != HIDDEN);
    for entry in walk {
        let entry = entry.map_err(|error| Error::Local {
            path: error.path().unwrap_or(folder).to_owned(),
            source: error.into(),
        })?;
        if !entry.file_type().is_file() {
            continue;
        }
        let bytes = std::fs::metadata(entry.path())
            .map_err(Error::local(entry.path()))?
            .len();
        let name = entry
            .path()
            .strip_prefix(folder)
            .ok()
            .and_then(Path::to_str);
        let name = name.ok_or_else(|| Error::Unsendable {
            path: entry.path().to_owned(),
            what: "its name is not UTF-8, as names in a store are: rename it".into(),
        })?;
        files.insert(name.to_owned(), bytes);
    }
    match files.is_empty() {
        false => Ok(files),
        true => Err(Error::Unsendable {
            path: folder.to_owned(),
            what: "there are no files in it".into(),
        }),
    }
}

/// Uploads that have begun, in the folder's `.tamis`, and a lock beside it. Where that folder cannot be
/// written, there is no journal, and the bucket's rules have to clear what a killed process left.
struct OnDisk {
    path: PathBuf,
    uploads: Mutex<BTreeMap<String, String>>,
    _lock: Option<File>,
}

impl OnDisk {
    fn open(folder: &Path, to: &Location) -> Result<Self> {
        let hidden = folder.join(HIDDEN);
        let name = format!("publish-{:016x}", xxh3_64(to.to_string().as_bytes()));
        let path = hidden.join(format!("{name}.json"));
        let lock = std::fs::create_dir_all(&hidden)
            .and_then(|()| File::create(hidden.join(format!("{name}.lock"))))
            .ok();
        if let Some(lock) = &lock
            && let Err(TryLockError::WouldBlock) = lock.try_lock()
        {
            return Err(Error::Unsendable {
                path: folder.to_owned(),
                what: format!("another process is publishing it to {to}"),
            });
        }
        let uploads = std::fs::read(&path).unwrap_or_default();
        Ok(Self {
            path,
            uploads: Mutex::new(serde_json::from_slice(&uploads).unwrap_or_default()),
            _lock: lock,
        })
    }

    fn left(&self) -> BTreeMap<String, String> {
        let uploads = self.uploads.lock().unwrap_or_else(PoisonError::into_inner);
        uploads.clone()
    }

    fn change(&self, change: impl FnOnce(&mut BTreeMap<String, String>)) {
        let mut uploads = self.uploads.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut uploads);
        if uploads.is_empty() {
            let _ = std::fs::remove_file(&self.path);
            return;
        }
        // A journal that cannot be written is none: see above.
        let new = self.path.with_extension("json.part");
        if let Ok(json) = serde_json::to_vec_pretty(&*uploads) {
            let _ = std::fs::write(&new, json).and_then(|()| std::fs::rename(&new, &self.path));
        }
    }
}

impl Journal for OnDisk {
    fn begun(&self, to: &Location, upload: &str) {
        self.change(|uploads| {
            uploads.insert(to.to_string(), upload.to_owned());
        });
    }

    fn ended(&self, to: &Location) {
        self.change(|uploads| {
            uploads.remove(&to.to_string());
        });
    }
}
