//! How stores are reached.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::Error;

/// How stores are reached: the config's table `[stores]`. Credentials are no part of it, they come from
/// the environment only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// URL of the service that speaks S3, `https://s3.example.org`; Amazon's if not given. The
    /// environment's `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL` stands in for it.
    pub endpoint: Option<String>,
    /// Region of the buckets; the environment's `AWS_REGION`, or `us-east-1`, if not given.
    pub region: Option<String>,
    /// Requests are not signed, and no credentials are looked for: for public data.
    pub unsigned: bool,
    /// The bucket stands in the path (`https://host/bucket/key`), and not in the name of the host.
    pub path_style: bool,
    /// `http://` may be used, where anybody on the way can read and change what is sent.
    pub allow_http: bool,
    /// A file of PEM certificates that are trusted beside the system's: of a proxy, or of a store of one's
    /// own.
    pub ca_file: Option<PathBuf>,
    /// Requests at a time, of the whole process.
    pub connections: usize,
    /// Bytes a second, of the whole process, in both directions together; no limit if not given.
    pub bandwidth: Option<u64>,
    /// How often a request is repeated that failed for a reason which may pass.
    pub retries: u32,
    /// Milliseconds before the first repetition. The wait doubles with each, up to 20 s, and half of it is
    /// left to chance.
    pub backoff_ms: u64,
    /// Seconds without a byte after which a request is given up, and repeated.
    pub timeout_seconds: u64,
    /// Bytes of a range request, and of a part of an upload (but at least 5 MiB of that).
    pub chunk: u64,
    /// Range requests that are under way before their bytes are asked for, of each reader. A reader takes
    /// `chunk` x (1 + `ahead`) bytes of memory.
    pub ahead: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            endpoint: None,
            region: None,
            unsigned: false,
            path_style: true,
            allow_http: false,
            ca_file: None,
            connections: 8,
            bandwidth: None,
            retries: 10,
            backoff_ms: 200,
            timeout_seconds: 30,
            chunk: 8 << 20,
            ahead: 2,
        }
    }
}

impl Settings {
    /// # Errors
    /// A number that is out of its range, by its key.
    pub fn check(&self) -> Result<(), Error> {
        between("connections", self.connections as u64, 1, 1024)?;
        between("timeout_seconds", self.timeout_seconds, 1, 3600)?;
        between("chunk", self.chunk, 1, 1 << 30)?;
        between("ahead", self.ahead as u64, 0, 64)?;
        between("retries", u64::from(self.retries), 0, 1000)?;
        between("backoff_ms", self.backoff_ms, 1, 20_000)?;
        if let Some(bandwidth) = self.bandwidth {
            between("bandwidth", bandwidth, 1, 1 << 40)?;
        }
        Ok(())
    }

    pub(crate) fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout_seconds)
    }

    /// The service that speaks S3, and whether it may be reached by HTTP.
    pub(crate) fn s3_endpoint(&self) -> Option<String> {
        self.endpoint.clone().or_else(|| {
            ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT"]
                .iter()
                .find_map(|name| std::env::var(name).ok().filter(|url| !url.is_empty()))
        })
    }

    pub(crate) fn http_allowed(&self) -> bool {
        self.allow_http || std::env::var("AWS_ALLOW_HTTP").is_ok_and(|yes| yes == "true")
    }
}

fn between(key: &'static str, found: u64, least: u64, most: u64) -> Result<(), Error> {
    if (least..=most).contains(&found) {
        return Ok(());
    }
    Err(Error::Setting {
        key,
        found: found.to_string(),
        expected: format!("a number from {least} to {most}"),
    })
}
