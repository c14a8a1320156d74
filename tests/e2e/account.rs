//! The manifest adds up, with itself and with the files beside it.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::common::{ALL_ONCE, Place, files, kept, made_of_manifest, manifest, removed};

/// The demo, run with the default mix and with every document once.
fn places() -> [Place; 2] {
    ["", ALL_ONCE].map(|more| {
        let place = Place::demo(more);
        place.run();
        place
    })
}

fn number(value: &Value) -> u64 {
    value
        .as_u64()
        .unwrap_or_else(|| panic!("{value} is not a count"))
}

fn removals(flow: &Value) -> u64 {
    flow["removed"]
        .as_object()
        .into_iter()
        .flat_map(|r| r.values())
        .map(number)
        .sum()
}

/// Documents that left a stage, and that came in, over all languages.
fn total(manifest: &Value, stage: &str, key: &str) -> u64 {
    manifest["counts"][stage]
        .as_object()
        .unwrap()
        .values()
        .map(|flow| number(&flow[key]))
        .sum()
}

#[test]
fn in_is_out_plus_removed_in_every_stage_and_language() {
    for place in places() {
        let manifest = manifest(&place.out());
        let counts = manifest["counts"].as_object().unwrap();
        assert!(counts.len() >= 7, "{:?}", counts.keys());
        for (stage, languages) in counts {
            for (language, flow) in languages.as_object().unwrap() {
                let (into, out) = (number(&flow["in"]), number(&flow["out"]));
                assert_eq!(into, out + removals(flow), "{stage}, {language}");
            }
        }
    }
}

#[test]
fn what_leaves_a_stage_enters_the_next() {
    for place in places() {
        let manifest = manifest(&place.out());
        let flow = [
            "demo", "rights", "extract", "identify", "annotate", "select", "emit",
        ];
        for pair in flow.windows(2) {
            let (out, into) = (
                total(&manifest, pair[0], "out"),
                total(&manifest, pair[1], "in"),
            );
            assert_eq!(out, into, "{} -> {}", pair[0], pair[1]);
        }
        // From `identify` on a document has one language and keeps it.
        for pair in flow[3..].windows(2) {
            let by = |stage: &str, key: &str| -> BTreeMap<String, u64> {
                let languages = manifest["counts"][stage].as_object().unwrap();
                let all = languages
                    .iter()
                    .map(|(l, flow)| (l.clone(), number(&flow[key])));
                all.filter(|(_, n)| *n > 0).collect()
            };
            assert_eq!(
                by(pair[0], "out"),
                by(pair[1], "in"),
                "{} -> {}",
                pair[0],
                pair[1]
            );
        }
        let records = &manifest["records"];
        let entered = number(&records["response"]) + number(&records["damaged"]);
        assert_eq!(total(&manifest, "demo", "in"), entered);
    }
}

#[test]
fn the_ledger_has_the_rows_that_the_counts_tell() {
    for place in places() {
        let manifest = manifest(&place.out());
        let mut counted = BTreeMap::new();
        for (stage, languages) in manifest["counts"].as_object().unwrap() {
            for (language, flow) in languages.as_object().unwrap() {
                for (reason, n) in flow["removed"].as_object().into_iter().flatten() {
                    counted.insert((stage.clone(), language.clone(), reason.clone()), number(n));
                }
            }
        }
        let mut listed: BTreeMap<(String, String, String), u64> = BTreeMap::new();
        for row in removed(&place.out()) {
            *listed
                .entry((row.stage, row.language, row.reason))
                .or_default() += 1;
        }
        assert!(listed.values().sum::<u64>() > 20);
        assert_eq!(counted, listed);
    }
}

#[test]
fn every_removal_has_an_address_and_the_bound_that_it_broke() {
    let place = Place::demo("");
    place.run();
    let rows = removed(&place.out());
    for row in &rows {
        assert!(row.file_path.starts_with("demo-0000"), "{row:?}");
        assert!(row.offset >= 0, "{row:?}");
        let damaged = row.reason == "source.damaged";
        assert_eq!(row.url.is_empty(), damaged, "{row:?}");
        assert_eq!(row.id.is_empty(), damaged, "{row:?}");
        if row.reason.starts_with("quality.") || row.reason.starts_with("repetition.") {
            let (value, threshold) = (row.value.unwrap(), row.threshold.unwrap());
            let rule = row.reason.split_once('.').unwrap().1;
            assert_eq!(rule.starts_with("min_"), value < threshold, "{row:?}");
            assert_ne!(rule.starts_with("max_"), value < threshold, "{row:?}");
        }
    }
    let mut ids: Vec<&str> = rows
        .iter()
        .map(|r| r.id.as_str())
        .filter(|id| !id.is_empty())
        .collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "a document was removed twice");
}

