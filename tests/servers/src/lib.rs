//! Servers that run in the test's own process, and do what they are told to do wrong.

// What fails here fails a test.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use http::header::{CONTENT_LENGTH, CONTENT_RANGE, ETAG, RANGE, RETRY_AFTER};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use hyper::body::Incoming;
use hyper::service::{Service, service_fn};
use hyper_util::rt::TokioIo;
use s3s::service::{S3Service, S3ServiceBuilder};
use tamis_store::{Location, Settings, Stores};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

pub type Error = Box<dyn std::error::Error + Send + Sync>;
type Piece = Result<Frame<Bytes>, Error>;
type Answer = Response<StreamBody<futures_util::stream::BoxStream<'static, Piece>>>;

/// What goes wrong with one request.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    None,
    /// Another answer, and nothing is done.
    Status(u16),
    /// The same, with seconds in `Retry-After`.
    Later(u16, u64),
    /// The request is done, but its answer lost.
    Lost,
    /// So many bytes of the body, and the connection ends.
    Cut(usize),
    /// So many bytes of the body, and a header that says this is right.
    Short(usize),
    /// The body, and more of it than was asked for.
    Long,
    /// Another `ETag`.
    Etag(String),
    /// No `ETag`, as many servers of the web have none.
    NoEtag,
    /// No answer at all.
    Silence,
    /// Half of the body, and then nothing.
    Stall,
    /// So long before the answer.
    Slow(u64),
    /// A body in pieces of so many bytes, with no length told.
    Pieces(usize),
}

/// What a fault is decided by.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Requests before this one.
    pub index: usize,
    pub method: Method,
    /// Path and query.
    pub target: String,
    pub range: Option<String>,
}

type Plan = Box<dyn FnMut(&Asked) -> Fault + Send>;

#[derive(Clone)]
enum Behind {
    S3(S3Service),
    Files(Files),
}

/// Files of a server of the web, by path.
#[derive(Clone, Default)]
pub struct Files(pub Arc<Mutex<HashMap<String, Vec<u8>>>>);

impl Files {
    pub fn add(&self, path: &str, bytes: impl Into<Vec<u8>>) {
        self.0.lock().unwrap().insert(path.to_owned(), bytes.into());
    }
}

pub struct Server {
    pub address: SocketAddr,
    pub asked: Arc<Mutex<Vec<Asked>>>,
    /// Requests and answers under way at the same time, at most.
    pub together: Arc<Mutex<(usize, usize)>>,
    plan: Arc<Mutex<Plan>>,
    runtime: Option<Runtime>,
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Server {
    pub fn plan(&self, plan: impl FnMut(&Asked) -> Fault + Send + 'static) {
        *self.plan.lock().unwrap() = Box::new(plan);
    }

    pub fn requests(&self, method: &Method) -> usize {
        let asked = self.asked.lock().unwrap();
        asked.iter().filter(|asked| asked.method == method).count()
    }

    fn start(behind: Behind, tls: Option<tokio_rustls::TlsAcceptor>) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let mut server = Self {
            address: listener.local_addr().unwrap(),
            asked: Arc::default(),
            together: Arc::default(),
            plan: Arc::new(Mutex::new(Box::new(|_: &Asked| Fault::None))),
            runtime: None,
        };
        let (asked, plan) = (server.asked.clone(), server.plan.clone());
        let together = server.together.clone();
        runtime.spawn(async move {
            loop {
                let Ok((socket, _)) = listener.accept().await else {
                    continue;
                };
                let (behind, asked) = (behind.clone(), asked.clone());
                let (plan, together) = (plan.clone(), together.clone());
                let service = service_fn(move |request| {
                    let (behind, asked) = (behind.clone(), asked.clone());
                    let (plan, together) = (plan.clone(), together.clone());
                    async move {
                        count(&together, true);
                        let answer = answer(behind, asked, plan, request).await;
                        count(&together, false);
                        answer.map_err(std::io::Error::other)
                    }
                });
                let http = hyper::server::conn::http1::Builder::new();
                let tls = tls.clone();
                tokio::spawn(async move {
                    match tls {
                        None => drop(http.serve_connection(TokioIo::new(socket), service).await),
                        Some(tls) => {
                            if let Ok(socket) = tls.accept(socket).await {
                                drop(http.serve_connection(TokioIo::new(socket), service).await);
                            }
                        }
                    }
                });
            }
        });
        server.runtime = Some(runtime);
        server
    }
}

fn count(together: &Mutex<(usize, usize)>, begins: bool) {
    let mut together = together.lock().unwrap();
    if begins {
        together.0 += 1;
        together.1 = together.1.max(together.0);
    } else {
        together.0 -= 1;
    }
}

