//! What people see when something is wrong: the whole message, and the exit code.

use std::fs;

use insta::assert_snapshot;

use super::common::{Place, Ran, demo_file, manifest, tree};
use super::warc::{gzip, page, record};

const RUN: &str = "[run]\nname = \"e\"\noutput = \"out\"\n";
const SOURCE: &str = "[sources.crawl]\ntype = \"warc\"\npaths = [\"demo-*.warc.gz\"]\n";

/// The message and code of a config that is wrong in `line`; nothing is written.
#[track_caller]
fn config(line: usize, text: &str) -> String {
    let place = Place::new(text);
    let planned = place.tamis(&["plan", "tamis.toml"]);
    let ran = place.tamis(&["run", "tamis.toml"]);
    assert_eq!(planned.err, ran.err, "plan and run tell different things");
    assert!(!place.out().exists(), "a wrong config left a folder behind");
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    let named = ran.err.contains(&format!("tamis.toml:{line}:"));
    assert!(named, "line {line} is not named:\n{}", ran.err);
    told(&ran)
}

/// What a command printed on stderr, and its exit code.
pub(crate) fn told(ran: &Ran) -> String {
    // What the argument parser says is not wrapped; nor are progress lines, which programs read.
    for line in ran.err.lines().filter(|line| !line.starts_with(['{', 'e'])) {
        assert!(line.chars().count() <= 80, "wider than 80 columns: {line}");
    }
    let err = super::common::without_stats(&ran.err);
    format!("exit code {}\n{err}", ran.code.unwrap())
}

/// Progress lines hold times; only warnings are part of a message.
fn warnings(ran: &Ran) -> String {
    let lines: Vec<String> = ran
        .events("warning")
        .iter()
        .map(|line| line["message"].to_string())
        .collect();
    format!("exit code {}\n{}", ran.code.unwrap(), lines.join("\n"))
}

/// The built-in DAG from `identify` on, wired by hand, with one node changed.
fn wired(change: impl Fn(&mut Vec<(String, String)>)) -> String {
    let node = |head: &str, body: &str| (head.to_string(), body.to_string());
    let mut nodes = vec![
        node("stages.rights", "inputs = [\"crawl\"]"),
        node("stages.extract", "inputs = [\"rights\"]"),
        node("stages.identify", "inputs = [\"extract\"]"),
        node("stages.annotate", "inputs = [\"identify\"]"),
        node("stages.select", "inputs = [\"annotate\"]"),
        node("stages.balance", "inputs = [\"select\"]"),
        node("stages.collate", "inputs = [\"select\"]"),
        node("sinks.emit", "inputs = [\"balance\", \"collate\"]"),
        node("sinks.manifest", "inputs = [\"emit\"]"),
    ];
    change(&mut nodes);
    let nodes: Vec<String> = nodes
        .iter()
        .map(|(head, body)| format!("[{head}]\n{body}\n"))
        .collect();
    format!("{RUN}{SOURCE}{}", nodes.join(""))
}

/// Line of the first line that holds `text`.
fn line_of(config: &str, text: &str) -> usize {
    config.lines().position(|line| line.contains(text)).unwrap() + 1
}

#[test]
fn a_wired_dag_is_fine() {
    let place = Place::new(&wired(|_| ()));
    place.tamis(&["plan", "tamis.toml"]).expect(0);
    let place = Place::new(&format!(
        "{RUN}max_damaged = 0.5\n{}",
        &wired(|_| ())[RUN.len()..]
    ));
    place.run();
    assert!(manifest(&place.out())["counts"]["emit"].is_object());
}

