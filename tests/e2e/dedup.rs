//! `tamis dedup` over files: what is kept, what is said of the rest, the index, and that nothing else
//! matters.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::common::{Place, files};

fn place() -> Place {
    Place::new("")
}

/// A text of its own for each number.
fn prose(number: u64, words: usize) -> String {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut word = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let mut rest = (state >> 40) % 5000 + 7;
        let mut word = String::new();
        while rest > 0 {
            word.push(['a', 'e', 'k', 'š', 'ő', 't', 'r', 'λ'][(rest % 8) as usize]);
            rest /= 8;
        }
        word
    };
    (0..words).map(|_| word()).collect::<Vec<_>>().join(" ")
}

fn jsonl(rows: &[Value]) -> String {
    rows.iter().map(|row| format!("{row}\n")).collect()
}

fn read(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn ids(rows: &[Value]) -> Vec<&str> {
    rows.iter().filter_map(|row| row["id"].as_str()).collect()
}

/// Removed documents, each with the one that is kept and the reason.
fn fates(place: &Place, folder: &str) -> BTreeMap<String, (String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_string();
    read(&place.join(folder).join("removed.jsonl"))
        .iter()
        .map(|row| (text(&row["id"]), (text(&row["kept"]), text(&row["reason"]))))
        .collect()
}

#[test]
fn the_best_of_a_cluster_is_kept_with_all_that_it_had() {
    let place = place();
    let long = prose(1, 200);
    let near = format!("{long} and a few more");
    let rows = [
        json!({ "id": "a", "text": long, "dump": "CC-1" }),
        json!({ "id": 7, "text": near, "extra": [1, { "x": null }], "dump": "CC-3" }),
        json!({ "id": "c", "text": prose(2, 80), "dump": "CC-2" }),
        json!({ "id": "d", "text": long.to_uppercase(), "dump": "CC-2" }),
        json!({ "id": "e", "text": long, "language": "mlt_Latn" }),
        json!({ "id": "f", "text": "..." }),
    ];
    place.write("in.jsonl", jsonl(&rows));
    let ran = place.tamis(&["dedup", "in.jsonl", "-o", "d"]).expect(0);
    assert_eq!(
        ran.out,
        "6 documents, 4 kept, 2 removed (dedup.near 2); see d\n"
    );
    let kept = read(&place.join("d/kept/in.jsonl"));
    assert_eq!(
        kept.iter().map(|row| row["id"].clone()).collect::<Vec<_>>(),
        [json!(7), "c".into(), "e".into(), "f".into()]
    );
    for (row, size, dumps) in [
        (&kept[0], 3, json!(["CC-1", "CC-2", "CC-3"])),
        (&kept[1], 1, json!([])),
    ] {
        assert_eq!(row["minhash_cluster_size"], size);
        assert_eq!(row["minhash_cluster_dumps"], dumps);
    }
    assert_eq!(kept[0]["extra"], json!([1, { "x": null }]));
    assert_eq!(kept[0]["minhash_cluster_id"].as_str().unwrap().len(), 32);
    let removed = read(&place.join("d/removed.jsonl"));
    assert_eq!(removed.len(), 2);
    for row in &removed {
        assert_eq!(
            (&row["kept"], &row["cluster_size"]),
            (&"7".into(), &3.into())
        );
        assert!(
            (0.7..=1.0).contains(&row["similarity"].as_f64().unwrap()),
            "{row}"
        );
    }
    let report: Value =
        serde_json::from_str(&fs::read_to_string(place.join("d/dedup.json")).unwrap()).unwrap();
    assert_eq!(report["cluster_sizes"], json!([[3, 1]]));
    assert_eq!(
        (&report["documents"], &report["kept"]),
        (&6.into(), &4.into())
    );
    let left = files(&place.join("d"), &|name| name.contains("tmp"));
    assert!(left.is_empty(), "{left:?}");

    // The lines as they came, all documents in one group.
    let ran = place
        .tamis(&[
            "dedup", "in.jsonl", "-o", "p", "--plain", "--scope", "global",
        ])
        .expect(0);
    assert_eq!(
        ran.out,
        "6 documents, 3 kept, 3 removed (dedup.near 3); see p\n"
    );
    let text = fs::read_to_string(place.join("p/kept/in.jsonl")).unwrap();
    assert_eq!(
        text,
        jsonl(&[rows[1].clone(), rows[2].clone(), rows[5].clone()])
    );
    // Without the longer one, equal texts are exact duplicates, and the earliest stays.
    let dated = [
        json!({ "id": "x", "text": long, "date": "2025-02-01T00:00:00Z" }),
        json!({ "id": "y", "text": long.to_uppercase(), "date": "2024-02-01T00:00:00Z" }),
    ];
    place.write("dated.jsonl", jsonl(&dated));
    place.tamis(&["dedup", "dated.jsonl", "-o", "e"]).expect(0);
    assert_eq!(fates(&place, "e")["x"], ("y".into(), "dedup.exact".into()));
    place
        .tamis(&["dedup", "dated.jsonl", "-o", "e", "--best=-date"])
        .expect(0);
    assert_eq!(fates(&place, "e")["y"], ("x".into(), "dedup.exact".into()));
}

#[test]
fn of_one_url_the_newest_stays_when_asked() {
    let place = place();
    let row = |id: &str, url: &str, date: &str, text: u64| json!({ "id": id, "text": prose(text, 60), "url": url, "date": date });
    place.write(
        "in.jsonl",
        jsonl(&[
            row("old", "http://a/", "2020-01-01", 1),
            row("new", "http://a/", "2024-01-01", 2),
            // The text of the old one, elsewhere: no duplicate of what is kept.
            row("else", "http://b/", "2020-01-01", 1),
        ]),
    );
    place
        .tamis(&["dedup", "in.jsonl", "-o", "u", "--urls"])
        .expect(0);
    let fates_with = fates(&place, "u");
    assert_eq!(
        fates_with,
        BTreeMap::from([("old".into(), ("new".into(), "dedup.url".into()))])
    );
    place.tamis(&["dedup", "in.jsonl", "-o", "v"]).expect(0);
    assert_eq!(fates(&place, "v").len(), 1);
    assert_eq!(fates(&place, "v").values().next().unwrap().1, "dedup.exact");
}

/// Families of documents with ever more words changed.
fn families(count: u64) -> Vec<Value> {
    let mut rows = Vec::new();
    for family in 0..count {
        let base = prose(family + 100, 120);
        for copy in 0..family % 5 {
            let mut words: Vec<String> = base.split(' ').map(str::to_string).collect();
            for change in 0..copy {
                let at = (family * 31 + change * 17) as usize % words.len();
                words[at] = prose(family * 1000 + copy * 10 + change, 1);
            }
            rows.push(json!({
                "id": format!("{family}-{copy}"), "text": words.join(" "), "dump": format!("d{copy}"),
            }));
        }
    }
    rows
}

#[test]
fn order_files_memory_and_threads_change_nothing() {
    let place = place();
    let rows = families(150);
    place.write("all.jsonl", jsonl(&rows));
    place
        .tamis(&["dedup", "all.jsonl", "-o", "one", "--threads", "1"])
        .expect(0);
    let expected = fates(&place, "one");
    let all: BTreeSet<&str> = ids(&rows).into_iter().collect();
    let kept = read(&place.join("one/kept/all.jsonl"));
    let mut found: BTreeSet<String> = ids(&kept).into_iter().map(String::from).collect();
    assert_eq!(found.len(), kept.len());
    found.extend(expected.keys().cloned());
    assert_eq!(found.len(), all.len(), "every document is kept or removed");
    assert!(expected.len() > 100, "{}", expected.len());

    let mut turned = rows.clone();
    turned.reverse();
    let third = turned.len() / 3;
    for (at, part) in turned.chunks(third).enumerate() {
        place.write(&format!("part{at}.jsonl"), jsonl(part));
    }
    let mut call = vec!["dedup"];
    let names: Vec<String> = (0..turned.len().div_ceil(third))
        .map(|at| format!("part{at}.jsonl"))
        .collect();
    call.extend(names.iter().map(String::as_str));
    call.extend(["-o", "many", "--threads", "3", "--memory", "16"]);
    place.tamis(&call).expect(0);
    assert_eq!(fates(&place, "many"), expected);
    let mut again = Vec::new();
    for name in &names {
        again.extend(read(&place.join(&format!("many/kept/{name}"))));
    }
    let by_id = |rows: &[Value]| -> BTreeMap<String, Value> {
        rows.iter()
            .map(|row| (row["id"].to_string(), row.clone()))
            .collect()
    };
    assert_eq!(by_id(&again), by_id(&kept));
}

#[test]
fn an_index_removes_what_was_kept_before_and_grows() {
    let place = place();
    let rows = families(60);
    let (first, second): (Vec<Value>, Vec<Value>) = rows
        .iter()
        .cloned()
        .partition(|row| row["dump"] == "d0" || row["dump"] == "d3");
    place.write("first.jsonl", jsonl(&first));
    place.write("second.jsonl", jsonl(&second));
    let against = |input: &str, folder: &str| {
        place.tamis(&["dedup", input, "-o", folder, "--against", "index"])
    };
    let ran = against("first.jsonl", "one").expect(0);
    let one = read(&place.join("one/kept/first.jsonl"));
    assert!(
        ran.out.contains(&format!("; {} in index", one.len())),
        "{}",
        ran.out
    );
    against("second.jsonl", "two").expect(0);
    let two = read(&place.join("two/kept/second.jsonl"));
    // Every family is in the first, so nothing of the second is new but what has changed too much.
    let before: BTreeSet<&str> = ids(&one).into_iter().collect();
    let removed = fates(&place, "two");
    assert!(removed.len() > 40 && two.len() + removed.len() == second.len());
    assert!(
        removed
            .values()
            .filter(|(kept, _)| before.contains(kept.as_str()))
            .count()
            > 30
    );
    let index: Value =
        serde_json::from_str(&fs::read_to_string(place.join("index/index.json")).unwrap()).unwrap();
    assert_eq!(index["documents"], one.len() + two.len());

    // The same again, other parameters, and a folder that is none.
    let ran = against("second.jsonl", "three").expect(2);
    assert!(
        ran.err
            .contains("has the documents of these inputs already"),
        "{}",
        ran.err
    );
    let ran = place
        .tamis(&[
            "dedup",
            "second.jsonl",
            "-o",
            "x",
            "--against",
            "index",
            "--rows",
            "7",
        ])
        .expect(2);
    assert!(
        ran.err.contains("differ in `rows` cannot be compared (8"),
        "{}",
        ran.err
    );
    let ran = place
        .tamis(&["dedup", "second.jsonl", "-o", "x", "--against", "one"])
        .expect(2);
    assert!(ran.err.contains("is no index"), "{}", ran.err);
    // A damaged file is named.
    let bands = place.join("index/added-00001/00000.bands");
    let mut bytes = fs::read(&bands).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&bands, bytes).unwrap();
    let other = families(61).split_off(rows.len());
    place.write("other.jsonl", jsonl(&other));
    let ran = against("other.jsonl", "y").expect(1);
    assert!(
        ran.err.contains("00000.bands") && ran.err.contains("damaged"),
        "{}",
        ran.err
    );
}

