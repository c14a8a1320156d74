//! Any bytes as the list of crawls, and as a crawl's list of files, compressed here and as they are: a name
//! leads nowhere but below the crawl. The first line is tried as a location.
#![no_main]

use std::fs;
use std::path::Component;
use std::sync::LazyLock;

use flate2::{Compression, write::GzEncoder};
use libfuzzer_sys::fuzz_target;
use std::io::Write;
use tamis_store::crawl::{CommonCrawl, Kind, wet_name};
use tamis_store::{Location, Settings, Stores};

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap());
static CRAWL: LazyLock<CommonCrawl> = LazyLock::new(|| {
    let folder = FOLDER.path();
    fs::create_dir_all(folder.join("crawl-data/CC-MAIN-2024-33")).unwrap();
    let stores = Stores::new(Settings::default()).unwrap();
    CommonCrawl::new(stores)
        .unwrap()
        .with_data(Location::local(folder))
        .with_list(Location::local(folder.join("collinfo.json")))
});

fn files() {
    let Ok(names) = CRAWL.files("CC-MAIN-2024-33", Kind::Warc) else {
        return;
    };
    for name in names {
        let at = CRAWL.at(&name);
        let path = at.as_local().unwrap().strip_prefix(FOLDER.path()).unwrap();
        assert!(
            path.components()
                .all(|part| matches!(part, Component::Normal(_))),
            "{name:?}"
        );
        let _ = wet_name(&name);
    }
}

fn location(text: &str) {
    let Ok(location) = Location::parse(text) else {
        return;
    };
    let _ = (location.is_pattern(), location.name(), location.to_string());
    if location.is_remote() {
        let again = Location::parse(&location.written()).unwrap();
        assert_eq!(again.written(), location.written());
        assert_eq!(location.join("a/b.txt").name(), "b.txt");
    }
}

fuzz_target!(|data: &[u8]| {
    let paths = LazyLock::force(&CRAWL)
        .paths("CC-MAIN-2024-33", Kind::Warc)
        .unwrap();
    fs::write(FOLDER.path().join("collinfo.json"), data).unwrap();
    let _ = CRAWL.list();
    fs::write(paths.as_local().unwrap(), data).unwrap();
    files();
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(data).unwrap();
    fs::write(paths.as_local().unwrap(), packed.finish().unwrap()).unwrap();
    files();
    let text = String::from_utf8_lossy(data);
    location(text.lines().next().unwrap_or_default());
});