#[test]
fn unknown_keys() {
    assert_snapshot!(
        "unknown_key_run",
        config(4, &format!("{RUN}outptu = 1\n{SOURCE}"))
    );
    assert_snapshot!(
        "unknown_key_source",
        config(7, &format!("{RUN}{SOURCE}path = \"x\"\n"))
    );
    for stage in [
        "rights",
        "extract",
        "identify",
        "annotate",
        "signatures",
        "exact",
        "buckets",
        "attach",
        "verify",
        "clusters",
        "lines",
        "repeats",
        "select",
        "balance",
    ] {
        let text = format!("{RUN}{SOURCE}[stages.{stage}]\nthresholt = 1\n");
        assert_snapshot!(format!("unknown_key_{stage}"), config(8, &text));
    }
    for sink in ["emit", "manifest"] {
        let text = format!("{RUN}{SOURCE}[sinks.{sink}]\nshard_byte = 1\n");
        assert_snapshot!(format!("unknown_key_{sink}"), config(8, &text));
    }
    assert_snapshot!(
        "unknown_table",
        config(7, &format!("{RUN}{SOURCE}[stage.balance]\n"))
    );
    assert_snapshot!(
        "unknown_stage",
        config(7, &format!("{RUN}{SOURCE}[stages.balence]\n"))
    );
    assert_snapshot!(
        "unknown_type",
        config(
            5,
            &format!("{RUN}[sources.crawl]\ntype = \"wrc\"\npaths = []\n")
        )
    );
}

#[test]
fn wrong_types_and_values() {
    assert_snapshot!(
        "type_of_threads",
        config(4, &format!("{RUN}threads = \"two\"\n{SOURCE}"))
    );
    let paths = format!("{RUN}[sources.crawl]\ntype = \"warc\"\npaths = \"demo.warc.gz\"\n");
    assert_snapshot!("type_of_paths", config(6, &paths));
    let stage = |name: &str, line: &str| format!("{RUN}{SOURCE}[stages.{name}]\n{line}\n");
    assert_snapshot!(
        "type_of_exponent",
        config(8, &stage("balance", "exponent = \"0.7\""))
    );
    assert_snapshot!(
        "value_of_exponent",
        config(8, &stage("balance", "exponent = 7"))
    );
    assert_snapshot!(
        "value_of_method",
        config(8, &stage("balance", "method = \"propotional\""))
    );
    let number = format!("{RUN}{SOURCE}[stages]\nbalance = 1\n");
    assert_snapshot!("type_of_stage", config(8, &number));
    assert_snapshot!(
        "value_of_compression_level",
        config(
            8,
            &format!("{RUN}{SOURCE}[sinks.emit]\ncompression_level = 40\n")
        )
    );
    assert_snapshot!(
        "value_of_threshold",
        config(8, &stage("buckets", "threshold = 7.0"))
    );
}

#[test]
fn a_share_is_at_most_one() {
    for share in ["5", "-0.1", "nan"] {
        let told = config(4, &format!("{RUN}max_damaged = {share}\n{SOURCE}"));
        assert!(told.contains("max_damaged"), "{told}");
    }
}

#[test]
fn a_source_has_paths() {
    let told = config(
        6,
        &format!("{RUN}[sources.crawl]\ntype = \"warc\"\npaths = []\n"),
    );
    assert!(told.contains("paths"), "{told}");
}

#[test]
fn a_source_named_like_a_built_in_stage_is_told_so() {
    let told = config(4, &format!("{RUN}{}", SOURCE.replace("crawl", "extract")));
    assert!(
        told.contains("extract") && !told.contains("cycle"),
        "{told}"
    );
}

#[test]
fn mistakes_in_the_graph() {
    let text = wired(|nodes| nodes[4].1 = "inputs = [\"anotate\"]".into());
    assert_snapshot!("unknown_input", config(line_of(&text, "anotate\"]"), &text));

    let text = wired(|nodes| nodes[0].1 = "inputs = [\"crawl\", \"rights2\"]".into());
    let text = text.replace(
        "[stages.extract]",
        "[stages.rights2]\ntype = \"rights\"\ninputs = [\"rights\"]\n[stages.extract]",
    );
    let place = Place::new(&text);
    let ran = place.tamis(&["run", "tamis.toml"]).expect(2);
    assert_snapshot!("cycle", told(&ran));
    assert!(ran.err.contains("tamis.toml:"), "{}", ran.err);

    let text = wired(|nodes| nodes[5].1 = "inputs = [\"identify\"]".into());
    assert_snapshot!(
        "type_mismatch",
        config(line_of(&text, "stages.balance") + 1, &text)
    );

    let text = wired(|nodes| nodes[4].1 = "inputs = []".into());
    assert_snapshot!("no_input", config(line_of(&text, "stages.select"), &text));

    let unused = "[stages.signatures]\ninputs = [\"annotate\"]\n";
    let text = format!("{}{unused}", wired(|_| ()));
    assert_snapshot!(
        "unused_stage",
        config(line_of(&text, "stages.signatures"), &text)
    );

    let text = wired(|nodes| nodes[2].1 = String::new());
    assert_snapshot!(
        "half_wired",
        config(line_of(&text, "stages.identify"), &text)
    );

    let text = wired(|nodes| {
        nodes.pop();
    });
    let place = Place::new(&text);
    assert_snapshot!(
        "no_manifest",
        told(&place.tamis(&["run", "tamis.toml"]).expect(2))
    );
}

