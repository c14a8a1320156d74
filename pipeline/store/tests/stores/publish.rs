use std::path::Path;
use std::sync::Mutex;

use http::Method;
use tamis_store::{Error, Location, Settings, Stores};
use tempfile::{TempDir, tempdir};

use tamis_servers::{Fault, S3, file, noise, quick, s3};

/// A dataset as tamis leaves it.
pub(crate) fn dataset(seed: u64) -> TempDir {
    let folder = tempdir().unwrap();
    for shard in 0..5 {
        let name = format!("data/mlt_Latn/train-0000{shard}-of-00005.parquet");
        file(
            folder.path(),
            &name,
            &noise(20_000 + shard, seed + shard as u64),
        );
    }
    file(
        folder.path(),
        "data/deu_Latn/large.parquet",
        &noise(11 << 20, seed),
    );
    file(folder.path(), "README.md", b"a card");
    file(folder.path(), "manifest.json", &noise(500, seed));
    file(folder.path(), ".tamis/tasks/1.json", b"ours");
    folder
}

const FILES: usize = 8;

fn publish(stores: &Stores, folder: &Path, to: &Location) -> Result<Vec<String>, Error> {
    let order = Mutex::new(Vec::new());
    let published = stores.publish(folder, to, &["README.md", "manifest.json"], &|progress| {
        let mut order = order.lock().unwrap();
        order.push(progress.file.clone());
        assert_eq!(progress.files, order.len());
        assert_eq!(progress.of_files, FILES);
        assert_eq!(progress.bytes == progress.of_bytes, progress.files == FILES);
    })?;
    assert_eq!(published.files, FILES);
    Ok(order.into_inner().unwrap())
}

#[test]
fn the_manifest_comes_last() {
    let server = S3::start();
    let stores = server.stores();
    let folder = dataset(1);
    let order = publish(&stores, folder.path(), &s3("sets/one")).unwrap();
    assert_eq!(order[FILES - 2..], ["README.md", "manifest.json"]);
    let there = stores.list(&s3("sets/one")).unwrap();
    assert_eq!(there.len(), FILES);
    assert!(
        there
            .iter()
            .all(|entry| !entry.location.to_string().contains(".tamis"))
    );
    // Once more: nothing is sent.
    let sent = server.server.requests(&Method::PUT);
    publish(&stores, folder.path(), &s3("sets/one")).unwrap();
    assert_eq!(server.server.requests(&Method::PUT), sent);
    assert!(server.leftovers().is_empty());
}

#[test]
fn to_a_disk() {
    let stores = Stores::new(quick()).unwrap();
    let (folder, to) = (dataset(1), tempdir().unwrap());
    let to = Location::local(to.path().join("sets/one"));
    publish(&stores, folder.path(), &to).unwrap();
    assert_eq!(stores.list(&to).unwrap().len(), FILES);
    publish(&stores, folder.path(), &to).unwrap();
    std::fs::write(folder.path().join("manifest.json"), "other").unwrap();
    let error = publish(&stores, folder.path(), &to).unwrap_err();
    assert!(matches!(error, Error::Taken { .. }), "{error}");
}

#[test]
fn a_failure_leaves_no_manifest_and_is_made_good() {
    let server = S3::start();
    let folder = dataset(2);
    let stores = Stores::new(Settings {
        retries: 1,
        ..server.settings()
    })
    .unwrap();
    server.server.plan(|asked| {
        match asked.target.contains("00003-of") && asked.method == Method::PUT {
            true => Fault::Status(503),
            false => Fault::None,
        }
    });
    publish(&stores, folder.path(), &s3("set")).unwrap_err();
    assert!(
        stores
            .stat(&s3("set/manifest.json"))
            .unwrap_err()
            .is_not_found()
    );
    server.server.plan(|_| Fault::None);
    publish(&stores, folder.path(), &s3("set")).unwrap();
    assert!(stores.stat(&s3("set/manifest.json")).is_ok());
}

#[test]
fn another_dataset_is_not_written_over() {
    let server = S3::start();
    let stores = server.stores();
    publish(&stores, dataset(1).path(), &s3("set")).unwrap();
    let sent = server.server.requests(&Method::PUT);
    let error = publish(&stores, dataset(9).path(), &s3("set")).unwrap_err();
    match &error {
        Error::Taken { location } => assert_eq!(location.name(), "manifest.json"),
        other => panic!("{other}"),
    }
    assert_eq!(server.server.requests(&Method::PUT), sent);
}

