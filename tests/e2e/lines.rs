//! Repeated lines: cut from all documents but one, counted, and told where too much would go.

use std::fs;

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::UInt32Type;

use super::common::{ALL_ONCE, Place, files, kept, manifest, parquet, profile, removed, same};
use super::warc::{PROSE, copies, members, page};

const CONFIG: &str = "[run]\nname = \"lines\"\noutput = \"out\"\nprofiles = \"profiles\"\n\n\
    [sources.crawl]\ntype = \"warc\"\npaths = [\"in/*.warc\"]\n\n\
    [stages.extract]\nmode = \"all-text\"\n\n";

/// Stands on every page; figures differ.
const NOTICE: &str = "This article was first printed in the weekly paper of the town, and it may be \
    given to others who want to read it.";

/// The greater part of two pages that are otherwise different.
const LONG: &str = "When the mill was sold in the spring, the new owners said that they would keep all \
    of the people who had worked there, and for a few years this was what they did. Then the river rose \
    twice in one winter, the lower hall was under water for a month, and it became clear that nobody \
    would pay for the repairs. The last sacks were carried out in May, and the doors have been shut \
    ever since, although children still find their way in through the garden.";

/// A line with an address, of another name for each page.
fn contact(n: usize) -> String {
    let name = ["anna", "bruno", "clara"][n];
    format!("Write to {name}@firma.cz if you know more about what has happened here since then.")
}

fn place(more: &str) -> Place {
    let place = Place::new(&format!("{CONFIG}{ALL_ONCE}{more}"));
    place.write("profiles/eng_Latn.toml", profile("eng_Latn", 5));
    let notice = |year: usize| format!("{NOTICE} Number {year}.");
    let mut first = Vec::new();
    // Twelve times the same page: eleven are removed as duplicates, and none of them keeps the notice.
    for number in 0..12 {
        let contact = contact(0);
        first.extend(page(number, &[PROSE[0], &notice(1990), &contact, PROSE[1]]));
    }
    first.extend(page(20, &[PROSE[2], &notice(1991), &contact(1), PROSE[3]]));
    let mut second = page(30, &[&notice(1992), PROSE[4], &contact(2), PROSE[5]]);
    second.extend(page(40, &[LONG, PROSE[6]]));
    second.extend(page(41, &[PROSE[7], LONG]));
    place.write("in/0.warc", first);
    place.write("in/1.warc", second);
    place
}

fn holders(place: &Place, line: &str) -> usize {
    let rows = kept(&place.out());
    rows.iter().filter(|row| row.text.contains(line)).count()
}

/// What the `pii` spans of all rows name.
fn values(place: &Place) -> Vec<String> {
    let mut values = Vec::new();
    for name in files(&place.out(), &|name| name.starts_with("data/")) {
        for batch in parquet(&place.out().join(&name)) {
            let column = |name| batch.column_by_name(name).unwrap().clone();
            let (texts, lists) = (column("text"), column("pii"));
            let parts = column("seg_langs");
            for row in 0..batch.num_rows() {
                let text = texts.as_string::<i32>().value(row);
                let place = |list: &dyn Array, field: usize, i: usize| {
                    let numbers = list.as_struct().column(field);
                    numbers.as_primitive::<UInt32Type>().value(i) as usize
                };
                let spans = lists.as_list::<i32>().value(row);
                for i in 0..spans.len() {
                    let (start, end) = (place(&spans, 1, i), place(&spans, 2, i));
                    values.push(text[start..end].to_string());
                }
                // The parts are the whole text, from its start to its end.
                let parts = parts.as_list::<i32>().value(row);
                let mut at = 0;
                for i in 0..parts.len() {
                    assert_eq!(place(&parts, 1, i), at, "{text}");
                    at = place(&parts, 2, i);
                }
                assert_eq!(at, text.len(), "{text}");
            }
        }
    }
    values
}

#[test]
fn a_line_stays_in_one_document() {
    let plain = place("");
    plain.run();
    let rows = kept(&plain.out());
    let left = removed(&plain.out());
    assert_eq!((rows.len(), left.len()), (5, 11), "{rows:?}\n{left:?}");
    assert_eq!((holders(&plain, NOTICE), holders(&plain, LONG)), (3, 2));
    assert!(left.iter().all(|row| row.reason == "dedup.exact"));

    let place = place("[stages.repeats]\ntasks = 3\n");
    place.run();
    assert_eq!((holders(&place, NOTICE), holders(&place, LONG)), (1, 1));
    assert_eq!(holders(&place, "Number"), 1);
    for prose in &PROSE[..6] {
        assert_eq!(holders(&place, prose), 1, "{prose}");
    }
    assert_eq!(values(&place), ["<EMAIL>"; 3]);
    for row in kept(&place.out()) {
        assert!(!row.text.contains("\n\n") && row.text.trim() == row.text);
    }
    let removed = removed(&place.out());
    let lines: Vec<_> = removed
        .iter()
        .filter(|r| r.reason == "dedup.lines")
        .collect();
    assert_eq!((lines.len(), removed.len()), (1, 12));
    assert!(["https://www.example/40", "https://www.example/41"].contains(&lines[0].url.as_str()));
    let characters = |text: &str| text.chars().count() as f64;
    let short = if lines[0].url.ends_with("40") {
        PROSE[6]
    } else {
        PROSE[7]
    };
    let share = characters(LONG) / (characters(LONG) + characters(short));
    assert!(
        (lines[0].value.unwrap() - share).abs() < 1e-9,
        "{:?}",
        lines[0]
    );
    assert_eq!(
        (lines[0].threshold, lines[0].stage.as_str()),
        (Some(0.5), "select")
    );
    // The account says what went.
    let manifest = manifest(&place.out());
    let flow = &manifest["counts"]["select"]["eng_Latn"];
    let notice = characters(&format!("{NOTICE} Number 1990."));
    assert_eq!(flow["lines_cut"], 2);
    assert_eq!(flow["characters_cut"], 2 * notice as u64);
}

