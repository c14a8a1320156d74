//! A server of the web.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_RANGE, ETAG, RANGE};
use http::{Method, Request, Response, StatusCode};
use hyper::body::Incoming;
use tamis_store::Location;

use crate::server::{Behind, Server};

/// Files of a server of the web, by path.
#[derive(Clone, Default)]
pub struct Files(pub Arc<Mutex<HashMap<String, Vec<u8>>>>);

impl Files {
    pub fn add(&self, path: &str, bytes: impl Into<Vec<u8>>) {
        self.0.lock().unwrap().insert(path.to_owned(), bytes.into());
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
        Self::with_certificate(rcgen::IsCa::NoCa)
    }

    /// With one that is marked as an authority's, as `openssl req -x509` makes it.
    pub fn with_tls_of_an_authority() -> (Self, String) {
        let unlimited = rcgen::BasicConstraints::Unconstrained;
        Self::with_certificate(rcgen::IsCa::Ca(unlimited))
    }

    fn with_certificate(is_ca: rcgen::IsCa) -> (Self, String) {
        let signing_key = rcgen::KeyPair::generate().unwrap();
        let mut wanted = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        wanted.is_ca = is_ca;
        let made = wanted.self_signed(&signing_key).unwrap();
        let certificate = made.der().clone();
        let key =
            tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer::from(signing_key.serialize_der());
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
        (web, made.pem())
    }

    pub fn at(&self, path: &str) -> Location {
        let port = self.server.address.port();
        Location::parse(&format!("{}://localhost:{port}{path}", self.scheme)).unwrap()
    }
}

/// A file or a stretch of it, as servers of the web give it.
pub(crate) fn serve(files: &Files, request: &Request<Incoming>) -> Response<Bytes> {
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
    let etag = format!(
        "\"{:x}-{:x}\"",
        file.len(),
        xxhash_rust::xxh3::xxh3_64(file)
    );
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