#[test]
fn mistakes_with_names() {
    let second = SOURCE.replace("sources.crawl", "stages.crawl");
    let text = format!("{RUN}{SOURCE}{second}");
    assert_snapshot!("duplicate_name", config(7, &text));
    let text = format!("{RUN}{SOURCE}[run]\nname = \"f\"\n");
    assert_snapshot!("duplicate_table", config(7, &text));
    let text = format!("{RUN}{}", SOURCE.replace("crawl", "\"a/b\""));
    assert_snapshot!("impossible_name", config(4, &text));
}

#[test]
fn mistakes_in_the_file() {
    assert_snapshot!(
        "bad_toml",
        config(3, "[run]\nname = \"e\"\noutput = \"out\n")
    );
    assert_snapshot!("no_run_table", config(1, SOURCE));
    assert_snapshot!("no_source", config(1, RUN));
    assert_snapshot!(
        "no_name",
        config(1, &format!("[run]\noutput = \"out\"\n{SOURCE}"))
    );
    assert_snapshot!(
        "no_paths",
        config(4, &format!("{RUN}[sources.crawl]\ntype = \"warc\"\n"))
    );
    assert_snapshot!(
        "no_type",
        config(4, &format!("{RUN}[sources.crawl]\npaths = [\"x\"]\n"))
    );
    let place = Place::new("");
    assert_snapshot!(
        "no_config",
        told(&place.tamis(&["run", "other.toml"]).expect(2))
    );
    fs::create_dir(place.join("folder")).unwrap();
    assert_snapshot!(
        "config_is_a_folder",
        told(&place.tamis(&["run", "folder"]).expect(2))
    );
    place.write("latin1.toml", b"[run]\nname = \"caf\xe9\"\n");
    assert_snapshot!(
        "config_is_not_utf8",
        told(&place.tamis(&["run", "latin1.toml"]).expect(2))
    );
}

#[test]
fn inputs_that_are_not_there() {
    let paths = |paths: &str| format!("{RUN}[sources.crawl]\ntype = \"warc\"\npaths = {paths}\n");
    assert_snapshot!(
        "missing_file",
        config(6, &paths("[\"demo-00000.warc.gz\", \"no.warc.gz\"]"))
    );
    assert_snapshot!(
        "glob_without_match",
        config(6, &paths("[\"crawl/**/*.warc.gz\"]"))
    );
    assert_snapshot!("bad_glob", config(6, &paths("[\"demo-[.warc.gz\"]")));
    assert_snapshot!("missing_list", config(6, &paths("[\"@list.txt\"]")));
    assert_snapshot!("folder_as_file", config(6, &paths("[\".\"]")));
    let place = Place::new(&paths("[\"@list.txt\"]"));
    place.write("list.txt", "demo-00000.warc.gz\n\nno.warc.gz\n");
    assert_snapshot!(
        "list_with_missing_file",
        told(&place.tamis(&["run", "tamis.toml"]).expect(2))
    );
}

