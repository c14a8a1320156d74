//! Scores from elsewhere: joined by id, and used like any signal.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use arrow_array::cast::AsArray;
use arrow_array::types::Float32Type;
use arrow_array::{Array, Float64Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;

use super::common::{ALL_ONCE, Place, files, kept, parquet, removed};

/// The value of a signal of every row in the shards, by id.
fn signals(place: &Place, signal: &str) -> BTreeMap<String, f32> {
    let mut found = BTreeMap::new();
    for name in files(&place.out(), &|name| name.starts_with("data/")) {
        for batch in parquet(&place.out().join(&name)) {
            let ids = batch
                .column_by_name("id")
                .unwrap()
                .as_string::<i32>()
                .clone();
            let signals = batch.column_by_name("signals").unwrap().as_struct();
            let values = signals.column_by_name(signal).unwrap();
            let values = values.as_primitive::<Float32Type>();
            found.extend((0..ids.len()).map(|row| (ids.value(row).into(), values.value(row))));
        }
    }
    found
}

const SCORES: &str = "
[stages.scores.joined_1]
files = [\"edu-*.jsonl\", \"more.parquet\"]
score = \"edu\"
missing = 0.25
";

#[test]
fn scores_are_signals_of_their_documents() {
    let plain = Place::demo(ALL_ONCE);
    plain.run();
    let ids: Vec<String> = kept(&plain.out()).into_iter().map(|row| row.id).collect();
    assert!(ids.len() > 30);
    let score = |n: usize| n as f32 / 64.0;
    let place = Place::demo(&format!("{ALL_ONCE}{SCORES}"));
    // A third in JSON lines, a third in Parquet, a third not at all; and some of nobody.
    let (mut lines, mut rows) = (String::new(), (Vec::new(), Vec::new()));
    for (n, id) in ids.iter().enumerate() {
        match n % 3 {
            0 => writeln!(
                lines,
                "{{\"id\": \"{id}\", \"edu\": {}, \"x\": [1]}}",
                score(n)
            )
            .unwrap(),
            1 => {
                rows.0.push(id.clone());
                rows.1.push(f64::from(score(n)));
            }
            _ => writeln!(lines, "{{\"id\": \"nobody {n}\", \"edu\": 9}}").unwrap(),
        }
    }
    let (first, second) = lines.split_at(lines.find('\n').unwrap() + 1);
    place.write("edu-1.jsonl", first);
    place.write("edu-2.jsonl", second);
    let batch = RecordBatch::try_from_iter([
        (
            "id",
            std::sync::Arc::new(StringArray::from(rows.0)) as arrow_array::ArrayRef,
        ),
        ("edu", std::sync::Arc::new(Float64Array::from(rows.1))),
    ])
    .unwrap();
    let file = fs::File::create(place.join("more.parquet")).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let plan = place.tamis(&["plan", "tamis.toml"]).expect(0).out;
    assert!(
        plan.contains("|  from files that the config names"),
        "{plan}"
    );
    place.run();
    let found = signals(&place, "joined_1");
    assert_eq!(found.len(), ids.len());
    for (n, id) in ids.iter().enumerate() {
        let expected = if n % 3 == 2 { 0.25 } else { score(n) };
        assert_eq!(found[id], expected, "{id}");
    }
    assert!(
        signals(&place, "joined_2")
            .values()
            .all(|value| *value == 0.0)
    );

    // A profile's bound on it works like any other.
    place.write("profiles/default.toml", "[quality]\nmin_joined_1 = 0.3\n");
    let config = fs::read_to_string(place.join("tamis.toml")).unwrap();
    place.write(
        "tamis.toml",
        config.replace("[run]\n", "[run]\nprofiles = \"profiles\"\n"),
    );
    let ran = place.tamis(&["run", "tamis.toml", "--update"]).expect(0);
    assert_eq!(
        ran.stages().first().map(String::as_str),
        Some("select"),
        "{:?}",
        ran.stages()
    );
    let dropped: Vec<String> = removed(&place.out())
        .into_iter()
        .filter(|row| row.reason == "quality.min_joined_1")
        .map(|row| row.id)
        .collect();
    let below: Vec<&String> = found
        .iter()
        .filter(|(_, value)| **value < 0.3)
        .map(|(id, _)| id)
        .collect();
    assert!(below.iter().all(|id| dropped.contains(id)));
    place.tamis(&["verify", "out", "--texts"]).expect(0);

    // And so does a weight in the mix.
    let config = fs::read_to_string(place.join("tamis.toml")).unwrap();
    let weighted = config.replace(
        "method = \"proportional\"",
        "method = \"proportional\"\nquality = { signal = \"joined_1\", points = [[0.3, 1], [1, 3]] }",
    );
    assert_ne!(weighted, config);
    place.write("tamis.toml", weighted);
    place.tamis(&["run", "tamis.toml", "--update"]).expect(0);
    place.tamis(&["verify", "out", "--texts"]).expect(0);
    let times = |id: &String| {
        kept(&place.out())
            .iter()
            .filter(|row| row.id == *id)
            .count()
    };
    let best = found.iter().max_by(|a, b| a.1.total_cmp(b.1)).unwrap();
    assert!(times(best.0) >= 1);
}

#[test]
fn wrong_scores_are_said() {
    let mut told = String::new();
    for (config, lines) in [
        (
            SCORES,
            "{\"id\": \"a\", \"edu\": 1}\n{\"id\": \"a\", \"edu\": 2}\n",
        ),
        (SCORES, "{\"id\": \"a\", \"edu\": \"many\"}\n"),
        (SCORES, "{\"id\": \"a\"\n"),
        (
            "\n[stages.scores.edu]\nfiles = [\"edu-1.jsonl\"]\nscore = \"edu\"\nmissing = 0\n",
            "",
        ),
        (
            "\n[stages.scores.joined_1]\nfiles = [\"edu-1.jsonl\"]\nscore = \"edu\"\n",
            "",
        ),
        (
            "\n[stages.scores.joined_1]\nfiles = [\"none.jsonl\"]\nscore = \"edu\"\nmissing = 0\n",
            "",
        ),
    ] {
        let place = Place::demo(&format!(
            "{ALL_ONCE}{}",
            config.replace(", \"more.parquet\"", "")
        ));
        place.write("edu-1.jsonl", lines);
        let ran = place.tamis(&["run", "tamis.toml"]);
        assert_ne!(ran.code, Some(0), "{config}{lines}");
        let folder = place.path().display().to_string();
        let err: String = ran
            .err
            .lines()
            .filter(|line| !line.starts_with('{'))
            .map(|line| line.replace(&folder, "FOLDER") + "\n")
            .collect();
        let err = if err.is_empty() {
            ran.err.replace(&folder, "FOLDER")
        } else {
            err
        };
        writeln!(told, "-- {lines}{err}").unwrap();
    }
    insta::assert_snapshot!(told);
}
