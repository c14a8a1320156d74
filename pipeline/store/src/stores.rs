//! The stores of a process.

use std::collections::HashMap;
use std::future::Future;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, mpsc};

use chrono::{DateTime, Utc};
use object_store::aws::AmazonS3Builder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::http::HttpBuilder;
use object_store::multipart::MultipartStore;
use object_store::path::Path as Key;
use object_store::{ObjectStore, RetryConfig};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;

use crate::error::Result;
use crate::limit::Bandwidth;
use crate::location::Place;
use crate::retry::without_secrets;
use crate::wire::Wire;
use crate::{Error, Location, Reader, Settings};

/// What is known of a file or an object without reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stat {
    /// Its length.
    pub bytes: u64,
    /// The store's mark of this very content, or version; none on a disk.
    pub etag: Option<String>,
    /// When it was last written.
    pub modified: Option<DateTime<Utc>>,
    /// SHA-256 of the content in hexadecimal, if [`Stores::put_file`] wrote it.
    pub sha256: Option<String>,
}

/// One entry of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it is.
    pub location: Location,
    /// Its length.
    pub bytes: u64,
    /// The store's mark of its content, if the listing has it.
    pub etag: Option<String>,
}

/// All stores, with the limits that hold for the process. A clone is the same stores. Calls block; they may
/// come from any thread.
#[derive(Clone, Debug)]
pub struct Stores {
    pub(crate) core: Arc<Core>,
    runtime: Arc<Background>,
}

/// The runtime on which requests run.
#[derive(Debug)]
struct Background(Option<Runtime>);

impl Drop for Background {
    fn drop(&mut self) {
        // Waiting is not allowed where a runtime of somebody else's is dropped.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// What requests need. Tasks hold it, and not the runtime they run on.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) settings: Settings,
    pub(crate) bandwidth: Option<Bandwidth>,
    /// Parts of uploads in memory.
    pub(crate) parts: Arc<Semaphore>,
    pub(crate) wire: Wire,
    buckets: Mutex<HashMap<String, Backend>>,
}

/// A bucket or a URL.
#[derive(Clone, Debug)]
pub(crate) struct Backend {
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) multipart: Option<Multipart>,
}

#[derive(Clone)]
pub(crate) struct Multipart(pub(crate) Arc<dyn MultipartStore>);

impl std::fmt::Debug for Multipart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Multipart")
    }
}

impl Stores {
    /// # Errors
    /// A setting out of its range, or a file of certificates that cannot be read.
    pub fn new(settings: Settings) -> Result<Self> {
        settings.check()?;
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("stores")
            .enable_all()
            .build()
            .map_err(Error::local("starting the threads of the stores"))?;
        let core = Core {
            wire: Wire::new(&settings)?,
            bandwidth: settings.bandwidth.map(Bandwidth::new),
            parts: Arc::new(Semaphore::new(settings.connections)),
            buckets: Mutex::default(),
            settings,
        };
        Ok(Self {
            core: Arc::new(core),
            runtime: Arc::new(Background(Some(runtime))),
        })
    }

    /// The settings.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.core.settings
    }

    /// Length and mark of a file or an object.
    ///
    /// # Errors
    /// If it is not there, or cannot be asked for.
    pub fn stat(&self, location: &Location) -> Result<Stat> {
        if let Some(path) = location.as_local() {
            return local_stat(path);
        }
        let (core, location) = (self.core.clone(), location.clone());
        self.wait(async move { core.stat(&location).await })
    }

    /// A reader from its beginning. Bytes come in range requests of [`Settings::chunk`], some of them ahead
    /// of what is read; what fails and may pass is tried again from the byte where it broke. If the object
    /// is replaced in between, or ends early, reading fails.
    ///
    /// # Errors
    /// As [`stat`](Self::stat).
    pub fn open(&self, location: &Location) -> Result<Reader> {
        if let Some(path) = location.as_local() {
            let file = std::fs::File::open(path).map_err(Error::local(path))?;
            let bytes = file.metadata().map_err(Error::local(path))?.len();
            return Ok(Reader::local(file, bytes));
        }
        let stat = self.stat(location)?;
        Ok(Reader::remote(self.clone(), location.clone(), stat))
    }

    /// Runs a future on the stores' own threads and waits for it, whatever thread this is.
    pub(crate) fn wait<T, F>(&self, future: F) -> Result<T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send + 'static,
    {
        let (sender, receiver) = mpsc::sync_channel(1);
        self.spawn(async move {
            let _ = sender.send(future.await);
        });
        receiver.recv().unwrap_or_else(|_| Err(stopped()))
    }

    pub(crate) fn spawn<F>(&self, future: F) -> Option<tokio::task::AbortHandle>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let runtime = self.runtime.0.as_ref()?;
        Some(runtime.spawn(future).abort_handle())
    }
}

/// The thread that should have answered is gone.
pub(crate) fn stopped() -> Error {
    Error::Local {
        path: "the threads of the stores".into(),
        source: std::io::Error::other("they have stopped"),
    }
}

