//! Inputs from an S3 server and from the web, with what goes wrong there, and datasets sent to a store.

use std::collections::BTreeSet;
use std::fs;

use insta::assert_snapshot;
use tamis_servers::{Fault, S3, Web};

use super::common::{ARCHIVES, Place, Ran, demo_file, kept, manifest, removed, same};
use super::warc::{copies, members};

/// With the archives of an S3 server; `stores` are further lines of its table.
pub(super) fn config(endpoint: &str, paths: &str, stores: &str) -> String {
    format!(
        "[run]\nname = \"stores\"\noutput = \"out\"\n\n\
         [stores]\nendpoint = \"{endpoint}\"\nunsigned = true\nallow_http = true\nbackoff_ms = 1\n\
         timeout_seconds = 20\n{stores}\n\
         [sources.crawl]\ntype = \"warc\"\npaths = [{paths}]\n\n\
         [stages.balance]\nmethod = \"proportional\"\n\n[sinks.manifest]\ncost = false\n"
    )
}

/// Five archives in the bucket `data`, below `crawl/`.
fn server() -> S3 {
    let s3 = S3::start();
    let folder = s3.root.path().join("data/crawl");
    fs::create_dir(&folder).unwrap();
    let members = members();
    for i in 0..5 {
        let archive = copies(&members, 2 * i, 1 + i % 3);
        fs::write(folder.join(format!("{i}.warc.gz")), archive).unwrap();
    }
    s3
}

fn ids(place: &Place) -> BTreeSet<String> {
    let kept = kept(&place.out()).into_iter().map(|row| row.id);
    let removed = removed(&place.out()).into_iter().map(|row| row.id);
    kept.chain(removed).collect()
}

pub(super) fn verified(place: &Place) {
    place.tamis(&["verify", "out"]).expect(0);
}

#[test]
fn archives_in_a_store_give_the_documents_that_they_give_on_a_disk() {
    let s3 = server();
    let stored = Place::new(&config(&s3.endpoint(), "\"s3://data/crawl/*.warc.gz\"", ""));
    stored.run();
    verified(&stored);
    let disk = s3.root.path().join("data/crawl/*.warc.gz");
    let local = Place::new(&config("", &format!("{disk:?}"), "").replace("endpoint = \"\"\n", ""));
    local.run();
    assert_eq!(ids(&stored), ids(&local));
    assert!(ids(&stored).len() > 50);
    let paths: BTreeSet<String> = removed(&stored.out())
        .into_iter()
        .map(|row| row.file_path)
        .collect();
    assert!(paths.contains("s3://data/crawl/0.warc.gz"), "{paths:?}");
    let digests = |place: &Place| {
        let manifest = manifest(&place.out());
        let inputs = manifest["inputs"].as_array().unwrap().clone();
        let digests = inputs.iter().map(|input| input["sha256"].to_string());
        digests.collect::<BTreeSet<String>>()
    };
    assert_eq!(digests(&stored), digests(&local));
}

#[test]
fn a_store_that_fails_now_and_then_changes_nothing() {
    let s3 = server();
    let text = config(
        &s3.endpoint(),
        "\"s3://data/crawl/*.warc.gz\"",
        "chunk = 20000\nretries = 40\n",
    );
    let place = Place::new(&text);
    place.run();
    let expected = place.dataset();
    s3.server.plan(|asked| match asked.index % 7 {
        1 => Fault::Status(503),
        2 => Fault::Cut(7_000),
        3 => Fault::Slow(20),
        4 => Fault::Lost,
        5 => Fault::Short(5_000),
        _ => Fault::None,
    });
    let other = Place::new(&text);
    let before = s3.server.requests(&http::Method::GET);
    other.run();
    assert!(s3.server.requests(&http::Method::GET) - before > 50);
    same(
        &expected,
        &other.dataset(),
        "503, resets, slow and short answers",
    );
    verified(&other);
}

#[test]
fn a_store_that_is_gone_gives_up_its_archives_and_a_later_start_takes_them_up() {
    let s3 = server();
    let text = config(
        &s3.endpoint(),
        "\"s3://data/crawl/*.warc.gz\"",
        "chunk = 20000\nretries = 1\n",
    )
    .replace(
        "output = \"out\"\n",
        "output = \"out\"\nretries = 1\nmax_damaged = 1.0\n",
    );
    let place = Place::new(&text);
    place.run();
    let expected = place.dataset();
    let other = Place::new(&text);
    s3.server.plan(|asked| {
        let of_archive = asked.target.contains("3.warc.gz") && asked.method == http::Method::GET;
        match of_archive
            && asked
                .range
                .as_deref()
                .is_some_and(|range| !range.starts_with("bytes=0-"))
        {
            true => Fault::Status(503),
            false => Fault::None,
        }
    });
    let ran = other.tamis(&["run", "tamis.toml"]).expect(3);
    let told = ran.err.clone() + &ran.out;
    assert!(told.contains("s3://data/crawl/3.warc.gz"), "{told}");
    assert!(told.contains("503"), "{told}");
    s3.server.plan(|_| Fault::None);
    other.run();
    same(&expected, &other.dataset(), "after the store came back");
}

