//! A process that publishes is killed at any moment.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use tamis_store::{Location, Settings, Stores};

use crate::publish::dataset;
use tamis_servers::{Fault, S3, quick, s3};

const LAST: [&str; 1] = ["manifest.json"];

/// The child: run by the test below, and by nobody else.
#[test]
fn child_that_publishes() {
    let Ok(folder) = std::env::var("TEST_PUBLISH_FOLDER") else {
        return;
    };
    let settings = Settings {
        endpoint: std::env::var("TEST_PUBLISH_ENDPOINT").ok(),
        chunk: 5 << 20,
        ..quick()
    };
    let stores = Stores::new(settings).unwrap();
    let to = Location::parse("s3://data/set").unwrap();
    stores
        .publish(&PathBuf::from(folder), &to, &LAST, &|_| ())
        .unwrap();
}

#[test]
fn nothing_half_is_seen_and_the_next_one_finishes() {
    let server = S3::start();
    // So slow that the kills fall everywhere.
    server.server.plan(|_| Fault::Slow(15));
    let folder = dataset(3);
    let stores = server.stores();
    let whole: BTreeSet<(String, u64)> = stores
        .list(&Location::local(folder.path()))
        .unwrap()
        .into_iter()
        .map(|entry| {
            let path = entry.location.as_local().unwrap();
            let name = path.strip_prefix(folder.path()).unwrap().to_str().unwrap();
            (format!("s3://data/set/{name}"), entry.bytes)
        })
        .filter(|(name, _)| !name.contains(".tamis"))
        .collect();
    let child = || {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kill::child_that_publishes"])
            .env("TEST_PUBLISH_FOLDER", folder.path())
            .env("TEST_PUBLISH_ENDPOINT", server.endpoint())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    let mut unfinished = 0;
    for wait in (0..14).map(|step| Duration::from_millis(20 + 45 * step)) {
        let mut child = child();
        std::thread::sleep(wait);
        child.kill().unwrap();
        child.wait().unwrap();
        let there = stores.list(&s3("set")).unwrap();
        let there: BTreeSet<_> = there
            .into_iter()
            .map(|entry| (entry.location.to_string(), entry.bytes))
            .collect();
        assert!(there.is_subset(&whole), "after {wait:?}: {there:?}");
        if there.contains(&("s3://data/set/manifest.json".to_owned(), 500)) {
            assert_eq!(there, whole, "after {wait:?}");
        } else {
            unfinished += 1;
        }
    }
    assert!(unfinished > 2, "the kills came too late");
    assert!(child().wait().unwrap().success());
    let there = stores.list(&s3("set")).unwrap();
    assert_eq!(there.len(), whole.len());
    // What the killed ones had begun is cleared, but for an upload that was begun and not yet written down.
    assert!(server.leftovers().len() <= 6, "{:?}", server.leftovers());
}
