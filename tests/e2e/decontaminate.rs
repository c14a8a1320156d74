//! Texts of benchmarks: removed, cut or counted, but for phrases that too many documents have.

use std::fs::{self, File};
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;

use super::common::{ALL_ONCE, Place, kept, manifest, profile, removed, same};
use super::warc::{PROSE, page};

const QUESTION: &str = "Which of the seven lighthouses along the northern coast was the first one to be \
    lit by electricity?";

/// The same words in a page.
const LEAK: &str = "A quiz: which of the SEVEN lighthouses - along the northern coast - was the first one to \
    be “lit” by electricity!";

const SHORT: &str = "Who carved the stone owl?";

/// Stands on twelve pages, and in a benchmark.
const PHRASE: &str =
    "All of the texts on these pages may be given to others who want to read them.";

/// Of a benchmark that is looked for in Maltese alone, and on a page in English.
const ELSEWHERE: &str =
    "The ferry to the smaller island leaves twice a day when the sea is calm enough.";

/// Of a Parquet file.
const TABLE: &str =
    "In which year did the glass makers of the valley stop working with wood fires?";

const BENCHMARKS: &str = "[stages.decontaminate.benchmarks]\n\
    quiz = { files = \"b/quiz.jsonl\", fields = [\"question\", \"answer\"] }\n\
    own = { files = [\"b/own.txt\"], languages = [\"mlt_Latn\"] }\n\
    table = \"b/*.parquet\"\n";

fn place(settings: &str) -> Place {
    let place = Place::new(&format!(
        "[run]\nname = \"clean\"\noutput = \"out\"\nprofiles = \"profiles\"\n\n\
         [sources.crawl]\ntype = \"warc\"\npaths = [\"in/*.warc\"]\n\n\
         [stages.extract]\nmode = \"all-text\"\n\n{ALL_ONCE}\
         [stages.decontaminate]\n{settings}\n{BENCHMARKS}"
    ));
    place.write("profiles/eng_Latn.toml", profile("eng_Latn", 5));
    let mut first = page(0, &[PROSE[0], LEAK, PROSE[1], PROSE[2], PROSE[3]]);
    // The same twelve times more: removed as duplicates, which count for nothing.
    for number in 50..62 {
        first.extend(page(
            number,
            &[PROSE[0], LEAK, PROSE[1], PROSE[2], PROSE[3]],
        ));
    }
    first.extend(page(1, &[PROSE[4], SHORT, PROSE[5]]));
    first.extend(page(2, &[PROSE[6], ELSEWHERE]));
    let mut second = page(3, &[PROSE[7], TABLE, PROSE[8]]);
    second.extend(page(
        4,
        &[
            "Nobody remembers who carved the stone owl on the gate of the old mill.",
            PROSE[8],
            PROSE[1],
        ],
    ));
    for (number, pair) in [
        (0, 2),
        (1, 3),
        (2, 4),
        (3, 5),
        (4, 6),
        (5, 7),
        (6, 0),
        (7, 1),
        (0, 4),
        (1, 5),
        (2, 6),
        (3, 7),
    ]
    .iter()
    .enumerate()
    {
        second.extend(page(
            100 + number as u64,
            &[PROSE[pair.0], PHRASE, PROSE[pair.1]],
        ));
    }
    place.write("in/0.warc", first);
    place.write("in/1.warc", second);
    let rows = [QUESTION, PHRASE, SHORT].map(|question| {
        serde_json::json!({"question": question, "answer": "no", "id": 7}).to_string()
    });
    place.write("b/quiz.jsonl", rows.join("\n"));
    place.write("b/own.txt", ELSEWHERE);
    let column: ArrayRef = Arc::new(StringArray::from(vec!["", TABLE]));
    let batch = RecordBatch::try_from_iter([("q", column)]).unwrap();
    let file = File::create(place.join("b/table.parquet")).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    place
}

