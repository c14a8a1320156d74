//! Bad input: clear, counted, never fatal to the task.

use insta::assert_snapshot;

use super::super::common::{manifest, removed};
use super::super::warc::gzip;
use super::web::{THEN, answers, head, header, pages, place, response, silent};
use super::{ANSWERS, dropped, rows, web};

#[test]
fn broken_files_of_sites_are_counted_with_their_place() {
    let place = web("robots = \"beside\"");
    let mut broken = answers(&[
        (
            "https://silent.example/robots.txt",
            THEN,
            "200 OK",
            &[],
            "<!doctype html><title>Hi</title>",
        ),
        (
            "https://gone.example/robots.txt",
            THEN,
            "200 OK",
            &[],
            "U\0s\0e\0r\0",
        ),
        (
            "https://tdmfile.example/.well-known/tdmrep.json",
            THEN,
            "200 OK",
            &[],
            "[{\"location\":\"/*\",",
        ),
        (
            "https://loop.example/robots.txt",
            THEN,
            "302 Found",
            &[("Location", "/robots.txt")],
            "",
        ),
    ]);
    broken.extend(gzip(
        &String::from_utf8(response(
            "https://meta.example/robots.txt",
            THEN,
            "200 OK",
            &[],
            "x",
        ))
        .unwrap()
        .replace("HTTP/1.1", "HTCPCP/1")
        .into_bytes(),
    ));
    let whole = gzip(&response(
        "https://late.example/robots.txt",
        THEN,
        "200 OK",
        &[],
        "x",
    ));
    broken.extend(&whole[..whole.len() - 30]);
    broken.extend(answers(&ANSWERS[..1]));
    place.write("in/robotstxt/0.warc.gz", broken);
    place.run();
    let rights = &manifest(&place.out())["rights"];
    let input = &rights["robots"][0];
    assert_eq!(input["problems"]["robots"], 2);
    assert_eq!(input["problems"]["tdmrep"], 1);
    assert_eq!(input["problems"]["http"], 1);
    assert_eq!(input["problems"]["damaged"], 1);
    let first = input["first_problems"].as_array().unwrap();
    assert_eq!(first.len(), 5);
    for line in first {
        let line = line.as_str().unwrap();
        assert!(
            line.starts_with("in/robotstxt/0.warc.gz, offset "),
            "{line}"
        );
    }
    // What follows the damage is read.
    assert!(dropped(&place.out()).contains("https://robots.example/private/a"));
    assert_eq!(rights["unreadable"]["tdmrep"], 1);
}

#[test]
fn problems_of_listed_files_are_told_once() {
    let place = web("robots = [\"answers/*.warc.gz\", \"sites\"]");
    let long = "# comment\n".repeat(60_000) + "User-agent: *\nDisallow: /\n";
    let cut = response(
        "https://down.example/robots.txt",
        THEN,
        "200 OK",
        &[],
        "User-agent: *\nDisallow: /pri",
    );
    let cut = String::from_utf8(cut).unwrap();
    let cut = cut.replace("WARC-Type", "WARC-Truncated: length\r\nWARC-Type");
    let ok = ("200 OK", &[][..]);
    let mut archive = answers(&[
        (
            "https://silent.example/robots.txt",
            THEN,
            ok.0,
            ok.1,
            "<html><p>Hi",
        ),
        (
            "https://gone.example/robots.txt",
            THEN,
            ok.0,
            ok.1,
            "Disallow: /x\nUser-agent: *\nDisallow: x\nNoindex: /\n",
        ),
    ]);
    archive.extend(gzip(cut.as_bytes()));
    place.write("answers/0.warc.gz", archive);
    place.write("answers/1.warc.gz", answers(&ANSWERS));
    place.write("sites/meta.example/robots.txt", long);
    place.write(
        "sites/tdmhead.example/.well-known/tdmrep.json",
        "[{\"location\": \"/\"}]",
    );
    let ran = place.run();
    let warned = ran.events("warning");
    let told: Vec<_> = warned
        .iter()
        .filter_map(|line| line["message"].as_str())
        .filter(|message| message.contains("robots"))
        .collect();
    assert_eq!(
        told,
        [
            "3 robots files could not be used in full, the first of them: answers/0.warc.gz, \
             offset 0 (https://silent.example/robots.txt): HTML where robots.txt was expected"
        ]
    );
    let inputs = &manifest(&place.out())["rights"]["robots"];
    assert_eq!(
        inputs[0]["problems"],
        serde_json::json!({"cut": 1, "robots": 1})
    );
    assert_eq!(
        inputs[0]["unread"],
        serde_json::json!({"no-path": 1, "outside": 1, "unknown": 2})
    );
    assert_eq!(inputs[1]["problems"], serde_json::Value::Null);
    assert_eq!(inputs[2]["problems"], serde_json::json!({"cut": 1}));
    assert_eq!(inputs[2]["unread"], serde_json::json!({"tdmrep-rule": 1}));
    assert_eq!(
        inputs[2]["first_problems"][0],
        "sites, meta.example/robots.txt: only its first 512000 bytes of 600026 are read"
    );
}

