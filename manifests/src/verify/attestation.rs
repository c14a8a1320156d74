//! The signature: whether it holds, and whether what it covers is this dataset.

use std::collections::BTreeMap;

use super::report::{Kind, Problem, Report, Signed};
use super::{Folder, Options};
use crate::manifest::{FILE, Manifest};
use crate::sign::{Envelope, FILE as ENVELOPE, SUMS, SignError, Statement};

/// Checks envelope, statement and signatures, and notes in the report by whom it is signed.
pub(super) fn check(
    folder: &Folder,
    there: bool,
    manifest: Option<&Manifest>,
    digests: &BTreeMap<&str, String>,
    options: &Options,
    report: &mut Report,
) {
    let bytes = match folder.read(ENVELOPE) {
        Ok(bytes) => bytes,
        Err(why) => {
            if !options.keys.is_empty() {
                let what = "a key was given, and the dataset has no signature";
                report
                    .problems
                    .push(Problem::of(ENVELOPE, Kind::Signature, what));
                report.signed = Signed::Wrong;
            }
            if there {
                report.problems.push(why.problem(ENVELOPE));
            }
            return;
        }
    };
    match signatures(&bytes, options) {
        Ok((signed, payload, problems)) => {
            report.signed = signed;
            let wrong = |what| Problem::of(ENVELOPE, Kind::Signature, what);
            report.problems.extend(problems.into_iter().map(wrong));
            report.problems.extend(about(&payload, manifest, digests));
        }
        Err(error) => {
            report.signed = Signed::Wrong;
            let what = error.to_string();
            report
                .problems
                .push(Problem::of(ENVELOPE, Kind::Signature, what));
        }
    }
}

fn signatures(
    bytes: &[u8],
    options: &Options,
) -> Result<(Signed, Vec<u8>, Vec<String>), SignError> {
    let envelope = Envelope::read(bytes)?;
    let payload = envelope.payload()?;
    let mut problems = Vec::new();
    if envelope.to_bytes().ok().as_deref() != Some(bytes) {
        problems
            .push("it is not in canonical JSON (RFC 8785), as `tamis sign` writes it".to_owned());
    }
    if envelope.signatures.is_empty() {
        problems.push("it holds no signature".to_owned());
    }
    let ids = envelope.key_ids().map(str::to_owned).collect();
    if options.keys.is_empty() {
        return Ok((Signed::Unchecked(ids), payload, problems));
    }
    let mut by = Vec::new();
    for key in &options.keys {
        match envelope.verify(key) {
            Ok(_) => by.push(key.id().to_owned()),
            Err(error) => problems.push(error.to_string()),
        }
    }
    let signed = if by.len() == options.keys.len() {
        Signed::By(by)
    } else {
        Signed::Wrong
    };
    Ok((signed, payload, problems))
}

/// Compares a statement with the files and with the manifest that it is made from.
fn about(
    payload: &[u8],
    manifest: Option<&Manifest>,
    digests: &BTreeMap<&str, String>,
) -> Vec<Problem> {
    let wrong = |file: &str, what: String| Problem::of(file, Kind::Signature, what).due_to(FILE);
    let statement = match Statement::read(payload) {
        Ok(statement) => statement,
        Err(error) => return vec![wrong(ENVELOPE, error.to_string())],
    };
    let mut problems = Vec::new();
    let mut compare = |name: &str, file: &str, found: &str| match statement.digest_of(name) {
        Some(stated) if stated == found => {}
        Some(stated) => problems.push(wrong(
            file,
            format!("the statement in {ENVELOPE} says {name} is {stated}; found {found}"),
        )),
        None => problems.push(wrong(
            ENVELOPE,
            format!("its statement says nothing of {name}"),
        )),
    };
    for name in [FILE, SUMS] {
        if let Some(found) = digests.get(name) {
            compare(name, name, found);
        }
    }
    if let Some(manifest) = manifest {
        let trees = &manifest.trees;
        compare("merkle/kept", FILE, &trees.kept.root);
        compare("merkle/removed", FILE, &trees.removed.root);
        compare("merkle/domains", FILE, &trees.domains.root);
    }
    let (Some(manifest), [Some(m), Some(s)]) = (manifest, [FILE, SUMS].map(|n| digests.get(n)))
    else {
        return problems;
    };
    let made = Statement::of(manifest, m, s).to_bytes().ok();
    if problems.is_empty() && made.as_deref() != Some(payload) {
        let what = "its statement is not the one that follows from manifest.json";
        problems.push(wrong(ENVELOPE, what.to_owned()));
    }
    problems
}
