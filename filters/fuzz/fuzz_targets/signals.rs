//! Any text is measured in the language that the first character picks, twice the same; what was counted
//! lies within the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tamis_filters::Scratch;
use tamis_filters::rules::decide;
use tamis_filters::signals::{Context, SIGNALS, marks, measure};
use tamis_langs::Registry;

const LANGUAGES: [&str; 6] = [
    "ces_Latn", "ell_Grek", "bul_Cyrl", "mlt_Latn", "eng_Latn", "tur_Latn",
];

fuzz_target!(|text: &str| {
    let mut rest = text.chars();
    let Some(first) = rest.next() else { return };
    let text = rest.as_str();
    let language = LANGUAGES[first as usize % LANGUAGES.len()];
    let profile = Registry::embedded().get(language).unwrap();
    let (context, mut scratch) = (Context::default(), Scratch::default());
    let signals = measure(text, &context, profile, &mut scratch);
    // Again, with what the first time left behind: the same bits.
    let again = measure(text, &context, profile, &mut scratch);
    for ((value, again), def) in signals.values().iter().zip(again.values()).zip(SIGNALS) {
        assert!(value.is_finite(), "{}: {value}", def.name);
        assert_eq!(value.to_bits(), again.to_bits(), "{}", def.name);
    }
    let _ = decide(&signals, profile);
    for def in SIGNALS {
        let mut end = 0;
        for mark in marks(text, &context, profile, def.name, &mut scratch) {
            assert!(
                mark.span.start >= end && mark.span.end > mark.span.start,
                "{}",
                def.name
            );
            assert!(
                text.get(mark.span.clone()).is_some(),
                "{}: {:?}",
                def.name,
                mark.span
            );
            end = mark.span.end;
        }
    }
});