#[test]
fn what_was_there_is_told() {
    let server = S3::start();
    let stores = server.stores();
    file(
        &server.root.path().join("data"),
        "set/data/old.parquet",
        b"old",
    );
    let folder = dataset(1);
    let published = stores
        .publish(folder.path(), &s3("set"), &["manifest.json"], &|_| ())
        .unwrap();
    assert_eq!(published.extra, [s3("set/data/old.parquet")]);
}

#[test]
fn an_unfinished_folder_is_refused() {
    let server = S3::start();
    let stores = server.stores();
    let folder = dataset(1);
    std::fs::remove_file(folder.path().join("manifest.json")).unwrap();
    let error = publish(&stores, folder.path(), &s3("set")).unwrap_err();
    assert!(
        error.to_string().contains("is the folder finished?"),
        "{error}"
    );
    assert!(stores.list(&s3("")).unwrap().is_empty());
    let empty = tempdir().unwrap();
    let error = stores
        .publish(empty.path(), &s3("set"), &[], &|_| ())
        .unwrap_err();
    assert!(error.to_string().contains("no files"), "{error}");
}

/// Two machines with a copy each: both send, and what is there is the dataset.
#[test]
fn the_same_dataset_may_be_published_twice_at_a_time() {
    let server = S3::start();
    server.server.plan(|_| Fault::Slow(5));
    let (on_disk, folders) = (tempdir().unwrap(), [dataset(3), dataset(3)]);
    let disk = Location::local(on_disk.path().join("set"));
    for to in [s3("set"), disk] {
        std::thread::scope(|scope| {
            for folder in &folders {
                let (stores, to) = (server.stores(), to.clone());
                scope.spawn(move || publish(&stores, folder.path(), &to).unwrap());
            }
        });
        let stores = server.stores();
        assert_eq!(stores.list(&to).unwrap().len(), FILES);
        for name in ["manifest.json", "README.md", "data/deu_Latn/large.parquet"] {
            let mut there = Vec::new();
            let mut reader = stores.open(&to.join(name)).unwrap();
            std::io::Read::read_to_end(&mut reader, &mut there).unwrap();
            assert!(
                there == std::fs::read(folders[0].path().join(name)).unwrap(),
                "{name}"
            );
        }
    }
    assert!(server.leftovers().is_empty());
}

/// Of one folder, the second one is told at once, and nothing of the first is disturbed.
#[test]
fn a_folder_is_published_by_one_at_a_time() {
    let server = S3::start();
    let (stores, folder) = (server.stores(), dataset(4));
    let told = Mutex::new(Vec::new());
    let first = stores.publish(folder.path(), &s3("set"), &["manifest.json"], &|_| {
        let second = publish(&server.stores(), folder.path(), &s3("set"));
        told.lock().unwrap().push(second.unwrap_err().to_string());
    });
    assert_eq!(first.unwrap().files, FILES);
    let told = told.into_inner().unwrap();
    let said = |text: &String| text.contains("another process is publishing it to s3://data/set");
    assert!(told.len() == FILES && told.iter().all(said), "{told:?}");
    // Elsewhere it may go all the same.
    publish(&stores, folder.path(), &s3("other")).unwrap();
}

/// Another dataset ends at the place while this one is sent: its manifest stays.
#[test]
fn a_dataset_that_came_in_between_is_not_written_over() {
    let server = S3::start();
    let (stores, folder) = (server.stores(), dataset(5));
    let there = server.root.path().join("data/set/manifest.json");
    let other = |_: &_| {
        if !there.exists() {
            std::fs::create_dir_all(there.parent().unwrap()).unwrap();
            std::fs::write(&there, "of another").unwrap();
        }
    };
    let error = stores.publish(folder.path(), &s3("set"), &["manifest.json"], &other);
    let error = error.unwrap_err();
    assert!(matches!(error, Error::Taken { .. }), "{error}");
    assert_eq!(std::fs::read(&there).unwrap(), b"of another");
}
