//! Where something is.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use url::Url;

use crate::Error;

const EXPECTED: &str =
    "`s3://bucket/key`, `gs://bucket/key`, `https://host/path`, `http://host/path` or a local path";

/// A file, an object or a folder of them: on a disk, in an object store, or on the web.
///
/// ```
/// use tamis_store::Location;
///
/// let crawl = Location::parse("s3://commoncrawl/crawl-data/CC-MAIN-2024-33")?;
/// assert_eq!(crawl.join("warc.paths.gz").to_string(),
///            "s3://commoncrawl/crawl-data/CC-MAIN-2024-33/warc.paths.gz");
/// assert!(Location::parse("s3a://bucket/key").is_err());
/// # Ok::<(), tamis_store::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location(Place);

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Place {
    /// Bucket and key.
    S3(String, String),
    Gs(String, String),
    Web(Url),
    Local(PathBuf),
}

impl Location {
    /// Reads a location as people write it. A local path may also be `file:///path`.
    ///
    /// # Errors
    /// What was expected, for another scheme, a missing or impossible bucket, or a user and a password
    /// in the URL.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let wrong = |why: String| Error::Location {
            given: shown(text),
            why,
        };
        let Some((scheme, rest)) = text.split_once("://") else {
            for scheme in ["s3", "gs", "http", "https"] {
                let after = text.strip_prefix(scheme).and_then(|t| t.strip_prefix(':'));
                if after.is_some() {
                    return Err(wrong(format!("after `{scheme}:` come two slashes")));
                }
            }
            if text.is_empty() {
                return Err(wrong(format!("it is empty; expected {EXPECTED}")));
            }
            return Ok(Self(Place::Local(PathBuf::from(text))));
        };
        match scheme {
            "s3" | "gs" => {
                let (bucket, key) = rest.split_once('/').unwrap_or((rest, ""));
                check_bucket(bucket).map_err(wrong)?;
                let key = check_key(key).map_err(wrong)?;
                let bucket = bucket.to_owned();
                Ok(Self(match scheme {
                    "s3" => Place::S3(bucket, key),
                    _ => Place::Gs(bucket, key),
                }))
            }
            "http" | "https" => {
                let url = Url::parse(text).map_err(|error| wrong(error.to_string()))?;
                if !url.username().is_empty() || url.password().is_some() {
                    return Err(wrong(
                        "a user and a password have no place in it: they would end in logs".into(),
                    ));
                }
                Ok(Self(Place::Web(url)))
            }
            "file" if rest.starts_with('/') => Ok(Self(Place::Local(PathBuf::from(rest)))),
            "file" => Err(wrong("after `file://` comes an absolute path".into())),
            "s3a" | "s3n" => Err(wrong(format!("write `s3://` for `{scheme}://`"))),
            _ => Err(wrong(format!("expected {EXPECTED}"))),
        }
    }

    /// A local path.
    #[must_use]
    pub fn local(path: impl Into<PathBuf>) -> Self {
        Self(Place::Local(path.into()))
    }

    /// The location of `relative`, `a/b.txt`, below this one. A query stays where it is.
    #[must_use]
    pub fn join(&self, relative: &str) -> Self {
        let key = |base: &str| match base.strip_suffix('/').unwrap_or(base) {
            "" => relative.to_owned(),
            base => format!("{base}/{relative}"),
        };
        Self(match &self.0 {
            Place::S3(bucket, base) => Place::S3(bucket.clone(), key(base)),
            Place::Gs(bucket, base) => Place::Gs(bucket.clone(), key(base)),
            Place::Local(base) => Place::Local(base.join(relative)),
            Place::Web(url) => {
                let mut url = url.clone();
                if let Ok(mut parts) = url.path_segments_mut() {
                    parts.pop_if_empty().extend(relative.split('/'));
                }
                Place::Web(url)
            }
        })
    }

    /// The last part of the path: the name of the file.
    #[must_use]
    pub fn name(&self) -> &str {
        match &self.0 {
            Place::S3(_, key) | Place::Gs(_, key) => last_part(key),
            Place::Web(url) => last_part(url.path()),
            Place::Local(path) => path.file_name().and_then(|n| n.to_str()).unwrap_or(""),
        }
    }

    /// The path, if it is local.
    #[must_use]
    pub fn as_local(&self) -> Option<&Path> {
        match &self.0 {
            Place::Local(path) => Some(path),
            _ => None,
        }
    }

    /// Whether it is in a store or on the web.
    #[must_use]
    pub fn is_remote(&self) -> bool {
        self.as_local().is_none()
    }

    /// Whether it is a pattern with `*`, `?`, `[` or `{`. A URL of the web never is, since `?` begins its
    /// query.
    #[must_use]
    pub fn is_pattern(&self) -> bool {
        match &self.0 {
            Place::S3(_, key) | Place::Gs(_, key) => is_pattern(key),
            Place::Web(url) => url.path().contains('*'),
            Place::Local(path) => path.to_str().is_some_and(is_pattern),
        }
    }

    /// As it was written, the query too: for a file that nobody else may read, and no message.
    #[must_use]
    pub fn written(&self) -> String {
        match &self.0 {
            Place::Web(url) => url.to_string(),
            _ => self.to_string(),
        }
    }

    pub(crate) fn place(&self) -> &Place {
        &self.0
    }

    /// The same store, another key.
    pub(crate) fn with_key(&self, key: &str) -> Self {
        Self(match &self.0 {
            Place::S3(bucket, _) => Place::S3(bucket.clone(), key.to_owned()),
            Place::Gs(bucket, _) => Place::Gs(bucket.clone(), key.to_owned()),
            Place::Local(_) => Place::Local(PathBuf::from(key)),
            Place::Web(url) => {
                let mut url = url.clone();
                url.set_path(key);
                Place::Web(url)
            }
        })
    }
}