#[test]
fn every_file_has_the_digest_length_and_rows_of_its_entry() {
    for place in places() {
        let out = place.out();
        let manifest = manifest(&out);
        let mut listed = Vec::new();
        let mut rows = BTreeMap::new();
        for output in manifest["outputs"].as_array().unwrap() {
            let path = output["path"].as_str().unwrap();
            listed.push(path.to_string());
            let bytes = fs::read(out.join(path)).unwrap();
            assert_eq!(number(&output["bytes"]), bytes.len() as u64, "{path}");
            let sha256: String = Sha256::digest(&bytes)
                .iter()
                .map(|b| format!("{b:02x}"))
                .collect();
            assert_eq!(output["sha256"].as_str(), Some(sha256.as_str()), "{path}");
            let found: usize = super::common::parquet(&out.join(path))
                .iter()
                .map(|b| b.num_rows())
                .sum();
            assert_eq!(number(&output["rows"]), found as u64, "{path}");
            if output["kind"] == "shard" {
                let language = output["language"].as_str().unwrap();
                assert!(
                    path.starts_with(&format!("data/{language}/train-")),
                    "{path}"
                );
                *rows.entry(language.to_string()).or_insert(0) += found as u64;
            } else if output["kind"] == "rights" {
                assert!(path.starts_with("rights/"), "{path}");
            } else if output["kind"] == "domains" {
                assert_eq!(path, "domains.parquet");
            } else {
                assert_eq!(output["kind"], "ledger", "{path}");
                assert!(path.starts_with("removed/"), "{path}");
            }
        }
        let on_disk = files(&out, &|name| {
            !name.starts_with(".tamis/") && !made_of_manifest(name)
        });
        listed.sort();
        assert_eq!(listed, on_disk.into_iter().collect::<Vec<_>>());

        let mix = manifest["mix"].as_object().unwrap();
        for (language, share) in mix {
            assert_eq!(
                rows.get(language).copied().unwrap_or(0),
                number(&share["rows_given"])
            );
        }
        let given: u64 = mix
            .values()
            .map(|share| number(&share["documents_given"]))
            .sum();
        assert_eq!(given, total(&manifest, "emit", "out"));
        let mut ids: Vec<String> = kept(&out).into_iter().map(|row| row.id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len() as u64, given, "different documents in data/");
    }
}

#[test]
fn inputs_have_their_digests_and_the_manifest_names_no_time_or_place() {
    let place = Place::demo("");
    place.run();
    let manifest = manifest(&place.out());
    for input in manifest["inputs"].as_array().unwrap() {
        let bytes = fs::read(place.join(input["file_path"].as_str().unwrap())).unwrap();
        let sha256: String = Sha256::digest(&bytes)
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        assert_eq!(input["sha256"].as_str(), Some(sha256.as_str()));
        assert_eq!(number(&input["bytes"]), bytes.len() as u64);
    }
    for name in ["manifest.json", "README.md"] {
        let text = fs::read_to_string(place.out().join(name)).unwrap();
        assert!(
            !text.contains(place.path().to_str().unwrap()),
            "{name} names a folder"
        );
    }
}

#[test]
fn the_card_has_a_configuration_for_each_language() {
    let place = Place::demo("");
    place.run();
    let card = fs::read_to_string(place.out().join("README.md")).unwrap();
    let head = card.split("---\n").nth(1).unwrap();
    // What each configuration holds is told behind what they are.
    let head = head.split("dataset_info:\n").next().unwrap();
    let named: Vec<&str> = head
        .lines()
        .filter_map(|line| line.strip_prefix("- config_name: "))
        // All languages together.
        .filter(|name| *name != "default")
        .collect();
    let mut folders: Vec<String> = fs::read_dir(place.out().join("data"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    folders.sort();
    assert_eq!(named, folders);
    for language in folders {
        assert!(head.contains(&format!("    path: data/{language}/train-*.parquet\n")));
    }
}
