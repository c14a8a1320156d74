//! Any bytes as the accounts of two tasks, parted by a NUL and compressed here, and then as they are.
#![no_main]

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tamis_manifests::account::merge;

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap());

fn read(files: &[PathBuf]) {
    let Ok((_, mut domains)) = merge(files, FOLDER.path()) else {
        return;
    };
    while let Ok(Some((domain, _, _))) = domains.next_row() {
        std::hint::black_box(domain);
    }
}

fuzz_target!(|data: &[u8]| {
    let mut files = Vec::new();
    for (at, part) in data.splitn(2, |&b| b == 0).enumerate() {
        files.push(FOLDER.path().join(at.to_string()));
        fs::write(&files[at], zstd::encode_all(part, 1).unwrap()).unwrap();
    }
    read(&files);
    fs::write(&files[0], data).unwrap();
    read(&files[..1]);
});