pub(crate) fn local_stat(path: &Path) -> Result<Stat> {
    let metadata = std::fs::metadata(path).map_err(Error::local(path))?;
    Ok(Stat {
        bytes: metadata.len(),
        etag: None,
        modified: metadata.modified().ok().map(DateTime::from),
        sha256: None,
    })
}

impl Core {
    /// The store of a location, and the key in it. On the web, each URL is a store of one object, so that
    /// it is asked for exactly as it was written.
    pub(crate) fn backend(&self, location: &Location) -> Result<(Backend, Key)> {
        match location.place() {
            Place::S3(bucket, key) | Place::Gs(bucket, key) => {
                let key = Key::parse(key).map_err(|error| Error::Location {
                    given: location.to_string(),
                    why: error.to_string(),
                })?;
                let is_s3 = matches!(location.place(), Place::S3(..));
                let name = format!("{} {bucket}", if is_s3 { "s3" } else { "gs" });
                let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(backend) = buckets.get(&name) {
                    return Ok((backend.clone(), key));
                }
                let backend = if is_s3 {
                    self.s3(bucket)?
                } else {
                    self.gs(bucket, location)?
                };
                buckets.insert(name, backend.clone());
                Ok((backend, key))
            }
            Place::Web(url) => {
                if url.scheme() == "http" && !self.settings.http_allowed() {
                    return Err(Error::unsupported(location, HTTP));
                }
                let store = HttpBuilder::new()
                    .with_url(url.as_str())
                    .with_retry(once())
                    .with_http_connector(self.wire.clone())
                    .build()
                    .map_err(|error| unbuilt(location, &error))?;
                Ok((
                    Backend {
                        store: Arc::new(store),
                        multipart: None,
                    },
                    Key::default(),
                ))
            }
            Place::Local(_) => Err(Error::unsupported(location, "is a local path")),
        }
    }

    fn s3(&self, bucket: &str) -> Result<Backend> {
        let settings = &self.settings;
        let mut builder = AmazonS3Builder::from_env()
            .with_bucket_name(bucket)
            .with_retry(once())
            .with_allow_http(true)
            .with_http_connector(self.wire.clone())
            .with_virtual_hosted_style_request(!settings.path_style);
        if settings.unsigned {
            builder = builder.with_skip_signature(true);
        }
        if let Some(region) = &settings.region {
            builder = builder.with_region(region);
        }
        if let Some(endpoint) = settings.s3_endpoint() {
            builder = builder.with_endpoint(self.checked_endpoint(&endpoint, bucket)?);
        }
        let store = builder.build().map_err(|error| {
            let place = Location::parse(&format!("s3://{bucket}/"));
            place.map_or_else(|error| error, |place| unbuilt(&place, &error))
        })?;
        let store = Arc::new(store);
        Ok(Backend {
            multipart: Some(Multipart(store.clone())),
            store,
        })
    }

    fn gs(&self, bucket: &str, location: &Location) -> Result<Backend> {
        let mut builder = GoogleCloudStorageBuilder::from_env()
            .with_bucket_name(bucket)
            .with_retry(once())
            .with_http_connector(self.wire.clone());
        if self.settings.unsigned {
            builder = builder.with_skip_signature(true);
        }
        let store = builder.build().map_err(|error| unbuilt(location, &error))?;
        let store = Arc::new(store);
        Ok(Backend {
            multipart: Some(Multipart(store.clone())),
            store,
        })
    }

    fn checked_endpoint(&self, endpoint: &str, bucket: &str) -> Result<String> {
        let wrong = |expected: &str| Error::Setting {
            key: "endpoint",
            found: format!("`{}`", crate::location::shown(endpoint)),
            expected: expected.to_owned(),
        };
        let url = url::Url::parse(endpoint)
            .map_err(|_| wrong("a URL such as `https://s3.example.org`"))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong(
                "without user and password: they come from the environment",
            ));
        }
        match url.scheme() {
            "https" => {}
            "http" if self.settings.http_allowed() => {}
            "http" => return Err(wrong("an https:// URL, or `allow_http = true` beside it")),
            _ => return Err(wrong("a URL with https://")),
        }
        let text = endpoint.trim_end_matches('/');
        Ok(match (self.settings.path_style, text.split_once("://")) {
            (false, Some((scheme, rest))) => format!("{scheme}://{bucket}.{rest}"),
            _ => text.to_owned(),
        })
    }
}

const HTTP: &str = "would go over http://, where anybody on the way can change it: write https://, or set \
                    `allow_http = true`";

/// Repetitions are ours, and not the library's: only so are they counted and told.
fn once() -> RetryConfig {
    RetryConfig {
        max_retries: 0,
        ..RetryConfig::default()
    }
}

fn unbuilt(location: &Location, error: &object_store::Error) -> Error {
    Error::unsupported(
        location,
        format!(
            "cannot be reached with these settings and this environment: {}",
            without_secrets(&error.to_string())
        ),
    )
}
