//! Any bytes as a tokenizer.json: it is read or refused, and counts a text, twice the same. Behind the last
//! NUL stands a text. The library panics on some files, which the crate catches: only what it does not
//! catch is a finding.
#![no_main]

use std::fs;
use std::sync::{LazyLock, Once};

use libfuzzer_sys::fuzz_target;
use tamis_tokens::{Estimate, TokenCounter};

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap());
static QUIET: Once = Once::new();

fuzz_target!(|data: &[u8]| {
    // The fuzzer's own hook ends the process before a panic can be caught; one that is not is still told.
    QUIET.call_once(|| std::panic::set_hook(Box::new(|_| {})));
    let split = data.iter().rposition(|&b| b == 0);
    let (file, text) = match split {
        Some(at) => (&data[..at], String::from_utf8_lossy(&data[at + 1..])),
        None => (data, "Ahoj, sve\u{301}te 日本 \u{1f600}\r\n  12345!".into()),
    };
    let path = FOLDER.path().join("tokenizer.json");
    fs::write(&path, file).unwrap();
    match TokenCounter::from_file(&path) {
        Ok(counter) => {
            assert_eq!(counter.count(&text), counter.count(&text));
            assert!(!counter.describe().is_empty());
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    if let Ok(estimate) = Estimate::parse(&String::from_utf8_lossy(file)) {
        let _ = (estimate.tokens("mlt_Latn", u64::MAX), estimate.describe());
    }
});
