//! Any text as a profile. The first character picks which file it stands for; a mistake has a place in it,
//! and so has everything that could be read.
#![no_main]

use std::fs;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tamis_langs::{Error, Registry, check_toml};

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap());

/// A mistake has a place within the file.
fn told(error: &Error) {
    assert!(!error.to_string().is_empty());
    if let Error::Profile {
        line,
        column,
        text,
        span,
        message,
        ..
    } = error
    {
        assert!((1..=text.matches('\n').count() + 1).contains(line) && *column >= 1);
        assert!(
            text.get(span.clone()).is_some() && !message.is_empty(),
            "{span:?}"
        );
    }
}

fuzz_target!(|text: &str| {
    let mut rest = text.chars();
    let stem = match rest.next() {
        Some('d') => "default",
        Some('a') => "all",
        Some('n') => "mlt_Latn",
        Some('o') => "xyz_Cyrl",
        _ => return,
    };
    let text = rest.as_str();
    let read = match stem {
        "default" => check_toml("mlt_Latn.toml", "extends = \"ces_Latn\"\n", text),
        _ => check_toml(&format!("{stem}.toml"), text, Registry::default_toml()),
    };
    match &read {
        Ok(profile) => {
            let written = profile.to_toml();
            assert!(!written.starts_with('#'), "{written}");
        }
        Err(error) => told(error),
    }
    // Of a folder every language is read, which takes its time: what is wrong is told before.
    if read.is_err() {
        return;
    }
    let path = FOLDER.path().join(format!("{stem}.toml"));
    fs::write(&path, text).unwrap();
    match Registry::with_dir(FOLDER.path()) {
        Ok(registry) => {
            let code = if stem == "xyz_Cyrl" { stem } else { "mlt_Latn" };
            for place in registry.example_places(code) {
                assert!(place.text.get(place.span.clone()).is_some());
            }
            if let Some(origin) = registry.origin(code, "quality.min_words") {
                assert!(origin.line >= 1);
            }
        }
        Err(error) => told(&error),
    }
    fs::remove_file(path).unwrap();
});
