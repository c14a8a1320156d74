//! Plans over made documents.
#![allow(clippy::unwrap_used)]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{Document, documents, even, parts, supply};
use proptest::prelude::*;
use tamis_mix::{Ask, Bound, Bounds, Datamix, Method, Mix, Note, Part, Supply, Weight, plan};

fn temperature(exponent: f64) -> Method {
    Method::Temperature { exponent }
}

fn fixed(text: &str) -> Method {
    Method::Fixed(Datamix::parse(text, "datamix.txt").unwrap())
}

fn given(mix: &Mix, part: &str) -> u64 {
    mix.parts[&part.parse::<Part>().unwrap()]
        .figures
        .tokens_given
}

fn asked(mix: &Mix, language: &str) -> u64 {
    mix.languages[language].tokens_asked
}

/// To within a thousandth, which even bins allow for.
fn near(a: u64, b: u64) -> bool {
    a.abs_diff(b) as f64 <= b as f64 * 0.004 + 2.0
}

#[test]
fn proportional_gives_everything_once() {
    let all = parts(&[
        ("web/a", supply(&documents("a", 100, Weight::ONE))),
        ("web/b", supply(&documents("b", 3, Weight::ONE))),
    ]);
    let ask = Ask {
        method: Method::Proportional,
        ..Ask::default()
    };
    let mix = plan(&all, &ask).unwrap();
    for given in mix.parts.values() {
        assert_eq!(given.figures.tokens_given, given.figures.tokens_available);
        assert_eq!(given.dose.copies(Weight::ONE, u64::MAX), 1);
        assert!(given.figures.bounds.is_empty());
    }
    assert!(mix.notes.is_empty(), "{:?}", mix.notes);
    assert_eq!((mix.unasked, mix.total.tokens_short), (0, 0));
}

#[test]
fn temperature_takes_from_the_large_and_repeats_the_small() {
    let all = parts(&[
        ("web/large", even(20_000, 20_000_000)),
        ("web/small", even(200, 200_000)),
    ]);
    let mix = plan(&all, &Ask::default()).unwrap();
    let (large, small) = (&mix.languages["large"], &mix.languages["small"]);
    assert!(large.tokens_given < large.tokens_available);
    assert!(small.tokens_given > small.tokens_available);
    let ratio = large.tokens_asked as f64 / small.tokens_asked as f64;
    assert!((ratio - 100f64.powf(0.7)).abs() < 0.01, "{ratio}");
    // An exponent of 0 gives equal shares, and 1 is proportional.
    let of = |exponent| {
        plan(
            &all,
            &Ask {
                method: temperature(exponent),
                ..Ask::default()
            },
        )
        .unwrap()
    };
    assert_eq!(asked(&of(0.0), "large"), asked(&of(0.0), "small"));
    assert_eq!(asked(&of(1.0), "small"), 200_000);
}

#[test]
fn what_was_seen_often_is_given_often() {
    let mut many = documents("once", 75, Weight::ONE);
    many.extend(documents("three", 20, Weight::of(3.0)));
    many.extend(documents("eight", 5, Weight::of(8.0)));
    let all = parts(&[("web/a", supply(&many))]);
    let mix = plan(
        &all,
        &Ask {
            method: Method::Proportional,
            ..Ask::default()
        },
    )
    .unwrap();
    let figures = &mix.languages["a"];
    assert_eq!(
        (figures.documents_given, figures.rows_given),
        (100, 75 + 60 + 40)
    );
    let tokens: u64 = many
        .iter()
        .map(|d| d.tokens * u64::from(d.weight.steps()) / 64)
        .sum();
    assert_eq!(
        (figures.tokens_available, figures.tokens_given),
        (tokens, tokens)
    );
    assert!(mix.notes.contains(&Note::Weighted {
        copies: 8,
        max_repeats: 4.0
    }));
}

