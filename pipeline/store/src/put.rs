//! A file is sent whole, or nothing of it is seen.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::mpsc;

use bytes::Bytes;
use object_store::multipart::PartId;
use object_store::{Attribute, Attributes, PutMultipartOptions, PutOptions};
use sha2::{Digest, Sha256};

use crate::digest::{hex, of_file};
use crate::error::Result;
use crate::fetch::SHA256;
use crate::location::Place;
use crate::retry::{Failure, Tries, with_tries};
use crate::stores::{Backend, Core, Stat, stopped};
use crate::wire::watched;
use crate::{Error, Location, Stores};

/// Parts of an upload have at least so many bytes, but for the last:
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html>.
const LEAST_PART: u64 = 5 << 20;
/// An upload has at most so many parts (same page).
const MOST_PARTS: u64 = 10_000;

/// How the name of a file begins and ends that is being written on a disk.
const UNFINISHED: (&str, &str) = (".tamis-", ".part");

/// Whether a file of this name is one that is being written, or was left by a process that was killed.
pub(crate) fn is_unfinished(name: &str) -> bool {
    name.starts_with(UNFINISHED.0) && name.ends_with(UNFINISHED.1)
}

/// What became of a file that was to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Put {
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of its content, in hexadecimal.
    pub sha256: String,
    /// Whether it was there already, with this length and digest, so that nothing was sent.
    pub skipped: bool,
}

/// Keeps in mind which uploads have begun, so that a later process can clear what a killed one left.
pub(crate) trait Journal: Sync {
    fn begun(&self, to: &Location, upload: &str);
    fn ended(&self, to: &Location);
}

struct NoJournal;

impl Journal for NoJournal {
    fn begun(&self, _: &Location, _: &str) {}

    fn ended(&self, _: &Location) {}
}

impl Stores {
    /// Sends a file to a place, where it appears whole or not at all. In a store it goes in parts, several
    /// at a time; an upload that fails is taken back. On a disk it is written under another name, synced
    /// and renamed. Its SHA-256 is kept with an object; where an object of the same length and digest is
    /// already, nothing is sent.
    ///
    /// If the process is killed in the middle, parts without a name stay in an S3 store, and cost, until a
    /// rule of the bucket clears them (`AbortIncompleteMultipartUpload`).
    ///
    /// # Errors
    /// If the file cannot be read, changes while it is sent, or cannot be sent. A place on the web cannot be
    /// written to.
    pub fn put_file(&self, local: &Path, to: &Location) -> Result<Put> {
        self.put_journaled(local, to, &NoJournal)
    }

    pub(crate) fn put_journaled(
        &self,
        local: &Path,
        to: &Location,
        journal: &dyn Journal,
    ) -> Result<Put> {
        if let Place::Web(_) = to.place() {
            let what = "cannot be written to: outputs go to s3://, gs:// or a local path";
            return Err(Error::unsupported(to, what));
        }
        if to.name().is_empty() {
            return Err(Error::unsupported(to, "has no name for the file"));
        }
        let (bytes, sha256) = of_file(local)?;
        let put = |skipped| Put {
            bytes,
            sha256: sha256.clone(),
            skipped,
        };
        if let Some(path) = to.as_local() {
            return Ok(put(copy(local, path, bytes, &sha256)?));
        }
        if self.has(to, bytes, &sha256)? {
            return Ok(put(true));
        }
        let part = self.part_size(bytes);
        if bytes <= part {
            let mut content = Vec::with_capacity(bytes as usize);
            let mut file = File::open(local).map_err(Error::local(local))?;
            file.read_to_end(&mut content)
                .map_err(Error::local(local))?;
            let mut digest = Sha256::new();
            digest.update(&content);
            unchanged(local, hex(digest) == sha256)?;
            let (core, to, sha256) = (self.core.clone(), to.clone(), sha256.clone());
            self.wait(async move { core.put_whole(&to, content.into(), &sha256).await })?;
        } else {
            self.put_parts(local, to, part, &sha256, journal)?;
        }
        let now = self.stat(to)?;
        if now.bytes != bytes {
            return Err(Error::Truncated {
                location: to.clone(),
                offset: now.bytes,
                promised: bytes,
                tries: 1,
            });
        }
        if now.sha256.as_ref().is_some_and(|found| *found != sha256) {
            return Err(Error::Unsendable {
                path: local.to_owned(),
                what: format!(
                    "{to} is not what was sent: another process writes to the same place"
                ),
            });
        }
        Ok(put(false))
    }

