//! The document score against the one that HPLT's own code gave (`scripts/filters/wds/golden.py`).

#![allow(clippy::unwrap_used)]

use serde_json::Value;
use tamis_filters::signals::wds::{Buffers, Scores, measure};
use tamis_filters::signals::{Part, Whose};

const GOLDEN: &str = include_str!("data/wds.jsonl");
/// The curves are within 0.0003 of the reference's.
const TOLERANCE: f64 = 1e-3;

fn values(scores: &Scores) -> [(&'static str, f32); 12] {
    [
        ("score", scores.score),
        ("language", scores.language),
        ("long_segments", scores.long_segments),
        ("great_segment", scores.great_segment),
        ("urls", scores.urls),
        ("punctuation", scores.punctuation),
        ("singular_chars", scores.singular_chars),
        ("numbers", scores.numbers),
        ("repeated", scores.repeated),
        ("informativeness", scores.informativeness),
        ("short_segments", scores.short_segments),
        ("compression", scores.compression),
    ]
}

fn whose(own: bool) -> Whose {
    if own { Whose::Own } else { Whose::Foreign }
}

fn parts(row: &Value) -> Vec<Part> {
    let offset = |value: &Value| value.as_u64().unwrap() as usize;
    let part = |value: &Value| Part {
        start: offset(&value[0]),
        end: offset(&value[1]),
        whose: whose(value[2].as_bool().unwrap()),
    };
    row["parts"].as_array().unwrap().iter().map(part).collect()
}

fn rows() -> impl Iterator<Item = Value> {
    GOLDEN
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
}

#[test]
fn agrees_with_the_reference() {
    let mut work = Buffers::new();
    let mut wrong = Vec::new();
    for row in rows() {
        let text = row["text"].as_str().unwrap();
        let code = row["language"].as_str().unwrap();
        let scores = measure(text, code, &parts(&row), &mut work);
        for (name, ours) in values(&scores) {
            assert!(ours.is_finite());
            // Null is what the reference could not say, having divided zero by zero.
            let theirs = row["scores"][name].as_f64().unwrap_or(0.0);
            if (f64::from(ours) - theirs).abs() > TOLERANCE {
                wrong.push(format!("{} {name}: {ours}, not {theirs}", row["name"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_golden_texts_lead_every_score_through_its_range() {
    for (name, _) in values(&Scores::default()) {
        let scores: Vec<f64> = rows().filter_map(|r| r["scores"][name].as_f64()).collect();
        let distinct = |from: f64, to: f64| scores.iter().any(|&s| from <= s && s <= to);
        assert!(distinct(0.9, 1.0) && distinct(0.2, 0.8), "{name}");
    }
}

#[test]
fn buffers_leave_no_trace() {
    let mut work = Buffers::new();
    for row in rows() {
        let text = row["text"].as_str().unwrap();
        let again = measure(text, "lav_Latn", &[], &mut work);
        assert_eq!(again, measure(text, "lav_Latn", &[], &mut Buffers::new()));
    }
}

proptest::proptest! {
    #[test]
    fn any_text_has_finite_scores(
        text in "(\\PC|[ΣİA-Z0-9\n\r .]|www|http){0,400}",
        code in "([a-z]{3}_[A-Z][a-z]{3}|\\PC{0,8})",
        cuts in proptest::collection::vec((0..2000_usize, proptest::bool::ANY), 0..4),
    ) {
        let parts: Vec<Part> = cuts.iter().map(|&(start, own)| Part { start, end: start, whose: whose(own) }).collect();
        let scores = measure(&text, &code, &parts, &mut Buffers::new());
        for (name, value) in values(&scores) {
            assert!(value.is_finite() && value >= 0.0, "{name} {value}");
            assert!(value <= 1.1 || name == "compression", "{name} {value}");
        }
    }
}
