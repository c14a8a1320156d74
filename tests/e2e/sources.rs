//! Other corpora as sources: JSON lines, Parquet, folders of texts and WET files beside web archives.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, Int64Array, RecordBatch, StringArray};
use insta::assert_snapshot;
use parquet::arrow::ArrowWriter;
use serde_json::{Value, json};

use super::common::{Place, Ran, files, manifest, parquet, removed, same};
use super::errors::told;
use super::warc::{PROSE, gzip, page, record};

/// Texts that are no duplicates of each other, nor of [`PROSE`].
const GARDEN: &str = "My grandmother kept a small garden behind the house, with beans along the fence and \
    a pear tree that gave more fruit than we could eat. Every evening she carried water from the well, and \
    when I was old enough I was allowed to help her with the lighter can.\n\
    She knew the name of each plant and what it was good for, and she wrote down the weather of every day \
    in a book with a blue cover. After she had moved to the town the book lay in a drawer for many years, \
    until my brother found it and began to go on where she had stopped.\n\
    Now the fence has been mended and there are beans again, although they are not as tall as hers were.";

const TRAIN: &str = "The night train to the coast leaves at ten, and those who want a bed in it have to \
    order one weeks before. It is slow, because it waits in two places until other trains have passed, but \
    nobody seems to mind that.\n\
    In the dining car they still cook the soup on a real stove, and the cook tells the same three stories \
    to everybody who sits down near her window. At six in the morning the sea comes into sight between the \
    hills, and the people who know the line stand in the corridor to look at it.\n\
    There was a plan to close it down last year, which was given up when thousands had written letters.";

const CLOCK: &str = "The clock on the town hall has been five minutes fast for as long as anyone can \
    remember. Some say that a mayor had it set so in order that workers should not be late, and others that \
    the man who wound it could not read the small numbers any more.\n\
    When it was taken apart for cleaning they found a coin between two of its wheels, which must have lain \
    there for a century. The council talked for a whole evening about whether it should be right from now \
    on, and in the end they voted to leave it as it was.\n\
    So visitors still run to the bus stop, and then stand there and wonder why no bus is coming.";

const OUT: &str = "[run]\nname = \"sources\"\noutput = \"out\"\n";
const REST: &str = "[sinks.manifest]\ncost = false\n";

/// Every document once, whatever the weights.
const ONCE: &str = "[stages.balance]\ntokens = 1_000_000\nmax_repeats = 1\n";

/// A Parquet file with columns of strings.
fn table(path: &Path, columns: &[(&str, &[&str])]) {
    let columns = columns.iter().map(|(name, values)| {
        let values: ArrayRef = Arc::new(StringArray::from(values.to_vec()));
        (*name, values)
    });
    write(path, RecordBatch::try_from_iter(columns).unwrap());
}

fn write(path: &Path, batch: RecordBatch) {
    let file = File::create(path).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

fn jsonl(rows: &[Value]) -> String {
    rows.iter().map(|row| format!("{row}\n")).collect()
}

/// What a kept document says, by source.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    source: String,
    text: String,
    id: String,
    record_id: String,
    url: String,
    license: Option<String>,
    language: String,
    file_path: String,
    markdown: Option<String>,
}

fn rows(out: &Path) -> Vec<Row> {
    let mut rows = Vec::new();
    for name in files(out, &|name| name.starts_with("data/")) {
        for batch in parquet(&out.join(&name)) {
            let column = |name: &str| batch.column_by_name(name).unwrap().as_string::<i32>();
            rows.extend((0..batch.num_rows()).map(|row| {
                let text = |name| column(name).value(row).to_string();
                let maybe = |name| {
                    let column = column(name);
                    column.is_valid(row).then(|| column.value(row).to_string())
                };
                Row {
                    source: text("source"),
                    text: text("text"),
                    id: text("id"),
                    record_id: text("record_id"),
                    url: text("url"),
                    license: maybe("license"),
                    language: format!("{}_{}", text("language"), text("language_script")),
                    file_path: text("file_path"),
                    markdown: maybe("markdown"),
                }
            }));
        }
    }
    rows.sort();
    rows
}

const ID: &str = "0123456789abcdef0123456789abcdef";

