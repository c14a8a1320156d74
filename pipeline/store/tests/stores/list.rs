use std::path::Path;

use tamis_store::{Entry, Error, Location, Stores};

use tamis_servers::{Fault, S3, Web, file, quick, s3};

fn fill(bucket: &Path) {
    for name in [
        "crawl/a/1.gz",
        "crawl/a/2.gz",
        "crawl/a/2.txt",
        "crawl/b/3.gz",
        "crawl/b/deep/4.gz",
        "crawl-2/5.gz",
        "top.gz",
    ] {
        file(bucket, name, name.as_bytes());
    }
}

fn names(entries: &[Entry]) -> Vec<String> {
    entries
        .iter()
        .map(|entry| entry.location.to_string())
        .collect()
}

#[test]
fn a_folder_and_nothing_beside_it() {
    let s3_server = S3::start();
    fill(&s3_server.root.path().join("data"));
    let stores = s3_server.stores();
    let listed = stores.list(&s3("crawl")).unwrap();
    assert_eq!(
        names(&listed),
        [
            "s3://data/crawl/a/1.gz",
            "s3://data/crawl/a/2.gz",
            "s3://data/crawl/a/2.txt",
            "s3://data/crawl/b/3.gz",
            "s3://data/crawl/b/deep/4.gz",
        ]
    );
    assert_eq!(listed[0].bytes, 12);
    assert_eq!(stores.list(&s3("")).unwrap().len(), 7);
    assert!(stores.list(&s3("nowhere")).unwrap().is_empty());
}

#[test]
fn patterns_reach_what_they_say() {
    let s3_server = S3::start();
    let bucket = s3_server.root.path().join("data");
    fill(&bucket);
    let stores = s3_server.stores();
    for (pattern, expected) in [
        ("*.gz", &["top.gz"][..]),
        ("crawl/a/*.gz", &["crawl/a/1.gz", "crawl/a/2.gz"]),
        ("crawl/*/[13].gz", &["crawl/a/1.gz", "crawl/b/3.gz"]),
        ("crawl/*/deep/*", &["crawl/b/deep/4.gz"]),
        ("crawl*/{3,5}.gz", &["crawl-2/5.gz"]),
        (
            "crawl/**/*.gz",
            &[
                "crawl/a/1.gz",
                "crawl/a/2.gz",
                "crawl/b/3.gz",
                "crawl/b/deep/4.gz",
            ],
        ),
        ("crawl/a/?.txt", &["crawl/a/2.txt"]),
        ("crawl/a/1.gz", &["crawl/a/1.gz"]),
        ("none/*.gz", &[]),
    ] {
        let found = names(&stores.glob(&s3(pattern)).unwrap());
        let remote: Vec<_> = expected
            .iter()
            .map(|key| format!("s3://data/{key}"))
            .collect();
        assert_eq!(found, remote, "{pattern}");
        if pattern.starts_with("none") {
            continue;
        }
        // A disk is asked in the same way.
        let here = bucket.display();
        let local = Location::parse(&format!("{here}/{pattern}")).unwrap();
        let found = names(&stores.glob(&local).unwrap());
        let local: Vec<_> = expected.iter().map(|key| format!("{here}/{key}")).collect();
        assert_eq!(found, local, "{pattern}");
    }
}

#[test]
fn what_cannot_be_listed() {
    let web = Web::start();
    let stores = Stores::new(quick()).unwrap();
    for error in [
        stores.list(&web.at("/")).unwrap_err(),
        stores.glob(&web.at("/*.gz")).unwrap_err(),
    ] {
        assert!(matches!(error, Error::Unsupported { .. }), "{error}");
        assert!(error.to_string().contains("knows no listings"), "{error}");
    }
    let s3_server = S3::start();
    let stores = s3_server.stores();
    let error = stores.glob(&s3("[a")).unwrap_err();
    assert!(
        error.to_string().contains("pattern cannot be read"),
        "{error}"
    );
    assert!(stores.glob(&s3("none.gz")).unwrap_err().is_not_found());
}

#[test]
fn faults_do_not_change_a_listing() {
    let s3_server = S3::start();
    let bucket = s3_server.root.path().join("data");
    for index in 0..2_300 {
        file(&bucket, &format!("many/{:02}/{index:04}", index % 7), b"");
    }
    let stores = s3_server.stores();
    let whole = stores.list(&s3("many")).unwrap();
    assert_eq!(whole.len(), 2_300);
    assert!(whole.is_sorted_by(|a, b| a.location < b.location));
    s3_server.server.plan(|asked| match asked.index % 3 {
        0 => Fault::Status(503),
        1 => Fault::Cut(500),
        _ => Fault::None,
    });
    assert_eq!(stores.list(&s3("many")).unwrap(), whole);
    assert_eq!(stores.glob(&s3("many/*/0*")).unwrap().len(), 1_000);
}