#[test]
fn a_missing_archive_beside_is_told_and_not_fatal() {
    let place = place("robots = \"beside\"");
    place.write(
        "in/warc/7.warc.gz",
        pages(&[silent("https://silent.example/a")]),
    );
    let ran = place.run();
    let rights = &manifest(&place.out())["rights"];
    assert_eq!(rights["robots"][0]["missing"], true);
    assert_eq!(rights["robots"][0]["file_path"], "in/robotstxt/7.warc.gz");
    let warned = ran.events("warning");
    let told = |line: &serde_json::Value| line["message"].to_string();
    let missing = "no robots file in/robotstxt/7.warc.gz beside its archive";
    assert!(
        warned.iter().any(|line| told(line).contains(missing)),
        "{warned:?}"
    );
}

#[test]
fn long_and_contradicting_declarations_are_counted() {
    let long: &'static str = "noai, ".repeat(30_000).leak();
    let longer: &'static str = "x".repeat(1 << 20).leak();
    let meta: &'static str = format!(
        "<meta name=robots content='{}noindex'>",
        "noarchive, ".repeat(100_000)
    )
    .leak();
    let headers: &'static [(&str, &str)] = vec![("X-Robots-Tag", long)].leak();
    let too_long: &'static [(&str, &str)] = vec![("X-Robots-Tag", longer)].leak();
    let place = place("robots = \"beside\"");
    place.write("in/robotstxt/0.warc.gz", answers(&[]));
    place.write(
        "in/warc/0.warc.gz",
        pages(&[
            header("https://long.example/a", headers),
            header("https://longer.example/a", too_long),
            head("https://meta.example/a", meta),
            header(
                "https://both.example/a",
                &[
                    ("tdm-reservation", "1"),
                    ("tdm-reservation", "0"),
                    ("Content-Usage", "train-ai="),
                ],
            ),
            head(
                "https://json.example/a",
                "<script type='application/ld+json'>{\"isAccessibleForFree\": fal</script>",
            ),
            silent("https://silent.example/a"),
        ]),
    );
    place.run();
    let rows = rows(&place.out());
    let manifest = manifest(&place.out());
    assert_eq!(rows["https://long.example/a"].verdict, "drop");
    assert_eq!(
        manifest["counts"]["crawl"]["und"]["removed"]["source.http"],
        1
    );
    assert!(rows.contains_key("https://meta.example/a"));
    assert!(rows.contains_key("https://both.example/a"));
    let unreadable = &manifest["rights"]["unreadable"];
    assert_eq!(unreadable["content-usage"], 1, "{unreadable}");
    for row in rows.values() {
        assert!(row.evidence.iter().all(|one| one.len() < 600), "{row:?}");
    }
}

/// What is said of a config whose stage `rights` is wrong.
fn told(rights: &str) -> String {
    let place = web(rights);
    let ran = place.tamis(&["run", "tamis.toml"]).expect(2);
    assert!(!place.out().exists(), "a wrong config left a folder behind");
    ran.err.replace(&*place.path().to_string_lossy(), "PLACE")
}

#[test]
fn wrong_settings_point_at_their_line() {
    assert_snapshot!("unknown_policy", told("policy = \"standart\""));
    assert_snapshot!("missing_policy", told("policy = \"mine.toml\""));
    assert_snapshot!("missing_agents", told("agents = \"agents.toml\""));
    assert_snapshot!("missing_robots", told("robots = [\"robots/*.warc.gz\"]"));
    assert_snapshot!("no_answers", told("robots = \"in/warc/0.warc.gz\""));
    assert_snapshot!("robots_number", told("robots = 7"));
}

/// Drops what is not free, and nothing else.
const MINE: &str = "name = \"mine\"\nversion = 3\ndate = \"2026-11-27\"\n\n\
    [[rules]]\nname = \"paid\"\nsignals = [\"accessible-for-free\"]\nvalues = [\"false\"]\n\
    source = \"us\"\n";

#[test]
fn a_policy_of_ones_own() {
    let place = web("policy = \"mine.toml\"\nrobots = \"beside\"");
    place.write("mine.toml", MINE.replace("values", "valeus"));
    let ran = place.tamis(&["run", "tamis.toml"]).expect(2);
    let told = ran.err.replace(&*place.path().to_string_lossy(), "PLACE");
    assert_snapshot!("broken_policy", told);
    place.write("mine.toml", MINE);
    place.run();
    let paid: Vec<_> = dropped(&place.out()).into_iter().collect();
    assert_eq!(
        paid,
        ["https://paid.example/a", "https://rslscript.example/a"]
    );
    assert_eq!(rows(&place.out())[&paid[0]].reason, "rights.paid");
    let policy = &manifest(&place.out())["rights"]["policy"];
    assert_eq!(
        (&policy["name"], &policy["version"]),
        (&"mine".into(), &"3".into())
    );
    let row = removed(&place.out())
        .into_iter()
        .find(|row| row.url == paid[0]);
    assert_eq!(row.unwrap().reason, "rights.paid");
}
