//! Reservations of rights through the whole program: every carrier, every policy, decided at once and
//! decided again from the stored evidence.

mod again;
mod broken;
mod web;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use arrow_array::Array;
use arrow_array::cast::AsArray;

use super::common::{Place, files, manifest, parquet, removed};
use web::{Answer, Page, THEN, answers, head, header, pages, place, silent};

/// The policies that tamis comes with.
const POLICIES: [&str; 4] = ["record-only", "standard", "strict", "oellm-compat"];

/// One page for each carrier; every site is another one.
const PAGES: [Page; 20] = [
    silent("https://silent.example/a"),
    silent("https://robots.example/private/a"),
    silent("https://robots.example/open/a"),
    silent("https://usage.example/a"),
    silent("https://signal.example/a"),
    silent("https://tdmfile.example/a"),
    silent("https://down.example/a"),
    silent("https://gone.example/a"),
    silent("http://moved.example/a"),
    header(
        "https://xrobots.example/a",
        &[("X-Robots-Tag", "GPTBot: noai, noimageai")],
    ),
    header("https://tdmhead.example/a", &[("tdm-reservation", "1")]),
    header(
        "https://aipref.example/a",
        &[("Content-Usage", "train-ai=n")],
    ),
    head(
        "https://meta.example/a",
        "<meta name=robots content=noindex>",
    ),
    head(
        "https://tdmmeta.example/a",
        "<meta name=tdm-reservation content=1>",
    ),
    head(
        "https://rsl.example/a",
        "<link rel=license type='application/rsl+xml' href='/rsl.xml'>",
    ),
    head(
        "https://license.example/a",
        "<link rel=license href='https://creativecommons.org/licenses/by-nc/4.0/'>",
    ),
    head(
        "https://paid.example/a",
        "<script type='application/ld+json'>{\"@context\":\"https://schema.org\",\"@type\":\
         \"NewsArticle\",\"headline\":\"A page\",\"isAccessibleForFree\":false,\"license\":\
         \"https://paid.example/terms\"}</script>",
    ),
    head(
        "https://dc.example/a",
        "<meta name='dcterms.license' content='https://creativecommons.org/licenses/by/4.0/'>",
    ),
    head(
        "https://mention.example/a",
        "<p>A <a href='https://creativecommons.org/licenses/by-sa/3.0/'>picture</a>.</p>",
    ),
    head(
        "https://rslscript.example/a",
        "<script type='application/rsl+xml'><rsl><content url='/'/></rsl></script>\
         <meta itemprop=isAccessibleForFree content=False>",
    ),
];

const NO_AI: &str = "User-agent: GPTBot\nDisallow: /private/\n\nUser-agent: *\nAllow: /\n";

/// What the sites of these pages answered.
const ANSWERS: [Answer<'static>; 9] = [
    (
        "https://robots.example/robots.txt",
        THEN,
        "200 OK",
        &[],
        NO_AI,
    ),
    (
        "https://usage.example/robots.txt",
        THEN,
        "200 OK",
        &[],
        "User-agent: *\nContent-Usage: train-ai=n\nAllow: /\n",
    ),
    (
        "https://signal.example/robots.txt",
        THEN,
        "200 OK",
        &[],
        "User-agent: *\nContent-Signal: search=yes, ai-train=no\nAllow: /\n",
    ),
    (
        "https://tdmfile.example/.well-known/tdmrep.json",
        THEN,
        "200 OK",
        &[("Content-Type", "application/json")],
        "[{\"location\":\"/*\",\"tdm-reservation\":1}]",
    ),
    (
        "https://down.example/robots.txt",
        THEN,
        "503 Service Unavailable",
        &[],
        "",
    ),
    (
        "https://gone.example/robots.txt",
        THEN,
        "404 Not Found",
        &[],
        "User-agent: *\nDisallow: /\n",
    ),
    (
        "http://moved.example/robots.txt",
        THEN,
        "301 Moved Permanently",
        &[("Location", "https://moved.example/robots.txt")],
        "",
    ),
    (
        "https://moved.example/robots.txt",
        THEN,
        "200 OK",
        &[],
        "User-agent: CCBot\nDisallow: /\n",
    ),
    // No file of a site: passed over.
    ("https://silent.example/", THEN, "200 OK", &[], NO_AI),
];

