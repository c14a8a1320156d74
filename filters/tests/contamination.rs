//! What an index of benchmarks finds in texts, and what it does not.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use proptest::prelude::*;
use tamis_filters::contamination::{
    Builder, ContaminationError, Found, Index, Lengths, NgramSet, Row, Scratch,
};

fn rows(texts: &[&str]) -> Vec<Row> {
    let row = |(line, text): (u32, &&str)| Row {
        line,
        texts: text.split('|').map(str::to_owned).collect(),
    };
    (1..).zip(texts).map(row).collect()
}

fn index(texts: &[&str]) -> Index {
    let mut builder = Builder::new(Lengths::default()).unwrap();
    builder.add("made", None, "made.txt", &rows(texts)).unwrap();
    builder.finish().unwrap()
}

/// Benchmark, line and place of each hit.
fn hits(index: &Index, text: &str, language: &str) -> Vec<(String, u32, String)> {
    let mut scratch = Scratch::new();
    let found = index.scan(text, language, None, &mut scratch);
    let mut hits = Vec::new();
    for hit in found.hits {
        for item in index.owners(hit.ngram).filter_map(|item| index.item(item)) {
            let name = &index.benchmarks()[item.benchmark].name;
            hits.push((name.clone(), item.line, text[hit.start..hit.end].to_owned()));
        }
    }
    hits
}

const ITEM: &str =
    "The quick brown fox jumps over the lazy dog while seven grey geese watch from the pond";

#[test]
fn an_item_is_found_with_its_place_and_share() {
    let index = index(&["nothing at all like the other one that stands here", ITEM]);
    let text = format!(
        "Before it. {} And then the text goes on for a bit.",
        ITEM.to_uppercase()
    );
    let mut scratch = Scratch::new();
    let found = index.scan(&text, "eng_Latn", None, &mut scratch);
    let Found {
        hits,
        words,
        covered,
    } = found;
    // 17 words have 5 runs of 13.
    assert_eq!((hits.len(), words, covered), (5, 28, 17));
    assert!((found.share() - 17.0 / 28.0).abs() < 1e-12);
    assert_eq!((hits[0].word, hits[0].start), (2, 11));
    assert_eq!(hits[4].end, 11 + ITEM.len());
    let items: Vec<u32> = hits
        .iter()
        .flat_map(|hit| index.owners(hit.ngram))
        .collect();
    assert_eq!(items, [1; 5]);
    let item = index.item(1).unwrap();
    assert_eq!((item.benchmark, item.file, item.line), (0, "made.txt", 2));
    let common: NgramSet = hits.iter().skip(1).map(|hit| hit.ngram).collect();
    let found = index.scan(&text, "eng_Latn", Some(&common), &mut scratch);
    assert_eq!((found.hits.len(), found.covered), (1, 13));
}

#[test]
fn a_text_of_eight_to_twelve_words_is_looked_for_whole() {
    let index = index(&["one two three four five six seven eight nine ten"]);
    assert_eq!(index.len(), 1);
    assert_eq!(
        hits(
            &index,
            "x one two three four five six seven eight nine ten x",
            ""
        )
        .len(),
        1
    );
    assert_eq!(
        hits(
            &index,
            "one two three four five six seven eight nine eleven",
            ""
        ),
        []
    );
    assert_eq!(
        hits(&index, "two three four five six seven eight nine ten", ""),
        []
    );
}

#[test]
fn a_short_item_counts_where_it_stands_by_itself() {
    let index = index(&[
        "Who painted the blue cat?|Anna",
        "Why not?",
        "Who painted it then?",
    ]);
    let benchmark = &index.benchmarks()[0];
    assert_eq!(
        (benchmark.rows, benchmark.items, benchmark.short),
        (3, 2, 2)
    );
    assert!(index.is_short(0));
    let found = |text: &str| hits(&index, text, "").len();
    assert_eq!(found("Quiz.\nWHO PAINTED THE BLUE CAT\nAnna"), 1);
    assert_eq!(found("Question 5: who painted the blue cat? Anna did."), 1);
    assert_eq!(found("He wondered who painted the blue cat and left."), 0);
    assert_eq!(found("Who painted the blue cat in the hall?"), 0);
    assert_eq!(
        found("Why not? Who painted it then? Who painted the blue, cat!"),
        2
    );
}

#[test]
fn an_item_with_a_long_text_is_not_looked_for_by_its_short_ones() {
    let index = index(&["one two three four five six seven eight|a short answer here now"]);
    assert_eq!(index.len(), 1);
    assert_eq!(hits(&index, "A short answer here now.", ""), []);
    assert_eq!(index.benchmarks()[0].short, 0);
}

#[test]
fn n_grams_end_with_their_text() {
    let halves = "one two three four five six seven|eight nine ten eleven twelve thirteen fourteen";
    let index = index(&[halves]);
    assert_eq!(hits(&index, &halves.replace('|', " "), ""), []);
}

