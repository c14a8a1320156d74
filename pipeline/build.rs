//! Tells the program what it was built from: the commit, the lock file, the compiler, the target.

use std::path::Path;
use std::process::Command;

/// Folders whose change makes another program.
const SOURCES: [&str; 5] = [
    "src",
    "../langs",
    "../filters",
    "../manifests",
    "../Cargo.toml",
];

fn main() {
    let root = Path::new("..");
    for path in SOURCES.into_iter().chain(["../Cargo.lock", "build.rs"]) {
        println!("cargo::rerun-if-changed={path}");
    }
    for folder in [
        "warc", "extract", "dedup", "shuffle", "mix", "tokens", "store", "table", "stats",
    ] {
        println!("cargo::rerun-if-changed={folder}");
    }
    if let Some(folder) = said("git", &["rev-parse", "--absolute-git-dir"]) {
        for name in ["HEAD", "logs/HEAD"] {
            let path = Path::new(&folder).join(name);
            if path.exists() {
                println!("cargo::rerun-if-changed={}", path.display());
            }
        }
        set("COMMIT", said("git", &["rev-parse", "HEAD"]));
        // Files that the commit does not know are no part of what is built. Nothing is written to
        // the repository, which would start this script again at the next build.
        let mut status = vec!["--no-optional-locks", "status", "--porcelain"];
        status.extend(["--untracked-files=no", "--", "."]);
        status.extend(&SOURCES[1..]);
        let modified = said("git", &status).is_some_and(|list| !list.is_empty());
        set("MODIFIED", modified.then(|| "true".to_owned()));
    }
    if let Ok(lock) = std::fs::read(root.join("Cargo.lock")) {
        set("LOCK_SHA256", Some(sha256(&lock)));
    }
    let compiler = std::env::var("RUSTC").ok();
    set(
        "COMPILER",
        compiler.and_then(|rustc| said(&rustc, &["--version"])),
    );
    set("TARGET", std::env::var("TARGET").ok());
}

fn set(name: &str, value: Option<String>) {
    if let Some(value) = value {
        println!("cargo::rustc-env=TAMIS_{name}={value}");
    }
}

/// What a command prints; none where it fails or is not there.
fn said(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
