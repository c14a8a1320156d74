//! Every request of the process passes here: the connection limit, the time limits, and a note of what was
//! answered, which `object_store` does not tell its callers.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::header::{CONTENT_RANGE, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use http_body::{Body, Frame, SizeHint};
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse,
    HttpResponseBody, HttpService,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep, sleep, timeout};

use crate::names::{Names, Unresolved};
use crate::{Error, Settings};

/// Bytes a second below which sending a part is given up.
const SLOWEST_SENDING: u64 = 64 << 10;

/// What the last request of an operation came to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    /// The status, once there is one.
    pub(crate) status: Option<u16>,
    /// How long the store asks to wait.
    pub(crate) retry_after: Option<Duration>,
    /// What the network said, if it failed.
    pub(crate) broken: Option<String>,
    /// The other side's certificate was not trusted.
    pub(crate) untrusted: bool,
    /// It was the cloud's own service for credentials that was asked.
    pub(crate) credentials: bool,
    /// The host's name has no address, and never had one in this process.
    pub(crate) unresolved: bool,
    /// The answer is part of a file, and does not tell of how long a one.
    pub(crate) no_length: bool,
}

type Note = Arc<Mutex<Answer>>;

tokio::task_local! {
    static NOTE: Note;
    static LENGTH: u64;
}

/// The operation on an object that is known to have so many bytes. An answer with a part of it need not tell
/// that again: `Content-Range: bytes 0-99/*` (RFC 9110, section 14.4).
pub(crate) async fn of_length<F: Future>(length: u64, operation: F) -> F::Output {
    LENGTH.scope(length, operation).await
}

/// The operation's result, and what its last request came to.
pub(crate) async fn watched<F: Future>(operation: F) -> (F::Output, Answer) {
    let note = Note::default();
    let output = NOTE.scope(note.clone(), operation).await;
    let answer = note.lock().unwrap_or_else(PoisonError::into_inner).clone();
    (output, answer)
}

fn noted(note: &Note, change: impl FnOnce(&mut Answer)) {
    change(&mut note.lock().unwrap_or_else(PoisonError::into_inner));
}

/// The one HTTP client of a process's stores.
#[derive(Clone, Debug)]
pub(crate) struct Wire {
    client: reqwest::Client,
    connections: Arc<Semaphore>,
    timeout: Duration,
}

impl Wire {
    pub(crate) fn new(settings: &Settings) -> Result<Self, Error> {
        let wrong = |expected: String| Error::Setting {
            key: "ca_file",
            found: settings
                .ca_file
                .as_ref()
                .map_or_else(|| "not given".to_owned(), |path| path.display().to_string()),
            expected,
        };
        // Another part of the program may have chosen already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http_allowed = settings.http_allowed();
        let redirects = reqwest::redirect::Policy::custom(move |next| {
            let was_safe = next
                .previous()
                .last()
                .is_some_and(|u| u.scheme() == "https");
            if next.previous().len() > 10 {
                next.error("it was sent on more than 10 times")
            } else if was_safe && next.url().scheme() != "https" && !http_allowed {
                next.error("it was sent on from https:// to http://")
            } else {
                next.follow()
            }
        });
        // HTTP/2 would put all requests on one connection, and so be as fast as one.
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("tamis/", env!("CARGO_PKG_VERSION")))
            .http1_only()
            .dns_resolver(Names::default())
            .redirect(redirects)
            .connect_timeout(settings.timeout())
            .pool_max_idle_per_host(settings.connections)
            .pool_idle_timeout(Duration::from_secs(60));
        if let Some(path) = &settings.ca_file {
            let pem = std::fs::read(path)
                .map_err(|error| wrong(format!("a file that can be read: {error}")))?;
            let certificates = reqwest::Certificate::from_pem_bundle(&pem)
                .map_err(|error| wrong(format!("a file of PEM certificates: {error}")))?;
            if certificates.is_empty() {
                return Err(wrong("a file of PEM certificates, which has none".into()));
            }
            builder = builder.tls_certs_merge(certificates);
        }
        let client = builder.build().map_err(|error| {
            wrong(format!(
                "such that certificates can be checked: {}",
                chain(&error)
            ))
        })?;
        Ok(Self {
            client,
            connections: Arc::new(Semaphore::new(settings.connections)),
            timeout: settings.timeout(),
        })
    }
}