async fn answer(
    behind: Behind,
    asked: Arc<Mutex<Vec<Asked>>>,
    plan: Arc<Mutex<Plan>>,
    request: Request<Incoming>,
) -> Result<Answer, Error> {
    let fault = {
        let mut all = asked.lock().unwrap();
        let one = Asked {
            index: all.len(),
            method: request.method().clone(),
            target: request.uri().to_string(),
            range: request
                .headers()
                .get(RANGE)
                .and_then(|range| range.to_str().ok())
                .map(str::to_owned),
        };
        all.push(one.clone());
        let mut plan = plan.lock().unwrap();
        (*plan)(&one)
    };
    match fault {
        Fault::Status(status) | Fault::Later(status, _) => {
            // Unread, it would end the connection before the answer is seen.
            let _ = BodyExt::collect(request.into_body()).await;
            let mut answer = Response::new(body(Bytes::new()));
            *answer.status_mut() = StatusCode::from_u16(status)?;
            if let Fault::Later(_, seconds) = fault {
                answer.headers_mut().insert(RETRY_AFTER, seconds.into());
            }
            return Ok(answer);
        }
        Fault::Silence => {
            tokio::time::sleep(Duration::from_secs(600)).await;
        }
        Fault::Slow(millis) => tokio::time::sleep(Duration::from_millis(millis)).await,
        _ => {}
    }
    let is_head = request.method() == Method::HEAD;
    let (mut parts, whole) = match behind {
        Behind::S3(service) => {
            let answer = Service::call(&service, request).await;
            let (parts, body) = answer.map_err(|_| "S3")?.into_parts();
            (parts, BodyExt::collect(body).await?.to_bytes())
        }
        Behind::Files(files) => {
            let (parts, body) = serve(&files, &request).into_parts();
            (parts, body)
        }
    };
    let ok = parts.status.is_success();
    Ok(match fault {
        Fault::Lost => return Err("lost".into()),
        Fault::Cut(count) if ok && !is_head => {
            let count = count.min(whole.len().saturating_sub(1));
            parts.headers.insert(CONTENT_LENGTH, whole.len().into());
            // The pause lets the bytes go out before the connection ends.
            let cut = futures_util::stream::once(async {
                tokio::time::sleep(Duration::from_millis(20)).await;
                Err(Error::from("the cable is cut"))
            });
            let first: Vec<Piece> = match count {
                0 => Vec::new(),
                _ => vec![Ok(Frame::data(whole.slice(..count)))],
            };
            let pieces = futures_util::stream::iter(first).chain(cut).boxed();
            Response::from_parts(parts, StreamBody::new(pieces))
        }
        Fault::Short(count) if ok && !is_head => {
            let whole = whole.slice(..count.min(whole.len().saturating_sub(1)));
            parts.headers.insert(CONTENT_LENGTH, whole.len().into());
            Response::from_parts(parts, body(whole))
        }
        Fault::Long if ok && !is_head => {
            let mut more = whole.to_vec();
            more.extend_from_slice(b"more");
            parts.headers.insert(CONTENT_LENGTH, more.len().into());
            Response::from_parts(parts, body(more.into()))
        }
        Fault::Etag(etag) => {
            parts.headers.insert(ETAG, HeaderValue::from_str(&etag)?);
            Response::from_parts(parts, body(whole))
        }
        Fault::NoEtag => {
            parts.headers.remove(ETAG);
            Response::from_parts(parts, body(whole))
        }
        Fault::Stall if ok && !is_head => {
            parts.headers.insert(CONTENT_LENGTH, whole.len().into());
            let half: Piece = Ok(Frame::data(whole.slice(..whole.len() / 2)));
            let half = futures_util::stream::iter([half]);
            let never = half.chain(futures_util::stream::pending()).boxed();
            Response::from_parts(parts, StreamBody::new(never))
        }
        Fault::Pieces(size) if ok && !is_head => {
            parts.headers.remove(CONTENT_LENGTH);
            let pieces = whole.chunks(size).map(|piece| {
                let piece = Bytes::copy_from_slice(piece);
                Ok(Frame::data(piece))
            });
            Response::from_parts(parts, stream(pieces.collect()))
        }
        _ => Response::from_parts(parts, body(whole)),
    })
}

fn body(bytes: Bytes) -> StreamBody<futures_util::stream::BoxStream<'static, Piece>> {
    if bytes.is_empty() {
        return stream(Vec::new());
    }
    stream(vec![Ok(Frame::data(bytes))])
}

fn stream(pieces: Vec<Piece>) -> StreamBody<futures_util::stream::BoxStream<'static, Piece>> {
    StreamBody::new(futures_util::stream::iter(pieces).boxed())
}