#[test]
fn a_benchmark_is_looked_for_in_all_languages_or_in_its_own() {
    let maltese = BTreeSet::from(["mlt_Latn".to_owned()]);
    let mut builder = Builder::new(Lengths::default()).unwrap();
    builder.add("all", None, "a.txt", &rows(&[ITEM])).unwrap();
    builder
        .add("own", Some(&maltese), "a.txt", &rows(&[ITEM]))
        .unwrap();
    builder
        .add(
            "own",
            Some(&maltese),
            "b.txt",
            &rows(&["eight other words that only this one benchmark has"]),
        )
        .unwrap();
    let index = builder.finish().unwrap();
    // An n-gram of two benchmarks is one, with an owner in each.
    assert_eq!(index.len(), 6);
    let ngrams: Vec<u64> = index.benchmarks().iter().map(|b| b.ngrams).collect();
    assert_eq!(ngrams, [5, 6]);
    let of = |text: &str, language: &str| hits(&index, text, language).len();
    let own = "Eight other words that only this one benchmark has.";
    assert_eq!((of(own, "mlt_Latn"), of(own, "eng_Latn")), (1, 0));
    assert_eq!(of(ITEM, "eng_Latn"), 10);
}

#[test]
fn order_of_benchmarks_and_files_changes_nothing() {
    let files = [
        ("b", "2.txt", ITEM),
        ("a", "1.txt", "eight words of the first one are here now"),
        (
            "b",
            "1.txt",
            "The quick brown fox jumps over the lazy dog while seven grey geese sleep",
        ),
        ("c", "1.txt", "eight words of the first one are here now"),
    ];
    let build = |order: [usize; 4]| {
        let mut builder = Builder::new(Lengths::default()).unwrap();
        for (benchmark, file, text) in order.map(|at| files[at]) {
            builder
                .add(benchmark, None, file, &rows(&[text, ITEM]))
                .unwrap();
        }
        builder.finish().unwrap()
    };
    let one = build([0, 1, 2, 3]);
    for order in [[3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]] {
        let other = build(order);
        assert_eq!(one.digest(), other.digest());
        assert_eq!(one.benchmarks(), other.benchmarks());
        for ngram in 0..one.len() as u32 {
            let of = |index: &Index| index.owners(ngram).collect::<Vec<_>>();
            assert_eq!(of(&one), of(&other));
        }
    }
    let changed = {
        let mut builder = Builder::new(Lengths::default()).unwrap();
        for (benchmark, file, text) in files {
            builder
                .add(benchmark, None, file, &rows(&[text, "", ITEM]))
                .unwrap();
        }
        builder.finish().unwrap()
    };
    assert_ne!(one.digest(), changed.digest());
}

#[test]
fn mistakes_are_refused() {
    let lengths = |short_words, min_ngram, max_ngram| Lengths {
        min_ngram,
        max_ngram,
        short_words,
    };
    for wrong in [
        lengths(9, 8, 13),
        lengths(4, 14, 13),
        lengths(1, 8, 13),
        lengths(4, 8, 33),
    ] {
        assert!(matches!(
            Builder::new(wrong),
            Err(ContaminationError::Lengths(_))
        ));
    }
    let mut builder = Builder::new(Lengths::default()).unwrap();
    let empty = builder.add("a", None, "x", &rows(&["...", "- !"]));
    assert!(matches!(empty, Err(ContaminationError::Empty { .. })));
    builder.add("a", None, "y", &rows(&[ITEM])).unwrap();
    let twice = builder.add("a", None, "y", &rows(&[ITEM]));
    assert_eq!(
        twice.unwrap_err().to_string(),
        "y is given twice for the benchmark `a`; name each file once"
    );
    assert!(builder.finish().is_ok());
}

#[test]
fn nothing_is_found_with_nothing_to_look_for() {
    let index = Builder::new(Lengths::default()).unwrap().finish().unwrap();
    assert!(index.is_empty());
    assert_eq!(hits(&index, ITEM, ""), []);
    assert_eq!(index.owners(0).count() + index.owners(u32::MAX).count(), 0);
}

/// A long text has several parts, a word without end is one, and hits stand at all places.
#[test]
fn parts_of_a_text_make_no_difference() {
    let index = index(&[ITEM, "who painted the blue cat"]);
    let long = "ž".repeat(40_000);
    for filler in ["word ", "ab-c,\n", "x\u{a0}", &long] {
        for size in [1, 1000, 3270, 3277, 20_000] {
            let filler = filler.repeat(size.min(100_000 / filler.len() + 1));
            let text =
                format!("{filler}. {ITEM} {filler}\nWho painted the blue cat? {filler}{ITEM}");
            let found = hits(&index, &text, "");
            let places: Vec<u32> = found.iter().map(|hit| hit.1).collect();
            let expected: &[u32] = if filler.ends_with([' ', '\n', '\u{a0}']) {
                &[1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1]
            } else {
                // The last one is glued to the word before it.
                &[1, 1, 1, 1, 1, 2, 1, 1, 1, 1]
            };
            assert_eq!(places, expected, "{size}");
        }
    }
}