/// Reason and page of what decontamination removed.
fn gone(place: &Place) -> Vec<(String, String)> {
    let rows = removed(&place.out()).into_iter();
    let rows = rows.filter(|row| row.stage == "decontaminate");
    let number = |url: &str| url.rsplit('/').next().unwrap().to_owned();
    let mut rows: Vec<_> = rows.map(|row| (row.reason, number(&row.url))).collect();
    rows.sort();
    rows
}

fn change(place: &Place, from: &str, to: &str) -> Vec<String> {
    let text = fs::read_to_string(place.join("tamis.toml")).unwrap();
    assert!(text.contains(from), "{from}");
    place.write("tamis.toml", text.replacen(from, to, 1));
    place
        .tamis(&["run", "tamis.toml", "--update"])
        .expect(0)
        .stages()
}

#[test]
fn texts_of_benchmarks_are_removed_cut_or_counted() {
    let place = place("max_count = 10");
    place.run();
    let leaks = gone(&place);
    let reasons: Vec<&str> = leaks.iter().map(|row| row.0.as_str()).collect();
    assert_eq!(
        reasons,
        [
            "contamination.ngram",
            "contamination.ngram",
            "contamination.short"
        ]
    );
    assert!(leaks.iter().any(|row| row.1 == "3") && leaks[2].1 == "1");
    assert_eq!(kept(&place.out()).len(), 14);
    let account = manifest(&place.out());
    let resources: Vec<&str> = account["resources"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|resource| resource["kind"] == "benchmark")
        .map(|resource| resource["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        resources,
        [
            "own: b/own.txt",
            "quiz: b/quiz.jsonl",
            "table: b/table.parquet"
        ]
    );
    let found = serde_json::to_string_pretty(&account["contamination"]).unwrap();
    insta::assert_snapshot!("contamination", found);
    place.tamis(&["verify", "out"]).expect(0);

    // Another action looks at the selected documents again, and at nothing before them.
    let later = ["decontaminate", "balance", "collate", "emit", "manifest"];
    assert_eq!(
        change(
            &place,
            "max_count = 10",
            "max_count = 10\naction = \"annotate\""
        ),
        later
    );
    assert_eq!((gone(&place).len(), kept(&place.out()).len()), (0, 17));
    assert_eq!(
        manifest(&place.out())["contamination"],
        account["contamination"]
    );

    assert_eq!(change(&place, "\"annotate\"", "\"cut\"\nmargin = 0"), later);
    assert_eq!(gone(&place), []);
    let rows = kept(&place.out());
    for row in &rows {
        assert!(!row.text.to_lowercase().contains("of the seven lighthouses"));
        assert!(!row.text.contains(SHORT.trim_end_matches('?')));
    }
    let cut = rows
        .iter()
        .find(|row| row.text.contains("A quiz:"))
        .unwrap();
    assert_eq!(
        cut.text,
        [PROSE[0], "A quiz: ", PROSE[1], PROSE[2], PROSE[3]].join("\n")
    );
    let flow = &manifest(&place.out())["counts"]["decontaminate"]["eng_Latn"];
    assert_eq!(
        (flow["in"].as_u64(), flow["out"].as_u64()),
        (Some(17), Some(17))
    );
    assert!(flow["characters_cut"].as_u64().unwrap() > 100);
    // With a margin little is left of short pages.
    change(&place, "margin = 0", "margin = 200");
    assert_eq!(gone(&place).len(), 3);

    // What twelve documents have is no phrase if twelve may have it; n-grams are not counted again.
    let stages = change(
        &place,
        "max_count = 10\naction = \"cut\"",
        "max_count = 12\naction = \"drop\"",
    );
    assert_eq!(
        stages,
        [
            "common",
            "decontaminate",
            "balance",
            "collate",
            "emit",
            "manifest"
        ]
    );
    assert_eq!(gone(&place).len(), 15);
}

#[test]
fn order_threads_and_stops_do_not_change_a_byte() {
    let one = place("");
    one.tamis(&["run", "tamis.toml", "--threads", "1"])
        .expect(0);
    let expected = one.dataset();
    let other = place("");
    let mut lines: Vec<&str> = BENCHMARKS.lines().skip(1).collect();
    lines.reverse();
    let text = fs::read_to_string(other.join("tamis.toml")).unwrap();
    let (head, _) = text
        .split_once("[stages.decontaminate.benchmarks]")
        .unwrap();
    let text = format!(
        "{head}[stages.decontaminate.benchmarks]\n{}\n",
        lines.join("\n")
    );
    other.write("tamis.toml", text);
    other
        .tamis(&["run", "tamis.toml", "--threads", "3"])
        .expect(0);
    same(
        &expected,
        &other.dataset(),
        "3 threads, benchmarks in another order",
    );
    for lost in [
        "work/select/00001.overlaps.json",
        "records/common/00000.json",
        "work/decontaminate/00000.parquet",
    ] {
        fs::remove_file(other.out().join(".tamis").join(lost)).unwrap();
        let ran = other
            .tamis(&["run", "tamis.toml", "--threads", "2"])
            .expect(0);
        assert!(!ran.started().is_empty(), "{lost}");
        same(&expected, &other.dataset(), lost);
    }
    // Other texts in the same file are another benchmark.
    let quiz = fs::read_to_string(other.join("b/quiz.jsonl")).unwrap();
    other.write("b/quiz.jsonl", quiz.replace("owl", "cat"));
    let ran = other.tamis(&["run", "tamis.toml", "--update"]).expect(0);
    assert_eq!(
        ran.stages(),
        [
            "select",
            "common",
            "decontaminate",
            "balance",
            "collate",
            "emit",
            "manifest"
        ]
    );
    assert_eq!(gone(&other).len(), 2);
}

/// A message on one line.
fn flat(message: &str) -> String {
    let message = message.replace('│', " ");
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn mistakes_are_named() {
    let place = place("");
    let text = fs::read_to_string(place.join("tamis.toml")).unwrap();
    for (from, to, said) in [
        ("\"question\", ", "\"prompt\", ", "field `prompt`"),
        ("b/own.txt", "b/none.txt", "no input file"),
        ("b/own.txt", "in/0.warc", "cannot tell the form"),
        ("mlt_Latn", "mlt_Lat", "no profile is named `mlt_Lat`"),
        (
            "languages = [",
            "unit = \"word\", languages = [",
            "unit (\"line\" or \"paragraph\")",
        ),
        (
            "[stages.decontaminate]",
            "[stages.decontaminate]\nmax_ngram = 7",
            "min_ngram <= max_ngram",
        ),
        (
            "[stages.decontaminate]",
            "[stages.decontaminate]\nmax_cut = 7",
            "not a share",
        ),
        (
            "[stages.decontaminate]",
            "[stages.decontaminate]\naction = \"drip\"",
            "drip",
        ),
        (
            "[sources.crawl]",
            "[stages.overlaps]\nmargin = 8\n[sources.crawl]",
            "unknown key `margin`",
        ),
    ] {
        assert!(text.contains(from), "{from}");
        place.write("wrong.toml", text.replacen(from, to, 1));
        let ran = place.tamis(&["plan", "wrong.toml"]).expect(2);
        assert!(flat(&ran.err).contains(said), "{said}: {}", ran.err);
    }
    let (without, _) = text.split_once("[stages.decontaminate]").unwrap();
    place.write("wrong.toml", format!("{without}[stages.common]\n"));
    let ran = place.tamis(&["plan", "wrong.toml"]).expect(2);
    assert!(
        flat(&ran.err).contains("no benchmark is named"),
        "{}",
        ran.err
    );
    place.write(
        "b/quiz.jsonl",
        "{\"question\": \"one\"}\n{\"question\": one}",
    );
    let ran = place.tamis(&["plan", "tamis.toml"]).expect(2);
    assert!(
        flat(&ran.err).contains("b/quiz.jsonl, line 2, column 14"),
        "{}",
        ran.err
    );
}
