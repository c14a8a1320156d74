//! Deciding again from stored evidence, and the same bytes whatever happens.

use serde_json::Value;

use super::super::common::{Place, same};
use super::super::warc::members;
use super::web::{config, pages, place, silent};
use super::{ANSWERS, POLICIES, answers, dropped, ran, rows, web};

fn asked(place: &Place, arguments: &[&str]) -> Value {
    let mut all = vec!["rights", "out", "--json"];
    all.extend(arguments);
    serde_json::from_str(&place.tamis(&all).expect(0).out).unwrap()
}

#[test]
fn deciding_again_is_deciding_at_once() {
    let places: Vec<Place> = POLICIES
        .iter()
        .map(|policy| ran(&format!("policy = \"{policy}\"\nrobots = \"beside\"")))
        .collect();
    for (place, own) in places.iter().zip(POLICIES) {
        // The evidence is the same under every policy.
        let evidence = |place: &Place| -> Vec<_> {
            let rows = rows(&place.out()).into_iter();
            rows.map(|(url, row)| (url, row.evidence)).collect()
        };
        assert_eq!(evidence(place), evidence(&places[0]), "{own}");
        for (other, policy) in places.iter().zip(POLICIES) {
            let found = asked(place, &["--policy", policy]);
            let (one, two) = (dropped(&place.out()), dropped(&other.out()));
            let what = format!("{policy} over a run by {own}");
            assert_eq!(found["documents"], rows(&place.out()).len(), "{what}");
            assert_eq!(found["drops"], two.len(), "{what}");
            assert_eq!(found["against_drops"], one.len(), "{what}");
            assert_eq!(
                found["lost"]["documents"],
                two.difference(&one).count(),
                "{what}"
            );
            assert_eq!(
                found["won"]["documents"],
                one.difference(&two).count(),
                "{what}"
            );
            assert_eq!(found["against"]["name"], own, "{what}");
            let compared = asked(place, &["--policy", policy, "--against", own]);
            for key in ["documents", "drops", "against_drops", "policy", "against"] {
                assert_eq!(found[key], compared[key], "{what}, {key}");
            }
            // The rules are those of a run by that policy.
            for example in found["lost"]["examples"].as_array().unwrap() {
                let url = example["url"].as_str().unwrap();
                assert_eq!(example["rule"], rows(&other.out())[url].rule, "{what}");
            }
        }
    }
}

#[test]
fn what_another_policy_would_do() {
    let place = ran("policy = \"standard\"\nrobots = \"beside\"");
    let told = place
        .tamis(&["rights", "out", "--policy", "strict"])
        .expect(0);
    let wide = told.out.lines().find(|line| line.chars().count() > 80);
    assert_eq!(wide, None, "wider than 80 columns");
    insta::assert_snapshot!("what_if", told.out);
    let told = place
        .tamis(&[
            "rights",
            "tamis.toml",
            "--policy",
            "record-only",
            "--against",
            "oellm-compat",
        ])
        .expect(0);
    insta::assert_snapshot!("what_if_against", told.out);
}

#[test]
fn nothing_to_decide_on() {
    let place = place("");
    place.write(
        "in/warc/0.warc.gz",
        pages(&[silent("https://silent.example/a")]),
    );
    let told = place
        .tamis(&["rights", "out", "--policy", "strict"])
        .expect(2);
    insta::assert_snapshot!("no_rights", told.err);
    place.run();
    assert_eq!(asked(&place, &["--policy", "strict"])["documents"], 0);
    let told = place
        .tamis(&["rights", "out", "--policy", "strickt"])
        .expect(2);
    insta::assert_snapshot!("no_policy", told.err);
}

/// Three archives of pages, the last one of the demo, each with robots files beside it but for one.
fn larger(threads: &str) -> Place {
    let place = web("robots = [\"beside\", \"in/more/*.warc.gz\"]");
    place.write(
        "in/warc/1.warc.gz",
        pages(&[silent("https://late.example/a")]),
    );
    place.write("in/warc/2.warc.gz", members().concat());
    place.write("in/robotstxt/2.warc.gz", answers(&ANSWERS[..2]));
    place.write("in/more/0.warc.gz", answers(&ANSWERS[2..]));
    place.tamis(&["run", "tamis.toml", "-t", threads]).expect(0);
    place
}

#[test]
fn threads_and_stops_do_not_change_a_byte() {
    let one = larger("1");
    let expected = one.dataset();
    assert!(expected.keys().any(|name| name.starts_with("rights/")));
    let four = larger("4");
    same(&expected, &four.dataset(), "four threads");
    // A lost file of evidence is made again, and nothing else changes.
    std::fs::remove_file(four.join("out/rights/annotate-00000.parquet")).unwrap();
    let again = four.run();
    same(&expected, &four.dataset(), "a lost file");
    assert_eq!(again.started()[0], ("annotate".into(), 2, 3));
    assert!(four.run().out.contains("nothing to do"));
}

#[test]
fn another_policy_or_other_answers_are_another_run() {
    let place = ran("policy = \"standard\"\nrobots = \"beside\"");
    let before = place.dataset();
    // The answers beside an archive change: the task runs again.
    place.write("in/robotstxt/0.warc.gz", answers(&[]));
    let again = place.run();
    assert!(
        again.stages().contains(&"annotate".to_string()),
        "{}",
        again.err
    );
    assert_ne!(before["manifest.json"], place.dataset()["manifest.json"]);
    assert!(!dropped(&place.out()).contains("https://robots.example/private/a"));
    std::fs::remove_file(place.join("in/robotstxt/0.warc.gz")).unwrap();
    let again = place.run();
    assert!(
        again.stages().contains(&"annotate".to_string()),
        "{}",
        again.err
    );
    place.write("in/robotstxt/0.warc.gz", answers(&ANSWERS));
    place.run();
    same(&before, &place.dataset(), "the answers are back");
    place.write(
        "tamis.toml",
        config("policy = \"strict\"\nrobots = \"beside\""),
    );
    place.tamis(&["run", "tamis.toml"]).expect(2);
    place.tamis(&["run", "tamis.toml", "--update"]).expect(0);
    let fresh = ran("policy = \"strict\"\nrobots = \"beside\"");
    same(&fresh.dataset(), &place.dataset(), "updated");
}
