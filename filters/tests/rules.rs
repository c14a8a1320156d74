//! Every rule at, below and above its limit.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::profile;
use tamis_filters::Verdict;
use tamis_filters::rules::{broken, decide};
use tamis_filters::signals::{COUNT, SIGNALS, Signals};
use tamis_langs::{LIMITS, Side};

/// Signals that are all 0 but one.
fn signals(name: &str, value: f32) -> Signals {
    let mut values = [0.0; COUNT];
    values[SIGNALS.iter().position(|def| def.name == name).unwrap()] = value;
    Signals::from_values(&values).unwrap()
}

#[test]
fn every_rule_drops_on_one_side_of_its_own_limit() {
    for rule in LIMITS {
        let mut profile = profile("");
        assert!(profile.limits.set(rule.key, Some(0.3)));
        let (inside, outside) = match rule.side {
            Side::Min => (0.31, 0.29),
            Side::Max => (0.29, 0.31),
        };
        for keep in [0.3, inside] {
            assert_eq!(decide(&signals(rule.signal, keep), &profile), Verdict::Keep);
        }
        let Verdict::Drop(removal) = decide(&signals(rule.signal, outside), &profile) else {
            panic!("{} keeps {outside}", rule.key);
        };
        assert_eq!(removal.reason, rule.key);
        assert_eq!(removal.value, Some(f64::from(outside)));
        assert_eq!(removal.threshold, Some(f64::from(0.3_f32)));
        assert!(profile.limits.set(rule.key, None));
        assert_eq!(
            decide(&signals(rule.signal, outside), &profile),
            Verdict::Keep
        );
    }
}

#[test]
fn the_first_broken_rule_names_the_reason() {
    let mut profile = profile("");
    for rule in LIMITS {
        let limit = if rule.side == Side::Min { 2.0 } else { 0.5 };
        profile.limits.set(rule.key, Some(limit));
    }
    let all = Signals::from_values(&[1.0; COUNT]).unwrap();
    let reasons: Vec<_> = broken(&all, &profile)
        .map(|removal| removal.reason)
        .collect();
    assert_eq!(
        reasons,
        LIMITS.iter().map(|rule| rule.key).collect::<Vec<_>>()
    );
    let Verdict::Drop(removal) = decide(&all, &profile) else {
        panic!()
    };
    assert_eq!(removal.reason, LIMITS[0].key);
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