#[test]
fn rows_that_are_no_documents_are_told_and_cost_nothing_else() {
    let place = place();
    let mut bytes = jsonl(&[json!({ "id": "first", "text": prose(1, 50) })]).into_bytes();
    bytes.extend_from_slice(b"not json\n[1, 2]\n{\"id\": \"x\"}\n{\"id\": \"x\", \"text\": 5}\n");
    bytes.extend_from_slice(b"{\"id\": \"x\", \"text\": \"caf\xe9\"}\n\n");
    bytes.extend_from_slice(jsonl(&[json!({ "id": "last", "text": prose(1, 50) })]).as_bytes());
    place.write("bad.jsonl", bytes);
    let ran = place.tamis(&["dedup", "bad.jsonl", "-o", "d"]).expect(3);
    // Line 7 is blank, which is no mistake.
    for number in 2..=6 {
        assert!(
            ran.err.contains(&format!("bad.jsonl:{number}: ")),
            "{number}\n{}",
            ran.err
        );
    }
    assert!(
        ran.err
            .ends_with("5 rows could not be used; the others were\n"),
        "{}",
        ran.err
    );
    assert!(
        ran.out
            .starts_with("2 documents, 1 kept, 1 removed (dedup.exact 1)"),
        "{}",
        ran.out
    );
}
