//! `gs://`, against a server that speaks S3: Google's XML interface has the same requests and answers for what
//! is used here (<https://cloud.google.com/storage/docs/interoperability>). Where it is comes from the
//! environment, which is set for a child, since this process has threads.

use std::io::Read;
use std::process::Command;

use tamis_store::{Location, Settings, Stores};
use tempfile::tempdir;

use tamis_servers::{Fault, S3, file, noise, quick};

fn gs(key: &str) -> Location {
    Location::parse(&format!("gs://data/{key}")).unwrap()
}

#[test]
fn objects_are_read_listed_and_sent() {
    let server = S3::start();
    server.server.plan(|asked| match asked.index % 5 {
        3 => Fault::Status(503),
        _ => Fault::None,
    });
    let folder = tempdir().unwrap();
    let account = format!(
        r#"{{"gcs_base_url": "{}", "disable_oauth": true, "client_email": "", "private_key": "",
            "private_key_id": ""}}"#,
        server.endpoint()
    );
    let account = file(folder.path(), "account.json", account.as_bytes());
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "gs::child_with_gs", "--nocapture"])
        .env("GOOGLE_SERVICE_ACCOUNT", account)
        .env("TEST_GS_FOLDER", folder.path())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        text.contains("read 3000000 bytes, listed 2"),
        "{text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn child_with_gs() {
    let Some(folder) = std::env::var_os("TEST_GS_FOLDER") else {
        return;
    };
    let settings = Settings {
        unsigned: false,
        chunk: 500_000,
        ..quick()
    };
    let stores = Stores::new(settings).unwrap();
    let bytes = noise(3_000_000, 7);
    let local = file(folder.as_ref(), "x", &bytes);
    stores.put_file(&local, &gs("a/x.gz")).unwrap();
    stores.put_file(&local, &gs("a/b/y.gz")).unwrap();
    let mut got = Vec::new();
    let mut reader = stores.open(&gs("a/x.gz")).unwrap();
    reader.read_to_end(&mut got).unwrap();
    assert!(got == bytes);
    let listed = stores.glob(&gs("a/**")).unwrap();
    println!("read {} bytes, listed {}", got.len(), listed.len());
}
