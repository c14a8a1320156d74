//! Every page of the demo has the outcome that `demo/expected.json` gives it.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use super::common::{ALL_ONCE, Kept, Place, Removed, demo_file, kept, manifest, removed};

/// Pages that still have another outcome than `expected.json` asks for, and why.
const KNOWN: &[(&str, &str)] = &[
    (
        "https://press-v.hr.example/tramvaj",
        "Croatian prose without a declared language: Bosnian at 0.51, of which 0.6 is asked",
    ),
    (
        "https://www-s.ba.example/kahva",
        "Bosnian prose without a declared language: Croatian at 0.496, Bosnian hardly less",
    ),
];

struct Outcome {
    kept: Vec<Kept>,
    removed: Vec<Removed>,
}

impl Outcome {
    fn kept(&self, url: &str) -> Vec<&Kept> {
        self.kept.iter().filter(|row| row.url == url).collect()
    }

    fn removed(&self, url: &str) -> Vec<&Removed> {
        self.removed.iter().filter(|row| row.url == url).collect()
    }

    /// What is wrong with a page, if anything is.
    fn problem(&self, page: &Value) -> Option<String> {
        let text = |key: &str| page[key].as_str().unwrap_or_default();
        let url = text("url");
        let (kept, removed) = (self.kept(url), self.removed(url));
        match text("outcome") {
            "keep" => self.keep(page, &kept, &removed),
            // Which one of a group is kept is looked at for all of it together.
            "one-of-group" => match (kept.as_slice(), removed.as_slice()) {
                ([row], []) => content(page, row),
                ([], [row]) if row.stage == "select" && row.reason.starts_with("dedup.") => None,
                _ => Some(format!("kept {}, removed {removed:?}", kept.len())),
            },
            "drop" => match (kept.as_slice(), removed.as_slice()) {
                ([], [row]) => {
                    let stage = text("stage");
                    // A page without an article may also be stopped where nothing is extracted.
                    // Program text is no language, which `identify` may well notice.
                    let earlier = match (stage, text("kind")) {
                        ("select", "code") => "identify",
                        ("select", _) => "extract",
                        _ => stage,
                    };
                    let stages = [stage, earlier];
                    let reason = text("reason");
                    let fine = stages.contains(&row.stage.as_str())
                        && (reason.is_empty() || reason == row.reason);
                    (!fine).then(|| format!("removed by {} in {}", row.reason, row.stage))
                }
                _ => Some(format!("kept {}, removed {removed:?}", kept.len())),
            },
            "skip" => {
                let fine = removed.iter().all(|row| row.reason.starts_with("source."));
                (!kept.is_empty() || !fine).then(|| format!("kept {}, {removed:?}", kept.len()))
            }
            "damaged" => (!kept.is_empty()).then(|| "kept".to_string()),
            other => Some(format!("expected.json has an unknown outcome {other}")),
        }
        // A revisit record shares the address of the page that it points to.
        .filter(|_| text("kind") != "revisit")
    }

    fn keep(&self, page: &Value, kept: &[&Kept], removed: &[&Removed]) -> Option<String> {
        match (kept, removed) {
            ([row], []) => content(page, row),
            ([], [row]) => Some(format!(
                "removed by {} in {} as {} ({:?} against {:?})",
                row.reason, row.stage, row.language, row.value, row.threshold
            )),
            _ => Some(format!(
                "{} rows in data/ and {} in removed/",
                kept.len(),
                removed.len()
            )),
        }
    }
}

/// What is wrong with the text or the language of a kept page.
fn content(page: &Value, row: &Kept) -> Option<String> {
    if page["language"].as_str() != Some(&row.language) {
        return Some(format!("kept as {}", row.language));
    }
    if let Some(has) = page["text_has"]
        .as_str()
        .filter(|has| !row.text.contains(has))
    {
        return Some(format!("its text lacks `{has}`: {}", row.text));
    }
    let listed = |key: &str| page[key].as_array().cloned().unwrap_or_default();
    for gone in listed("gone") {
        let gone = gone["text"].as_str().unwrap();
        if row.text.contains(gone) {
            return Some(format!("`{gone}` was not redacted"));
        }
    }
    for stay in listed("stay") {
        let stay = stay.as_str().unwrap();
        if !row.text.contains(stay) {
            return Some(format!("`{stay}` did not stay: {}", row.text));
        }
    }
    None
}