/// A file or a stretch of it, as servers of the web give it.
fn serve(files: &Files, request: &Request<Incoming>) -> Response<Bytes> {
    let files = files.0.lock().unwrap();
    let Some(file) = files.get(request.uri().path()) else {
        let mut answer = Response::new(Bytes::from_static(b"<html>no such page</html>"));
        *answer.status_mut() = StatusCode::NOT_FOUND;
        return answer;
    };
    let range = request.headers().get(RANGE).and_then(|range| {
        let (from, to) = range
            .to_str()
            .ok()?
            .strip_prefix("bytes=")?
            .split_once('-')?;
        Some((from.parse::<usize>().ok()?, to.parse::<usize>().ok()?))
    });
    let etag = format!("\"{:x}-{:x}\"", file.len(), crc(file));
    let (status, bytes) = match range {
        Some((from, _)) if from >= file.len() => (StatusCode::RANGE_NOT_SATISFIABLE, &[][..]),
        Some((from, to)) => (
            StatusCode::PARTIAL_CONTENT,
            &file[from..file.len().min(to + 1)],
        ),
        None => (StatusCode::OK, &file[..]),
    };
    let mut answer = Response::builder().status(status).header(ETAG, etag);
    if let (StatusCode::PARTIAL_CONTENT, Some((from, _))) = (status, range) {
        let range = format!("bytes {from}-{}/{}", from + bytes.len() - 1, file.len());
        answer = answer.header(CONTENT_RANGE, range);
    }
    answer = answer.header(CONTENT_LENGTH, bytes.len());
    let is_head = request.method() == Method::HEAD;
    let bytes = if is_head {
        Bytes::new()
    } else {
        Bytes::copy_from_slice(bytes)
    };
    answer.body(bytes).unwrap()
}

fn crc(bytes: &[u8]) -> u64 {
    xxhash_rust::xxh3::xxh3_64(bytes)
}

/// An S3 server over a folder, with a bucket `data`.
pub struct S3 {
    pub server: Server,
    pub root: TempDir,
}

impl S3 {
    pub fn start() -> Self {
        Self::with_key(None)
    }

    /// With a key and its secret, requests must be signed.
    pub fn with_key(key: Option<(&str, &str)>) -> Self {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("data")).unwrap();
        let mut service = S3ServiceBuilder::new(s3s_fs::FileSystem::new(root.path()).unwrap());
        if let Some((key, secret)) = key {
            service.set_auth(s3s::auth::SimpleAuth::from_single(key, secret));
        }
        Self {
            server: Server::start(Behind::S3(service.build()), None),
            root,
        }
    }

    pub fn endpoint(&self) -> String {
        format!("http://{}", self.server.address)
    }

    /// Stores without a limit that a test would feel.
    pub fn settings(&self) -> Settings {
        Settings {
            endpoint: Some(self.endpoint()),
            ..quick()
        }
    }

    pub fn stores(&self) -> Stores {
        Stores::new(self.settings()).unwrap()
    }

    /// Names of everything that the server has of unfinished uploads.
    pub fn leftovers(&self) -> Vec<String> {
        let names = std::fs::read_dir(self.root.path()).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.contains("upload")).collect()
    }
}

pub fn quick() -> Settings {
    Settings {
        unsigned: true,
        allow_http: true,
        backoff_ms: 1,
        timeout_seconds: 20,
        ..Settings::default()
    }
}

/// A server of the web.
pub struct Web {
    pub server: Server,
    pub files: Files,
    scheme: &'static str,
}

impl Web {
    pub fn start() -> Self {
        let files = Files::default();
        Self {
            server: Server::start(Behind::Files(files.clone()), None),
            files,
            scheme: "http",
        }
    }

    /// With a certificate of its own, in PEM, for `localhost`.
    pub fn with_tls() -> (Self, String) {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let certificate = made.cert.der().clone();
        let key = tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer::from(
            made.signing_key.serialize_der(),
        );
        let _ = rustls::crypto::ring::default_provider().install_default();
        let config = rustls::ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key.into())
            .unwrap();
        let tls = tokio_rustls::TlsAcceptor::from(Arc::new(config));
        let files = Files::default();
        let web = Self {
            server: Server::start(Behind::Files(files.clone()), Some(tls)),
            files,
            scheme: "https",
        };
        (web, made.cert.pem())
    }

    pub fn at(&self, path: &str) -> Location {
        let port = self.server.address.port();
        Location::parse(&format!("{}://localhost:{port}{path}", self.scheme)).unwrap()
    }
}

pub fn s3(key: &str) -> Location {
    Location::parse(&format!("s3://data/{key}")).unwrap()
}

/// Bytes that no two places have alike.
pub fn noise(length: usize, seed: u64) -> Vec<u8> {
    let mut state = seed ^ 0x9e37_79b9_7f4a_7c15;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        bytes.extend_from_slice(&(state ^ (state >> 29)).to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

/// A file with these bytes.
pub fn file(folder: &std::path::Path, name: &str, bytes: &[u8]) -> std::path::PathBuf {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, bytes).unwrap();
    path
}
