//! Signals of small texts, and n-gram signals against the plain definition.

#![allow(clippy::unwrap_used)]

mod common;

use std::collections::{HashMap, HashSet};
use std::fmt::Write;

use common::profile;
use insta::assert_snapshot;
use proptest::prelude::*;
use tamis_filters::Scratch;
use tamis_filters::signals::{Context, Damage, SIGNALS, Signals, measure};

fn signals(text: &str, stop_words: &str) -> Signals {
    measure(
        text,
        &Context::default(),
        &profile(stop_words),
        &mut Scratch::new(),
    )
}

fn damaged_by(replaced: u32) -> Context<'static> {
    let damage = Damage {
        replaced,
        repaired: 0,
    };
    Context {
        damage,
        ..Context::default()
    }
}

/// Signals that have tests of their own.
const ELSEWHERE: &[&str] = &[
    "characters",
    "stop_word_share",
    "unique_words",
    "word_entropy",
    "alphabet",
    "own_script",
    "punctuation_ratio",
    "digit_ratio",
    "c4_sentences",
    "c4_lines",
    "sentences",
    "compression",
    "quality_score",
];

/// Name and value of every signal that is not zero.
fn show(text: &str, stop_words: &str) -> String {
    let signals = signals(text, stop_words);
    SIGNALS
        .iter()
        .zip(signals.values())
        .filter(|(def, _)| !def.name.starts_with("wds") && !ELSEWHERE.contains(&def.name))
        .filter(|(_, v)| **v != 0.0)
        .fold(String::new(), |mut out, (def, value)| {
            writeln!(out, "{} {value}", def.name).unwrap();
            out
        })
}