#[test]
fn documents_needed_and_kept_are_settings() {
    let place = place(
        "[stages.repeats]\nmin_documents = 3\nkeep = 0\n[stages.lines]\nscope = \"global\"\n",
    );
    place.run();
    assert_eq!((holders(&place, NOTICE), holders(&place, LONG)), (0, 2));
    let change = |from: &str, to: &str| {
        let text = fs::read_to_string(place.join("tamis.toml")).unwrap();
        place.write("tamis.toml", text.replace(from, to));
        place.tamis(&["run", "tamis.toml", "--update"]).expect(0)
    };
    // Other lines are cut: the archives are not read again.
    let ran = change("min_documents = 3", "min_documents = 2");
    assert_eq!(
        ran.stages(),
        [
            "repeats", "select", "balance", "collate", "emit", "manifest"
        ]
    );
    assert_eq!((holders(&place, NOTICE), holders(&place, LONG)), (0, 0));
    // Another verdict on what is cut.
    let ran = change(
        "[stages.lines]",
        "[stages.select]\nmax_cut = 0.95\n[stages.lines]",
    );
    assert_eq!(
        ran.stages(),
        ["select", "balance", "collate", "emit", "manifest"]
    );
    let removed = removed(&place.out());
    assert!(removed.iter().all(|row| row.reason != "dedup.lines"));
    change("max_cut = 0.95", "max_cut = 0.1");
    assert_eq!(kept(&place.out()).len(), 0);
    change("min_documents = 2", "min_documents = 4");
    assert_eq!(kept(&place.out()).len(), 5);
    assert_eq!((holders(&place, NOTICE), holders(&place, LONG)), (3, 2));
    // Settings that can cut nothing, or mean nothing.
    for (from, to, said) in [
        ("min_documents = 4", "min_documents = 1", "repeats nothing"),
        ("keep = 0", "keep = 2", "neither 0 nor 1"),
        ("max_cut = 0.1", "max_cut = 1.5", "not a share"),
        ("scope = \"global\"", "min_words = 0", "a line of no words"),
    ] {
        let text = fs::read_to_string(place.join("tamis.toml")).unwrap();
        assert!(text.contains(from), "{from}");
        place.write("wrong.toml", text.replace(from, to));
        let ran = place.tamis(&["run", "wrong.toml"]).expect(2);
        assert!(ran.err.contains(said), "{}", ran.err);
    }
}

#[test]
fn threads_and_stops_do_not_change_a_byte() {
    let place = || {
        let place = Place::new(
            "[run]\nname = \"same\"\noutput = \"out\"\nmax_damaged = 0.5\n\n\
             [sources.crawl]\ntype = \"warc\"\npaths = [\"*.warc.gz\", \"more/*.warc.gz\"]\n\n\
             [stages.lines]\nmin_words = 2\n[stages.repeats]\ntasks = 5\nmemory = 16\n\
             [stages.select]\nmax_cut = 0.9\n",
        );
        let members = members();
        for i in 0..3 {
            let part = &members[i * 60..(i + 1) * 60];
            place.write(&format!("more/part-{i}.warc.gz"), copies(part, i, 2));
        }
        place
    };
    let run = |place: &Place, threads| {
        let ran = place.tamis(&["run", "tamis.toml", "--threads", threads]);
        ran.expect(0)
    };
    let one = place();
    run(&one, "1");
    let expected = one.dataset();
    let cut: u64 = manifest(&one.out())["counts"]["select"]
        .as_object()
        .unwrap()
        .values()
        .filter_map(|flow| flow["lines_cut"].as_u64())
        .sum();
    assert!(cut > 0, "the demo repeats no line");
    let other = place();
    run(&other, "3");
    same(&expected, &other.dataset(), "3 threads");
    // What a stop leaves: some tasks done, others not, a file lost.
    for lost in [
        "records/repeats/00002.json",
        "work/repeats/00004.cuts",
        "work/annotate/00001.lines",
        "records/select/00003.json",
    ] {
        fs::remove_file(other.out().join(".tamis").join(lost)).unwrap();
        let ran = run(&other, "2");
        assert!(!ran.started().is_empty(), "{lost}");
        same(&expected, &other.dataset(), lost);
    }
}