/// A web archive, JSON lines, a table and a folder. The table has a text of the archive and one of the
/// lines again, in other capitals.
fn mixed() -> Place {
    let place = Place::new(&format!(
        "{OUT}\
         [sources.crawl]\ntype = \"warc\"\npaths = [\"web.warc.gz\"]\ntier = 2\n\
         [sources.lines]\ntype = \"jsonl\"\npaths = [\"lines/*\"]\nkeep_ids = true\n\
         license = \"CC0-1.0\"\nweight = 2.5\n\
         [sources.table]\ntype = \"parquet\"\nlayout = \"fineweb-2\"\npaths = [\"table.parquet\"]\ntier = 1\n\
         [sources.notes]\ntype = \"text\"\npaths = [\"notes\"]\ndump = \"own\"\n\
         [stages.extract]\nmarkdown = true\n{ONCE}{REST}"
    ));
    let web: Vec<u8> = [page(1, &PROSE[..5]), page(2, &PROSE[5..])].concat();
    place.write("web.warc.gz", gzip(&web));
    let lines = [
        json!({ "id": ID.to_uppercase(), "text": GARDEN, "url": "https://a.example/g" }),
        json!({ "id": "x", "text": "", "license": "https://creativecommons.org/licenses/by/4.0/" }),
        json!({ "id": "y", "text": TRAIN, "license": "https://creativecommons.org/licenses/by/4.0/" }),
    ];
    place.write("lines/a.jsonl.gz", gzip(jsonl(&lines).as_bytes()));
    let web = PROSE[..5].join("\n").to_uppercase();
    let (web, garden) = (web.as_str(), GARDEN.to_uppercase());
    table(
        &place.join("table.parquet"),
        &[
            ("text", &[web, &garden]),
            ("id", &["<urn:uuid:1>", "<urn:uuid:2>"]),
            ("url", &["https://b.example/1", "https://b.example/2"]),
            ("date", &["2025-01-02T03:04:05Z", "2025-01-02T03:04:05Z"]),
            ("language", &["eng", "eng"]),
            ("language_script", &["Latn", "Latn"]),
        ],
    );
    let (first, rest) = CLOCK.split_once('\n').unwrap();
    let markdown = format!("# The clock\n\n**{first}**\n\n{rest}\n");
    place.write("notes/town/clock.md", markdown);
    place.write("notes/picture.png", "no text");
    place
}