/// The pages and the answers, with these settings.
fn web(rights: &str) -> Place {
    let place = place(rights);
    place.write("in/warc/0.warc.gz", pages(&PAGES));
    place.write("in/robotstxt/0.warc.gz", answers(&ANSWERS));
    place
}

/// The same, run.
fn ran(rights: &str) -> Place {
    let place = web(rights);
    place.run();
    place
}

/// Evidence of a document in words, `source signal[ for scope]: value`.
fn words(lists: &dyn Array, row: usize) -> Vec<String> {
    let list = lists.as_list::<i32>().value(row);
    let fields = list.as_struct();
    let text = |at: usize, item: usize| {
        let column = fields.column(at).as_string::<i32>();
        column.is_valid(item).then(|| column.value(item))
    };
    (0..list.len())
        .map(|item| {
            let scope = text(1, item).map_or(String::new(), |scope| format!(" for {scope}"));
            let (signal, value) = (text(0, item).unwrap(), text(2, item).unwrap());
            format!("{} {signal}{scope}: {value}", text(3, item).unwrap())
        })
        .collect()
}

/// A row of `rights/`.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    verdict: String,
    reason: String,
    rule: String,
    language: String,
    domain: String,
    evidence: Vec<String>,
}

/// All rows of `rights/`, by URL.
fn rows(out: &Path) -> BTreeMap<String, Row> {
    let mut rows = BTreeMap::new();
    for name in files(out, &|name| name.starts_with("rights/")) {
        for batch in parquet(&out.join(&name)) {
            for row in 0..batch.num_rows() {
                let text = |name: &str| {
                    let column = batch.column_by_name(name).unwrap();
                    column.as_string::<i32>().value(row).to_string()
                };
                let found = Row {
                    verdict: text("verdict"),
                    reason: text("reason"),
                    rule: text("rule"),
                    language: text("language"),
                    domain: text("domain"),
                    evidence: words(batch.column_by_name("rights").unwrap(), row),
                };
                assert!(rows.insert(text("url"), found).is_none());
            }
        }
    }
    rows
}

/// URLs that the stage `rights` removed.
fn dropped(out: &Path) -> BTreeSet<String> {
    let rows = removed(out).into_iter();
    let rows = rows.filter(|row| row.reason.starts_with("rights."));
    rows.map(|row| row.url).collect()
}

#[test]
fn every_carrier_is_recorded() {
    let place = ran("policy = \"record-only\"\nrobots = \"beside\"");
    let rows = rows(&place.out());
    let mut told = String::new();
    for (url, row) in &rows {
        assert_eq!((&*row.verdict, &*row.rule), ("keep", ""), "{url}");
        assert_eq!(row.language, "eng_Latn", "{url}");
        told.push_str(&format!("{url}\n"));
        row.evidence
            .iter()
            .for_each(|one| told.push_str(&format!("  {one}\n")));
    }
    insta::assert_snapshot!("carriers", told);
    for silent in ["https://silent.example/a", "https://gone.example/a"] {
        assert!(!rows.contains_key(silent), "{silent}");
    }
    assert_eq!(
        rows["https://robots.example/open/a"].domain,
        "robots.example"
    );

    // The documents carry the same, and their licence as before.
    let mut kept = BTreeMap::new();
    let mut licenses = BTreeMap::new();
    for name in files(&place.out(), &|name| name.starts_with("data/")) {
        for batch in parquet(&place.out().join(&name)) {
            for row in 0..batch.num_rows() {
                let column = |name: &str| batch.column_by_name(name).unwrap().clone();
                let url = column("url").as_string::<i32>().value(row).to_string();
                let evidence = words(&column("rights"), row);
                if column("license").is_valid(row) {
                    let license = column("license").as_string::<i32>().value(row).to_string();
                    licenses.insert(url.clone(), license);
                }
                kept.insert(url, evidence);
            }
        }
    }
    assert_eq!(kept.len(), PAGES.len(), "all are kept: {:?}", kept.keys());
    for (url, row) in &rows {
        assert_eq!(kept[url], row.evidence, "{url}");
    }
    assert!(kept["https://silent.example/a"].is_empty());
    assert_eq!(licenses["https://license.example/a"], "CC-BY-NC-4.0");
}

