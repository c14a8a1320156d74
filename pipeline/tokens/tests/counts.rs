//! Counts beside those of the Python package tokenizers (`scripts/tokens/fixtures.py`).
#![allow(clippy::unwrap_used)]

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use rayon::prelude::*;
use serde::Deserialize;
use tamis_tokens::TokenCounter;

#[derive(Deserialize)]
struct Fixture {
    tokenizers: Vec<String>,
    texts: Vec<(String, u32, u32, u32, u32)>,
}

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(name)
}

fn fixture() -> Fixture {
    serde_json::from_slice(&std::fs::read(data("counts.json")).unwrap()).unwrap()
}

fn counters() -> Vec<TokenCounter> {
    let names = fixture().tokenizers;
    names
        .iter()
        .map(|name| TokenCounter::from_file(data(&format!("{name}.json"))).unwrap())
        .collect()
}

#[test]
fn counts_are_those_of_the_python_package() {
    let counters = counters();
    let mut compared = 0;
    for (text, byte_level, spaces, unigram, word_piece) in fixture().texts {
        let expected = [byte_level, spaces, unigram, word_piece];
        for (counter, expected) in counters.iter().zip(expected) {
            assert_eq!(
                counter.count(&text),
                expected,
                "{}: {text:?}",
                counter.name()
            );
            compared += 1;
        }
    }
    assert!(compared > 200, "{compared}");
}

/// The WordPiece file truncates to 8 tokens and pads to 64.
#[test]
fn what_a_model_asks_of_its_input_changes_no_count() {
    let counter = TokenCounter::from_file(data("word_piece.json")).unwrap();
    assert!(counter.count("a") < 64);
    assert!(counter.count(&"word ".repeat(100)) >= 100);
}

/// Which chance leaves out merges, and so gives another count each time.
#[test]
fn dropout_is_left_out() {
    let text = std::fs::read_to_string(data("byte_level.json")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokenizer.json");
    let with = text.replace("\"dropout\":null", "\"dropout\":0.9");
    assert_ne!(text, with);
    std::fs::write(&path, with).unwrap();
    let with = TokenCounter::from_file(&path).unwrap();
    let without = TokenCounter::from_file(data("byte_level.json")).unwrap();
    for (text, ..) in fixture().texts {
        assert_eq!(with.count(&text), without.count(&text));
    }
    assert_ne!(with.digest(), without.digest());
}

#[test]
fn threads_and_order_change_nothing() {
    let texts = fixture().texts;
    for counter in counters() {
        let count = |text: &(String, u32, u32, u32, u32)| counter.count(&text.0);
        let one: Vec<u32> = texts.iter().map(count).collect();
        let mut backwards: Vec<u32> = texts.iter().rev().map(count).collect();
        backwards.reverse();
        assert_eq!(one, backwards);
        for threads in [2, 5] {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            let many: Vec<u32> = pool.install(|| {
                let counted = (0..20)
                    .into_par_iter()
                    .map(|_| texts.par_iter().map(count).collect::<Vec<_>>());
                counted
                    .reduce_with(|a, b| if a == b { a } else { Vec::new() })
                    .unwrap()
            });
            assert_eq!(one, many, "{} {threads}", counter.name());
        }
    }
}

#[test]
fn a_file_is_told_by_its_digest() {
    let [a, b] = [0, 1].map(|at| counters().swap_remove(at));
    assert_ne!(a.identity(), b.identity());
    assert_eq!(a.digest().len(), 64);
    assert!((470..=480).contains(&a.vocabulary()), "{}", a.vocabulary());
    let folder = tempfile::tempdir().unwrap();
    let moved = folder.path().join("gemma").join("tokenizer.json");
    std::fs::create_dir(moved.parent().unwrap()).unwrap();
    std::fs::copy(data("byte_level.json"), &moved).unwrap();
    let moved = TokenCounter::from_file(&moved).unwrap();
    assert_eq!(moved.identity(), a.identity());
    assert_eq!(moved.name(), "gemma/tokenizer.json");
}

/// 100 kB of one sign; 1 MB of it in `examples/token_speed.rs`. Metaspace adds a space to the text.
#[test]
fn hostile_texts_are_counted() {
    let pieces = [
        "a",
        " ",
        "\n",
        "\u{0}",
        "\u{301}",
        "👩\u{200d}",
        "漢",
        "Aa",
        "1",
        "\u{fffd}",
        "a\u{301}\u{323}",
        "<|",
        "'",
    ];
    for counter in counters() {
        for piece in pieces {
            let text = piece.repeat(100_000 / piece.len());
            assert!(
                counter.count(&text) as usize <= text.len() + 1,
                "{} {piece:?}",
                counter.name()
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// A text counts as much on the whole as by itself, whatever was counted before.
    #[test]
    fn what_was_counted_before_changes_nothing(texts in prop::collection::vec(".{0,200}", 1..8)) {
        let counters: HashMap<String, TokenCounter> =
            counters().into_iter().map(|counter| (counter.name().to_owned(), counter)).collect();
        for counter in counters.values() {
            let first: Vec<u32> = texts.iter().map(|text| counter.count(text)).collect();
            let again: Vec<u32> = texts.iter().map(|text| counter.count(text)).collect();
            prop_assert_eq!(&first, &again);
            let fresh = TokenCounter::from_file(data(counter.name())).unwrap();
            let fresh: Vec<u32> = texts.iter().rev().map(|text| fresh.count(text)).collect();
            prop_assert!(first.iter().rev().eq(&fresh));
        }
    }
}
