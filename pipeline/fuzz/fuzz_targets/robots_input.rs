//! Any bytes as an archive of robots.txt and tdmrep.json, and as these two files in a folder of a site: what
//! was read can be looked up.
#![no_main]

use std::fs;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tamis::rights::{Answer, Builder, FileKind, Site, read_folder, read_warc};
use tamis_filters::rights::AgentList;

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("sites/example.org/.well-known")).unwrap();
    folder
});

fuzz_target!(|data: &[u8]| {
    let agents = AgentList::shipped();
    let folder = FOLDER.path();
    fs::write(folder.join("a.warc"), data).unwrap();
    let (robots, tdmrep) = data.split_at(data.iter().position(|&b| b == 0).unwrap_or(data.len()));
    let sites = folder.join("sites");
    fs::write(sites.join("example.org/robots.txt"), robots).unwrap();
    fs::write(sites.join("example.org/.well-known/tdmrep.json"), tdmrep).unwrap();

    let mut builder = Builder::new().unwrap();
    let read = read_warc(&folder.join("a.warc"), "a", agents, &mut builder).unwrap();
    assert_eq!(read.bytes, data.len() as u64);
    assert!(read.robots + read.tdmrep <= read.answers);
    let read = read_folder(&sites, "s", agents, &mut builder).unwrap();
    assert_eq!(read.answers, 2);
    let table = builder.finish().unwrap();
    assert!(table.len() >= 4);
    for url in ["http://example.org/a", "https://example.org/"] {
        let _ = Site::of(url);
    }
    for kind in [FileKind::Robots, FileKind::TdmRep] {
        for site in [0, u64::MAX, 77] {
            if let Some((Answer::Text(number), _)) = table.find(kind, site, u32::MAX) {
                let _ = table.text(number);
            }
        }
    }
});
