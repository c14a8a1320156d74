//! Help, the config that `init` writes, the picture of a plan, status and the closing table.

use std::fs;

use insta::{assert_snapshot, with_settings};

use super::common::{Place, Ran, tamis};

/// What a command prints on stdout; no line is wider than a terminal of 80 columns.
#[track_caller]
fn narrow(ran: Ran) -> String {
    let out = super::common::without_stats(&ran.expect(0).out);
    for line in out.lines() {
        assert!(line.chars().count() <= 80, "wider than 80 columns: {line}");
        assert!(line.is_ascii(), "a plain terminal cannot show: {line}");
    }
    out
}

#[test]
fn help_of_every_command() {
    let here = tempfile::tempdir().unwrap();
    let commands = [
        "",
        "run",
        "plan",
        "slurm",
        "task",
        "bench",
        "bench calibrate",
        "crawl",
        "crawl list",
        "crawl paths",
        "publish",
        "status",
        "init",
        "extract",
        "identify",
        "annotate",
        "pii",
        "dedup",
        "rights",
        "langs",
        "langs list",
        "langs show",
        "langs check",
        "model",
        "model train",
        "model info",
        "keygen",
        "sign",
        "verify",
        "prove",
        "why",
        "forget",
        "completions",
        "man",
    ];
    let top = narrow(tamis(here.path(), &["--help"]));
    for command in commands {
        let words: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
        if let Some(word) = command.split_whitespace().next() {
            assert!(
                top.contains(&format!("\n  {word} ")),
                "{word} is not in `tamis --help`"
            );
        }
        let name = format!("help_{}", command.replace(' ', "_"));
        assert_snapshot!(
            name.trim_end_matches('_'),
            narrow(tamis(here.path(), &words))
        );
    }
    // Nothing is listed that has no snapshot. `report` has more options with the feature `stats`.
    let listed = top
        .split("Commands:\n")
        .nth(1)
        .unwrap()
        .split("\n\n")
        .next()
        .unwrap();
    for line in listed.lines() {
        let word = line.split_whitespace().next().unwrap();
        let known = commands.contains(&word) || ["help", "report"].contains(&word);
        assert!(known, "`{word}` has no snapshot");
    }
}

#[test]
fn the_config_that_init_writes_is_valid() {
    let place = Place::demo("");
    let printed = place.tamis(&["init", "-"]).expect(0).out;
    assert_snapshot!("init", printed);
    let wrote = place.tamis(&["init", "new.toml"]).expect(0);
    assert_eq!(fs::read_to_string(place.join("new.toml")).unwrap(), printed);
    assert_snapshot!("init_said", wrote.out);
    // With paths that exist, it is a config that runs.
    let start = printed.find("paths = [").unwrap();
    let end = start + printed[start..].find(']').unwrap() + 1;
    let mut config = printed.clone();
    config.replace_range(start..end, "paths = [\"demo-*.warc.gz\"]");
    place.write("new.toml", config);
    place.tamis(&["plan", "new.toml"]).expect(0);
    place.tamis(&["run", "new.toml"]).expect(0);
    // The values in it are the defaults: without them it is the same run.
    let source = "type = \"warc\"\npaths = [\"demo-*.warc.gz\"]\ndump = \"CC-MAIN-2026-47\"";
    let least =
        format!("[run]\nname = \"my-corpus\"\noutput = \"out\"\n[sources.crawl]\n{source}\n");
    place.write("least.toml", least);
    let again = place.tamis(&["run", "least.toml"]).expect(0);
    assert!(again.out.contains("nothing to do"), "{}", again.out);
}