#[test]
fn the_bound_on_repeats_is_kept_and_the_shortfall_said() {
    let all = parts(&[("web/a", even(10, 1000)), ("web/b", even(1000, 100_000))]);
    let ask = Ask {
        method: temperature(0.0),
        max_repeats: 2.0,
        tokens: Some(10_000),
        languages: BTreeMap::from([(
            "b".into(),
            Bounds {
                max_repeats: Some(1.0),
                ..Bounds::default()
            },
        )]),
        ..Ask::default()
    };
    let mix = plan(&all, &ask).unwrap();
    let a = &mix.languages["a"];
    assert_eq!(
        (a.tokens_asked, a.tokens_given, a.tokens_short),
        (5000, 2000, 3000)
    );
    assert_eq!(a.bounds, BTreeSet::from([Bound::MaxRepeats]));
    assert!(near(mix.languages["b"].tokens_given, 5000));
    assert_eq!(mix.total.tokens_short, 3000);
    // The others get it only if that is asked for.
    let mix = plan(
        &all,
        &Ask {
            redistribute: true,
            ..ask.clone()
        },
    )
    .unwrap();
    assert!(near(mix.languages["b"].tokens_given, 8000));
    assert_eq!(mix.languages["b"].tokens_moved, 3000);
    assert_eq!(mix.languages["a"].tokens_short, 3000);
    // A language of its own bound: of what may not be repeated, the supply rules.
    let mix = plan(
        &all,
        &Ask {
            tokens: Some(300_000),
            ..ask
        },
    )
    .unwrap();
    assert_eq!(mix.languages["b"].bounds, BTreeSet::from([Bound::Supply]));
}

#[test]
fn floors_and_caps_are_kept_and_the_rest_is_shared_by_the_method() {
    let all = parts(&[
        ("web/large", even(100_000, 100_000_000)),
        ("web/middle", even(10_000, 10_000_000)),
        ("web/small", even(1000, 1_000_000)),
    ]);
    let ask = Ask {
        method: Method::Proportional,
        tokens: Some(50_000_000),
        floor: Some(3_000_000),
        cap: Some(40_000_000),
        ..Ask::default()
    };
    let mix = plan(&all, &ask).unwrap();
    assert_eq!(asked(&mix, "large"), 40_000_000);
    assert_eq!(asked(&mix, "small"), 3_000_000);
    assert_eq!(asked(&mix, "middle"), 7_000_000);
    assert_eq!(mix.languages["large"].bounds, BTreeSet::from([Bound::Cap]));
    assert_eq!(
        mix.languages["small"].bounds,
        BTreeSet::from([Bound::Floor])
    );
    assert!(mix.languages["middle"].bounds.is_empty());
    // A floor that there is not enough for.
    let ask = Ask {
        floor: Some(5_000_000),
        ..ask
    };
    let mix = plan(&all, &ask).unwrap();
    let small = &mix.languages["small"];
    assert_eq!(
        (small.tokens_asked, small.tokens_given, small.tokens_short),
        (5_000_000, 4_000_000, 1_000_000)
    );
    assert_eq!(
        small.bounds,
        BTreeSet::from([Bound::Floor, Bound::MaxRepeats])
    );
    // Floors above the horizon are cut, and caps below it leave something over.
    let mix = plan(
        &all,
        &Ask {
            floor: Some(25_000_000),
            ..ask.clone()
        },
    )
    .unwrap();
    assert!(mix.notes.contains(&Note::FloorsAboveHorizon {
        floors: 75_000_000,
        horizon: 50_000_000
    }));
    assert!(near(asked(&mix, "small"), 16_666_667));
    let mix = plan(
        &all,
        &Ask {
            floor: None,
            cap: Some(10_000_000),
            ..ask
        },
    )
    .unwrap();
    assert_eq!(
        (mix.total.tokens_asked, mix.unasked),
        (30_000_000, 20_000_000)
    );
    assert!(mix.notes.contains(&Note::Unasked { tokens: 20_000_000 }));
}

