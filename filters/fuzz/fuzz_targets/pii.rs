//! Any text, searched for personal data: the first byte picks the language and whether addresses that
//! are spelt out count.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tamis_filters::pii::{Detector, Key, Query, Span, Surrogates, Tags, redact};

const LANGUAGES: [Option<&str>; 8] = [
    None,
    Some("ces_Latn"),
    Some("deu"),
    Some("fra_Latn"),
    Some("bul_Cyrl"),
    Some("ell"),
    Some("mlt_Latn"),
    Some("klingon"),
];

fuzz_target!(|text: &str| {
    let (first, text) = match text.char_indices().nth(1) {
        Some((at, _)) => text.split_at(at),
        None => return,
    };
    let choice = usize::from(first.bytes().next().unwrap_or_default());
    let query = Query {
        language: LANGUAGES[choice % 8],
        spelled_out: choice & 8 != 0,
    };
    let detector = Detector::embedded();
    let spans = detector.search(text, query);
    let mut end = 0;
    for span in &spans {
        assert!(span.start >= end && span.end > span.start, "{spans:?}");
        assert!(text.get(span.start as usize..span.end as usize).is_some());
        assert_eq!(
            Span::parse_label(&span.label()),
            Ok((span.kind, span.subtype))
        );
        end = span.end;
    }
    assert_eq!(detector.search(text, query), spans);
    let json = serde_json::to_string(&spans).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Span>>(&json).unwrap(), spans);
    if spans.is_empty() {
        return;
    }
    // What was found is found no more, and neither is a part of it.
    let (tagged, placed) = redact(text, &spans, &Tags);
    assert_eq!(placed.len(), spans.len());
    assert_eq!(detector.search(&tagged, query), [], "{tagged:?}");
    let key = Key::new(b"a key of a fuzz target").unwrap();
    let surrogates = Surrogates {
        key: &key,
        detector,
    };
    let (one, placed) = redact(text, &spans, &surrogates);
    assert_eq!(redact(text, &spans, &surrogates).0, one);
    for (old, new) in spans.iter().zip(&placed) {
        let old = &text[old.start as usize..old.end as usize];
        let value = &one[new.start as usize..new.end as usize];
        assert_ne!(value, old);
        assert_eq!(
            detector.search(value, Query::default()),
            [],
            "{value:?} for {old:?}"
        );
    }
});
