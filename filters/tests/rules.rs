//! Every rule at, below and above its limit.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::profile;
use tamis_filters::Verdict;
use tamis_filters::rules::{RULES, Side, broken, decide};
use tamis_filters::signals::{COUNT, SIGNALS, Signals};
use tamis_langs::Profile;

/// The profile's limit that a reason names.
fn limit<'a>(profile: &'a mut Profile, reason: &str) -> &'a mut Option<f32> {
    let (q, r) = (&mut profile.quality, &mut profile.repetition);
    match reason {
        "quality.min_words" => &mut q.min_words,
        "quality.max_words" => &mut q.max_words,
        "quality.min_mean_word_length" => &mut q.min_mean_word_length,
        "quality.max_mean_word_length" => &mut q.max_mean_word_length,
        "quality.max_symbol_ratio" => &mut q.max_symbol_ratio,
        "quality.max_bullet_lines" => &mut q.max_bullet_lines,
        "quality.max_ellipsis_lines" => &mut q.max_ellipsis_lines,
        "quality.min_alpha_words" => &mut q.min_alpha_words,
        "quality.min_stop_words" => &mut q.min_stop_words,
        "quality.min_terminal_lines" => &mut q.min_terminal_lines,
        "quality.max_short_lines" => &mut q.max_short_lines,
        "quality.max_newline_ratio" => &mut q.max_newline_ratio,
        "quality.max_replacement_ratio" => &mut q.max_replacement_ratio,
        "repetition.max_dup_lines" => &mut r.max_dup_lines,
        "repetition.max_dup_line_chars" => &mut r.max_dup_line_chars,
        "repetition.max_dup_paragraphs" => &mut r.max_dup_paragraphs,
        "repetition.max_dup_paragraph_chars" => &mut r.max_dup_paragraph_chars,
        "repetition.max_top_2gram" => &mut r.max_top_2gram,
        "repetition.max_top_3gram" => &mut r.max_top_3gram,
        "repetition.max_top_4gram" => &mut r.max_top_4gram,
        "repetition.max_dup_5gram" => &mut r.max_dup_5gram,
        "repetition.max_dup_6gram" => &mut r.max_dup_6gram,
        "repetition.max_dup_7gram" => &mut r.max_dup_7gram,
        "repetition.max_dup_8gram" => &mut r.max_dup_8gram,
        "repetition.max_dup_9gram" => &mut r.max_dup_9gram,
        "repetition.max_dup_10gram" => &mut r.max_dup_10gram,
        other => panic!("a rule that this test does not know: {other}"),
    }
}

/// Signals that are all 0 but one.
fn signals(name: &str, value: f32) -> Signals {
    let mut values = [0.0; COUNT];
    values[SIGNALS.iter().position(|def| def.name == name).unwrap()] = value;
    Signals::from_values(&values).unwrap()
}

#[test]
fn every_rule_drops_on_one_side_of_its_own_limit() {
    for rule in RULES {
        let mut profile = profile("");
        *limit(&mut profile, rule.reason) = Some(0.3);
        let (inside, outside) = match rule.side {
            Side::Min => (0.31, 0.29),
            Side::Max => (0.29, 0.31),
        };
        for keep in [0.3, inside] {
            assert_eq!(decide(&signals(rule.signal, keep), &profile), Verdict::Keep);
        }
        let Verdict::Drop(removal) = decide(&signals(rule.signal, outside), &profile) else {
            panic!("{} keeps {outside}", rule.reason);
        };
        assert_eq!(removal.reason, rule.reason);
        assert_eq!(removal.value, Some(f64::from(outside)));
        assert_eq!(removal.threshold, Some(f64::from(0.3_f32)));
        *limit(&mut profile, rule.reason) = None;
        assert_eq!(
            decide(&signals(rule.signal, outside), &profile),
            Verdict::Keep
        );
    }
}

#[test]
fn a_rule_is_named_after_its_key_and_signal() {
    for rule in RULES {
        let side = if rule.side == Side::Min {
            "min_"
        } else {
            "max_"
        };
        let (section, key) = rule.reason.split_once('.').unwrap();
        assert!(["quality", "repetition"].contains(&section));
        assert_eq!(key.strip_prefix(side), Some(rule.signal));
        assert!(!rule.doc.is_empty() && !rule.source.is_empty() && rule.version > 0);
    }
    let mut reasons: Vec<_> = RULES.iter().map(|rule| rule.reason).collect();
    reasons.dedup();
    reasons.sort_unstable();
    reasons.dedup();
    assert_eq!(reasons.len(), RULES.len());
}

#[test]
fn the_first_broken_rule_names_the_reason() {
    let mut profile = profile("");
    for rule in RULES {
        *limit(&mut profile, rule.reason) = Some(if rule.side == Side::Min { 2.0 } else { 0.5 });
    }
    let all = Signals::from_values(&[1.0; COUNT]).unwrap();
    let reasons: Vec<_> = broken(&all, &profile)
        .map(|removal| removal.reason)
        .collect();
    assert_eq!(
        reasons,
        RULES.iter().map(|rule| rule.reason).collect::<Vec<_>>()
    );
    let Verdict::Drop(removal) = decide(&all, &profile) else {
        panic!()
    };
    assert_eq!(removal.reason, RULES[0].reason);
}

#[test]
fn stored_signals_must_be_whole_and_finite() {
    assert!(Signals::from_values(&[0.0; COUNT - 1]).is_none());
    assert!(Signals::from_values(&[f32::NAN; COUNT]).is_none());
    let signals = signals("words", 7.0);
    assert_eq!(Signals::from_values(signals.values()), Some(signals));
    assert_eq!(
        (signals.get("words"), signals.get("none such")),
        (Some(7.0), None)
    );
}
