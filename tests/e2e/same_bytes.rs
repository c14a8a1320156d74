//! The output depends on the input and the config alone: not on threads, nor on the order in which
//! paths are named, nor on how.

use std::fs;

use super::common::{Place, Ran, files, parquet, same};
use super::warc::{copies, members};

/// A config over `paths`; the rest never changes.
fn config(paths: &str) -> String {
    format!(
        "[run]\nname = \"same\"\noutput = \"out\"\nmax_damaged = 0.5\n\n\
         [sources.crawl]\ntype = \"warc\"\npaths = {paths}\ndump = \"D\"\n\n\
         [sinks.emit]\nshard_bytes = 65536\n\n[sinks.manifest]\ncost = false\n"
    )
}

/// The demo and three more archives in a folder, so that lists have something to shuffle.
fn place(paths: &str) -> Place {
    let place = Place::new(&config(paths));
    let members = members();
    assert!(members.len() > 300, "{} members", members.len());
    for i in 0..3 {
        let part = &members[i * 60..(i + 1) * 60];
        place.write(&format!("more/part-{i}.warc.gz"), copies(part, i, 2));
    }
    place
}

const GLOBS: &str = r#"["*.warc.gz", "more/*.warc.gz"]"#;

fn run(place: &Place, threads: &str) -> Ran {
    place
        .tamis(&["run", "tamis.toml", "--threads", threads])
        .expect(0)
}

#[test]
fn threads_do_not_change_a_byte() {
    let one = place(GLOBS);
    run(&one, "1");
    let expected = one.dataset();
    for part in ["data/", "removed/", "manifest.json", "README.md"] {
        assert!(
            expected.keys().any(|name| name.starts_with(part)),
            "{part} is missing"
        );
    }
    for threads in ["2", "4"] {
        let other = place(GLOBS);
        run(&other, threads);
        same(&expected, &other.dataset(), &format!("{threads} threads"));
    }
}

#[test]
fn the_way_of_naming_inputs_does_not_change_a_byte() {
    let globs = place(GLOBS);
    run(&globs, "2");
    let expected = globs.dataset();
    let ways = [
        (
            "shuffled",
            r#"["more/part-2.warc.gz", "demo-00001.warc.gz", "more/part-0.warc.gz",
            "demo-00000.warc.gz", "more/part-1.warc.gz"]"#,
        ),
        (
            "named twice",
            r#"["more/*.warc.gz", "more/part-1.warc.gz", "**/*.warc.gz"]"#,
        ),
        ("a list", r#"["@files.txt"]"#),
        (
            "a list and a path",
            r#"["more/part-1.warc.gz", "@files.txt"]"#,
        ),
    ];
    let list = "# a list\n\nmore/part-2.warc.gz\ndemo-00001.warc.gz\n  more/part-[01].warc.gz\n\
                demo-00000.warc.gz\n";
    for (way, paths) in ways {
        let other = place(paths);
        other.write("files.txt", list);
        run(&other, "2");
        same(&expected, &other.dataset(), way);
    }
    let absolute = place("[]");
    let paths = format!(
        r#"["{0}/more/*.warc.gz", "{0}/demo-0*.warc.gz"]"#,
        absolute.path().display()
    );
    fs::write(absolute.join("tamis.toml"), config(&paths)).unwrap();
    run(&absolute, "2");
    same(&expected, &absolute.dataset(), "absolute paths");
}

#[test]
fn calling_from_another_folder_does_not_change_a_byte() {
    let here = place(GLOBS);
    run(&here, "2");
    let there = place(GLOBS);
    let elsewhere = tempfile::tempdir().unwrap();
    let config = there.join("tamis.toml");
    super::common::tamis(elsewhere.path(), &["run", config.to_str().unwrap()]).expect(0);
    same(&here.dataset(), &there.dataset(), "another folder");
}

#[test]
fn two_sources_give_the_documents_of_one() {
    let two = place("[]");
    let config = config(r#"["more/*.warc.gz"]"#);
    let more = "\n[sources.other]\ntype = \"warc\"\npaths = [\"*.warc.gz\"]\ndump = \"D\"\n";
    // What a mix leaves out depends on the parts that it is made of.
    let once = "\n[stages.balance]\ntokens = 1_000_000\nmax_repeats = 1\n";
    fs::write(two.join("tamis.toml"), config + more + once).unwrap();
    run(&two, "2");
    let one = place(GLOBS);
    let config = self::config(GLOBS) + once;
    fs::write(one.join("tamis.toml"), config).unwrap();
    run(&one, "2");
    // The manifest and one column name the sources, so only the rest of the rows can be the same.
    let data = |place: &Place| {
        let shards = files(&place.out(), &|name| name.starts_with("data/"));
        let rows = |name: &String| {
            let batches = parquet(&place.out().join(name)).into_iter();
            let rest = batches.map(|mut batch| {
                let source = batch.schema().index_of("source").unwrap();
                batch.remove_column(source);
                batch
            });
            rest.collect::<Vec<_>>()
        };
        let shards = shards.iter().map(|name| (name.clone(), rows(name)));
        shards.collect::<Vec<_>>()
    };
    let (one, two) = (data(&one), data(&two));
    assert_eq!(one.len(), two.len());
    for (a, b) in one.iter().zip(&two) {
        assert!(a == b, "{} differs", a.0);
    }
}
