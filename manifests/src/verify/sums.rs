//! The list `SHA256SUMS`, as `sha256sum --check` reads it.

use std::collections::BTreeMap;

use super::report::{Kind, Problem};
use crate::manifest;
use crate::sign::{FILE as ENVELOPE, SUMS};

/// Digests (hex) by path, and what is wrong with the list.
pub(super) fn read(bytes: &[u8]) -> (BTreeMap<String, String>, Vec<Problem>) {
    let mut digests = BTreeMap::new();
    let mut problems = Vec::new();
    let mut wrong = |what: String| problems.push(Problem::of(SUMS, Kind::Sums, what));
    let Ok(text) = std::str::from_utf8(bytes) else {
        wrong("it is not UTF-8".to_owned());
        return (digests, problems);
    };
    if !text.ends_with('\n') {
        wrong("its last line has no end: it was cut".to_owned());
    }
    let mut last = "";
    for (number, line) in (1..).zip(text.split_terminator('\n')) {
        let Some((digest, path)) = line.split_once("  ").filter(|(d, _)| is_digest(d)) else {
            wrong(format!(
                "line {number} is not 64 lower-case hex digits, two spaces and a path"
            ));
            continue;
        };
        if path <= last && number > 1 {
            wrong(format!(
                "line {number}, `{path}`, does not come after the line before it"
            ));
        }
        last = path;
        if path == SUMS || path == ENVELOPE {
            wrong(format!("it names {path}, which cannot be in it"));
            continue;
        }
        digests.insert(path.to_owned(), digest.to_owned());
    }
    if !digests.contains_key(manifest::FILE) {
        // Where that line cannot be read, this is no problem of its own.
        let what = format!("it does not name {}", manifest::FILE);
        problems.push(Problem::of(SUMS, Kind::Sums, what).due_to(SUMS));
    }
    (digests, problems)
}

/// SHA-256 in lower-case hex.
pub(crate) fn is_digest(text: &str) -> bool {
    let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.len() == 64 && text.bytes().all(hex)
}
