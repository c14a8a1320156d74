//! Signals on vocabulary, letters, C4's lines, and the stretches of text that signals count.

#![allow(clippy::unwrap_used)]

mod common;

use common::profile;
use proptest::prelude::*;
use tamis_filters::Scratch;
use tamis_filters::signals::{Context, Part, SIGNALS, Signals, Whose, marks, measure};
use tamis_langs::Profile;

fn of(text: &str, profile: &Profile) -> Signals {
    measure(text, &Context::default(), profile, &mut Scratch::new())
}

fn get(text: &str, profile: &Profile, name: &str) -> f32 {
    of(text, profile).get(name).unwrap()
}

fn near(found: f32, expected: f64) {
    assert!(
        (f64::from(found) - expected).abs() < 1e-6,
        "{found} is not {expected}"
    );
}

/// The words that a signal marks.
fn marked<'t>(text: &'t str, profile: &Profile, name: &str) -> Vec<&'t str> {
    marks(
        text,
        &Context::default(),
        profile,
        name,
        &mut Scratch::new(),
    )
    .into_iter()
    .map(|mark| &text[mark.span])
    .collect()
}

#[test]
fn vocabulary() {
    let own = profile("the l'");
    let text = "The cat the CAT l’arbre dog";
    near(get(text, &own, "stop_word_share"), 3.0 / 6.0);
    near(get(text, &own, "stop_words"), 2.0);
    // the, cat, l'arbre, dog.
    near(get(text, &own, "unique_words"), 4.0 / 6.0);
    let share = |n: f64| -(n / 6.0) * (n / 6.0).ln();
    near(
        get(text, &own, "word_entropy"),
        2.0 * share(2.0) + 2.0 * share(1.0),
    );
    assert_eq!(marked(text, &own, "stop_words"), ["The", "the", "l’arbre"]);
    assert_eq!(marked(text, &own, "unique_words"), ["the", "CAT"]);
    for name in ["stop_word_share", "unique_words", "word_entropy"] {
        near(get("", &own, name), 0.0);
    }
}

#[test]
fn letters_of_the_alphabet_and_of_the_script() {
    let mut own = profile("");
    near(get("abc абв", &own, "own_script"), 0.5);
    near(get("abc абв", &own, "alphabet"), 0.5);
    own.words.alphabet = "abcdefġħ".to_owned();
    // x is Latin and not of the alphabet; Ġ is, as the capital of one that is.
    near(get("abĠx", &own, "alphabet"), 0.75);
    near(get("abĠx", &own, "own_script"), 1.0);
    assert_eq!(marked("abĠxyz я", &own, "alphabet"), ["xyz", "я"]);
    assert_eq!(marked("abĠxyz я", &own, "own_script"), ["я"]);
    near(get("12 34", &own, "alphabet"), 0.0);
}

#[test]
fn characters() {
    let own = profile("");
    near(get("ab 12, é!", &own, "digit_ratio"), 2.0 / 7.0);
    near(get("ab 12, é!", &own, "punctuation_ratio"), 2.0 / 7.0);
    near(get("ab 12, é!", &own, "characters"), 9.0);
    near(get("ČT a NATO A Tv", &own, "caps_words"), 2.0 / 5.0);
    assert_eq!(marked("ČT a NATO A Tv", &own, "caps_words"), ["ČT", "NATO"]);
    let lines = "MENU DOMŮ\n12 34\nA text of words\n-- --";
    near(get(lines, &own, "upper_lines"), 0.25);
    near(get(lines, &own, "digit_lines"), 0.25);
    assert_eq!(marked(lines, &own, "upper_lines"), ["MENU DOMŮ"]);
    assert_eq!(marked(lines, &own, "digit_lines"), ["12 34"]);
}

#[test]
fn long_words() {
    let own = profile("");
    let text = format!("a {} b\n{}", "x".repeat(99), "é".repeat(150));
    near(get(&text, &own, "longest_word"), 150.0);
    near(get(&"x".repeat(99), &own, "longest_word"), 0.0);
    near(
        get(&format!("{} b", "x".repeat(100)), &own, "longest_word"),
        100.0,
    );
    // A no-break space parts words too.
    near(get(&"ab\u{a0}".repeat(80), &own, "longest_word"), 0.0);
    assert_eq!(marked(&text, &own, "longest_word"), ["é".repeat(150)]);
}