#[test]
fn czech() {
    let text =
        "Sítem se prosévá mouka, a co na něm zůstane, se mele znovu.\nKrátký řádek\n• položka…";
    assert_snapshot!(show(text, "a se na co v"), @r"
    words 15
    mean_word_length 4.2
    symbol_ratio 0.05
    alpha_words 0.75
    stop_words 4
    lines 3
    bullet_lines 0.33333334
    ellipsis_lines 0.33333334
    terminal_lines 0.6666667
    short_lines 0.6666667
    newline_ratio 0.1
    ");
}

#[test]
fn greek() {
    let text = "Το κόσκινο κρατά τα χοντρά· τα ψιλά περνούν; «Ναι.»\n\nΤο κόσκινο κρατά τα χοντρά.\n\n\
                Το κόσκινο κρατά τα χοντρά.";
    assert_snapshot!(show(text, "το τα και"), @r"
    words 19
    mean_word_length 4.3157897
    alpha_words 0.7307692
    stop_words 2
    lines 3
    terminal_lines 1
    short_lines 0.6666667
    newline_ratio 0.07692308
    dup_lines 0.33333334
    dup_line_chars 0.25714287
    dup_paragraphs 0.33333334
    dup_paragraph_chars 0.25714287
    top_2gram 0.27522936
    top_3gram 0.44036698
    top_4gram 0.5229358
    dup_5gram 0.40366971
    ");
}

#[test]
fn maltese() {
    let text = "L-għarbiel jgħarbel id-dqiq tal-qamħ, u l-ħobż isir mid-dqiq tal-qamħ.";
    assert_snapshot!(show(text, "l- tal- u fil-"), @r"
    words 9
    mean_word_length 6.6666665
    alpha_words 0.8181818
    stop_words 3
    lines 1
    terminal_lines 1
    ");
}

#[test]
fn french() {
    let text = "L’eau passe, l’eau passe, l’eau passe et repasse : #tamis #farine... 3,5 kg !\n- un\n* deux";
    assert_snapshot!(show(text, "l' et d' un"), @r"
    words 14
    mean_word_length 4.357143
    symbol_ratio 0.08695652
    alpha_words 0.5652174
    stop_words 3
    lines 3
    bullet_lines 0.6666667
    terminal_lines 0.33333334
    short_lines 0.6666667
    newline_ratio 0.08695652
    top_2gram 0.24719101
    top_3gram 0.38202247
    ");
}

#[test]
fn damage_and_emptiness() {
    assert_snapshot!(show("", "a"), @"");
    assert_snapshot!(show(" \n\t\n", "a"), @"");
    let damaged = |text, replaced| {
        let signals = measure(
            text,
            &damaged_by(replaced),
            &profile(""),
            &mut Scratch::new(),
        );
        signals.get("replacement_ratio").unwrap()
    };
    assert_eq!(damaged("ab\u{fffd}d", 0), 0.25);
    assert_eq!(damaged("abcd", 2), 0.5);
    assert_eq!(damaged("", 2), 0.0);
}

#[test]
fn a_scratch_carries_nothing_over() {
    let mut scratch = Scratch::new();
    let long = "the cat sat on the mat and the dog sat on the mat too. ".repeat(50);
    let before = measure(
        "one two",
        &Context::default(),
        &profile("one"),
        &mut scratch,
    );
    measure(&long, &Context::default(), &profile("the"), &mut scratch);
    assert_eq!(
        measure(
            "one two",
            &Context::default(),
            &profile("one"),
            &mut scratch
        ),
        before
    );
}

#[test]
fn an_ngram_that_occurs_once_is_no_repetition() {
    let got = signals("seven small words that never come back", "");
    assert_eq!(
        ["top_2gram", "top_4gram", "dup_5gram"].map(|n| got.get(n)),
        [Some(0.0); 3]
    );
}

#[test]
fn repetition_of_lines_counts_what_came_before() {
    // Four lines of 4 characters, two of them repeat; two of three paragraphs are the same.
    let got = signals("aaaa\n\naaaa\n\nbbbb\naaaa", "");
    let get = |name| got.get(name).unwrap();
    assert_eq!((get("dup_lines"), get("dup_line_chars")), (0.5, 0.5));
    assert_eq!(
        (get("dup_paragraphs"), get("dup_paragraph_chars")),
        (1.0 / 3.0, 0.25)
    );
}

/// The definitions of Gopher's table A1 as FineWeb-2 has them, over strings.
fn plain(words: &[&str], n: usize, chars: usize) -> f64 {
    let spread = words.len().saturating_sub(n - 1);
    let mut total = 0;
    if n <= 4 {
        let mut counts = HashMap::new();
        let grams: Vec<_> = (0..spread).map(|i| words[i..i + n].join(" ")).collect();
        grams
            .iter()
            .for_each(|gram| *counts.entry(gram).or_insert(0) += 1);
        let most = counts.values().max().copied().unwrap_or(0);
        if let (true, Some(first)) = (most > 1, grams.iter().find(|g| counts[g] == most)) {
            total = first.chars().count() * most;
        }
    } else {
        let (mut seen, mut at) = (HashSet::new(), 0);
        while at < spread {
            let gram = words[at..at + n].join(" ");
            if seen.contains(&gram) {
                total += gram.chars().filter(|c| *c != ' ').count();
                at += n;
            } else {
                seen.insert(gram);
                at += 1;
            }
        }
    }
    total as f64 / chars as f64
}

proptest! {
    #[test]
    fn ngrams_agree_with_the_plain_definition(
        words in prop::collection::vec(prop::sample::select(vec!["a", "bé", "ccc", "д", "e1"]), 1..120),
        cycle in 1_usize..40,
    ) {
        let words: Vec<&str> = words.iter().cycle().take(words.len() + cycle).copied().collect();
        let text = words.join(" ");
        let got = signals(&text, "");
        let chars = text.chars().count();
        for n in 2..=10 {
            let name = format!("{}_{n}gram", if n <= 4 { "top" } else { "dup" });
            let want = plain(&words, n, chars) as f32;
            prop_assert_eq!(got.get(&name).unwrap(), want, "{} of {}", name, text);
        }
    }

    #[test]
    fn any_text_gives_finite_signals(text in any::<String>(), replaced in any::<u32>()) {
        let got = measure(&text, &damaged_by(replaced), &profile("a l' the"), &mut Scratch::new());
        prop_assert!(got.values().iter().all(|v| v.is_finite() && *v >= 0.0));
    }

    #[test]
    fn shares_are_shares(text in "[a-c.,\\-'’·…#•\n 0-9é\u{301}\u{ad}]{0,80}") {
        let got = measure(&text, &Context::default(), &profile("a l' the"), &mut Scratch::new());
        for name in ["alpha_words", "bullet_lines", "ellipsis_lines", "terminal_lines", "short_lines",
                     "dup_lines", "dup_line_chars", "dup_paragraphs", "dup_paragraph_chars"] {
            prop_assert!((0.0..=1.0).contains(&got.get(name).unwrap()), "{}", name);
        }
    }
}

#[test]
fn a_line_ends_a_sentence_before_or_with_a_closing_quote() {
    let mut profile = profile("");
    let share = |text: &str, profile: &_| {
        measure(text, &Context::default(), profile, &mut Scratch::new())
            .get("terminal_lines")
            .unwrap()
    };
    let text = "He left.\nHe \"left.\"\n(He left!)\nShe said \"no\"\nnews:";
    assert_eq!(share(text, &profile), 0.6);
    profile.words.sentence_enders.push('"');
    assert_eq!(share(text, &profile), 0.8);
    profile.words.sentence_enders.clear();
    assert_eq!(share(text, &profile), 0.6);
}
