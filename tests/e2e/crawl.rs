//! `tamis crawl`: lists of a crawl's files that a run reads.

use std::fs;

use insta::assert_snapshot;
use tamis_servers::Web;

use super::common::{ARCHIVES, Place, demo_file, tamis};
use super::stores::{config, verified};

#[test]
fn a_crawls_list_of_paths_becomes_an_input() {
    let web = Web::start();
    let mut names = String::new();
    for name in ARCHIVES {
        let path = format!("crawl-data/CC-MAIN-2024-33/segments/1/warc/{name}");
        web.files
            .add(&format!("/{path}"), fs::read(demo_file(name)).unwrap());
        names += &format!("{path}\n");
    }
    let list = super::warc::gzip(names.as_bytes());
    web.files
        .add("/crawl-data/CC-MAIN-2024-33/warc.paths.gz", list);
    web.files.add(
        "/collinfo.json",
        r#"[{"id": "CC-MAIN-2024-33", "name": "August 2024 Index", "from": "2024-08-02T23:21:07",
            "to": "2024-08-16T05:21:27"}]"#,
    );
    let place = Place::new(&config("", "\"@list.txt\"", "").replace("endpoint = \"\"\n", ""));
    let base = web.at("").to_string();
    let crawl = |args: &[&str]| {
        let mut all = vec!["crawl"];
        all.extend(args);
        all.extend(["--config", "tamis.toml"]);
        place.tamis(&all)
    };
    let port = web.server.address.port().to_string();
    let listed = crawl(&["list", "--list", &format!("{base}collinfo.json")]).expect(0);
    let paths = ["paths", "CC-MAIN-2024-33", "--data", &base];
    let all = crawl(&paths).expect(0);
    let one = crawl(&[&paths[..], &["--sample", "1", "-o", "list.txt"]].concat()).expect(0);
    assert_eq!(one.out, "");
    let one = fs::read_to_string(place.join("list.txt")).unwrap();
    let wrong = crawl(&[&paths[..], &["--languages", "Maltese"]].concat());
    let no_index = crawl(&[&paths[..], &["--languages", "mlt_Latn"]].concat());
    let told = [listed.out, all.out, one, wrong.err, no_index.err].join("\n");
    assert_snapshot!("crawl", told.replace(&port, "PORT"));
    place.run();
    verified(&place);
}

/// A copy of a crawl beside the work, and a config in another folder than the one that the list is made in.
#[test]
fn a_list_of_a_folder_is_read_from_anywhere() {
    let place = Place::new(&config("", "\"@list.txt\"", "").replace("endpoint = \"\"\n", ""));
    let mut names = String::new();
    for name in ARCHIVES {
        let path = format!("crawl-data/CC-MAIN-2024-33/segments/1/warc/{name}");
        place.write(
            &format!("made here/copy/{path}"),
            fs::read(demo_file(name)).unwrap(),
        );
        names += &format!("{path}\n");
    }
    let list = "made here/copy/crawl-data/CC-MAIN-2024-33/warc.paths.gz";
    place.write(list, super::warc::gzip(names.as_bytes()));
    let crawl = [
        "crawl",
        "paths",
        "CC-MAIN-2024-33",
        "--data",
        "copy",
        "-o",
        "../list.txt",
    ];
    tamis(&place.join("made here"), &crawl).expect(0);
    let list = fs::read_to_string(place.join("list.txt")).unwrap();
    let mut lines = list.lines().filter(|line| !line.starts_with('#'));
    assert!(lines.all(|line| line.starts_with('/')), "{list}");
    place.run();
    verified(&place);
}