#[test]
fn a_run_is_resumed_without_reading_again_and_reads_what_was_replaced() {
    let s3 = server();
    let place = Place::new(&config(&s3.endpoint(), "\"s3://data/crawl/*.warc.gz\"", ""));
    place.run();
    let expected = place.dataset();
    let before = s3.server.requests(&http::Method::GET);
    let again = place.run();
    assert!(again.out.contains("nothing to do"), "{}", again.out);
    // The bucket is listed, and no archive read.
    assert!(s3.server.requests(&http::Method::GET) - before <= 2);
    let first = s3.root.path().join("data/crawl/0.warc.gz");
    let old = fs::read(&first).unwrap();
    let mut new = old.clone();
    new.extend(members().pop().unwrap());
    fs::write(&first, new).unwrap();
    let started = place.tamis(&["run", "tamis.toml", "--update"]).expect(0);
    assert_eq!(started.started()[0], ("annotate".into(), 4, 5));
    fs::write(&first, old).unwrap();
    place.tamis(&["run", "tamis.toml", "--update"]).expect(0);
    same(&expected, &place.dataset(), "the old archive is back");
}

#[test]
fn lists_name_files_of_the_web() {
    let (web, certificate) = Web::with_tls();
    let mut list = String::from("# two of the web\n");
    for name in ARCHIVES {
        let bytes = fs::read(demo_file(name)).unwrap();
        web.files.add(&format!("/crawl-data/{name}"), bytes);
        list += &format!("{}\n", web.at(&format!("/crawl-data/{name}")));
    }
    let text = "[run]\nname = \"web\"\noutput = \"out\"\n\n[stores]\nca_file = \"ca.pem\"\n\n\
        [sources.crawl]\ntype = \"warc\"\npaths = [\"@list.txt\"]\n";
    let place = Place::new(text);
    place.write("ca.pem", certificate);
    place.write("list.txt", list);
    place.run();
    verified(&place);
    let local = Place::demo("");
    local.run();
    assert_eq!(ids(&place), ids(&local));
}

/// Named one by one in the config, and not in a list: they are asked for together all the same.
#[test]
fn many_files_of_the_web_are_asked_for_at_a_time() {
    let web = Web::start();
    let bytes = fs::read(demo_file(ARCHIVES[0])).unwrap();
    let named = |n: usize| {
        let path = format!("/{n}.warc.gz");
        web.files.add(&path, bytes.clone());
        web.at(&path).to_string()
    };
    let mut paths: Vec<String> = (0..12).map(named).collect();
    let config_of = |paths: &[String]| {
        let paths: Vec<String> = paths.iter().map(|path| format!("{path:?}")).collect();
        config("", &paths.join(", "), "connections = 4\n").replace("endpoint = \"\"\n", "")
    };
    web.server.plan(|_| Fault::Slow(50));
    let place = Place::new(&config_of(&paths));
    place.tamis(&["plan", "tamis.toml"]).expect(0);
    assert_eq!(web.server.requests(&http::Method::HEAD), 12);
    let most = web.server.together.lock().unwrap().1;
    assert!((2..=4).contains(&most), "{most} at a time");
    // One that is not there is told at its place, and only that one.
    web.server.plan(|_| Fault::None);
    paths[7] = web.at("/none.warc.gz").to_string();
    place.write("tamis.toml", config_of(&paths));
    let told = place.tamis(&["plan", "tamis.toml"]).expect(2).err;
    assert!(
        told.contains("/none.warc.gz: the store answered 404"),
        "{told}"
    );
    assert!(told.contains("asked for"), "{told}");
}