#[test]
fn every_commented_key_of_the_init_config_is_valid() {
    let place = Place::demo("");
    let printed = place.tamis(&["init", "-"]).expect(0).out;
    // A commented line that looks like TOML is a default that a reader may switch on.
    let config: Vec<String> = printed
        .lines()
        .map(|line| {
            let bare = line
                .strip_prefix("# ")
                .or_else(|| line.strip_prefix('#'))
                .unwrap_or(line);
            let key = bare.split('=').next().unwrap_or_default().trim();
            let is_key = bare.contains(" = ")
                && key.chars().all(|c| c.is_ascii_lowercase() || c == '_')
                && !key.is_empty();
            let is_table = bare.starts_with('[') && bare.contains(']');
            if is_key || is_table {
                bare.to_string()
            } else {
                line.to_string()
            }
        })
        .collect();
    let mut config = config.join("\n");
    let start = config.find("paths = [").unwrap();
    let end = start + config[start..].find(']').unwrap() + 1;
    config.replace_range(start..end, "paths = [\"demo-*.warc.gz\"]");
    place.write("all.toml", &config);
    let planned = place.tamis(&["plan", "all.toml"]);
    // Files that a key names need not exist; every key must be known and have a fitting value.
    let file = planned.err.contains("No such file") || planned.err.contains("cannot read");
    assert!(planned.code == Some(0) || file, "{}\n{config}", planned.err);
}

#[test]
fn plan_of_the_demo() {
    let place = Place::demo("");
    assert_snapshot!("plan", narrow(place.tamis(&["plan", "tamis.toml"])));
    assert!(!place.out().exists(), "a plan writes nothing");
}

#[test]
fn status_before_amid_and_after() {
    let place = Place::demo("");
    let before = place.tamis(&["status", "tamis.toml"]).expect(2);
    assert_snapshot!("status_before", before.err);
    place.run();
    let times = vec![
        (r" +\d+\.\d\n", "  [seconds]\n"),
        (r" +\d+\.\d$", "  [seconds]"),
    ];
    with_settings!({ filters => times }, {
        let after = narrow(place.tamis(&["status", "out"]));
        assert_snapshot!("status_after", after);
        assert_eq!(narrow(place.tamis(&["status", "tamis.toml"])), after);
        fs::remove_file(place.join("out/manifest.json")).unwrap();
        for task in ["00003", "00007"] {
            fs::remove_file(place.join(&format!("out/.tamis/records/emit/{task}.json"))).unwrap();
        }
        fs::remove_dir_all(place.join("out/.tamis/records/manifest")).unwrap();
        assert_snapshot!("status_amid", narrow(place.tamis(&["status", "out"])));
    });
}

#[test]
fn summary_of_the_demo() {
    let place = Place::demo("");
    let filters = vec![
        (r"in \d+\.\d s,", "in [seconds],"),
        (
            r"\d+\.\d s of CPU, [\d.]+ MiB of memory",
            "[seconds] of CPU, [size] of memory",
        ),
        (r"shards of [\d.]+ KiB", "shards of [size]"),
    ];
    with_settings!({ filters => filters }, {
        assert_snapshot!("summary", place.run().out);
        assert!(place.run().out.contains("nothing to do"));
    });
}

#[test]
fn the_summary_fits_a_terminal() {
    narrow(Place::demo("").run());
}

#[test]
fn the_config_of_init_fits_a_terminal() {
    narrow(Place::demo("").tamis(&["init", "-"]));
}

#[test]
fn progress_is_one_json_object_a_line() {
    let place = Place::demo("");
    let ran = place.run();
    for line in ran.err.lines() {
        let value: serde_json::Value =
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert!(value["event"].is_string(), "{line}");
    }
    let ends = ran.events("end");
    assert_eq!(ends.len(), ran.events("start").len());
    for end in &ends {
        assert_eq!(end["done"], end["tasks"], "{end}");
        for key in ["documents", "documents_per_second", "seconds"] {
            assert!(end[key].is_number(), "{key} in {end}");
        }
    }
    assert_eq!(ends[0]["bytes"], ends[0]["bytes_total"], "{}", ends[0]);
    assert!(ends[0]["mb_per_second"].is_number());
}
