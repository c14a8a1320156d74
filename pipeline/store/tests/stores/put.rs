use std::io::Read;

use http::Method;
use proptest::prelude::*;
use tamis_store::{Error, Location, Settings, Stores};
use tempfile::tempdir;

use tamis_servers::{Fault, S3, Web, file, noise, quick, s3};

fn read(stores: &Stores, location: &Location) -> Vec<u8> {
    let mut bytes = Vec::new();
    stores
        .open(location)
        .unwrap()
        .read_to_end(&mut bytes)
        .unwrap();
    bytes
}

/// Three parts, since none is smaller than 5 MiB.
const LARGE: usize = 12 << 20;

fn small_parts(server: &S3) -> Settings {
    Settings {
        chunk: 5 << 20,
        connections: 3,
        ..server.settings()
    }
}

#[test]
fn what_is_sent_is_there_and_not_sent_again() {
    let server = S3::start();
    let stores = Stores::new(small_parts(&server)).unwrap();
    let folder = tempdir().unwrap();
    for (name, length) in [("empty", 0), ("small", 1_000), ("large", LARGE)] {
        let bytes = noise(length, 1);
        let local = file(folder.path(), name, &bytes);
        let put = stores.put_file(&local, &s3(name)).unwrap();
        assert_eq!((put.bytes, put.skipped), (length as u64, false));
        assert!(read(&stores, &s3(name)) == bytes);
        let stat = stores.stat(&s3(name)).unwrap();
        assert_eq!(stat.sha256.as_deref(), Some(put.sha256.as_str()));
        let sent = server.server.requests(&Method::PUT);
        assert!(stores.put_file(&local, &s3(name)).unwrap().skipped);
        assert_eq!(server.server.requests(&Method::PUT), sent);
        // One byte makes another file.
        let mut other = bytes;
        other.push(1);
        std::fs::write(&local, &other).unwrap();
        assert!(!stores.put_file(&local, &s3(name)).unwrap().skipped);
        assert!(read(&stores, &s3(name)) == other);
    }
    assert!(server.leftovers().is_empty(), "{:?}", server.leftovers());
}

#[test]
fn parts_go_side_by_side_within_the_limit() {
    let server = S3::start();
    let stores = Stores::new(small_parts(&server)).unwrap();
    let folder = tempdir().unwrap();
    let local = file(folder.path(), "x", &noise(40 << 20, 1));
    // Longer than reading and hashing a part takes without optimisation.
    server.server.plan(|_| Fault::Slow(600));
    stores.put_file(&local, &s3("x")).unwrap();
    let most = server.server.together.lock().unwrap().1;
    assert!((2..=3).contains(&most), "{most} at a time");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Whatever goes wrong and may pass, the object is the file.
    #[test]
    fn what_is_sent_is_the_file(
        faults in prop::collection::vec(0u8..8, 1..30),
        length in prop_oneof![Just(2_000usize), Just(LARGE)],
        seed: u64,
    ) {
        let server = S3::start();
        let folder = tempdir().unwrap();
        let bytes = noise(length, seed);
        let local = file(folder.path(), "x", &bytes);
        server.server.plan(move |asked| match faults.get(asked.index) {
            Some(0) => Fault::Status(503),
            Some(1) => Fault::Status(500),
            // The store did it, and nobody heard.
            Some(2) => Fault::Lost,
            _ => Fault::None,
        });
        let stores = Stores::new(Settings { retries: 100, ..small_parts(&server) }).unwrap();
        stores.put_file(&local, &s3("x")).unwrap();
        prop_assert!(read(&stores, &s3("x")) == bytes);
    }
}

#[test]
fn an_upload_that_fails_is_taken_back() {
    let server = S3::start();
    let folder = tempdir().unwrap();
    let local = file(folder.path(), "x", &noise(LARGE, 1));
    let stores = Stores::new(Settings {
        retries: 1,
        ..small_parts(&server)
    })
    .unwrap();
    server
        .server
        .plan(|asked| match asked.target.contains("partNumber=3") {
            true => Fault::Status(503),
            false => Fault::None,
        });
    let error = stores.put_file(&local, &s3("x")).unwrap_err();
    assert_eq!(error.status(), Some(503), "{error}");
    server.server.plan(|_| Fault::None);
    assert!(stores.list(&s3("")).unwrap().is_empty());
    assert!(server.leftovers().is_empty(), "{:?}", server.leftovers());
}

#[test]
fn what_cannot_pass_is_not_tried_again() {
    let server = S3::start();
    let folder = tempdir().unwrap();
    let local = file(folder.path(), "x", b"x");
    server.server.plan(|_| Fault::Status(403));
    let error = server.stores().put_file(&local, &s3("x")).unwrap_err();
    assert_eq!(error.status(), Some(403));
    assert_eq!(server.server.asked.lock().unwrap().len(), 1);
}

#[test]
fn on_a_disk() {
    let stores = Stores::new(quick()).unwrap();
    let folder = tempdir().unwrap();
    let bytes = noise(3_000, 1);
    let local = file(folder.path(), "x", &bytes);
    let to = Location::local(folder.path().join("new/folder/y"));
    assert!(!stores.put_file(&local, &to).unwrap().skipped);
    assert!(stores.put_file(&local, &to).unwrap().skipped);
    assert!(read(&stores, &to) == bytes);
    std::fs::write(&local, noise(3_000, 2)).unwrap();
    assert!(!stores.put_file(&local, &to).unwrap().skipped);
    let names = std::fs::read_dir(folder.path().join("new/folder")).unwrap();
    assert_eq!(names.count(), 1);
}

#[test]
fn what_cannot_be_sent() {
    let web = Web::start();
    let stores = Stores::new(quick()).unwrap();
    let folder = tempdir().unwrap();
    let local = file(folder.path(), "x", b"x");
    let error = stores.put_file(&local, &web.at("/x")).unwrap_err();
    assert!(matches!(error, Error::Unsupported { .. }), "{error}");
    let error = stores
        .put_file(&folder.path().join("none"), &s3("x"))
        .unwrap_err();
    assert!(error.is_not_found());
    let error = stores.put_file(&local, &s3("")).unwrap_err();
    assert!(
        error.to_string().contains("no name for the file"),
        "{error}"
    );
}