#[test]
fn sources_share_by_tokens_and_weight_and_take_over_from_each_other() {
    let all = parts(&[
        ("books/a", even(1000, 1_000_000)),
        ("web/a", even(9000, 9_000_000)),
    ]);
    let ask = Ask {
        method: Method::Proportional,
        ..Ask::default()
    };
    let sources = |books: f64| BTreeMap::from([("books".to_string(), books)]);
    let mix = plan(
        &all,
        &Ask {
            sources: sources(3.0),
            ..ask.clone()
        },
    )
    .unwrap();
    assert!(near(given(&mix, "books/a"), 2_500_000) && near(given(&mix, "web/a"), 7_500_000));
    assert_eq!(mix.languages["a"].tokens_asked, 10_000_000);
    // At most four times: what books cannot take, the web takes over.
    let mix = plan(
        &all,
        &Ask {
            sources: sources(100.0),
            ..ask.clone()
        },
    )
    .unwrap();
    assert!(near(given(&mix, "books/a"), 4_000_000) && near(given(&mix, "web/a"), 6_000_000));
    let part = &mix.parts[&Part::new("books", "a")].figures;
    assert_eq!(
        (part.bounds.clone(), part.tokens_short),
        (BTreeSet::from([Bound::MaxRepeats]), 0)
    );
    assert!(mix.languages["a"].bounds.is_empty());
    let mix = plan(
        &all,
        &Ask {
            sources: sources(0.0),
            ..ask
        },
    )
    .unwrap();
    assert_eq!(
        (given(&mix, "books/a"), given(&mix, "web/a")),
        (0, 9_000_000)
    );
    assert!(
        mix.notes
            .iter()
            .any(|note| matches!(note, Note::Zero { .. }))
    );
}

#[test]
fn a_language_never_vanishes_unless_it_is_asked_to() {
    let all = parts(&[
        ("web/a", supply(&documents("a", 1000, Weight::ONE))),
        ("web/b", supply(&documents("b", 1, Weight::ONE))),
    ]);
    let ask = Ask {
        method: Method::Proportional,
        tokens: Some(50),
        ..Ask::default()
    };
    let mix = plan(&all, &ask).unwrap();
    assert!(mix.languages.values().all(|f| f.rows_given >= 1));
    assert!(
        mix.notes
            .iter()
            .any(|note| matches!(note, Note::Fewest { .. })),
        "{:?}",
        mix.notes
    );
    let languages = BTreeMap::from([(
        "b".to_string(),
        Bounds {
            cap: Some(0),
            ..Bounds::default()
        },
    )]);
    let mix = plan(&all, &Ask { languages, ..ask }).unwrap();
    assert_eq!(mix.languages["b"].rows_given, 0);
}

#[test]
fn lines_name_languages_parts_and_sources() {
    let all = parts(&[
        ("books/a", even(1000, 1_000_000)),
        ("books/b", even(3000, 3_000_000)),
        ("web/a", even(50_000, 50_000_000)),
        ("web/b", even(50_000, 50_000_000)),
        ("wiki/b", even(5000, 5_000_000)),
        ("web/c", even(5000, 5_000_000)),
    ]);
    let ask = |text: &str| Ask {
        method: fixed(text),
        tokens: Some(10_000_000),
        ..Ask::default()
    };
    let mix = plan(
        &all,
        &ask("books 0.2\na 0.3\nweb/b 0.4\nwiki 0.0\ngone/b 0.1\n"),
    )
    .unwrap();
    for (part, expected) in [
        ("books/a", 500_000),
        ("books/b", 1_500_000),
        ("web/a", 3_000_000),
        ("web/b", 4_000_000),
        ("wiki/b", 0),
        ("web/c", 0),
    ] {
        assert!(
            near(given(&mix, part), expected),
            "{part}: {}",
            given(&mix, part)
        );
    }
    assert_eq!(
        mix.absent,
        BTreeMap::from([("gone/b".to_string(), 1_000_000)])
    );
    assert_eq!(mix.total.tokens_asked, 10_000_000);
    let left = Note::LeftOut {
        names: vec!["c".into()],
        tokens: 5_000_000,
    };
    assert!(mix.notes.contains(&left), "{:?}", mix.notes);
    // What one line is short of does not go to another, though it is of the same language.
    let mix = plan(&all, &ask("books/a 0.9\nweb/a 0.1\n")).unwrap();
    let books = &mix.parts[&Part::new("books", "a")].figures;
    assert_eq!(
        (books.tokens_given, books.tokens_short),
        (4_000_000, 5_000_000)
    );
    assert!(near(given(&mix, "web/a"), 1_000_000));
    let mix = plan(
        &all,
        &Ask {
            redistribute: true,
            ..ask("books/a 0.9\nweb/a 0.1\n")
        },
    )
    .unwrap();
    assert!(near(given(&mix, "web/a"), 6_000_000));
    // A line that narrower ones leave nothing to.
    let error = plan(&all, &ask("web/c 0.5\nc 0.5\n")).unwrap_err();
    insta::assert_snapshot!(error);
}

