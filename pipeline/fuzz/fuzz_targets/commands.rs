//! Any bytes as the input of commands over files: `extract`, which tells archives from pages by their bytes,
//! and those over lines. The first byte picks the file's name.
#![no_main]

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tamis::stages::Extract;
use tamis::tools::{Form, extract, map_lines, text_field};

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap());

const NAMES: [&str; 4] = ["a.html", "a.warc.gz", "a.arc", "a.jsonl"];

fuzz_target!(|data: &[u8]| {
    let Some((&first, data)) = data.split_first() else {
        return;
    };
    let path: PathBuf = FOLDER.path().join(NAMES[usize::from(first) % NAMES.len()]);
    fs::write(&path, data).unwrap();
    let what = Extract {
        markdown: first & 4 == 4,
        metadata: first & 8 == 8,
        ..Extract::default()
    };
    let mut out = Vec::new();
    if let Ok(done) = extract(&[path.clone()], &what, &mut out) {
        let lines = out
            .split(|&b| b == b'\n')
            .filter(|line| !line.is_empty())
            .count();
        assert_eq!(done.pages, lines as u64);
        assert!(done.bad.iter().all(|bad| !bad.is_empty()));
    }
    for form in [Form::Json, Form::Plain] {
        let mut out = Vec::new();
        let work = |line: &str, place: &str| match form {
            Form::Json => text_field(line, place).map(|(_, text, _)| text.len().to_string()),
            Form::Plain => Ok(String::new()),
        };
        if let Ok(lines) = map_lines(&[path.clone()], &mut out, form, work) {
            assert!(lines.bad.iter().all(|bad| !bad.is_empty()));
        }
    }
});
