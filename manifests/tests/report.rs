//! The report and the comparison, as others call them.

// Helpers of tests fail a test in the same ways as tests do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../examples/report_demo/made/mod.rs"]
mod made;

use proptest::prelude::*;
use tamis_manifests::Manifest;
use tamis_manifests::manifest::{PersonalData, PersonalDataCount, Takedown, Version};
use tamis_manifests::report::{Comparison, Samples, compare, render, render_comparison};

/// The size that a report must stay under.
const MOST: usize = 2_000_000;

fn ten(min_words: f64) -> made::Wish {
    made::Wish {
        min_words,
        ..made::wish(&made::TEN, &made::SIGNALS, 123_456)
    }
}

fn page(manifest: &Manifest) -> String {
    render(manifest, &made::samples(manifest))
}

/// The text of the block of data, if there is one.
fn data(page: &str) -> Option<serde_json::Value> {
    let (_, rest) = page.split_once("<script type=\"application/json\" id=\"data\">")?;
    let (json, _) = rest.split_once("</script>")?;
    Some(serde_json::from_str(json).expect("the block of data is JSON up to its first end tag"))
}

/// Nothing in the page may be fetched, and there are as many scripts as there should be.
fn is_closed(page: &str) {
    assert!(page.len() < MOST, "{} bytes", page.len());
    assert!(!page.contains('\0'));
    for load in [
        "src=",
        "href=\"http",
        "url(http",
        "@import",
        "<link",
        "<iframe",
        "<object",
        "<embed",
    ] {
        // Text is escaped, so an attribute can only be one of the page's own.
        let own = page
            .split('<')
            .filter(|tag| tag.split('>').next().unwrap_or("").contains(load));
        assert_eq!(own.count(), 0, "{load}");
    }
    let scripts = page.matches("<script").count();
    assert_eq!(scripts, 1 + usize::from(data(page).is_some()));
    assert_eq!(scripts, page.matches("</script").count());
}

#[test]
fn the_made_account_adds_up() {
    let manifest = made::manifest(&ten(50.0));
    assert_eq!(manifest.contradictions(), []);
    let page = page(&manifest);
    assert!(page.contains("The counts add up."));
    is_closed(&page);
}

#[test]
fn the_head_has_the_title_that_the_provider_gave() {
    let mut manifest = made::manifest(&ten(50.0));
    manifest.provider.dataset.title = None;
    manifest.name = "example-run".into();
    let untitled = page(&manifest);
    assert!(untitled.contains("<h1><bdi>example-run</bdi></h1>"));
    for title in ["Three <languages>", " "] {
        manifest.provider.dataset.title = Some(title.into());
        let page = page(&manifest);
        let titled = page.contains("<h1><bdi>Three &lt;languages&gt;</bdi></h1>");
        assert_eq!(titled, !title.trim().is_empty());
        assert_eq!(
            titled,
            page.contains("<title>Three &lt;languages&gt; – report</title>")
        );
        // Which run it is of is told all the same.
        assert!(page.contains("<bdi>example-run</bdi>"));
    }
}

#[test]
fn the_same_account_gives_the_same_page() {
    let manifest = made::manifest(&ten(50.0));
    assert_eq!(page(&manifest), page(&manifest.clone()));
}

#[test]
fn forty_two_languages_and_sixty_two_signals_stay_under_two_megabytes() {
    let languages: Vec<String> = (0..42).map(|n| format!("q{n:02}_Latn")).collect();
    let languages: Vec<&str> = languages.iter().map(String::as_str).collect();
    let signals: Vec<String> = (0..62).map(|n| format!("some_signal_{n}")).collect();
    let signals: Vec<&str> = signals.iter().map(String::as_str).collect();
    let mut wish = made::wish(&languages, &signals, 987_654_321_012);
    wish.inputs = 90_000;
    let page = page(&made::manifest(&wish));
    is_closed(&page);
}

#[test]
fn many_kinds_of_personal_data_do_not_fill_the_page() {
    let mut manifest = made::manifest(&ten(50.0));
    for n in 0..300 {
        let count = |found| PersonalDataCount {
            found,
            documents: 1,
            handled: 0,
        };
        let kinds = (0..60).map(|k| (format!("phone.Q{k:02}"), count(k)));
        let data = PersonalData {
            kinds: kinds.collect(),
            ..PersonalData::default()
        };
        manifest.personal_data.insert(format!("q{n:03}_Latn"), data);
    }
    let page = page(&manifest);
    is_closed(&page);
    assert!(page.contains("rarest are left out"));
}

#[test]
fn a_run_that_read_nothing_has_a_page() {
    let page = render(&made::empty(), &Samples::default());
    is_closed(&page);
    assert!(page.contains("No document came through any stage."));
    is_closed(&render(&Manifest::default(), &Samples::default()));
}

#[test]
fn counts_that_do_not_add_up_are_named() {
    let mut manifest = made::manifest(&ten(50.0));
    manifest.outputs[0].rows += 1;
    assert!(page(&manifest).contains("This account contradicts itself"));
}

