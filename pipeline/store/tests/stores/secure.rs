//! TLS and signed requests. What comes from the environment is set for a child, since this process has
//! threads.

use std::io::Read;
use std::process::Command;

use tamis_store::{Location, Settings, Stores};
use tempfile::tempdir;

use tamis_servers::{S3, Web, file, noise, quick, s3};

fn run(test: &str, environment: &[(&str, &str)]) -> String {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env_remove("AWS_ACCESS_KEY_ID")
        .env_remove("AWS_SECRET_ACCESS_KEY")
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    text
}

#[test]
fn https_with_a_certificate_of_ones_own() {
    let (web, pem) = Web::with_tls();
    let bytes = noise(50_000, 1);
    web.files.add("/file", bytes.clone());
    let folder = tempdir().unwrap();
    let ca = file(folder.path(), "ca.pem", pem.as_bytes());
    let settings = Settings {
        ca_file: Some(ca.clone()),
        allow_http: false,
        ..quick()
    };
    let stores = Stores::new(settings.clone()).unwrap();
    let mut got = Vec::new();
    stores
        .open(&web.at("/file"))
        .unwrap()
        .read_to_end(&mut got)
        .unwrap();
    assert!(got == bytes);
    // The variable that other programs know.
    let url = format!("https://localhost:{}/file", web.server.address.port());
    run(
        "secure::child_that_reads",
        &[("TEST_READ", &url), ("SSL_CERT_FILE", ca.to_str().unwrap())],
    );
    // Without either, it is refused at once, and told why.
    let began = std::time::Instant::now();
    let slow = Settings {
        backoff_ms: 5_000,
        ..quick()
    };
    let error = Stores::new(slow)
        .unwrap()
        .stat(&web.at("/file"))
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("certificate is not trusted") && error.contains("SSL_CERT_FILE"),
        "{error}"
    );
    assert!(began.elapsed().as_secs() < 4);
    // By its address it has another name than the certificate says.
    let address = Location::parse(&format!("https://{}/file", web.server.address)).unwrap();
    assert!(stores.stat(&address).is_err());
}

#[test]
fn child_that_reads() {
    let Ok(url) = std::env::var("TEST_READ") else {
        return;
    };
    let stores = Stores::new(quick()).unwrap();
    let stat = stores.stat(&Location::parse(&url).unwrap()).unwrap();
    assert_eq!(stat.bytes, 50_000);
}

#[test]
fn a_file_of_certificates_that_is_none() {
    let folder = tempdir().unwrap();
    for path in [
        folder.path().join("none.pem"),
        file(folder.path(), "x.pem", b"no certificate"),
    ] {
        let settings = Settings {
            ca_file: Some(path),
            ..quick()
        };
        let error = Stores::new(settings).unwrap_err().to_string();
        assert!(error.contains("ca_file"), "{error}");
    }
}

#[test]
fn http_only_if_allowed() {
    let (web, s3_server) = (Web::start(), S3::start());
    web.files.add("/file", "x");
    let strict = Settings {
        allow_http: false,
        ..s3_server.settings()
    };
    let stores = Stores::new(strict).unwrap();
    for place in [web.at("/file"), s3("x")] {
        let error = stores.stat(&place).unwrap_err().to_string();
        assert!(error.contains("allow_http = true"), "{error}");
    }
    assert!(web.server.asked.lock().unwrap().is_empty());
}

#[test]
fn requests_are_signed_with_what_the_environment_has() {
    let server = S3::with_key(Some(("KEYID", "SECRETKEY")));
    let folder = tempdir().unwrap();
    let local = file(folder.path(), "x", &noise(12 << 20, 1));
    let endpoint = server.endpoint();
    let common = [
        ("TEST_S3_ENDPOINT", endpoint.as_str()),
        ("TEST_S3_FILE", local.to_str().unwrap()),
    ];
    let with = |key: &'static str, secret: &'static str| {
        let keys = [
            ("AWS_ACCESS_KEY_ID", key),
            ("AWS_SECRET_ACCESS_KEY", secret),
        ];
        run("secure::child_with_s3", &[&common[..], &keys[..]].concat())
    };
    let done = with("KEYID", "SECRETKEY");
    assert!(done.contains("read 12582912 bytes, 1 listed"), "{done}");
    let wrong = with("KEYID", "WRONGKEY");
    assert!(
        wrong.contains("answered 403") && wrong.contains("AWS_ACCESS_KEY_ID"),
        "{wrong}"
    );
    assert!(!wrong.contains("WRONGKEY"), "{wrong}");
    // Without a signature it is public, or not to be had.
    let unsigned = server.stores().stat(&s3("x")).unwrap_err();
    assert_eq!(unsigned.status(), Some(403), "{unsigned}");
}

#[test]
fn child_with_s3() {
    let Ok(endpoint) = std::env::var("TEST_S3_ENDPOINT") else {
        return;
    };
    let settings = Settings {
        endpoint: Some(endpoint),
        unsigned: false,
        chunk: 5 << 20,
        ..quick()
    };
    let stores = Stores::new(settings).unwrap();
    let local = std::env::var("TEST_S3_FILE").unwrap();
    let result = (|| {
        stores.put_file(local.as_ref(), &s3("x y+ü/x=1"))?;
        let mut got = Vec::new();
        let reader = stores.open(&s3("x y+ü/x=1"));
        reader?.read_to_end(&mut got).unwrap();
        let listed = stores.list(&s3("x y+ü"))?.len();
        Ok::<_, tamis_store::Error>(format!("read {} bytes, {listed} listed", got.len()))
    })();
    println!("{}", result.unwrap_or_else(|error| error.to_string()));
}
