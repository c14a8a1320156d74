//! Any text, and behind NULs a URL, `html@lang` and `og:locale`: its languages, twice the same. The text is
//! tried as a label of a model and as a code, too.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tamis_langs::{Hints, Identifier, LangCode, label_names, normalise_code, tld};

static IDENTIFIER: LazyLock<Identifier> = LazyLock::new(|| Identifier::embedded().unwrap());

// Reading the model takes seconds under the sanitizer: no input is to be blamed for it.
fuzz_target!(init: { LazyLock::force(&IDENTIFIER); }, |data: &[u8]| {
    let input = String::from_utf8_lossy(data);
    let mut parts = input.split('\0');
    let text = parts.next().unwrap_or_default();
    let hints = Hints {
        url: parts.next(),
        html_lang: parts.next(),
        og_locale: parts.next(),
    };
    let document = IDENTIFIER.document(text, &hints);
    assert_eq!(IDENTIFIER.document(text, &hints), document);
    assert!(
        (0.0..=1.0).contains(&document.whole.score),
        "{}",
        document.whole.score
    );
    let mut end = 0;
    for segment in &document.segments {
        assert_eq!(segment.start, end);
        assert!(text.get(segment.start..segment.end).is_some());
        end = segment.end;
    }
    assert!(document.segments.is_empty() || end == text.len());
    for (_, share) in document.shares() {
        assert!((0.0..=1.0).contains(&share));
    }
    let _ = IDENTIFIER.explain(text, &hints);
    for tag in hints.html_lang.iter().chain(&hints.og_locale) {
        if let Some(code) = normalise_code(tag) {
            assert_eq!(code.as_str().parse::<LangCode>().unwrap(), code);
        }
    }
    let labels: Vec<&str> = text.lines().take(50).collect();
    if let Err(error) = label_names(&labels) {
        assert!(!error.to_string().is_empty());
    }
    let _ = (text.parse::<LangCode>(), hints.url.and_then(tld));
});