#[test]
fn a_floor_asks_for_a_language_that_is_not_there() {
    let all = parts(&[("web/a", even(1000, 1_000_000))]);
    let languages = BTreeMap::from([(
        "x".to_string(),
        Bounds {
            floor: Some(200_000),
            ..Bounds::default()
        },
    )]);
    let mix = plan(
        &all,
        &Ask {
            languages,
            ..Ask::default()
        },
    )
    .unwrap();
    assert_eq!(mix.absent["x"], 200_000);
    assert_eq!(asked(&mix, "a"), 800_000);
}

#[test]
fn nothing_is_an_empty_mix() {
    let mix = plan(&BTreeMap::new(), &Ask::default()).unwrap();
    assert_eq!(mix, Mix::default());
    let mut none = Supply::default();
    none.add(7, Weight::ZERO, 100, 400);
    let mix = plan(
        &parts(&[("web/a", none)]),
        &Ask {
            tokens: Some(100),
            ..Ask::default()
        },
    )
    .unwrap();
    assert_eq!(mix.total.tokens_given, 0);
    assert!(
        mix.notes
            .iter()
            .any(|note| matches!(note, Note::Weightless { .. }))
    );
}

#[test]
fn the_whole_plan_is_written_and_read() {
    let all = parts(&[("books/a", even(10, 1000)), ("web/b", even(1000, 100_000))]);
    let mix = plan(
        &all,
        &Ask {
            tokens: Some(1_000_000),
            ..Ask::default()
        },
    )
    .unwrap();
    let json = serde_json::to_string(&mix).unwrap();
    assert_eq!(serde_json::from_str::<Mix>(&json).unwrap(), mix);
}

/// Every part of at least 100,000 documents is met to within 0.5 %, from a two-hundredth of what there is to
/// three times it, with several weights.
#[test]
fn large_parts_are_met_to_within_half_a_per_cent() {
    let weigh = |documents: Vec<Document>| -> Vec<Document> {
        let times = [1.0, 1.0, 1.0, 2.0, 0.4, 5.0];
        let weights = documents.into_iter().enumerate();
        weights
            .map(|(at, d)| Document {
                weight: Weight::of(times[at % 6]),
                ..d
            })
            .collect()
    };
    let all = parts(&[
        ("web/a", supply(&documents("a", 100_000, Weight::ONE))),
        (
            "web/b",
            supply(&weigh(documents("b", 120_000, Weight::ONE))),
        ),
        ("books/b", supply(&documents("c", 150_000, Weight::ONE))),
    ]);
    let total: u64 = all.values().map(Supply::weighted_tokens).sum();
    let mut worst: f64 = 0.0;
    for scale in [
        0.005, 0.01, 0.03, 0.1, 0.2, 0.35, 0.5, 0.77, 1.0, 1.4, 2.1, 3.0,
    ] {
        for exponent in [0.5, 0.7, 1.0] {
            let tokens = Some((total as f64 * scale) as u64);
            let ask = Ask {
                method: temperature(exponent),
                tokens,
                max_repeats: 10.0,
                ..Ask::default()
            };
            let mix = plan(&all, &ask).unwrap();
            for (part, given) in &mix.parts {
                let asked = given.figures.tokens_asked as f64;
                let off = (given.figures.tokens_given as f64 - asked).abs() / asked;
                assert!(off <= 0.005, "{part} at {scale}, {exponent}: {off}");
                worst = worst.max(off);
            }
        }
    }
    println!("worst: {:.3} %", worst * 100.0);
}

/// UniMax as published: languages from the smallest; each gets an equal share of what is left, or what
/// there is of it so many times.
fn unimax(tokens: &[u64], horizon: f64, epochs: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..tokens.len()).collect();
    order.sort_by_key(|at| tokens[*at]);
    let mut left = horizon;
    let mut out = vec![0.0; tokens.len()];
    for (done, at) in order.iter().enumerate() {
        let share = left / (tokens.len() - done) as f64;
        out[*at] = share.min(tokens[*at] as f64 * epochs);
        left -= out[*at];
    }
    out
}

