//! Any text as a config: it becomes a plan, or a mistake with a place in it. Values that lead out of an empty
//! folder are passed over: what is on the machine that fuzzes is no part of the input.
#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tamis::config::{Config, Source, only_table};
use tamis::dag::{Graph, Plan, picture};
use tamis::{ConfigError, Error};

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.warc"), "WARC/1.0\r\n\r\n").unwrap();
    std::fs::write(folder.path().join("a.jsonl"), "{\"text\":\"a b c\"}\n").unwrap();
    std::fs::write(folder.path().join("a.txt"), "a b c\n").unwrap();
    folder
});

/// A mistake has a place within the file.
fn told(error: &ConfigError) {
    assert!(
        error.text.get(error.span.clone()).is_some(),
        "{:?} of {}",
        error.span,
        error.text.len()
    );
    assert!(error.line() >= 1 && !error.message.is_empty());
}

fuzz_target!(|text: &str| {
    let out = ["/", "..", "://", "\\u", "\\U", "\\x", "~"];
    if out.iter().any(|part| text.contains(part)) {
        return;
    }
    let source = Source::new(&FOLDER.path().join("tamis.toml"), text);
    if let Err(error) = only_table(&source, "balance") {
        told(&error);
    }
    let config = match Config::parse(&source) {
        Ok(config) => config,
        Err(error) => return told(&error),
    };
    assert_eq!(source.folder(), Path::new(FOLDER.path()));
    match Graph::build(config) {
        Ok(graph) => {
            let plan = Plan::new(graph);
            assert!(!picture(&plan).is_empty() && plan.partitions() > 0);
        }
        Err(Error::Config(error)) => told(&error),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