/// Texts that try every look-up take time in proportion to their length.
#[test]
fn hostile_texts_are_scanned_in_linear_time() {
    let beginnings = "one two three four five six seven eight";
    let many: Vec<String> = (8..14)
        .map(|n| format!("{beginnings} {}", "end ".repeat(n - 8)))
        .collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let index = index(&many);
    let mut scratch = Scratch::new();
    let mut time = |text: &str| {
        let start = std::time::Instant::now();
        let found = index.scan(text, "", None, &mut scratch).hits.len();
        (start.elapsed(), found)
    };
    for unit in [
        "one two three four five six seven eight ",
        "a",
        " ",
        "'",
        "a-",
        ". ",
        "\u{301}",
        "0,",
    ] {
        let (text, eight) = (
            unit.repeat(400_000 / unit.len()),
            unit.repeat(3_200_000 / unit.len()),
        );
        let (once, few) = time(&text);
        let (longer, found) = time(&eight);
        assert!(
            longer < once * 40 + std::time::Duration::from_millis(200),
            "{unit:?}: {once:?}, {longer:?}"
        );
        assert_eq!(found > 0, few > 0);
    }
}

fn word() -> impl Strategy<Value = String> {
    // Letters whose case can be changed and changed back.
    proptest::sample::select(vec![
        "alpha",
        "ħobż",
        "dei",
        "l’arte",
        "наука",
        "žluť",
        "ørn",
        "42",
        "3.14",
        "ίσως",
        "x",
        "well-known",
        "ქართული",
        "cafe\u{301}",
        "no",
        "že",
    ])
    .prop_map(str::to_owned)
}

/// The same words, written in another way.
fn rewritten(words: &[String], marks: &[u8]) -> String {
    let mut text = String::new();
    for (word, mark) in words.iter().zip(marks.iter().cycle()) {
        text.push_str(match mark % 8 {
            0 => " ",
            1 => ", ",
            2 => "\n",
            3 => " – ",
            4 => ".\t",
            5 => "\u{a0}“",
            6 => " **",
            _ => "  \r\n",
        });
        let word = match mark / 8 % 4 {
            0 => word.to_uppercase(),
            1 => word.replace('’', "'"),
            2 => word.replace('ž', "z\u{30c}").replace("e\u{301}", "é"),
            _ => word.clone(),
        };
        text.push_str(&word);
    }
    text
}

proptest! {
    #[test]
    fn an_item_in_a_text_is_found_however_it_is_written(
        words in proptest::collection::vec(word(), 8..40),
        before in proptest::collection::vec(word(), 0..30),
        marks in proptest::collection::vec(any::<u8>(), 50),
        padding in 0usize..40_000,
    ) {
        let index = index(&[&words.join(" ")]);
        let mut text = "lorem ".repeat(padding / 6);
        text.push_str(&rewritten(&before, &marks));
        let from = text.len();
        text.push_str(&rewritten(&words, &marks));
        let to = text.len();
        text.push_str(" .ipsum dolor");
        let mut scratch = Scratch::new();
        let found = index.scan(&text, "eng_Latn", None, &mut scratch);
        let runs = (words.len() + 1).saturating_sub(13).max(1);
        let inside = found.hits.iter().filter(|hit| hit.start >= from && hit.end <= to);
        prop_assert!(inside.count() >= runs);
        prop_assert!(found.covered >= words.len() as u64);
        for hit in found.hits {
            prop_assert!(text.is_char_boundary(hit.start) && text.is_char_boundary(hit.end));
        }
    }

    /// As long as the words of a benchmark are not in a text as they stand there, nothing is found.
    #[test]
    fn nothing_is_found_where_nothing_is(
        words in proptest::collection::vec(word(), 8..40),
        text in proptest::collection::vec(word(), 0..200),
    ) {
        let index = index(&[&words.join(" ")]);
        let length = words.len().min(13);
        let joined = |words: &[String]| words.join(" ");
        let runs: BTreeSet<String> = words.windows(length).map(joined).collect();
        let expected = text.windows(length).filter(|run| runs.contains(&joined(run))).count();
        let found = hits(&index, &text.join(" "), "").len();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn any_text_is_scanned(text in "\\PC{0,300}", words in "[a-c ,.'\\-\n]{0,400}") {
        let index = index(&["a b c a b c a b", "a b b a", &words, &text, ITEM]);
        let mut scratch = Scratch::new();
        for text in [&text, &words] {
            let found = index.scan(text, "", None, &mut scratch);
            prop_assert!(found.covered <= found.words);
            for hit in found.hits {
                prop_assert!(text.get(hit.start..hit.end).is_some());
            }
        }
    }
}
