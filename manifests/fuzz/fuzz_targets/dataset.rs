//! Any bytes as the files of a dataset, parted by NULs, which is verified: it ends with a report, and what
//! nobody signed is not taken for signed.
#![no_main]

use std::fs;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tamis_manifests::sign::PublicKey;
use tamis_manifests::verify::{Options, verify};

const NAMES: [&str; 5] = [
    "manifest.json",
    "SHA256SUMS",
    "manifest.intoto.json",
    "counts.json",
    "croissant.json",
];

/// RFC 8410, section 10.1.
const PUBLIC: &[u8] = b"-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PUBLIC KEY-----
";
static KEY: LazyLock<PublicKey> = LazyLock::new(|| PublicKey::from_pem(PUBLIC).unwrap());
static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap());

fuzz_target!(|data: &[u8]| {
    let mut parts = data.split(|&b| b == 0);
    for name in NAMES {
        let path = FOLDER.path().join(name);
        match parts.next() {
            Some(part) => fs::write(path, part).unwrap(),
            None => drop(fs::remove_file(path)),
        }
    }
    for keys in [Vec::new(), vec![KEY.clone()]] {
        let options = Options { keys, texts: true };
        let report = verify(FOLDER.path(), &options, &|_| {}).unwrap();
        for problem in &report.problems {
            assert!(!problem.to_string().is_empty());
        }
        assert!(options.keys.is_empty() || !report.problems.is_empty());
    }
});