#[test]
fn rows_come_from_stores_too() {
    let s3 = server();
    let first = Place::new(
        &config(&s3.endpoint(), "\"s3://data/crawl/*.warc.gz\"", "").replace(
            "[sinks.manifest]",
            "[sinks.emit]\njsonl = true\n\n[sinks.manifest]",
        ),
    );
    first.run();
    let folder = s3.root.path().join("data/rows");
    fs::create_dir(&folder).unwrap();
    let (mut lines, mut tables) = (0, 0);
    for (name, bytes) in first.dataset() {
        let flat = name.replace('/', "-");
        if name.ends_with(".jsonl.zst") {
            lines += 1;
            fs::write(folder.join(flat), bytes).unwrap();
        } else if name.starts_with("data/") && name.ends_with(".parquet") {
            tables += 1;
            fs::write(folder.join(flat), bytes).unwrap();
        }
    }
    assert!(lines > 3 && tables > 3);
    let of = |kind: &str, paths: &str| {
        let text = config(&s3.endpoint(), &format!("\"{paths}\""), "chunk = 50000\n").replace(
            "type = \"warc\"",
            &format!("type = \"{kind}\"\nkeep_ids = true"),
        );
        let place = Place::new(&text);
        place.run();
        verified(&place);
        kept(&place.out())
            .into_iter()
            .map(|row| row.id)
            .collect::<BTreeSet<String>>()
    };
    let lines = of("jsonl", "s3://data/rows/*.jsonl.zst");
    let tables = of("parquet", "s3://data/rows/*.parquet");
    assert!(lines.len() > 20);
    assert_eq!(lines, tables);
    // A file of the other kind is refused when its turn comes, by name.
    let text = config(&s3.endpoint(), "\"s3://data/rows/*.parquet\"", "")
        .replace("type = \"warc\"", "type = \"jsonl\"");
    let wrong = Place::new(&text).tamis(&["run", "tamis.toml"]).expect(1);
    assert!(
        wrong.err.contains("given up after 1 attempt: "),
        "{}",
        wrong.err
    );
    assert!(wrong.err.contains("is a Parquet file"), "{}", wrong.err);
}

/// What was said, without what differs from machine to machine.
fn told(ran: &Ran, s3: &S3) -> String {
    let port = s3.server.address.port().to_string();
    format!("exit code {}\n{}{}", ran.code.unwrap(), ran.out, ran.err).replace(&port, "PORT")
}

#[test]
fn what_cannot_be_read_from_a_store_is_told_before_the_run() {
    let s3 = server();
    let endpoint = s3.endpoint();
    let plan = |text: &str| told(&Place::new(text).tamis(&["plan", "tamis.toml"]), &s3);
    let mut all = Vec::new();
    for paths in [
        "\"s3://data/crawl/9.warc.gz\"",
        "\"s3://data/none/*.warc.gz\"",
        "\"https://localhost/*.warc.gz\"",
        "\"s3a://data/crawl/*.warc.gz\"",
        "\"ftp://host/a.warc.gz\"",
    ] {
        all.push(plan(&config(&endpoint, paths, "retries = 0\n")));
    }
    let good = config(&endpoint, "\"s3://data/crawl/*.warc.gz\"", "");
    all.push(plan(&good.replace("backoff_ms = 1", "connections = 0")));
    all.push(plan(&good.replace("backoff_ms = 1", "conections = 4")));
    all.push(plan(
        &good.replace("output = \"out\"", "output = \"s3://data/out\""),
    ));
    all.push(plan(&good.replace(
        "[stages.balance]",
        "[stages.rights]\nrobots = [\"s3://data/crawl/0.warc.gz\"]\n\n[stages.balance]",
    )));
    all.push(plan(
        &good
            .replace("type = \"warc\"", "type = \"text\"")
            .replace("*.warc.gz", "*.md"),
    ));
    assert_snapshot!(all.join("\n"));
}

#[test]
fn datasets_are_published_whole() {
    let s3 = S3::start();
    let place =
        Place::new(&config(&s3.endpoint(), "\"PATH\"", "").replace("PATH", "demo-*.warc.gz"));
    let early = place.tamis(&["publish", "out", "s3://data/set", "--config", "tamis.toml"]);
    assert_snapshot!("not_ended", told(&early, &s3));
    place.run();
    let publish = || place.tamis(&["publish", "out", "s3://data/set", "--config", "tamis.toml"]);
    // Killed by the store in the middle of it: there is no manifest.
    s3.server.plan(
        |asked| match asked.method == http::Method::PUT && asked.index > 8 {
            true => Fault::Status(403),
            false => Fault::None,
        },
    );
    publish().expect(1);
    let there = s3.root.path().join("data/set");
    assert!(!there.join("manifest.json").exists());
    s3.server.plan(|_| Fault::None);
    let ran = publish().expect(0);
    assert!(ran.out.contains("were there already"), "{}", ran.out);
    same(
        &place.dataset(),
        &published(&there),
        "the published dataset",
    );
    place.tamis(&["verify", there.to_str().unwrap()]).expect(0);
    let before = s3.server.requests(&http::Method::PUT);
    publish().expect(0);
    assert_eq!(s3.server.requests(&http::Method::PUT), before);
    // Another dataset is there.
    let other = Place::new(&config(&s3.endpoint(), "\"demo-00000.warc.gz\"", ""));
    other.run();
    let taken = other.tamis(&["publish", "out", "s3://data/set", "--config", "tamis.toml"]);
    assert_snapshot!("taken", told(&taken, &s3));
}

/// Files of the server's folder, without what it keeps beside them.
fn published(root: &std::path::Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let mut tree = super::common::tree(root);
    tree.retain(|name, _| !name.rsplit('/').next().unwrap().starts_with('.'));
    tree
}