fn made() -> impl Strategy<Value = Vec<(u8, u8, u8, u64)>> {
    // Source, language, weight, tokens; the hash comes from the place.
    proptest::collection::vec((0u8..3, 0u8..5, 0u8..4, 1u64..3000), 1..300)
}

fn gathered(made: &[(u8, u8, u8, u64)]) -> (BTreeMap<Part, Supply>, Vec<(Part, Document)>) {
    let documents: Vec<(Part, Document)> = made
        .iter()
        .enumerate()
        .map(|(at, (source, language, weight, tokens))| {
            let document = Document {
                hash: tamis_mix::mix_hash(&at.to_string(), 3),
                weight: Weight::from_steps([64, 96, 0, 200][usize::from(*weight)]),
                tokens: *tokens,
            };
            (
                Part::new(format!("s{source}"), format!("l{language}")),
                document,
            )
        })
        .collect();
    let mut supply: BTreeMap<Part, Supply> = BTreeMap::new();
    for (part, d) in &documents {
        supply
            .entry(part.clone())
            .or_default()
            .add(d.hash, d.weight, d.tokens, d.tokens);
    }
    (supply, documents)
}

fn asks() -> impl Strategy<Value = Ask> {
    let method = prop_oneof![
        Just(Method::Proportional),
        (0.0f64..=1.0).prop_map(temperature),
        Just(Method::UniMax),
        Just(fixed("l0 0.4\ns1 0.3\ns2/l2 0.2\nl3 0.05\nnowhere 0.05\n")),
    ];
    let bound = || prop_oneof![Just(None), (1u64..200_000).prop_map(Some)];
    (
        method,
        bound(),
        1.0f64..6.0,
        bound(),
        bound(),
        any::<bool>(),
        0.0f64..3.0,
    )
        .prop_map(
            |(method, tokens, max_repeats, floor, cap, redistribute, source)| Ask {
                method,
                tokens,
                max_repeats,
                floor: floor.map(|floor| floor.min(cap.unwrap_or(u64::MAX))),
                cap,
                languages: BTreeMap::new(),
                sources: BTreeMap::from([("s0".into(), source)]),
                redistribute,
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn a_plan_is_what_the_documents_get(made in made(), ask in asks()) {
        let (supply, documents) = gathered(&made);
        let Ok(mix) = plan(&supply, &ask) else { return Ok(()) };
        let mut counted: BTreeMap<&Part, (u64, u64, u64)> = BTreeMap::new();
        for (part, document) in &documents {
            let copies: u64 = mix.parts[part].dose.copies(document.weight, document.hash).into();
            let sum = counted.entry(part).or_default();
            sum.0 += u64::from(copies > 0);
            sum.1 += copies;
            sum.2 += copies * document.tokens;
        }
        for (part, given) in &mix.parts {
            let f = &given.figures;
            prop_assert_eq!((f.documents_given, f.rows_given, f.tokens_given), counted[part]);
        }
        let sum: u64 = mix.languages.values().map(|f| f.tokens_given).sum();
        prop_assert_eq!(sum, mix.total.tokens_given);
        prop_assert_eq!(sum, counted.values().map(|sum| sum.2).sum::<u64>());
    }

    #[test]
    fn what_is_asked_keeps_to_the_horizon_and_the_bounds(made in made(), ask in asks()) {
        let (supply, _) = gathered(&made);
        let Ok(mix) = plan(&supply, &ask) else { return Ok(()) };
        let rounding = mix.parts.len() as u64 + 8;
        prop_assert!(mix.total.tokens_asked <= mix.horizon + rounding);
        let cap = ask.cap.unwrap_or(u64::MAX);
        let mut floors = 0;
        for (language, f) in &mix.languages {
            prop_assert!(f.tokens_meant() <= cap.saturating_add(rounding), "{}", language);
            let most = f.tokens_available as f64 * ask.max_repeats;
            prop_assert!(f.tokens_meant() as f64 <= most + rounding as f64, "{} {} {}", language, f.tokens_meant(), most);
            floors += u64::from(f.tokens_asked > 0) * ask.floor.unwrap_or(0);
        }
        if floors <= mix.horizon && !matches!(ask.method, Method::Fixed(_)) {
            for f in mix.languages.values().filter(|f| f.tokens_asked > 0) {
                prop_assert!(f.tokens_asked + rounding >= ask.floor.unwrap_or(0));
            }
        }
        // Everything of the horizon is accounted for.
        let asked = mix.total.tokens_asked + mix.unasked;
        prop_assert!(asked.abs_diff(mix.horizon) <= rounding || mix.languages.values().all(|f| f.tokens_asked == 0), "{} of {}", asked, mix.horizon);
        if !ask.redistribute {
            prop_assert_eq!(mix.total.tokens_moved, 0);
        } else {
            prop_assert!(mix.total.tokens_moved <= mix.total.tokens_short + mix.unasked + rounding);
        }
        for note in &mix.notes {
            prop_assert!(note.to_string().ends_with('.'), "{}", note);
        }
    }

    #[test]
    fn languages_with_documents_are_there(made in made(), mut ask in asks()) {
        let (supply, _) = gathered(&made);
        ask.sources.clear();
        prop_assume!(!matches!(ask.method, Method::Fixed(_)));
        let mix = plan(&supply, &ask).unwrap();
        for (language, f) in &mix.languages {
            prop_assert!(f.rows_given > 0 || f.tokens_available == 0, "{}", language);
        }
    }

    #[test]
    fn unimax_is_the_published_one(sizes in proptest::collection::vec(1u64..1_000_000_000, 1..30), horizon in 1_000_000u64..20_000_000_000, epochs in 1.0f64..8.0) {
        let all: Vec<(String, Supply)> = sizes.iter().enumerate().map(|(at, n)| (format!("web/l{at:02}"), even(n / 500 + 1, *n))).collect();
        let all = all.iter().map(|(name, supply)| (&**name, supply.clone())).collect::<Vec<_>>();
        let ask = Ask { method: Method::UniMax, tokens: Some(horizon), max_repeats: epochs, ..Ask::default() };
        let mix = plan(&parts(&all), &ask).unwrap();
        for (figures, expected) in mix.languages.values().zip(unimax(&sizes, horizon as f64, epochs)) {
            prop_assert!((figures.tokens_asked as f64 - expected).abs() <= 1.0 + expected * 1e-9, "{} {}", figures.tokens_asked, expected);
            prop_assert_eq!(figures.tokens_short, 0);
        }
    }

    #[test]
    fn more_is_never_less(made in made(), ask in asks(), more in 1u64..100_000) {
        let (supply, _) = gathered(&made);
        let of = |ask: &Ask| plan(&supply, ask);
        let horizon = ask.tokens.unwrap_or(50_000);
        let less = Ask { tokens: Some(horizon), ..ask.clone() };
        let Ok(first) = of(&less) else { return Ok(()) };
        // A larger horizon, and a higher bound on repeats.
        let larger = of(&Ask { tokens: Some(horizon + more), ..less.clone() }).unwrap();
        for (language, f) in &first.languages {
            prop_assert!(larger.languages[language].tokens_asked + 2 >= f.tokens_asked, "{}", language);
        }
        let repeated = of(&Ask { max_repeats: less.max_repeats + 1.0, ..less.clone() }).unwrap();
        prop_assert!(repeated.total.tokens_short <= first.total.tokens_short + 20);
    }

    #[test]
    fn the_order_of_partitions_changes_nothing(made in made(), ask in asks(), turn in 0usize..300) {
        let (supply, documents) = gathered(&made);
        let mut turned: BTreeMap<Part, Supply> = BTreeMap::new();
        let turn = turn % documents.len();
        for (part, d) in documents[turn..].iter().chain(&documents[..turn]).rev() {
            let mut one = Supply::default();
            one.add(d.hash, d.weight, d.tokens, d.tokens);
            one.merge(turned.get(part).unwrap_or(&Supply::default()));
            turned.insert(part.clone(), one);
        }
        prop_assert_eq!(plan(&supply, &ask), plan(&turned, &ask));
    }
}