/// Runs one archive with these bytes.
fn archive(name: &str, bytes: &[u8]) -> Ran {
    let place = Place::new(&format!(
        "{RUN}[sources.crawl]\ntype = \"warc\"\npaths = [\"{name}\"]\n"
    ));
    place.write(name, bytes);
    let ran = place.tamis(&["run", "tamis.toml"]);
    // Whatever was in it, the account is there and adds up.
    assert!(manifest(&place.out())["inputs"][0]["bytes"] == bytes.len());
    ran
}

#[test]
fn archives_that_hold_nothing() {
    assert_snapshot!("empty_warc", warnings(&archive("a.warc", b"")));
    assert_snapshot!("empty_warc_gz", warnings(&archive("a.warc.gz", b"")));
    assert_snapshot!("empty_member", warnings(&archive("a.warc.gz", &gzip(b""))));
    let mut noise = Vec::new();
    let mut random = super::common::Random(7);
    (0..20_000).for_each(|_| noise.extend_from_slice(&random.next().to_le_bytes()));
    assert_snapshot!("garbage_warc", warnings(&archive("a.warc", &noise)));
    assert_snapshot!("garbage_warc_gz", warnings(&archive("a.warc.gz", &noise)));
    assert_snapshot!(
        "html_as_warc",
        warnings(&archive("a.warc", b"<html><p>Hello</html>\n"))
    );
    let info = record(
        "warcinfo",
        1,
        "",
        "application/warc-fields",
        b"software: x\r\n",
    );
    assert_snapshot!("only_warcinfo", warnings(&archive("a.warc", &info)));
    let page = page(1, &["Too short to keep."]);
    assert_snapshot!("only_a_short_page", warnings(&archive("a.warc", &page)));
    assert_snapshot!(
        "a_cut_page",
        warnings(&archive("a.warc", &page[..page.len() - 60]))
    );
}

#[test]
fn damage_beyond_the_limit() {
    let place = Place::new(&format!("{RUN}max_damaged = 0.001\n{SOURCE}"));
    let ran = place.tamis(&["run", "tamis.toml"]).expect(3);
    assert_snapshot!("damage_beyond_the_limit", warnings(&ran));
    // The corpus is there all the same, and a second start says the same.
    assert!(place.join("out/manifest.json").exists());
    let again = place.tamis(&["run", "tamis.toml"]).expect(3);
    assert_eq!(warnings(&again), warnings(&ran));
}

#[test]
fn output_folders_of_others() {
    let place = Place::new(&format!("{RUN}max_damaged = 0.5\n{SOURCE}"));
    place.write("out/thesis.txt", "do not touch");
    let ran = place.tamis(&["run", "tamis.toml"]).expect(2);
    assert_snapshot!("foreign_files", told(&ran));
    assert_eq!(tree(&place.out()).len(), 1);

    fs::remove_dir_all(place.out()).unwrap();
    place.run();
    place.write(
        "tamis.toml",
        format!(
            "{}max_damaged = 0.5\n{SOURCE}",
            RUN.replace("\"e\"", "\"f\"")
        ),
    );
    assert_snapshot!(
        "another_run",
        told(&place.tamis(&["run", "tamis.toml"]).expect(2))
    );
    place.write(
        "tamis.toml",
        format!("{RUN}max_damaged = 0.5\n{SOURCE}[stages.balance]\nexponent = 0.1\n"),
    );
    assert_snapshot!(
        "another_config",
        told(&place.tamis(&["run", "tamis.toml"]).expect(2))
    );
    assert_snapshot!(
        "status_of_nothing",
        told(&place.tamis(&["status", "nowhere"]).expect(2))
    );
}

#[test]
fn outputs_that_cannot_be_written() {
    let at = |output: &str| {
        let place = Place::new(&format!(
            "{}{SOURCE}",
            RUN.replace("\"out\"", &format!("{output:?}"))
        ));
        place.write("file", "a file");
        place
    };
    let below = at("file/out").tamis(&["run", "tamis.toml"]).expect(2);
    assert_snapshot!("output_below_a_file", told(&below));
    let file = at("file").tamis(&["run", "tamis.toml"]);
    assert_snapshot!("output_is_a_file", told(&file));
    let place = at("out");
    assert_snapshot!(
        "extract_below_a_file",
        told(
            &place
                .tamis(&["extract", "demo-00000.warc.gz", "-o", "file/x"])
                .expect(2)
        )
    );
}