#[test]
fn every_page_has_its_outcome() {
    let place = Place::demo(ALL_ONCE);
    place.run();
    let outcome = Outcome {
        kept: kept(&place.out()),
        removed: removed(&place.out()),
    };
    let expected: Value =
        serde_json::from_slice(&fs::read(demo_file("expected.json")).unwrap()).unwrap();
    let pages = expected["pages"].as_array().unwrap();
    assert!(
        pages.len() > 100,
        "expected.json lists {} pages",
        pages.len()
    );

    let mut problems = BTreeMap::new();
    let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for page in pages {
        let url = page["url"].as_str().unwrap();
        if let Some(problem) = outcome.problem(page) {
            problems.insert(url, problem);
        }
        if let Some(group) = page["group"].as_str() {
            groups.entry(group).or_default().push(url);
        }
    }
    assert!(groups.len() >= 8, "{groups:?}");
    for (group, urls) in &groups {
        let rows: usize = urls.iter().map(|url| outcome.kept(url).len()).sum();
        if rows != 1 {
            problems.insert(group, format!("{rows} of {urls:?} kept"));
        }
    }
    for (url, why) in KNOWN {
        let problem = problems.remove(url);
        assert!(
            problem.is_some(),
            "{url} is right now; take it out of KNOWN ({why})"
        );
    }
    let told: Vec<String> = problems
        .iter()
        .map(|(url, p)| format!("{url}: {p}"))
        .collect();
    assert!(
        told.is_empty(),
        "{} pages are wrong:\n{}",
        told.len(),
        told.join("\n")
    );
}

#[test]
fn damaged_records_are_in_the_ledger_with_their_place() {
    let place = Place::demo(ALL_ONCE);
    place.run();
    let expected: Value =
        serde_json::from_slice(&fs::read(demo_file("expected.json")).unwrap()).unwrap();
    let rows = removed(&place.out());
    let manifest = manifest(&place.out());
    for file in expected["files"].as_array().unwrap() {
        let name = file["name"].as_str().unwrap();
        let damaged: Vec<&Removed> = rows
            .iter()
            .filter(|row| row.file_path == name && row.reason == "source.damaged")
            .collect();
        assert_eq!(
            damaged.len() as u64,
            file["records"]["damaged"].as_u64().unwrap(),
            "{name}"
        );
        // Every place is the start of a gzip member.
        let bytes = fs::read(place.join(name)).unwrap();
        for row in damaged {
            let at = usize::try_from(row.offset).unwrap();
            assert_eq!(&bytes[at..at + 2], b"\x1f\x8b", "{name}: offset {at}");
        }
        let input = manifest["inputs"]
            .as_array()
            .unwrap()
            .iter()
            .find(|input| input["file_path"] == name)
            .unwrap();
        assert_eq!(input["records"], file["records"], "{name}");
        assert_eq!(input["sha256"], file["sha256"], "{name}");
        assert_eq!(input["bytes"], file["bytes"], "{name}");
    }
}

#[test]
fn the_demo_as_it_comes_keeps_each_document_somewhere() {
    let place = Place::demo("");
    place.run();
    let mut ids: Vec<String> = kept(&place.out()).into_iter().map(|row| row.id).collect();
    ids.sort();
    ids.dedup();
    let dropped = removed(&place.out());
    let documents = dropped.iter().filter(|row| !row.id.is_empty()).count();
    assert!(
        dropped
            .iter()
            .filter(|row| !row.id.is_empty())
            .all(|row| !ids.contains(&row.id))
    );
    // 58 + 53 responses, whichever way each of them went.
    assert_eq!(ids.len() + documents, 111);
}