impl HttpConnector for Wire {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

#[async_trait]
impl HttpService for Wire {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let note = NOTE.try_with(Note::clone).unwrap_or_default();
        let asks_for_credentials = matches!(
            request.uri().host(),
            Some(
                "169.254.169.254"
                    | "169.254.170.2"
                    | "[fd00:ec2::254]"
                    | "metadata.google.internal"
                    | "metadata"
            )
        );
        noted(&note, |answer| {
            *answer = Answer {
                credentials: asks_for_credentials,
                ..Answer::default()
            };
        });
        // Where there is no such service, nobody answers at all.
        let patience = if asks_for_credentials {
            Duration::from_secs(2)
        } else {
            let sending = request.body().content_length() as u64 / SLOWEST_SENDING;
            self.timeout + Duration::from_secs(sending)
        };
        let permit = self.connections.clone().acquire_owned().await;
        let permit = permit.map_err(|error| HttpError::new(HttpErrorKind::Unknown, error))?;
        let sent = match timeout(patience, self.client.call(request)).await {
            Ok(sent) => sent,
            Err(_) => Err(silent(patience)),
        };
        let response = sent.inspect_err(|error| note_failure(&note, error))?;
        let wait = response
            .headers()
            .get(RETRY_AFTER)
            .and_then(|value| value.to_str().ok()?.trim().parse().ok())
            .map(Duration::from_secs);
        noted(&note, |answer| {
            answer.status = Some(response.status().as_u16());
            answer.retry_after = wait;
        });
        let (mut parts, body) = response.into_parts();
        // `object_store` wants to be told the length with each part.
        if let Some(range) = range_of_unknown(&parts) {
            let length = LENGTH.try_with(|length| *length).ok();
            let whole = length.map(|length| format!("{range}/{length}"));
            match whole.and_then(|whole| HeaderValue::from_str(&whole).ok()) {
                Some(whole) => drop(parts.headers.insert(CONTENT_RANGE, whole)),
                None => noted(&note, |answer| answer.no_length = true),
            }
        }
        let body = Watched {
            body,
            note,
            idle: Box::pin(sleep(self.timeout)),
            timeout: self.timeout,
            _permit: permit,
        };
        Ok(HttpResponse::from_parts(parts, HttpResponseBody::new(body)))
    }
}

/// `bytes 0-99` of an answer with a part of something, whose length it does not tell.
fn range_of_unknown(parts: &http::response::Parts) -> Option<String> {
    let range = parts.headers.get(CONTENT_RANGE)?.to_str().ok()?;
    let range = range.trim().strip_suffix("/*")?;
    (parts.status == StatusCode::PARTIAL_CONTENT).then(|| range.to_owned())
}

/// A body that holds its connection's place, and fails if nothing comes for too long.
struct Watched {
    body: HttpResponseBody,
    note: Note,
    idle: Pin<Box<Sleep>>,
    timeout: Duration,
    _permit: OwnedSemaphorePermit,
}

impl Body for Watched {
    type Data = Bytes;
    type Error = HttpError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, HttpError>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        let frame = match polled {
            Poll::Ready(frame) => {
                let deadline = Instant::now() + self.timeout;
                self.idle.as_mut().reset(deadline);
                frame
            }
            Poll::Pending if self.idle.as_mut().poll(context).is_ready() => {
                Some(Err(silent(self.timeout)))
            }
            Poll::Pending => return Poll::Pending,
        };
        if let Some(Err(error)) = &frame {
            note_failure(&self.note, error);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

fn silent(patience: Duration) -> HttpError {
    let text = format!("nothing came for {} s", patience.as_secs());
    HttpError::new(
        HttpErrorKind::Timeout,
        std::io::Error::new(std::io::ErrorKind::TimedOut, text),
    )
}

fn note_failure(note: &Note, error: &HttpError) {
    // The outermost text says "HTTP error" and repeats the next one.
    let text = std::error::Error::source(error).map_or_else(|| error.to_string(), chain);
    let unresolved = causes(error).find_map(|cause| cause.downcast_ref::<Unresolved>());
    noted(note, |answer| {
        answer.untrusted = is_untrusted(error);
        answer.unresolved = unresolved.is_some_and(|name| !name.did);
        answer.broken = Some(unresolved.map_or(text, Unresolved::to_string));
    });
}

fn is_untrusted(error: &(dyn std::error::Error + 'static)) -> bool {
    causes(error).any(|cause| {
        if let Some(rustls::Error::InvalidCertificate(_)) = cause.downcast_ref() {
            return true;
        }
        // An error of the system hides the one that it was made of, and there may be one in another.
        let system = cause.downcast_ref::<std::io::Error>();
        system
            .and_then(std::io::Error::get_ref)
            .is_some_and(|inner| is_untrusted(inner))
    })
}

fn causes<'a>(
    error: &'a (dyn std::error::Error + 'static),
) -> impl Iterator<Item = &'a (dyn std::error::Error + 'static)> {
    std::iter::successors(Some(error), |error| error.source())
}

/// An error and its causes as one text, each said once.
pub(crate) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = String::new();
    for cause in causes(error) {
        let cause = cause.to_string();
        if !text.contains(&cause) {
            if !text.is_empty() {
                text.push_str(": ");
            }
            text.push_str(&cause);
        }
    }
    text
}
