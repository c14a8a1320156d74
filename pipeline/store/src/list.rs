//! What is in a folder, and which of it a pattern means.

use std::path::Path;

use futures_util::TryStreamExt;
use globset::{GlobBuilder, GlobMatcher};
use object_store::path::Path as Key;

use crate::error::Result;
use crate::location::{Place, is_pattern};
use crate::retry::{Failure, Tries, with_tries};
use crate::stores::{Core, Entry};
use crate::wire::watched;
use crate::{Error, Location, Stores};

const NO_LISTING: &str = "cannot be listed, since https:// knows no listings: name the files, or give a \
                          list of them (`@list.txt`)";

impl Stores {
    /// All files below a folder, sorted by location. A folder that does not exist has none in a store,
    /// which knows no folders, and is an error on a disk.
    ///
    /// # Errors
    /// A location on the web, which has no listings, or a store that cannot be asked.
    pub fn list(&self, folder: &Location) -> Result<Vec<Entry>> {
        if let Some(path) = folder.as_local() {
            return list_local(path);
        }
        let (core, folder) = (self.core.clone(), folder.clone());
        self.wait(async move { core.list(&folder).await })
    }

    /// The files that a pattern means, sorted by location. `*`, `?`, `[..]` and `{a,b}` stand for letters of
    /// one part of the path, `**` as a part of its own for any number of parts. Only the folders that the
    /// pattern can reach are listed. A location without such letters is that one file, and must be there.
    ///
    /// # Errors
    /// As [`list`](Self::list), or a pattern that cannot be read.
    pub fn glob(&self, pattern: &Location) -> Result<Vec<Entry>> {
        if let (Place::Web(_), true) = (pattern.place(), pattern.is_pattern()) {
            return Err(Error::unsupported(pattern, NO_LISTING));
        }
        if let Place::S3(_, key) | Place::Gs(_, key) = pattern.place()
            && (key.is_empty() || key.ends_with('/'))
        {
            // A bucket answers as if it were an object of no bytes.
            return Err(Error::Location {
                given: pattern.to_string(),
                why: "it names a folder, not a file: with `**` behind it, it means all files in it"
                    .into(),
            });
        }
        if !pattern.is_pattern() {
            let stat = self.stat(pattern)?;
            return Ok(vec![Entry {
                location: pattern.clone(),
                bytes: stat.bytes,
                etag: stat.etag,
            }]);
        }
        let text = match pattern.place() {
            Place::S3(_, key) | Place::Gs(_, key) => key.clone(),
            Place::Local(path) => path.to_string_lossy().into_owned(),
            Place::Web(_) => String::new(),
        };
        let parts: Vec<&str> = text.split('/').collect();
        let fixed = parts.iter().take_while(|part| !is_pattern(part)).count();
        let folder = match parts[..fixed] {
            // Of `/*.gz` on a disk.
            [""] => "/".to_owned(),
            _ => parts[..fixed].join("/"),
        };
        let mut found = Vec::new();
        self.expand(pattern, &folder, &parts[fixed..], &mut found)?;
        found.sort_by(|a: &Entry, b| a.location.cmp(&b.location));
        Ok(found)
    }

    fn expand(
        &self,
        pattern: &Location,
        folder: &str,
        rest: &[&str],
        found: &mut Vec<Entry>,
    ) -> Result<()> {
        let Some((part, deeper)) = rest.split_first() else {
            return Ok(());
        };
        let below = |name: &str| match folder {
            "" => name.to_owned(),
            folder => format!("{}/{name}", folder.trim_end_matches('/')),
        };
        if part.contains("**") {
            // From here on everything is listed, and the whole rest compared.
            let matcher = matcher(pattern, &below(&rest.join("/")))?;
            let listed = self.list(&pattern.with_key(folder))?;
            found.extend(listed.into_iter().filter(|entry| {
                let key = match entry.location.place() {
                    Place::S3(_, key) | Place::Gs(_, key) => key.as_str(),
                    Place::Local(path) => path.to_str().unwrap_or_default(),
                    Place::Web(_) => "",
                };
                matcher.is_match(key)
            }));
            return Ok(());
        }
        if !is_pattern(part) && !deeper.is_empty() {
            return self.expand(pattern, &below(part), deeper, found);
        }
        let matcher = matcher(pattern, part)?;
        let (folders, files) = match self.children(&pattern.with_key(folder)) {
            // A folder that a pattern could mean and that is not there holds nothing, as in a store.
            Err(error) if error.is_not_found() => return Ok(()),
            children => children?,
        };
        if deeper.is_empty() {
            let meant = |entry: &Entry| matcher.is_match(entry.location.name());
            found.extend(files.into_iter().filter(meant));
            return Ok(());
        }
        for name in folders.iter().filter(|name| matcher.is_match(name)) {
            self.expand(pattern, &below(name), deeper, found)?;
        }
        Ok(())
    }