#[test]
fn no_space_left() {
    let place = Place::demo("");
    let small = place.join("small");
    fs::create_dir(&small).unwrap();
    let mounted = std::process::Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=400k", "tmpfs"])
        .arg(&small)
        .output()
        .is_ok_and(|output| output.status.success());
    if !mounted {
        println!("skipped: this user may not mount a small file system");
        return;
    }
    let config = fs::read_to_string(demo_file("tamis.toml")).unwrap();
    place.write(
        "tamis.toml",
        config.replace("output = \"out\"", "output = \"small/out\""),
    );
    let ran = place.tamis(&["run", "tamis.toml"]);
    let half: Vec<String> = tree(&place.join("small/out"))
        .into_keys()
        .filter(|name| name.ends_with(".parquet") && !name.contains("/."))
        .collect();
    half.iter().for_each(|name| {
        super::common::parquet(&place.join("small/out").join(name));
    });
    let manifest = place.join("small/out/manifest.json").exists();
    // With more space the same command goes on.
    let grown = std::process::Command::new("mount")
        .args(["-o", "remount,size=64m"])
        .arg(&small)
        .output()
        .is_ok_and(|output| output.status.success());
    let resumed = place.tamis(&["run", "tamis.toml"]);
    let dataset = tree(&place.join("small/out"));
    let unmounted = std::process::Command::new("umount")
        .arg(&small)
        .status()
        .unwrap();
    assert!(unmounted.success());

    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(!manifest);
    // The message may be broken anywhere to fit the terminal.
    let told: Vec<&str> = ran
        .err
        .split(['\n', ' ', '│'])
        .filter(|w| !w.is_empty())
        .collect();
    assert!(
        told.join(" ").contains("No space left on device"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("free some space"), "{}", ran.err);
    assert!(grown);
    resumed.expect(0);
    let fresh = Place::demo("");
    fresh.run();
    super::common::same(&fresh.dataset(), &dataset, "after the disk was full");
}

#[test]
fn wrong_calls() {
    let place = Place::demo("");
    let told = |args: &[&str]| told(&place.tamis(args).expect(2));
    assert_snapshot!("call_without_command", told(&[]));
    assert_snapshot!("call_unknown_command", told(&["rum"]));
    assert_snapshot!(
        "call_unknown_option",
        told(&["run", "tamis.toml", "--thread", "2"])
    );
    assert_snapshot!(
        "call_wrong_number",
        told(&["run", "tamis.toml", "--threads", "many"])
    );
    assert_snapshot!("call_missing_input", told(&["identify", "missing.jsonl"]));
    assert_snapshot!("call_folder_input", told(&["pii", "."]));
    assert_snapshot!("call_unknown_language", told(&["langs", "show", "mlt"]));
    assert_snapshot!(
        "call_bad_threshold",
        told(&["dedup", "x", "-o", "y", "--threshold", "2"])
    );
    assert_snapshot!(
        "call_bad_bands",
        told(&["dedup", "x", "-o", "y", "--bands", "0"])
    );
    assert_snapshot!("call_missing_warc", told(&["extract", "missing.warc.gz"]));
    assert_snapshot!(
        "call_missing_model",
        told(&["model", "info", "missing.bin"])
    );
    place.write("not-a-model.bin", "hello");
    assert_snapshot!(
        "call_bad_model",
        told(&["model", "info", "not-a-model.bin"])
    );
    assert_snapshot!("call_init_again", told(&["init"]));
}

#[test]
fn a_seed_that_json_cannot_hold_is_refused() {
    let config = fs::read_to_string(demo_file("tamis.toml")).unwrap();
    let place = Place::new(&config.replacen("[run]", "[run]\nseed = 9007199254740992", 1));
    let ran = place.tamis(&["run", "tamis.toml"]).expect(2);
    assert!(ran.err.contains("up to 9007199254740991"), "{}", ran.err);
    assert!(!place.out().exists());
}