#[test]
fn every_policy_drops_what_it_says() {
    let mut told = String::new();
    for policy in POLICIES {
        let place = ran(&format!("policy = \"{policy}\"\nrobots = \"beside\""));
        let rows = rows(&place.out());
        let dropped = dropped(&place.out());
        told.push_str(&format!("{policy}\n"));
        for (url, row) in &rows {
            assert_eq!(
                row.verdict == "drop",
                dropped.contains(url),
                "{policy}, {url}"
            );
            if row.verdict == "drop" {
                let Row { reason, rule, .. } = row;
                told.push_str(&format!("  {url}: {reason} by {rule}\n"));
            }
        }
        assert!(dropped.iter().all(|url| rows.contains_key(url)), "{policy}");
        if policy == "record-only" {
            assert!(dropped.is_empty());
        }
        let manifest = manifest(&place.out());
        let rights = &manifest["rights"];
        assert_eq!(rights["documents"], PAGES.len());
        assert_eq!(rights["with_evidence"], rows.len());
        assert_eq!(rights["dropped"], dropped.len());
        assert_eq!(rights["policy"]["name"], policy);
        let by_rule = rights["rules"].as_object().unwrap().values();
        let by_rule: u64 = by_rule.map(|n| n.as_u64().unwrap()).sum();
        assert_eq!(by_rule, dropped.len() as u64);
        assert_eq!(rights["domains"]["dropped"], {
            let domains = rows.values().filter(|row| row.verdict == "drop");
            domains
                .map(|row| &row.domain)
                .collect::<BTreeSet<_>>()
                .len()
        });
    }
    insta::assert_snapshot!("policies", told);
}

#[test]
fn the_manifest_counts_and_names_what_was_read() {
    let place = ran("robots = \"beside\"");
    let manifest = manifest(&place.out());
    let rights = &manifest["rights"];
    let input = &rights["robots"][0];
    assert_eq!(input["file_path"], "in/robotstxt/0.warc.gz");
    assert_eq!(input["answers"], ANSWERS.len() - 1);
    assert_eq!((&input["robots"], &input["tdmrep"]), (&4.into(), &1.into()));
    // Seven sites were asked for robots.txt, one of them with two pages.
    assert_eq!(rights["with_robots"], 7);
    let place = web("robots = [\"in/robotstxt/*.warc.gz\"]");
    place.run();
    let listed = super::common::manifest(&place.out());
    assert_eq!(
        listed["rights"], *rights,
        "named or beside, the same is read"
    );
}

#[test]
fn a_folder_of_files_holds_for_both_schemes() {
    let place = web("robots = \"files\"");
    place.write("files/robots.example/robots.txt", NO_AI);
    place.write(
        "files/moved.example/robots.txt",
        "User-agent: *\nDisallow: /\n",
    );
    place.write(
        "files/tdmfile.example/.well-known/tdmrep.json",
        "[{\"location\":\"/*\",\"tdm-reservation\":1}]",
    );
    place.write("files/note.txt", "no folder of a site");
    place.run();
    let rows = rows(&place.out());
    for url in [
        "http://moved.example/a",
        "https://robots.example/private/a",
        "https://tdmfile.example/a",
    ] {
        assert_eq!(rows[url].verdict, "drop", "{url}");
    }
    let input = &manifest(&place.out())["rights"]["robots"][0];
    assert_eq!(input["file_path"], "files");
    assert_eq!(input["answers"], 3);
}

#[test]
fn the_answer_of_the_time_counts() {
    let all = "User-agent: *\nDisallow: /\n";
    let none = "User-agent: *\nDisallow:\n";
    let site = |date: &'static str, text: &'static str| -> Answer<'static> {
        (
            "https://silent.example/robots.txt",
            date,
            "200 OK",
            &[],
            text,
        )
    };
    for (name, answered, verdict) in [
        (
            "before",
            [
                site("2026-01-01T00:00:00Z", all),
                site("2026-01-03T00:00:00Z", none),
            ],
            true,
        ),
        (
            "last before",
            [
                site("2026-01-01T00:00:00Z", all),
                site("2026-01-02T00:00:00Z", none),
            ],
            false,
        ),
        (
            "first after",
            [
                site("2026-03-01T00:00:00Z", none),
                site("2026-02-01T00:00:00Z", all),
            ],
            true,
        ),
    ] {
        let place = place("robots = \"beside\"");
        place.write("in/warc/0.warc.gz", pages(&PAGES[..1]));
        place.write("in/robotstxt/0.warc.gz", answers(&answered));
        place.tamis(&["run", "tamis.toml"]);
        assert_eq!(!dropped(&place.out()).is_empty(), verdict, "{name}");
    }
}