    /// Names of the folders, and the files, that are directly in a folder.
    fn children(&self, folder: &Location) -> Result<(Vec<String>, Vec<Entry>)> {
        if let Some(path) = folder.as_local() {
            return children_local(path);
        }
        let (core, folder) = (self.core.clone(), folder.clone());
        self.wait(async move { core.children(&folder).await })
    }
}

fn matcher(pattern: &Location, glob: &str) -> Result<GlobMatcher> {
    let glob = GlobBuilder::new(glob).literal_separator(true).build();
    let glob = glob.map_err(|error| Error::Location {
        given: pattern.to_string(),
        why: format!("its pattern cannot be read: {}", error.kind()),
    })?;
    Ok(glob.compile_matcher())
}

impl Core {
    async fn list(&self, folder: &Location) -> Result<Vec<Entry>> {
        let (backend, key) = self.listable(folder)?;
        let prefix = Some(&key).filter(|key| !key.as_ref().is_empty());
        let mut entries: Vec<Entry> = Vec::new();
        let mut last: Option<Key> = None;
        let mut tries = Tries::new(&self.settings);
        loop {
            let before = entries.len();
            let pull = async {
                let mut listing = match &last {
                    Some(last) => backend.store.list_with_offset(prefix, last),
                    None => backend.store.list(prefix),
                };
                while let Some(object) = listing.try_next().await? {
                    entries.push(Entry {
                        location: folder.with_key(object.location.as_ref()),
                        bytes: object.size,
                        etag: object.e_tag,
                    });
                    last = Some(object.location);
                }
                Ok(())
            };
            let (ended, answer): (object_store::Result<()>, _) = watched(pull).await;
            match ended {
                Ok(()) => break,
                Err(error) => {
                    if entries.len() > before {
                        tries.succeeded();
                    }
                    let failure = Failure::new(&error, answer);
                    tries.again(failure, folder, None, 0).await?;
                }
            }
        }
        // Not every store lists in order, and one that does not may list twice what came after a failure.
        entries.sort_by(|a, b| a.location.cmp(&b.location));
        entries.dedup_by(|a, b| a.location == b.location);
        Ok(entries)
    }

    async fn children(&self, folder: &Location) -> Result<(Vec<String>, Vec<Entry>)> {
        let (backend, key) = self.listable(folder)?;
        let prefix = Some(&key).filter(|key| !key.as_ref().is_empty());
        let listed = with_tries(&self.settings, folder, || {
            backend.store.list_with_delimiter(prefix)
        });
        let listed = listed.await?;
        let name = |key: &Key| key.filename().unwrap_or_default().to_owned();
        let folders = listed.common_prefixes.iter().map(name).collect();
        let files = listed.objects.into_iter().map(|object| Entry {
            location: folder.with_key(object.location.as_ref()),
            bytes: object.size,
            etag: object.e_tag,
        });
        Ok((folders, files.collect()))
    }

    fn listable(&self, folder: &Location) -> Result<(crate::stores::Backend, Key)> {
        match folder.place() {
            Place::Web(_) => Err(Error::unsupported(folder, NO_LISTING)),
            _ => self.backend(folder),
        }
    }
}

fn list_local(folder: &Path) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for entry in walkdir::WalkDir::new(folder).follow_links(true) {
        let entry = entry.map_err(|error| Error::Local {
            path: error.path().unwrap_or(folder).to_owned(),
            source: error.into(),
        })?;
        if entry.file_type().is_file() {
            let metadata = entry.metadata().map_err(|error| Error::Local {
                path: entry.path().to_owned(),
                source: error.into(),
            })?;
            entries.push(Entry {
                bytes: metadata.len(),
                etag: None,
                location: Location::local(entry.into_path()),
            });
        }
    }
    entries.sort_by(|a, b| a.location.cmp(&b.location));
    Ok(entries)
}

fn children_local(folder: &Path) -> Result<(Vec<String>, Vec<Entry>)> {
    let here = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let (mut folders, mut files) = (Vec::new(), Vec::new());
    for entry in std::fs::read_dir(here).map_err(Error::local(folder))? {
        let entry = entry.map_err(Error::local(folder))?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let path = folder.join(&name);
        let metadata = std::fs::metadata(&path).map_err(Error::local(&path))?;
        if metadata.is_dir() {
            folders.push(name);
        } else if metadata.is_file() {
            files.push(Entry {
                location: Location::local(path),
                bytes: metadata.len(),
                etag: None,
            });
        }
    }
    Ok((folders, files))
}