#[test]
fn lines_as_c4_reads_them() {
    let own = profile("");
    let value = |text: &str, name: &str| get(text, &own, name);
    // Fewer than three words.
    near(value("Home | About", "c4_lines"), 0.0);
    near(
        value("Two words\nThis line has words.", "c4_lines"),
        9.0 / 29.0,
    );
    near(value("Please enable JavaScript now.", "c4_lines"), 1.0);
    near(value("Read our Privacy Policy here.", "c4_lines"), 1.0);
    near(value("a lorem Ipsum dolor {", "lorem_ipsum"), 1.0);
    // The first rule that fits decides.
    near(value("a lorem Ipsum dolor {", "curly_brackets"), 0.0);
    near(value("lorem ipsum", "lorem_ipsum"), 0.0);
    near(value("var x = {", "curly_brackets"), 1.0);
    near(value("with javascript comes {", "curly_brackets"), 0.0);
    near(value("we use cookies { here", "curly_brackets"), 1.0);
    near(
        value(&format!("two short {}", "x".repeat(1001)), "c4_lines"),
        1.0,
    );
    near(
        value(
            "One is here. Two is here.\nThree is here [1].\nNo",
            "c4_sentences",
        ),
        3.0,
    );
    near(
        value(
            "One is here. Two is here.\nThree is here [1].\nNo",
            "sentences",
        ),
        4.0,
    );
    assert_eq!(
        marked("Home\nThis line has words.", &own, "c4_lines"),
        ["Home"]
    );
}

#[test]
fn other_languages_and_models_are_taken_as_given() {
    let own = profile("");
    let text = "abc defg";
    let parts = [
        Part {
            start: 0,
            end: 4,
            whose: Whose::Own,
        },
        Part {
            start: 4,
            end: 6,
            whose: Whose::Foreign,
        },
        Part {
            start: 6,
            end: 8,
            whose: Whose::Nobodys,
        },
    ];
    let context = Context {
        parts: &parts,
        quality_score: 0.25,
        ..Context::default()
    };
    let found = measure(text, &context, &own, &mut Scratch::new());
    assert_eq!(found.get("foreign_share"), Some(0.25));
    assert_eq!(found.get("quality_score"), Some(0.25));
    let found = marks(text, &context, &own, "foreign_share", &mut Scratch::new());
    assert_eq!(found[0].span, 4..6);
    assert_eq!(get(text, &own, "quality_score"), 1.0);
}

#[test]
fn repetition_is_marked() {
    let own = profile("");
    assert_eq!(marked("one\ntwo\none\n", &own, "dup_lines"), ["one"]);
    assert_eq!(
        marked("a b c a b d a b", &own, "top_2gram"),
        ["a b", "a b", "a b"]
    );
    let text = "so it is here now, so it is here now.";
    assert_eq!(marked(text, &own, "dup_5gram"), ["so it is here now"]);
    assert_eq!(
        marked("Done.\nMenu\nAlso done!", &own, "terminal_lines"),
        ["Menu"]
    );
    assert!(marked(text, &own, "words").is_empty());
    assert!(marked(text, &own, "no such signal").is_empty());
}

proptest! {
    /// The words that are marked as stop words are those that are counted.
    #[test]
    fn stop_words_are_counted_as_they_are_marked(text in "((the|l'|L’|a|of|dog|l'arbre|-los|x-los|THE) ?){0,30}") {
        let own = profile("the l' a -los of");
        let found = of(&text, &own);
        let words = found.get("words").unwrap();
        let marked = marked(&text, &own, "stop_words").len() as f32;
        let share = if words > 0.0 { marked / words } else { 0.0 };
        prop_assert!((found.get("stop_word_share").unwrap() - share).abs() < 1e-6, "{text:?}");
    }

    /// Marks are stretches of the text, in order, that do not overlap, for any text and signal.
    #[test]
    fn marks_are_stretches_of_any_text(text in "(\\PC|\\s|[a-z .!#{\\[1]){0,120}") {
        let own = profile("a the l'");
        let mut scratch = Scratch::new();
        for def in SIGNALS {
            let mut free = 0;
            for mark in marks(&text, &Context::default(), &own, def.name, &mut scratch) {
                prop_assert!(mark.span.start >= free && mark.span.start < mark.span.end, "{}", def.name);
                prop_assert!(text.get(mark.span.clone()).is_some(), "{}", def.name);
                free = mark.span.end;
            }
        }
    }
}