#[test]
fn histograms_come_through_the_page() {
    let manifest = made::manifest(&ten(50.0));
    let data = data(&page(&manifest)).expect("there are signals");
    let (alphabet, step) = (
        data["alphabet"].as_str().unwrap(),
        data["step"].as_f64().unwrap(),
    );
    let digit = |c: u8| alphabet.find(char::from(c)).unwrap();
    let names: Vec<&str> = data["signals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s.as_str().unwrap())
        .collect();
    for (at, language) in manifest.signals.languages.keys().enumerate() {
        assert_eq!(data["languages"][at], language.as_str());
        for (signal, bins) in &manifest.signals.languages[language] {
            let packed = &data["bins"][at][names.iter().position(|name| name == signal).unwrap()];
            let first = packed[0].as_u64().unwrap() as usize;
            let text = packed[1].as_str().unwrap().as_bytes();
            assert_eq!(first + text.len() / 2, bins.len());
            for (bin, code) in text.chunks(2).enumerate() {
                let code = digit(code[0]) * alphabet.len() + digit(code[1]);
                let n = if code == 0 {
                    0.0
                } else {
                    ((code - 1) as f64 * step).exp().round()
                };
                let exact = bins[first + bin] as f64;
                assert!((n - exact).abs() <= exact * 0.0025 + 0.5, "{n} {exact}");
            }
        }
    }
}

#[test]
fn a_comparison_names_causes() {
    let (a, b) = (made::manifest(&ten(50.0)), made::manifest(&ten(80.0)));
    let comparison = compare(&a, &b);
    let json = serde_json::to_string(&comparison).unwrap();
    assert_eq!(
        serde_json::from_str::<Comparison>(&json).unwrap(),
        comparison
    );
    let text = comparison.to_text();
    assert!(
        text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
    );
    let english = comparison
        .languages
        .iter()
        .find(|one| one.language == "eng_Latn")
        .unwrap();
    let words = english
        .reasons
        .iter()
        .find(|one| one.reason == "quality.min_words")
        .unwrap();
    assert_eq!(words.why[0], "bound at least 50 → at least 80");
    is_closed(&render_comparison(&comparison));
    insta::assert_snapshot!("bound", text);
}

#[test]
fn other_inputs_shift_signals() {
    let a = made::manifest(&ten(50.0));
    let mut other = ten(50.0);
    (other.seed, other.inputs) = (8, 7);
    insta::assert_snapshot!("inputs", compare(&a, &made::manifest(&other)).to_text());
}

#[test]
fn a_run_and_itself_are_the_same() {
    let a = made::manifest(&ten(50.0));
    let mut b = a.clone();
    b.environment = None;
    let comparison = compare(&a, &b);
    assert!(comparison.same && comparison.languages.is_empty());
    insta::assert_snapshot!("same", comparison.to_text());
}

#[test]
fn a_takedown_is_a_cause() {
    let a = made::manifest(&ten(50.0));
    let mut b = a.clone();
    b.history.push(Version {
        takedown: Takedown {
            date: "2026-11-28T12:00:00Z".into(),
            documents: 31,
            ..Takedown::default()
        },
        ..Version::default()
    });
    let comparison = compare(&a, &b);
    let text = comparison.to_text();
    assert!(text.contains("Taken down after the run"), "{text}");
    assert!(text.contains("new: 31 documents taken down"), "{text}");
    let page = render_comparison(&comparison);
    is_closed(&page);
    assert!(!page.contains("Nothing that decides the output"), "{page}");
}

#[test]
fn a_run_against_nothing() {
    let comparison = compare(&made::manifest(&ten(50.0)), &Manifest::default());
    assert!(
        comparison
            .to_text()
            .lines()
            .all(|line| line.chars().count() <= 80)
    );
    is_closed(&render_comparison(&comparison));
}

/// Names that want to be more than names.
fn names() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,20}",
        "[<>/\"'&\\\\!a-z -]{0,30}",
        Just("</script><script>alert(1)</script>".to_owned()),
        Just("<!--<script>".to_owned()),
        Just("]]>\u{202e}\u{2066}\u{0}\u{2028}".to_owned()),
        Just("javascript:https://example.org/x\" onload=\"x".to_owned()),
        Just("n".repeat(10_000)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn hostile_accounts_render(
        languages in prop::collection::vec(names(), 0..5),
        signals in prop::collection::vec(names(), 0..5),
        documents in prop_oneof![0..1000u64, Just(9_999_999u64)],
        name in names(),
        number in prop_oneof![Just(f64::NAN), Just(f64::INFINITY), any::<f64>()],
        huge in any::<u64>(),
    ) {
        let mut wish = made::wish(&[], &[], documents);
        (wish.languages, wish.signals) = (languages, signals);
        let mut manifest = made::manifest(&wish);
        manifest.name.clone_from(&name);
        manifest.run.operator = Some(name.clone());
        manifest.config.text.clone_from(&name);
        manifest.resources[0].name.clone_from(&name);
        manifest.inputs[0].file_path.clone_from(&name);
        manifest.domains.top[0].domain.clone_from(&name);
        for stage in &mut manifest.stages {
            stage.settings[&name] = name.clone().into();
        }
        if let Some(flow) = manifest.counts.values_mut().flat_map(|of| of.values_mut()).next() {
            flow.removed.insert(name.clone(), huge);
            flow.documents_in = huge;
        }
        for bins in manifest.signals.languages.values_mut().flat_map(|of| of.values_mut()) {
            bins.push(huge);
        }
        for bound in manifest.signals.bounds.values_mut().flatten() {
            bound.rule.clone_from(&name);
            bound.min = Some(number);
        }
        manifest.signals.edges.truncate((huge % 101) as usize);
        for mix in manifest.mix.values_mut() {
            (mix.repeats, mix.tokens_given) = (number, huge);
        }
        if let Some(cost) = &mut manifest.cost {
            (cost.total.cpu_seconds, cost.groups[0].cpu_seconds, cost.groups[1].peak_memory) = (number, number, huge);
        }
        is_closed(&page(&manifest));
        let other = made::manifest(&ten(50.0));
        for comparison in [compare(&manifest, &other), compare(&other, &manifest)] {
            is_closed(&render_comparison(&comparison));
            let text = comparison.to_text();
            prop_assert!(text.lines().all(|line| line.chars().count() <= 80));
            let hides = text.contains(['\u{202e}', '\0']);
            prop_assert!(!hides);
        }
    }
}