#[test]
fn sources_of_all_kinds_make_one_dataset() {
    let place = mixed();
    let plan = place.tamis(&["plan", "tamis.toml"]).expect(0).out;
    let until = plan.find("\n      |").unwrap();
    assert_snapshot!("plan_of_sources", &plan[..until]);
    place.run();
    let out = place.out();
    let rows = rows(&out);
    let of = |source: &str| {
        rows.iter()
            .filter(|row| row.source == source)
            .collect::<Vec<_>>()
    };

    // The page that the table has too is gone, for the table is of the better tier.
    assert_eq!(of("crawl").len(), 1);
    assert_eq!(of("crawl")[0].url, "https://www.example/2");
    let table = of("table");
    assert_eq!(table.len(), 2, "{rows:#?}");
    for row in &table {
        assert!(row.record_id.starts_with("<urn:uuid:") && row.id.len() == 32);
        assert_eq!(row.text, row.text.to_uppercase());
        assert_eq!((row.language.as_str(), &row.license), ("eng_Latn", &None));
    }
    let lost = removed(&out);
    let lost: Vec<_> = lost
        .iter()
        .map(|row| (row.file_path.as_str(), row.reason.as_str()))
        .collect();
    assert!(lost.contains(&("web.warc.gz", "dedup.exact")), "{lost:?}");
    assert!(
        lost.contains(&("lines/a.jsonl.gz", "dedup.exact")),
        "{lost:?}"
    );
    assert!(
        lost.contains(&("lines/a.jsonl.gz", "extract.empty")),
        "{lost:?}"
    );
    assert_eq!(lost.len(), 3, "{lost:?}");

    let lines = of("lines");
    assert_eq!(lines.len(), 1);
    assert_eq!(
        (lines[0].text.as_str(), lines[0].record_id.as_str()),
        (TRAIN, "y")
    );
    assert_eq!(lines[0].license.as_deref(), Some("CC-BY-4.0"));

    let notes = of("notes");
    assert_eq!(notes.len(), 1);
    // A line end inside of a paragraph is a space in Markdown.
    let words = |text: &str| text.replace('\n', " ");
    assert_eq!(words(&notes[0].text), words(&format!("The clock\n{CLOCK}")));
    assert!(
        notes[0]
            .markdown
            .as_ref()
            .unwrap()
            .starts_with("# The clock\n\n**")
    );
    assert_eq!(notes[0].file_path, "notes/town/clock.md");
    assert_eq!(notes[0].url, "");

    let manifest = manifest(&out);
    let inputs = manifest["inputs"].as_array().unwrap();
    let told: Vec<_> = inputs
        .iter()
        .map(|input| {
            (
                input["file_path"].as_str().unwrap(),
                input["records"].to_string(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("lines/a.jsonl.gz", "{\"row\":3}".to_string()),
            ("notes/town/clock.md", "{\"file\":1}".to_string()),
            ("table.parquet", "{\"row\":2}".to_string()),
            ("web.warc.gz", "{\"response\":2}".to_string()),
        ]
    );
    for input in inputs {
        let bytes = std::fs::read(place.join(input["file_path"].as_str().unwrap())).unwrap();
        assert_eq!(input["bytes"], bytes.len());
        let sha256 = <sha2::Sha256 as sha2::Digest>::digest(&bytes);
        let sha256: String = sha256.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(input["sha256"], sha256);
    }
    let settings = |name: &str| {
        let stages = manifest["stages"].as_array().unwrap();
        stages.iter().find(|stage| stage["name"] == name).unwrap()["settings"].clone()
    };
    assert_eq!(settings("lines")["weight"], 2.5);
    assert_eq!(settings("lines")["license"], "CC0-1.0");
    assert_eq!(settings("table")["tier"], 1);
    assert_eq!(settings("table")["columns"]["script"], "language_script");
    place.tamis(&["verify", "out"]).expect(0);

    // Neither threads nor another folder change a byte.
    let other = mixed();
    other.tamis(&["run", "tamis.toml", "-t", "1"]).expect(0);
    same(&place.dataset(), &other.dataset(), "one thread");
}

#[test]
fn without_a_tier_the_better_text_is_kept_and_a_changed_tier_is_seen() {
    let place = mixed();
    place.run();
    let config = std::fs::read_to_string(place.join("tamis.toml")).unwrap();
    place.write("tamis.toml", config.replace("tier = 1\n", "tier = 3\n"));
    place.tamis(&["run", "tamis.toml"]).expect(2);
    place.tamis(&["run", "tamis.toml", "--update"]).expect(0);
    let rows = rows(&place.out());
    let crawl = rows.iter().filter(|row| row.source == "crawl");
    assert_eq!(crawl.count(), 2);
}

#[test]
fn ids_and_languages_are_kept_on_request() {
    let text = format!("{GARDEN}\n{TRAIN}");
    let lines = [
        json!({ "id": ID, "text": text, "language": "sr-Latn" }),
        json!({ "id": "z", "text": CLOCK, "language": "English" }),
    ];
    let place = Place::new(&format!(
        "{OUT}[sources.lines]\ntype = \"jsonl\"\npaths = [\"a.jsonl\"]\nkeep_ids = true\n\
         trust_language = true\n[stages.identify]\nlanguages = [\"srp_Latn\", \"eng_Latn\"]\n{REST}"
    ));
    place.write("a.jsonl", jsonl(&lines));
    place.run();
    let removed = removed(&place.out());
    let rows = rows(&place.out());
    // What the row states is the language, whatever the rules of that language make of the text.
    let stated = removed
        .iter()
        .map(|row| (row.id.as_str(), row.language.as_str()))
        .chain(
            rows.iter()
                .map(|row| (row.id.as_str(), row.language.as_str())),
        )
        .find(|(id, _)| *id == ID);
    assert_eq!(stated, Some((ID, "srp_Latn")));
    let english = rows.iter().find(|row| row.record_id == "z").unwrap();
    assert_eq!(english.language, "eng_Latn");
    assert_eq!(english.id.len(), 32);
}

#[test]
fn kept_ids_of_several_documents_are_named() {
    let place = Place::new(&format!(
        "{OUT}[sources.lines]\ntype = \"jsonl\"\npaths = [\"*.jsonl\"]\nkeep_ids = true\n{REST}"
    ));
    place.write("a.jsonl", jsonl(&[json!({ "id": ID, "text": GARDEN })]));
    let rows = [
        json!({ "id": "x", "text": CLOCK }),
        json!({ "id": ID, "text": TRAIN }),
    ];
    place.write("b.jsonl", jsonl(&rows));
    let offset = jsonl(&rows[..1]).len();
    let ran = place.run();
    let named = format!("{ID} in a.jsonl at 0 and in b.jsonl at {offset}");
    let warned = ran.events("warning");
    let told = |line: &Value| line["message"].as_str().unwrap().contains(&named);
    assert!(warned.iter().any(told), "{warned:?}");
}

#[test]
fn a_wet_file_goes_all_the_way() {
    let place = Place::new(&format!(
        "{OUT}[sources.wet]\ntype = \"warc\"\npaths = [\"a.warc.wet.gz\"]\nlicense = \"CC0-1.0\"\n{REST}"
    ));
    let info = record("warcinfo", 9, "", "application/warc-fields", b"a: b\r\n");
    let one = record(
        "conversion",
        1,
        "https://www.example/1",
        "text/plain",
        GARDEN.as_bytes(),
    );
    let two = record(
        "conversion",
        2,
        "https://www.example/2",
        "text/plain",
        CLOCK.as_bytes(),
    );
    place.write(
        "a.warc.wet.gz",
        [gzip(&info), gzip(&one), gzip(&two)].concat(),
    );
    place.run();
    let rows = rows(&place.out());
    assert_eq!(rows.len(), 2);
    for row in &rows {
        assert_eq!(
            (row.language.as_str(), row.source.as_str()),
            ("eng_Latn", "wet")
        );
        assert_eq!(row.license.as_deref(), Some("CC0-1.0"));
    }
    assert!(rows.iter().any(|row| row.text == GARDEN));
    let inputs = &manifest(&place.out())["inputs"][0]["records"];
    assert_eq!(inputs, &json!({ "conversion": 2, "warcinfo": 1 }));
}

#[test]
fn damage_is_told_and_the_rest_goes_on() {
    let place = Place::new(&format!(
        "{}max_damaged = 0.9\n[sources.lines]\ntype = \"jsonl\"\npaths = [\"*.jsonl*\"]\n\
         [sources.table]\ntype = \"parquet\"\npaths = [\"*.parquet\"]\n{REST}",
        OUT
    ));
    let lines = format!(
        "{}{{\"text\": 5}}\nnot json\n\n{}",
        jsonl(&[json!({ "text": GARDEN })]),
        jsonl(&[json!({ "text": null }), json!({ "text": TRAIN })])
    );
    place.write("a.jsonl", &lines);
    let whole = zstd::bulk::compress(jsonl(&[json!({ "text": CLOCK })]).as_bytes(), 3).unwrap();
    let second = zstd::bulk::compress(lines.as_bytes(), 3).unwrap();
    let cut = [&whole[..], &second[..second.len() - 9]].concat();
    place.write("b.jsonl.zst", cut);
    table(
        &place.join("a.parquet"),
        &[("text", &[&PROSE[..5].join("\n")])],
    );
    table(
        &place.join("b.parquet"),
        &[("text", &[&PROSE[5..].join("\n")])],
    );
    let mut bytes = std::fs::read(place.join("b.parquet")).unwrap();
    let end = bytes.len() - 20;
    bytes[end..].fill(0);
    place.write("b.parquet", bytes);

    let ran = place.tamis(&["run", "tamis.toml"]).expect(3);
    let mut lost: Vec<String> = removed(&place.out())
        .iter()
        .map(|row| format!("{} {} {}", row.file_path, row.offset, row.reason))
        .collect();
    lost.sort();
    let first = jsonl(&[json!({ "text": GARDEN })]).len();
    let expected = [
        format!("a.jsonl {} extract.empty", first + 12 + 9 + 1),
        format!("a.jsonl {first} source.damaged"),
        format!("a.jsonl {} source.damaged", first + 12),
        "b.parquet 0 source.damaged".to_string(),
    ];
    for line in &expected {
        assert!(lost.contains(line), "{line} is not in {lost:#?}");
    }
    assert!(
        lost.iter()
            .any(|line| line.starts_with("b.jsonl.zst") && line.ends_with("damaged"))
    );
    let texts: Vec<String> = rows(&place.out()).into_iter().map(|row| row.text).collect();
    for text in [GARDEN, TRAIN, CLOCK, &PROSE[..5].join("\n")] {
        assert!(texts.iter().any(|found| found == text), "{text}");
    }
    let warned = ran.events("warning");
    let warned = warned.iter().map(|line| line["message"].to_string());
    assert!(
        warned.clone().any(|line| line.contains("b.parquet")),
        "{ran:?}"
    );
    let records = |name: &str| {
        let manifest = manifest(&place.out());
        let inputs = manifest["inputs"].as_array().unwrap();
        let input = inputs
            .iter()
            .find(|input| input["file_path"] == name)
            .unwrap();
        input["records"].clone()
    };
    assert_eq!(records("a.jsonl"), json!({ "row": 3, "damaged": 2 }));
    assert_eq!(records("b.parquet"), json!({ "damaged": 1 }));
}

/// What `plan` says of a source that is wrong; `fill` puts its files there.
fn wrong(source: &str, fill: impl Fn(&Place)) -> String {
    let place = Place::new(&format!("{OUT}[sources.s]\n{source}"));
    fill(&place);
    let ran: Ran = place.tamis(&["plan", "tamis.toml"]).expect(2);
    let path = place.path().display().to_string();
    told(&ran).replace(&format!("{path}/"), "")
}

#[test]
fn wrong_sources_are_told() {
    let a =
        |place: &Place| place.write("a.jsonl", "{\"id\":1,\"content\":\"x\",\"metadata\":{}}\n");
    let jsonl = |more: &str| format!("type = \"jsonl\"\npaths = [\"a.jsonl\"]\n{more}");
    let parquet = |more: &str| format!("type = \"parquet\"\npaths = [\"*.parquet\"]\n{more}");
    assert_snapshot!("no_such_key", wrong(&jsonl(""), a));
    assert_snapshot!("unknown_layout", wrong(&jsonl("layout = \"hplt-3\"\n"), a));
    assert_snapshot!(
        "unknown_column",
        wrong(&jsonl("columns = { txt = \"content\" }\n"), a)
    );
    assert_snapshot!("licence", wrong(&jsonl("license = \"CC BY 4.0\"\n"), a));
    let link = "license = \"https://creativecommons.org/licenses/by/4.0/\"\n";
    assert_snapshot!("licence_by_address", wrong(&jsonl(link), a));
    assert_snapshot!("weight", wrong(&jsonl("weight = 0.0\n"), a));
    assert_snapshot!("tier", wrong(&jsonl("tier = 0\n"), a));
    let one = |place: &Place| {
        table(
            &place.join("a.parquet"),
            &[("content", &["x"]), ("id", &["1"])],
        );
    };
    assert_snapshot!("no_such_column", wrong(&parquet(""), one));
    assert_snapshot!(
        "no_such_named_column",
        wrong(&parquet("columns = { text = \"contents\" }\n"), one)
    );
    assert_snapshot!(
        "table_as_lines",
        wrong("type = \"jsonl\"\npaths = [\"a.parquet\"]\n", one)
    );
    let as_table = wrong("type = \"parquet\"\npaths = [\"a.jsonl\"]\n", a);
    assert_snapshot!("lines_as_table", as_table);
    let two = |place: &Place| {
        let text: ArrayRef = Arc::new(StringArray::from(vec!["x"]));
        let names: ArrayRef = Arc::new(StringArray::from(vec!["1"]));
        let numbers: ArrayRef = Arc::new(Int64Array::from(vec![1]));
        for (file, ids) in [("a.parquet", names), ("b.parquet", numbers)] {
            let columns = [("text", text.clone()), ("id", ids)];
            write(
                &place.join(file),
                RecordBatch::try_from_iter(columns).unwrap(),
            );
        }
    };
    assert_snapshot!("two_types", wrong(&parquet(""), two));
    let numbers = |place: &Place| {
        let numbers: ArrayRef = Arc::new(Int64Array::from(vec![1]));
        let columns = [("text", numbers)];
        write(
            &place.join("a.parquet"),
            RecordBatch::try_from_iter(columns).unwrap(),
        );
    };
    assert_snapshot!("text_of_numbers", wrong(&parquet(""), numbers));
    let folder = |place: &Place| place.write("notes/a.pdf", "x");
    assert_snapshot!(
        "empty_folder",
        wrong("type = \"text\"\npaths = [\"notes\"]\n", folder)
    );
    assert_snapshot!(
        "unknown_ending",
        wrong("type = \"text\"\npaths = [\"notes/*\"]\n", folder)
    );
    let array = |place: &Place| place.write("a.jsonl", "[{\"text\":\"x\"}]\n");
    assert_snapshot!("one_array", wrong(&jsonl(""), array));
}
