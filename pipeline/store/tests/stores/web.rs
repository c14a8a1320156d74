//! What servers of the web do in their own ways, and hosts that there are not.

use std::io::Read;
use std::time::Instant;

use http::Method;
use tamis_servers::{Fault, Web, file, noise, quick};
use tamis_store::{Location, Settings, Stores};

#[test]
fn a_length_is_not_told_with_each_part() {
    let web = Web::start();
    let bytes = noise(90_000, 1);
    web.files.add("/file", bytes.clone());
    web.server.plan(|_| Fault::NoTotal);
    let settings = Settings {
        chunk: 20_000,
        ..quick()
    };
    let stores = Stores::new(settings).unwrap();
    let mut got = Vec::new();
    let mut reader = stores.open(&web.at("/file")).unwrap();
    reader.read_to_end(&mut got).unwrap();
    assert!(got == bytes);
    // Of a server that tells it nowhere, nobody knows where the file ends.
    web.server.plan(|asked| match asked.method == Method::HEAD {
        true => Fault::Status(405),
        false => Fault::NoTotal,
    });
    let error = stores.stat(&web.at("/file")).unwrap_err().to_string();
    assert!(
        error.contains("does not tell how long the file is"),
        "{error}"
    );
    assert!(
        error.ends_with("copy the file first: where it ends has to be known"),
        "{error}"
    );
}

/// With the waits that people have, which come to more than a minute for ten repetitions.
#[test]
fn a_host_that_nobody_knows_is_told_within_seconds() {
    let settings = Settings {
        backoff_ms: Settings::default().backoff_ms,
        ..quick()
    };
    let stores = Stores::new(settings).unwrap();
    let place = Location::parse("https://archive.invalid/file?key=HIDDEN").unwrap();
    let began = Instant::now();
    let error = stores.stat(&place).unwrap_err().to_string();
    assert!(
        error.contains("the host name archive.invalid does not resolve: "),
        "{error}"
    );
    assert!(
        error.contains(" in 5 tries; check how the host is spelled"),
        "{error}"
    );
    assert!(!error.contains("HIDDEN"), "{error}");
    // The machine's own look-ups take their time too.
    assert!(began.elapsed().as_secs() < 30, "{:?}", began.elapsed());
}

#[test]
fn an_authoritys_certificate_is_no_servers() {
    let (web, pem) = Web::with_tls_of_an_authority();
    web.files.add("/file", "x");
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings {
        ca_file: Some(file(folder.path(), "ca.pem", pem.as_bytes())),
        ..quick()
    };
    let stores = Stores::new(settings).unwrap();
    let error = stores.stat(&web.at("/file")).unwrap_err().to_string();
    assert!(error.contains("basicConstraints = CA:FALSE"), "{error}");
}
