//! Bytes of an object, whatever happens on the way.

use std::ops::Range;

use bytes::{Bytes, BytesMut};
use chrono::DateTime;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};
use object_store::client::{HttpRequestBody, HttpService};
use object_store::{Attribute, GetOptions, GetRange, GetResult, ObjectMeta};

use url::Url;

use crate::error::Result;
use crate::location::Place;
use crate::retry::{Failure, Tries};
use crate::stores::{Core, Stat};
use crate::wire::{Answer, of_length, watched};
use crate::{Error, Location, Stores};

/// The metadata's key of the content's digest.
pub(crate) const SHA256: &str = "sha256";

/// So much must come through for the tries to be counted anew. A store that gives a few bytes a try does
/// not go on for ever.
const PROGRESS: usize = 256 << 10;

/// How a stretch of an answer ended early.
enum End {
    Failed(object_store::Error),
    Other(Failure),
    Fatal(Error),
}

impl From<object_store::Error> for End {
    fn from(error: object_store::Error) -> Self {
        Self::Failed(error)
    }
}

impl Stores {
    /// The bytes of a stretch of an object, in one piece. `stat` is what [`stat`](Self::stat) gave: an
    /// object that was replaced since then is an error.
    ///
    /// # Errors
    /// As [`Reader`](crate::Reader) has them.
    pub fn range(&self, location: &Location, stat: &Stat, range: Range<u64>) -> Result<Bytes> {
        let (core, location, stat) = (self.core.clone(), location.clone(), stat.clone());
        self.wait(async move { core.range(&location, &stat, range).await })
    }

    /// All of a small object, in a single request without a range: for lists that a program makes while it
    /// answers, and for servers that know no ranges.
    ///
    /// # Errors
    /// If it is longer than `most` bytes, or cannot be had.
    pub fn whole(&self, location: &Location, most: usize) -> Result<Bytes> {
        if let Some(path) = location.as_local() {
            let bytes = std::fs::read(path).map_err(Error::local(path))?;
            return match bytes.len() <= most {
                true => Ok(bytes.into()),
                false => Err(too_long(location, most)),
            };
        }
        let (core, location) = (self.core.clone(), location.clone());
        self.wait(async move { core.whole(&location, most).await })
    }
}

fn too_long(location: &Location, most: usize) -> Error {
    Error::Content {
        location: location.clone(),
        expected: "a short list",
        found: format!("it has more than {most} bytes"),
    }
}

impl Core {
    pub(crate) async fn stat(&self, location: &Location) -> Result<Stat> {
        let (backend, key) = self.backend(location)?;
        let mut tries = Tries::new(&self.settings);
        loop {
            let head = GetOptions {
                head: true,
                ..GetOptions::default()
            };
            let (got, answer) = watched(backend.store.get_opts(&key, head)).await;
            let error = match got {
                Ok(found) => return Ok(stat_of(&found)),
                Err(error) => error,
            };
            // A URL may be signed for GET only, and a server may know no HEAD or tell no length.
            let odd = matches!(answer.status, Some(200..=299 | 400 | 403 | 405 | 501));
            if matches!(location.place(), Place::Web(_)) && odd {
                let first = GetOptions {
                    range: Some(GetRange::Bounded(0..1)),
                    ..GetOptions::default()
                };
                match watched(backend.store.get_opts(&key, first)).await {
                    (Ok(found), _) => return Ok(stat_of(&found)),
                    (Err(error), answer) if answer.no_length => {
                        return Err(Failure::new(&error, answer).into_error(location, None, 1));
                    }
                    // What the first answer was says more.
                    (Err(_), _) => {}
                }
            }
            let failure = Failure::new(&error, answer);
            tries.again(failure, location, None, 0).await?;
        }
    }

    /// All bytes of `range`, which lies within the object.
    pub(crate) async fn range(
        &self,
        location: &Location,
        stat: &Stat,
        range: Range<u64>,
    ) -> Result<Bytes> {
        let length = (range.end.saturating_sub(range.start)) as usize;
        let mut got = BytesMut::with_capacity(length);
        let mut tries = Tries::new(&self.settings);
        while got.len() < length {
            let before = got.len();
            let pull = self.pull(location, stat, &range, &mut got);
            let (ended, answer) = watched(pull).await;
            if got.len() - before >= PROGRESS.min(length) {
                tries.succeeded();
            }
            let offset = range.start + got.len() as u64;
            let failure = match ended {
                Ok(()) if got.len() == length => break,
                Ok(()) => Failure::short(),
                Err(End::Fatal(error)) => return Err(error),
                Err(End::Other(failure)) => failure,
                Err(End::Failed(error)) => {
                    changed(location, offset, &answer)?;
                    Failure::new(&error, answer)
                }
            };
            tries
                .again(failure, location, Some(offset), stat.bytes)
                .await?;
        }
        Ok(got.freeze())
    }

