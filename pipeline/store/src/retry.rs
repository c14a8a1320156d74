//! What may pass is tried again, after a wait that grows and is left in part to chance.

use std::future::Future;
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use crate::error::{Result, StoreError};
use crate::location::{Place, shown};
use crate::trouble;
use crate::wire::{Answer, watched};
use crate::{Error, Location, Settings};

/// The longest wait between two tries, also if the store asks for more.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// Failures of one request after which a person is told.
const TOLD_FROM: u32 = 3;

/// Repetitions for a host whose name has never resolved: some seconds, with the usual waits.
const UNRESOLVED: u32 = 4;

/// Why a try failed.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) status: Option<u16>,
    said: String,
    pub(crate) may_pass: bool,
    retry_after: Option<Duration>,
    help: Help,
    /// The body ended too early, without an error.
    short: bool,
    /// The host's name has never resolved.
    unresolved: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Help {
    None,
    Access,
    Credentials,
    Region,
    Bucket,
    Network,
    Host,
    Certificate,
    Authority,
    Busy,
    Length,
    Ranges,
}

impl Failure {
    pub(crate) fn new(error: &object_store::Error, answer: Answer) -> Self {
        use object_store::Error as E;
        let text = error.to_string();
        let code = between(&text, "<Code>", "</Code>").unwrap_or_default();
        let hopeless = matches!(
            error,
            E::NotSupported { .. } | E::NotImplemented { .. } | E::InvalidPath { .. }
        );
        let may_pass = !hopeless
            && !answer.untrusted
            && !answer.credentials
            && match answer.status {
                Some(408 | 425 | 429) => true,
                Some(501 | 505) => false,
                Some(500..) => true,
                // A body that broke, or an error inside an answer that says all is well.
                Some(200..=299) => answer.broken.is_some() || !code.is_empty(),
                Some(400) => code.starts_with("RequestTimeout"),
                Some(_) => false,
                None => answer.broken.is_some(),
            };
        let broken = answer.broken.as_deref().unwrap_or_default();
        let help = match answer.status {
            _ if answer.credentials => Help::Credentials,
            // As webpki says it: <https://docs.rs/rustls-webpki>, `Error::CaUsedAsEndEntity`.
            _ if answer.untrusted && broken.contains("CaUsedAsEndEntity") => Help::Authority,
            _ if answer.untrusted => Help::Certificate,
            _ if answer.no_length => Help::Length,
            Some(200) if hopeless => Help::Ranges,
            Some(301 | 307 | 308) => Help::Region,
            Some(400) if code.contains("Region") || code == "AuthorizationHeaderMalformed" => {
                Help::Region
            }
            Some(401 | 403) => Help::Access,
            Some(404) if code == "NoSuchBucket" => Help::Bucket,
            Some(429 | 503) => Help::Busy,
            None if answer.unresolved => Help::Host,
            None if answer.broken.is_some() => Help::Network,
            _ => Help::None,
        };
        let said = if let Some(broken) = answer.broken {
            broken
        } else if answer.no_length {
            "its Content-Range, `bytes …/*`, does not tell how long the file is".to_owned()
        } else if !code.is_empty() {
            match between(&text, "<Message>", "</Message>") {
                Some(message) if !message.is_empty() => format!("{code}: {message}"),
                _ => code.to_owned(),
            }
        } else if let Some(status) = answer.status {
            let status = http::StatusCode::from_u16(status).ok();
            match status.filter(|status| !status.is_success()) {
                Some(status) => status.canonical_reason().unwrap_or_default().to_owned(),
                None => without_secrets(&text),
            }
        } else {
            without_secrets(&text)
        };
        Self {
            status: answer.status,
            said,
            may_pass,
            retry_after: answer.retry_after,
            help,
            short: false,
            unresolved: answer.unresolved,
        }
    }

    /// The body ended without an error before all of it had come.
    pub(crate) fn short() -> Self {
        Self {
            status: Some(206),
            said: "the answer ended too early".into(),
            may_pass: true,
            retry_after: None,
            help: Help::None,
            short: true,
            unresolved: false,
        }
    }

    /// More came than was asked for.
    pub(crate) fn long() -> Self {
        Self {
            said: "the answer has more bytes than it says".into(),
            short: false,
            ..Self::short()
        }
    }

    pub(crate) fn into_error(self, location: &Location, offset: Option<u64>, tries: u32) -> Error {
        let help = help(self.help, location);
        Error::Store(Box::new(StoreError {
            location: location.clone(),
            offset,
            status: self.status,
            said: self.said,
            tries,
            help,
        }))
    }
}

/// The tries of one request.
#[derive(Debug)]
pub(crate) struct Tries {
    failed: u32,
    retries: u32,
    first_wait: Duration,
}