    /// Whether an object of this length and digest is there.
    pub(crate) fn has(&self, to: &Location, bytes: u64, sha256: &str) -> Result<bool> {
        match self.stat(to) {
            Ok(stat) => Ok(is_same(&stat, bytes, sha256)),
            Err(error) if error.is_not_found() => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn part_size(&self, bytes: u64) -> u64 {
        let part = self.settings().chunk.max(LEAST_PART);
        // In whole MiB, so that all parts but the last are of one size.
        let needed = bytes.div_ceil(MOST_PARTS).div_ceil(1 << 20) << 20;
        part.max(needed)
    }

    fn put_parts(
        &self,
        local: &Path,
        to: &Location,
        part: u64,
        sha256: &str,
        journal: &dyn Journal,
    ) -> Result<()> {
        let upload = {
            let (core, to, sha256) = (self.core.clone(), to.clone(), sha256.to_owned());
            self.wait(async move { core.begin(&to, &sha256).await })?
        };
        journal.begun(to, &upload);
        let sent = self.send_parts(local, to, &upload, part, sha256);
        let sent = sent.and_then(|parts| {
            let (core, to, upload) = (self.core.clone(), to.clone(), upload.clone());
            let sha256 = sha256.to_owned();
            self.wait(async move { core.complete(&to, upload, parts, &sha256).await })
        });
        // What went wrong first is what the caller is told. An upload that cannot be taken back now stays
        // in the journal.
        if sent.is_ok() || self.take_back(to, &upload).is_ok() {
            journal.ended(to);
        }
        sent
    }

    /// Reads parts in order, as many as there are places for, and sends them side by side.
    fn send_parts(
        &self,
        local: &Path,
        to: &Location,
        upload: &str,
        part: u64,
        sha256: &str,
    ) -> Result<Vec<PartId>> {
        let mut file = File::open(local).map_err(Error::local(local))?;
        let mut digest = Sha256::new();
        let (sender, receiver) = mpsc::channel();
        let mut done: Vec<Option<PartId>> = Vec::new();
        let mut failed = None;
        let mut take = |done: &mut Vec<Option<PartId>>, (index, part): (usize, Result<PartId>)| {
            match part {
                Ok(part) => done[index] = Some(part),
                Err(error) => failed = failed.take().or(Some(error)),
            }
            failed.is_none()
        };
        let mut going = true;
        while going {
            let places = self.core.parts.clone();
            let place =
                self.wait(async move { places.acquire_owned().await.map_err(|_| stopped()) })?;
            let mut data = Vec::with_capacity(part as usize);
            let read = file.by_ref().take(part).read_to_end(&mut data);
            if let Err(error) = read {
                take(&mut done, (0, Err(Error::local(local)(error))));
                break;
            }
            if data.is_empty() {
                break;
            }
            digest.update(&data);
            let index = done.len();
            done.push(None);
            let (core, to, upload) = (self.core.clone(), to.clone(), upload.to_owned());
            let sender = sender.clone();
            self.spawn(async move {
                let sent = core.put_part(&to, upload, index, data.into()).await;
                drop(place);
                let _ = sender.send((index, sent));
            });
            while let Ok(part) = receiver.try_recv() {
                going &= take(&mut done, part);
            }
        }
        // Also after a failure: a part that arrives after its upload was taken back would stay.
        drop(sender);
        while let Ok(part) = receiver.recv() {
            take(&mut done, part);
        }
        if let Some(error) = failed {
            return Err(error);
        }
        unchanged(local, hex(digest) == sha256)?;
        let parts: Option<Vec<PartId>> = done.into_iter().collect();
        parts.ok_or_else(stopped)
    }

    /// Clears the parts of an upload that will not be completed.
    pub(crate) fn take_back(&self, to: &Location, upload: &str) -> Result<()> {
        let (core, to, upload) = (self.core.clone(), to.clone(), upload.to_owned());
        self.wait(async move { core.abort(&to, upload).await })
    }
}

fn is_same(stat: &Stat, bytes: u64, sha256: &str) -> bool {
    stat.bytes == bytes && stat.sha256.as_deref() == Some(sha256)
}

fn unchanged(local: &Path, same: bool) -> Result<()> {
    match same {
        true => Ok(()),
        false => Err(Error::Unsendable {
            path: local.to_owned(),
            what: "it changed while it was sent: send it when it is finished".into(),
        }),
    }
}

/// On a disk: whether the same file was there already.
fn copy(local: &Path, to: &Path, bytes: u64, sha256: &str) -> Result<bool> {
    if std::fs::metadata(to).is_ok_and(|there| there.len() == bytes) && of_file(to)?.1 == sha256 {
        return Ok(true);
    }
    let folder = match to.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    std::fs::create_dir_all(folder).map_err(Error::local(folder))?;
    let mut file = File::open(local).map_err(Error::local(local))?;
    let mut new = tempfile::Builder::new()
        .prefix(UNFINISHED.0)
        .suffix(UNFINISHED.1)
        .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666))
        .tempfile_in(folder)
        .map_err(Error::local(folder))?;
    io::copy(&mut file, &mut new).map_err(Error::local(to))?;
    unchanged(local, of_file(new.path())?.1 == sha256)?;
    new.as_file().sync_all().map_err(Error::local(to))?;
    new.persist(to)
        .map_err(|error| Error::local(to)(error.error))?;
    let folder_file = File::open(folder).map_err(Error::local(folder))?;
    folder_file.sync_all().map_err(Error::local(folder))?;
    Ok(false)
}