impl FromStr for Location {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

/// As it was written, but for a query, which may sign the request: `https://host/path?...`.
impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Place::S3(bucket, key) => write!(f, "s3://{bucket}/{key}"),
            Place::Gs(bucket, key) => write!(f, "gs://{bucket}/{key}"),
            Place::Local(path) => write!(f, "{}", path.display()),
            Place::Web(url) => f.write_str(&shown(url.as_str())),
        }
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Location({self})")
    }
}

pub(crate) fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?', '[', '{'])
}

fn last_part(path: &str) -> &str {
    let path = path.strip_suffix('/').unwrap_or(path);
    path.rsplit_once('/').map_or(path, |(_, last)| last)
}

/// A URL without what may be secret in it: user, password, query, fragment.
pub(crate) fn shown(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let host_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host = rest[..host_end].rsplit('@').next().unwrap_or_default();
    let tail = &rest[host_end..];
    let mut text = format!("{scheme}://{host}");
    if matches!(scheme, "http" | "https") {
        let path_end = tail.find(['?', '#']).unwrap_or(tail.len());
        text.push_str(&tail[..path_end]);
        if path_end < tail.len() {
            text.push_str("?...");
        }
    } else {
        text.push_str(tail);
    }
    text
}

/// The letters of bucket names, old ones included; the length and the order of them is the store's
/// affair.
fn check_bucket(bucket: &str) -> Result<(), String> {
    if bucket.is_empty() {
        return Err("the bucket's name is missing".into());
    }
    if bucket.contains('@') {
        return Err("credentials have no place in it: they come from the environment".into());
    }
    let wrong = |c: &char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
    match bucket.chars().find(wrong) {
        Some(c) => Err(format!("a bucket's name has no `{c}`")),
        None => Ok(()),
    }
}

/// Keys with empty or dotted parts can be made with other tools, but not reached through `object_store`.
fn check_key(key: &str) -> Result<String, String> {
    let key = key.strip_suffix('/').unwrap_or(key);
    if key.is_empty() {
        return Ok(String::new());
    }
    for part in key.split('/') {
        match part {
            "" => return Err("the key has an empty part (`//`)".into()),
            "." | ".." => return Err(format!("the key has a part `{part}`")),
            _ if part.chars().any(|c| c.is_ascii_control()) => {
                return Err("the key has a control character".into());
            }
            _ => {}
        }
    }
    Ok(key.to_owned())
}