impl Tries {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self {
            failed: 0,
            retries: settings.retries,
            first_wait: Duration::from_millis(settings.backoff_ms),
        }
    }

    /// Something came through: counting begins anew.
    pub(crate) fn succeeded(&mut self) {
        self.failed = 0;
    }

    /// Waits before the next try.
    ///
    /// # Errors
    /// If there is none: the failure cannot pass, or it has had its tries. `promised` is the length of
    /// the object, for one that ends too early.
    pub(crate) async fn again(
        &mut self,
        failure: Failure,
        location: &Location,
        offset: Option<u64>,
        promised: u64,
    ) -> Result<()> {
        self.failed += 1;
        let retries = match failure.unresolved {
            true => self.retries.min(UNRESOLVED),
            false => self.retries,
        };
        if !failure.may_pass || self.failed > retries {
            return Err(match (failure.short, offset) {
                (true, Some(offset)) => Error::Truncated {
                    location: location.clone(),
                    offset,
                    promised,
                    tries: self.failed,
                },
                _ => failure.into_error(location, offset, self.failed),
            });
        }
        if self.failed >= TOLD_FROM {
            trouble::tell(|| {
                let said = match failure.status {
                    Some(status) => format!("answers {status} ({})", failure.said),
                    None => format!("cannot be reached ({})", failure.said),
                };
                let (failed, of) = (self.failed, retries.saturating_add(1));
                format!("{location} {said}: trying again, {failed} of {of} tries have failed")
            });
        }
        tokio::time::sleep(self.wait(&failure)).await;
        Ok(())
    }

    fn wait(&self, failure: &Failure) -> Duration {
        // A store that is asked to hold back is given more time: Common Crawl asks for a second.
        let first = match failure.help {
            Help::Busy => self.first_wait * 5,
            _ => self.first_wait,
        };
        let grown = first.saturating_mul(1 << self.failed.saturating_sub(1).min(16));
        let wait = grown.min(LONGEST_WAIT);
        let chance = (RandomState::new().hash_one(self.failed) >> 11) as f64 / (1u64 << 53) as f64;
        let wait = wait.mul_f64(0.5 + 0.5 * chance);
        match failure.retry_after {
            Some(asked) => wait.max(asked.min(LONGEST_WAIT)),
            None => wait,
        }
    }
}

/// Runs `operation` until it is done or cannot be.
pub(crate) async fn with_tries<T, F, Fut>(
    settings: &Settings,
    location: &Location,
    mut operation: F,
) -> Result<T>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = object_store::Result<T>>,
{
    let mut tries = Tries::new(settings);
    loop {
        match watched(operation()).await {
            (Ok(done), _) => return Ok(done),
            (Err(error), answer) => {
                let failure = Failure::new(&error, answer);
                tries.again(failure, location, None, 0).await?;
            }
        }
    }
}

fn help(help: Help, location: &Location) -> Option<String> {
    let is_gs = matches!(location.place(), Place::Gs(..));
    let is_web = matches!(location.place(), Place::Web(_));
    let variables = if is_gs {
        "GOOGLE_APPLICATION_CREDENTIALS or GOOGLE_SERVICE_ACCOUNT"
    } else {
        "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
    };
    Some(match help {
        Help::None => return None,
        Help::Access if is_web => {
            "it is not public, or a signed URL has run out, or the server refuses this address".into()
        }
        Help::Access => format!(
            "check {variables}, the rights of that key, the endpoint and the clock; public data needs \
             `unsigned = true`"
        ),
        Help::Credentials => format!(
            "no credentials were found: set {variables}, or `unsigned = true` for public data"
        ),
        Help::Region if is_web => return None,
        Help::Region => "check `region` and `endpoint`: the bucket is in another".into(),
        Help::Bucket => "check the name of the bucket, `endpoint` and `region`".into(),
        Help::Network => {
            "check the network (compute nodes often have none), `endpoint`, and HTTPS_PROXY".into()
        }
        Help::Host => {
            "check how the host is spelled, here or in `endpoint`, and the network: compute nodes often have \
             none"
                .into()
        }
        Help::Authority => {
            "its certificate is marked as an authority's (CA:TRUE), which no server's own may be: make it one \
             with `basicConstraints = CA:FALSE`, and name that in `ca_file`"
                .into()
        }
        Help::Certificate => {
            "its certificate is not trusted: name the authority's certificate in `ca_file` or in the \
             variable SSL_CERT_FILE"
                .into()
        }
        Help::Busy => "the store asks for less: lower `connections` or `bandwidth`, or try later".into(),
        Help::Length => "copy the file first: where it ends has to be known".into(),
        Help::Ranges => {
            "the server gives no part of a file on its own (range requests): copy it first".into()
        }
    })
}

fn between<'a>(text: &'a str, left: &str, right: &str) -> Option<&'a str> {
    let rest = &text[text.find(left)? + left.len()..];
    Some(&rest[..rest.find(right)?])
}

/// A text of a library, with every URL in it cut before its query.
pub(crate) fn without_secrets(text: &str) -> String {
    let words = text.split(' ').map(|word| {
        if word.contains("://") {
            shown(word)
        } else {
            word.to_owned()
        }
    });
    words.collect::<Vec<_>>().join(" ")
}