fn attributes(sha256: &str) -> Attributes {
    Attributes::from_iter([(Attribute::Metadata(SHA256.into()), sha256.to_owned())])
}

impl Core {
    async fn put_whole(&self, to: &Location, content: Bytes, sha256: &str) -> Result<()> {
        let (backend, key) = self.backend(to)?;
        with_tries(&self.settings, to, || async {
            self.paid(content.len()).await;
            let options = PutOptions::from(attributes(sha256));
            let put = backend
                .store
                .put_opts(&key, content.clone().into(), options);
            put.await.map(|_| ())
        })
        .await
    }

    async fn begin(&self, to: &Location, sha256: &str) -> Result<String> {
        let (backend, key) = self.backend(to)?;
        let multipart = multipart(to, &backend)?;
        with_tries(&self.settings, to, || {
            let options = PutMultipartOptions::from(attributes(sha256));
            multipart.create_multipart_opts(&key, options)
        })
        .await
    }

    async fn put_part(
        &self,
        to: &Location,
        upload: String,
        index: usize,
        data: Bytes,
    ) -> Result<PartId> {
        let (backend, key) = self.backend(to)?;
        let multipart = multipart(to, &backend)?;
        with_tries(&self.settings, to, || async {
            self.paid(data.len()).await;
            let part = multipart.put_part(&key, &upload, index, data.clone().into());
            part.await
        })
        .await
    }

    async fn complete(
        &self,
        to: &Location,
        upload: String,
        parts: Vec<PartId>,
        sha256: &str,
    ) -> Result<()> {
        let (backend, key) = self.backend(to)?;
        let multipart = multipart(to, &backend)?;
        let mut tries = Tries::new(&self.settings);
        let mut asked = 0;
        loop {
            let complete = multipart.complete_multipart(&key, &upload, parts.clone());
            let (completed, answer) = watched(complete).await;
            let Err(error) = completed else {
                return Ok(());
            };
            let failure = Failure::new(&error, answer);
            asked += 1;
            // The store may have completed it, and its answer been lost: then it knows no such upload any
            // more, and says so in one way or another.
            if asked > 1
                && !failure.may_pass
                && let Ok(now) = self.stat(to).await
                && now.sha256.as_deref() == Some(sha256)
            {
                return Ok(());
            }
            tries.again(failure, to, None, 0).await?;
        }
    }

    async fn abort(&self, to: &Location, upload: String) -> Result<()> {
        let (backend, key) = self.backend(to)?;
        let multipart = multipart(to, &backend)?;
        let aborted = with_tries(&self.settings, to, || {
            multipart.abort_multipart(&key, &upload)
        });
        match aborted.await {
            Err(error) if !error.is_not_found() => Err(error),
            _ => Ok(()),
        }
    }

    async fn paid(&self, bytes: usize) {
        if let Some(bandwidth) = &self.bandwidth {
            bandwidth.take(bytes).await;
        }
    }
}

fn multipart<'a>(
    to: &Location,
    backend: &'a Backend,
) -> Result<&'a dyn object_store::multipart::MultipartStore> {
    let multipart = backend.multipart.as_ref();
    let multipart = multipart.ok_or_else(|| Error::unsupported(to, "takes no files in parts"))?;
    Ok(multipart.0.as_ref())
}