    /// Adds to `got` what one answer gives.
    async fn pull(
        &self,
        location: &Location,
        stat: &Stat,
        range: &Range<u64>,
        got: &mut BytesMut,
    ) -> Result<(), End> {
        let length = (range.end - range.start) as usize;
        let offset = range.start + got.len() as u64;
        let (backend, key) = self.backend(location).map_err(End::Fatal)?;
        // Servers of the web have weak marks, or one for each of their machines: they are compared below.
        let is_web = matches!(location.place(), Place::Web(_));
        let options = GetOptions {
            range: Some(GetRange::Bounded(offset..range.end)),
            if_match: stat.etag.clone().filter(|_| !is_web),
            ..GetOptions::default()
        };
        let answer = of_length(stat.bytes, backend.store.get_opts(&key, options)).await?;
        same(location, offset, stat, &answer.meta).map_err(End::Fatal)?;
        let mut body = answer.into_stream();
        while got.len() < length {
            let Some(piece) = body.next().await else {
                break;
            };
            let piece = piece?;
            if piece.len() > length - got.len() {
                return Err(End::Other(Failure::long()));
            }
            if let Some(bandwidth) = &self.bandwidth {
                bandwidth.take(piece.len()).await;
            }
            got.extend_from_slice(&piece);
        }
        Ok(())
    }

    async fn whole(&self, location: &Location, most: usize) -> Result<Bytes> {
        let mut tries = Tries::new(&self.settings);
        loop {
            let failure = match watched(self.pull_all(location, most)).await {
                (Ok(bytes), _) => return Ok(bytes),
                (Err(End::Fatal(error)), _) => return Err(error),
                (Err(End::Other(failure)), _) => failure,
                (Err(End::Failed(error)), answer) => Failure::new(&error, answer),
            };
            tries.again(failure, location, None, 0).await?;
        }
    }

    async fn pull_all(&self, location: &Location, most: usize) -> Result<Bytes, End> {
        let (promised, mut body) = match location.place() {
            // The library wants to be told a length, which an answer that is made on the way has not.
            Place::Web(url) => self.get_page(location, url).await?,
            _ => {
                let (backend, key) = self.backend(location).map_err(End::Fatal)?;
                let answer = backend.store.get_opts(&key, GetOptions::default()).await?;
                (Some(answer.meta.size), answer.into_stream())
            }
        };
        let mut got = BytesMut::new();
        while let Some(piece) = body.next().await {
            let piece = piece?;
            if let Some(bandwidth) = &self.bandwidth {
                bandwidth.take(piece.len()).await;
            }
            got.extend_from_slice(&piece);
            if got.len() > most {
                return Err(End::Fatal(too_long(location, most)));
            }
        }
        match promised {
            Some(promised) if promised != got.len() as u64 => Err(End::Other(Failure::short())),
            _ => Ok(got.freeze()),
        }
    }

    async fn get_page(&self, location: &Location, url: &Url) -> Result<(Option<u64>, Body), End> {
        self.backend(location).map_err(End::Fatal)?;
        let failed = |source: Box<dyn std::error::Error + Send + Sync>| {
            let store = "HTTP";
            End::Failed(object_store::Error::Generic { store, source })
        };
        let request = http::Request::get(url.as_str())
            .body(HttpRequestBody::empty())
            .map_err(|error| failed(error.into()))?;
        let answer = self.wire.call(request).await;
        let answer = answer.map_err(|error| failed(error.into()))?;
        if !answer.status().is_success() {
            return Err(failed("the status says no".into()));
        }
        let promised = answer.headers().get(http::header::CONTENT_LENGTH);
        let promised = promised.and_then(|length| length.to_str().ok()?.parse().ok());
        let body = answer.into_body().bytes_stream().map_err(|error| {
            let source = Box::new(error);
            object_store::Error::Generic {
                store: "HTTP",
                source,
            }
        });
        Ok((promised, body.boxed()))
    }
}

/// The pieces of an answer.
type Body = BoxStream<'static, object_store::Result<Bytes>>;

fn stat_of(found: &GetResult) -> Stat {
    let digest = found.attributes.get(&Attribute::Metadata(SHA256.into()));
    Stat {
        bytes: found.meta.size,
        etag: found.meta.e_tag.clone(),
        // The library gives the beginning of time where a server is silent.
        modified: Some(found.meta.last_modified).filter(|time| *time > DateTime::UNIX_EPOCH),
        sha256: digest.map(|digest| digest.to_string()),
    }
}

/// An answer that says in its status that the object is no longer the one that was asked for.
fn changed(location: &Location, offset: u64, answer: &Answer) -> Result<()> {
    let how = match answer.status {
        Some(412) => "its ETag is another (412)",
        Some(416) => "it has become shorter (416)",
        _ => return Ok(()),
    };
    Err(Error::Changed {
        location: location.clone(),
        offset,
        how: how.to_owned(),
    })
}

fn same(location: &Location, offset: u64, stat: &Stat, now: &ObjectMeta) -> Result<()> {
    let how = if now.size != stat.bytes {
        format!("its length is {}, and was {}", now.size, stat.bytes)
    } else {
        match (&stat.etag, &now.e_tag) {
            (Some(then), Some(now)) if then != now => {
                format!("its ETag is {now}, and was {then}")
            }
            _ => return Ok(()),
        }
    };
    Err(Error::Changed {
        location: location.clone(),
        offset,
        how,
    })
}
